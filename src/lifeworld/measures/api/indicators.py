"""The machines' door of indicators and their values."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from ninja import Field, Query, Router, Schema, Status

from lifeworld.kit.errors import InputRefused
from lifeworld.kit.figure import Figure
from lifeworld.kit.web import Asked
from lifeworld.measures.actions.indicators import change, define, retire
from lifeworld.measures.core.values import Indicator, IndicatorValue
from lifeworld.measures.queries import pulses, values
from lifeworld.measures.queries.dates import date_of, day_of
from lifeworld.voices.core.site_codebook import storable

router = Router(tags=["measures"])
BIG = 2**63 - 1
FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)


class ConditionIn(Schema):
    """A condition on a field of an event's data; «is known» has no value."""

    field: str
    op: Literal["==", "!=", "<", "<=", ">", ">=", "in", "is known"] = "=="
    value: bool | float | str | list[bool | float | str] | None = None


class SourceIn(Schema):
    """How far sources are trusted whose name is the pattern, or begins with it where it ends in «*»; the first come first."""

    pattern: str
    trust: Literal["measured", "reported", "estimated", "unknown"] = "measured"


class DefinitionChange(Schema):
    """Parts of a definition; what is not named stays as it is."""

    title: str | None = None
    types: list[str] | None = None
    field: str | None = None
    where: list[ConditionIn] | None = None
    aggregation: Literal["count", "sum", "mean", "lowest", "highest", "last", "active_days"] | None = None
    window_days: int | None = None
    stated: str | None = None
    unit: str | None = None
    direction: Literal["more", "less", "within"] | None = None
    sources: list[SourceIn] | None = None
    minute_priority: bool | None = None
    spans: str | None = None
    zero_when_active: list[str] | None = None


class DefinitionIn(DefinitionChange):
    """What is measured: events of ``types`` that meet ``where``; the number at ``field``; what becomes of the readings of a window."""

    slug: str
    title: str
    types: list[str] = Field(..., min_length=1)


class ChangeIn(DefinitionChange):
    """A change; ``version`` is the one that was looked at."""

    version: int


class MeanOut(Schema):
    """A mean over customers with its 90 % interval; null where too few are known. ``text`` as a figure says it."""

    n: int
    value: float | None
    low: float | None
    high: float | None
    text: str


class WeekOut(MeanOut):
    """A week of a place, both days included."""

    first: date
    last: date


class PulseOut(Schema):
    """How the customers of the place are by the indicator: over its window, and week by week; ``behind``: something came in since."""

    from_day: date
    to_day: date
    n_customers: int
    mean: MeanOut
    weeks: list[WeekOut]
    behind: bool


class IndicatorOut(Schema):
    """An indicator. ``says`` is its definition in a sentence; ``n_customers`` are known by it now; ``building``: being made again."""

    slug: str
    title: str
    version: int
    says: str
    definition: dict[str, Any]
    n_customers: int
    as_of: date | None
    building: bool
    retired: bool


class OneOut(IndicatorOut):
    """An indicator with its pulse; null: it is not reckoned yet."""

    pulse: PulseOut | None


class TriedDayOut(Schema):
    """A day of a customer as the definition would have it."""

    customer: int
    day: date
    value: float | None
    n: int


class TriedOut(Schema):
    """A definition tried on the newest ``n`` events of its types: how many give a reading, how many count, of how many customers."""

    says: str
    n: int
    n_read: int
    n_counted: int
    n_customers: int
    days: list[TriedDayOut]


class SourceOut(Schema):
    """A source of a value: readings that count, and those that a source before it suppressed."""

    source: str
    trust: str
    n: int
    n_suppressed: int


class DayOut(Schema):
    """A known day. A day that is not listed is not known."""

    day: date
    value: float | None
    n: int


class ValueOut(Schema):
    """A customer by an indicator over some days, both ends included; ``value`` null: not known, which is never 0."""

    value: float | None
    unit: str
    n: int
    days_known: int
    days_of: int
    from_day: date
    to_day: date
    as_of: int
    trust: str
    sources: list[SourceOut]
    building: bool
    days: list[DayOut]


class MeasureReadingOut(Schema):
    """One event by an indicator; ``why`` says why it does not count."""

    at_us: int
    value: float | None
    source: str
    trust: str
    counted: bool
    why: str
    key: str


class Days(Schema):
    """Whose, and from when to when; without days the indicator's own window that ends today."""

    customer: int = Field(..., ge=1, le=BIG)
    from_: date | None = Field(None, alias="from")
    to: date | None = None


class ReadingDays(Days):
    """The same, and how many at most."""

    limit: int = Field(200, ge=1, le=2000)


@router.get("/{place:place}/-/indicators", response=list[IndicatorOut], summary="Indicators", operation_id="indicators")
def indicators(request: Asked, place: str, retired: bool = False) -> Any:
    """By slug. Needs the right «measures.see»."""
    return [_one(each) for each in values.indicators(request.caller, retired=retired)]


@router.post("/{place:place}/-/indicators", response={201: IndicatorOut}, summary="Define an indicator", operation_id="define_indicator")
def make(request: Asked, place: str, body: DefinitionIn) -> Status[dict[str, Any]]:
    """409 where the slug has another definition; the same again changes nothing. Needs the right «measures.manage»."""
    return Status(201, _one(define(request.caller, _storable(body.dict(exclude_none=True)))))


@router.post("/{place:place}/-/indicators/try", response=TriedOut, summary="Try a definition on real events", operation_id="try_indicator")
def attempt(request: Asked, place: str, body: DefinitionIn) -> Any:
    """Nothing is kept. Needs the right «measures.manage»."""
    request.caller.require("measures.manage")
    definition = Indicator.from_json(_storable(body.dict(exclude_none=True)))
    found = pulses.tried(request.caller, definition)
    days = [{"customer": one.customer, "day": date_of(one.day), "value": one.value, "n": one.n} for one in found.days]
    return {"says": definition.words(), "n": found.n, "n_read": found.n_read, "n_counted": found.n_counted,
            "n_customers": found.n_customers, "days": days}


@router.get("/{place:place}/-/indicators/{slug:indicator}", response=OneOut, summary="An indicator", operation_id="indicator")
def one(request: Asked, place: str, indicator: str) -> Any:
    """With its pulse: the mean of its customers now and week by week. Needs the right «measures.see»."""
    found = pulses.shown_one(request.caller, indicator)
    return _one(found.indicator) | {"pulse": _pulse(found)}


@router.patch("/{place:place}/-/indicators/{slug:indicator}", response=IndicatorOut, summary="Change an indicator",
              operation_id="change_indicator")
def edit(request: Asked, place: str, indicator: str, body: ChangeIn) -> Any:
    """Its days are made again from all events. 409 where somebody changed it meanwhile. Needs the right «measures.manage»."""
    request.caller.require("measures.manage")
    before = values.indicator_of(request.caller, indicator).definition.to_json()
    wanted = before | _storable(body.dict(exclude_none=True, exclude={"version"}))
    if body.aggregation is not None and body.stated is None and body.aggregation != before["aggregation"]:
        wanted.pop("stated")  # how a window is stated goes with what is made of its readings
    return _one(change(request.caller, indicator, wanted, version=body.version))


@router.delete("/{place:place}/-/indicators/{slug:indicator}", response={204: None}, summary="Retire an indicator",
               operation_id="retire_indicator")
def leave(request: Asked, place: str, indicator: str) -> Status[None]:
    """It is not followed any more; what it measured stays. Needs the right «measures.manage»."""
    retire(request.caller, indicator)
    return Status(204, None)


@router.get("/{place:place}/-/indicators/{slug:indicator}/values", response=ValueOut, summary="A customer by an indicator",
            operation_id="indicator_values")
def value(request: Asked, place: str, indicator: str, asked: Query[Days]) -> Any:
    """Value, sources and known days. Needs «measures.see», or to be the customer. 422 for days that are turned round or too many."""
    first, last = _days(asked)
    found = values.value_of(request.caller, indicator, asked.customer, from_day=first, to_day=last)
    days = values.daily(request.caller, indicator, asked.customer, found.from_day, found.to_day)
    return {
        "value": found.value, "unit": found.unit, "n": found.n, "days_known": found.days_known, "days_of": found.days_of,
        "from_day": date_of(found.from_day), "to_day": date_of(found.to_day), "as_of": found.as_of, "trust": found.trust,
        "building": found.building, "days": [{"day": date_of(day), "value": x, "n": n} for day, x, n in days],
        "sources": [{"source": each.source, "trust": each.trust, "n": each.n, "n_suppressed": each.n_suppressed} for each in found.sources],
    }


@router.get("/{place:place}/-/indicators/{slug:indicator}/readings", response=list[MeasureReadingOut], summary="Single readings",
            operation_id="indicator_readings")
def single(request: Asked, place: str, indicator: str, asked: Query[ReadingDays]) -> Any:
    """The newest first: what was read, where from, whether it counts and why not. Needs «measures.see», or to be the customer."""
    first, last = _days(asked)
    found = values.readings(request.caller, indicator, asked.customer, first, last, limit=asked.limit)
    return [{name: getattr(each, name) for name in MeasureReadingOut.model_fields} for each in found]


def _days(asked: Days) -> tuple[int | None, int | None]:
    if (asked.from_ is None) != (asked.to is None):
        raise InputRefused("half_a_stretch", "Only one end of the days is named.", "Name «from» and «to», or neither.")
    if asked.from_ is None or asked.to is None:
        return None, None
    if not FIRST <= asked.from_ <= asked.to <= LAST:
        raise InputRefused("wrong_days", f"From {asked.from_} to {asked.to} is no stretch of days here.",
                           f"Name the earlier day first, from {FIRST} to {LAST}.")
    return day_of(asked.from_), day_of(asked.to)


def _storable(body: Any) -> Any:
    """What was sent, where every database can keep its texts. Errors: InputRefused."""
    if isinstance(body, dict):
        return {name: _storable(value) for name, value in body.items()}
    return [_storable(value) for value in body] if isinstance(body, list) else storable(body) if isinstance(body, str) else body


def _one(found: IndicatorValue) -> dict[str, Any]:
    return {"slug": found.slug, "title": found.title, "version": found.version, "says": found.definition.words(),
            "definition": found.definition.to_json(), "n_customers": found.n_customers,
            "as_of": None if found.as_of is None else date_of(found.as_of), "building": found.building, "retired": found.retired}


def _pulse(found: pulses.Shown) -> dict[str, Any] | None:
    if found.pulse is None:
        return None
    body = found.pulse.body
    mean, weeks = pulses.figures_of(found)
    return {
        "from_day": date_of(body["from_day"]), "to_day": date_of(body["to_day"]), "n_customers": body["n_customers"],
        "behind": found.pulse.behind, "mean": _mean(mean),
        "weeks": [_mean(figure) | {"first": date_of(week["first"]), "last": date_of(week["last"])}
                  for week, figure in zip(body["weeks"], weeks, strict=True)],
    }


def _mean(figure: Figure) -> dict[str, Any]:
    return {"n": figure.n, "value": figure.value, "low": figure.low, "high": figure.high, "text": figure.text()}
