"""What an indicator is, and what is answered when a customer is measured by it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lifeworld.measures.core.checks import read_indicator
from lifeworld.measures.core.terms import MICRO, TRUSTS

__all__ = ["MICRO", "TRUSTS", "Condition", "Indicator", "IndicatorValue", "Reading", "Scalar", "SourceRule", "SourceShare", "Value"]

Scalar = str | float | bool


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on a field of an event's data. An unknown field, or one of another kind than ``value``, meets none (!= neither)."""

    field: str
    op: str
    value: Scalar | tuple[Scalar, ...] | None = None


@dataclass(frozen=True, slots=True)
class SourceRule:
    """How far the sources are trusted whose name is ``pattern``, or begins with it where it ends in ``*``; earlier rules come first."""

    pattern: str
    trust: str = "measured"


@dataclass(frozen=True)
class Indicator:
    """What is measured of customers, from which events; ``from_json`` makes one from what somebody wrote, checked.

    ``types``: names of event types. ``field``: dotted path into an event's data to the number that is read, "" to count events.
    ``where``: conditions that an event must all meet. ``aggregation``: what becomes of the readings of a day and of a window
    (``active_days`` counts days with a reading). ``window_days``: how many days the value looks back. ``stated``: the window's total, its
    mean per known day, or what its readings are (their mean, lowest ...). ``sources``: trust by source, in the order of priority.
    ``minute_priority``: of all sources of a customer in one minute only the first by ``sources`` counts, others are suppressed.
    ``spans`` (s, min or h): the number read says how long something lasted from the event's time on; overlapping stretches of a customer
    are merged and cut at midnight. ``zero_when_active``: types of events that prove of a day that nothing is 0, not unknown.

    >>> steps = Indicator.from_json({"slug": "steps", "title": "Steps", "types": ["steps"], "field": "count", "aggregation": "sum"})
    >>> steps.stated, steps.window_days, steps.parts_add_up
    ('total', 28, True)
    """

    slug: str
    title: str
    types: tuple[str, ...]
    field: str = ""
    where: tuple[Condition, ...] = ()
    aggregation: str = "count"
    window_days: int = 28
    stated: str = "total"
    unit: str = ""
    direction: str = "more"
    sources: tuple[SourceRule, ...] = ()
    minute_priority: bool = False
    spans: str = ""
    zero_when_active: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Indicator:
        """An indicator from plain values, checked. Errors: InputRefused says what is wrong and where."""
        read = read_indicator(body)
        read["where"] = tuple(Condition(**one) for one in read["where"])
        read["sources"] = tuple(SourceRule(**one) for one in read["sources"])
        return cls(**read)

    def to_json(self) -> dict[str, Any]:
        """Plain values that ``from_json`` reads; what is as usual is left out."""
        body: dict[str, Any] = {"slug": self.slug, "title": self.title, "types": list(self.types), "aggregation": self.aggregation,
                                "window_days": self.window_days, "stated": self.stated, "direction": self.direction}
        if self.where:
            body["where"] = [{"field": one.field, "op": one.op,
                              **({} if one.op == "is known" else {"value": list(one.value) if isinstance(one.value, tuple) else one.value})}
                             for one in self.where]
        if self.sources:
            body["sources"] = [{"pattern": rule.pattern, "trust": rule.trust} for rule in self.sources]
        if self.zero_when_active:
            body["zero_when_active"] = list(self.zero_when_active)
        return body | {name: said for name in ("field", "unit", "minute_priority", "spans") if (said := getattr(self, name))}

    def checked(self) -> Indicator:
        """The same, checked. Errors: InputRefused."""
        return Indicator.from_json(self.to_json())

    @property
    def parts_add_up(self) -> bool:
        """Whether the value of two stretches of days, or of two groups of events, is the sum of their values.

        Totals of counts and sums do. Means do as (sum, n); lowest, highest and last combine without adding; active days of two subjects
        may be the same day; what is one source a minute or merged cannot be told from parts. All of them are kept by days, so that any
        window can be answered.
        """
        return self.aggregation in {"count", "sum"} and self.stated == "total" and not self.together

    @property
    def together(self) -> bool:
        """Whether all subjects of a customer must be looked at together: two devices of one customer may be two subjects."""
        return self.minute_priority or bool(self.spans)

    @property
    def counted_types(self) -> tuple[str, ...]:
        """All types of events that its days rest on."""
        return tuple(sorted({*self.types, *self.zero_when_active}))

    def words(self) -> str:
        """What is measured, as a sentence.

        >>> Indicator("runs", "Runs", ("run",), where=(Condition("km", ">=", 5.0),), unit="runs").words()
        'The number of «run» events with km of at least 5, in total over 28 days, in runs.'
        """
        from lifeworld.measures.core.words import indicator_words  # noqa: PLC0415  (it needs the class above)

        return indicator_words(self)

    def rank(self, source: str) -> tuple[int, str]:
        """Where a source stands in the order of priority, the smallest first; unnamed sources come last, ties go by name."""
        return next((at for at, rule in enumerate(self.sources) if _fits(rule.pattern, source)), len(self.sources)), source

    def trust(self, source: str) -> str:
        """How far a source is trusted; unknown where no rule names it."""
        return next((rule.trust for rule in self.sources if _fits(rule.pattern, source)), "unknown")


def _fits(pattern: str, source: str) -> bool:
    return source.startswith(pattern[:-1]) if pattern.endswith("*") else source == pattern


@dataclass(frozen=True, slots=True)
class SourceShare:
    """A source of a value: how many of its readings count, and how many are suppressed by a source that comes before it."""

    source: str
    trust: str
    n: int
    n_suppressed: int = 0


@dataclass(frozen=True, slots=True)
class Value:
    """What a customer is by an indicator from ``from_day`` to ``to_day`` (both included; days since 1970 by the place's clock).

    ``value`` None: unknown, which is never 0. ``n`` readings on ``n_days`` known days of ``days_of``. ``as_of``: the position of the
    newest event that was looked at; ``last_us``: when the newest reading was. ``trust``: the least of its sources'. ``building``: the
    indicator is being made again, and part of the days may be of its definition before.
    """

    value: float | None
    n: int
    n_days: int
    days_of: int
    from_day: int
    to_day: int
    as_of: int
    unit: str = ""
    last_us: int | None = None
    sources: tuple[SourceShare, ...] = ()
    trust: str = "unknown"
    building: bool = False

    @property
    def days_known(self) -> int:
        """The known days."""
        return self.n_days


@dataclass(frozen=True, slots=True)
class Reading:
    """One event by an indicator: what was read, where from, and whether it counts; ``why`` says why not, or "" where it does."""

    at_us: int
    value: float | None
    source: str
    trust: str
    counted: bool
    why: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class IndicatorValue:
    """An indicator of a place as it is kept. ``n_customers``: how many customers are known by it now; ``as_of``: the day of that.

    ``building``: its days are being made again. ``retired``: it is not followed any more.
    """

    pk: int
    definition: Indicator
    version: int
    as_of: int | None
    building: bool
    retired: bool
    n_customers: int

    @property
    def slug(self) -> str:
        """The slug."""
        return self.definition.slug

    @property
    def title(self) -> str:
        """The title."""
        return self.definition.title
