"""What the customer's own pages hold: her goals as they stand, what she may choose from, what she is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from lifeworld.goals.core.days import day_text
from lifeworld.goals.core.offered import Offered, job_json, offered
from lifeworld.goals.core.shown import goal_view
from lifeworld.goals.core.values import FIGURES, ConsentLine, GoalValue, JobValue, ScalePlan, Suggestion
from lifeworld.goals.queries.consents import consents_of
from lifeworld.goals.queries.goals import history_of
from lifeworld.goals.queries.jobs import jobs
from lifeworld.goals.queries.measured import baselines
from lifeworld.goals.queries.measured import choices as measures_of
from lifeworld.goals.queries.progress import progress_of
from lifeworld.goals.queries.whose import customer_asked, today_of
from lifeworld.kit.caller import Caller

MEASURES_MAX = 24
"""Measures that are offered beside those of jobs; more would be no choice on a phone."""


@dataclass(frozen=True)
class Choices:
    """What a new goal may be made of. ``suggested``: measures by the slug of the job that suggests them."""

    jobs: tuple[JobValue, ...]
    suggested: dict[str, tuple[Offered, ...]]
    measures: tuple[Offered, ...]
    asks: tuple[ConsentLine, ...]
    today: str

    @property
    def all(self) -> tuple[Offered, ...]:
        """Every measure that may be chosen."""
        return (*(each for some in self.suggested.values() for each in some), *self.measures)

    def json(self) -> dict[str, Any]:
        """The choices as ``<lw-goal>`` takes them."""
        return {"jobs": [job_json(job, self.suggested[job.slug]) for job in self.jobs], "measures": [each.json() for each in self.measures],
                "today": self.today, "asks": [{"purpose": each.purpose, "words": each.said} for each in self.asks]}


def choices(caller: Caller) -> Choices:
    """Jobs with their measures, all other measures, and the purposes to which she said nothing yet."""
    found = tuple(jobs(caller))
    plain = [Suggestion(each.title, each.slug, each.unit) for each in measures_of(caller)[:MEASURES_MAX]]
    wanted = [*((f"{job.slug}:{at}", each) for job in found for at, each in enumerate(job.suggests)),
              *((each.indicator, each) for each in plain)]
    now = _now(caller, [each for _, each in wanted])
    made = {key: offered(key, each, now.get((each.indicator, each.over))) for key, each in wanted}
    suggested = {job.slug: tuple(made[f"{job.slug}:{at}"] for at in range(len(job.suggests))) for job in found}
    asks = tuple(each for each in consents_of(caller) if each.given is None and each.purpose == FIGURES)
    return Choices(found, suggested, tuple(made[each.indicator] for each in plain), asks, day_text(today_of(caller)))


def _now(caller: Caller, wanted: Sequence[Suggestion]) -> dict[tuple[str, str], float | None]:
    """What is measured today, by measure and window; each is asked once."""
    keys = list(dict.fromkeys((each.indicator, each.over) for each in wanted if each.indicator))
    plans = [ScalePlan(indicator=slug, over=over) for slug, over in keys]
    found = baselines(caller, customer_asked(caller, None), plans, today_of(caller))
    return {key: None if base.value is None else round(base.value, 2) for key, base in zip(keys, found, strict=True)}


def view(caller: Caller, goal: int, url: str | None, *, whole: bool = False) -> dict[str, Any]:
    """A goal as the element shows it; ``whole``: with its history."""
    return goal_view(progress_of(caller, goal), history_of(caller, goal) if whole else (), url)


def page_of_goal(caller: Caller, goal: GoalValue) -> dict[str, Any]:
    """What the page of one goal asks beside the picture."""
    scales = [each for each in goal.scales if not each.removed]
    return {"goal": goal, "scales": scales, "activities": [each for each in goal.items if each.kind == "activity"],
            "resources": [each for each in goal.items if each.kind == "resource"], "client_id": uuid4(),
            "today": day_text(today_of(caller))}
