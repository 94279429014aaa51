"""What an audience is made of: conditions on one customer, each of them true, false or unknown.

Unknown is not false. ``Not`` of unknown is unknown; ``All`` is false where one part is false, ``Any`` is true where one part is true,
otherwise one unknown part makes them unknown (Kleene 1938, doi 10.2307/2267778). Members are those of whom the whole is certainly
true. Each class says when it is unknown; ``Known`` asks whether a condition is not.
"""

from __future__ import annotations

from dataclasses import dataclass


class Condition:
    """Anything that is true, false or unknown of a customer."""

    __slots__ = ()


@dataclass(frozen=True)
class Everyone(Condition):
    """True of every customer of the place."""


@dataclass(frozen=True)
class All(Condition):
    """True where every part is true, false where one is false."""

    of: tuple[Condition, ...]


@dataclass(frozen=True)
class Any(Condition):
    """True where one part is true, false where every one is false."""

    of: tuple[Condition, ...]


@dataclass(frozen=True)
class Not(Condition):
    """True where the part is false; unknown stays unknown."""

    of: Condition


@dataclass(frozen=True)
class Known(Condition):
    """True where the part is true or false, false where it is unknown: the way to ask for those of whom nothing is known. Never unknown."""

    of: Condition


@dataclass(frozen=True)
class Trait(Condition):
    """A trait has, or has not, one of some values. ``op``: is, is_not or begins. Unknown of customers who do not have the trait at all."""

    name: str
    op: str
    value: tuple[str, ...]


@dataclass(frozen=True)
class Did(Condition):
    """Between ``at_least`` and ``at_most`` events of a type, in the ``last_days`` days (today is one of them), or from a day to a day.

    Days are ISO 8601 ("2026-05-01"), counted by the clock of the place, both ends included. Unknown of customers whom no event of any
    type was ever said to be about: their deeds are not seen here. Of the others, what did not come in was not done. Where the days begin
    before events of the type are kept, there may have been more: only «at least» can be true, and only «at most» be false.
    """

    type: str
    at_least: int = 1
    at_most: int | None = None
    last_days: int | None = None
    from_day: str = ""
    to_day: str = ""


@dataclass(frozen=True)
class Measure(Condition):
    """Where the customer stands now by an indicator. ``op``: <, <=, >=, > or between (``value`` and ``to``, both included).

    Unknown of customers without a value in the indicator's window: missing is not zero.
    """

    indicator: str
    op: str
    value: float
    to: float | None = None


@dataclass(frozen=True)
class Goal(Condition):
    """Has a goal of this job, ``goal_kind`` (accomplish or manage) and state (active, paused, reached, abandoned); empty: any.

    Only goals that the customer shows to the team count; of the others nobody learns anything here, so they count as not there. Never
    unknown, unless ``level_at_least`` (-2 to +2) is asked: then it is true where the customer's own newest judgement of one of the
    goal's measures is at least that, and unknown where she has such a goal and judged none of its measures by level.
    """

    job: str = ""
    goal_kind: str = ""
    state: str = ""
    level_at_least: int | None = None


@dataclass(frozen=True)
class Type(Condition):
    """The type of the customer's constellation in a study ("individual-driven", "brand-driven", "socially driven").

    Unknown of customers without a constellation there, and of those whose type is undetermined; "undetermined" itself may be asked for.
    """

    study: str
    type: str


@dataclass(frozen=True)
class Driver(Condition):
    """A driver of the customer's experience in a study has at least this share (0 to 1). Unknown where she has no constellation there."""

    study: str
    code: str
    share_at_least: float


@dataclass(frozen=True)
class Segment(Condition):
    """The needs-based segment (counted from 1) that the customer belongs to.

    Unknown of customers who are in none of that segmentation, and of those who did not say that the people of the place may write to them
    about their goals: their answers count in figures, and nobody is picked by them.
    """

    segmentation: str
    segment: int


@dataclass(frozen=True)
class Consent(Condition):
    """What the customer last said to a purpose. Unknown of customers who were never asked: silence is neither yes nor no."""

    purpose: str
    given: bool = True


@dataclass(frozen=True)
class InAudience(Condition):
    """What another audience of the place asks, as it is now; its unknown is unknown here. An audience cannot rest on itself."""

    slug: str


KINDS: dict[str, type[Condition]] = {
    "everyone": Everyone, "all": All, "any": Any, "not": Not, "known": Known, "trait": Trait, "did": Did, "measure": Measure, "goal": Goal,
    "type": Type, "driver": Driver, "segment": Segment, "consent": Consent, "audience": InAudience}
"""The conditions by the word under which JSON has them."""
KIND_OF: dict[type[Condition], str] = {made: kind for kind, made in KINDS.items()}


def parts_of(condition: Condition) -> tuple[Condition, ...]:
    """The parts of a condition that holds others; empty for one that holds none.

    >>> parts_of(Not(Everyone()))
    (Everyone(),)
    """
    match condition:
        case All(of) | Any(of):
            return of
        case Not(of) | Known(of):
            return (of,)
    return ()


def never_unknown(condition: Condition) -> bool:
    """Whether a condition is true or false of every customer.

    >>> never_unknown(Not(Known(Consent("news")))), never_unknown(Consent("news"))
    (True, False)
    """
    match condition:
        case Everyone() | Known():
            return True
        case Goal():
            return condition.level_at_least is None
    parts = parts_of(condition)
    return bool(parts) and all(never_unknown(part) for part in parts)


def leaves_of(condition: Condition) -> list[Condition]:
    """Every condition inside that holds no others, in their order, with repetitions.

    >>> leaves_of(All((Everyone(), Not(Consent("news")))))
    [Everyone(), Consent(purpose='news', given=True)]
    """
    parts = parts_of(condition)
    return [leaf for part in parts for leaf in leaves_of(part)] if parts else [condition]
