"""Whether two ways follow one another from start to end, in order: many pairs at once, a row of points at a time.

This is the decision of the discrete Fréchet distance (Eiter & Mannila 1994: is there a walk along both ways, never backwards, that is
nowhere further apart than a bound?), with three additions: the ends may be cut short, the bound is narrower where a way turns around, and
one walker is never further ahead than 31 points of the n that both ways have. So the 63 places beside each point are the bits of one
word, and a row of the table of a pair is a dozen operations on words: a run of free places behind a reached one is filled by the
carry of an addition.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Singles = npt.NDArray[np.float32]
Words = npt.NDArray[np.uint64]
AHEAD = 31
"""Points that one way may be ahead of the other: a twelfth of 10 km, a quarter of 3 km."""
_SOON = 15
"""Points ahead that are enough for most pairs, and cost half: who follows within them follows; only the others are asked again."""
_BLOCK = 512
"""Pairs that are followed together: their rows stay in the cache."""
_SOME = 8
_SWEEP = 32
"""Rows after which pairs that cannot be any more are put aside."""
_ONE = np.uint64(1)


@dataclass(frozen=True)
class Pairs:
    """Pairs of ways at n points each, time-major: float32[n, pairs] in plane metres, and the squares of how far apart they may be there.

    ``skip``: int64[pairs], how many points at either end may stay without a partner.
    """

    ax: Singles
    ay: Singles
    a_apart: Singles
    bx: Singles
    by: Singles
    b_apart: Singles
    skip: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return int(self.ax.shape[1])

    def part(self, which: slice | npt.NDArray[np.int64]) -> Pairs:
        """Some of the pairs."""
        def some(columns: Singles) -> Singles:
            return np.ascontiguousarray(columns[:, which])

        return Pairs(some(self.ax), some(self.ay), some(self.a_apart), some(self.bx), some(self.by), some(self.b_apart), self.skip[which])

    def swapped(self) -> Pairs:
        """Each pair the other way about."""
        return Pairs(self.bx, self.by, self.b_apart, self.ax, self.ay, self.a_apart, self.skip)


def edged(columns: Singles, fill: float, ahead: int = AHEAD) -> Singles:
    """Columns with ``ahead`` rows above and below that nothing is near to."""
    n, pairs = columns.shape
    whole = np.empty((n + 2 * ahead, pairs), np.float32)
    whole[:ahead], whole[ahead + n:] = fill, fill
    whole[ahead:ahead + n] = columns
    return whole


class _Rows:
    """The free places of one row after the other as words: bit k of row i is point i + k - ``ahead`` of the other way."""

    def __init__(self, pairs: Pairs, ahead: int = AHEAD) -> None:
        m, self.band = len(pairs), 2 * ahead + 1
        bits = 2 * (ahead + 1)
        self.ax, self.ay, self.a_apart = pairs.ax, pairs.ay, pairs.a_apart
        self.bx, self.by, self.b_apart = (
            edged(columns, fill, ahead) for columns, fill in ((pairs.bx, np.inf), (pairs.by, np.inf), (pairs.b_apart, 0)))
        self.narrow = (pairs.a_apart < pairs.a_apart.max(axis=0, initial=0)).any(axis=1)
        self.dx, self.dy = np.empty((self.band, m), np.float32), np.empty((self.band, m), np.float32)
        self.free = np.zeros((bits, m), np.bool_)
        self.folds = [np.empty((bits >> fold, m), np.uint8) for fold in (1, 2, 3)]
        self.word = f"<u{bits // 8}"

    def squares(self, row: int) -> Singles:
        """Squared distances of point ``row`` to the places beside it, float32[band, pairs]."""
        window = slice(row, row + self.band)
        np.subtract(self.bx[window], self.ax[row], out=self.dx)
        np.subtract(self.by[window], self.ay[row], out=self.dy)
        np.multiply(self.dx, self.dx, out=self.dx)
        np.multiply(self.dy, self.dy, out=self.dy)
        return np.add(self.dx, self.dy, out=self.dx)

    def words(self, row: int) -> Words:
        """The free places of a row."""
        squares = self.squares(row)
        apart: Singles = self.b_apart[row:row + self.band]
        if self.narrow[row]:
            apart = np.minimum(apart, self.a_apart[row], out=self.dy)
        np.less_equal(squares, apart, out=self.free[:self.band])
        bits = self.free.view(np.uint8)
        for fold, shift in zip(self.folds, (1, 2, 4), strict=True):
            np.left_shift(bits[1::2], shift, out=fold)
            bits = np.bitwise_or(fold, bits[::2], out=fold)
        return np.asarray(np.ascontiguousarray(bits.T).view(self.word)[:, 0], np.uint64)


def _ones(count: npt.NDArray[np.int64]) -> Words:
    """Words whose lowest bits are set."""
    return (_ONE << np.minimum(count, 63).astype(np.uint64)) - _ONE


def _followed(pairs: Pairs, ahead: int) -> npt.NDArray[np.bool_]:
    """``follow`` of few pairs, neither ever more than ``ahead`` points on."""
    n, m = pairs.ax.shape
    alive, reached, done = np.arange(m), np.zeros(m, np.uint64), np.zeros(m, np.bool_)
    skip = np.minimum(pairs.skip, ahead)
    rows = _Rows(pairs, ahead)
    begin = _ones(skip + 1) << np.uint64(ahead)
    end = _ones(skip + 1) << (ahead - skip).astype(np.uint64)
    for row in range(n):
        free = rows.words(row)
        seeds = reached | (reached >> _ONE)
        if row <= ahead:
            seeds |= begin if row == 0 else np.where(row <= skip, _ONE << np.uint64(ahead - row), np.uint64(0))
        seeds &= free
        reached = (free & ~(free + seeds)) | seeds
        left = n - 1 - row
        if left <= ahead:
            last = end if left == 0 else np.where(left <= skip, _ONE << np.uint64(ahead + left), np.uint64(0))
            done[alive] |= (reached & last) != 0
        elif row % _SWEEP == _SWEEP - 1:
            going = np.flatnonzero(reached)
            if len(going) < 0.7 * len(alive):
                if not len(going):
                    return done
                pairs, alive, reached, skip = pairs.part(going), alive[going], reached[going], skip[going]
                begin, end, rows = begin[going], end[going], _Rows(pairs, ahead)
    return done


def _near_all_the_way(pairs: Pairs) -> npt.NDArray[np.bool_]:
    """Whether anything is near to some of the points of the first way of each pair; where nothing is, nobody follows."""
    n, m = pairs.ax.shape
    near = np.ones(m, np.bool_)
    rows = _Rows(pairs)
    for row in range(_SOME // 2, n if m else 0, _SOME):
        near &= (rows.words(row) != 0) | (row < pairs.skip) | (row >= n - pairs.skip)
    return near


def follow(pairs: Pairs) -> npt.NDArray[np.bool_]:
    """Which pairs follow one another from start to end: bool[pairs]. Swapping the two ways of a pair changes nothing."""
    blocks = [slice(start, start + _BLOCK) for start in range(0, len(pairs), _BLOCK)]
    found = np.zeros(len(pairs), np.bool_)
    for block in blocks:
        some = pairs if len(blocks) == 1 else pairs.part(block)
        held = _followed(some, _SOON)
        again = np.flatnonzero(~held)
        again = again[_near_all_the_way(some.part(again))]
        if len(again):
            held[again] = _followed(some.part(again), AHEAD)
        found[block] = held
    return found


def distances_m(pairs: Pairs, every: int = 1) -> tuple[Singles, Singles]:
    """Mean and largest distance of every so many points of either way to the nearest place beside it on the other: float32[pairs] each.

    The points that may stay without a partner at the ends do not count.
    """
    found = [_distances_m(pairs.part(slice(start, start + _BLOCK)), every) for start in range(0, len(pairs), _BLOCK)]
    if not found:
        return np.zeros(0, np.float32), np.zeros(0, np.float32)
    return np.concatenate([mean for mean, _ in found]), np.concatenate([largest for _, largest in found])


def _distances_m(pairs: Pairs, every: int) -> tuple[Singles, Singles]:
    """``distances_m`` of few pairs."""
    n, m = pairs.ax.shape
    total, count, largest = np.zeros(m), np.zeros(m), np.zeros(m, np.float32)
    for each in (pairs, pairs.swapped()):
        rows = _Rows(each)
        for row in range(every // 2, n, every):
            inside = (row >= each.skip) & (row < n - each.skip)
            near = np.sqrt(rows.squares(row).min(axis=0))
            total += np.where(inside, near, 0)
            count += inside
            largest = np.where(inside, np.maximum(largest, near), largest)
    return np.asarray(total / np.maximum(count, 1), np.float32), largest
