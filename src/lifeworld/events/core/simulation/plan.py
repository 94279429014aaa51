"""A simulated ecosystem: what is planted in it, with defaults that were fixed in advance.

Effects are on the scale of attainment, on which customers without any effect differ with a standard deviation of 1 (their health and
chance together) and 0 means that a customer got as far as she hoped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from lifeworld.kit.errors import InputRefused, listed, nearest
from lifeworld.kit.records import rebuilt

OUTCOMES = ("minimise the time it takes to begin", "increase the days on which I keep to my plan", "minimise the chance of an injury",
            "increase how much I feel part of a group")
CUSTOMERS_MAX, DAYS_MAX = 1_000_000, 3_660
_NAME = re.compile(r"[\w][\w .,'&-]{0,79}")


@dataclass(frozen=True)
class Segment:
    """A group of customers with needs of its own: ``share`` of all, and for each outcome the share who answer 4 or 5 of 5.

    ``sessions_week``: sessions of one customer a week.
    """

    name: str
    share: float
    importance: tuple[float, ...]
    satisfaction: tuple[float, ...]
    sessions_week: float = 3.0


@dataclass(frozen=True)
class Partner:
    """A partner: the share of customers who use it, drawn by chance, and what its use adds to a customer's attainment."""

    name: str
    use: float
    effect: float


SEGMENTS = (
    Segment("beginners", 0.5, (0.85, 0.60, 0.55, 0.30), (0.80, 0.50, 0.50, 0.35), 2.0),
    Segment("competitors", 0.3, (0.40, 0.75, 0.80, 0.35), (0.60, 0.65, 0.60, 0.40), 4.5),
    Segment("companions", 0.2, (0.45, 0.50, 0.40, 0.90), (0.70, 0.55, 0.55, 0.15), 2.5),
)
"""The companions have the need that is not met: to them belonging matters most, and few of them are satisfied."""
PARTNERS = (Partner("Oakline Physio", 0.55, 1.0), Partner("Tarn Shoes", 0.45, 0.0), Partner("Bellweather Maps", 0.35, 0.1),
            Partner("Fernhill Club", 0.3, 0.05))
"""The first one is critical: without it far fewer customers get where they want to."""


@dataclass(frozen=True)
class Plan:
    """What is simulated. ``first_day`` counts days since 1970 in UTC (20458 is Monday, 5 January 2026).

    uplift: what using the feature adds; arm_share: share of customers who are randomised to be offered it; sauce_use: share of those
    who then use it, by chance. programme: what the programme adds (0: nothing); offered: share who are randomised to be invited to it;
    join_slope: how much more readily the healthier join (per standard deviation of health, on the logit scale); health: how far health
    goes with attainment (0 to below 1). overlap: share of minutes that both devices read; phone_only: share that only the phone reads.
    Rates are per customer and week, ``minutes_day`` read minutes per day. churn_week: chance of leaving in a week. done_days: median days
    to done of a customer of attainment 0. late, duplicates, conflicts, skewed, unknown, malformed: shares of all events; late_days:
    longest lateness; skew_hours: how far a wrong clock is off.
    Errors: InputRefused for values outside their range.
    """

    customers: int = 1000
    days: int = 90
    seed: int = 1
    first_day: int = 20458
    segments: tuple[Segment, ...] = SEGMENTS
    outcomes: tuple[str, ...] = OUTCOMES
    partners: tuple[Partner, ...] = PARTNERS
    uplift: float = 0.5
    arm_share: float = 0.5
    sauce_use: float = 0.7
    programme: float = 0.0
    offered: float = 0.5
    join_slope: float = 1.5
    health: float = 0.6
    overlap: float = 0.6
    phone_only: float = 0.15
    purchases_week: float = 0.5
    messages_week: float = 2.0
    visits_week: float = 0.5
    sauce_week: float = 2.0
    minutes_day: float = 5.0
    churn_week: float = 0.01
    done_days: float = 40.0
    late: float = 0.03
    late_days: float = 10.0
    duplicates: float = 0.02
    conflicts: float = 0.0002
    skewed: float = 0.01
    skew_hours: float = 3.0
    unknown: float = 0.005
    malformed: float = 0.002

    def __post_init__(self) -> None:
        shares = ("arm_share", "sauce_use", "offered", "overlap", "phone_only", "churn_week", "late", "duplicates", "conflicts", "skewed",
                  "unknown", "malformed")
        rates = ("purchases_week", "messages_week", "visits_week", "sauce_week", "minutes_day", "late_days", "skew_hours")
        _within(self, ("customers",), 2, CUSTOMERS_MAX)
        _within(self, ("days",), 1, DAYS_MAX)
        _within(self, ("first_day",), 0, 60_000)
        _within(self, shares, 0, 1)
        _within(self, rates, 0, 500)
        _within(self, ("health",), 0, 0.99)
        _within(self, ("uplift", "programme", "join_slope"), -10, 10)
        _within(self, ("done_days",), 0.1, 10_000)
        if self.overlap + self.phone_only > 1:
            raise InputRefused("plan_devices", "The minutes of both devices and of the phone alone add up to more than all minutes.",
                               "Let overlap + phone_only be at most 1.")
        _named(self.segments, "segments")
        _named(self.partners, "partners")
        for segment in self.segments:
            _answers(segment, len(self.outcomes))
        if abs(sum(segment.share for segment in self.segments) - 1) > 1e-6:
            raise InputRefused("plan_segments", "The shares of the segments do not add up to 1.", "Change the share of a segment.")
        for partner in self.partners:
            _within(partner, ("use",), 0, 1)
            _within(partner, ("effect",), -10, 10)


def _within(values: object, names: Iterable[str], low: float, high: float) -> None:
    for name in names:
        value = getattr(values, name)
        if not low <= value <= high:
            raise InputRefused("plan_range", f"«{name} = {value}» of the plan is not between {low:g} and {high:g}.",
                               "Change it in the plan.")


def _named(parts: tuple[Segment, ...] | tuple[Partner, ...], what: str) -> None:
    """Segments and partners have one plain name each, which can stand in JSON as it is."""
    names = [part.name for part in parts]
    if not names or len(set(names)) < len(names) or not all(_NAME.fullmatch(name) for name in names):
        raise InputRefused("plan_names", f"The {what} of the plan need different names of letters, digits and . , ' & -, at most 80 long.",
                           f"Change the names: now they are {listed(names)}.")


def _answers(segment: Segment, n: int) -> None:
    _within(segment, ("share",), 0, 1)
    _within(segment, ("sessions_week",), 0, 500)
    for name in ("importance", "satisfaction"):
        shares = getattr(segment, name)
        if len(shares) != n or not all(0 <= share <= 1 for share in shares):
            raise InputRefused("plan_answers", f"Of «{name}», «{segment.name}» has {len(shares)} values, or one that is no share.",
                               f"Give {n} shares from 0 to 1, one for each outcome.")


def plan_of(said: dict[str, Any], where: str = "plan.toml") -> Plan:
    """The plan that a TOML table says; what it does not name has its default. Errors: InputRefused, naming the place in the file.

    >>> plan_of({"customers": 50, "partners": [{"name": "Physio", "use": 0.5, "effect": 1}]}).partners[0].effect
    1.0
    """
    known = {field.name for field in fields(Plan)}
    for name in said:
        if name not in known:
            near = nearest(name, known)
            raise InputRefused("plan_name", f"«{where}» says «{name}», which a plan does not have.",
                               f"Did you mean «{near}»?" if near else f"A plan has {listed(sorted(known), 40)}.")
    try:
        plan: Plan = rebuilt(Plan, said)
    except (TypeError, ValueError, KeyError) as error:
        raise InputRefused("plan_value", f"«{where}» holds a value that does not fit: {error}.",
                           "Compare it with the example in docs/how-to/events.md.") from None
    return plan
