"""A customer's goals inside a partner's page: what the frame shows, and what it sends."""

from __future__ import annotations

from typing import Any

from lifeworld.goals.pages import own
from lifeworld.goals.pages.sending import sent_json, taken
from lifeworld.goals.queries.goals import goals_of
from lifeworld.kit.caller import Caller

__all__ = ("data_of", "sent_json", "taken", "view")


def data_of(caller: Caller) -> dict[str, Any]:
    """Her goals, the newest first, and what a new one may be made of, as ``<lw-goal>`` takes them."""
    return {"config": own.choices(caller).json(), "goals": [view(caller, each.pk) for each in reversed(goals_of(caller))]}


def view(caller: Caller, goal: int) -> dict[str, Any]:
    """One goal; it has no address of its own inside another page."""
    return own.view(caller, goal, None)
