"""What is asked of whole places: the pulse of indicators; how a definition would fit; a customer's own indicators for her page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
from django.db.models import TextField
from django.db.models.functions import Cast

from lifeworld.customers.models import Customer, Identity
from lifeworld.events.models import Event
from lifeworld.events.queries import read_to
from lifeworld.events.queries.rows import newest_event, source_names, type_keys
from lifeworld.kit.caller import Caller
from lifeworld.kit.figure import Figure
from lifeworld.measures.core import memory
from lifeworld.measures.core.form import number_fields
from lifeworld.measures.core.pulse import figure_of
from lifeworld.measures.core.values import Indicator, IndicatorValue, Reading, Value
from lifeworld.measures.core.windows import Summed, window_value
from lifeworld.measures.models import Pulse, Standing
from lifeworld.measures.queries.kept import READER, clock_days, may_see, today_of
from lifeworld.measures.queries.values import daily, indicator_of, indicators, readings, value_of

EVENTS_TRIED, EVENTS_OF, DAYS_SHOWN, PANEL_MAX, FIELDS_OF = 3_000, 300_000, 6, 6, 200
"""A definition is tried on so many of the newest events of its types, among so many of all; so many days are shown; a panel has so many
indicators; where nothing is read, so many of them are looked through for numbers."""
FRAME = {"subject": pl.Int64, "type": pl.String, "source": pl.String, "at_us": pl.Int64, "day": pl.Int32, "data": pl.String}


@dataclass(frozen=True)
class PulseValue:
    """A kept pulse: ``body`` as ``core.pulse`` writes it; ``behind``: events came in since, or the definition changed."""

    body: Mapping[str, Any]
    made_at: datetime
    behind: bool


@dataclass(frozen=True)
class Shown:
    """An indicator of a place with its pulse; None: not reckoned yet."""

    indicator: IndicatorValue
    pulse: PulseValue | None


@dataclass(frozen=True)
class TriedDay:
    """One day of a customer as a definition would have it."""

    customer: int
    label: str
    day: int
    value: float | None
    n: int


@dataclass(frozen=True)
class Tried:
    """A definition tried on ``n`` events of its types about customers who are known: ``n_read`` of them give a reading, ``n_counted``
    count, of ``n_customers``; the newest ``days`` as examples; ``sources`` with their trust and how many events each sent; where nothing
    gives a reading, ``fields`` of the newest of these events in which a number stands.
    """

    n: int
    n_read: int
    n_counted: int
    n_customers: int
    days: tuple[TriedDay, ...]
    sources: tuple[tuple[str, str, int], ...]
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class OfCustomer:
    """A customer by one indicator: her value over its window, her days in it, and, where asked for, single readings."""

    indicator: IndicatorValue
    value: Value
    days: tuple[float | None, ...]
    readings: tuple[Reading, ...] = ()


def shown(caller: Caller, *, retired: bool = False) -> list[Shown]:
    """The indicators of the place with their pulses. Errors: 403."""
    found = indicators(caller, retired=retired)
    pulses = _pulses(caller, [one.pk for one in found])
    return [Shown(one, _behind(pulses.get(one.pk), one)) for one in found]


def shown_one(caller: Caller, slug: str) -> Shown:
    """One indicator with its pulse. Errors: 403; 404."""
    caller.require("measures.see")
    one = indicator_of(caller, slug)
    return Shown(one, _behind(_pulses(caller, [one.pk]).get(one.pk), one))


def _pulses(caller: Caller, pks: Sequence[int]) -> dict[int, tuple[PulseValue, int]]:
    at = read_to(READER, caller.place)
    rows = Pulse.objects.filter(indicator__in=list(pks), indicator__place=caller.place_id).values_list(
        "indicator", "body", "made_at", "position", "version")
    return {pk: (PulseValue(body, made_at, position < at), version) for pk, body, made_at, position, version in rows}


def _behind(found: tuple[PulseValue, int] | None, one: IndicatorValue) -> PulseValue | None:
    if found is None:
        return None
    pulse, version = found
    return PulseValue(pulse.body, pulse.made_at, pulse.behind or version != one.version or one.building)


def figures_of(found: Shown) -> tuple[Figure, list[Figure]]:
    """The figures of a pulse: the mean over the indicator's window, and those of the weeks. Errors: ValueError where there is none."""
    if found.pulse is None:
        raise ValueError("an indicator whose pulse is not reckoned has no figures")
    body, one = found.pulse.body, found.indicator
    return figure_of(f"{one.slug}/mean", body["now"], one.definition, f"indicator={one.slug}"), [
        figure_of(f"{one.slug}/week", week, one.definition, f"indicator={one.slug}&from={week['first']}&to={week['last']}")
        for week in body["weeks"]]


def tried(caller: Caller, definition: Indicator) -> Tried:
    """How a definition would fit the newest events of its types, computed in memory. Errors: 403."""
    caller.require("measures.see")
    keys, names = type_keys(caller.place_id), source_names(caller.place_id)
    kinds = {keys[name]: name for name in definition.counted_types if name in keys}
    events = Event.objects.filter(place=caller.place_id, id__gt=newest_event(caller.place_id) - EVENTS_OF, subject__isnull=False)
    rows = list(events.filter(type__in=list(kinds)).order_by("-id").annotate(raw=Cast("data", TextField())).values_list(
        "subject", "type", "source", "at_us", "day", "raw")[:EVENTS_TRIED])
    who = dict(Identity.objects.filter(place=caller.place_id, subject__in=sorted({row[0] for row in rows})).values_list(
        "subject", "customer_id"))
    frame = pl.DataFrame([(who[subject], kinds[kind], names.get(source, ""), at_us, day, raw)
                          for subject, kind, source, at_us, day, raw in rows if subject in who], schema=FRAME, orient="row")
    read = memory.readings(definition, frame)
    counted = read.filter(pl.col("m").is_not_null() & pl.col("counted"))
    sources = frame.filter(pl.col("type").is_in(list(definition.types))).group_by("source").len().sort(
        "len", "source", descending=[True, False])
    return Tried(frame.height, int(read["m"].is_not_null().sum()), counted.height, counted["subject"].n_unique(),
                 _tried_days(caller, definition, frame),
                 tuple((name, definition.trust(name), int(n)) for name, n in sources.iter_rows()),
                 () if counted.height else number_fields(frame["data"].head(FIELDS_OF).to_list()))


def _tried_days(caller: Caller, definition: Indicator, frame: pl.DataFrame) -> tuple[TriedDay, ...]:
    """The newest days of different customers first."""
    if frame.is_empty():
        return ()
    first, last = int(frame["day"].min()), int(frame["day"].max())  # type: ignore[arg-type]
    clock = pl.DataFrame(list(clock_days(caller.timezone, first, last + 2)), orient="row",
                         schema={"day": pl.Int32, "begins_us": pl.Int64, "ends_us": pl.Int64})
    days = memory.days(definition, frame, clock).sort("day", "subject", descending=[True, False])
    some = days.unique("subject", keep="first", maintain_order=True).head(DAYS_SHOWN)
    labels = {pk: label or key for pk, key, label in Customer.objects.filter(pk__in=some["subject"].to_list()).values_list(
        "pk", "key", "label")}
    return tuple(TriedDay(row["subject"], labels.get(row["subject"], ""), row["day"], window_value(definition, Summed(
        row["n"], 1, int(row["n"] > 0), row["total"], row["low"], row["high"], row["last"], row["last_us"])), row["n"])
        for row in some.iter_rows(named=True))


def of_customer(caller: Caller, customer: int, *, limit: int = 200) -> list[OfCustomer]:
    """The indicators by which a customer is known, with her days; by slug. Errors: 403; 404."""
    may_see(caller, customer)
    rows = Standing.objects.filter(indicator__place=caller.place_id, indicator__retired_at=None, customer=customer)
    slugs = rows.order_by("indicator__slug").values_list("indicator__slug", flat=True)[:limit]
    return [_of_customer(caller, indicator_of(caller, slug), customer) for slug in list(slugs)]


def one_of_customer(caller: Caller, slug: str, customer: int, *, n_readings: int = 60) -> OfCustomer:
    """A customer by one indicator, with her newest readings. Errors: 403; 404."""
    may_see(caller, customer)
    one = indicator_of(caller, slug)
    found = _of_customer(caller, one, customer)
    return OfCustomer(one, found.value, found.days, tuple(readings(caller, slug, customer, limit=n_readings)))


def panel(caller: Caller, customer: int) -> list[OfCustomer]:
    """What a customer's page shows of her indicators. Errors: 403; 404."""
    return of_customer(caller, customer, limit=PANEL_MAX)


def _of_customer(caller: Caller, one: IndicatorValue, customer: int) -> OfCustomer:
    last = today_of(caller)
    first = last - one.definition.window_days + 1
    days = {day: value for day, value, _ in daily(caller, one.slug, customer, first, last)}
    return OfCustomer(one, value_of(caller, one.slug, customer, from_day=first, to_day=last),
                      tuple(days.get(day) for day in range(first, last + 1)))
