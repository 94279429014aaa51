"""Whether two tracks are runs of one route, and which of many are.

Two runs are of one route where (1) their lengths differ by 10 % at most, (2) they begin within 75 m and end within 75 m, (3) every point
of either lies in the 100 m cells about the other, and (4) both can be walked from start to end, in order, never more than 38 m apart and
never more than 33 m where either turns around; the first and last 75 m may stay without a partner. A run from the other end is of the
same route, reversed. A loop that is begun elsewhere on the loop is another route: its times along the way are not comparable.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lifeworld_running.core.routes.blocks import Couples, SignatureBlock, apart_m, cells_about
from lifeworld_running.core.routes.following import distances_m, follow
from lifeworld_running.core.routes.values import LENGTHS, START_M, Floats, Ints, Match, Screened, Signature

Truths = npt.NDArray[np.bool_]
_MEAN_EVERY = 16
_TOGETHER = 4096
"""Couples that are made ready at once: about 100 MB at 512 points."""


def lengths_fit(a: Floats, b: Floats) -> Truths:
    """Whether lengths differ by at most a tenth of the longer one."""
    return np.asarray(np.abs(a - b) <= LENGTHS * np.maximum(a, b))


def followed(couples: Couples, reverse: bool) -> tuple[Truths, Floats]:
    """Whether couples follow one another, and how far apart they are on average (NaN where they do not)."""
    same, mean = np.zeros(len(couples), np.bool_), np.full(len(couples), np.nan)
    points = couples.points
    for n in np.unique(points):
        which = np.flatnonzero(points == n)
        for start in range(0, len(which), _TOGETHER):
            some = which[start:start + _TOGETHER]
            pairs = couples.part(some).pairs(int(n), reverse)
            same[some] = follow(pairs)
            held = np.flatnonzero(same[some])
            if len(held):
                mean[some[held]] = distances_m(pairs.part(held) if len(held) < len(some) else pairs, _MEAN_EVERY)[0]
    return same, mean


def matched(couples: Couples) -> tuple[Truths, Truths, Floats]:
    """Of couples whose lengths fit: same, reversed, mean distance in metres. Forward is asked first."""
    same, backwards, mean = np.zeros(len(couples), np.bool_), np.zeros(len(couples), np.bool_), np.full(len(couples), np.nan)
    for reverse in (False, True):
        start, end = couples.end_gaps_m(reverse)
        asked = np.flatnonzero(~same & (start <= START_M) & (end <= START_M))
        if len(asked):
            same[asked], mean[asked] = followed(couples.part(asked), reverse)
            backwards[asked] = same[asked] & reverse
    return same, backwards, mean


def ends_fit(couples: Couples) -> Truths:
    """Whether couples begin and end within 75 m of one another in either direction."""
    fits = np.zeros(len(couples), np.bool_)
    for reverse in (False, True):
        start, end = couples.end_gaps_m(reverse)
        fits |= (start <= START_M) & (end <= START_M)
    return fits


def screen(query: Signature, block: SignatureBlock) -> Screened:
    """Which signatures of a block are of the route of a query; the same as ``match`` with each of them.

    >>> from lifeworld_running.core.routes.ways import signature
    >>> north = [signature(np.linspace(52.5, 52.52, 500), np.full(500, 13.4 + off)) for off in (0, 0.0001, 0.002)]
    >>> screen(north[0], SignatureBlock.of(north)).at.tolist()
    [0, 1]
    """
    one, n = SignatureBlock.of((query,)), len(block)

    def beside(which: Ints) -> Couples:
        return Couples(one, np.zeros(len(which), np.int64), block, which)

    lengths = np.flatnonzero(lengths_fit(np.full(n, query.length_m), block.length_m))
    ends = lengths[ends_fit(beside(lengths))]
    near = ends[block.near(cells_about(query), ends)]
    same, backwards, mean = matched(beside(near))
    dropped = {"length": n - len(lengths), "start or end": len(lengths) - len(ends), "cells": len(ends) - len(near)}
    return Screened(near[same], backwards[same], mean[same], len(near), dropped)


def match(a: Signature, b: Signature) -> Match:
    """Whether two tracks are runs of one route, how far apart they are, and why not where they are not. Symmetric.

    >>> from lifeworld_running.core.routes.ways import signature
    >>> there = signature(np.linspace(52.5, 52.52, 500), np.full(500, 13.4))
    >>> match(there, there.reversed()).why
    'They follow one another all the way, from the other end, 0 m apart on average.'
    >>> match(there, signature(np.linspace(52.5, 52.53, 500), np.full(500, 13.4))).why
    'Their lengths differ by 33 %: 2.23 km and 3.34 km.'
    """
    couple = Couples(SignatureBlock.of((a,)), np.zeros(1, np.int64), SignatureBlock.of((b,)), np.zeros(1, np.int64))
    if not lengths_fit(*couple.lengths_m)[0]:
        small, great = sorted((a.length_m, b.length_m))
        percent = 100 * (1 - small / great)
        return Match(False, why=f"Their lengths differ by {percent:.0f} %: {small / 1e3:.2f} km and {great / 1e3:.2f} km.")
    same, backwards, _ = matched(couple)
    gaps = [tuple(float(each[0]) for each in couple.end_gaps_m(reverse)) for reverse in (False, True)]
    reverse = bool(backwards[0]) if same[0] else max(gaps[1]) < max(gaps[0])
    start, end = gaps[reverse]
    if max(start, end) > START_M:
        which, far = ("begin", start) if start >= end else ("end", end)
        return Match(False, start_m=start, end_m=end, why=f"They {which} {far:.0f} m apart; 75 m is the most.")
    pairs = couple.pairs(int(couple.points[0]), reverse)
    mean, largest = (float(each[0]) for each in distances_m(pairs))
    if same[0]:
        way = ", from the other end," if reverse else ","
        return Match(True, reverse, mean, largest, start, end, f"They follow one another all the way{way} {mean:.0f} m apart on average.")
    bound = float(apart_m(max(a.length_m, b.length_m) / (couple.points[0] - 1)))
    why = (f"Somewhere they are {largest:.0f} m apart; {bound:.0f} m is the most." if largest > bound else
           "They pass the same places, but in another order or with another turn-around.")
    return Match(False, reverse, mean, largest, start, end, why)
