"""Which currency rates hold: of each currency that of the newest day until today that anybody wrote down, in the place or in the nearest
one around it. One that the last week of them does not name is not known any more; rates that are older than a week today say so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from lifeworld.kit.caller import Caller
from lifeworld.partners.core.shown import RatesValue
from lifeworld.partners.core.values import Rates
from lifeworld.partners.models import RateDay
from lifeworld.partners.queries.partners import may_look
from lifeworld.places.core import around
from lifeworld.places.queries import as_text

LISTED_MAX = 400
HELD = timedelta(days=7)
"""A rate counts so long beside newer ones of other currencies, and for so long without a word about its age."""


def rates_of(caller: Caller, currency: str, on: date | None = None) -> Rates:
    """The rates that hold on a day (None: today); without any, only prices in ``currency`` can be told in it. Errors: 403."""
    value = rates_shown(caller, on)
    return Rates.none(currency) if value is None else Rates(value.base, value.day, value.rates)


def rates_shown(caller: Caller, on: date | None = None) -> RatesValue | None:
    """The same with where they are from; None where nobody wrote any down until that day. Errors: 403."""
    may_look(caller)
    until = on or datetime.now(UTC).date() + timedelta(days=1)  # somewhere it is tomorrow already
    rows = RateDay.objects.filter(place__path__in=around(caller.place), day__lte=until).select_related("place")
    row = rows.order_by("-place__path", "-day", "base").first()  # of paths around one place the longest sorts last
    if row is None:
        return None
    days = list(rows.filter(place=row.place_id, day__gte=row.day - HELD).order_by("-day", "base"))
    rates, days_of = _joined(row.base, days)
    older = [f"{code} of {day.isoformat()}" for code, day in sorted(days_of.items()) if day < row.day]
    age = (datetime.now(UTC).date() - row.day).days if on is None else 0
    notes = [*([f"These rates are {age} days old."] if age > HELD.days else []),
             *([f"Some are older than the others: {', '.join(older)}."] if older else [])]
    return replace(_value(row), rates=rates, note=" ".join(notes))


def _joined(base: str, days: Sequence[RateDay]) -> tuple[dict[str, float], dict[str, date]]:
    """Each currency against the base by the newest day that names it, and that day. Days of another base are crossed with it."""
    found: dict[str, float] = {}
    days_of: dict[str, date] = {}
    for row in sorted(days, key=lambda row: row.base != base):  # what is told against the base itself first, each the newest first
        factor = 1.0 if row.base == base else 1 / row.rates[base] if base in row.rates else found.get(row.base)
        told = {} if factor is None else {code: rate * factor for code, rate in ({row.base: 1.0} | row.rates).items() if code != base}
        for code, rate in told.items():
            if code not in days_of or row.day > days_of[code]:
                found[code], days_of[code] = rate, row.day
    return dict(sorted(found.items())), days_of


def rate_days(caller: Caller) -> list[RatesValue]:
    """The rates that this place wrote down, the newest day first. Errors: 403."""
    may_look(caller)
    rows = RateDay.objects.filter(place=caller.place_id).select_related("place").order_by("-day", "base")
    return [_value(row) for row in rows[:LISTED_MAX]]


def _value(row: RateDay) -> RatesValue:
    return RatesValue(row.base, row.day.isoformat(), row.rates, row.source, row.place.path, as_text(row.at))
