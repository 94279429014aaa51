"""GPX 1.0 and 1.1 with the extensions that devices and services write, under any prefix.

Sources: the GPX 1.1 schema (topografix.com/GPX/1/1), Garmin's TrackPointExtension v1 and v2 and PowerExtension v1 schemas, and exports of
Strava, Garmin Connect, Apple Health and others in public test suites.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lifeworld_running.core.values import PLANNED, FileRead, Notice, Recording
from lifeworld_running.files.building import provenance, recording, verdict
from lifeworld_running.files.documents import STAND_IN, read_document
from lifeworld_running.files.limits import LIMITS, MOST_RECORDINGS, Limits
from lifeworld_running.files.markup import Fault
from lifeworld_running.files.points import TIME, Gathered, Points
from lifeworld_running.files.scanning import Shape
from lifeworld_running.files.sports import sport_of

LEAVES = {
    "ele": "altitude_m", "time": TIME, "speed": "speed_m_s", "Speed": "speed_m_s",
    "hr": "heart_rate", "heartrate": "heart_rate", "HeartRate": "heart_rate", "heartRate": "heart_rate",
    "cad": "cadence", "cadence": "cadence", "Cadence": "cadence", "RunCadence": "cadence",
    "power": "power_w", "watts": "power_w", "PowerInWatts": "power_w", "Power": "power_w", "Watts": "power_w",
    "atemp": "temperature_c", "temp": "temperature_c", "temperature": "temperature_c", "Temperature": "temperature_c",
    "distance": "distance_m", "Distance": "distance_m", "DistanceMeters": "distance_m",
}
SHAPE = Shape("trkpt", placed=True, leaves=LEAVES, level={"ele": 1, "time": 1})
NOTHING = "The GPX file holds no track and no route with points, so there is no run in it."


@dataclass
class _Way:
    """A track or a route while it is read."""

    planned: bool
    points: Gathered = field(default_factory=Gathered)
    texts: dict[str, str] = field(default_factory=dict)
    piece: int = -1


class GpxVisitor:
    """Gathers the tracks and routes of a GPX document."""

    def __init__(self) -> None:
        """None yet."""
        self.stretches: list[list[Points]] = []
        self.ways: list[_Way] = []
        self.head: dict[str, str] = {}
        self.root = ""
        self.waypoints = self.over = 0
        self._way: _Way | None = None
        self._point = 0

    def start(self, path: list[str], attributes: dict[str, str]) -> None:
        """An element begins."""
        name = path[-1]
        if self._point:
            return
        if name in ("trkpt", "rtept") and self._way is not None:
            self._point = len(path)
            self._way.points.begin(lat=attributes.get("lat", "?"), lon=attributes.get("lon", "?"))
        elif name == "trkseg" and self._way is not None:
            self._way.piece += 1
        elif name == STAND_IN and self._way is not None:
            self._stretch(self._way, int(attributes["n"]))
        elif name in ("trk", "rte"):
            self._way = _Way(name == "rte") if len(self.ways) < MOST_RECORDINGS else None
            if self._way is None:
                self.over += 1
            else:
                self.ways.append(self._way)
        elif name == "wpt":
            self.waypoints += 1
        elif len(path) == 1:
            self.root = name
            self.head["creator"] = attributes.get("creator", "")

    def _stretch(self, way: _Way, number: int) -> None:
        if number < len(self.stretches):
            for part in self.stretches[number]:
                way.points.take(Points(part.time_us, part.columns, part.piece + max(way.piece, 0), part.faults))

    def leaf(self, path: list[str], text: str) -> None:
        """An element without elements in it ends."""
        name = path[-1]
        if self._point:
            column = SHAPE.column(name, len(path) - self._point)
            if column is not None and len(path) > self._point and self._way is not None:
                self._way.points.add(column, text)
        elif self._way is not None:
            if path[-2:-1] in (["trk"], ["rte"]):
                self._way.texts.setdefault(name, text)
        elif name == "name" and path[-2:-1] in (["gpx"], ["metadata"]):
            self.head.setdefault(name, text)

    def end(self, path: list[str]) -> None:
        """Any element ends."""
        if self._point:
            if len(path) == self._point and self._way is not None:
                self._way.points.end(max(self._way.piece, 0))
                self._point = 0
        elif path[-1] in ("trk", "rte"):
            self._way = None


def read_gpx(name: str, data: bytes, *, sha256: str = "", path: str = "", quick: bool = True, limits: Limits = LIMITS) -> FileRead:
    """The tracks of a GPX file, each a recording whose segments are its pieces; routes and tracks without times are PLANNED.

    ``sha256``: of the file as it came, where ``data`` was unpacked; ``path``: inside an archive. Waypoints are passed over with a notice.
    A broken file is read up to its last whole point (PARTIAL). ``quick`` False is the careful way alone, for tests.
    """
    seen, fault, notices = read_document(data, GpxVisitor, SHAPE, "trkseg", quick=quick, limits=limits)
    made: list[Recording] = []
    for way in seen.ways:
        found = way.points.all()
        if not len(found):
            continue
        sport = sport_of(way.texts.get("type", ""))
        source = provenance(name, data, "gpx", sha256, path, len(made), app=seen.head.get("creator", ""), device=way.texts.get("src", ""))
        made.append(recording(source, found, sport=sport, title=way.texts.get("name", "") or seen.head.get("name", ""),
                              kind=PLANNED if way.planned else None))
    if seen.waypoints:
        notices = (*notices, Notice("waypoints", "Waypoints are places, not parts of a run, and were passed over.", seen.waypoints))
    if seen.root != "gpx" and fault is None:
        if not made:
            fault = Fault("unknown_format", f"it is XML, but its first element is «{seen.root[:40]}», not «gpx»")
        notices = (*notices, Notice("fragment", f"The file is a part of a GPX file: its first element is «{seen.root[:40]}»."))
    return verdict(name, tuple(made), fault, NOTHING, notices, over=seen.over)
