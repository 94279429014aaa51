"""Routes whose truth is known: ways through streets, the traps that look like them, and how a watch would record them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
from scipy.signal import lfilter

from lifeworld.plugin import normal, stream_keys, uniforms
from lifeworld_running.core.distance import degrees_m

Floats = npt.NDArray[np.float64]
BLOCK_M = 120.0
"""Length of a block of houses; a parallel street is half of it away."""
STREET_M = 60.0
_DRIFT_S = 30.0
"""Time after which the drift of positions has mostly forgotten itself."""


@dataclass(frozen=True)
class Recorded:
    """A way as a watch recorded it: seconds, degrees."""

    time_s: Floats
    lat: Floats
    lon: Floats


def drawn(key: int, n: int, *parts: int) -> Floats:
    """So many uniforms of a stream of its own."""
    return np.asarray(uniforms(stream_keys(key, *(np.array([part], np.uint64) for part in parts or (0,))), n)[0], np.float64)


def streets(key: int, blocks: int) -> Floats:
    """A way along streets: float64[2, vertices] in metres, east and north, from (0, 0); it never turns back on itself.

    >>> streets(1, 30).shape[0], float(np.abs(np.diff(streets(1, 30), axis=1)).sum(axis=0).max()) % BLOCK_M
    (2, 0.0)
    """
    turns = drawn(key, blocks, 1)
    heading, here, way = 0, np.zeros(2), [np.zeros(2)]
    seen = {(0.0, 0.0)}
    for turn in turns:
        for change in ((0, 1, 3) if turn < 0.4 else (1, 0, 3) if turn < 0.7 else (3, 0, 1)):
            angle = (heading + change) % 4
            there = here + BLOCK_M * np.array([(1, 0), (0, 1), (-1, 0), (0, -1)][angle], np.float64)
            if tuple(there) not in seen:
                break
        heading, here = angle, there
        seen.add((float(there[0]), float(there[1])))
        way.append(there)
    return np.array(way).T


def _along(way: Floats) -> Floats:
    return np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(way, axis=1)))])


def stretch(way: Floats, from_m: float, to_m: float) -> Floats:
    """The part of a way between two lengths along it."""
    along = _along(way)
    inner = (along > from_m) & (along < to_m)
    ends = np.array([[np.interp(at, along, line) for at in (from_m, to_m)] for line in way])
    return np.concatenate([ends[:, :1], way[:, inner], ends[:, 1:]], axis=1)


def length_m(way: Floats) -> float:
    """Length of a way."""
    return float(_along(way)[-1])


def joined(*ways: Floats) -> Floats:
    """Ways one after the other."""
    return np.concatenate(ways, axis=1)


def out_and_back(way: Floats, turn_m: float | None = None) -> Floats:
    """Along a way to its end (or as far as ``turn_m``) and back."""
    out = way if turn_m is None else stretch(way, 0, turn_m)
    return joined(out, out[:, ::-1])


def ring(key: int, circumference_m: float) -> Floats:
    """A closed way around a park: a circle that is dented, from its most eastern point."""
    angle = np.linspace(0, 2 * np.pi, 240)
    a, b, c = drawn(key, 3, 2)
    radius = 1 + 0.25 * a * np.cos(2 * angle + 6 * b) + 0.12 * np.cos(3 * angle + 6 * c)
    way = np.stack([radius * np.cos(angle), radius * np.sin(angle)])
    way = (way - way[:, :1]) * (circumference_m / length_m(way))
    return np.asarray(way, np.float64)


def _beside(key: int) -> tuple[Floats, Floats]:
    """The same, but for 200 m to 400 m in the middle it takes the next street, 60 m away."""
    first, last, size = streets(key, 30), streets(key + 7, 30), 200 + 200 * drawn(key, 1, 3)[0]
    straight = np.array([[0.0, size], [0.0, 0.0]]) + first[:, -1:]
    last = last - last[:, :1] + straight[:, -1:]
    side = np.array([[0.0], [STREET_M if key % 2 else -STREET_M]])
    return joined(first, straight, last), joined(first, straight + side, last)


def _most_of_it(key: int) -> tuple[Floats, Floats]:
    """80 % shared; then another way to the same end: round the block on the other side."""
    base = streets(key, 60)
    whole = length_m(base)
    last = stretch(base, 0.8 * whole, whole)
    chord = last[:, -1:] - last[:, :1]
    flipped = np.linalg.norm(chord)
    if flipped < STREET_M:
        return base, joined(stretch(base, 0, 0.8 * whole), last * [[1.0], [1.0]] + 0 * chord, out_and_back(last[:, -2:] * 0.93))
    unit = chord / flipped
    along = unit * (unit * (last - last[:, :1])).sum(axis=0)
    across = (last - last[:, :1]) - along
    bulge = np.array([[-unit[1, 0]], [unit[0, 0]]]) * np.sin(np.linspace(0, np.pi, last.shape[1])) * 2 * BLOCK_M
    return base, joined(stretch(base, 0, 0.8 * whole), last[:, :1] + along - across + bulge)


def _turned(shift: float) -> Callable[[int], tuple[Floats, Floats]]:
    def made(key: int) -> tuple[Floats, Floats]:
        base, by = streets(key, 40), drawn(key, 1, 4)[0]
        turn = 0.8 * length_m(base)
        return out_and_back(base, turn), out_and_back(base, turn + shift * (62 + 60 * by))
    return made


def _leg(key: int) -> tuple[Floats, Floats]:
    """A leg into a dead end, 65 m to 130 m deep, that the other run leaves out."""
    base, (where, deep) = ring(key, 6000), drawn(key, 2, 5)
    at = 1000 + 4000 * where
    here = stretch(base, 0, at)
    corner, before = here[:, -1:], here[:, -2:-1]
    step = (corner - before) / np.linalg.norm(corner - before)
    # Outwards: the ring is run anticlockwise, so its outside is to the right.
    out = corner + np.array([[step[1, 0]], [-step[0, 0]]]) * (65 + 65 * deep)
    return joined(here, out, stretch(base, at, length_m(base))), base


def _order(key: int) -> tuple[Floats, Floats]:
    """Two rings that meet, in another order."""
    one, other = ring(key, 2500), -ring(key + 1, 3000)
    return joined(one, other), joined(other, one)


def _one_ring_back(key: int) -> tuple[Floats, Floats]:
    one, other = ring(key, 2500), -ring(key + 1, 3000)
    return joined(one, other), joined(one, other[:, ::-1])


def _laps(key: int) -> tuple[Floats, Floats]:
    one = ring(key, 400)
    return joined(*[one] * 13), joined(*[one] * 12)


def _begun_elsewhere(key: int) -> tuple[Floats, Floats]:
    base = ring(key, 5000)
    by = 250 + 1500 * drawn(key, 1, 6)[0]
    return base, joined(stretch(base, by, 5000), stretch(base, 0, by))


def _short_of(key: int) -> tuple[Floats, Floats]:
    base = streets(key, 60)
    return base, stretch(base, 0, length_m(base) - 160)


TRAPS: Mapping[str, Callable[[int], tuple[Floats, Floats]]] = MappingProxyType({
    "a parallel street for 200 m to 400 m": _beside,
    "80 % of the way shared": _most_of_it,
    "turned around 62 m to 122 m early": _turned(-1),
    "turned around 62 m to 122 m late": _turned(1),
    "a leg of 65 m to 130 m left out": _leg,
    "two rings in another order": _order,
    "one of two rings the other way": _one_ring_back,
    "12 rounds instead of 13": _laps,
    "a ring begun elsewhere": _begun_elsewhere,
    "ended 160 m short": _short_of,
})
"""Two ways that look alike and are not of one route, by the kind of trap."""
WAYS: Mapping[str, Callable[[int], Floats]] = MappingProxyType({
    "streets": lambda key: streets(key, 60), "out and back": lambda key: out_and_back(streets(key, 40)),
    "ring": lambda key: ring(key, 5000),
    "rounds": lambda key: joined(*[ring(key, 400)] * 12), "two rings": lambda key: _order(key)[0], "a leg": lambda key: _leg(key)[0],
})
"""Ways that are run again."""


def recorded(way: Floats, key: int, *, noise_m: float = 5.0, drift: bool = True, every_s: str | float = 1.0, speed_m_s: float = 3.0,
             lat0: float = 52.5, lon0: float = 13.4, n: int | None = None) -> Recorded:
    """A way as a watch records it, with noise of ``noise_m`` (standard deviation, east and north each).

    ``drift``: the noise of a second is nearly that of the second before (it forgets itself in 30 s), as with GPS; else every point has
    noise of its own. ``every_s``: seconds between points, or "smart": 1 to 8 s, as watches do that save room. ``n``: exactly so many
    points instead. The speed wanders by a tenth; the runner stands still once for up to a minute.
    """
    whole = length_m(way)
    seconds = np.arange(0, int(whole / speed_m_s * 1.25) + 70.0)
    u = uniforms(stream_keys(key, np.arange(4, dtype=np.uint64)), len(seconds))
    wander = _remembering(normal(u[0]), 60.0)
    speed = speed_m_s * np.clip(1 + 0.1 * wander, 0.5, 1.5)
    stop = int(u[3][0] * 0.8 * whole / speed_m_s)
    speed[stop:stop + int(60 * u[3][1])] = 0
    run = np.concatenate([[0.0], np.cumsum(speed[:-1])])
    last = int(np.searchsorted(run, whole)) + 1
    seconds, run = seconds[:last], np.minimum(run[:last], whole)
    along = _along(way)
    noise = [(_remembering(normal(each), _DRIFT_S) if drift else normal(each))[:last] * noise_m for each in u[1:3]]
    x, y = (np.interp(run, along, line) + off for line, off in zip(way, noise, strict=True))
    if n is not None:
        at = np.linspace(0, last - 1, n)
    elif every_s == "smart":
        at = np.unique(np.minimum(np.cumsum(1 + np.floor(8 * uniforms(stream_keys(key, np.array([9], np.uint64)), last)[0])) - 1, last - 1))
    else:
        at = np.arange(0, last, float(every_s))
    north, east = degrees_m(lat0)
    steps = np.arange(last)
    return Recorded(np.interp(at, steps, seconds), lat0 + np.interp(at, steps, y) / north, lon0 + np.interp(at, steps, x) / east)


def _remembering(white: Floats, seconds: float) -> Floats:
    """A Gauss-Markov series of unit variance with a memory of so many seconds from white noise."""
    keep = float(np.exp(-1 / seconds))
    driven = white * np.sqrt(1 - keep**2)
    driven[0] = white[0]
    return np.asarray(lfilter([1.0], [1.0, -keep], driven), np.float64)
