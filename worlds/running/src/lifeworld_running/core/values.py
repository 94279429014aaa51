"""What a recording is in memory, whatever file it came from, and what reading a file says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]

UNTIMED = np.iinfo(np.int64).min
"""The time of a point that has none."""
COLUMNS: Mapping[str, str] = MappingProxyType({
    "lat": "°", "lon": "°", "altitude_m": "m", "distance_m": "m", "speed_m_s": "m/s", "heart_rate": "beats/min", "cadence": "steps/min",
    "power_w": "W", "temperature_c": "°C",
})
"""The columns of a recording beside its time, with their units."""
RECORDED, PLANNED = "recorded", "planned"
"""A run that was run, and a route that somebody means to run: they never mix."""
READ, PARTIAL, REFUSED = "read", "partial", "refused"
VERDICTS: Mapping[str, str] = MappingProxyType({
    READ: "everything in it was read", PARTIAL: "it was read up to a fault", REFUSED: "nothing of it was taken in"})


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a reader met and went on after: ``code`` for machines, a whole sentence for people, and how often."""

    code: str
    message: str
    n: int = 1


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a recording is from. ``sha256``: of the file as it came (hex); ``part``: which of its recordings, from 0.

    ``device``: maker and product as far as the file says ("Garmin fenix 5"), "" where it does not; ``app``: what wrote the file.
    ``path``: the file's name inside the archive that it came in, "" for a file of its own. ``read_by``: which reader, with its version.
    """

    name: str
    format: str
    sha256: str
    size: int
    part: int = 0
    path: str = ""
    device: str = ""
    serial: str = ""
    app: str = ""
    read_by: str = ""


@dataclass(frozen=True)
class Recording:
    """One activity as it was recorded, columnar: arrays of equal length, in the order of the file, nothing repaired.

    ``time_us``: int64[n], microseconds since 1970 in UTC, ``UNTIMED`` where a point has none. The columns named in ``COLUMNS`` are
    float64[n] with NaN where unknown: degrees (WGS 84), metres, metres a second, beats and steps a minute (both feet: devices that count
    one foot are doubled by their reader), watts, degrees Celsius. ``piece``: int64[n], grows by one where the file begins a new
    stretch (a track segment, or recording that was stopped and begun again). ``paused``: (from, to) in microseconds, both ends known.
    ``laps``: from when laps begin, microseconds, rising. ``totals``: what the device itself says, such as ``distance_m``, ``moving_s``,
    ``elapsed_s``, ``ascent_m``, ``heart_rate_mean``, ``calories``. ``sport``: "running", "walking", "cycling" ... in small letters, ""
    unknown. ``kind``: RECORDED or PLANNED. ``manual``: the customer typed it in; there are no points. ``started_us`` is the first known
    time, or what the file says; None where the device's clock was never set: then times keep only their distances.
    """

    time_us: Ints
    lat: Floats
    lon: Floats
    altitude_m: Floats
    distance_m: Floats
    speed_m_s: Floats
    heart_rate: Floats
    cadence: Floats
    power_w: Floats
    temperature_c: Floats
    piece: Ints
    provenance: Provenance
    sport: str = ""
    title: str = ""
    kind: str = RECORDED
    started_us: int | None = None
    paused: tuple[tuple[int, int], ...] = ()
    laps: tuple[int, ...] = ()
    totals: Mapping[str, float] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()
    manual: bool = False

    def __len__(self) -> int:
        return len(self.time_us)

    @property
    def key(self) -> str:
        """What tells this recording from all others of its customer: the file's own digest and its part."""
        return f"{self.provenance.sha256[:32]}-{self.provenance.part}"

    @classmethod
    def of(cls, provenance: Provenance, time_us: npt.ArrayLike, **columns: Any) -> Recording:
        """A recording from the columns that a file has; all others are unknown.

        ``columns``: arrays by the names of ``COLUMNS``, ``piece``, and the other fields by name. Errors: ValueError where lengths differ.

        >>> run = Recording.of(Provenance("a.gpx", "gpx", "00", 1), [0, 1_000_000], lat=[52.5, 52.5001], lon=[13.4, 13.4], sport="running")
        >>> len(run), run.started_us, bool(np.isnan(run.heart_rate).all())
        (2, 0, True)
        """
        times = np.asarray(time_us, dtype=np.int64)
        n = len(times)
        arrays: dict[str, Any] = {name: np.asarray(columns.pop(name), dtype=np.float64) if columns.get(name) is not None
                                  else np.full(n, np.nan) for name in COLUMNS}
        for name in COLUMNS:
            columns.pop(name, None)
        piece = columns.pop("piece", None)
        arrays["piece"] = np.zeros(n, dtype=np.int64) if piece is None else np.asarray(piece, dtype=np.int64)
        for name, column in arrays.items():
            if column.shape != (n,):
                raise ValueError(f"{name} has {column.shape} values, the time has {n}")
        known = times[times != UNTIMED]
        columns.setdefault("started_us", int(known[0]) if len(known) else None)
        return cls(time_us=times, provenance=provenance, **arrays, **columns)


@dataclass(frozen=True)
class FileRead:
    """What reading one file said: the verdict, the recordings, and why there are none or not all.

    ``code`` and ``reason`` (a whole sentence) say why a file is PARTIAL or REFUSED, and are "" where it is READ. ``name`` is the file's
    name, inside an archive its path there.
    """

    name: str
    verdict: str
    recordings: tuple[Recording, ...] = ()
    code: str = ""
    reason: str = ""
    notices: tuple[Notice, ...] = ()
