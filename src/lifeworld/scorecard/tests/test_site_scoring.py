"""How a place is scored: set up once, one at a time, every week, taken up again where a worker died, kept as history."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from threading import Event
from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.utils import timezone

from lifeworld.events.actions.types import declare_type
from lifeworld.events.models import EventType
from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import InputRefused, LifeworldError
from lifeworld.scorecard.actions import scoring
from lifeworld.scorecard.actions.plans import set_plan
from lifeworld.scorecard.actions.scoring import score, work_once
from lifeworld.scorecard.core.deeds import DEEDS
from lifeworld.scorecard.core.plans import WINDOW_DAYS_MAX, PlanValue
from lifeworld.scorecard.core.values import FACTORS
from lifeworld.scorecard.models import Score, ScorecardPlan
from lifeworld.scorecard.queries.plans import plan_of
from lifeworld.scorecard.queries.scores import going_on, history_of, scores_of
from lifeworld.testing.cast import Cast, cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def owner(people: Cast) -> Caller:
    return people.caller(people.ana)


def test_setting_it_up_declares_the_types_that_it_reads_and_leaves_others_as_they_are(owner: Caller) -> None:
    own = {"type": "object", "properties": {"partner": {"type": "string"}}}
    declare_type(owner, "partner.used", "As we say it", own)
    assert plan_of(owner) is None and EventType.objects.filter(place=owner.place_id).count() == 1
    kept = set_plan(owner, PlanValue(weights={"success": 4}, weekly=True))
    assert (kept.version, kept.weekly, kept.weights, kept.who) == (1, True, {"success": 4}, owner.who)
    assert set(EventType.objects.filter(place=owner.place_id, declared=True).values_list("name", flat=True)) == {one.name for one in DEEDS}
    assert EventType.objects.get(place=owner.place_id, name="partner.used").schema == own
    with pytest.raises(LifeworldError) as changed:
        set_plan(owner, PlanValue())
    assert changed.value.code == "plan_changed"
    assert set_plan(owner, replace(kept, window_days=30)).version == 2


@pytest.mark.parametrize("wrong", [PlanValue(window_days=3), PlanValue(harm_days=0), PlanValue(currency="euro"), PlanValue(
    weights={"luck": 1}), PlanValue(weights={"success": 5}), PlanValue(active_types=("x\x00",))])
def test_a_plan_that_cannot_be_is_refused(owner: Caller, wrong: PlanValue) -> None:
    with pytest.raises(InputRefused):
        set_plan(owner, wrong)
    assert not ScorecardPlan.objects.exists()


def test_who_may_do_what(people: Cast, owner: Caller) -> None:
    analyst, viewer, coder = (people.caller(one) for one in (people.ben, people.vic, people.eva))
    with pytest.raises(LifeworldError, match="There is no audience"):
        set_plan(owner, PlanValue(target="nobody"))
    for caller in (viewer, coder):
        with pytest.raises(LifeworldError, match=r"scorecard\.manage"):
            set_plan(caller, PlanValue())
    with pytest.raises(LifeworldError, match=r"scorecard\.see"):
        scores_of(coder)
    with pytest.raises(LifeworldError) as unset:
        score(analyst)
    assert unset.value.code == "no_plan"
    set_plan(analyst, PlanValue())
    assert score(analyst).state == "waiting"
    assert viewer and going_on(viewer) is not None
    with pytest.raises(LifeworldError) as twice:
        score(analyst)
    assert twice.value.code == "score_going_on"


def test_an_empty_place_is_scored_as_not_known_and_the_history_grows(owner: Caller) -> None:
    set_plan(owner, PlanValue())
    for _ in range(2):
        score(owner)
        assert work_once()
    assert not work_once()
    done = scores_of(owner, state="done")
    assert len(done) == 2 and done[0].id > done[1].id and done[0].inputs == done[1].inputs
    for factor in FACTORS:
        points = history_of(done, factor.key)
        assert [point.score for point in points] == [done[1].id, done[0].id]
        assert [(point.value, point.changed) for point in points] == [(None, False), (None, False)]
    Score.objects.filter(pk=done[1].id).update(definitions="0")
    assert [point.changed for point in history_of(scores_of(owner, state="done"), "success")] == [False, True]


def test_every_week_where_somebody_said_so(owner: Caller) -> None:
    set_plan(owner, PlanValue())
    assert not work_once()
    set_plan(owner, PlanValue(weekly=True, version=1))
    assert work_once() and not work_once()
    assert [one.who for one in scores_of(owner)] == ["worker"]
    Score.objects.update(made_at=timezone.now() - timedelta(days=8))
    assert work_once()
    assert Score.objects.filter(state="done").count() == 2


def test_a_worker_that_is_stopped_or_dies_leaves_the_score_to_the_next(owner: Caller) -> None:
    set_plan(owner, PlanValue())
    score(owner)
    stop = Event()
    stop.set()
    assert work_once(stop)
    row = Score.objects.get()
    assert (row.state, row.tries) == ("waiting", 0)
    Score.objects.update(state="running", tries=1, beat_at=timezone.now())
    assert not work_once()  # it is somebody's
    Score.objects.update(beat_at=timezone.now() - 2 * scoring.LEASE)
    assert work_once()
    row = Score.objects.get()
    assert (row.state, row.tries) == ("done", 2)
    Score.objects.update(state="running", tries=3, beat_at=timezone.now() - 2 * scoring.LEASE)
    assert not work_once()
    assert Score.objects.get().state == "failed" and "three times" in Score.objects.get().error


def test_a_fault_that_passes_is_no_end(owner: Caller) -> None:
    set_plan(owner, PlanValue(weekly=True))
    score(owner)
    with patch.object(scoring, "frames_and_warnings", side_effect=OperationalError("database is locked")):
        for state in ("waiting", "waiting", "failed"):
            with pytest.raises(OperationalError):
                work_once()
            assert Score.objects.get().state == state
        assert not work_once()  # of a week's score that failed, the next try is an hour away
    Score.objects.update(made_at=timezone.now() - 2 * scoring.AGAIN)
    assert work_once() and Score.objects.filter(state="done").count() == 1
    Score.objects.update(made_at=timezone.now() - 2 * scoring.AGAIN)
    assert not work_once()


def test_a_form_that_came_too_late_stays_too_late(people: Cast, owner: Caller) -> None:
    set_plan(owner, PlanValue())
    ana, page = people.client(people.ana), "/acme/-/scorecard/settings/"
    form = {"window_days": "90", "harm_days": "30", "currency": "EUR", "version": "1"}
    assert f'max="{WINDOW_DAYS_MAX}"' in ana.get(page).content.decode()
    set_plan(owner, PlanValue(window_days=60, version=1))
    late = ana.post(page, form)
    assert late.status_code == 409 and 'name="version" value="1"' in late.content.decode()
    assert ana.post(page, {**form, "version": "2"}).status_code == 302


def test_what_fails_is_said_and_stops_nobody(owner: Caller) -> None:
    set_plan(owner, PlanValue())
    score(owner)
    ScorecardPlan.objects.all().delete()
    assert work_once()
    row = scores_of(owner)[0]
    assert row.state == "failed" and "not set up" in row.error
