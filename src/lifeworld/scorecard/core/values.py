"""What a scorecard is: six factors, each with one figure on an axis from 0 to 1 and the figures, tables and pictures that it rests on.

Source: Seybold's six critical success factors; definitions and formulas in reference/six-factors.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from lifeworld.kit.figure import LEVEL, Figure, Versions

DEFINITIONS = "2"
"""Version of every definition of this room: a figure of another version is not beside this one in a history without saying so."""
VERSIONS = Versions(code=f"scorecard@{DEFINITIONS}")
N_MIN = 30
"""Customers below which no figure is printed."""
ARM_MIN = 30
"""Customers in each arm of a comparison below which nothing is said of a difference."""
EVENTS_MIN = 10
"""Events in each arm below which no rate is printed."""
K_PARTNER = 10
"""Customers below which a partner is told nothing: a partner's view is k-anonymous."""
T_POINTS = "points of T"
"""Unit of attainment and of what changes it."""
T_MEANS = ("T says how far goals came: it is 50 where they came out as hoped. On a goal with one scale, 10 points of T are one of its "
           "steps, from much less to much more than hoped.")
"""What T is, wherever points of it are shown."""

Who = Literal["owner", "customers"]


@dataclass(frozen=True)
class Factor:
    """One of the six. ``asks``: what it asks; ``axis``: what lies on its axis; ``none`` and ``full``: what 0 and 1 mean there."""

    key: str
    number: int
    title: str
    asks: str
    axis: str
    none: str
    full: str


FACTORS = (
    Factor("success", 1, "Customers succeed", "Do customers get done what they care about?",
           "attainment T of customers' own goals, 30 to 70 drawn as 0 to 1", "every goal far below what was hoped",
           "every goal far above what was hoped"),
    Factor("audiences", 2, "Made for somebody", "Is it made for a specific audience, and does it fit them?",
           "focus: one minus the opportunity still open for the audience it is made for, divided by that of everybody else",
           "it fits its audience no better than anybody else", "nothing is left to wish for its audience"),
    Factor("sauce", 3, "Secret sauce", "Does what is special here transform what customers can do?",
           "share of what customers can reach with it that they could not reach with what the market offers",
           "nothing that the market does not offer", "nothing of it could be had elsewhere"),
    Factor("partners", 4, "Partners contribute", "Do partners and suppliers contribute, and does none of them carry it all?",
           "the lower of two: one minus the concentration of partners' contributions, and the share of attained customers who are within "
           "reach without the partner who is needed most", "everything rests on one partner", "nothing rests on any one partner"),
    Factor("alignment", 5, "Aligned with success", "Do those who help customers more earn more?",
           "Kendall's tau-b of partners' earnings and contributions, below 0 drawn as 0", "earnings have nothing to do with contributions",
           "who contributes more always earns more"),
    Factor("presence", 6, "There when needed", "Is it there where customers begin, and does it carry over what they began with?",
           "evenness of the places where journeys first begin (Pielou)", "every journey begins at one place",
           "journeys begin evenly at all the places there are"),
)
FACTOR = {factor.key: factor for factor in FACTORS}


@dataclass(frozen=True)
class Asked:
    """How a scorecard is to be made. ``since`` and ``until``: days (ISO) of the window; ``as_of``: the day it is seen from.

    ``looks``: how often these data are looked at ("once" or "again"): effects are always-valid where they are looked at again.
    ``harm_days``: days within which a failed or declined outcome counts against an earning. ``permutations``: of Shapley values;
    ``replicates``: of every bootstrap.
    """

    since: str = ""
    until: str = ""
    as_of: str = ""
    level: float = LEVEL
    seed: int = 9
    looks: Literal["once", "again"] = "again"
    currency: str = "EUR"
    harm_days: int = 30
    permutations: int = 1000
    replicates: int = 400
    query: str = "files"
    """What finds the rows again: a folder's name, or the place and its window. Begins the evidence of every figure."""


@dataclass(frozen=True)
class Finding:
    """Something to know or do, tied to figures: ``words`` is a sentence without numbers of its own; ``figures`` name what it rests on.

    ``kind``: "good", "watch" or "act". ``key``: what it is, as "critical_partner"; ``about``: whom, as a partner's key.
    """

    key: str
    factor: str
    kind: Literal["good", "watch", "act"]
    words: str
    figures: tuple[str, ...] = ()
    about: str = ""
    next_step: str = ""


@dataclass(frozen=True)
class Table:
    """Rows behind a figure: texts and figures. ``key`` names it ("partners"); ``columns``: their headings."""

    key: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | Figure, ...], ...]
    note: str = ""


@dataclass(frozen=True)
class Series:
    """A line or bars of a picture: x and y of one length, with the ends of the interval of each y where there is one."""

    name: str
    x: tuple[float | str, ...]
    y: tuple[float | None, ...]
    low: tuple[float | None, ...] = ()
    high: tuple[float | None, ...] = ()


@dataclass(frozen=True)
class Chart:
    """A picture behind a figure. ``kind``: "steps" (survival), "bars" (with intervals), "lines" (Lorenz), "points" (scatter)."""

    key: str
    title: str
    kind: Literal["steps", "bars", "lines", "points"]
    x_label: str
    y_label: str
    series: tuple[Series, ...]
    note: str = ""


@dataclass(frozen=True)
class FactorScore:
    """What is known of one factor. ``axis``: from 0 to 1, without value where too little is known; ``figures``: the headline first.
    ``other``: the factor with the words of what is drawn, where another quantity than its own had to be.
    """

    factor: str
    axis: Figure
    figures: tuple[Figure, ...]
    findings: tuple[Finding, ...] = ()
    tables: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()
    warnings: tuple[str, ...] = ()
    other: Factor | None = None

    @property
    def meaning(self) -> Factor:
        """The factor, with the words of what lies on this axis and what its ends mean."""
        return self.other or FACTOR[self.factor]

    @property
    def t_means(self) -> str:
        """What T is, where a figure is in points of it; "" elsewhere."""
        return T_MEANS if any(one.unit == T_POINTS for one in self.figures) else ""

    def figure(self, name: str) -> Figure | None:
        """The figure of that name."""
        return next((one for one in (self.axis, *self.figures) if one.name == name), None)


@dataclass(frozen=True)
class Weighed:
    """How much each factor matters to somebody: a figure by factor, shares of 1 over the six."""

    who: Who
    n: int
    shares: Mapping[str, Figure]


@dataclass(frozen=True)
class Scorecard:
    """The profile: six scores, never one average. ``weakest``: the factor with the lowest lower bound, "" where fewer than two
    are known.

    ``weakest_for``: the factor where most is missing by the weights of the owner and of the customers. ``unknown``: factors of which too
    little is known. ``inputs``: rows and a hash of each frame. ``simulated``: whether the data come from a simulation.
    """

    scores: tuple[FactorScore, ...]
    weakest: str
    unknown: tuple[str, ...]
    weighed: Mapping[Who, Weighed]
    weakest_for: Mapping[Who, str]
    findings: tuple[Finding, ...]
    asked: Asked
    inputs: Mapping[str, Any] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    simulated: bool = False
    definitions: str = DEFINITIONS

    def score(self, factor: str) -> FactorScore:
        """The score of that factor."""
        return next(one for one in self.scores if one.factor == factor)
