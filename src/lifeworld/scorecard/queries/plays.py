"""What is asked of plays: which there are in a place, for whom, whom each reached, and what is known of its effect."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, OuterRef, Subquery

from lifeworld.audiences.core.expression import words
from lifeworld.audiences.queries.holdouts import holdout_of
from lifeworld.kit.caller import Caller, not_found
from lifeworld.scorecard.core.play_effects import PlayFound, found_of
from lifeworld.scorecard.core.play_values import PlayValue, Reached
from lifeworld.scorecard.core.plays import play_of, whom
from lifeworld.scorecard.models import Offered, Play, PlayDay
from lifeworld.scorecard.queries.plans import may_see

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAYS_SHOWN = 400
RETIRED_MAX = 100


def plays(caller: Caller) -> list[PlayValue]:
    """The plays of the place: those that run, those that are ready, then what was retired, the newest first. Errors: LifeworldError 403."""
    may_see(caller)
    here = Play.objects.filter(place=caller.place_id).order_by("key", "-version")
    retired = here.filter(state="retired").order_by("-ended_at", "-pk")[:RETIRED_MAX]
    return _values(caller, [*here.filter(state="running"), *here.filter(state="ready"), *retired])


def play_versions(caller: Caller, key: str) -> list[PlayValue]:
    """Every version of a play, the newest first. Errors: LifeworldError 403; 404 where there is none."""
    may_see(caller)
    found = _values(caller, Play.objects.filter(place=caller.place_id, key=key).order_by("-version"))
    if not found:
        raise not_found("play", key)
    return found


def effect_over_time(caller: Caller, play: PlayValue) -> list[PlayFound]:
    """What was known on each day, the oldest first; at most the last 400 days. Errors: LifeworldError 403."""
    may_see(caller)
    rows = PlayDay.objects.filter(play=play.pk, play__place=caller.place_id).order_by("-day")[:DAYS_SHOWN]
    return [found_of(row.body) for row in reversed(rows)]


def day_text(day: int | None) -> str:
    """A day from 1970 as ISO; "" for none."""
    return "" if day is None else (EPOCH + timedelta(days=day)).date().isoformat()


def _values(caller: Caller, rows: Iterable[Play]) -> list[PlayValue]:
    rows = list(rows)
    states: dict[int, dict[str, int]] = {}
    counted = Offered.objects.filter(play__in=rows).order_by("play", "state").values_list("play", "state").annotate(n=Count("id"))
    for play, state, n in counted:
        states.setdefault(play, {})[state] = n
    newest: dict[int, PlayFound] = {}
    last = PlayDay.objects.filter(play=OuterRef("play")).order_by("-day").values("pk")[:1]
    for play, body in PlayDay.objects.filter(play__in=rows, pk=Subquery(last)).values_list("play", "body"):
        newest[play] = found_of(body)
    return [_value(caller, row, states.get(row.pk, {}), newest.get(row.pk)) for row in rows]


def _value(caller: Caller, row: Play, states: dict[str, int], found: PlayFound | None) -> PlayValue:
    plan = play_of(row.body)
    held = holdout_of(caller, row.chosen) if row.chosen and caller.may("audiences.see") else None
    reached = Reached(held.n_served if held else 0, held.n_held if held else 0, sum(states.values()),
                      states.get("taken", 0), states.get("dismissed", 0), states.get("wrong", 0))
    return PlayValue(row.pk, plan, row.version, row.world, row.study, row.state, row.ended, row.why, row.chosen, row.for_all,
                     day_text(row.begun_day), _day_of(caller, row.ended_at), words(whom(plan, row.study or "a study")), reached, found)


def _day_of(caller: Caller, at: datetime | None) -> str:
    return "" if at is None else at.astimezone(ZoneInfo(caller.timezone)).date().isoformat()
