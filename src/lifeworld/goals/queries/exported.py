"""All that goals keep about one customer, for whoever asks what is kept about her, and for herself."""

from __future__ import annotations

from typing import Any

from lifeworld.goals.models import Change, Check, Goal, GoalLink, Item, Pause, Rating, Scale
from lifeworld.goals.queries.whose import customer_asked
from lifeworld.kit.caller import Caller

WORDS = {"goals": ("title", "body"), "goal_scales": ("title", "unit"), "goal_items": ("text", "supplier"),
         "goal_changes": ("before", "after")}
"""What a customer wrote, which of goals that only she may see is given to nobody but her."""


def export_of(caller: Caller, customer_pk: int | None = None) -> dict[str, list[dict[str, Any]]]:
    """Tables of plain rows; she herself gets every word, people of the place the words of goals that she shows to the team.

    Errors: LifeworldError 403; 404 where a customer asks for another.
    """
    if caller.customer:
        customer_pk = customer_asked(caller, customer_pk)
    else:
        caller.require("customers.change")
    goals = Goal.objects.filter(place=caller.place_id, customer=customer_pk)
    hidden = set() if caller.customer else set(goals.filter(seen_by="me").values_list("pk", flat=True))
    of_goals = {"goal__in": goals.values("pk")}
    links = GoalLink.objects.filter(place=caller.place_id, customer=customer_pk)
    tables: dict[str, Any] = {
        "goals": goals.values("id", "client_id", "job__slug", "kind", "title", "body", "state", "seen_by", "declared_at", "due_on",
                              "ended_at", "reason", "version"),
        "goal_scales": Scale.objects.filter(**of_goals).values(
            "id", "goal", "indicator__slug", "title", "unit", "weight", "over", "baseline", "baseline_level", "levels", "low", "high",
            "judged_levels", "judged_low", "judged_high", "judged_weight", "lowered", "declared", "frozen_at", "removed_at"),
        "goal_checks": Check.objects.filter(scale__goal__in=goals.values("pk")).values("id", "scale", "at", "value", "level"),
        "goal_pauses": Pause.objects.filter(**of_goals).values("id", "goal", "begins_on", "ends_on", "reason"),
        "goal_ratings": Rating.objects.filter(**of_goals).values("id", "goal", "at", "importance", "satisfaction"),
        "goal_items": Item.objects.filter(**of_goals).values("id", "goal", "kind", "text", "supplier", "place_in_list", "done_at"),
        "goal_changes": Change.objects.filter(**of_goals).values("id", "goal", "at", "what", "before", "after", "lowered"),
        "goal_links": links.values("id", "label", "created_at", "expires_at", "revoked_at"),
    }
    return {name: [_row(name, row, hidden) for row in rows.order_by("id")] for name, rows in tables.items()}


def _row(table: str, row: dict[str, Any], hidden: set[int]) -> dict[str, Any]:
    kept = {key.replace("__slug", ""): value for key, value in row.items()}
    if kept["id" if table == "goals" else "goal"] in hidden if table in WORDS else False:
        kept.update(dict.fromkeys(WORDS[table]))
    return kept
