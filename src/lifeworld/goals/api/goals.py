"""The machines' door of goals: declared for a customer or by herself, seen, changed, ended."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ninja import Field, Router, Schema, Status
from ninja.params.functions import Path, Query

from lifeworld.customers.queries import key_of
from lifeworld.goals.actions.changing import change_goal
from lifeworld.goals.actions.declaring import declare_goal
from lifeworld.goals.core.checking import change_from_json, plan_from_json
from lifeworld.goals.core.shown import goal_view
from lifeworld.goals.core.values import GoalValue
from lifeworld.goals.queries.exported import export_of
from lifeworld.goals.queries.goals import goal_of, goals_of, history_of, team_goals
from lifeworld.goals.queries.progress import progress_of
from lifeworld.goals.queries.whose import customer_asked
from lifeworld.kit.web import Asked

router = Router(tags=["goals"])
BIG = 2**63 - 1


class GoalOut(Schema):
    """A goal with its scales, pauses and items. ``reason_words`` are the customer's own and told to nobody else."""

    pk: int
    client_id: str
    customer: int
    kind: str
    title: str
    job: str
    state: str
    seen_by: str
    declared_at: str
    due_on: str | None
    ended_at: str | None
    reason: str
    reason_words: str
    version: int
    lowered: bool
    importance: int | None
    satisfaction: int | None
    outcome: dict[str, str] | None
    scales: list[dict[str, Any]]
    pauses: list[dict[str, Any]]
    items: list[dict[str, Any]]


class GoalsOut(Schema):
    """Goals; ``next`` goes on after them, null at the end."""

    goals: list[GoalOut]
    next: int | None


class GoalIn(Schema):
    """A goal to declare: what, accomplish or manage, by when, and its scales; without a scale the customer judges it herself.

    A scale has title, indicator, unit, weight, levels (five), low, high, over, baseline and baseline_level. The same ``client_id`` again
    is answered with the goal that it made; with another body it is refused.
    """

    client_id: str
    title: str
    kind: str
    scales: list[dict[str, Any]] = Field(default_factory=list)
    job: str = ""
    outcome: dict[str, Any] | None = None
    due_on: str | None = None
    seen_by: str = "team"
    importance: int | None = None
    satisfaction: int | None = None


class GoalChangeIn(Schema):
    """What changes in a goal; what is left out stays. ``version``: the one that was read."""

    version: int
    title: str | None = None
    outcome: dict[str, Any] | None = None
    due_on: str | None = None
    seen_by: str | None = None
    scales: list[dict[str, Any]] = Field(default_factory=list)
    added: list[dict[str, Any]] = Field(default_factory=list)
    removed: list[int] = Field(default_factory=list)


@router.get("/{place:place}/-/goals", response=GoalsOut, summary="Goals that customers show to the team", operation_id="goals")
def goals(request: Asked, place: str, after: int = Query(0, ge=0, le=BIG), limit: int = Query(50, ge=1, le=200)) -> Any:
    """In the order of their keys. Needs the right «goals.see»."""
    found = team_goals(request.caller, after=after, limit=limit)
    return {"goals": [goal_json(each) for each in found], "next": found[-1].pk if len(found) == limit else None}


@router.get("/{place:place}/-/customers/{int:customer}/goals", response=list[GoalOut], summary="Goals of a customer",
            operation_id="goals_of_customer")
def of_customer(request: Asked, place: str, customer: int = Path(..., ge=1, le=BIG)) -> Any:
    """Those that she shows to the team. Needs the right «goals.see», or «goals.own» for her own."""
    return [goal_json(each) for each in goals_of(request.caller, customer)]


@router.post("/{place:place}/-/customers/{int:customer}/goals", response={201: GoalOut}, summary="Declare a goal for a customer",
             operation_id="declare_goal")
def declare(request: Asked, place: str, body: GoalIn, customer: int = Path(..., ge=1, le=BIG)) -> Status[dict[str, Any]]:
    """A goal that the team declares is seen by the team. Needs the right «goals.manage», or «goals.own» for her own."""
    asked = customer_asked(request.caller, customer, manage=True)
    return Status(201, goal_json(declare_goal(request.caller, plan_from_json(body.dict(exclude_unset=True)), customer=asked)))


@router.get("/{place:place}/-/customers/{int:customer}/goals/export", response=dict[str, list[dict[str, Any]]],
            summary="All that is kept of a customer's goals", operation_id="export_goals")
def export(request: Asked, place: str, customer: int = Path(..., ge=1, le=BIG)) -> Any:
    """Tables of rows. Needs the right «customers.change», or «goals.own» for her own."""
    if not request.caller.customer:
        request.caller.require("customers.change")
        key_of(request.caller, customer)
    return export_of(request.caller, customer)


@router.get("/{place:place}/-/goals/{int:goal}", response=GoalOut, summary="A goal", operation_id="goal")
def goal(request: Asked, place: str, goal: int = Path(..., ge=1, le=BIG)) -> Any:
    """Needs the right «goals.see»; the customer shows it to the team."""
    return goal_json(goal_of(request.caller, goal))


@router.patch("/{place:place}/-/goals/{int:goal}", response=GoalOut, summary="Change a goal", operation_id="change_goal")
def change(request: Asked, place: str, body: GoalChangeIn, goal: int = Path(..., ge=1, le=BIG)) -> Any:
    """Easier targets are kept, and attainment is still judged by the first ones. 409 for another version. Needs «goals.manage»."""
    given = body.dict(exclude_unset=True)
    version = given.pop("version")
    parts = {name: value for name, value in given.items() if value is not None or name in {"outcome", "due_on"}}
    return goal_json(change_goal(request.caller, goal, version, change_from_json(parts)))


@router.get("/{place:place}/-/goals/{int:goal}/progress", response=dict[str, Any], summary="Where a goal stands",
            operation_id="goal_progress")
def progress(request: Asked, place: str, goal: int = Path(..., ge=1, le=BIG)) -> Any:
    """As ``<lw-goal>`` takes it, with its history. Needs the right «goals.see»."""
    return goal_view(progress_of(request.caller, goal), history_of(request.caller, goal))


def goal_json(goal: GoalValue) -> dict[str, Any]:
    """A goal as plain values."""
    return {**asdict(goal), "outcome": goal.outcome.to_json() if goal.outcome else None, "lowered": goal.lowered}
