"""What customers want, as values: goals, their scales, jobs of the ecosystem, and what is seen of progress.

Times are ISO 8601 in UTC ("2026-05-01T07:30:00Z"), days on which people agree are ISO dates ("2026-05-01"), and days that are counted are
whole numbers since 1970-01-01 by the clock of the place (``days.day_text`` turns one into the other).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lifeworld.goals.core.statements import Outcome

KINDS = ("accomplish", "manage")
STATES = ("active", "paused", "reached", "abandoned")
SEEN_BY = ("me", "team")
PAUSES = ("ill", "holiday", "other")
ITEMS = ("activity", "resource")
LEVELS = (-2, -1, 0, 1, 2)
LEVEL_WORDS: Mapping[int, str] = {-2: "much less than hoped", -1: "less than hoped", 0: "as hoped", 1: "more than hoped",
                                  2: "much more than hoped"}
REASONS: Mapping[str, str] = {
    "no_longer_wanted": "I do not want it any more", "something_else": "Something else came first", "too_hard": "It was too hard",
    "too_costly": "It cost too much", "no_time": "I had no time", "health": "My health did not allow it",
    "help_missing": "I missed help or a thing that I needed", "other": "Another reason",
}
"""Why a goal is abandoned, to choose from; the customer's own words stay beside it and leave the room for nobody."""
PURPOSES: Mapping[str, str] = {
    "goals: figures": "My goals may be counted in figures about all customers, without my name and without my words.",
    "goals: contact": "The people of this place may write to me about my goals, and see what matters to me by my answers.",
}
"""For what a customer may say yes or no. Nothing said is no."""
FIGURES, CONTACT = "goals: figures", "goals: contact"


@dataclass(frozen=True)
class ScaleValue:
    """One measure of a goal. ``indicator``: the slug of a measure, "" for the customer's own judgement.

    ``levels``: five values for -2 to +2, rising or falling, or () where only levels themselves are judged. ``low``, ``high``: the range of
    a goal to manage (either end may be open); with a range, ``levels`` are of the share of days in range (0 to 1). ``over``: "window", the
    last days that the indicator looks at, or "since", all days since the goal was declared. ``judged_*``: by what attainment is judged,
    which only ever becomes harder; ``lowered`` says that it is not what the customer aims at now. ``declared``: it was there when the goal
    was declared. ``otherwise``: the measure was given another definition since, so that where it began is not known any more.
    """

    pk: int
    title: str
    unit: str
    indicator: str
    weight: float
    levels: tuple[float, ...]
    low: float | None
    high: float | None
    over: str
    baseline: float | None
    baseline_level: int | None
    judged_levels: tuple[float, ...]
    judged_low: float | None
    judged_high: float | None
    judged_weight: float
    lowered: bool
    declared: bool
    removed: bool = False
    otherwise: bool = False

    @property
    def has_range(self) -> bool:
        """Whether days are in or out of a range."""
        return self.low is not None or self.high is not None

    @property
    def own(self) -> bool:
        """Whether the customer judges it herself."""
        return not self.indicator


@dataclass(frozen=True)
class PauseValue:
    """Days that count for nothing, both ends included; ``ends_on`` None: it goes on."""

    begins_on: str
    ends_on: str | None
    reason: str


@dataclass(frozen=True)
class ItemValue:
    """An activity or a resource of the customer's own list."""

    pk: int
    kind: str
    text: str
    supplier: str
    done: bool


@dataclass(frozen=True)
class CheckValue:
    """The customer's own judgement of a scale: a value, or a level from -2 to +2; both where the level is one of an easier target."""

    scale: int
    at: str
    day: int
    value: float | None
    level: int | None


@dataclass(frozen=True)
class GoalValue:
    """A goal of a customer. ``job``: the slug of the job that she took up, "" for her own. ``importance``, ``satisfaction``: 1 to 5.

    ``lowered``: something was made easier after the goal was declared; ``reason_words`` are the customer's own and for her alone.
    """

    pk: int
    client_id: str
    customer: int
    kind: str
    title: str
    outcome: Outcome | None
    job: str
    job_title: str
    state: str
    seen_by: str
    declared_at: str
    declared_day: int
    due_on: str | None
    ended_at: str | None
    ended_day: int | None
    reason: str
    reason_words: str
    version: int
    scales: tuple[ScaleValue, ...]
    pauses: tuple[PauseValue, ...] = ()
    items: tuple[ItemValue, ...] = ()
    importance: int | None = None
    satisfaction: int | None = None

    @property
    def lowered(self) -> bool:
        """Whether a scale was made easier since."""
        return any(scale.lowered for scale in self.scales)


@dataclass(frozen=True)
class Suggestion:
    """A measure that a job suggests: an indicator with levels or a range to begin with; the customer changes what she likes."""

    title: str
    indicator: str = ""
    unit: str = ""
    levels: tuple[float, ...] = ()
    low: float | None = None
    high: float | None = None
    over: str = "window"


@dataclass(frozen=True)
class JobValue:
    """What the ecosystem helps to get done."""

    pk: int
    slug: str
    title: str
    kind: str
    outcome: Outcome | None
    suggests: tuple[Suggestion, ...]
    retired: bool


@dataclass(frozen=True)
class ChangeLine:
    """A line of a goal's history."""

    at: str
    what: str
    before: Any
    after: Any
    lowered: bool
    said: str


@dataclass(frozen=True)
class DayMark:
    """A day of a goal to manage: "in", "out", "unknown" or "paused"."""

    day: int
    state: str
    value: float | None = None


@dataclass(frozen=True)
class RangeShare:
    """Share of days in the customer's own range. ``share`` of the known days with its interval; None where no day is known.

    ``worst`` and ``best`` bound the share of all days, whatever the unknown ones were; paused days count for nothing.
    """

    share: float | None
    low: float | None
    high: float | None
    worst: float | None
    best: float | None
    n_days: int
    n_known: int
    n_in: int
    n_paused: int
    n_effective: float


@dataclass(frozen=True)
class ScaleProgress:
    """Where the customer is on one scale, as of a day. None is not known, never 0.

    ``value`` with ``low`` and ``high``: the value over the days ``from_day`` to ``to_day`` (a share where the scale has a range), its
    interval where days allow one. ``level``: by the customer's own levels now; ``judged_level``: by those that attainment is judged by.
    ``source``: where it is from; ``trust``: measured, reported, estimated or unknown. ``said``: the same in one sentence.
    """

    scale: ScaleValue
    value: float | None
    low: float | None
    high: float | None
    level: float | None
    level_low: float | None
    level_high: float | None
    judged_level: float | None
    from_day: int
    to_day: int
    days_known: int
    source: str
    trust: str
    said: str
    in_range: RangeShare | None = None
    days: tuple[DayMark, ...] = ()


@dataclass(frozen=True)
class Moment:
    """T of a goal as of a day; None where nothing was known."""

    day: int
    t: float | None
    level: float | None


@dataclass(frozen=True)
class Progress:
    """What a customer sees of a goal: T now (50: as hoped) with its bounds, where it began, the way there, and what is missing.

    ``t`` is judged by ``judged_levels``; ``t_low`` and ``t_high`` hold every scale's interval and whatever unknown scales may be.
    ``missing``: sentences on what is not known; ``words``: sentences on where she is.
    """

    goal: GoalValue
    as_of: int
    t: float | None
    t_low: float | None
    t_high: float | None
    t_baseline: float | None
    t_change: float | None
    scales: tuple[ScaleProgress, ...]
    history: tuple[Moment, ...] = ()
    missing: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class ConsentLine:
    """What a customer said to a purpose: yes, no, or None for nothing, and since when."""

    purpose: str
    said: str
    given: bool | None
    since: str


@dataclass(frozen=True)
class GoalLinkValue:
    """A link. ``state``: open, expired or revoked."""

    pk: int
    label: str
    customer: int
    customer_label: str
    created_at: str
    expires_at: str | None
    state: str


@dataclass(frozen=True)
class GoalPlan:
    """A goal as it is declared. ``client_id``: a UUID that its sender made; ``consent``: answers by purpose, those given with it."""

    client_id: str
    title: str
    kind: str
    scales: tuple[ScalePlan, ...] = ()
    job: str = ""
    outcome: Outcome | None = None
    due_on: str | None = None
    seen_by: str = "me"
    importance: int | None = None
    satisfaction: int | None = None
    consent: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True)
class ScalePlan:
    """A measure as it is declared; ``baseline`` (a value) and ``baseline_level`` are said by the customer, else read from the measure."""

    title: str = ""
    indicator: str = ""
    unit: str = ""
    weight: float = 1.0
    levels: tuple[float, ...] = ()
    low: float | None = None
    high: float | None = None
    over: str = "window"
    baseline: float | None = None
    baseline_level: int | None = None


UNCHANGED: Any = "\x00unchanged"
"""A part of a change that leaves things as they are; None would mean: there is none any more."""


@dataclass(frozen=True)
class ScaleChange:
    """What changes in a scale."""

    pk: int
    title: str = UNCHANGED
    weight: float = UNCHANGED
    levels: tuple[float, ...] = UNCHANGED
    low: float | None = UNCHANGED
    high: float | None = UNCHANGED


@dataclass(frozen=True)
class GoalChange:
    """What changes in a goal; ``added`` scales are shown to the customer, but attainment is judged by what was declared."""

    title: str = UNCHANGED
    outcome: Outcome | None = UNCHANGED
    due_on: str | None = UNCHANGED
    seen_by: str = UNCHANGED
    scales: tuple[ScaleChange, ...] = ()
    added: tuple[ScalePlan, ...] = ()
    removed: tuple[int, ...] = ()
