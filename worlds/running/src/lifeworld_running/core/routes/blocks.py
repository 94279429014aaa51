"""Many signatures as columns: what they are screened by, and pairs of them made ready to be followed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lifeworld_running.core.distance import degrees_m
from lifeworld_running.core.routes.following import Pairs, Singles
from lifeworld_running.core.routes.values import APART_M, LENGTHS, START_M, TURN_M, Floats, Ints, Micro, Signature

_CELL_DEGREES = 0.0009
"""Cells are about 100 m wide and high."""
_NEAR_M, _NEAR_MOST_M = 60.0, 90.0
"""How far from a point of a way another way's point may be and still be looked at: more than they may be apart and half a spacing; less
than a cell."""
_PROBE_EVERY = 4
_TURN = 360_000_000
_SPACING_M = 25.0
_ANYWHERE = np.iinfo(np.int64).min


def cells(lat: Floats, lon: Floats) -> Ints:
    """The cell that each position lies in: int64, the same for all who ask. Cells are narrower in degrees the nearer to the equator."""
    row = np.floor(lat / _CELL_DEGREES).astype(np.int64)
    # All of a row is as wide: the whole degree is taken of the row, not of the position.
    wide = _CELL_DEGREES / np.cos(np.radians(np.rint((row + 0.5) * _CELL_DEGREES)))
    column = np.floor(((lon + 180.0) % 360.0) / wide).astype(np.int64)
    return np.asarray(row * 1_000_000 + column, np.int64)


def cells_about(one: Signature) -> Ints:
    """All cells within 60 m of a way (a little more where its points stand far apart), sorted."""
    north, east = degrees_m(float(one.lat.mean()))
    near = np.clip(float(apart_m(one.spacing_m)) + one.spacing_m / 2 + 4, _NEAR_M, _NEAR_MOST_M)
    shifts = np.array([-near, 0.0, near])
    lat = one.lat[:, None, None] + shifts[None, :, None] / north
    lon = one.lon[:, None, None] + shifts[None, None, :] / east
    return np.unique(cells(*np.broadcast_arrays(lat, lon)))


def apart_m(spacing_m: npt.ArrayLike) -> Floats:
    """How far apart points of one route may be: where they stand further apart than 25 m along the way, half of that goes on top."""
    return np.asarray(np.maximum(APART_M, np.hypot(APART_M - 2, np.asarray(spacing_m) / 2)), np.float64)


def _stretched(one: Signature, n: int) -> tuple[Micro, Ints]:
    """The points and turn-arounds of a signature at more points."""
    if one.n == n:
        return one.micro, one.turns
    at = np.linspace(0, one.n - 1, n)
    turns = np.rint(one.turns * (n - 1) / (one.n - 1)).astype(np.int64)
    at[turns] = one.turns
    return np.stack([np.rint(np.interp(at, np.arange(one.n), line)) for line in one.micro]).astype(np.int32), turns


@dataclass(frozen=True)
class _Table:
    """Signatures at one number of points: micro int32[2, n, columns], squares of how far apart, and the column of each (-1: none)."""

    micro: Micro
    apart: npt.NDArray[np.float32]
    column: Ints


def _table(signatures: Sequence[Signature], n: int) -> _Table:
    """Those of n points, and those of n / 2 that are long enough to be compared with them."""
    here = [i for i, one in enumerate(signatures)
            if one.n == n or (one.n * 2 == n and one.spacing_m > 0.85 * (1 - LENGTHS) * _SPACING_M)]
    micro, apart = np.empty((2, n, len(here)), np.int32), np.empty((n, len(here)), np.float32)
    column = np.full(len(signatures), -1, dtype=np.int64)
    for at, i in enumerate(here):
        micro[:, :, at], turns = _stretched(signatures[i], n)
        bound = float(apart_m(signatures[i].length_m / (n - 1)))
        apart[:, at] = bound**2
        apart[turns, at] = (TURN_M + bound - APART_M) ** 2
        column[i] = at
    return _Table(micro, apart, column)


class SignatureBlock:
    """Signatures that many questions are asked of. ``of`` makes one; the order of the signatures is kept."""

    def __init__(self, signatures: Sequence[Signature]) -> None:
        self.signatures = tuple(signatures)
        self.n = np.array([one.n for one in signatures], dtype=np.int64)
        self.length_m = np.array([one.length_m for one in signatures], dtype=np.float64)
        # Means of whole numbers are the same from either end; so is everything that is measured about them.
        self.middle = np.array([one.micro.mean(axis=1, dtype=np.float64) for one in signatures]).reshape(-1, 2)
        self.ends = np.array([one.micro[:, [0, -1]] for one in signatures], dtype=np.float64).reshape(-1, 2, 2)
        probes = [self._probes(one) for one in signatures]
        self._from = np.concatenate([[0], np.cumsum([len(each) for each in probes])]).astype(np.int64)
        self._cells = np.concatenate(probes) if probes else np.zeros(0, np.int64)
        self._tables: dict[int, _Table] = {}

    @classmethod
    def of(cls, signatures: Sequence[Signature]) -> SignatureBlock:
        """A block of signatures."""
        return cls(signatures)

    def __len__(self) -> int:
        return len(self.signatures)

    @staticmethod
    def _probes(one: Signature) -> Ints:
        """Cells of every fourth point; those near the ends, which may lie elsewhere, are anywhere."""
        at = np.arange(0, one.n, _PROBE_EVERY)
        found = cells(one.lat[at], one.lon[at])
        along = at * one.spacing_m
        found[(along <= START_M) | (along >= one.length_m - START_M)] = _ANYWHERE
        return found

    def table(self, n: int) -> _Table:
        """The columns of all signatures that are compared at n points; made once."""
        if n not in self._tables:
            self._tables[n] = _table(self.signatures, n)
        return self._tables[n]

    def near(self, about: Ints, which: Ints) -> npt.NDArray[np.bool_]:
        """Which of some signatures lie in the cells about a way, all of them but their ends."""
        sizes = self._from[which + 1] - self._from[which]
        starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        probes = self._cells[np.repeat(self._from[which] - starts[:-1], sizes) + np.arange(starts[-1])]
        inside = about[np.minimum(np.searchsorted(about, probes), len(about) - 1)] == probes
        inside |= probes == _ANYWHERE
        return np.logical_and.reduceat(inside, starts[:-1]) if len(which) else np.zeros(0, np.bool_)


@dataclass(frozen=True)
class Couples:
    """Signatures to be compared two by two: position ``a`` of one block with position ``b`` of another (or the same), int64[couples]."""

    first: SignatureBlock
    a: Ints
    second: SignatureBlock
    b: Ints

    def __len__(self) -> int:
        return len(self.a)

    def part(self, which: Ints) -> Couples:
        """Some of the couples."""
        return Couples(self.first, self.a[which], self.second, self.b[which])

    @property
    def points(self) -> Ints:
        """At how many points each couple is compared."""
        return np.maximum(self.first.n[self.a], self.second.n[self.b])

    @property
    def lengths_m(self) -> tuple[Floats, Floats]:
        """The lengths of both."""
        return self.first.length_m[self.a], self.second.length_m[self.b]

    @property
    def middles(self) -> tuple[Floats, Floats]:
        """The mean positions of both, float64[couples, 2] in millionths of a degree."""
        return self.first.middle[self.a], self.second.middle[self.b]

    def metres(self) -> tuple[Floats, Floats]:
        """Metres in a millionth of a degree of latitude and of longitude."""
        one, other = self.middles
        north, east = degrees_m((one[:, 0] + other[:, 0]) * 0.5e-6)
        return north * 1e-6, east * 1e-6

    def end_gaps_m(self, reverse: bool) -> tuple[Floats, Floats]:
        """Metres between starts and between ends; with ``reverse`` the second of each couple is taken from its end."""
        north, east = self.metres()
        other = self.second.ends[self.b][:, :, ::-1] if reverse else self.second.ends[self.b]
        gap = other - self.first.ends[self.a]
        gap[:, 1] -= np.rint(gap[:, 1] / _TURN) * _TURN
        both = np.hypot(gap[:, 0] * north[:, None], gap[:, 1] * east[:, None])
        return both[:, 0], both[:, 1]

    def pairs(self, n: int, reverse: bool) -> Pairs:
        """All couples at n points in plane metres about the middle of each."""
        north, east = (each.astype(np.float32) for each in self.metres())
        one, other = self.middles
        turn = np.rint((one[:, 1] - other[:, 1]) / _TURN).astype(np.int64) * _TURN
        lat = np.rint((one[:, 0] + other[:, 0]) / 2).astype(np.int32)
        lon = np.rint((one[:, 1] + other[:, 1] + turn) / 2).astype(np.int64)
        sides: list[Singles] = []
        for block, which, moved, backwards in ((self.first, self.a, 0, False), (self.second, self.b, turn, reverse)):
            table = block.table(n)
            columns = table.column[which]
            micro = table.micro[:, ::-1] if backwards else table.micro
            apart = table.apart[::-1] if backwards else table.apart
            sides += [(micro[1][:, columns] - (lon - moved).astype(np.int32)).astype(np.float32) * east,
                      (micro[0][:, columns] - lat).astype(np.float32) * north, np.ascontiguousarray(apart[:, columns])]
        longer = np.maximum(*self.lengths_m)
        if apart_m(longer / (n - 1)).max(initial=APART_M) > APART_M:
            bound = np.minimum(sides[2].max(axis=0), sides[5].max(axis=0))
            sides[2], sides[5] = np.minimum(sides[2], bound), np.minimum(sides[5], bound)
        ax, ay, a_apart, bx, by, b_apart = sides
        return Pairs(ax, ay, a_apart, bx, by, b_apart, (START_M * (n - 1) / longer).astype(np.int64))
