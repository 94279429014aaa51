"""What routes are made of: signatures of tracks, matches, routes, runs side by side, segments and efforts over them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from lifeworld.plugin import InputRefused

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Micro = npt.NDArray[np.int32]

VERSION = 1
"""The version of the signature; those of another version are made again."""
LENGTH_MIN_M = 300.0
"""A track that is shorter says too little of its way: the discs about its start and end would be most of it."""
START_M = 75.0
"""How far apart two runs of one route may begin, and end: whoever starts the watch at the corner still runs the same route."""
APART_M = 38.0
"""How far apart two runs of one route may be anywhere else: over five standard deviations of the difference of two positions of 5 m
noise."""
TURN_M = 33.0
"""The same where the way turns around: that is what tells an out-and-back from a shorter one."""
LENGTHS = 0.10
"""By what share of the longer one the lengths of two runs of one route may differ."""
_HEADER = np.dtype([("version", "<u2"), ("n", "<u2"), ("turns", "<u2"), ("spare", "<u2"), ("length_m", "<f8")])


@dataclass(frozen=True, eq=False)
class Signature:
    """The way of a track, without time: what two runs are told by to be of one route. About 4 kB as bytes for 10 km.

    ``micro``: int32[2, n], latitude and longitude in millionths of a degree at n points, equally far apart along the way from its start
    to its end (n is 64 to 2,048, a power of two, so that points stand 25 m apart or less up to 51 km). ``length_m``: of the smoothed way,
    with a ruler of 20 m, so that noise does not lengthen it. ``turns``: int64[k], at which of the points the way turns around.
    Two signatures are equal where their bytes are.
    """

    micro: Micro
    length_m: float
    turns: Ints

    @property
    def n(self) -> int:
        """Points."""
        return int(self.micro.shape[1])

    @property
    def spacing_m(self) -> float:
        """Metres between points along the way."""
        return self.length_m / (self.n - 1)

    @cached_property
    def lat(self) -> Floats:
        """Latitude of the points, degrees."""
        return np.asarray(self.micro[0] * 1e-6, np.float64)

    @cached_property
    def lon(self) -> Floats:
        """Longitude of the points, degrees; goes on beyond ±180 where the way crosses the date line."""
        return np.asarray(self.micro[1] * 1e-6, np.float64)

    @cached_property
    def digest(self) -> str:
        """A short name of the content, the same on every machine."""
        return blake2b(self.to_bytes(), digest_size=16).hexdigest()

    def reversed(self) -> Signature:
        """The same way, run from its end to its start; reversing twice gives the signature itself."""
        return Signature(np.ascontiguousarray(self.micro[:, ::-1]), self.length_m, np.sort(self.n - 1 - self.turns))

    def to_bytes(self) -> bytes:
        """As bytes to be kept (little endian, no pickle)."""
        head = np.array((VERSION, self.n, len(self.turns), 0, self.length_m), dtype=_HEADER)
        return head.tobytes() + self.turns.astype("<u2").tobytes() + self.micro.astype("<i4").tobytes()

    @classmethod
    def from_bytes(cls, kept: bytes) -> Signature:
        """A signature from its bytes. Errors: InputRefused for bytes that are none, or of another version (make it again)."""
        if len(kept) >= _HEADER.itemsize:
            head = np.frombuffer(kept, _HEADER, count=1)[0]
            n, n_turns, at = int(head["n"]), int(head["turns"]), _HEADER.itemsize
            if head["version"] == VERSION and n > 1 and len(kept) == at + 2 * n_turns + 8 * n:
                turns = np.frombuffer(kept, "<u2", count=n_turns, offset=at).astype(np.int64)
                micro = np.frombuffer(kept, "<i4", count=2 * n, offset=at + 2 * n_turns).astype(np.int32).reshape(2, n)
                return cls(micro, float(head["length_m"]), turns)
        raise InputRefused("bad_signature", f"These {len(kept)} bytes are no signature of a track of version {VERSION}.",
                           "Make the signature again from the track.")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Signature) and self.to_bytes() == other.to_bytes()

    def __hash__(self) -> int:
        return hash(self.digest)


@dataclass(frozen=True, slots=True)
class Match:
    """Whether two tracks are runs of one route. ``same`` with ``reversed``: the same way, run from the other end.

    ``mean_m``, ``max_m``: distance of each point of either to the other's way, in order, NaN where they were not compared so far;
    ``start_m``, ``end_m``: between starts and between ends (in the direction that fits). ``why``: a whole sentence.
    """

    same: bool
    reversed: bool = False
    mean_m: float = float("nan")
    max_m: float = float("nan")
    start_m: float = float("nan")
    end_m: float = float("nan")
    why: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """A run of a route: its key, whether it was run from the other end, and its mean distance from the representative in metres."""

    key: str
    reversed: bool = False
    mean_m: float = 0.0


@dataclass(frozen=True, slots=True)
class Route:
    """A way that was run once or more. Every member matches ``representative``, which is one of them (``key``) and gives the direction.

    ``number``: from 1; routes run more often come first when all runs are clustered, later ones get the next free number.
    """

    number: int
    key: str
    representative: Signature
    members: tuple[Member, ...]

    @property
    def length_m(self) -> float:
        """Length of the representative."""
        return self.representative.length_m

    def __len__(self) -> int:
        return len(self.members)


@dataclass(frozen=True)
class Comparison:
    """Runs of a route side by side at the same marks of its way. Runs are rows r, in the order given; marks are columns m; NaN unknown.

    ``marks_m``: float64[m], metres along the route as its runs measured it, first and last where all runs are under way; ``lat``, ``lon``,
    ``altitude_m``, ``slope``: of the way there (altitude is the median of the runs). ``keys``, ``started_us``, ``reversed``: of each run.
    ``at_s``: seconds since the run was at the first mark, as the clock ran. ``pace_s_km``, ``gap_pace_s_km``, ``heart_rate``: about each
    mark. Runs from the other end have NaN in these matrices and stand in the totals only. ``elapsed_s``, ``moving_s``: from first to last
    mark; ``pace_mean_s_km``, ``gap_pace_mean_s_km`` (both of moving time), ``heart_rate_mean`` over the same way. ``best``, ``median``:
    row of the quickest forward run, and of the one in the middle (None without any). ``km_from_m``, ``km_length_m``: float64[k];
    ``km_s``: float64[r, k]. ``left_out``: keys of runs that do not follow the route after all.
    """

    number: int
    marks_m: Floats
    lat: Floats
    lon: Floats
    altitude_m: Floats
    slope: Floats
    keys: tuple[str, ...]
    started_us: Ints
    reversed: npt.NDArray[np.bool_]
    at_s: Floats
    pace_s_km: Floats
    gap_pace_s_km: Floats
    heart_rate: Floats
    elapsed_s: Floats
    moving_s: Floats
    pace_mean_s_km: Floats
    gap_pace_mean_s_km: Floats
    heart_rate_mean: Floats
    best: int | None
    median: int | None
    km_from_m: Floats
    km_length_m: Floats
    km_s: Floats
    left_out: tuple[str, ...] = ()

    def behind_s(self, row: int) -> Floats:
        """Seconds by which each run is behind the run of a row at each mark, float64[r, m]; negative: ahead."""
        return np.asarray(self.at_s - self.at_s[row], np.float64)

    def km_behind_s(self, row: int) -> Floats:
        """Seconds by which each run took longer than the run of a row over each kilometre, float64[r, k]."""
        return np.asarray(self.km_s - self.km_s[row], np.float64)


@dataclass(frozen=True, slots=True)
class RouteTrend:
    """How a measure of the runs of a route goes over time: seconds a kilometre per month of 30.4375 days, with its interval.

    ``measure``: "pace_s_km" or "gap_pace_s_km". ``words``: a whole sentence. ``distinguishable``: the interval leaves 0 out. ``heat``:
    seconds a kilometre per degree that the temperature was allowed for with, NaN where it was not. ``band``: (day, value, low, high) of
    the line over the days of the runs. ``n_needed``: runs below which nothing is said. NaN where there are too few.
    """

    measure: str
    slope: float
    low: float
    high: float
    level: float
    n: int
    n_needed: int
    method: str
    words: str
    heat: float = float("nan")
    band: tuple[tuple[float, float, float, float], ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def distinguishable(self) -> bool:
        """Whether the interval leaves 0 out."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, eq=False)
class Segment:
    """A stretch of way that efforts are timed over, in one direction.

    ``lat``, ``lon``: degrees, float64[n], about 10 m apart; ``length_m``; ``points``: at which of them the way-points stand that must be
    passed in this order: start, turn-arounds, end.
    """

    lat: Floats
    lon: Floats
    length_m: float
    points: Ints


@dataclass(frozen=True, slots=True)
class SegmentEffort:
    """Once over a segment: from ``from_s`` to ``to_s`` (seconds since the run's start, interpolated between points).

    ``seconds`` with ``low_s`` to ``high_s``, the 95 % interval of its error by GPS noise and sampling at both ends; ``followed``: share
    of the segment's length within 30 m; ``max_m``: largest offset; ``heart_rate``: mean, NaN unknown.
    """

    from_s: float
    to_s: float
    seconds: float
    low_s: float
    high_s: float
    from_m: float
    to_m: float
    followed: float
    max_m: float
    heart_rate: float = float("nan")


@dataclass(frozen=True)
class Screened:
    """Which signatures of a block are of the route of another: positions, rising, and for each whether reversed and how far (metres).

    ``n_checked``: how many passed the prefilter and were compared point by point; ``dropped``: how many left at which filter.
    """

    at: Ints
    reversed: npt.NDArray[np.bool_]
    mean_m: Floats
    n_checked: int = 0
    dropped: Mapping[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.at)
