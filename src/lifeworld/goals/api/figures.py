"""The machines' door of figures of goals: attainment, time in range, completion, opportunity, coverage."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from ninja import Router
from ninja.params.functions import Query

from lifeworld.goals.core.attainment import Attainment
from lifeworld.goals.core.completion import Curve
from lifeworld.goals.core.days import day_number
from lifeworld.goals.core.opportunity import OutcomeOpportunity
from lifeworld.goals.queries.attained import attainment, time_in_range_of
from lifeworld.goals.queries.figures import completion_of, coverage_of, opportunity_of
from lifeworld.goals.queries.whose import today_of
from lifeworld.kit.caller import Caller
from lifeworld.kit.figure import Figure
from lifeworld.kit.web import Asked

router = Router(tags=["goals"])
WINDOW_DAYS = 90
Figures = dict[str, Any]


@router.get("/{place:place}/-/goals/attainment", response=Figures, summary="Attainment", operation_id="attainment")
def attained(request: Asked, place: str, from_day: str = Query(""), to_day: str = Query(""), job: str = Query("")) -> Any:
    """Figures of goals declared before ``from_day`` (2026-05-01), as of ``to_day``; the last 90 days otherwise. Counted are customers who
    agreed to it. Needs the right «goals.see».
    """
    since, until = _window(request.caller, from_day, to_day)
    return _attainment(attainment(request.caller, from_day=since, to_day=until, job=job))


@router.get("/{place:place}/-/goals/time-in-range", response=Figures, summary="Time in range", operation_id="time_in_range")
def in_range(request: Asked, place: str, from_day: str = Query(""), to_day: str = Query(""), job: str = Query("")) -> Any:
    """Share of the known days in the customers' own ranges, and its bounds whatever the unknown days were. Needs «goals.see»."""
    since, until = _window(request.caller, from_day, to_day)
    found = time_in_range_of(request.caller, from_day=since, to_day=until, job=job)
    return {"share": found.share.json(), "worst": found.worst.json(), "best": found.best.json(), "known": found.known.json(),
            "n_customers": found.n_customers, "n_goals": found.n_goals}


@router.get("/{place:place}/-/goals/completion", response=Figures, summary="Time until goals are done", operation_id="completion")
def done(request: Asked, place: str, job: str = Query("")) -> Any:
    """Kaplan-Meier (given up: open until then) and cumulative incidence (given up: never done). Needs the right «goals.see»."""
    found = completion_of(request.caller, job=job)
    return {"n": found.n, "n_done": found.n_done, "n_given_up": found.n_given_up, "n_open": found.n_open, "n_customers": found.n_customers,
            "median": found.median.json(), "done": _curve(found.done), "done_of_all": _curve(found.done_of_all),
            "given_up_of_all": _curve(found.given_up_of_all), "warnings": list(found.warnings)}


@router.get("/{place:place}/-/goals/opportunity", response=Figures, summary="Opportunity", operation_id="opportunity")
def opportunity(request: Asked, place: str, job: str = Query("")) -> Any:
    """Of jobs, by shares of answers 4 and 5: importance, satisfaction, and importance plus what satisfaction lacks. Needs «goals.see»."""
    found = opportunity_of(request.caller, job=job)
    return {"outcomes": [_outcome(each) for each in found.all], "warnings": list(found.warnings)}


@router.get("/{place:place}/-/goals/coverage", response=Figures, summary="How far the figures reach", operation_id="goal_coverage")
def coverage(request: Asked, place: str) -> Any:
    """Customers who declared goals, and those of them who agreed to be counted. Needs the right «goals.see»."""
    found = coverage_of(request.caller)
    return {"n_declared": found.n_declared, "n_consented": found.n_consented, "n_goals": found.n_goals,
            "by_state": dict(found.by_state)}


def _window(caller: Caller, from_day: str, to_day: str) -> tuple[int, int]:
    until = day_number(to_day) if to_day else today_of(caller)
    return day_number(from_day) if from_day else until - WINDOW_DAYS + 1, until


def _attainment(found: Attainment) -> Figures:
    return {"t": found.t.json(), "baseline": found.baseline.json(), "change": found.change.json(), "states": _each(found.states),
            "reasons": _each(found.reasons), "regret": found.regret.json(), "n_goals": found.n_goals.json(),
            "n_customers": found.n_customers, "n_unknown": found.n_unknown, "warnings": list(found.warnings)}


def _each(figures: Mapping[str, Figure]) -> Figures:
    return {name: figure.json() for name, figure in figures.items()}


def _outcome(one: OutcomeOpportunity) -> Figures:
    return {"outcome": one.outcome, "importance": one.importance.json(), "satisfaction": one.satisfaction.json(),
            "opportunity": one.opportunity.json(), "zone": one.zone, "n": one.n, "n_importance": one.n_importance}


def _curve(curve: Curve) -> Figures:
    """A curve as lists; an end that is not defined is null."""
    return {name: [None if math.isnan(each) else each for each in getattr(curve, name).tolist()]
            for name in ("days", "value", "low", "high")}
