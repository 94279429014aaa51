"""What a customer sees, and what is counted over customers: from measures, without paused days, never flattered by what is unknown."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.customers.models import Customer
from lifeworld.goals.actions.changing import change_goal
from lifeworld.goals.actions.checking import check
from lifeworld.goals.actions.consents import say
from lifeworld.goals.actions.declaring import declare_goal
from lifeworld.goals.actions.jobs import offer_job
from lifeworld.goals.actions.living import abandon, reach
from lifeworld.goals.actions.work import work_once
from lifeworld.goals.core.progress import Known, goal_progress, scale_progress
from lifeworld.goals.core.values import FIGURES, GoalChange, GoalValue, ScaleChange, ScalePlan, ScaleValue
from lifeworld.goals.models import Check, Goal, Pause, Reckoned, Scale
from lifeworld.goals.queries.attained import attainment, time_in_range_of
from lifeworld.goals.queries.figures import completion_of, coverage_of, opportunity_of
from lifeworld.goals.queries.goals import goal_of
from lifeworld.goals.queries.progress import progress_of
from lifeworld.goals.queries.whose import today_of
from lifeworld.goals.tests.declared import LEVELS, begin, days, indicator, own, plan
from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import LifeworldError
from lifeworld.measures.queries.values import value_of
from lifeworld.testing.cast import Cast, cast

MEASURED = ScalePlan(indicator="km", levels=LEVELS)
KEPT = ScalePlan(indicator="km", low=3.0, high=10.0)


def there(goal: ScalePlan = MEASURED, ago: int = 20, **more: object) -> tuple[Cast, Caller, GoalValue, int]:
    """Cleo, a goal of hers that was declared some days ago, and today."""
    people = cast()
    cleo = begin(people)
    indicator(people.acme, **more)
    today = today_of(cleo)
    found = declare_goal(cleo, plan(scales=(goal,), kind="manage" if goal.low else "accomplish"))
    Goal.objects.update(declared_day=today - ago)
    return people, cleo, goal_of(cleo, found.pk), today


def read(people: Cast, values: dict[int, float]) -> None:
    days(people.acme, people.cleo, people.acme.indicators.get(slug="km"), values)


def paused(goal: GoalValue, first: int, last: int | None) -> None:
    begins, ends = (None if day is None else date(1970, 1, 1) + timedelta(days=day) for day in (first, last))
    Pause.objects.create(goal_id=goal.pk, begins_on=begins, ends_on=ends, reason="ill")


@pytest.mark.django_db
@pytest.mark.parametrize("stated", ["total", "per_day_known"])
def test_a_scale_stands_where_its_measure_stands(stated: str) -> None:
    people, cleo, goal, today = there(stated=stated)
    read(people, {today: 5.0, today - 1: 3.0, today - 6: 4.0, today - 7: 100.0})
    found = progress_of(cleo, goal.pk)
    scale = found.scales[0]
    measured = value_of(people.caller(people.ana), "km", people.cleo.pk)
    assert scale.value == pytest.approx(measured.value) and (scale.days_known, scale.to_day - scale.from_day) == (3, 6)
    assert scale.level == (0.0 if stated == "total" else -2.0)
    assert scale.low <= scale.value <= scale.high and scale.level_low <= scale.level <= scale.level_high
    assert found.t_low <= found.t <= found.t_high and "3 of 7 days" in scale.said
    assert found.t == (50.0 if stated == "total" else 30.0)


@pytest.mark.django_db
def test_nothing_known_is_said_and_is_not_zero() -> None:
    _, cleo, goal, _ = there()
    found = progress_of(cleo, goal.pk)
    assert (found.t, found.scales[0].value, found.scales[0].level) == (None, None, None)
    assert (found.t_low, found.t_high) == (30.0, 70.0)
    assert found.missing and "not known" in found.missing[0] and "too early" in found.words[0]


@pytest.mark.django_db
def test_paused_days_count_for_nothing_and_the_window_reaches_further() -> None:
    people, cleo, goal, today = there()
    read(people, {today - at: 2.0 for at in range(12)})
    assert progress_of(cleo, goal.pk).scales[0].value == 14.0
    paused(goal, today - 4, today - 1)
    scale = progress_of(cleo, goal.pk).scales[0]
    assert (scale.value, scale.to_day - scale.from_day + 1, scale.days_known) == (14.0, 11, 7)
    paused(goal, today, None)
    assert progress_of(cleo, goal.pk).scales[0].to_day == today - 5


@pytest.mark.django_db
def test_a_goal_to_manage_shows_its_days() -> None:
    people, cleo, goal, today = there(KEPT, ago=9, window_days=28)
    read(people, {today: 5.0, today - 1: 1.0, today - 2: 3.0, today - 3: 10.0, today - 12: 5.0})
    paused(goal, today - 5, today - 4)
    scale = progress_of(cleo, goal.pk).scales[0]
    share = scale.in_range
    assert (share.n_days, share.n_known, share.n_in, share.n_paused) == (8, 4, 3, 2)
    assert (share.share, share.worst, share.best) == (0.75, 3 / 8, 7 / 8)
    assert [mark.state for mark in scale.days] == ["unknown"] * 4 + ["paused"] * 2 + ["in", "in", "out", "in"]
    assert "3 of 4 known days" in scale.said and "4 days are not known" in scale.said and "2 paused days" in scale.said


@pytest.mark.django_db
def test_a_target_made_easier_never_raises_t() -> None:
    people, cleo, goal, today = there()
    read(people, {today: 6.0})
    before = progress_of(cleo, goal.pk)
    easier = ScaleChange(goal.scales[0].pk, levels=(0, 1, 2, 3, 4))
    change_goal(cleo, goal.pk, goal.version, GoalChange(scales=(easier,)))
    after = progress_of(cleo, goal.pk)
    assert after.t == before.t == 40.0
    assert (after.scales[0].level, after.scales[0].judged_level) == (2.0, -1.0)
    assert any("first target stays" in words for words in after.words)


@pytest.mark.django_db
def test_the_way_there_begins_with_the_baseline_and_ends_with_now() -> None:
    people, cleo, goal, today = there(ScalePlan(indicator="km", levels=LEVELS, baseline_level=-1), ago=20)
    read(people, {today - at: 3.0 for at in range(8)})
    found = progress_of(cleo, goal.pk)
    assert [moment.day for moment in found.history] == [today - 21, today - 14, today - 7, today]
    assert [moment.t for moment in found.history] == [40.0, None, 30.0, 70.0]
    assert (found.t_baseline, found.t_change, found.t) == (40.0, 30.0, 70.0)
    assert progress_of(cleo, goal.pk, today=today - 7).t == 30.0


@pytest.mark.django_db
def test_since_the_declaration_counts_all_its_days() -> None:
    people, cleo, goal, today = there(ScalePlan(indicator="km", levels=LEVELS, over="since"), ago=20)
    read(people, {today - 20: 9.0, today: 2.0, today - 21: 50.0})
    assert progress_of(cleo, goal.pk).scales[0].value == 11.0


@pytest.mark.django_db
def test_values_that_she_judges_herself() -> None:
    people = cast()
    cleo = begin(people)
    goal = declare_goal(cleo, plan(scales=(ScalePlan("hours", levels=(5, 6, 7, 8, 9)), ScalePlan("mg", low=4.0, high=8.0))))
    hours, milligrams = goal.scales
    check(cleo, goal.pk, hours.pk, client_id=str(uuid4()), value=8.5)
    check(cleo, goal.pk, milligrams.pk, client_id=str(uuid4()), value=9.0)
    check(cleo, goal.pk, milligrams.pk, client_id=str(uuid4()), value=5.0)
    found = progress_of(cleo, goal.pk)
    assert found.scales[0].level == 1.0 and "You said 8.5" in found.scales[0].said
    assert (found.scales[1].in_range.n_in, found.scales[1].in_range.n_known) == (1, 1)


def customers(people: Cast, n: int, *, agreed: bool = True) -> list[Caller]:
    found = [own(people.acme, Customer.objects.create(place=people.acme, key=f"c{at:03}")) for at in range(n)]
    for each in found if agreed else ():
        say(each, FIGURES, True)
    return found


@pytest.mark.django_db
def test_only_who_said_yes_is_counted_and_only_goals_declared_before() -> None:
    people = cast()
    ana = people.caller(people.ana)
    today = today_of(ana)
    for at, each in enumerate(customers(people, 36)):
        goal = declare_goal(each, plan(scales=(ScalePlan(baseline_level=-1),)))
        check(each, goal.pk, goal.scales[0].pk, client_id=str(uuid4()), level=at % 3)
    Goal.objects.update(declared_day=today - 40)
    Check.objects.update(day=today - 5)
    late = customers_of_another_kind(people, today)
    half = Scale.objects.first()
    Scale.objects.create(goal_id=half.goal_id, title="never judged", frozen_at=half.frozen_at)
    found = attainment(ana, from_day=today - 30, to_day=today)
    assert (found.t.value, found.t.n, found.change.value, found.baseline.value) == (60.0, 36, 20.0, 40.0)
    assert found.n_customers == 36 and late
    assert found.warnings == ("Of 1 goal some measures are not known: T counts the others.",)
    assert attainment(ana, from_day=today - 30, to_day=today - 6).n_unknown == 36
    assert attainment(ana, from_day=today - 40, to_day=today).n_customers == 0
    say(own(people.acme, Customer.objects.get(key="c000")), FIGURES, False)
    assert attainment(ana, from_day=today - 30, to_day=today).t.n == 35
    grouped = attainment(ana, from_day=today - 30, to_day=today, groups=dict.fromkeys(Customer.objects.values_list("pk", flat=True), "all"))
    assert grouped.groups["all"].t == grouped.t or grouped.groups["all"].t.value == grouped.t.value
    assert coverage_of(ana).n_consented == 36 and coverage_of(ana).n_declared == 38
    with pytest.raises(LifeworldError, match="right"):
        attainment(people.caller(people.eva), from_day=today - 30, to_day=today)
    with pytest.raises(LifeworldError, match="before it begins"):
        attainment(ana, from_day=today, to_day=today - 1)
    assert attainment(people.caller(people.dev, people.other), from_day=today - 30, to_day=today).n_customers == 0


def customers_of_another_kind(people: Cast, today: int) -> int:
    """One who never said yes, and one who said yes and declared later."""
    cleo = begin(people)
    silent = declare_goal(cleo, plan())
    Goal.objects.filter(pk=silent.pk).update(declared_day=today - 40)
    newcomer = own(people.acme, Customer.objects.create(place=people.acme, key="late"))
    say(newcomer, FIGURES, True)
    return declare_goal(newcomer, plan()).pk


@pytest.mark.django_db
def test_one_goal_and_all_goals_are_judged_alike() -> None:
    people = cast()
    ana = people.caller(people.ana)
    today = today_of(ana)
    km = indicator(people.acme)
    chance = np.random.default_rng(3)
    expected = []
    for at, each in enumerate(customers(people, 33)):
        customer = Customer.objects.get(key=each.customer)
        scales = (MEASURED, ScalePlan(indicator="km", low=2.0, high=6.0, levels=(0.1, 0.3, 0.5, 0.7, 0.9), weight=2.0))
        goal = declare_goal(each, plan(scales=scales, number=at))
        Goal.objects.filter(pk=goal.pk).update(declared_day=today - 30)
        days(people.acme, customer, km, {today - back: float(chance.integers(0, 9)) for back in range(30) if chance.random() < 0.6})
        if at % 3 == 0:
            paused(goal, today - 10, today - 7)
        expected.append(progress_of(each, goal.pk))
    found = attainment(ana, from_day=today - 20, to_day=today)
    assert found.t.value == pytest.approx(np.mean([each.t for each in expected]))
    ranges = time_in_range_of(ana, from_day=today - 20, to_day=today)
    assert ranges.share.value == pytest.approx(np.mean([each.scales[1].in_range.share for each in expected]))
    assert ranges.worst.value == pytest.approx(np.mean([each.scales[1].in_range.worst for each in expected]))
    assert ranges.best.value == pytest.approx(np.mean([each.scales[1].in_range.best for each in expected]))


@pytest.mark.django_db
def test_completion_and_opportunity_of_a_place() -> None:
    people = cast()
    ben = people.caller(people.ben)
    today = today_of(ben)
    for slug in ("rest", "route"):
        offer_job(ben, slug, f"find a {slug}", "accomplish")
    for at, each in enumerate(customers(people, 40)):
        goal = declare_goal(each, plan(job="rest", importance=5, satisfaction=1 if at % 2 else 5))
        declare_goal(each, plan(job="route", importance=2, satisfaction=2))
        Goal.objects.filter(pk=goal.pk).update(declared_day=today - 10 - at)
        if at < 20:
            reach(each, goal.pk)
        elif at < 25:
            abandon(each, goal.pk, "no_time")
    declare_goal(begin(people), plan(job="rest", importance=1, satisfaction=1))  # never said yes
    found = completion_of(ben, job="rest")
    assert (found.n, found.n_done, found.n_given_up, found.n_open) == (40, 20, 5, 15)
    assert completion_of(ben, job="rest", today=today - 1).n_done == 0
    best = opportunity_of(ben).all[0]
    assert (best.outcome, best.opportunity.value) == ("find a rest", 15.0)
    offer_job(ben, "rest-at-night", "find a rest", "accomplish")
    declare_goal(begin(people), plan(job="rest-at-night", importance=1, satisfaction=1))
    say(begin(people), FIGURES, True)
    assert {one.outcome for one in opportunity_of(ben).all} == {"find a rest (rest)", "find a rest (rest-at-night)", "find a route"}
    groups = {pk: "even" for pk in Customer.objects.values_list("pk", flat=True) if pk % 2}
    assert {one.group for one in opportunity_of(ben, groups=groups).groups} == {"even"}
    with pytest.raises(LifeworldError):
        completion_of(people.caller(people.eva))
    with pytest.raises(LifeworldError):
        opportunity_of(begin(people))


def scale(levels: tuple[float, ...] = LEVELS, **more: object) -> ScaleValue:
    parts = {"pk": 1, "title": "km", "unit": "km", "indicator": "km", "weight": 1.0, "levels": levels, "low": None, "high": None,
             "over": "window", "baseline": None, "baseline_level": None, "judged_levels": levels, "judged_low": None, "judged_high": None,
             "judged_weight": 1.0, "lowered": False, "declared": True}
    return ScaleValue(**{**parts, **more})


def goal_with(*scales: ScaleValue) -> GoalValue:
    return GoalValue(1, "", 1, "accomplish", "run", None, "", "", "active", "me", "", 0, None, None, None, "", "", 1, scales)


@settings(max_examples=50)
@given(st.dictionaries(st.integers(1, 28), st.floats(0, 9), max_size=28), st.sampled_from(["total", "per_day_known"]))
def test_bounds_hold_t_and_a_total_never_grows_by_what_is_unknown(known: dict[int, float], stated: str) -> None:
    day, value = np.array(sorted(known), np.int64), np.array([known[at] for at in sorted(known)])
    total = float(value.sum() / (len(value) if stated == "per_day_known" else 1)) if len(value) else None
    stands = scale_progress(scale(), Known(day, value, total, stated), 1, 28, np.empty(0, np.int64), 0)
    found = goal_progress(goal_with(scale()), 28, (stands,))
    assert found.t_low <= (found.t if found.t is not None else 50.0) <= found.t_high
    assert stands.said.endswith(".") and all(words.endswith(".") for words in (*found.words, *found.missing))
    if stands.low is not None:
        assert stands.low <= stands.value <= stands.high


@pytest.mark.django_db
def test_figures_of_a_big_place_are_kept_and_say_as_of_when(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lifeworld.goals.queries.reckoned.GOALS_AT_ONCE", 10)
    people = cast()
    ana = people.caller(people.ana)
    today = today_of(ana)
    window = {"from_day": today - 89, "to_day": today}
    assert not work_once()
    for each in customers(people, 31):
        goal = declare_goal(each, plan(scales=(ScalePlan(baseline_level=-1),)))
        check(each, goal.pk, goal.scales[0].pk, client_id=str(uuid4()), level=0)
    Goal.objects.update(declared_day=today - 100)
    now = attainment(ana, **window)
    assert now.t.value == 50.0 and work_once() and not work_once()
    assert attainment(ana, **window) == now
    assert time_in_range_of(ana, **window).n_goals == 0
    one = Goal.objects.first()
    check(own(people.acme, one.customer), one.pk, one.scales.get().pk, client_id=str(uuid4()), level=2)
    stale = attainment(ana, **window)
    assert stale.t == now.t and "is being counted" in stale.warnings[0]
    Reckoned.objects.update(took_s=0)
    assert work_once() and attainment(ana, **window).t.value > 50 and not attainment(ana, **window).warnings
    assert attainment(ana, from_day=today - 50, to_day=today).t.value > 50  # another window is made when it is asked for
    with pytest.raises(LifeworldError):
        attainment(people.caller(people.eva), **window)
