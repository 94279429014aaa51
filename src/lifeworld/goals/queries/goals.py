"""Goals as values: a customer's, one, its history, and those that their owners show to the team."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from lifeworld.goals.core.histories import change_said
from lifeworld.goals.core.statements import Outcome
from lifeworld.goals.core.values import ChangeLine, GoalValue, ItemValue, PauseValue, ScaleValue
from lifeworld.goals.models import Change, Goal, Item, Pause, Rating, Scale
from lifeworld.goals.queries.whose import EPOCH, customer_asked, goals_visible, today_of
from lifeworld.kit.caller import Caller, not_found
from lifeworld.measures.queries.kept import measured_otherwise

PAGE_MAX = 200
SCALE_FIELDS = ("id", "title", "unit", "indicator__slug", "weight", "levels", "low", "high", "over", "baseline",
                "baseline_level", "judged_levels", "judged_low", "judged_high", "judged_weight", "lowered", "declared", "removed_at",
                "frozen_at", "indicator")


def goals_of(caller: Caller, customer: int | None = None, *, states: Sequence[str] = ()) -> list[GoalValue]:
    """The goals of a customer in the order in which they were declared; people of the place see those that she shows to the team.

    Errors: LifeworldError 403; 404 for a customer of another place, or another customer.
    """
    asked = customer_asked(caller, customer)
    found = goal_values(caller, goals_visible(caller).filter(customer=asked).order_by("id"))
    return [each for each in found if not states or each.state in states]


def goal_of(caller: Caller, goal: int) -> GoalValue:
    """One goal. Errors: LifeworldError 403; 404 where it is not there or not the caller's to see."""
    found = goal_values(caller, goals_visible(caller).filter(pk=goal))
    if not found:
        raise not_found("goal", goal)
    return found[0]


def team_goals(caller: Caller, *, after: int = 0, limit: int = 50) -> list[GoalValue]:
    """Goals that customers show to the team, in the order of their keys, those after one. Errors: LifeworldError 403."""
    caller.require("goals.see")
    return goal_values(caller, goals_visible(caller).filter(pk__gt=after).order_by("id")[:min(max(limit, 1), PAGE_MAX)])


def history_of(caller: Caller, goal: int) -> list[ChangeLine]:
    """What happened to a goal, oldest first. Errors: LifeworldError 403, 404."""
    pk = goal_of(caller, goal).pk
    rows = Change.objects.filter(goal=pk).order_by("id").values_list("at", "what", "before", "after", "lowered")
    return [ChangeLine(iso(at), what, before, after, lowered, change_said(what, before, after, lowered))
            for at, what, before, after, lowered in rows]


def goal_values(caller: Caller, rows: QuerySet[Goal] | Iterable[Goal]) -> list[GoalValue]:
    """Rows as values, in six queries however many there are; only the customer herself gets her words on why she abandoned one."""
    found = list(rows.select_related("job") if isinstance(rows, QuerySet) else rows)
    pks = [row.pk for row in found]
    scales: dict[int, list[ScaleValue]] = defaultdict(list)
    otherwise = measured_otherwise(caller.place)
    for goal, *fields in Scale.objects.filter(goal__in=pks).order_by("id").values_list("goal_id", *SCALE_FIELDS):
        scales[goal].append(scale_from(fields, otherwise))
    pauses = _by_goal(Pause.objects.filter(goal__in=pks).order_by("begins_on", "id"))
    items = _by_goal(Item.objects.filter(goal__in=pks).order_by("place_in_list", "id"))
    ratings = {row.goal_id: row for row in Rating.objects.filter(goal__in=pks).order_by("at", "id")}
    away = paused_on(caller, today_of(caller), pks)
    return [_value(row, scales[row.pk], pauses[row.pk], items[row.pk], ratings.get(row.pk), own=bool(caller.customer),
                   state=state_now(row.state, row.pk in away)) for row in found]


def state_now(state: str, away: bool) -> str:
    """The state of a goal whose pauses hold today, or do not."""
    return ("paused" if away else "active") if state in {"active", "paused"} else state


def paused_on(caller: Caller, day: int, goals: Collection[int] | None = None) -> set[int]:
    """The goals (None: of the whole place) of which a pause holds a day."""
    date = EPOCH + timedelta(days=day)
    rows = Pause.objects.filter(Q(ends_on=None) | Q(ends_on__gte=date), goal__place=caller.place_id, begins_on__lte=date)
    return set((rows if goals is None else rows.filter(goal__in=goals)).values_list("goal_id", flat=True))


def scale_from(row: Sequence[Any], otherwise: Mapping[int, datetime]) -> ScaleValue:
    """A scale of a row of ``SCALE_FIELDS``; ``otherwise``: since when measures are measured in another way, by their number."""
    pk, title, unit, indicator, weight, levels, low, high, over, baseline, base_level, judged, *rest = row
    judged_low, judged_high, judged_weight, lowered, declared, removed_at, frozen_at, measure = rest
    if is_otherwise := measure in otherwise and otherwise[measure] > frozen_at:
        baseline, base_level = None, None  # of another measure than the one that is read now
    return ScaleValue(pk, title, unit, indicator or "", weight, tuple(levels), low, high, over, baseline, base_level, tuple(judged),
                      judged_low, judged_high, judged_weight, lowered, declared, removed_at is not None, is_otherwise)


def iso(at: datetime | None) -> str:
    """ISO 8601 in UTC to the second; "" for none."""
    return "" if at is None else at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _value(row: Goal, scales: list[ScaleValue], pauses: list[Pause], items: list[Item], rating: Rating | None, *,
           own: bool, state: str) -> GoalValue:
    outcome = row.body.get("outcome")
    return GoalValue(
        row.pk, str(row.client_id), row.customer_id, row.kind, row.title, Outcome(**outcome) if outcome else None,
        row.job.slug if row.job else "", row.job.title if row.job else "", state, row.seen_by, iso(row.declared_at), row.declared_day,
        row.due_on.isoformat() if row.due_on else None, iso(row.ended_at) or None, row.ended_day, row.reason,
        row.body.get("reason", "") if own else "", row.version, tuple(scales),
        tuple(PauseValue(each.begins_on.isoformat(), each.ends_on.isoformat() if each.ends_on else None, each.reason) for each in pauses),
        tuple(ItemValue(each.pk, each.kind, each.text, each.supplier, each.done_at is not None) for each in items),
        rating.importance if rating else None, rating.satisfaction if rating else None)


def _by_goal(rows: Iterable[Pause] | Iterable[Item]) -> dict[int, list]:  # type: ignore[type-arg]
    found: dict[int, list] = defaultdict(list)  # type: ignore[type-arg]
    for row in rows:
        found[row.goal_id].append(row)
    return found
