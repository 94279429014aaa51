"""Work in the background: plays are offered to those who may be targeted, and their effect is reckoned once a day."""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta

import polars as pl
from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone

from lifeworld.audiences.queries.marks import mark_of
from lifeworld.audiences.queries.targetable import targetable
from lifeworld.events.actions import record
from lifeworld.goals.core.days import day_text
from lifeworld.goals.queries.whose import today_of
from lifeworld.kit.caller import Caller
from lifeworld.places.actions.working import step_in_places
from lifeworld.places.queries import workers
from lifeworld.scorecard.actions.plays import retire
from lifeworld.scorecard.core.play_effects import SIMULATED, PlayFound, found
from lifeworld.scorecard.core.plays import PlayPlan, play_of
from lifeworld.scorecard.core.values import Asked
from lifeworld.scorecard.models import Offered, Play, PlayDay, PlayOutcome
from lifeworld.scorecard.queries.frames import simulated
from lifeworld.scorecard.queries.frames_customers import assigned as drawn
from lifeworld.scorecard.queries.plays_measured import ahead, due, households, measured, offered_elsewhere, outcomes
from lifeworld.scorecard.queries.plays_own import OPEN_MAX, denied

ROWS = 1000
"""So many customers are offered a play in one transaction, and so many values written at once."""
REST = timedelta(seconds=180)
"""Everybody is looked through for a play at most so often."""
AGAIN_SECONDS = 600.0
"""A play of which the reckoning failed is reckoned again after so long."""
FAILED: dict[int, float] = {}
"""When the reckoning of a play failed last in this process."""
log = logging.getLogger("lifeworld.worker")


def work_once() -> bool:
    """One step for the hall's worker; True where there was something to do."""
    running = set(Play.objects.filter(state="running").values_list("place", flat=True).distinct())
    return step_in_places(reckon_step, offer_step, callers=[one for one in workers() if one.place_id in running] if running else [])


@transaction.atomic
def offer_step(caller: Caller) -> bool:
    """The first play of the place with somebody to look at is offered to those of the next page who may be targeted.

    Nobody is offered more than two plays at a time: who has as many open is looked at again when something changed.
    """
    mark, now = mark_of(caller), timezone.now()
    for row in Play.objects.select_for_update().filter(place=caller.place_id, state="running").order_by("pk"):
        if row.offered_after == 0 and (row.offered_mark == mark or not _rested(row.offered_at, row.offered_mark, now)):
            continue
        page = targetable(caller, row.chosen, play_of(row.body).purpose, after=row.offered_after, limit=ROWS)
        keys = {member.id: member.key for member in page}
        new = sorted(set(keys) - _offered(row, set(keys)) - _full(caller, set(keys)) - denied(caller, row, set(keys)))
        Offered.objects.bulk_create([Offered(play=row, customer_id=pk) for pk in new])
        began = row.offered_from if row.offered_after else mark
        Play.objects.filter(pk=row.pk).update(offered_after=page[-1].id if len(page) == ROWS else 0, offered_at=now, offered_from=began,
                                              offered_mark=began if len(page) < ROWS else row.offered_mark)
        for pk in new:
            record(caller, "play.offered", customer=keys[pk], data={"play": row.pk})
        return True
    return False


def _rested(at: datetime | None, mark: str, now: datetime) -> bool:
    return at is None or not mark or now - at >= REST


def _offered(row: Play, customers: set[int]) -> set[int]:
    """Those who were offered it before, in whatever version, and answered or did not."""
    rows = Offered.objects.filter(play__place=row.place_id, play__key=row.key, customer__in=customers)
    return set(rows.filter(play=row).values_list("customer", flat=True)) | set(
        rows.filter(state="dismissed").values_list("customer", flat=True))


def _full(caller: Caller, customers: set[int]) -> set[int]:
    """Those who have as many open offers as anybody may have."""
    rows = Offered.objects.filter(play__place=caller.place_id, play__state="running", state="open", customer__in=customers)
    counts = rows.order_by().values_list("customer").annotate(n=Count("id"))
    return {customer for customer, n in counts if n >= OPEN_MAX}


def reckon_step(caller: Caller) -> bool:
    """One play of the place that was not reckoned today is; True where there was one. One that fails does not stop the next: it waits."""
    today, since = today_of(caller), time.monotonic() - AGAIN_SECONDS
    rows = Play.objects.filter(place=caller.place_id, state="running", for_all=False).exclude(reckoned_day__gte=today)
    for play in rows.order_by("reckoned_day", "pk").values_list("pk", flat=True):
        if FAILED.get(play, since) > since:
            continue
        try:
            reckon(caller, play, today)
        except Exception:
            log.exception("a play was not reckoned", extra={"said": {"place": caller.place, "play": play}})
            FAILED[play] = time.monotonic()
            continue
        FAILED.pop(play, None)
        return True
    return False


def reckon(caller: Caller, play: int, today: int) -> PlayFound | None:
    """What is known of a running play today, kept; a verdict against it ends it. None where nobody is held out (any more).

    The value of a customer is read once, when her days are over, so that a later look never changes what an earlier one counted. All is
    worked out before anything is held, so that nobody waits for it.
    """
    row = _reckoned(caller, play).first()
    if row is None:
        return None
    plan, assigned = play_of(row.body), drawn(caller, row.chosen)
    _read(caller, row, plan, today, assigned)
    since = day_text(today if row.begun_day is None else row.begun_day)
    asked = Asked(since=since, until=day_text(today), as_of=day_text(today), looks="again",
                  query=f"the play «{plan.title}» of «{caller.place}», version {row.version}")
    made = found(plan, outcomes(caller, row), asked, ahead(row, today, assigned), _notes(row))
    return _kept(caller, play, today, made)


def _reckoned(caller: Caller, play: int) -> QuerySet[Play]:
    return Play.objects.filter(pk=play, place=caller.place_id, state="running", for_all=False)


@transaction.atomic
def _kept(caller: Caller, play: int, today: int, made: PlayFound) -> PlayFound | None:
    """What was found is written down, and follows; None where the play ended meanwhile."""
    row = _reckoned(caller, play).select_for_update().first()
    if row is None:
        return None
    plan = play_of(row.body)
    PlayDay.objects.update_or_create(play=row, day=today, defaults={"body": made.json()})
    Play.objects.filter(pk=row.pk).update(reckoned_day=today)
    late = made.verdict == "unknown" and row.begun_day is not None and today - row.begun_day > plan.days_max
    if made.verdict in {"nil", "harms"}:
        retire(caller, row, made.verdict, made.why)
    elif late:
        retire(caller, row, "late", f"After {plan.days_max} days nobody knows whether it helps, and it was not to run longer. {made.why}")
    record(caller, "play.reckoned", data={"play": row.pk, "held": made.n_held, "served": made.n_served})
    return made


def _read(caller: Caller, row: Play, plan: PlayPlan, today: int, assigned: pl.DataFrame) -> None:
    """The values of those whose days are over, by the day on which they were assigned."""
    waiting = due(caller, row, today, assigned)
    if waiting.is_empty():
        return
    together = households(caller)
    for (day,), some in waiting.sort("day", "customer").partition_by("day", as_dict=True, maintain_order=True).items():
        values, before = measured(caller, plan, int(day))
        rows = [PlayOutcome(play=row, customer_id=customer, arm=arm, household=together.get(customer, ""), value=values.get(customer),
                            before=before.get(customer), day=day + plan.days) for customer, arm, _ in some.iter_rows()]
        PlayOutcome.objects.bulk_create(rows, batch_size=ROWS, ignore_conflicts=True)  # what another worker read first stays


def _notes(row: Play) -> tuple[str, ...]:
    found: tuple[str, ...] = (SIMULATED,) if simulated(row.place_id) else ()
    if offered_elsewhere(row):
        found += ("Some of them were offered another play too, which those who are held out here may not have been: the effect holds "
                  "something of both.",)
    return found
