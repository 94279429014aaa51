"""The machines' door of what is done with a goal: judged, rated, paused, ended, and its list."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from ninja import Router, Schema, Status
from ninja.params.functions import Path

from lifeworld.goals.actions.checking import check
from lifeworld.goals.actions.items import add_item, move_item, remove_item, tick_item
from lifeworld.goals.actions.living import abandon, pause, reach, reopen, resume
from lifeworld.goals.actions.rating import rate
from lifeworld.goals.api.goals import GoalOut, goal_json
from lifeworld.kit.web import Asked

router = Router(tags=["goals"])
BIG = 2**63 - 1


class CheckIn(Schema):
    """A judgement of a scale: a level from -2 to +2, or a value. ``at`` may be left out."""

    scale: int
    client_id: str
    level: int | None = None
    value: float | None = None
    at: datetime | None = None


class CheckOut(Schema):
    """A judgement that is kept."""

    scale: int
    at: str
    level: int | None
    value: float | None


class RatingIn(Schema):
    """Answers from 1 to 5."""

    importance: int
    satisfaction: int | None = None


class PauseIn(Schema):
    """Days that count for nothing; ``reason`` is ill, holiday or other; without an end until the goal goes on."""

    reason: str
    begins_on: str | None = None
    ends_on: str | None = None


class EndIn(Schema):
    """How a goal ends, or that it is opened again; ``reason`` for one that is abandoned."""

    state: Literal["reached", "abandoned", "active"]
    reason: str = ""


class ItemIn(Schema):
    """An activity or a resource of the customer's own list."""

    kind: str
    text: str
    supplier: str = ""


class ItemChange(Schema):
    """``done``: ticked or not; ``by``: so many places up (below 0) or down."""

    done: bool | None = None
    by: int | None = None


class ItemOut(Schema):
    """A thing of the list."""

    pk: int
    kind: str
    text: str
    supplier: str
    done: bool


@router.post("/{place:place}/-/goals/{int:goal}/checks", response={201: CheckOut}, summary="Judge a goal", operation_id="check_goal")
def judge(request: Asked, place: str, body: CheckIn, goal: int = Path(..., ge=1, le=BIG)) -> Status[Any]:
    """The same ``client_id`` again changes nothing; 409 with another answer. Needs the right «goals.manage»."""
    return Status(201, check(request.caller, goal, body.scale, client_id=body.client_id, level=body.level, value=body.value, at=body.at))


@router.post("/{place:place}/-/goals/{int:goal}/ratings", response={201: GoalOut}, summary="Say how important it is",
             operation_id="rate_goal")
def answer(request: Asked, place: str, body: RatingIn, goal: int = Path(..., ge=1, le=BIG)) -> Status[dict[str, Any]]:
    """Earlier answers stay; the newest holds. Needs the right «goals.manage»."""
    return Status(201, goal_json(rate(request.caller, goal, body.importance, body.satisfaction)))


@router.post("/{place:place}/-/goals/{int:goal}/pauses", response={201: GoalOut}, summary="Pause a goal", operation_id="pause_goal")
def begin_pause(request: Asked, place: str, body: PauseIn, goal: int = Path(..., ge=1, le=BIG)) -> Status[dict[str, Any]]:
    """409 where another pause holds some of the days. Needs the right «goals.manage»."""
    return Status(201, goal_json(pause(request.caller, goal, body.reason, begins_on=body.begins_on, ends_on=body.ends_on)))


@router.delete("/{place:place}/-/goals/{int:goal}/pauses", response=GoalOut, summary="Let a goal go on", operation_id="resume_goal")
def end_pause(request: Asked, place: str, goal: int = Path(..., ge=1, le=BIG)) -> Any:
    """From today. 409 where nothing is paused. Needs the right «goals.manage»."""
    return goal_json(resume(request.caller, goal))


@router.put("/{place:place}/-/goals/{int:goal}/state", response=GoalOut, summary="End a goal, or open it again", operation_id="end_goal")
def end(request: Asked, place: str, body: EndIn, goal: int = Path(..., ge=1, le=BIG)) -> Any:
    """409 where it has ended, or goes on already. Needs the right «goals.manage»."""
    if body.state == "abandoned":
        return goal_json(abandon(request.caller, goal, body.reason))
    return goal_json((reach if body.state == "reached" else reopen)(request.caller, goal))


@router.post("/{place:place}/-/goals/{int:goal}/items", response={201: ItemOut}, summary="Add to the list", operation_id="add_goal_item")
def add(request: Asked, place: str, body: ItemIn, goal: int = Path(..., ge=1, le=BIG)) -> Status[Any]:
    """``kind`` is activity or resource. Needs the right «goals.manage»."""
    return Status(201, add_item(request.caller, goal, body.kind, body.text, body.supplier))


@router.patch("/{place:place}/-/goals/{int:goal}/items/{int:item}", response={204: None}, summary="Tick or move",
              operation_id="change_goal_item")
def change_item(request: Asked, place: str, body: ItemChange, goal: int = Path(..., ge=1, le=BIG),
                item: int = Path(..., ge=1, le=BIG)) -> Status[None]:
    """Needs the right «goals.manage»."""
    if body.done is not None:
        tick_item(request.caller, goal, item, body.done)
    move_item(request.caller, goal, item, max(-1000, min(body.by or 0, 1000)))
    return Status(204, None)


@router.delete("/{place:place}/-/goals/{int:goal}/items/{int:item}", response={204: None}, summary="Take off the list",
               operation_id="remove_goal_item")
def remove(request: Asked, place: str, goal: int = Path(..., ge=1, le=BIG), item: int = Path(..., ge=1, le=BIG)) -> Status[None]:
    """Needs the right «goals.manage»."""
    remove_item(request.caller, goal, item)
    return Status(204, None)
