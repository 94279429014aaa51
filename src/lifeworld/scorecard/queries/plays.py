"""What is asked of plays: which there are in a place, for whom, whom each reached, and what is known of its effect."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, OuterRef, Subquery

from lifeworld.audiences.core.expression import words
from lifeworld.audiences.core.holdout import HELD, SERVED
from lifeworld.audiences.queries.arms import sizes_of_arms
from lifeworld.goals.core.days import day_text
from lifeworld.kit.caller import Caller, not_found
from lifeworld.scorecard.core.play_effects import PlayFound, found_of
from lifeworld.scorecard.core.play_values import PlayValue, Reached
from lifeworld.scorecard.core.plays import play_of, whom
from lifeworld.scorecard.models import Offered, Play, PlayDay
from lifeworld.scorecard.queries.plans import may_see

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
    arms = _arms(caller, rows)
    return [_value(caller, row, arms.get(row.chosen, {}), states.get(row.pk, {}), newest.get(row.pk)) for row in rows]


def _arms(caller: Caller, rows: list[Play]) -> dict[str, dict[str, int]]:
    """How many customers are in each arm of the plays' holdouts, by slug; of none for who may not see audiences."""
    chosen = [row.chosen for row in rows if row.chosen] if caller.may("audiences.see") else []
    return sizes_of_arms(caller, chosen) if chosen else {}


def _value(caller: Caller, row: Play, arms: dict[str, int], states: dict[str, int], found: PlayFound | None) -> PlayValue:
    plan = play_of(row.body)
    reached = Reached(arms.get(SERVED, 0), arms.get(HELD, 0), sum(states.values()), states.get("taken", 0), states.get("dismissed", 0),
                      states.get("wrong", 0))
    begun = "" if row.begun_day is None else day_text(row.begun_day)
    return PlayValue(row.pk, plan, row.version, row.world, row.study, row.state, row.ended, row.why, row.chosen, row.for_all,
                     begun, _day_of(caller, row.ended_at), words(whom(plan, row.study or "a study")), reached, found)


def _day_of(caller: Caller, at: datetime | None) -> str:
    return "" if at is None else at.astimezone(ZoneInfo(caller.timezone)).date().isoformat()
