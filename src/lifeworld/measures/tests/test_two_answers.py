"""The database and the memory give the same answer, whatever the events hold."""

from __future__ import annotations

from typing import Any

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
from lifeworld.measures.tests.world import Happening, World, world

pytestmark = pytest.mark.django_db

MINUTES = (0, 0.25, 0.99, 1, 600, 600.5, 601, 1300, 1439.5, 1440, 1440.5, 2000, 2600, 2879, 5 * 1440)
NUMBERS = st.one_of(st.integers(-5, 5), st.integers(-(10**25), 10**25),
                    st.floats(allow_nan=False, allow_infinity=False, allow_subnormal=False),
                    st.integers(-8000, 8000).map(lambda n: n / 8), st.sampled_from([0.1, 0.0000005, 1e12, 1e12 + 1, 1e300, -0.0]))
SCALARS = st.one_of(NUMBERS, st.booleans(), st.none(), st.sampled_from(["", "run", "5", "true", "Größe", "a\\b\"c"]))
ANY = st.recursive(SCALARS,
                   lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(st.sampled_from("abx"), inner, max_size=3)),
                   max_leaves=4)
DATA = st.one_of(st.dictionaries(st.sampled_from(["a", "b", "x"]), ANY, max_size=3),
                 st.fixed_dictionaries({"a": NUMBERS, "b": st.fixed_dictionaries({"a": SCALARS})}),
                 ANY.filter(lambda data: data is not None))
HAPPENED = st.lists(st.builds(
    Happening, subject=st.sampled_from(["ana", "ben"]), minute=st.sampled_from(MINUTES),
    data=DATA, type=st.sampled_from(["steps", "on", "run"]), source=st.sampled_from(["watch", "phone", "app"])), max_size=12)
FIELDS = st.sampled_from(["a", "b", "b.a", "x.a.b"])
COMPARED = st.one_of(st.integers(-5, 5), st.integers(-80, 80).map(lambda n: n / 8),
                     st.sampled_from(["run", "5", "", "Größe"]), st.booleans())
CONDITIONS = st.one_of(
    st.builds(lambda field, op, value: {"field": field, "op": op, "value": value}, FIELDS, st.sampled_from(["==", "!="]), COMPARED),
    st.builds(lambda field, op, value: {"field": field, "op": op, "value": value}, FIELDS, st.sampled_from(["<", "<=", ">", ">="]),
              st.integers(-5, 5)),
    st.builds(lambda field, values: {"field": field, "op": "in", "value": values}, FIELDS, st.lists(COMPARED, min_size=1, max_size=3)),
    st.builds(lambda field: {"field": field, "op": "is known"}, FIELDS))


@st.composite
def indicators(draw: st.DrawFn) -> Indicator:
    aggregation = draw(st.sampled_from(["count", "sum", "mean", "lowest", "highest", "last", "active_days"]))
    body: dict[str, Any] = {"slug": "one", "title": "One", "types": draw(st.lists(st.sampled_from(["steps", "run", "never"]), min_size=1)),
                            "aggregation": aggregation, "where": draw(st.lists(CONDITIONS, max_size=2))}
    if aggregation != "count" and (aggregation != "active_days" or draw(st.booleans())):
        body["field"] = draw(FIELDS)
    if draw(st.booleans()):
        body["minute_priority"] = True
        body["sources"] = [{"pattern": name} for name in draw(st.permutations(["watch", "ph*"]))]
    elif aggregation == "sum" and draw(st.booleans()):
        body["spans"] = draw(st.sampled_from(["s", "min", "h"]))
    if aggregation in {"count", "sum", "active_days"} and draw(st.booleans()):
        body["zero_when_active"] = draw(st.lists(st.sampled_from(["on", "run"]), min_size=1))
    return Indicator.from_json(body)


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
