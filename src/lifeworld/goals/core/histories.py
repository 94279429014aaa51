"""What the lines of a goal's history say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lifeworld.goals.core.values import REASONS

_SAID: Mapping[str, str] = {
    "declared": "The goal was declared.", "title": "The goal was put in other words.", "outcome": "The outcome was put in other words.",
    "due_on": "The day by which it is to be done changed.",
    "seen_by": "Who may see the goal changed.", "levels": "A measure asks for more.",
    "weight": "How much a measure matters changed; attainment keeps the weights of the beginning.", "scale_title": "A measure was renamed.",
    "scale_added": "A measure was added; attainment is judged by those that were declared.",
    "scale_removed": "A measure was put aside; attainment still counts it.", "paused": "The goal was paused.",
    "resumed": "The goal goes on.", "reached": "The goal was reached.", "reopened": "The goal was opened again.",
}
_LOWERED = "A measure was made easier; the first target stays what attainment is judged by."


def change_said(what: str, before: Any, after: Any, lowered: bool) -> str:
    """A line of the history as a sentence.

    >>> change_said("due_on", "2026-05-01", "2026-06-01", False)
    'The day by which it is to be done changed from 2026-05-01 to 2026-06-01; figures of all customers keep the first.'
    """
    if lowered:
        return _LOWERED
    if what == "due_on" and before and after:
        kept = "; figures of all customers keep the first" if after > before else ""
        return f"The day by which it is to be done changed from {before} to {after}{kept}."
    if what == "abandoned":
        return f"The goal was given up: {REASONS.get(str(after), 'no reason given')}."
    return _SAID.get(what, "The goal changed.")
