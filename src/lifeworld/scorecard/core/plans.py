"""How a place is scored, as a value: for whom it is made, who is held out, over which days, and what matters to its owner."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lifeworld.kit.errors import InputRefused, listed
from lifeworld.scorecard.core.values import FACTOR

WINDOW_DAYS, WINDOW_DAYS_MAX = 90, 730
WINDOW_DAYS_MIN = 7
HARM_DAYS, HARM_DAYS_MAX = 30, 365
WEIGHTS = {0: "not at all", 1: "a little", 2: "somewhat", 3: "much", 4: "very much"}
"""How much something matters, as an answer."""
SENTENCES: Mapping[str, str] = {
    "success": "That I get done what I care about, and can see that I do.",
    "audiences": "That it is made for people like me.",
    "sauce": "That it lets me do what I could do nowhere else.",
    "partners": "That good partners and suppliers take part, and that I am not left to a single one.",
    "alignment": "That those who help me most also earn most by it.",
    "presence": "That it is there where I begin, and keeps what I began with.",
}
"""What each factor is to a customer, in a sentence that she can weigh."""
WEEK_DAYS = 7


@dataclass(frozen=True)
class PlanValue:
    """How a place is scored. ``target``, ``holdout``, ``segmentation``: slugs, "" for none; ``weights``: of the owner, 0 to 4 by factor."""

    target: str = ""
    holdout: str = ""
    segmentation: str = ""
    window_days: int = WINDOW_DAYS
    harm_days: int = HARM_DAYS
    currency: str = "EUR"
    active_types: tuple[str, ...] = ()
    weights: Mapping[str, int] = field(default_factory=dict)
    weekly: bool = False
    version: int = 0
    who: str = ""
    changed_at: str = ""


@dataclass(frozen=True)
class ScoreValue:
    """A score as a list shows it. ``share``: how far it is; ``axes``: the figures of the six axes as JSON, by factor."""

    id: int
    state: str
    as_of: str
    since: str
    until: str
    who: str
    made_at: str
    done_at: str
    share: float = 0.0
    doing: str = ""
    error: str = ""
    definitions: str = ""
    inputs: str = ""
    simulated: bool = False
    query: str = ""
    axes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class HistoryPoint:
    """An axis as it was once. ``changed``: the definitions are others than those of the score before, so that the two are not one line."""

    score: int
    as_of: str
    value: float | None
    low: float | None
    high: float | None
    text: str
    definitions: str
    changed: bool = False


@dataclass(frozen=True)
class ImportValue:
    """A file of earnings that came in, and the first of the rows that were not taken."""

    id: int
    filename: str
    state: str
    n_read: int
    n_taken: int
    n_duplicate: int
    n_refused: int
    said: str
    who: str
    made_at: str
    refusals: tuple[tuple[int, str, str, str], ...] = ()


@dataclass(frozen=True)
class EarnedSum:
    """What a partner earned in the window, in one currency, as decimal text; ``paid_back`` is part of ``amount``."""

    partner: str
    name: str
    n: int
    amount: str
    paid_back: str
    first: str
    last: str


def checked_plan(plan: PlanValue) -> PlanValue:
    """The plan, where it can be. Errors: InputRefused naming what is wrong.

    >>> checked_plan(PlanValue(window_days=90)).currency
    'EUR'
    """
    _between(plan.window_days, WINDOW_DAYS_MIN, WINDOW_DAYS_MAX, "window", "days")
    _between(plan.harm_days, 1, HARM_DAYS_MAX, "time after which nothing counts as harm", "days")
    if not re.fullmatch("[A-Z]{3}", plan.currency):
        raise InputRefused("bad_currency", f"«{plan.currency[:12]}» is no currency.", "Give its code of three letters, such as EUR.")
    checked_weights(plan.weights)
    return plan


def checked_weights(weights: Mapping[str, int]) -> dict[str, int]:
    """Weights by factor, 0 to 4 each. Errors: InputRefused for a factor that is none, or another number.

    >>> checked_weights({"success": 4, "sauce": 0})
    {'success': 4, 'sauce': 0}
    """
    for factor, weight in weights.items():
        if factor not in FACTOR:
            raise InputRefused("unknown_factor", f"There is no factor «{factor[:40]}».", f"Factors are {listed(list(FACTOR))}.")
        if isinstance(weight, bool) or weight not in WEIGHTS:
            raise InputRefused("bad_weight", f"How much «{FACTOR[factor].title}» matters cannot be {weight!r}.",
                               "Answer 0 (not at all) to 4 (very much).")
    return {factor: int(weights[factor]) for factor in FACTOR if factor in weights}


def _between(number: int, least: int, most: int, what: str, unit: str) -> None:
    if isinstance(number, bool) or not least <= number <= most:
        raise InputRefused("bad_number", f"The {what} cannot be {number} {unit}.", f"Give {least} to {most} {unit}.")
