"""Plays in a place: who is offered one and who never is, what customers answer, what happens to what does not help."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count
from unittest.mock import patch

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from lifeworld.audiences.actions.holdouts import assign_newcomers, open_holdout
from lifeworld.audiences.queries.arms import arms
from lifeworld.audiences.queries.holdouts import holdout_of
from lifeworld.customers.actions import record_consent
from lifeworld.customers.models import Customer
from lifeworld.events.models import JournalLine
from lifeworld.goals.core.values import FIGURES
from lifeworld.kit.errors import InputRefused, LifeworldError
from lifeworld.scorecard.actions.plays import begin_play, declare_play, end_play, offer_to_all
from lifeworld.scorecard.actions.plays_forget import forget
from lifeworld.scorecard.actions.plays_own import deny_type, dismiss_play, take_play
from lifeworld.scorecard.actions.plays_work import offer_step, reckon, work_once
from lifeworld.scorecard.core.play_effects import found_of
from lifeworld.scorecard.models import Offered, Play, PlayDay, PlayOutcome, TypeDenied
from lifeworld.scorecard.queries.plays import effect_over_time, play_versions, plays
from lifeworld.scorecard.queries.plays_exported import export_of
from lifeworld.scorecard.queries.plays_own import OPEN_MAX, own_plays
from lifeworld.scorecard.tests.plays_world import ALONE, MANY, SOONER, STUDY, PlaysWorld, done_after, hers, other, plays_world, typed
from lifeworld.testing.cast import Cast, cast
from lifeworld.voices.models import Study

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def world(people: Cast) -> PlaysWorld:
    return plays_world(12, people=people)


@pytest.fixture(autouse=True)
def _the_same_chance() -> Iterator[None]:
    """Chance draws the same arms in every run: verdicts of a drawn world are right nine times of ten, and tests are to be so always."""
    numbers = count()
    with patch("lifeworld.audiences.actions.holdouts.secrets.token_hex", lambda digits: f"{next(numbers):032x}"):
        yield


def begun(world: PlaysWorld, plan: object = SOONER) -> Play:
    """The play declared and begun."""
    made = begin_play(world.ana, declare_play(world.ana, plan, study=STUDY).plan.key, is_not_care=True)
    return Play.objects.get(pk=made.pk)


def offered(world: PlaysWorld) -> None:
    """Everybody is looked through, as the worker does it."""
    Play.objects.update(offered_mark="")
    while offer_step(world.ana):
        pass


def held(row: Play, world: PlaysWorld) -> set[int]:
    found = arms(world.ana, row.chosen)
    return set(found.filter(found["arm"] == "held")["customer"])


def test_nobody_is_offered_or_held_out_before_somebody_begins(world: PlaysWorld) -> None:
    made = declare_play(world.ana, SOONER, study=STUDY)
    assert (made.state, made.version, made.chosen) == ("ready", 1, "")
    assert not work_once() and not Offered.objects.exists()
    assert declare_play(world.ana, SOONER, study=STUDY) == made
    changed = declare_play(world.ana, replace(SOONER, title="Another"), study=STUDY)
    assert (changed.version, changed.plan.title, len(plays(world.ana))) == (1, "Another", 1)
    with pytest.raises(InputRefused, match="never care"):
        begin_play(world.ana, SOONER.key, is_not_care=False)
    assert play_versions(world.ana, SOONER.key)[0].state == "ready"


def test_who_is_served_is_offered_once_and_who_is_held_never(world: PlaysWorld) -> None:
    row = begun(world)
    assert work_once()
    while work_once():
        pass
    out = held(row, world)
    assert len(out) in {4, 5}  # .4 of 12
    assert set(Offered.objects.values_list("customer", flat=True)) == {one.pk for one in world.customers} - out
    lines = JournalLine.objects.filter(type="play.offered")
    assert lines.count() == 12 - len(out) and set(lines.values_list("customer", flat=True)) == {
        one.key for one in world.customers if one.pk not in out}
    offered(world)
    assert Offered.objects.count() == 12 - len(out)
    value = play_versions(world.ana, SOONER.key)[0]
    assert (value.reached.offered, value.reached.held) == (12 - len(out), len(out))


class Undone(Exception):
    """Takes back what an example wrote."""


@settings(max_examples=10, phases=[Phase.explicit, Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(1, 6), st.sampled_from((0.05, 0.3, 0.5)), st.booleans(), st.lists(st.booleans(), max_size=3), st.integers(0, 4),
       st.booleans())
def test_whatever_happens_nobody_who_is_held_is_offered_a_play(
        people: Cast, n: int, share: float, two: bool, newcomers: list[bool], leaving: int, everywhere: bool) -> None:
    with pytest.raises(Undone), transaction.atomic():
        world = plays_world(n, people=people)
        rows = [begun(world, replace(SOONER, held=share))] + ([begun(world, other(SOONER, "two", held=share))] if two else [])
        if everywhere:
            open_holdout(world.ana, "all", "All", share=0.5, withheld="All letters", is_not_care=True)
        offered(world)
        study = Study.objects.get(slug=STUDY)
        for at, alike in enumerate(newcomers):
            typed(study, [Customer.objects.create(place=world.people.acme, key=f"new{at}")], ALONE if alike else MANY)
        for one in world.customers[:leaving]:  # of another type now: she is in the audience no more, and her arm stays
            one.moments.update(type=MANY)
        offered(world)
        for row in rows:
            assign_newcomers(world.ana, row.chosen)
        offered(world)
        for row in rows:
            got = set(Offered.objects.filter(play=row).values_list("customer", flat=True))
            assert got.isdisjoint(held(row, world))
        for one in Customer.objects.filter(place=world.people.acme):
            shown = [each for each in own_plays(hers(world.people.acme, one)) if each.state == "open"]
            assert len(shown) <= OPEN_MAX
            assert {each.offer for each in shown} <= set(Offered.objects.filter(customer=one).values_list("pk", flat=True))
        raise Undone


def test_without_the_consent_that_it_asks_for_nobody_is_offered_it_or_counted(world: PlaysWorld) -> None:
    yes = world.customers[:6]
    for one in yes:
        record_consent(world.ana, one.pk, "tips", given=True)
    record_consent(world.ana, world.customers[7].pk, "tips", given=False)
    row = begun(world, replace(SOONER, purpose="tips"))
    offered(world)
    assert set(arms(world.ana, row.chosen)["customer"]) == {one.pk for one in yes}
    got = set(Offered.objects.values_list("customer", flat=True))
    assert got and got < {one.pk for one in yes}
    someone = next(one for one in yes if one.pk in got)
    assert own_plays(hers(world.people.acme, someone))
    record_consent(world.ana, someone.pk, "tips", given=False)
    assert own_plays(hers(world.people.acme, someone)) == []  # taken back, it is shown no more


def test_a_customer_has_at_most_two_open_offers_and_answers_them(world: PlaysWorld) -> None:
    for key in ("one", "two", "three"):
        begun(world, other(SOONER, key, held=0.05))
    offered(world)
    counts = [Offered.objects.filter(customer=one, state="open").count() for one in world.customers]
    assert max(counts) == OPEN_MAX
    someone = world.customers[counts.index(OPEN_MAX)]
    me = hers(world.people.acme, someone)
    first, second = own_plays(me)
    assert first.because.startswith("You see this because you seem ") and "guess" in first.how and "4 things that you did" in first.how
    assert take_play(me, first.offer) == "goals/" == take_play(me, first.offer)
    dismiss_play(me, second.offer)
    assert [(one.offer, one.state) for one in own_plays(me)] == [(first.offer, "taken")]
    offered(world)
    assert {one.state for one in own_plays(me)} == {"open", "taken"}  # there is room again
    assert second.offer not in {one.offer for one in own_plays(me)}
    assert JournalLine.objects.filter(type__in=("play.taken", "play.dismissed"), customer=someone.key).count() == 2


def test_who_says_that_the_type_is_wrong_is_offered_nothing_for_it_any_more(world: PlaysWorld) -> None:
    for key in ("one", "two"):
        begun(world, other(SOONER, key, held=0.05))
    offered(world)
    someone = next(one for one in world.customers if Offered.objects.filter(customer=one).count() == 2)
    me = hers(world.people.acme, someone)
    deny_type(me, own_plays(me)[0].offer)
    assert own_plays(me) == [] and set(Offered.objects.filter(customer=someone).values_list("state", flat=True)) == {"wrong"}
    begun(world, other(SOONER, "three", held=0.05))
    offered(world)
    assert own_plays(me) == [] and Offered.objects.filter(customer=someone).count() == 2
    assert TypeDenied.objects.get().type == ALONE
    begun(world, other(SOONER, "four", type="", only={"kind": "everyone"}, held=0.05))
    offered(world)
    assert not any(one.by_type for one in own_plays(me))


def test_offers_of_others_are_not_hers(world: PlaysWorld) -> None:
    begun(world)
    offered(world)
    row = Offered.objects.order_by("pk").first()
    assert row is not None
    stranger = next(one for one in world.customers if one.pk != row.customer_id)
    for act in (take_play, dismiss_play, deny_type):
        with pytest.raises(LifeworldError) as hidden:
            act(hers(world.people.acme, stranger), row.pk)
        assert hidden.value.status == 404
    end_play(world.ana, SOONER.key)
    with pytest.raises(LifeworldError) as closed:
        dismiss_play(hers(world.people.acme, next(one for one in world.customers if one.pk == row.customer_id)), row.pk)
    assert closed.value.status == 409


@pytest.mark.parametrize(("effect_days", "verdict"), [(-12.0, "works"), (0.0, "nil"), (12.0, "harms")])
def test_what_helps_goes_on_and_what_does_not_ends_by_itself(effect_days: float, verdict: str) -> None:
    world = plays_world(420)
    row = begun(world, replace(SOONER, worth=3.0))
    offered(world)
    done_after(world, row, effect_days)
    early = reckon(world.ana, row.pk, world.today + 1)
    assert early is not None and early.verdict == "unknown" and early.n_more and early.days_more == SOONER.days
    found = reckon(world.ana, row.pk, world.today + SOONER.days + 1)
    assert found is not None and found.verdict == verdict
    assert PlayOutcome.objects.count() == 420 == found.n_held + found.n_served
    value = play_versions(world.ana, SOONER.key)[0]
    assert value.found == found and [one.day for one in effect_over_time(world.ana, value)] == [early.day, found.day]
    if verdict == "works":
        assert value.state == "running"
        assert offer_to_all(world.ana, SOONER.key).for_all
        offered(world)
        assert Offered.objects.count() == 420
        assert reckon(world.ana, row.pk, world.today + 100) is None
    else:
        assert (value.state, value.ended) == ("retired", verdict) and value.why == found.why
        assert holdout_of(world.ana, row.chosen).ended_at
        assert JournalLine.objects.filter(type="play.retired", data__why=verdict).exists()
        assert own_plays(hers(world.people.acme, world.customers[0])) == [] and not work_once()
        with pytest.raises(LifeworldError, match="does not run"):
            offer_to_all(world.ana, SOONER.key)


def test_a_value_is_read_once_and_a_later_look_changes_nothing(world: PlaysWorld) -> None:
    row = begun(world)
    done_after(world, row, 0.0)
    reckon(world.ana, row.pk, world.today + SOONER.days + 1)
    before = list(PlayOutcome.objects.order_by("pk").values_list("customer", "value"))
    assert before
    done_after(world, row, 20.0)
    reckon(world.ana, row.pk, world.today + SOONER.days + 2)
    assert list(PlayOutcome.objects.order_by("pk").values_list("customer", "value")) == before


def test_a_day_is_over_when_the_next_began(world: PlaysWorld) -> None:
    row = begun(world)
    done_after(world, row, 0.0)
    reckon(world.ana, row.pk, world.today + SOONER.days)
    assert not PlayOutcome.objects.exists()  # of her last day more may come
    reckon(world.ana, row.pk, world.today + SOONER.days + 1)
    assert PlayOutcome.objects.count() == 12


def test_who_takes_back_that_she_is_counted_counts_no_more() -> None:
    world = plays_world(60)
    row = begun(world)
    done_after(world, row, 0.0)
    first = reckon(world.ana, row.pk, world.today + SOONER.days + 1)
    for one in world.customers[:30]:
        record_consent(world.ana, one.pk, FIGURES, given=False)
    second = reckon(world.ana, row.pk, world.today + SOONER.days + 2)
    assert first is not None and second is not None
    assert (first.n_held + first.n_served, second.n_held + second.n_served) == (60, 30)


def test_what_ended_while_it_was_reckoned_is_left_as_it_is(world: PlaysWorld) -> None:
    row = begun(world)

    def ends(*asked: object) -> tuple[str, ...]:
        end_play(world.ana, SOONER.key)
        return ()

    with patch("lifeworld.scorecard.actions.plays_work._notes", ends):
        assert reckon(world.ana, row.pk, world.today + 1) is None
    assert not PlayDay.objects.exists() and Play.objects.get().ended == "owner"


def test_only_the_newest_day_is_read_for_a_list(world: PlaysWorld) -> None:
    row = begun(world)
    for day in (1, 2, 3):
        reckon(world.ana, row.pk, world.today + day)
    with patch("lifeworld.scorecard.queries.plays.found_of", wraps=found_of) as read:
        value = plays(world.ana)[0]
    assert read.call_count == 1 and value.found is not None
    assert value.found.day == effect_over_time(world.ana, value)[-1].day


def test_what_changed_while_everybody_was_looked_through_is_looked_at_again(world: PlaysWorld) -> None:
    begun(world)
    marks = iter(["before", "after"] + ["after"] * 20)
    with patch("lifeworld.scorecard.actions.plays_work.ROWS", 5), patch(
            "lifeworld.scorecard.actions.plays_work.mark_of", lambda caller: next(marks)):
        assert offer_step(world.ana) and Play.objects.get().offered_after
        while Play.objects.get().offered_after:
            assert offer_step(world.ana)
        assert Play.objects.get().offered_mark == "before"
        assert not offer_step(world.ana)  # it rests first
        Play.objects.update(offered_at=timezone.now() - timedelta(hours=1))
        assert offer_step(world.ana)


def test_what_is_not_shown_to_her_any_more_cannot_be_taken(world: PlaysWorld) -> None:
    for one in world.customers:
        record_consent(world.ana, one.pk, "tips", given=True)
    begun(world, replace(SOONER, purpose="tips", held=0.05))
    offered(world)
    row = Offered.objects.select_related("customer").order_by("pk").first()
    assert row is not None
    me = hers(world.people.acme, row.customer)
    assert [one.offer for one in own_plays(me)] == [row.pk]
    record_consent(world.ana, row.customer_id, "tips", given=False)
    with pytest.raises(LifeworldError) as closed:
        take_play(me, row.pk)
    assert closed.value.code == "offer_closed" and own_plays(me) == []


def test_what_nobody_knows_in_time_ends(world: PlaysWorld) -> None:
    row = begun(world, replace(SOONER, days_max=90))
    assert reckon(world.ana, row.pk, world.today + 90) is not None and Play.objects.get().state == "running"
    reckon(world.ana, row.pk, world.today + 91)
    value = play_versions(world.ana, SOONER.key)[0]
    assert (value.state, value.ended) == ("retired", "late") and value.why.startswith("After 90 days nobody knows")


def test_a_changed_play_is_a_new_version_with_another_draw() -> None:
    world = plays_world(60)
    first = begun(world)
    again = declare_play(world.ana, replace(SOONER, title="Own progress, in pictures"), study=STUDY)
    assert (again.version, again.state) == (2, "ready")
    assert [one.state for one in play_versions(world.ana, SOONER.key)] == ["ready", "running"]
    begin_play(world.ana, SOONER.key, is_not_care=True)
    rows = {row.version: row for row in Play.objects.all()}
    assert (rows[1].state, rows[1].ended, rows[2].state) == ("retired", "replaced", "running")
    assert held(first, world) != held(rows[2], world)
    with pytest.raises(LifeworldError) as twice:
        begin_play(world.ana, SOONER.key, is_not_care=True)
    assert twice.value.status == 409


def test_what_the_place_does_not_have_is_refused(world: PlaysWorld) -> None:
    for plan, study in ((replace(SOONER, job="none"), STUDY), (SOONER, "none"), (SOONER, ""),
                        (replace(SOONER, measure="indicator", indicator="none"), STUDY), (replace(SOONER, leads="nowhere/"), STUDY)):
        with pytest.raises(LifeworldError) as refused:
            declare_play(world.ana, plan, study=study)
        assert refused.value.status in {404, 422}
    vic = world.people.caller(world.people.vic)
    with pytest.raises(LifeworldError, match=r"scorecard\.manage"):
        declare_play(vic, SOONER, study=STUDY)
    declare_play(world.ana, SOONER, study=STUDY)
    for act in (lambda: begin_play(vic, SOONER.key, is_not_care=True), lambda: end_play(vic, SOONER.key)):
        with pytest.raises(LifeworldError, match=r"scorecard\.manage"):
            act()
    dev = world.people.caller(world.people.dev, world.people.other)
    assert plays(dev) == []
    with pytest.raises(LifeworldError) as hidden:
        play_versions(dev, SOONER.key)
    assert hidden.value.status == 404


def test_what_is_kept_of_a_customer_is_given_to_her_and_goes_with_her(world: PlaysWorld) -> None:
    row = begun(world)
    offered(world)
    reckon(world.ana, row.pk, world.today + SOONER.days + 1)
    someone = Offered.objects.order_by("pk").select_related("customer").first()
    assert someone is not None
    deny_type(hers(world.people.acme, someone.customer), someone.pk)
    kept = export_of(world.ana, someone.customer_id)
    assert [len(rows) for rows in kept.values()] == [1, 1, 1] and kept["plays_offered"][0]["state"] == "wrong"
    forget(world.people.other.pk, someone.customer_id)
    assert export_of(world.ana, someone.customer_id) == kept
    forget(world.ana.place_id, someone.customer_id)
    assert not any(export_of(world.ana, someone.customer_id).values())
    assert Offered.objects.exists() and PlayOutcome.objects.exists() and PlayDay.objects.exists()


def test_a_newcomer_is_read_when_her_own_days_are_over(world: PlaysWorld) -> None:
    row = begun(world)
    new = Customer.objects.create(place=world.people.acme, key="new")
    typed(Study.objects.get(slug=STUDY), [new], ALONE)
    later = timezone.now() + timedelta(days=30)
    with patch("django.utils.timezone.now", return_value=later):
        assign_newcomers(world.ana, row.chosen)
    reckon(world.ana, row.pk, world.today + SOONER.days + 30)
    assert not PlayOutcome.objects.filter(customer=new).exists()
    reckon(world.ana, row.pk, world.today + SOONER.days + 31)
    assert PlayOutcome.objects.get(customer=new).day == world.today + SOONER.days + 30
