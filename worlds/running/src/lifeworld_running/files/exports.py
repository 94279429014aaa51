"""What the exports of services say beside their recordings: titles, sports and gear of Strava, titles of Garmin, by file or by start."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from dataclasses import replace as changed

from lifeworld_running.core.values import READ, RECORDED, FileRead, Notice, Recording
from lifeworld_running.files.building import known, provenance, recording, retold
from lifeworld_running.files.numbers import moment_us, number
from lifeworld_running.files.points import points
from lifeworld_running.files.sports import sport_of

STRAVA, GARMIN = "activities.csv", "_summarizedactivities.json"
NEAR_S = 3
"""How far apart, in seconds, the start of a recording and of a listed activity of Garmin may be."""
_MONTHS = {month: number for number, month in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)}


@dataclass(frozen=True)
class Told:
    """What an export says of one activity."""

    title: str = ""
    sport: str = ""
    gear: str = ""


@dataclass
class Tellings:
    """What an export says of its activities: by file (path in small letters) and by start (whole seconds since 1970)."""

    by_file: dict[str, Told] = field(default_factory=dict)
    by_start: dict[int, Told] = field(default_factory=dict)
    told_only: list[Recording] = field(default_factory=list)

    def of(self, one: Recording) -> Told | None:
        """What is said of a recording."""
        path = one.provenance.path.casefold().replace("\\", "/")
        for cut in range(len(path.split("/"))):
            if (told := self.by_file.get("/".join(path.split("/")[cut:]))) is not None:
                return told
        if one.started_us is None:
            return None
        second = one.started_us // 1_000_000
        near = (second + shift for step in range(NEAR_S + 1) for shift in (step, -step))
        return next((self.by_start[at] for at in near if at in self.by_start), None)

    def applied(self, read: FileRead) -> FileRead:
        """The file with titles, sports and gear as the export says."""
        if not (self.by_file or self.by_start) or not read.recordings:
            return read
        return changed(read, recordings=tuple(self._applied(one) for one in read.recordings))

    def _applied(self, one: Recording) -> Recording:
        told = self.of(one)
        if told is None:
            return one
        gear = (Notice("gear", f"The export names the gear «{told.gear}»."),) if told.gear else ()
        return retold(one, sport=told.sport, title=told.title, notices=gear)


def strava(data: bytes, name: str, path: str) -> Tellings:
    """What Strava's activities.csv says; its rows without a file were typed in and become recordings without points.

    The columns are named in the language of the account, so those of file, name and type are found by what stands in them and by place.
    """
    rows = csv.reader(io.StringIO(data.decode("utf-8-sig", errors="replace"), newline=""))
    told = Tellings()
    try:
        header = next(rows, [])
        columns = {title: at for at, title in reversed(list(enumerate(header)))}
        for row in rows:
            file = next((cell for cell in row if cell.startswith("activities/")), "")
            if len(row) < 4:
                continue
            gear = row[columns["Activity Gear"]] if len(row) > columns.get("Activity Gear", len(row)) else ""
            one = Told(row[2], sport_of(row[3]), gear)
            if file:
                told.by_file[file.casefold()] = one
            elif (typed := _typed_in(row, columns, one, name, path)) is not None:
                told.told_only.append(typed)
    except csv.Error:  # what was read before the fault stands
        pass
    return told


def _typed_in(row: list[str], columns: Mapping[str, int], told: Told, name: str, path: str) -> Recording | None:
    """An activity that the customer typed in, where date, time and distance can be read."""
    cells = {title: row[at] for title, at in columns.items() if at < len(row)}
    started = english_date(cells.get("Activity Date", ""))
    elapsed, km = number(cells.get("Elapsed Time", "")), number(cells.get("Distance", ""))
    if started is None or (elapsed is None and km is None):
        return None
    source = provenance(name, ",".join(row[:4]).encode(), "strava", "", path, 0, app="Strava")
    totals = known({"elapsed_s": elapsed, "distance_m": None if km is None else km * 1000})
    return recording(source, points(0, {}), sport=told.sport, title=told.title, kind=RECORDED, totals=totals, started_us=started,
                     manual=True)


def english_date(text: str) -> int | None:
    """Microseconds of a date as Strava writes it, in UTC, or None.

    >>> english_date("Nov 5, 2018, 6:20:13 PM"), english_date("5.11.2018")
    (1541442013000000, None)
    """
    parts = text.replace(",", " ").replace("\u202f", " ").split()
    clock = parts[3].split(":") if len(parts) == 5 else []
    if len(clock) != 3 or parts[0].casefold()[:3] not in _MONTHS or not all(part.isdigit() for part in (parts[1], parts[2], *clock)):
        return None
    hour = int(clock[0]) % 12 + (12 if parts[4].casefold() == "pm" else 0)
    day = f"{int(parts[2]):04}-{_MONTHS[parts[0].casefold()[:3]]:02}-{int(parts[1]):02}"
    return moment_us(f"{day}T{hour:02}:{int(clock[1]):02}:{int(clock[2]):02}Z")


def garmin(data: bytes) -> Tellings:
    """What Garmin's summarizedActivities.json says, by start."""
    told = Tellings()
    try:
        listed = json.loads(data)
    except (ValueError, RecursionError):
        return told
    for part in listed if isinstance(listed, list) else [listed]:
        for one in part.get("summarizedActivitiesExport", []) if isinstance(part, dict) else []:
            start = one.get("startTimeGmt", one.get("beginTimestamp")) if isinstance(one, dict) else None
            if isinstance(start, int | float) and abs(start) < 1e15:
                kind = one.get("activityType") or one.get("sportType")
                told.by_start[int(start // 1000)] = Told(str(one.get("name") or ""), sport_of(str(kind or "").replace("_", "")))
    return told


def merged(parts: Iterable[Tellings]) -> Tellings:
    """All that several lists say."""
    all_of = Tellings()
    for part in parts:
        all_of.by_file.update(part.by_file)
        all_of.by_start.update(part.by_start)
        all_of.told_only += part.told_only
    return all_of


def typed_in(told: Tellings, name: str, seen: Container[str] = ()) -> FileRead | None:
    """The activities that were typed in and not taken in before, as one read file, or None."""
    fresh = tuple(one for one in told.told_only if one.provenance.sha256 not in seen)
    return FileRead(name, READ, fresh) if fresh else None
