"""Goals are declared once, frozen, changed without flattering anybody, and belong to who declared them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from lifeworld.customers.actions import record_consent
from lifeworld.customers.models import Consent, Customer
from lifeworld.events.models import JournalLine
from lifeworld.goals.actions.changing import change_goal
from lifeworld.goals.actions.checking import check
from lifeworld.goals.actions.consents import say
from lifeworld.goals.actions.declaring import declare_goal
from lifeworld.goals.actions.forget import forget
from lifeworld.goals.actions.items import add_item, move_item, remove_item, tick_item
from lifeworld.goals.actions.jobs import change_job, offer_job, retire_job
from lifeworld.goals.actions.links import make_link, revoke_link
from lifeworld.goals.actions.living import abandon, pause, reach, reopen, resume
from lifeworld.goals.actions.rating import rate
from lifeworld.goals.actions.work import work_once
from lifeworld.goals.core.checking import change_from_json, plan_from_json
from lifeworld.goals.core.days import day_text
from lifeworld.goals.core.statements import Outcome
from lifeworld.goals.core.values import FIGURES, GoalChange, GoalValue, ScaleChange, ScalePlan, Suggestion
from lifeworld.goals.models import Change, Check, Goal, GoalLink, Item, Pause, Rating, Scale
from lifeworld.goals.queries.consents import consents_of
from lifeworld.goals.queries.exported import export_of
from lifeworld.goals.queries.figures import coverage_of
from lifeworld.goals.queries.goals import goal_of, goals_of, history_of, team_goals
from lifeworld.goals.queries.jobs import job_of, jobs
from lifeworld.goals.queries.links import links_of, open_door
from lifeworld.goals.queries.progress import progress_of
from lifeworld.goals.queries.whose import EPOCH, today_of
from lifeworld.goals.tests.declared import LEVELS, begin, days, indicator, own, plan
from lifeworld.kit.caller import OWN, Caller
from lifeworld.kit.errors import InputRefused, LifeworldError
from lifeworld.testing.cast import Cast, cast

pytestmark = pytest.mark.django_db


def refused(status: int, call: Callable[[], object]) -> LifeworldError:
    with pytest.raises(LifeworldError) as error:
        call()
    assert error.value.status == status
    assert error.value.next_step
    return error.value


def there() -> tuple[Cast, Caller]:
    people = cast()
    return people, begin(people)


def lines(kind: str) -> int:
    return JournalLine.objects.filter(type=f"goals.{kind}").count()


def test_a_goal_sent_twice_is_one_goal_and_something_else_under_its_id_is_refused() -> None:
    _, cleo = there()
    first = declare_goal(cleo, plan(number=7, importance=5, consent={FIGURES: True}))
    again = declare_goal(cleo, plan(number=7, importance=5, consent={FIGURES: True}))
    assert again == first
    assert (Goal.objects.count(), Scale.objects.count(), Rating.objects.count(), lines("declared")) == (1, 1, 1, 1)
    assert Consent.objects.filter(purpose=FIGURES).count() == 1
    assert refused(409, lambda: declare_goal(cleo, plan("walk", number=7))).code == "client_id_taken"
    assert first.scales[0].own and first.scales[0].title == "run further"


def test_the_journal_holds_keys_and_numbers_only() -> None:
    people, cleo = there()
    goal = declare_goal(cleo, plan("a very private wish", importance=5))
    add_item(cleo, goal.pk, "activity", "a private deed", "a private shop")
    abandon(cleo, goal.pk, "other", "my private reason")
    told = [(line.customer, str(line.data)) for line in JournalLine.objects.filter(place=people.acme.path)]
    assert told and all(customer == "cleo" and "private" not in data for customer, data in told)


def test_who_may_see_and_change_a_goal() -> None:
    people, cleo = there()
    ana, vic, dev = people.caller(people.ana), people.caller(people.vic), people.caller(people.dev, people.other)
    bob = own(people.acme, Customer.objects.create(place=people.acme, key="bob"))
    mine = declare_goal(cleo, plan())
    shown = declare_goal(cleo, plan(seen_by="team"))
    assert [goal.pk for goal in goals_of(cleo)] == [mine.pk, shown.pk]
    assert [goal.pk for goal in goals_of(ana, people.cleo.pk)] == [goal.pk for goal in team_goals(vic)] == [shown.pk]
    refused(404, lambda: goal_of(ana, mine.pk))
    refused(404, lambda: pause(ana, mine.pk, "ill"))
    refused(403, lambda: pause(vic, shown.pk, "ill"))
    assert pause(ana, shown.pk, "ill").state == "paused"
    for stranger in (bob, dev):
        refused(404, lambda caller=stranger: goal_of(caller, shown.pk))
        refused(404, lambda caller=stranger: rate(caller, shown.pk, 5, 5))
        refused(404, lambda caller=stranger: check(caller, shown.pk, shown.scales[0].pk, client_id=str(uuid4()), level=0))
    refused(404, lambda: goals_of(bob, people.cleo.pk))
    refused(404, lambda: goals_of(dev, people.cleo.pk))
    refused(403, lambda: goals_of(people.caller(people.eva), people.cleo.pk))
    refused(403, lambda: declare_goal(vic, plan(), customer=people.cleo.pk))
    refused(403, lambda: declare_goal(replace(cleo, scopes=frozenset()), plan()))


def test_the_team_declares_in_its_own_sight_and_never_says_yes_for_a_customer() -> None:
    people, cleo = there()
    ben = people.caller(people.ben)
    goal = declare_goal(ben, plan(), customer=people.cleo.pk)
    assert goal.seen_by == "team" and goal_of(cleo, goal.pk).customer == people.cleo.pk
    refused(422, lambda: declare_goal(ben, plan(consent={FIGURES: True}), customer=people.cleo.pk))
    refused(422, lambda: change_goal(ben, goal.pk, goal.version, GoalChange(seen_by="me")))
    assert goal_of(ben, goal.pk).seen_by == "team"
    refused(422, lambda: declare_goal(ben, plan()))


def test_a_baseline_is_read_from_the_measure_and_stays() -> None:
    people, cleo = there()
    today = today_of(cleo)
    km = indicator(people.acme)
    days(people.acme, people.cleo, km, {today - 3: 4.0, today - 1: 2.0, today - 30: 90.0})
    goal = declare_goal(cleo, plan(scales=(ScalePlan(indicator="km", levels=LEVELS),)))
    scale = goal.scales[0]
    assert (scale.baseline, scale.baseline_level, scale.unit) == (6.0, -1, "km")
    days(people.acme, people.cleo, km, {today - 2: 50.0})  # late
    assert goal_of(cleo, goal.pk).scales[0].baseline == 6.0
    since = declare_goal(cleo, plan(scales=(ScalePlan(indicator="km", levels=LEVELS, over="since"),))).scales[0]
    assert (since.baseline, since.baseline_level) == (0.0, -2)
    said = declare_goal(cleo, plan(scales=(ScalePlan("my legs", baseline_level=-2),))).scales[0]
    assert (said.baseline, said.baseline_level) == (None, -2)


def changed(caller: Caller, goal: GoalValue, **parts: object) -> GoalValue:
    return change_goal(caller, goal.pk, goal.version, GoalChange(scales=(ScaleChange(goal.scales[0].pk, **parts),)))


def test_lowering_a_target_is_kept_as_an_aim_and_judged_by_the_first() -> None:
    people, cleo = there()
    indicator(people.acme)
    goal = declare_goal(cleo, plan(scales=(ScalePlan(indicator="km", levels=LEVELS, weight=2.0),)))
    lower = changed(cleo, goal, levels=(0, 1, 2, 3, 4))
    assert (lower.scales[0].levels, lower.scales[0].judged_levels, lower.lowered) == ((0, 1, 2, 3, 4), LEVELS, True)
    higher = changed(cleo, lower, levels=(0, 6, 12, 18, 24))
    assert (higher.scales[0].judged_levels, higher.lowered) == ((0, 6, 12, 18, 24), False)
    back = changed(cleo, higher, levels=LEVELS, weight=9.0)
    assert (back.scales[0].judged_levels, back.lowered, back.scales[0].judged_weight) == ((0, 6, 12, 18, 24), True, 2.0)
    kept = history_of(cleo, goal.pk)
    assert [line.what for line in kept] == ["declared", "levels", "levels", "weight", "levels"]
    assert [line.lowered for line in kept] == [False, True, False, False, True]
    assert "first target" in kept[1].said


def test_what_is_added_or_put_aside_later_is_no_part_of_attainment() -> None:
    _, cleo = there()
    goal = declare_goal(cleo, plan(scales=(ScalePlan("hard"), ScalePlan("easy"))))
    hard, easy = goal.scales
    check(cleo, goal.pk, hard.pk, client_id=str(uuid4()), level=-2)
    check(cleo, goal.pk, easy.pk, client_id=str(uuid4()), level=0)
    before = progress_of(cleo, goal.pk).t
    now = goal_of(cleo, goal.pk)
    now = change_goal(cleo, now.pk, now.version, GoalChange(removed=(hard.pk,), added=(ScalePlan("very easy"),)))
    check(cleo, goal.pk, now.scales[-1].pk, client_id=str(uuid4()), level=2)
    after = progress_of(cleo, goal.pk)
    assert after.t == before
    assert [each.scale.title for each in after.scales] == ["easy", "very easy"]
    refused(404, lambda: check(cleo, goal.pk, hard.pk, client_id=str(uuid4()), level=2))
    refused(422, lambda: change_goal(cleo, goal.pk, after.goal.version, GoalChange(removed=(easy.pk, now.scales[-1].pk))))
    assert Scale.objects.filter(goal=goal.pk, removed_at=None).count() == 2


def test_a_change_of_a_goal_that_changed_meanwhile_is_refused() -> None:
    _, cleo = there()
    goal = declare_goal(cleo, plan())
    changed_goal = change_goal(cleo, goal.pk, goal.version, change_from_json({"title": "run much further", "due_on": "2190-01-01"}))
    assert (changed_goal.title, changed_goal.due_on, changed_goal.version) == ("run much further", "2190-01-01", goal.version + 1)
    assert refused(409, lambda: change_goal(cleo, goal.pk, goal.version, GoalChange(title="x"))).code == "goal_changed"
    assert goal_of(cleo, goal.pk).title == "run much further"
    refused(422, lambda: change_goal(cleo, goal.pk, changed_goal.version, GoalChange(seen_by="everybody")))
    past = GoalChange(due_on=day_text(today_of(cleo) - 1))
    assert refused(422, lambda: change_goal(cleo, goal.pk, changed_goal.version, past)).code == "due_in_the_past"
    with_words = change_goal(cleo, goal.pk, changed_goal.version, GoalChange(outcome=Outcome("increase", "the distance", "that I run")))
    assert with_words.outcome is not None and change_goal(cleo, goal.pk, with_words.version, GoalChange(outcome=None)).outcome is None


def test_a_judgement_is_kept_once_and_the_newest_holds() -> None:
    _, cleo = there()
    goal = declare_goal(cleo, plan())
    scale, given = goal.scales[0].pk, str(uuid4())
    earlier = timezone.now()
    first = check(cleo, goal.pk, scale, client_id=given, level=-1)
    assert check(cleo, goal.pk, scale, client_id=given, level=-1) == first
    assert Check.objects.count() == lines("checked") == 1
    refused(409, lambda: check(cleo, goal.pk, scale, client_id=given, level=1))
    check(cleo, goal.pk, scale, client_id=str(uuid4()), level=2, at=earlier)  # came late from a device without a network
    assert progress_of(cleo, goal.pk).scales[0].level == -1
    for wrong in ({}, {"level": 1, "value": 2.0}, {"level": 3}, {"level": True}, {"value": 2.0}):
        refused(422, lambda wrong=wrong: check(cleo, goal.pk, scale, client_id=str(uuid4()), **wrong))
    for at in (earlier + timedelta(days=2), earlier - timedelta(days=2)):
        refused(422, lambda at=at: check(cleo, goal.pk, scale, client_id=str(uuid4()), level=0, at=at))
    refused(404, lambda: check(cleo, goal.pk, scale + 99, client_id=str(uuid4()), level=0))
    refused(422, lambda: check(cleo, goal.pk, scale, client_id="me", level=0))


def test_what_is_measured_is_not_judged() -> None:
    people, cleo = there()
    indicator(people.acme)
    goal = declare_goal(cleo, plan(scales=(ScalePlan(indicator="km", levels=LEVELS),)))
    assert refused(422, lambda: check(cleo, goal.pk, goal.scales[0].pk, client_id=str(uuid4()), level=2)).code == "is_measured"


def test_pauses_hold_no_day_twice() -> None:
    people, cleo = there()
    goal = declare_goal(cleo, plan())
    today = today_of(cleo)
    Goal.objects.filter(pk=goal.pk).update(declared_day=today - 20)
    pause(cleo, goal.pk, "holiday", begins_on=day_text(today - 10), ends_on=day_text(today - 8))
    assert goal_of(cleo, goal.pk).state == "active"
    refused(409, lambda: pause(cleo, goal.pk, "ill", begins_on=day_text(today - 8)))
    refused(409, lambda: pause(cleo, goal.pk, "ill", begins_on=day_text(today - 15)))
    assert pause(cleo, goal.pk, "ill", begins_on=day_text(today - 7)).state == "paused"
    refused(409, lambda: pause(cleo, goal.pk, "other"))
    assert resume(cleo, goal.pk).state == "active"
    assert [(each.begins_on, each.ends_on) for each in goal_of(cleo, goal.pk).pauses] == [
        (day_text(today - 10), day_text(today - 8)), (day_text(today - 7), day_text(today - 1))]
    refused(409, lambda: resume(cleo, goal.pk))
    pause(cleo, goal.pk, "holiday", begins_on=day_text(today + 1), ends_on=day_text(today + 3))
    assert [each.pk for each in goals_of(cleo, states=("active",))] == [goal.pk]
    Pause.objects.filter(begins_on__gt=EPOCH + timedelta(days=today)).update(begins_on=EPOCH + timedelta(days=today))
    assert goal_of(cleo, goal.pk).state == "paused" and coverage_of(people.caller(people.ana)).by_state == {"paused": 1}
    assert work_once() and not work_once() and Goal.objects.get().state == "paused"
    Pause.objects.filter(ends_on__gt=EPOCH + timedelta(days=today)).delete()
    assert goal_of(cleo, goal.pk).state == "active" and work_once() and Goal.objects.get().state == "active"
    for wrong in ({"begins_on": day_text(today - 25)}, {"ends_on": day_text(today - 1)}, {"begins_on": "yesterday"}):
        refused(422, lambda wrong=wrong: pause(cleo, goal.pk, "ill", **wrong))
    refused(422, lambda: pause(cleo, goal.pk, "bored"))
    assert Pause.objects.count() == 2


def test_a_goal_ends_is_opened_again_and_says_why() -> None:
    people, cleo = there()
    goal = declare_goal(cleo, plan(seen_by="team"))
    pause(cleo, goal.pk, "ill")
    done = reach(cleo, goal.pk)
    assert (done.state, done.pauses) == ("reached", ())
    assert progress_of(cleo, goal.pk).t == 50.0
    refused(409, lambda: reach(cleo, goal.pk))
    refused(409, lambda: pause(cleo, goal.pk, "ill"))
    refused(409, lambda: changed(cleo, done, weight=2.0))
    assert reopen(cleo, goal.pk).state == "active"
    refused(409, lambda: reopen(cleo, goal.pk))
    refused(422, lambda: abandon(cleo, goal.pk, "because"))
    left = abandon(cleo, goal.pk, "health", "my knee")
    assert (left.state, left.reason, left.reason_words) == ("abandoned", "health", "my knee")
    assert goal_of(people.caller(people.ana), goal.pk).reason_words == ""
    assert (lines("reached"), lines("abandoned")) == (1, 1)


def test_answers_and_the_list_of_things() -> None:
    _, cleo = there()
    goal = declare_goal(cleo, plan())
    assert rate(cleo, goal.pk, 5, 2).satisfaction == 2
    found = rate(cleo, goal.pk, 4)
    assert (found.importance, found.satisfaction, Rating.objects.count()) == (4, None, 2)
    for wrong in ((0, 1), (6, 1), (3, 7), (True, 1)):
        refused(422, lambda wrong=wrong: rate(cleo, goal.pk, *wrong))
    shoes, club = add_item(cleo, goal.pk, "resource", "shoes", "the shop"), add_item(cleo, goal.pk, "activity", "join a club")
    assert tick_item(cleo, goal.pk, club.pk, True).done and not tick_item(cleo, goal.pk, club.pk, False).done
    assert [item.pk for item in move_item(cleo, goal.pk, club.pk, -5)] == [club.pk, shoes.pk]
    remove_item(cleo, goal.pk, shoes.pk)
    assert [item.text for item in goal_of(cleo, goal.pk).items] == ["join a club"]
    refused(404, lambda: tick_item(cleo, goal.pk, shoes.pk, True))
    refused(422, lambda: add_item(cleo, goal.pk, "thing", "x"))
    refused(422, lambda: add_item(cleo, goal.pk, "activity", " "))
    assert Item.objects.count() == 1


def test_a_customer_says_yes_and_no_for_herself_only() -> None:
    people, cleo = there()
    bob = Customer.objects.create(place=people.acme, key="bob")
    say(cleo, FIGURES, True)
    say(cleo, FIGURES, False)
    held = {line.purpose: line.given for line in consents_of(cleo)}
    assert held == {FIGURES: False, "goals: contact": None}
    assert Consent.objects.count() == 2
    refused(404, lambda: say(cleo, FIGURES, True, customer=bob.pk))
    refused(404, lambda: record_consent(cleo, bob.pk, FIGURES, given=True))
    refused(403, lambda: record_consent(replace(cleo, scopes=frozenset()), people.cleo.pk, FIGURES, given=True))
    refused(403, lambda: say(people.caller(people.vic), FIGURES, True, customer=people.cleo.pk))
    refused(422, lambda: say(cleo, "everything", True))


def test_jobs_are_offered_taken_up_and_retired() -> None:
    people, cleo = there()
    ben = people.caller(people.ben)
    indicator(people.acme)
    outcome = Outcome("minimise", "the time", "to recover")
    job = offer_job(ben, "first-5k", "Run the first five kilometres", "accomplish", outcome=outcome,
                    suggests=(Suggestion("Kilometres", "km", levels=LEVELS),))
    assert job_of(cleo, "first-5k") == job == jobs(cleo)[0]
    goal = declare_goal(cleo, plan(job="first-5k"))
    assert (goal.job, goal.job_title) == ("first-5k", "Run the first five kilometres")
    refused(409, lambda: offer_job(ben, "first-5k", "x", "manage"))
    refused(422, lambda: offer_job(ben, "First 5k", "x", "manage"))
    refused(422, lambda: offer_job(ben, "x", "x", "dream"))
    refused(422, lambda: change_job(ben, "first-5k", suggests=(Suggestion("Steps", "steps", levels=LEVELS),)))
    refused(403, lambda: offer_job(people.caller(people.vic), "x", "x", "manage"))
    refused(404, lambda: change_job(people.caller(people.dev, people.other), "first-5k", title="mine"))
    refused(422, lambda: declare_goal(cleo, plan(job="first-5k", kind="manage")))
    assert change_job(ben, "first-5k", title="Run 5 km").suggests == job.suggests
    retire_job(ben, "first-5k")
    refused(409, lambda: retire_job(ben, "first-5k"))
    refused(422, lambda: declare_goal(cleo, plan(job="first-5k")))
    assert jobs(cleo) == [] and goal_of(cleo, goal.pk).job_title == "Run 5 km"


def test_a_link_opens_one_customers_goals_until_it_is_revoked() -> None:
    people, cleo = there()
    ana = people.caller(people.ana)
    link, token = make_link(ana, people.cleo.pk, "Cleo's phone")
    door = open_door(token)
    assert door is not None and door.customer == people.cleo.pk
    assert (door.caller.customer, door.caller.scopes) == ("cleo", OWN)
    assert declare_goal(door.caller, plan()).customer == people.cleo.pk
    assert open_door(token + "x") is None and token not in str(list(GoalLink.objects.values()))
    assert [each.state for each in links_of(ana)] == ["open"]
    refused(403, lambda: make_link(people.caller(people.vic), people.cleo.pk, "x"))
    refused(404, lambda: make_link(people.caller(people.dev, people.other), people.cleo.pk, "x"))
    refused(422, lambda: make_link(ana, people.cleo.pk, "x", days=0))
    refused(404, lambda: revoke_link(people.caller(people.dev, people.other), link))
    revoke_link(cleo, link)
    assert open_door(token) is None
    refused(409, lambda: revoke_link(ana, link))
    _, late = make_link(ana, people.cleo.pk, "old")
    GoalLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert open_door(late) is None


def test_everything_is_given_to_her_and_nothing_is_left_of_her() -> None:
    people, cleo = there()
    bob = Customer.objects.create(place=people.acme, key="bob")
    declare_goal(own(people.acme, bob), plan("bob's"))
    goal = declare_goal(cleo, plan("a private wish", importance=3))
    add_item(cleo, goal.pk, "activity", "a private deed")
    shown = declare_goal(cleo, plan("an open wish", seen_by="team"))
    make_link(people.caller(people.ana), people.cleo.pk, "phone")
    mine, theirs = export_of(cleo), export_of(people.caller(people.ana), people.cleo.pk)
    assert [row["title"] for row in mine["goals"]] == ["a private wish", "an open wish"]
    assert {name: len(rows) for name, rows in mine.items()} == {name: len(rows) for name, rows in theirs.items()}
    assert "private" in str(mine["goal_items"]) and "private" not in str(theirs)
    assert [row["title"] for row in theirs["goals"]] == [None, shown.title]
    refused(404, lambda: export_of(cleo, bob.pk))
    refused(403, lambda: export_of(people.caller(people.vic), people.cleo.pk))
    forget(people.acme.pk, people.cleo.pk)
    assert [goal.customer_id for goal in Goal.objects.all()] == [bob.pk]
    assert not GoalLink.objects.exists() and Change.objects.count() == 1


@pytest.mark.parametrize("body", [
    None, [], {}, {"client_id": "1", "title": "x", "kind": "manage"}, {"title": "x", "kind": "manage"},
    {"client_id": "0" * 32, "title": "", "kind": "manage"}, {"client_id": "0" * 32, "title": "x", "kind": "dream"},
    {"client_id": "0" * 32, "title": 5, "kind": "manage"}, {"client_id": "0" * 32, "title": "x", "kind": "manage", "more": 1},
    *({"client_id": "0" * 32, "title": "x", "kind": "manage", "scales": [scale]} for scale in (
        {"weight": 0}, {"weight": float("nan")}, {"weight": True}, {"levels": [1, 2, 3]}, {"levels": [1, 3, 2, 4, 5]}, {"levels": "12345"},
        {"levels": [2, 2, 2, 2, 2]}, {"low": 3, "high": 2}, {"indicator": "km"}, {"over": "ever"},
        {"low": 1, "levels": [0, 1, 2, 3, 4]}, 5)),
    *({"client_id": "0" * 32, "title": "x", "kind": "manage", **more} for more in (
        {"due_on": "soon"}, {"importance": 9}, {"satisfaction": 3}, {"consent": {"everything": True}}, {"consent": {FIGURES: 1}},
        {"outcome": {"direction": "fly"}}, {"outcome": "x"}, {"scales": "x"}, {"seen_by": "all"}, {"scales": [{}] * 9})),
])
def test_a_body_that_is_no_goal_is_refused_in_words(body: object) -> None:
    with pytest.raises(InputRefused) as error:
        plan_from_json(body)
    assert error.value.message.endswith(".") and error.value.next_step


def test_a_day_past_and_an_unknown_measure_are_refused() -> None:
    _, cleo = there()
    refused(422, lambda: declare_goal(cleo, plan(due_on="2020-01-01")))
    refused(422, lambda: declare_goal(cleo, plan(scales=(ScalePlan(indicator="km", levels=LEVELS),))))
    assert not Goal.objects.exists()
