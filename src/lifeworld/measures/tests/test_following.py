"""What is kept follows the events: in whatever order, batches and repetitions they come, it is what building from all of them gives."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lifeworld.customers.models import Identity
from lifeworld.events.actions import record
from lifeworld.events.actions.withdrawing import withdraw
from lifeworld.events.models import Event, EventType
from lifeworld.measures.actions import catch_up, following
from lifeworld.measures.actions.forget import forget
from lifeworld.measures.actions.indicators import change, define, retire
from lifeworld.measures.actions.rebuild import rebuild
from lifeworld.measures.core import memory, windows
from lifeworld.measures.models import DayValue, Known, Standing, Touched
from lifeworld.measures.queries.days import heads_of, identity_rows
from lifeworld.measures.queries.exported import export_of
from lifeworld.measures.queries.kept import clock_days, kept
from lifeworld.measures.queries.values import standing, value_of
from lifeworld.measures.tests.world import Happening, World, world

pytestmark = pytest.mark.django_db
NOW = datetime(1970, 1, 9, 12, tzinfo=UTC)
TODAY = 8


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, datetime]]:
    """It is noon on the ninth of January 1970, and a test may say that it is later."""
    it_is = {"now": NOW}
    monkeypatch.setattr("django.utils.timezone.now", lambda: it_is["now"])
    yield it_is


DEFINED: tuple[dict[str, Any], ...] = (
    {"slug": "days", "title": "Active days", "types": ["steps", "run"], "aggregation": "active_days", "window_days": 3},
    {"slug": "mean", "title": "Mean", "types": ["steps"], "field": "a", "aggregation": "mean", "window_days": 7},
    {"slug": "newest", "title": "Newest", "types": ["steps"], "field": "a", "aggregation": "last", "window_days": 30},
    {"slug": "one-source", "title": "One source", "types": ["steps"], "field": "a", "aggregation": "sum", "minute_priority": True,
     "sources": [{"pattern": "watch"}, {"pattern": "phone", "trust": "estimated"}], "window_days": 5},
    {"slug": "steps", "title": "Steps", "types": ["steps"], "field": "a", "aggregation": "sum", "window_days": 4,
     "zero_when_active": ["on"]},
    {"slug": "time", "title": "Time", "types": ["run"], "field": "a", "aggregation": "sum", "spans": "min", "window_days": 6},
)


def defined(here: World) -> None:
    for body in DEFINED:
        define(here.caller, body)


def work_off(here: World) -> None:
    for _ in range(500):
        if not catch_up.step(here.caller):
            return
    raise AssertionError("measures never come to an end")


def tables(here: World) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """Days and standings as they are kept."""
    days = DayValue.objects.filter(indicator__place=here.place).order_by("indicator__slug", "subject", "day")
    stands = Standing.objects.filter(indicator__place=here.place).order_by("indicator__slug", "customer")
    return (list(days.values_list("indicator__slug", "subject", "day", "n", "total", "low", "high", "last", "last_us")),
            list(stands.values_list("indicator__slug", "customer", "value", "n", "n_days", "as_of")))


def in_memory(here: World, slug: str, today: int = TODAY) -> list[tuple[Any, ...]]:
    """The standings that the events give in memory."""
    indicator = kept(here.place.pk, slug).definition
    identities = pl.DataFrame(identity_rows(here.place.pk), schema={"subject": pl.Int64, "customer": pl.Int64}, orient="row")
    heads = heads_of(here.place.pk, [subject for subject in Event.objects.values_list("subject", flat=True) if subject is not None])
    clock = pl.DataFrame(clock_days(here.place.timezone, -1, 20), schema={"day": pl.Int32, "begins_us": pl.Int64, "ends_us": pl.Int64},
                         orient="row")
    days = memory.days(indicator, here.frame(heads if indicator.together else None), clock)
    found = windows.windows(indicator, days, identities, today - indicator.window_days + 1, today)
    return [(slug, *row, today) for row in found.filter(pl.col("value").is_not_null()).iter_rows()]


MINUTES = (0, 1440, 1440.5, 2880.25, 5 * 1440 + 1, 5 * 1440 + 1.5, 7 * 1440 + 1435, 8 * 1440, 8 * 1440 + 0.5, 8 * 1440 + 5, 9 * 1440)
EVENTS = st.lists(st.builds(
    Happening, subject=st.sampled_from(["ana", "ana-phone", "ben", "nobody"]), minute=st.sampled_from(MINUTES),
    data=st.one_of(st.builds(lambda a: {"a": a}, st.integers(-40, 40).map(lambda n: n / 10)), st.just({"a": "much"}), st.just({})),
    type=st.sampled_from(["steps", "on", "run", "other"]), source=st.sampled_from(["watch", "phone", "app"]),
    key=st.sampled_from([*"abcdefghij"])), max_size=8)
LATER = st.lists(st.one_of(EVENTS, st.sampled_from([1, 2, 5, 60, 60, "joins", "moves", "is known", "withdraws"])), min_size=2, max_size=8)
STEPS = st.one_of(LATER, st.builds(lambda first, then: [first, 60, *then], EVENTS, LATER))
"""Often all is built before somebody turns out to be somebody, and often not."""


def live(here: World, happened: Any) -> None:
    """One thing happens: events come, the worker takes steps, or somebody turns out to be somebody."""
    match happened:
        case "is known":
            here.is_customer("Ana", "ana")
            here.is_customer("Ben", "ben")
        case "joins":
            here.is_customer("Ana", "ana-phone")
        case "moves":
            here.is_customer("Ben", "ana-phone")
            record(here.caller, "customers.followed", data={"n": 0})
        case "withdraws":
            withdraw(here.caller, "watch", [*"abcde", "k1", "k2", "unknown"])
        case int():
            for _ in range(happened):
                if not catch_up.step(here.caller):
                    break
        case _:
            here.happen(happened)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS, st.sampled_from(["UTC", "Europe/Berlin"]), st.sampled_from([1, 2, 10_000]))
def test_what_is_kept_is_what_building_gives(steps: list[Any], timezone: str, at_once: int) -> None:
    with transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        here = world(timezone=timezone)
        defined(here)
        patch.setattr(catch_up, "take_in", lambda caller: following.take_in(caller, at_once))
        patch.setattr(catch_up, "make_touched", lambda caller: following.make_touched(caller, at_once))
        for happened in steps:
            live(here, happened)
        work_off(here)
        followed = tables(here)
        assert not Touched.objects.exists()
        rebuild(here.caller, subjects=at_once)
        assert tables(here) == followed
        assert [row for body in DEFINED for row in in_memory(here, body["slug"])] == followed[1]
        transaction.set_rollback(True)


def test_standings_move_on_as_days_go_by(clock: dict[str, datetime]) -> None:
    here = world()
    defined(here)
    here.is_customer("Ana", "ana")
    here.is_customer("Ben", "ben")
    here.happen(Happening(who, day * 1440, {"a": day + 1}) for who, day in (("ana", 5), ("ana", 8), ("ana", 9), ("ben", 5), ("ben", 11)))
    work_off(here)
    for later in (0, 1, 2, 3, 9, 4, 30):  # and back: a place's clock may be set
        clock["now"] = NOW + timedelta(days=later)
        work_off(here)
        assert [row for body in DEFINED for row in in_memory(here, body["slug"], TODAY + later)] == tables(here)[1]


def test_days_past_keeping_stay_as_they_were_made() -> None:
    here = world()
    here.is_customer("Ana", "ana")
    define(here.caller, DEFINED[2])
    here.happen([Happening("ana", 1440, {"a": 1}), Happening("ana", 8 * 1440, {"a": 2})])
    work_off(here)
    EventType.objects.filter(name="steps").update(keep_days=3)
    Event.objects.filter(day=1).delete()
    here.happen([Happening("ana", 7 * 1440, {"a": 9})])
    work_off(here)
    rebuild(here.caller)
    assert list(DayValue.objects.order_by("day").values_list("day", "last")) == [(1, 1_000_000), (7, 9_000_000), (8, 2_000_000)]
    change(here.caller, "newest", DEFINED[2] | {"types": ["steps", "run"]})
    work_off(here)
    assert list(DayValue.objects.order_by("day").values_list("day", flat=True)) == [7, 8]


def test_a_day_that_is_touched_and_then_past_keeping_stays_as_it_was_made(clock: dict[str, datetime]) -> None:
    here = world()
    here.is_customer("Ana", "ana")
    EventType.objects.create(place=here.place.pk, name="steps", keep_days=3)
    define(here.caller, DEFINED[2])
    here.happen([Happening("ana", 6 * 1440, {"a": 1})])
    work_off(here)
    here.happen([Happening("ana", 6 * 1440 + 5, {"a": 2})])
    assert catch_up.step(here.caller) and Touched.objects.filter(day=6).exists()
    clock["now"] = NOW + timedelta(days=2)  # nobody worked for two days, and what is past its keeping went meanwhile
    Event.objects.filter(day=6).delete()
    work_off(here)
    assert list(DayValue.objects.values_list("day", "last")) == [(6, 1_000_000)]
    assert standing(here.caller, "newest")["value"].to_list() == [1.0] and not Touched.objects.exists()


def test_a_changed_definition_is_a_version_and_is_built_again() -> None:
    here = world()
    here.is_customer("Ana", "ana")
    define(here.caller, DEFINED[4])
    here.happen([Happening("ana", 8 * 1440, {"a": 1, "b": 5})])
    work_off(here)
    assert standing(here.caller, "steps")["value"].to_list() == [1.0]
    changed = change(here.caller, "steps", DEFINED[4] | {"field": "b"}, version=1)
    assert (changed.version, changed.building) == (2, True)
    work_off(here)
    assert standing(here.caller, "steps")["value"].to_list() == [5.0]
    renamed = change(here.caller, "steps", DEFINED[4] | {"field": "b", "title": "More steps"}, version=2)
    assert (renamed.version, renamed.building, renamed.title) == (3, False, "More steps")


def test_a_retired_indicator_keeps_its_values_and_follows_no_more() -> None:
    here = world()
    ana = here.is_customer("Ana", "ana")
    define(here.caller, DEFINED[4])
    here.happen([Happening("ana", 8 * 1440, {"a": 1})])
    work_off(here)
    retire(here.caller, "steps")
    here.happen([Happening("ana", 8 * 1440, {"a": 1})])
    work_off(here)
    assert value_of(here.caller, "steps", ana.pk).value == 1.0


def test_nothing_is_left_of_a_forgotten_customer_and_all_was_given_out() -> None:
    here = world()
    ana, ben = here.is_customer("Ana", "ana", "ana-phone"), here.is_customer("Ben", "ben")
    defined(here)
    here.happen(Happening(who, 8 * 1440, {"a": 1.5}) for who in ("ana", "ana-phone", "ben"))
    work_off(here)
    given = export_of(here.caller, ana.pk)
    assert {row["indicator"] for row in given["standings"]} == {"days", "mean", "newest", "one-source", "steps"}
    assert {(row["indicator"], row["total"]) for row in given["measured_days"]} >= {("steps", 1.5), ("mean", 1.5)}
    forget(here.place.pk, ana.pk)
    hers = Identity.objects.filter(customer=ana).values_list("subject", flat=True)
    assert not DayValue.objects.filter(subject__in=list(hers)).exists()
    assert not Standing.objects.filter(customer=ana.pk).exists()
    assert not Known.objects.filter(customer=ana.pk).exists()
    assert Standing.objects.filter(customer=ben.pk).exists()


def test_who_somebody_is_is_followed_after_the_days_were_made() -> None:
    here = world()
    defined(here)
    here.happen(Happening(who, 8 * 1440 + at, {"a": 10}, source=source) for at in range(3)
                for who, source in (("ana", "watch"), ("ana-phone", "phone")))
    work_off(here)
    assert not Standing.objects.exists()
    ana = here.is_customer("Ana", "ana")
    work_off(here)
    assert value_of(here.caller, "one-source", ana.pk).value == 30.0
    here.is_customer("Ana", "ana-phone")
    work_off(here)
    found = value_of(here.caller, "one-source", ana.pk)
    assert (found.value, [(one.source, one.n, one.n_suppressed) for one in found.sources]) == (30.0, [("watch", 3, 0), ("phone", 0, 3)])
    assert standing(here.caller, "steps")["value"].to_list() == [60.0]
    ben = here.is_customer("Ben", "ana-phone")
    record(here.caller, "customers.followed", data={"n": 0})
    work_off(here)
    assert standing(here.caller, "one-source").select("customer", "value").rows() == [(ana.pk, 30.0), (ben.pk, 30.0)]


def test_replayed_three_times_nothing_changes() -> None:
    here = world()
    here.is_customer("Ana", "ana", "ana-phone")
    defined(here)
    here.happen(Happening(who, 8 * 1440 + at, {"a": at}) for who in ("ana", "ana-phone", "x") for at in range(5))
    work_off(here)
    before = tables(here)
    from lifeworld.events.actions import move_on

    for back_to in (0, 1, 0):
        move_on("events/measures", here.place.path, back_to)
        work_off(here)
        assert tables(here) == before
