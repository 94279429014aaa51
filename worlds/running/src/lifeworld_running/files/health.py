"""Apple Health's export.xml, streamed: workouts with their routes, their totals, and the heart rates measured meanwhile.

The export may be gigabytes of records of which a thousandth is wanted, so whole lines of other records are left out before they are parsed;
heart rates are kept as two numbers each. Workouts come last in the file. Source: the document type that Apple writes into the export.
"""

from __future__ import annotations

import hashlib
import re
from array import array
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, field
from dataclasses import replace as changed
from typing import Any

import numpy as np

from lifeworld_running.core.values import PARTIAL, READ, RECORDED, UNTIMED, FileRead, Floats, Ints, Notice, Provenance, Recording
from lifeworld_running.files.building import known, recording, refused
from lifeworld_running.files.gpx import read_gpx
from lifeworld_running.files.limits import LIMITS, Limits
from lifeworld_running.files.markup import Fault, Reader
from lifeworld_running.files.numbers import moment_us, number
from lifeworld_running.files.points import TIME, points
from lifeworld_running.files.sports import sport_of

HOLD_S = 10
"""For how long a heart rate stands for the points after it; the watch measures every five seconds or so in a workout."""
MOST_RATES = 10_000_000
MOST_WORKOUTS = 100_000
Route = Callable[[str], bytes | None]
_OTHER = re.compile(rb'^[ \t]*<Record type="(?!HKQuantityTypeIdentifierHeartRate")[^<>"]*"[^<>]*/>\r?$', re.MULTILINE)
_METRES = {"km": 1000.0, "mi": 1609.344, "m": 1.0, "cm": 0.01, "ft": 0.3048, "yd": 0.9144}
_SECONDS = {"min": 60.0, "s": 1.0, "sec": 1.0, "hr": 3600.0, "h": 3600.0}
_KCAL = {"kcal": 1.0, "Cal": 1.0, "kJ": 1 / 4.184}


@dataclass
class _Workout:
    """A workout while it is read."""

    attributes: dict[str, str]
    totals: dict[str, float | None] = field(default_factory=dict)
    events: list[tuple[str, int]] = field(default_factory=list)
    routes: list[str] = field(default_factory=list)


class HealthVisitor:
    """Gathers workouts and heart rates."""

    def __init__(self) -> None:
        """None yet."""
        self.workouts: list[_Workout] = []
        self.at_us, self.rates = array("q"), array("f")
        self.dropped = 0
        self.root = ""
        self._one: _Workout | None = None

    def start(self, path: list[str], attributes: dict[str, str]) -> None:
        """An element begins."""
        name, one = path[-1], self._one
        if name == "Record" and len(path) == 2:
            self._rate(attributes)
        elif name == "Workout" and len(path) == 2:
            self._one = _Workout(attributes)
        elif one is not None:
            if name == "WorkoutEvent" and (at := moment_us(attributes.get("date"))) is not None:
                one.events.append((attributes.get("type", ""), at))
            elif name == "FileReference":
                one.routes.append(attributes.get("path", ""))
            elif name == "WorkoutStatistics":
                _statistics(one, attributes)
            elif name == "MetadataEntry" and attributes.get("key") == "HKElevationAscended":
                one.totals["ascent_m"] = _amount(attributes.get("value", ""))
        elif len(path) == 1:
            self.root = name

    def leaf(self, path: list[str], text: str) -> None:
        """Nothing of the export stands in texts."""

    def end(self, path: list[str]) -> None:
        """Any element ends."""
        if path[-1] == "Workout" and self._one is not None and len(path) == 2:
            if len(self.workouts) < MOST_WORKOUTS:
                self.workouts.append(self._one)
            self._one = None

    def _rate(self, attributes: dict[str, str]) -> None:
        if attributes.get("type") != "HKQuantityTypeIdentifierHeartRate":
            return
        at, rate = moment_us(attributes.get("startDate")), number(attributes.get("value", ""))
        if at is None or rate is None:
            return
        if len(self.at_us) >= MOST_RATES:
            self.dropped += 1
            return
        self.at_us.append(at)
        self.rates.append(rate)


def _statistics(one: _Workout, attributes: dict[str, str]) -> None:
    """Totals as newer exports say them."""
    kind, unit = attributes.get("type", "").removeprefix("HKQuantityTypeIdentifier"), attributes.get("unit", "")
    if kind.startswith("Distance"):
        one.totals["distance_m"] = _in(attributes.get("sum"), unit, _METRES)
    elif kind == "HeartRate":
        one.totals["heart_rate_mean"] = number(attributes.get("average", ""))
        one.totals["heart_rate_max"] = number(attributes.get("maximum", ""))
    elif kind == "ActiveEnergyBurned":
        one.totals["calories"] = _in(attributes.get("sum"), unit, _KCAL)


def _in(text: str | None, unit: str, factors: dict[str, float]) -> float | None:
    value, factor = number(text or ""), factors.get(unit)
    return None if value is None or factor is None else value * factor


def _amount(text: str) -> float | None:
    """Metres of "1234 cm"."""
    value, _, unit = text.partition(" ")
    return _in(value, unit, _METRES)


def read_health(name: str, chunks: Iterator[bytes], route: Route, *, seen: Container[str] = (),
                limits: Limits = LIMITS) -> Iterator[FileRead]:
    """The workouts of an export, each as a file of its own, then whatever broke the reading.

    ``route``: the bytes of a route by its path in the export, or None. ``sha256`` of a workout is that of its kind, source, start and
    end, so that the next, longer export gives the same workouts. Heart rates stand for the points in the ten seconds after them.
    """
    visitor = HealthVisitor()
    fault = _parsed(chunks, visitor, limits)
    if visitor.root != "HealthData":
        said = fault.message if fault else f"its first element is «{visitor.root[:40]}»"
        yield refused(name, fault.code if fault else "unknown_format", f"It cannot be read as an Apple Health export: {said}.")
        return
    order = np.argsort(np.array(visitor.at_us, dtype=np.int64), kind="stable")
    at, rates = np.array(visitor.at_us, dtype=np.int64)[order], np.array(visitor.rates, dtype=np.float64)[order]
    for workout in visitor.workouts:
        read = _read(name, workout, route, (at, rates), limits)
        if not read.recordings or read.recordings[0].provenance.sha256 not in seen:
            yield read
    over = "Heart rates after the first ten million were left out."
    dropped = (Notice("too_many_records", over, visitor.dropped),) if visitor.dropped else ()
    if fault is not None:
        how = "breaks off" if fault.broken_off else f"is broken in line {fault.line:,} ({fault.message})"
        n = len(visitor.workouts)
        reason = f"The export {how}; the {n:,} workouts before that were read. Workouts stand at its end: export it again."
        yield FileRead(name, PARTIAL, (), fault.code, reason, dropped) if visitor.workouts else refused(name, fault.code, reason, dropped)
    elif not visitor.workouts:
        yield refused(name, "no_recordings", "There is no workout in this Apple Health export.", dropped)
    else:
        yield FileRead(name, READ, (), notices=dropped)


def _parsed(chunks: Iterator[bytes], visitor: HealthVisitor, limits: Limits) -> Fault | None:
    """Feed the export line by line to the parser, without the records that nothing is read of."""
    reader, rest = Reader(visitor, limits=limits, types=True), b""
    for chunk in chunks:
        text = rest + chunk
        cut = text.rfind(b"\n") + 1
        if not cut and len(text) > limits.ratio_from_bytes:
            cut = len(text)
        rest = text[cut:]
        if reader.feed(_OTHER.sub(b"", text[:cut])) is not None:
            return reader.fault
    return reader.feed(rest) or reader.close()


def _read(name: str, workout: _Workout, route: Route, heart: tuple[Ints, Floats], limits: Limits) -> FileRead:
    """One workout: its routes' points, or the moments at which its heart rate was measured, or its totals alone."""
    said = workout.attributes
    begin, end = moment_us(said.get("startDate")), moment_us(said.get("endDate"))
    if begin is None or end is None or end < begin:
        return refused(name, "no_times", "A workout says no start or end that can be read.")
    identity = "|".join(said.get(key, "") for key in ("workoutActivityType", "sourceName", "startDate", "endDate"))
    digest = hashlib.sha256(identity.encode()).hexdigest()
    device = dict(part.split(":", 1) for part in re.split(r", (?=\w+:)", said.get("device", "").strip("<>")) if ":" in part)
    maker = " ".join(device.get(key, "").strip() for key in ("manufacturer", "hardware")).strip() or device.get("name", "").strip()
    kept = Provenance(name.rpartition("/")[2], "apple-health", digest, len(identity), 0, workout.routes[0] if workout.routes else "",
                      device=maker, app=said.get("sourceName", ""), read_by="lifeworld apple-health 1")
    totals = _totals(workout, begin, end)
    more: dict[str, Any] = {"sport": sport_of(said.get("workoutActivityType", "")), "totals": totals, "paused": _paused(workout.events)}
    routes, notices = _routes(workout, route, limits)
    made = [changed(one, provenance=changed(kept, part=part), heart_rate=_held(one, heart), kind=RECORDED,
                    notices=(*one.notices, *notices), **more) for part, one in enumerate(routes)]
    if not made:
        some = slice(*np.searchsorted(heart[0], [begin, end + 1]))
        at = np.arange(some.stop - some.start)
        found = points(len(at), {TIME: (at, heart[0][some]), "heart_rate": (at, heart[1][some])})
        made = [recording(kept, found, kind=RECORDED, notices=notices, started_us=begin, **more)]
    return FileRead(f"{name}/{said.get('startDate', '')}", READ, tuple(made))


def _totals(workout: _Workout, begin: int, end: int) -> dict[str, float]:
    said = workout.attributes
    return known({
        "distance_m": _in(said.get("totalDistance"), said.get("totalDistanceUnit", ""), _METRES),
        "calories": _in(said.get("totalEnergyBurned"), said.get("totalEnergyBurnedUnit", ""), _KCAL),
        "timer_s": _in(said.get("duration"), said.get("durationUnit", ""), _SECONDS), "elapsed_s": (end - begin) / 1e6,
        **{key: value for key, value in workout.totals.items() if value is not None}})


def _paused(events: list[tuple[str, int]]) -> tuple[tuple[int, int], ...]:
    """From pauses to the next resumption; motion pauses count as well."""
    found, since = [], None
    for kind, at in sorted(events, key=lambda event: event[1]):
        if kind.endswith("Pause") and since is None:
            since = at
        elif kind.endswith("Resume") and since is not None:
            found.append((since, at))
            since = None
    return tuple(found)


def _routes(workout: _Workout, route: Route, limits: Limits) -> tuple[list[Recording], tuple[Notice, ...]]:
    """The recordings of the workout's routes, and a notice for those that are missing or broken."""
    made: list[Recording] = []
    lost = 0
    for path in workout.routes:
        data = route(path)
        read = None if data is None else read_gpx(path.rpartition("/")[2], data, path=path, limits=limits)
        if read is None or not read.recordings:
            lost += 1
        else:
            made += read.recordings
    return made, ((Notice("no_route", "Routes of this workout are not in the export, or broken.", lost),) if lost else ())


def _held(one: Recording, heart: tuple[Ints, Floats]) -> Floats:
    """For every point the heart rate measured at most ten seconds before it, NaN where there is none."""
    at, rates = heart
    if not len(at):
        return one.heart_rate
    last = np.searchsorted(at, one.time_us, side="right") - 1
    known_at = (last >= 0) & (one.time_us != UNTIMED)
    known_at &= one.time_us - at[np.maximum(last, 0)] <= HOLD_S * 1_000_000
    return np.where(known_at, rates[np.maximum(last, 0)], one.heart_rate)
