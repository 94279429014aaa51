"""TCX: activities with laps, courses as planned routes, speed, power and running cadence from extensions under any prefix.

Source: Garmin's TrainingCenterDatabase v2 and ActivityExtension v2 schemas.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from lifeworld_running.core.values import PLANNED, RECORDED, UNTIMED, FileRead, Notice, Recording
from lifeworld_running.files.building import known, provenance, recording, verdict
from lifeworld_running.files.documents import STAND_IN, read_document
from lifeworld_running.files.limits import LIMITS, MOST_RECORDINGS, Limits
from lifeworld_running.files.markup import Fault
from lifeworld_running.files.numbers import moment_us, number
from lifeworld_running.files.points import TIME, Gathered, Points
from lifeworld_running.files.scanning import Shape
from lifeworld_running.files.sports import sport_of

LEAVES = {
    "Time": TIME, "LatitudeDegrees": "lat", "LongitudeDegrees": "lon", "AltitudeMeters": "altitude_m", "DistanceMeters": "distance_m",
    "Value": "heart_rate", "Cadence": "cadence", "RunCadence": "cadence", "Speed": "speed_m_s", "Watts": "power_w",
}
LEVELS = {"Time": 1, "AltitudeMeters": 1, "DistanceMeters": 1, "Cadence": 1, "Value": 2}
SHAPE = Shape("Trackpoint", placed=False, leaves=LEAVES, level=LEVELS)
NOTHING = "The TCX file holds no activity and no course with points or totals, so there is no run in it."
_LAP = {"TotalTimeSeconds", "DistanceMeters", "Calories", "AverageHeartRateBpm", "MaximumHeartRateBpm"}


@dataclass
class _Activity:
    """An activity or a course while it is read."""

    planned: bool
    sport: str
    points: Gathered = field(default_factory=Gathered)
    texts: dict[str, str] = field(default_factory=dict)
    laps: list[dict[str, str]] = field(default_factory=list)
    piece: int = 0
    tracks_of_lap: int = 0


class TcxVisitor:
    """Gathers the activities and courses of a TCX document."""

    def __init__(self) -> None:
        """None yet."""
        self.stretches: list[list[Points]] = []
        self.activities: list[_Activity] = []
        self.app = ""
        self.over = 0
        self.root = ""
        self._one: _Activity | None = None
        self._point = 0

    def start(self, path: list[str], attributes: dict[str, str]) -> None:
        """An element begins."""
        name, one = path[-1], self._one
        if self._point:
            return
        if one is None:
            if name in ("Activity", "Course") and len(self.activities) >= MOST_RECORDINGS:
                self.over += 1
            elif name in ("Activity", "Course"):
                self._one = _Activity(name == "Course", attributes.get("Sport", ""))
                self.activities.append(self._one)
            elif len(path) == 1:
                self.root = name
        elif name == "Trackpoint":
            self._point = len(path)
            one.points.begin()
        elif name == STAND_IN:
            self._stretch(one, int(attributes["n"]))
        elif name == "Track":
            one.piece += one.tracks_of_lap > 0  # a second track of one lap: it was stopped between
            one.tracks_of_lap += 1
        elif name == "Lap":
            one.laps.append({"start": attributes.get("StartTime", "")})
            one.tracks_of_lap = 0

    def _stretch(self, one: _Activity, number: int) -> None:
        if number < len(self.stretches):
            for part in self.stretches[number]:
                one.points.take(Points(part.time_us, part.columns, part.piece + one.piece, part.faults))

    def leaf(self, path: list[str], text: str) -> None:
        """An element without elements in it ends."""
        name, one = path[-1], self._one
        if one is None:
            if path[-2:] == ["Author", "Name"]:
                self.app = text
        elif self._point:
            column = SHAPE.column(name, len(path) - self._point)
            if column is not None and len(path) > self._point:
                one.points.add(column, text)
        elif one.laps and "Lap" in path[-3:-1] and (known_as := path[-2] if name == "Value" else name) in _LAP:
            one.laps[-1].setdefault(known_as, text)
        elif path[-2] in ("Activity", "Course", "Creator"):
            one.texts.setdefault(f"{path[-2]}.{name}", text)

    def end(self, path: list[str]) -> None:
        """Any element ends."""
        if self._point:
            if len(path) == self._point and self._one is not None:
                self._one.points.end(self._one.piece)
                self._point = 0
        elif path[-1] in ("Activity", "Course"):
            self._one = None


def read_tcx(name: str, data: bytes, *, sha256: str = "", path: str = "", quick: bool = True, limits: Limits = LIMITS) -> FileRead:
    """The activities of a TCX file, each a recording with its laps and their totals summed; courses are PLANNED.

    Running cadence, which counts one foot, is doubled. Parameters and broken files: see ``read_gpx``.
    """
    seen, fault, notices = read_document(data, TcxVisitor, SHAPE, "Track", quick=quick, limits=limits)
    made: list[Recording] = []
    for one in seen.activities:
        totals = _totals(one.laps)
        found = one.points.all()
        if not len(found) and not totals.get("timer_s") and not totals.get("distance_m"):
            continue
        source = provenance(name, data, "tcx", sha256, path, len(made), app=seen.app, device=one.texts.get("Creator.Name", ""),
                            serial=one.texts.get("Creator.UnitId", ""))
        started: dict[str, Any] = {} if (found.time_us != UNTIMED).any() else {"started_us": moment_us(one.texts.get("Activity.Id"))}
        laps = tuple(sorted({start for lap in one.laps if (start := moment_us(lap["start"])) is not None}))
        title = one.texts.get("Course.Name", "") if one.planned else one.texts.get("Activity.Notes", "")
        kind = PLANNED if one.planned else RECORDED if not len(found) else None
        made.append(recording(source, found, sport=sport_of(one.sport), title=title, kind=kind, totals=totals,
                              laps=() if one.planned else laps, **started))
    if seen.root != "TrainingCenterDatabase" and fault is None:
        if not made:
            fault = Fault("unknown_format", f"it is XML, but its first element is «{seen.root[:40]}», not «TrainingCenterDatabase»")
        notices = (*notices, Notice("fragment", f"The file is a part of a TCX file: its first element is «{seen.root[:40]}»."))
    return verdict(name, tuple(made), fault, NOTHING, notices, over=seen.over)


def _totals(laps: list[dict[str, str]]) -> dict[str, float]:
    """What the laps say together: sums, the mean heart rate by time, the highest. A total of which a lap says nothing is unknown."""
    if not laps:
        return {}
    read = {key: [number(lap[key]) if key in lap else None for lap in laps] for key in _LAP}

    def summed(key: str) -> float | None:
        values = [value for value in read[key] if value is not None]
        return sum(values) if len(values) == len(laps) else None

    beats = [(mean, seconds) for mean, seconds in zip(read["AverageHeartRateBpm"], read["TotalTimeSeconds"], strict=True)
             if mean is not None and seconds]
    seconds = sum(part for _, part in beats)
    highest = [value for value in read["MaximumHeartRateBpm"] if value is not None]
    return known({
        "timer_s": summed("TotalTimeSeconds"), "distance_m": summed("DistanceMeters"), "calories": summed("Calories"),
        "heart_rate_mean": sum(mean * part for mean, part in beats) / seconds if seconds else None,
        "heart_rate_max": max(highest) if highest else None})
