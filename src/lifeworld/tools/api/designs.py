"""Saved designs for machines: kept, listed, compared, reckoned again, studied, taken away as files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from ninja import Router, Status
from ninja.params.functions import Query

from lifeworld.kit.web import Asked
from lifeworld.tools.actions.replaying import replay, take_away
from lifeworld.tools.actions.saving import discard, save, turn
from lifeworld.tools.actions.studies import start_study
from lifeworld.tools.api.running import ASKED, BIG, HERE, body_of, file_of
from lifeworld.tools.core.bodies import compared_json, saved_json
from lifeworld.tools.core.kept import Attribution, Saved, job_json
from lifeworld.tools.core.replay import replayed_json
from lifeworld.tools.core.wanted import note_of, pointed_of, wanted_of
from lifeworld.tools.queries.designs import compared_designs, designs_of, saved_design
from lifeworld.tools.queries.installed import tool_called
from lifeworld.tools.queries.jobs import study_of

router = Router(tags=["tools"])
TEAM = Attribution()
ADDRESSES: Any = Query(...)
FILE: dict[str, Any] = {"responses": {200: {"description": "The file, of the kind that its export has.", "content": {
    "*/*": {"schema": {"type": "string", "format": "binary"}}}}}}
ONE = HERE + "/designs/{slug:address}"


@router.post(HERE + "/designs", response={200: dict[str, Any], 201: dict[str, Any]}, summary="Keep a design",
             operation_id="save_design", openapi_extra=ASKED)
def saved(request: Asked, place: str, tool: str) -> Status[dict[str, Any]]:
    """The same content has the same «hash», which opens it as it was kept first; «address» opens it on the «terms» of this request: for as
    many, in this currency, by this choice of suppliers, on the offers of now. 200 where it was kept on them before, 201 where that is new.
    Needs the right «tools.use».
    """
    body = body_of(request)
    kept = save(request.caller, tool, wanted_of(body), pointed_of(body), note=note_of(body.get("note")),
                previous=str(body.get("previous") or ""))
    return Status(201 if kept.created else 200, _shown(request, kept.design))


@router.get(HERE + "/designs", response=list[dict[str, Any]], summary="Saved designs", operation_id="designs")
def designs(request: Asked, place: str, tool: str, q: str = "", before: int | None = Query(None, ge=1, le=BIG)) -> Any:
    """The newest first; ``before``: the «id» of the last one on the page before. Needs the right «tools.see»."""
    tool_called(request.caller, tool)
    return [{"id": one.pk, "hash": one.hash, "title": one.title, "holds": one.holds, "saved_at": one.saved_at, "note": one.note,
             "number": one.number, "previous": one.previous, "visitor": one.visitor, "desk": one.desk, "embed": one.embed,
             "placement": one.placement, "origin": one.origin} for one in designs_of(request.caller, tool, search=q, before=before)]


@router.get(HERE + "/compare", response=dict[str, Any], summary="Designs side by side", operation_id="compare_designs")
def compare(request: Asked, place: str, tool: str, d: list[str] = ADDRESSES) -> Any:
    """At most 50, by their addresses. ``best``: numbers of the designs than which none is known to be better; ``why``: why no price is
    called best. Needs the right «tools.use».
    """
    return compared_json(compared_designs(request.caller, tool, d), url_of(request, tool))


@router.get(ONE, response=dict[str, Any], summary="A saved design", operation_id="design")
def design(request: Asked, place: str, tool: str, address: str) -> Any:
    """As of saving, on the terms that the address names, or the first; ``others``: the other ones. Needs the right «tools.use»."""
    return _shown(request, saved_design(request.caller, tool, address))


@router.delete(ONE, response={204: None}, summary="Take a design away", operation_id="discard_design")
def discarded(request: Asked, place: str, tool: str, address: str) -> Status[None]:
    """On whatever terms it was kept. Where a visitor saved the same design, its address opens that one. Needs the right «tools.manage»."""
    discard(request.caller, tool, address)
    return Status(204, None)


@router.get(ONE + "/replay", response=dict[str, Any], summary="What changed since a design was saved", operation_id="replay_design")
def replayed(request: Asked, place: str, tool: str, address: str) -> Any:
    """On the offers of now. Nothing is kept. Needs the right «tools.use»."""
    made = replay(request.caller, tool, address)
    return {"now": made.now, **replayed_json(made.found)}


@router.post(ONE + "/turn", response={200: dict[str, Any], 201: dict[str, Any]}, summary="The next version, with another part",
             operation_id="turn_design")
def turned(request: Asked, place: str, tool: str, address: str, slot: str, item: str) -> Status[dict[str, Any]]:
    """``item``: one of the alternates of the line in ``slot``. Needs the right «tools.use»."""
    kept = turn(request.caller, tool, address, slot, item)
    return Status(201 if kept.created else 200, _shown(request, kept.design))


@router.get(ONE + "/files/{str:export}", summary="A file of a design", operation_id="design_file", openapi_extra=FILE)
def file(request: Asked, place: str, tool: str, address: str, export: str) -> HttpResponse:
    """One of the tool's exports, bom.csv or design.json. Needs the right «tools.use»."""
    return file_of(take_away(request.caller, tool, address, export, TEAM))


@router.post(ONE + "/studies/{str:design_study}", response={202: dict[str, Any]}, summary="Start a study of a design",
             operation_id="start_study")
def start(request: Asked, place: str, tool: str, address: str, design_study: str) -> Status[dict[str, Any]]:
    """One that waits, runs or is done with this version of the tool is told instead. Needs the right «tools.use»."""
    return Status(202, job_json(start_study(request.caller, tool, address, design_study)))


@router.get(ONE + "/studies/{str:design_study}", response=dict[str, Any], summary="How far a study is, and what it found",
            operation_id="study_of_design")
def studied(request: Asked, place: str, tool: str, address: str, design_study: str) -> Any:
    """Needs the right «tools.use»."""
    return job_json(study_of(request.caller, tool, address, design_study))


def _shown(request: Asked, design: Saved) -> dict[str, Any]:
    return saved_json(design, tool_called(request.caller, design.tool), url_of(request, design.tool))


def url_of(request: Asked, tool: str) -> Callable[..., str]:
    """Addresses of the tool's pages in the caller's place."""
    def url(name: str, *rest: object) -> str:
        return reverse(f"tool_{name}", args=[request.caller.place, tool, *rest])

    return url
