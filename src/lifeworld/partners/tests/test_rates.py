"""Rates of several days and bases: each currency by its newest day, none that is long gone, and old ones not without a word."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from lifeworld.kit.caller import Caller
from lifeworld.partners.actions.rates import set_rates
from lifeworld.partners.queries.rates import rates_of, rates_shown
from lifeworld.testing.cast import cast

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 8)


@pytest.fixture
def ana() -> Caller:
    people = cast()
    return people.caller(people.ana)


def wrote(caller: Caller, days_before: int, base: str, rates: dict[str, float]) -> None:
    set_rates(caller, DAY - timedelta(days=days_before), base, rates, source="A bank")


def test_a_currency_that_is_missing_on_the_newest_day_keeps_its_rate_for_a_week(ana: Caller) -> None:
    wrote(ana, 0, "EUR", {"USD": 1.2})
    wrote(ana, 2, "EUR", {"USD": 1.1, "JPY": 160})
    wrote(ana, 8, "EUR", {"HRK": 7.5})
    found = rates_shown(ana, DAY)
    assert found is not None
    assert (found.day, found.rates) == ("2026-05-08", {"JPY": 160.0, "USD": 1.2})
    assert found.note == "Some are older than the others: JPY of 2026-05-06."
    early = rates_shown(ana, DAY - timedelta(days=8))
    assert early is not None and (early.rates, early.note) == ({"HRK": 7.5}, "")


def test_days_of_another_base_are_crossed(ana: Caller) -> None:
    wrote(ana, 0, "EUR", {"USD": 1.25})
    wrote(ana, 0, "USD", {"CAD": 1.5})
    wrote(ana, 1, "GBP", {"EUR": 1.25, "SEK": 12.5, "USD": 9.0})
    wrote(ana, 0, "XAU", {"XAG": 80})
    assert rates_of(ana, "EUR", DAY).per_base == pytest.approx({"CAD": 1.875, "GBP": 0.8, "SEK": 10.0, "USD": 1.25})


def test_old_rates_say_that_they_are_old(ana: Caller) -> None:
    today = datetime.now(UTC).date()
    set_rates(ana, today - timedelta(days=30), "EUR", {"USD": 1.2}, source="A bank")
    old = rates_shown(ana)
    assert old is not None and old.note == "These rates are 30 days old."
    set_rates(ana, today - timedelta(days=3), "EUR", {"USD": 1.2}, source="A bank")
    now = rates_shown(ana)
    assert now is not None and now.note == ""
