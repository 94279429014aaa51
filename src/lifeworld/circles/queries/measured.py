"""What entrants of a challenge are measured by: their values over its days, how far the sources are trusted, where each was before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl
from django.db.models import Count, TextField
from django.db.models.functions import Cast

from lifeworld.circles.core.leaderboard import BASE_DAYS, Entry, factor_of
from lifeworld.circles.models import Challenge, Profile
from lifeworld.customers.models import Identity
from lifeworld.events.models import Event
from lifeworld.events.queries.rows import source_names, type_keys
from lifeworld.goals.core.days import day_text
from lifeworld.goals.queries.whose import reader
from lifeworld.kit.caller import Caller
from lifeworld.measures.core.memory import days as days_of_events
from lifeworld.measures.core.terms import SPAN_DAYS, TRUSTS
from lifeworld.measures.core.values import Indicator
from lifeworld.measures.core.windows import windows
from lifeworld.measures.queries.kept import Kept, clock_days, kept
from lifeworld.measures.queries.values import daily_of_many, values_of_many

MANY = 500
EVENTS: dict[str, type[pl.DataType]] = {"subject": pl.Int64, "type": pl.String, "source": pl.String, "at_us": pl.Int64, "day": pl.Int32,
                                        "data": pl.String}
ADDS_UP = ("count", "sum", "active_days")


@dataclass(frozen=True)
class Measured:
    """Values by customer (who is not there is not known), mean and number of known days before, and trust and number of events."""

    value: dict[int, float]
    base: dict[int, tuple[float, int]]
    trust: dict[int, tuple[str, int]]


def entries_of(caller: Caller, row: Challenge, customers: Sequence[int], last: int) -> list[Entry]:
    """The entrants as ``ranked`` takes them, by their values from the challenge's first day to ``last``."""
    one = kept(caller.place_id, row.indicator.slug)
    found = measured(caller, one, customers, row.from_day, last, verified=row.verified_only, before=row.handicap == "own_improvement")
    factors = _factors(row, customers) if row.handicap == "age_grade" else {}
    entries = []
    for customer in customers:
        trust, n = found.trust.get(customer, ("unknown", 0))
        base, base_days = found.base.get(customer, (None, 0))
        entries.append(Entry(customer, found.value.get(customer), trust, n=n, base=base, base_days=base_days,
                             factor=factors.get(customer)))
    return entries


def measured(caller: Caller, one: Kept, customers: Sequence[int], first: int, last: int, *, verified: bool, before: bool) -> Measured:
    """Customers by an indicator from one day to another; ``verified``: from sources of trust «measured» alone; ``before``: and before."""
    indicator, wanted = one.definition, sorted(set(customers))
    if last < first or not wanted:
        return Measured({}, {}, {})
    trust = _trusts(caller, indicator, wanted, first, last)
    begins = first - BASE_DAYS
    if verified:
        frame = _verified_days(caller, indicator, wanted, begins if before else first, last)
        same = pl.DataFrame({"subject": wanted, "customer": wanted}, schema={"subject": pl.Int64, "customer": pl.Int64})
        window = windows(indicator, frame, same, first, last)
        daily = pl.concat([windows(indicator, frame, same, day, day).with_columns(pl.lit(day).alias("day"))
                           for day in range(begins, first)]) if before else None
        trust = {who: ("measured", n) if who in set(window["customer"]) else (said, n) for who, (said, n) in trust.items()}
    else:
        window = values_of_many(reader(caller), one.definition.slug, wanted, first, last)
        daily = daily_of_many(reader(caller), one.definition.slug, wanted, begins, first - 1) if before else None
    value = {who: found for who, found in window.select("customer", "value").iter_rows() if found is not None}
    return Measured(value, {} if daily is None else _before(indicator, daily, last - first + 1), trust)


def _before(indicator: Indicator, daily: pl.DataFrame, n_days: int) -> dict[int, tuple[float, int]]:
    """The own mean of the days before: what adds up as it would be over as many days as the window has, else the mean of known days."""
    known = daily.filter(pl.col("value").is_not_null()).group_by("customer").agg(
        pl.col("value").sum().alias("total"), pl.col("value").mean().alias("mean"), pl.len().alias("n"))
    adds_up = indicator.aggregation in ADDS_UP and indicator.stated == "total"
    return {who: (total / BASE_DAYS * n_days if adds_up else mean, n) for who, total, mean, n in known.iter_rows()}


def _subjects(place_id: int, customers: Sequence[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for start in range(0, len(customers), MANY):
        rows = Identity.objects.filter(place=place_id, customer__in=customers[start:start + MANY])
        found.update(rows.values_list("subject", "customer"))
    return found


def _trusts(caller: Caller, indicator: Indicator, customers: Sequence[int], first: int, last: int) -> dict[int, tuple[str, int]]:
    """The least trusted source of each customer's events over the days, and how many events there are."""
    names, types = source_names(caller.place_id), type_keys(caller.place_id)
    who = _subjects(caller.place_id, customers)
    own = [types[name] for name in indicator.types if name in types]
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    subjects = sorted(who)
    for start in range(0, len(subjects), MANY):
        rows = Event.objects.filter(subject__in=subjects[start:start + MANY], type__in=own, day__range=(first, last))
        for subject, source, n in rows.order_by().values_list("subject", "source").annotate(n=Count("id")):
            found[who[subject]].append((indicator.trust(names.get(source, "")), n))
    return {customer: (max((trust for trust, _ in said), key=TRUSTS.index), sum(n for _, n in said)) for customer, said in found.items()}


def _verified_days(caller: Caller, indicator: Indicator, customers: Sequence[int], first: int, last: int) -> pl.DataFrame:
    """Days of customers made from the events of sources of trust «measured» alone, as ``memory.days`` under the customer's number."""
    names, types = source_names(caller.place_id), type_keys(caller.place_id)
    good = [source for source, name in names.items() if indicator.trust(name) == "measured"]
    called = {types[name]: name for name in indicator.counted_types if name in types}
    who = _subjects(caller.place_id, customers)
    subjects, rows = sorted(who), []
    reach = SPAN_DAYS if indicator.spans else 0
    for start in range(0, len(subjects), MANY):
        events = Event.objects.filter(subject__in=subjects[start:start + MANY], type__in=called, source__in=good,
                                      day__range=(first - reach, last))
        rows += [(who[subject or 0], called[kind], names[source], at_us, day, text) for subject, kind, source, at_us, day, text
                 in events.annotate(text=Cast("data", TextField())).values_list("subject", "type", "source", "at_us", "day", "text")]
    frame = pl.DataFrame(rows, schema=EVENTS, orient="row")
    clock = None
    if indicator.spans:
        clock = pl.DataFrame(clock_days(caller.timezone, first - reach, last + SPAN_DAYS), orient="row",
                             schema={"day": pl.Int32, "begins_us": pl.Int64, "ends_us": pl.Int64})
    return days_of_events(indicator, frame, clock)


def _factors(row: Challenge, customers: Sequence[int]) -> dict[int, float | None]:
    """The factor of each entrant, by the age that she reaches in the year in which the challenge begins."""
    year = int(day_text(row.from_day)[:4])
    rows = Profile.objects.filter(place=row.place_id, customer__in=customers).values_list("customer", "sex", "birth_year")
    return {customer: factor_of(row.table, sex, None if born is None else year - born) for customer, sex, born in rows}
