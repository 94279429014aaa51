"""The database and the memory give the same answer, whatever the events hold."""

from __future__ import annotations

import polars as pl
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from lifeworld.measures.core import memory
from lifeworld.measures.core.values import Indicator
from lifeworld.measures.models import Indicator as Row
from lifeworld.measures.queries.days import as_frame, asked_for, days_of
from lifeworld.measures.queries.kept import clock_days, kept
from lifeworld.measures.queries.sql import EVER, Through
from lifeworld.measures.tests.drawn_indicators import HAPPENED, indicators
from lifeworld.measures.tests.world import Happening, World, world

pytestmark = pytest.mark.django_db

def by_database(here: World, indicator: Indicator) -> pl.DataFrame:
    Row.objects.update_or_create(place=here.place, slug=indicator.slug, defaults={"body": indicator.to_json()})
    rows = [(subject, subject, *EVER) for subject in (here.subject("ana"), here.subject("ben"))]
    one = kept(here.place.pk, indicator.slug)
    return as_frame(days_of(one, asked_for(one, here.place.timezone, rows)))


def by_memory(here: World, indicator: Indicator) -> pl.DataFrame:
    clock = pl.DataFrame(clock_days(here.place.timezone, -1, 12), schema={"day": pl.Int32, "begins_us": pl.Int64, "ends_us": pl.Int64},
                         orient="row")
    return memory.days(indicator, here.frame(), clock)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(indicators(), HAPPENED, st.sampled_from(["UTC", "Europe/Berlin", "America/St_Johns"]))
def test_database_and_memory_agree(indicator: Indicator, happened: list[Happening], timezone: str) -> None:
    with transaction.atomic():
        here = world(timezone=timezone)
        here.happen(happened)
        found, expected = by_database(here, indicator), by_memory(here, indicator)
        exact = [name for name in found.columns if name not in {"total", "low", "high", "last"}]
        assert_frame_equal(found.select(exact), expected.select(exact))
        assert_frame_equal(found.cast(pl.Float64), expected.cast(pl.Float64), rel_tol=1e-9, abs_tol=1)
        if not indicator.together:
            one = kept(here.place.pk, indicator.slug)
            assert_frame_equal(as_frame(days_of(one, Through(0, 10**9))), found)
        transaction.set_rollback(True)


def test_sums_beyond_64_bits_stop_at_the_end() -> None:
    here = world()
    here.happen(Happening(who, 5, {"a": value}) for who, value in [("ana", 1e12), ("ben", -1e12)] * 12)
    here.happen([Happening("ben", 5 + 24 * 60, {"a": 2.5})])
    one = Indicator.from_json({"slug": "one", "title": "One", "types": ["steps"], "field": "a", "aggregation": "sum"})
    assert by_database(here, one)["total"].to_list() == [9 * 10**18, -9 * 10**18, 2_500_000]


@pytest.mark.parametrize("aggregation", ["sum", "mean", "lowest", "highest", "active_days"])
def test_the_smallest_whole_number_of_64_bits_is_no_reading_and_stops_nothing(aggregation: str) -> None:
    here = world()
    here.happen([Happening("ana", 5, {"a": -(2**63)}), Happening("ana", 6, {"a": 2**63 - 1}), Happening("ana", 7, {"a": 3})])
    one = Indicator.from_json({"slug": "one", "title": "One", "types": ["steps"], "field": "a", "aggregation": aggregation})
    found = by_database(here, one)
    assert_frame_equal(found, by_memory(here, one))
    assert_frame_equal(as_frame(days_of(kept(here.place.pk, "one"), Through(0, 10**9))), found)
    assert found["n"].to_list() == [1]
