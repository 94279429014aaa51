"""Which levels are held against which, the differences as figures, and which of them survive many comparisons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray

from lifeworld.constellations.core.comparison.estimates import n_unit_of
from lifeworld.constellations.core.comparison.evidence import Quotes, examples_at, mixed, noted, others_name, query_at
from lifeworld.constellations.core.comparison.joint import Differences, Drawn, differences, drawn
from lifeworld.constellations.core.comparison.material import Material
from lifeworld.constellations.core.comparison.measures import Measure
from lifeworld.constellations.core.comparison.question import Question
from lifeworld.constellations.core.comparison.sample import others
from lifeworld.constellations.core.comparison.values import By, Contrast
from lifeworld.kit.figure import Evidence, Example, estimate

ALL_PAIRS_MAX = 4
FALSE_SHARE = 0.10
"""Benjamini-Hochberg: of the differences that hold, at most this share is expected to be none."""

IN_TIME: tuple[By, ...] = ("wave", "study")
METHOD = "second minus first, joint Bayesian bootstrap over the customers of both"


@dataclass(frozen=True)
class Held:
    """A contrast with the chance of such a difference without any (NaN where not judged); the chance is never printed."""

    contrast: Contrast
    p: float

    @property
    def judged(self) -> bool:
        """Whether it was looked at: there is enough, and customers did not say more at one of the levels."""
        return not np.isnan(self.p)


def pairs(names: Sequence[str], by: By) -> list[tuple[str, str]]:
    """First and second of each pair of levels.

    >>> pairs(["a", "b", "c"], "wave"), pairs(["a", "b"], "group")
    ([('a', 'b'), ('b', 'c'), ('a', 'c')], [('a', 'b')])
    """
    if by in IN_TIME:
        ends = [(names[0], names[-1])] if len(names) > 2 else []
        return [*pairwise(names), *ends]
    if len(names) <= ALL_PAIRS_MAX:
        return list(combinations(names, 2))
    return [(others_name(names), name) for name in names]


def holding(p: NDArray[np.float64], share: float = FALSE_SHARE) -> NDArray[np.bool_]:
    """Benjamini & Hochberg 1995 (doi 10.1111/j.2517-6161.1995.tb02031.x): which hold; NaN counts as not looked at.

    >>> holding(np.array([0.001, 0.04, 0.5, np.nan])).tolist()
    [True, True, False, False]
    """
    known = np.flatnonzero(~np.isnan(p))
    ordered = known[np.argsort(p[known], kind="stable")]
    below = p[ordered] <= share * np.arange(1, len(ordered) + 1) / max(len(ordered), 1)
    held = np.zeros(len(p), np.bool_)
    if below.any():
        held[ordered[: int(np.flatnonzero(below)[-1]) + 1]] = True
    return held


@dataclass(frozen=True, eq=False)
class Side:
    """One side of a contrast: a level, or all levels but one. ``parts`` are the levels that it is made of."""

    name: str
    drawn: Drawn
    parts: tuple[Material, ...]

    @staticmethod
    def of(name: str, against: str, at: Mapping[str, Material], draws: Mapping[str, Drawn], asked: Question) -> Side:
        """The side called ``name``; ``against`` is the level that "the others" leave out."""
        if name in at:
            return Side(name, draws[name], (at[name],))
        rest = [level for level in at if level != against]
        sample = others([at[level].sample for level in rest], at[against].sample)
        sums = np.sum([draws[level].sums for level in rest], axis=0)
        return Side(name, drawn(sample, asked.settings.seed, sums), tuple(at[level] for level in rest))

    def examples(self, quotes: Quotes, measure: Measure) -> tuple[Example, ...]:
        """Quotes of its levels in turns, each with its level as a note."""
        levels = [part.level.name for part in self.parts]
        return mixed(*(noted(examples_at(quotes, level, measure), level) for level in levels))


def contrasts(at: Mapping[str, Material], draws: Mapping[str, Drawn], asked: Question, quotes: Quotes) -> list[Held]:
    """All differences, with ``clear`` and ``holds`` set."""
    width = np.array([measure.high - measure.low for measure in asked.measures])
    found: list[Held] = []
    for first, second in pairs(list(at), asked.by):
        one, two = (Side.of(name, second, at, draws, asked) for name in (first, second))
        differ = differences(one.drawn, two.drawn, (-width, width), asked.settings.level)
        found += [_held(one, two, j, differ, asked, quotes) for j in range(len(asked.measures))]
    held = holding(np.array([one.p for one in found]))
    return [
        Held(replace(one.contrast, holds=bool(holds and one.contrast.clear)), one.p)
        for one, holds in zip(found, held, strict=True)
    ]


def _held(one: Side, two: Side, j: int, differ: Differences, asked: Question, quotes: Quotes) -> Held:
    """The contrast of one measure; fewer than ten customers at either level is not enough."""
    measure, parts, unit = asked.measures[j], (*one.parts, *two.parts), n_unit_of(asked.measures[j])
    here = [side.drawn.sample.speaker[side.drawn.sample.bottom[:, j] > 0] for side in (one, two)]
    n_both = len(np.intersect1d(here[0], here[1], assume_unique=True))
    n_customers = len(here[0]) + len(here[1]) - n_both
    evidence = Evidence(
        "; ".join(query_at(measure, asked.by, part.level.name) for part in parts), sum(int(part.found[j]) for part in parts),
        mixed(one.examples(quotes, measure), two.examples(quotes, measure)),
    )
    figure = estimate(
        f"compare/{asked.by}/{one.name}|{two.name}/{measure.key}", float(differ.value[j]), float(differ.low[j]),
        float(differ.high[j]), unit=measure.unit, method=METHOD, level=asked.settings.level, versions=asked.versions,
        n=n_customers if unit == "customers" else sum(int(part.n[j]) for part in parts), n_unit=unit,
        n_customers=min(len(here[0]), len(here[1])), warnings=measure.warnings, evidence=evidence,
    )
    if not figure.enough:
        return Held(Contrast(measure.key, one.name, two.name, figure, n_both, n_both > 0), float("nan"))
    figure = replace(figure, n_customers=n_customers)
    if measure.unjudged:
        return Held(Contrast(measure.key, one.name, two.name, figure, n_both, n_both > 0), float("nan"))
    clear = bool(differ.low[j] > 0 or differ.high[j] < 0)
    return Held(Contrast(measure.key, one.name, two.name, figure, n_both, n_both > 0, clear), float(differ.p[j]))
