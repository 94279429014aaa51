"""Shapley values of the game of attainment: exact for few partners, by random orders of arrival for many.

A partner's contribution is what it adds on arrival to the value of the partners who came before, on average over orders (Shapley 1953,
doi 10.1515/9781400881970-018). Orders come in pairs, one the other read backwards (Castro, Gomez & Tejada 2009, doi
10.1016/j.cor.2008.04.004; antithetic: Mitchell et al. 2022, JMLR 23(43)), and pairs are the units of the standard error. In every order the
additions sum to the value of all less that of none, so their means do.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from math import comb

import numpy as np
from numpy.typing import NDArray

from lifeworld.kit.streams import stream_keys
from lifeworld.scorecard.core.partners.game import Game

Floats = NDArray[np.float64]
Places = NDArray[np.int16]
EXACT_MAX = 12
"""Partners up to which every set of them is looked at."""
PART = 42
THREADS = 2
_PAIRS_PER_PASS = 10
_SETS_PER_PASS = 32_768


@dataclass(frozen=True, eq=False)
class Arrivals:
    """When the last and the first of each used set arrive; ``columns[j]``: the j-th member of every set with more than j, sets of falling
    size.
    """

    columns: tuple[NDArray[np.intp], ...]
    sets: int

    def ends(self, place: Places) -> tuple[Places, Places]:
        """Largest and smallest place (1 to p) of the members of each set that is not empty: int16[sets] each."""
        last, first = np.empty(self.sets, np.int16), np.empty(self.sets, np.int16)
        for begin in range(0, self.sets, _SETS_PER_PASS):
            for j, column in enumerate(self.columns):
                part = column[begin:begin + _SETS_PER_PASS]
                if not len(part):
                    break
                here = slice(begin, begin + len(part))
                places = place.take(part)
                if j:
                    np.maximum(last[here], places, out=last[here])
                    np.minimum(first[here], places, out=first[here])
                else:
                    last[here] = first[here] = places
        return last, first


def arrivals(found: Game) -> Arrivals:
    """The members of the sets of a game as columns."""
    sizes = found.sizes
    filled = [int((sizes > j).sum()) for j in range(int(sizes.max(initial=0)))]
    return Arrivals(tuple(found.members[found.starts[:n] + j].astype(np.intp) for j, n in enumerate(filled)), filled[0] if filled else 0)


def places(found: Game, pair: int, seed: int) -> Places:
    """Place of each partner in an order of arrival, 1 to p, drawn by seed, pair and the partners' names: int16[p]."""
    place = np.empty(len(found.keys), np.int16)
    place[np.argsort(stream_keys(seed, PART, pair, found.hashes), kind="stable")] = np.arange(1, len(found.keys) + 1)
    return place


def additions(sums: Floats, counts: Floats, mean: Floats | float, shrink: float) -> Floats:
    """What each arrival adds: from sums of T and numbers of customers by the arrival that completes their set, float[p + 1, ...]."""
    whole, customers = np.cumsum(sums, axis=0), np.cumsum(counts, axis=0)
    return np.asarray(np.diff((whole + shrink * mean) / (customers + shrink), axis=0))


@dataclass(frozen=True, eq=False)
class Values:
    """Shapley values with their Monte Carlo standard errors, float64[p] each; ``permutations``: orders drawn, 0 where exact."""

    phi: Floats
    se: Floats
    permutations: int


def sampled(found: Game, permutations: int, seed: int, threads: int = THREADS) -> Values:
    """Shapley values by random orders: ``permutations`` in antithetic pairs; the same for any number of threads."""
    p, pairs = len(found.keys), max((permutations + 1) // 2, 2)
    plan, (alone_t, alone_n) = arrivals(found), found.alone
    total, n = found.total[:plan.sets], found.n[:plan.sets]

    def way(place: Places, completed: Places) -> Floats:
        sums, counts = (np.bincount(completed, one, p + 1).astype(np.float64) for one in (total, n))
        sums[0], counts[0] = alone_t, alone_n
        return additions(sums, counts, found.mean, found.shrink)[place - 1]

    def work(first: int) -> tuple[Floats, Floats]:
        mean, square = np.zeros(p), np.zeros(p)
        for pair in range(first, min(first + _PAIRS_PER_PASS, pairs)):
            place = places(found, pair, seed)
            last, begun = plan.ends(place)
            both = (way(place, last) + way(p + 1 - place, p + 1 - begun)) / 2
            mean += both
            square += both**2
        return mean, square

    parts = in_threads(work, range(0, pairs, _PAIRS_PER_PASS), threads)
    mean, square = sum(one[0] for one in parts) / pairs, sum(one[1] for one in parts) / pairs
    spread = np.maximum(square - mean**2, 0.0) * pairs / (pairs - 1)
    return Values(np.asarray(mean), np.sqrt(spread / pairs), 2 * pairs)


def in_threads(work: Callable[[int], tuple[Floats, Floats]], parts: range, threads: int) -> list[tuple[Floats, Floats]]:
    """The results of parts in their order, whatever the number of threads."""
    if threads <= 1 or len(parts) <= 1:
        return [work(part) for part in parts]
    with ThreadPoolExecutor(threads, thread_name_prefix="shapley") as pool:
        return list(pool.map(work, parts))


def exact(masks: NDArray[np.int64], sums: Floats, counts: Floats, partners: int, mean: Floats | float, shrink: float) -> Floats:
    """Shapley values over all sets of partners, float64[p, ...]: ``masks`` int64[sets] name the members of used sets by bits.

    ``sums`` and ``counts`` are float64[sets, ...], such as one column for each bootstrap replicate.

    >>> exact(np.array([0, 1, 3]), np.array([40.0, 60.0, 70.0]), np.ones(3), 2, 170 / 3, 0.0).round(3).tolist()
    [13.333, 3.333]
    """
    whole = np.zeros((2, 2**partners, *sums.shape[1:]))
    np.add.at(whole[0], masks, sums)
    np.add.at(whole[1], masks, counts)
    for partner in range(partners):  # sums over all subsets, one partner at a time
        halves = whole.reshape(2, -1, 2, 2**partner, *sums.shape[1:])
        halves[:, :, 1] += halves[:, :, 0]
    with np.errstate(invalid="ignore", divide="ignore"):
        value = np.where(whole[1] + shrink > 0, (whole[0] + shrink * mean) / (whole[1] + shrink), mean)
    size = np.array([bin(mask).count("1") for mask in range(2**partners)])
    weight = 1 / np.array([partners * comb(partners - 1, min(before, partners - 1)) for before in range(partners + 1)], np.float64)
    found = []
    for partner in range(partners):
        without = np.flatnonzero(~(np.arange(2**partners) >> partner) & 1)
        added = value[without | 1 << partner] - value[without]
        found.append(np.tensordot(weight[size[without]], added, axes=1))
    return np.asarray(found).reshape(partners, *sums.shape[1:])


def masks(found: Game) -> NDArray[np.int64]:
    """The members of each used set as bits, int64[sets]."""
    ends = [*found.starts.tolist(), len(found.members)]
    return np.array([int((1 << found.members[a:b]).sum()) for a, b in pairwise(ends)], np.int64)
