"""What ``<lw-goal>`` and the customer's own page show of a goal, as plain values (elements/contract.md, «Goals»)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lifeworld.goals.core.days import day_text
from lifeworld.goals.core.values import ChangeLine, Progress, ScaleProgress

DAYS_SHOWN = 91
STATE_WORDS = {"active": "going on", "paused": "paused", "reached": "reached", "abandoned": "given up"}


def goal_view(progress: Progress, history: Sequence[ChangeLine] = (), url: str | None = None) -> dict[str, Any]:
    """A goal as its customer sees it. Unknown is None, never 0; levels lie between -2 and +2."""
    goal = progress.goal
    return {
        "pk": goal.pk, "title": goal.title, "kind": goal.kind, "state": goal.state, "declared_on": day_text(goal.declared_day),
        "due_on": goal.due_on, "seen_by": goal.seen_by, "scales": [scale_view(each) for each in progress.scales if not each.scale.removed],
        "attainment": {"value": progress.t, "low": progress.t_low, "high": progress.t_high},
        "way": [{"day": day_text(each.day), "t": each.t} for each in progress.history],
        "words": [*progress.words, *progress.missing], "url": url,
        "history": [{"on": each.at[:10], "words": each.said} for each in history],
    }


def scale_view(progress: ScaleProgress) -> dict[str, Any]:
    """One measure of a goal: where it started, where it is with its interval, its days where it has a range."""
    scale, days = progress.scale, progress.in_range
    share = None if days is None else {"value": days.share, "low": days.low, "high": days.high, "worst": days.worst, "best": days.best}
    return {
        "pk": scale.pk, "title": scale.title, "words": progress.said, "weight": scale.weight, "start": scale.baseline_level,
        "now": progress.level, "low": progress.level_low, "high": progress.level_high, "own": scale.own, "lowered": scale.lowered,
        "days": [{"day": day_text(each.day), "is": each.state} for each in progress.days[-DAYS_SHOWN:]], "in_range": share,
    }
