"""What a comparison finds: values at each level, differences with intervals, trends, and what changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from lifeworld.kit.figure import Figure

By = Literal["group", "wave", "brand", "outcome", "study"]
"""What customers or statements are told apart by; ``study`` is one run against another."""


@dataclass(frozen=True)
class Level:
    """One level: a segment, a wave, a brand, a band of the outcome or a study, and how much there is of it."""

    name: str
    n_customers: int
    n_statements: int


@dataclass(frozen=True)
class Contrast:
    """One measure at two levels.

    ``key`` is the measure's figure key ("types/brand-driven"); ``difference`` is ``second`` minus ``first`` in the unit of
    the measure, its name ``compare/{by}/{first}|{second}/{key}``. ``n_both`` customers are at both levels; ``paired`` says
    that there are any, so that their own difference counts. ``clear``: the interval excludes 0, and the levels do not differ
    in how much customers said where that alone would move the measure (a warning of ``difference`` says so then). ``holds``:
    the difference also survives the correction for many comparisons (Benjamini-Hochberg at 10 % over all contrasts of the
    comparison).
    """

    key: str
    first: str
    second: str
    difference: Figure
    n_both: int = 0
    paired: bool = False
    clear: bool = False
    holds: bool = False


@dataclass(frozen=True)
class Trend:
    """One measure over waves, in their order, with control limits.

    ``points`` are the values (a Figure each, "not enough" included); ``centre`` is the mean of all waves, weighted by their
    customers, None with fewer than three waves that have one; ``low`` and ``high`` are the limits of each wave (three
    standard errors of that wave's own customers, for shares of customers the binomial's quantiles of the same chance; nearer
    where the same customers come again, because what is theirs moves all waves alike), None where unknown; ``outside``
    says which waves lie beyond their limits.
    """

    key: str
    points: tuple[Figure, ...]
    centre: float | None
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]
    outside: tuple[bool, ...]


@dataclass(frozen=True)
class Comparison:
    """Everything that a report says of one comparison.

    ``title`` names it for readers ("Club members", "Waves"). ``values`` holds the Figure of each measure at each level by
    (measure key, level name). ``contrasts`` are all pairs of levels for up to four levels, else each level against all
    others together ("the others"); for waves each against the one before and the last against the first. ``note`` says in whole
    sentences how many contrasts there are, how many would look clear by chance, and how many hold. ``changed`` are
    sentences on what changed between the last two waves (or studies), the surest first; empty for other comparisons.
    """

    by: By
    title: str
    levels: tuple[Level, ...]
    values: Mapping[tuple[str, str], Figure]
    contrasts: tuple[Contrast, ...]
    note: str
    trends: tuple[Trend, ...] = ()
    changed: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The measures compared, in the order of tables."""
        return tuple(dict.fromkeys(key for key, _ in self.values))

    def figures(self) -> tuple[Figure, ...]:
        """Every figure of the comparison, for figures.json and workbooks."""
        return (*self.values.values(), *(contrast.difference for contrast in self.contrasts))
