"""Where the rows behind a figure can be seen: pages of the rooms that keep them, those that the caller may open."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from lifeworld.kit.caller import Caller
from lifeworld.scorecard.core.deeds import ORDERED, REACHED, STARTED, TRIED, USED
from lifeworld.scorecard.core.values import Asked


@dataclass(frozen=True)
class Seen:
    """A page that shows rows, and its address."""

    title: str
    url: str


@dataclass(frozen=True)
class _Page:
    """A page by its name, what it shows, and the right that it asks for. ``type``: of the events that it is to show; ``days``: whether it
    can be asked for the days of the scorecard.
    """

    title: str
    name: str
    right: str
    type: str = ""
    days: bool = False


PAGES: Mapping[str, _Page] = {
    "customers": _Page("the customers", "customers", "customers.see"),
    "goals": _Page("goals of these days", "goals", "goals.see", days=True),
    "answers": _Page("what customers answered", "goal_opportunity", "goals.see"),
    "audiences": _Page("the audiences", "audiences", "audiences.see"),
    "holdouts": _Page("who is held out", "holdouts", "audiences.see"),
    "trials": _Page("attempts, as events", "newest_events", "events.see", TRIED),
    "designs": _Page("designs that were reached, as events", "newest_events", "events.see", REACHED),
    "uses": _Page("uses of partners, as events", "newest_events", "events.see", USED),
    "orders": _Page("orders, as events", "newest_events", "events.see", ORDERED),
    "starts": _Page("journeys that began, as events", "newest_events", "events.see", STARTED),
    "partners": _Page("the partners", "partners", "partners.see"),
    "earnings": _Page("earnings", "scorecard_earnings", "scorecard.see"),
    "choices": _Page("choices of suppliers", "supplier_choices", "partners.see"),
}
"""Pages by frame, and those of what a frame is made of."""
_WORDS = {"goals": "goals", "audience": "audiences", "holdout": "holdouts", "answers": "answers", "attempts": "trials",
          "designs": "designs", "uses": "uses", "orders": "orders", "starts": "starts", "earnings": "earnings", "choices": "choices"}
_ELSE = {"partners": "partners", "customers": "customers"}
"""Words of a figure's evidence, and the page each means; the second where none of the first stands in it."""


def seen_of_figure(caller: Caller, query: str, asked: Asked) -> tuple[Seen, ...]:
    """Where the rows of a figure can be seen, by the words of its evidence; empty where no page shows them to this caller."""
    words = re.findall(r"[a-z]+", query.removeprefix(asked.query))
    meant = dict.fromkeys([_WORDS[word] for word in words if word in _WORDS] or [_ELSE[word] for word in words if word in _ELSE])
    return tuple(one for name in meant for one in seen_of_frame(caller, name, asked))


def seen_of_frame(caller: Caller, frame: str, asked: Asked) -> tuple[Seen, ...]:
    """Where the rows of a frame can be seen; empty where no page shows them to this caller."""
    page = PAGES.get(frame)
    if page is None or not caller.may(page.right):
        return ()
    query = {"type": page.type} if page.type else {"from": asked.since, "to": asked.until} if page.days and asked.since else {}
    return (Seen(page.title, reverse(page.name, args=[caller.place]) + (f"?{urlencode(query)}" if query else "")),)
