"""Which currency rates hold: those of the newest day until today that anybody wrote down, in the place or in the nearest one around it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from lifeworld.kit.caller import Caller
from lifeworld.partners.core.shown import RatesValue
from lifeworld.partners.core.values import Rates
from lifeworld.partners.models import RateDay
from lifeworld.partners.queries.partners import may_look
from lifeworld.places.core import around
from lifeworld.places.queries import as_text

LISTED_MAX = 400


def rates_of(caller: Caller, currency: str, on: date | None = None) -> Rates:
    """The rates that hold on a day (None: today); without any, only prices in ``currency`` can be told in it. Errors: 403."""
    value = rates_shown(caller, on)
    return Rates.none(currency) if value is None else Rates(value.base, value.day, value.rates)


def rates_shown(caller: Caller, on: date | None = None) -> RatesValue | None:
    """The same with where they are from; None where nobody wrote any down until that day. Errors: 403."""
    may_look(caller)
    on = on or datetime.now(UTC).date() + timedelta(days=1)  # somewhere it is tomorrow already
    rows = RateDay.objects.filter(place__path__in=around(caller.place), day__lte=on).select_related("place")
    row = rows.order_by("-place__path", "-day", "base").first()  # of paths around one place the longest sorts last
    return None if row is None else _value(row)


def rate_days(caller: Caller) -> list[RatesValue]:
    """The rates that this place wrote down, the newest day first. Errors: 403."""
    may_look(caller)
    rows = RateDay.objects.filter(place=caller.place_id).select_related("place").order_by("-day", "base")
    return [_value(row) for row in rows[:LISTED_MAX]]


def _value(row: RateDay) -> RatesValue:
    return RatesValue(row.base, row.day.isoformat(), row.rates, row.source, row.place.path, as_text(row.at))
