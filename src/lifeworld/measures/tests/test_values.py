"""What is answered of one customer: sources, what is suppressed, what is unknown, and who may ask."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from lifeworld.customers.models import Customer
from lifeworld.kit.caller import ROLES, Caller
from lifeworld.kit.errors import InputRefused, LifeworldError
from lifeworld.measures.actions.catch_up import step
from lifeworld.measures.actions.indicators import change, define, retire
from lifeworld.measures.core import memory
from lifeworld.measures.queries.kept import clock_days, kept, today_of
from lifeworld.measures.queries.values import daily, daily_of_many, indicators, readings, standing, value_of, values_of_many
from lifeworld.measures.tests.world import Happening, World, world

pytestmark = pytest.mark.django_db
STEPS = {"slug": "steps", "title": "Steps", "types": ["steps"], "field": "count", "aggregation": "sum", "unit": "steps", "window_days": 7,
         "minute_priority": True, "sources": [{"pattern": "watch/*"}, {"pattern": "phone", "trust": "estimated"}]}
SLEEP = {"slug": "sleep", "title": "Sleep", "types": ["sleep"], "field": "duration_s", "aggregation": "sum", "spans": "s", "window_days": 7}
KUDOS = {"slug": "kudos", "title": "Kudos", "types": ["kudos"], "window_days": 7, "zero_when_active": ["opened"]}


@pytest.fixture
def here() -> World:
    return world()


def begin(here: World, day: int = 0) -> int:
    """The first minute of the day that is ``day`` days before today."""
    return (today_of(here.caller) - day) * 1440


def work_off(here: World) -> None:
    while step(here.caller):
        pass


def test_the_same_steps_of_two_devices_count_once(here: World) -> None:
    ana = here.is_customer("Ana", "ana", "her-phone")
    define(here.caller, STEPS)
    at = begin(here, 1) + 600
    here.happen([*(Happening("ana", at + minute, {"count": 100}, source="watch/3") for minute in range(10)),
                 *(Happening("her-phone", at + minute + 0.5, {"count": 90}, source="phone") for minute in range(12)),
                 Happening("ana", at, {"count": "many"}, source="app")])
    work_off(here)
    found = value_of(here.caller, "steps", ana.pk)
    assert (found.value, found.n, found.n_days, found.days_of, found.trust) == (1180.0, 12, 1, 7, "estimated")
    assert [(one.source, one.n, one.n_suppressed, one.trust) for one in found.sources] == [
        ("watch/3", 10, 0, "measured"), ("phone", 2, 10, "estimated")]
    single = readings(here.caller, "steps", ana.pk)
    assert [(one.value, one.source, one.counted) for one in single[:2]] == [(90.0, "phone", True), (90.0, "phone", True)]
    assert sum(one.value or 0 for one in single if one.counted) == found.value
    assert {one.why for one in single if not one.counted} == {
        "Another source comes first in this minute.", "Nothing is read: its «count» is no number."}
    assert standing(here.caller, "steps").select("customer", "value", "n", "n_days").rows() == [(ana.pk, 1180.0, 12, 1)]


def test_overlapping_sleep_counts_once_and_is_cut_at_midnight(here: World) -> None:
    ana = here.is_customer("Ana", "ana", "her-ring")
    define(here.caller, SLEEP)
    midnight = begin(here, 1)
    here.happen([Happening("ana", midnight - 60, {"duration_s": 8 * 3600}, "sleep"),
                 Happening("her-ring", midnight + 30, {"duration_s": 7 * 3600}, "sleep", "ring"),
                 Happening("ana", midnight + 600, {"duration_s": 25 * 3600}, "sleep")])
    work_off(here)
    today = today_of(here.caller)
    days = daily(here.caller, "sleep", ana.pk, today - 3, today)
    assert [(day - today, value) for day, value, _ in days] == [(-2, 3600.0), (-1, 7.5 * 3600)]
    assert value_of(here.caller, "sleep", ana.pk).value == 8.5 * 3600


@pytest.mark.parametrize(("change_of_clock", "hours"), [("2026-03-29", 23), ("2026-10-25", 25)])
def test_the_day_on_which_the_clock_changes_has_its_own_length(change_of_clock: str, hours: int) -> None:
    here = world(timezone="Europe/Berlin")
    ana = here.is_customer("Ana", "ana")
    define(here.caller, {**SLEEP, "spans": "h", "field": "h"})
    day = int(np.datetime64(change_of_clock, "D").astype(np.int64))
    (_, begins, ends), = clock_days("Europe/Berlin", day, day)
    assert ends - begins == hours * 3_600_000_000
    first = begins / 60_000_000
    here.happen([Happening("ana", first - 120, {"h": 24}, "sleep"), Happening("ana", first + hours * 60 - 120, {"h": 8}, "sleep")])
    work_off(here)
    asleep = min(24, hours)
    assert daily(here.caller, "sleep", ana.pk, day - 2, day + 2) == [(day - 1, 2.0, 1), (day, float(asleep), 2), (day + 1, 6.0, 1)]
    schema = {"day": pl.Int32, "begins_us": pl.Int64, "ends_us": pl.Int64}
    clock = pl.DataFrame(clock_days("Europe/Berlin", day - 3, day + 3), schema=schema, orient="row")
    in_memory = memory.days(kept(here.place.pk, "sleep").definition, here.frame(), clock)
    assert in_memory.select("day", "total").rows() == [(day - 1, 2_000_000), (day, asleep * 1_000_000), (day + 1, 6_000_000)]


def test_missing_is_not_zero(here: World) -> None:
    ana, ben = here.is_customer("Ana", "ana"), here.is_customer("Ben", "ben")
    define(here.caller, KUDOS)
    here.happen([Happening("ana", begin(here, 2), type="opened"), Happening("ana", begin(here, 1), type="kudos")])
    work_off(here)
    today = today_of(here.caller)
    assert [(day - today, value) for day, value, _ in daily(here.caller, "kudos", ana.pk, today - 6, today)] == [(-2, 0.0), (-1, 1.0)]
    assert value_of(here.caller, "kudos", ana.pk, from_day=today - 2, to_day=today - 2).value == 0.0
    unknown = value_of(here.caller, "kudos", ben.pk)
    assert (unknown.value, unknown.n_days, unknown.trust) == (None, 0, "unknown")
    frame = daily_of_many(here.caller, "kudos", [ana.pk, ben.pk], today - 6, today)
    assert frame["customer"].unique().to_list() == [ana.pk]
    assert frame.equals(daily_of_many(here.caller, "kudos", None, today - 6, today))
    whole = values_of_many(here.caller, "kudos", None, today - 6, today)
    assert whole.rows() == [(ana.pk, 1.0, 1, 2, today)]
    assert whole.schema["value"] == pl.Float64


def test_days_that_are_no_days_are_refused(here: World) -> None:
    ana = here.is_customer("Ana", "ana")
    define(here.caller, KUDOS)
    for first, last in ((5, 4), (0, 5000)):
        with pytest.raises(InputRefused):
            value_of(here.caller, "kudos", ana.pk, from_day=first, to_day=last)


def test_who_may_ask(here: World) -> None:
    ana, ben = here.is_customer("Ana", "ana"), here.is_customer("Ben", "ben")
    define(here.caller, KUDOS)
    herself = Caller(here.place.path, here.place.pk, ROLES["customer"], customer="Ana")
    assert value_of(herself, "kudos", ana.pk).value is None
    coder = Caller(here.place.path, here.place.pk, ROLES["coder"])
    for caller, whose, status in ((herself, ben, 404), (coder, ana, 403)):
        with pytest.raises(LifeworldError) as refused:
            value_of(caller, "kudos", whose.pk)
        assert refused.value.status == status
    viewer = Caller(here.place.path, here.place.pk, ROLES["viewer"])
    assert [one.slug for one in indicators(viewer)] == ["kudos"]
    for act in (lambda: define(viewer, STEPS), lambda: change(viewer, "kudos", KUDOS), lambda: retire(viewer, "kudos")):
        with pytest.raises(LifeworldError, match=r"measures\.manage"):
            act()


def test_another_place_sees_nothing(here: World) -> None:
    define(here.caller, KUDOS)
    ana = here.is_customer("Ana", "ana")
    here.happen([Happening("ana", begin(here, 1), type="kudos")])
    other = world("other")
    define(other.caller, KUDOS)
    hers = Customer.objects.create(place=other.place, key="Ana")
    work_off(here)
    work_off(other)
    assert standing(other.caller, "kudos").is_empty()
    assert value_of(other.caller, "kudos", hers.pk).value is None
    with pytest.raises(LifeworldError, match="no customer"):
        value_of(other.caller, "kudos", ana.pk)


def test_definitions_meet_conflicts(here: World) -> None:
    first = define(here.caller, KUDOS)
    assert define(here.caller, KUDOS) == first
    for act in (lambda: define(here.caller, KUDOS | {"window_days": 8}), lambda: change(here.caller, "kudos", KUDOS | {"slug": "other"}),
                lambda: change(here.caller, "kudos", KUDOS | {"window_days": 8}, version=7)):
        with pytest.raises(LifeworldError) as refused:
            act()
        assert refused.value.status == 409
    retire(here.caller, "kudos")
    assert indicators(here.caller) == []
    for act in (lambda: define(here.caller, KUDOS), lambda: change(here.caller, "kudos", KUDOS | {"window_days": 8})):
        with pytest.raises(LifeworldError) as refused:
            act()
        assert refused.value.status == 409
    with pytest.raises(LifeworldError, match="no indicator"):
        retire(here.caller, "never")
