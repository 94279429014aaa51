"""The machines' door to the types of events: declare, look, retire."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ninja import Router, Schema, Status

from lifeworld.events.actions.types import declare_type, retire_type
from lifeworld.events.queries.types import type_of, types_of
from lifeworld.kit.web import Asked

router = Router(tags=["events"])


class TypeIn(Schema):
    """What is declared of a type: ``data_schema`` is JSON Schema (2020-12) of its data, null: anything; ``keep_days`` null: for good."""

    title: str = ""
    data_schema: dict[str, Any] | None = None
    keep_days: int | None = None


class TypeOut(Schema):
    """A type of events; undeclared ones came by themselves. ``n``: events of it that are there; ``last_day``: days since 1970."""

    name: str
    title: str
    declared: bool
    data_schema: dict[str, Any] | None
    keep_days: int | None
    n: int
    last_day: int | None


@router.get("/{place:place}/-/event-types", response=list[TypeOut], summary="The types of events", operation_id="event_types")
def event_types(request: Asked, place: str) -> list[dict[str, Any]]:
    """Declared and undeclared, in the order of their names. Needs the right «events.see»."""
    return [_out(one) for one in types_of(request.caller)]


@router.get("/{place:place}/-/event-types/{path:name}", response=TypeOut, summary="One type of events", operation_id="event_type")
def event_type(request: Asked, place: str, name: str) -> dict[str, Any]:
    """Needs the right «events.see»."""
    return _out(type_of(request.caller, name))


@router.put("/{place:place}/-/event-types/{path:name}", response=TypeOut, summary="Declare a type of events",
            operation_id="declare_event_type")
def declare_event_type(request: Asked, place: str, name: str, said: TypeIn) -> dict[str, Any]:
    """Events of the type must fit the schema from now on; those that came before stay. Needs the right «events.manage»."""
    return _out(declare_type(request.caller, name, said.title, said.data_schema, said.keep_days))


@router.delete("/{place:place}/-/event-types/{path:name}", response={204: None}, summary="Retire a type of events",
               operation_id="retire_event_type")
def retire_event_type(request: Asked, place: str, name: str) -> Status[None]:
    """Its events stay; more of them come in undeclared. Needs the right «events.manage»."""
    retire_type(request.caller, name)
    return Status(204, None)


def _out(one: Any) -> dict[str, Any]:
    return {**asdict(one), "data_schema": one.schema}
