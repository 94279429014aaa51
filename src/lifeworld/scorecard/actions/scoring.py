"""A place is scored: queued by a person or every week, made by the work in the background, kept for good.

One at a time in a place. A worker that dies loses nothing: scoring is pure, so the same score is made again from the beginning.
"""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import asdict, replace
from datetime import timedelta
from threading import Event
from typing import Any

from django.db import IntegrityError, OperationalError, transaction
from django.db.models import Q
from django.utils import timezone

from lifeworld.events.actions import record
from lifeworld.goals.core.days import day_number
from lifeworld.kit.caller import SCOPES, Caller, conflict
from lifeworld.kit.errors import LifeworldError
from lifeworld.partners.models import Partner
from lifeworld.scorecard.actions.reaching import reach_saved
from lifeworld.scorecard.core.card import card_and_found
from lifeworld.scorecard.core.partner_view import steady, view_json, view_of
from lifeworld.scorecard.core.partner_views import partner_views
from lifeworld.scorecard.core.plans import WEEK_DAYS, PlanValue, ScoreValue
from lifeworld.scorecard.core.values import DEFINITIONS, FACTORS, Asked
from lifeworld.scorecard.core.wire import card_json, figure_json
from lifeworld.scorecard.models import PartnerSight, Score, ScorecardPlan
from lifeworld.scorecard.queries.columns import EPOCH, Window
from lifeworld.scorecard.queries.frames import STEPS, frames_and_warnings
from lifeworld.scorecard.queries.plans import asked_of, may_manage, plan_kept, window_of
from lifeworld.scorecard.queries.plans import value_of as value_of_plan
from lifeworld.scorecard.queries.scores import DONE, FAILED, GOING, RUNNING, WAITING, value_of

LEASE = timedelta(minutes=10)
"""A score whose worker was silent for so long is begun again."""
AGAIN = timedelta(hours=1)
"""A weekly score that failed is asked for again after so long."""
BEAT_SECONDS, TRIES_MAX = 0.5, 3
ALL_STEPS = STEPS + len(FACTORS) + 1
ERROR_CHARS_MAX = 1_000
DOING = ("What is known is read.", "The six factors are worked out.", "What partners may see is written down.")
ROWS, PLACES = 500, 10


class Stopped(Exception):
    """The worker is to stop while a place is scored."""


def score(caller: Caller) -> ScoreValue:
    """Queue a score of the place as of today. Errors: 403; 409 where nothing is set up, or one is on its way."""
    may_manage(caller)
    plan = plan_kept(caller)
    if plan is None:
        raise conflict("no_plan", "The scorecard of this place is not set up.", "Say first for whom it is made and over how many days.")
    return value_of(_queued(caller, plan))


def work_once(stop: Event | None = None) -> bool:
    """Score one place. False: nothing waits. Where ``stop`` is set meanwhile the score waits again, as if nobody had begun it."""
    _queue_weekly()
    row = _claimed()
    if row is None:
        return False
    try:
        _made(row, stop)
    except Stopped:
        _waits(row, row.tries - 1)
    except LifeworldError as error:
        _failed(row, str(error))
    except Exception as error:  # a fault stops neither the worker nor other places
        if row.tries >= TRIES_MAX:
            _failed(row, f"Scoring failed: {type(error).__name__}.")
        else:  # it may have been a fault that passes, as of a database that was busy
            _waits(row, row.tries)
        raise
    return True


@transaction.atomic
def _queued(caller: Caller, plan: PlanValue) -> Score:
    window = window_of(caller, plan)
    asked = asked_of(caller, plan, window)
    try:
        with transaction.atomic():
            row = Score.objects.create(place_id=caller.place_id, asked=asdict(asked), as_of=EPOCH + timedelta(days=window.until),
                                       definitions=DEFINITIONS, who=caller.who, made_at=timezone.now())
    except IntegrityError as error:
        raise conflict("score_going_on", "This place is being scored already.", "Wait until it is done.") from error
    record(caller, "scorecard.asked", data={"score": row.pk})
    return row


def _queue_weekly() -> None:
    """Places that are scored every week and were not within the last one."""
    since = timezone.now() - timedelta(days=WEEK_DAYS)
    again = timezone.now() - AGAIN
    recent = Score.objects.filter(Q(state__in=GOING) | Q(made_at__gt=again) | Q(made_at__gt=since, state=DONE)).values("place")
    for row in ScorecardPlan.objects.filter(weekly=True).exclude(place__in=recent).select_related("place").order_by("pk")[:PLACES]:
        caller = _worker(row.place.path, row.place_id, row.place.timezone)
        try:
            _queued(caller, value_of_plan(row))
        except LifeworldError:
            continue  # somebody asked for it at the same moment


@transaction.atomic
def _claimed() -> Score | None:
    """The oldest score that waits, or whose worker died; it is this worker's now."""
    now = timezone.now()
    rows = Score.objects.select_for_update(of=("self",)).select_related("place").defer("card")
    row = rows.filter(Q(state=WAITING) | Q(state=RUNNING, beat_at__lt=now - LEASE)).order_by("pk").first()
    if row is None:
        return None
    row.tries += 1
    if row.tries > TRIES_MAX:
        _failed(row, "It was begun three times, and its worker died each time.")
        return _claimed()
    row.state, row.beat_at, row.share, row.doing = RUNNING, now, 0.0, DOING[0]
    row.save(update_fields=["tries", "state", "beat_at", "share", "doing"])
    return row


def _made(row: Score, stop: Event | None) -> None:
    """Read, score, and keep the card with what each partner may see of it, in one transaction."""
    caller = _worker(row.place.path, row.place_id, row.place.timezone)
    plan = plan_kept(caller)
    if plan is None:
        raise conflict("no_plan", "The scorecard of this place is not set up any more.", "Set it up again.")
    asked = Asked(**row.asked)
    told = _Teller(row, stop)
    reach_saved(caller, _window(asked), told)
    frames, warnings = frames_and_warnings(caller, plan, _window(asked), told)
    told.doing = DOING[1]
    card, found = card_and_found(frames, asked, told)
    card = replace(card, warnings=(*card.warnings, *warnings))
    told.doing = DOING[2]
    partners = dict(Partner.objects.filter(place=row.place_id).values_list("key", "pk"))
    kept = PartnerSight.objects.filter(score__place=row.place_id).values_list("partner__key", "body")
    before = {key: view_of(body) for key, body in kept}
    views = [steady(before.get(view.partner), view) for view in partner_views(frames, found, asked) if view.partner in partners]
    sights = [PartnerSight(score=row, partner_id=partners[view.partner], body=view_json(view), enough=any(
        one.enough for one in view.figures)) for view in views]
    told(1)
    body = card_json(card)
    _kept(caller, row, sights, {
        "card": body, "axes": {one.factor: figure_json(one.axis) for one in card.scores}, "definitions": card.definitions,
        "inputs": digest_of(body), "simulated": card.simulated})


@transaction.atomic
def _kept(caller: Caller, row: Score, sights: list[PartnerSight], said: dict[str, Any]) -> None:
    known = Score.objects.filter(pk=row.pk, state=RUNNING, tries=row.tries).update(
        **said, state=DONE, share=1.0, doing="", error="", done_at=timezone.now())
    if not known:  # another worker took it up meanwhile
        return
    PartnerSight.objects.filter(score__place=row.place_id).delete()
    PartnerSight.objects.bulk_create(sights, batch_size=ROWS)
    record(caller, "scorecard.scored", data={"score": row.pk})


def digest_of(card: dict[str, Any]) -> str:
    """A digest of what a card was made of: the frames' own digests, and what was asked."""
    return hashlib.sha256(json.dumps([card["inputs"], card["asked"], card["definitions"]], sort_keys=True).encode()).hexdigest()


class _Teller:
    """Writes down how far a score is, now and then."""

    def __init__(self, row: Score, stop: Event | None) -> None:
        self.row, self.stop, self.done, self.last, self.doing = row, stop, 0, 0.0, DOING[0]

    def __call__(self, n: int = 1) -> None:
        """So much more is done. Errors: Stopped."""
        self.done += n
        if self.stop is not None and self.stop.is_set():
            raise Stopped
        if (now := time.monotonic()) - self.last < BEAT_SECONDS:
            return
        self.last = now
        rows = Score.objects.filter(pk=self.row.pk, state=RUNNING, tries=self.row.tries)
        try:
            rows.update(share=min(self.done / ALL_STEPS, 1.0), doing=self.doing, beat_at=timezone.now())
        except OperationalError:  # others have been writing for long: no reason to give up what was worked out
            return


def _waits(row: Score, tries: int) -> None:
    """The score waits as if nobody had begun it; ``tries``: how often somebody did."""
    Score.objects.filter(pk=row.pk, state=RUNNING, tries=row.tries).update(state=WAITING, tries=tries, share=0.0, doing="")


def _failed(row: Score, error: str) -> None:
    Score.objects.filter(pk=row.pk, state__in=GOING, tries__lte=row.tries).update(
        state=FAILED, error=error[:ERROR_CHARS_MAX], doing="", done_at=timezone.now(), tries=row.tries)


def _window(asked: Asked) -> Window:
    return Window(day_number(asked.since), day_number(asked.until))


def _worker(place: str, place_id: int, timezone_name: str) -> Caller:
    return Caller(place, place_id, frozenset(SCOPES), "worker", timezone=timezone_name)


