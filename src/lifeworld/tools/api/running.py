"""Tools are listed and run by machines: candidates, one design, long work."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from ninja import Router, Schema, Status
from ninja.params.functions import Path

from lifeworld.kit.errors import InputRefused
from lifeworld.kit.web import Asked
from lifeworld.tools.actions.replaying import Taken, candidates_taken
from lifeworld.tools.actions.running import configure, design, named, wired_all
from lifeworld.tools.actions.studies import cancel_job, start_configure
from lifeworld.tools.core.bodies import json_body
from lifeworld.tools.core.kept import job_json
from lifeworld.tools.core.reports import exports_of
from lifeworld.tools.core.wanted import pointed_of, wanted_of
from lifeworld.tools.core.wire import measure_json, preset_json
from lifeworld.tools.queries.installed import tool_called, tools_of
from lifeworld.tools.queries.jobs import job_of, jobs_of

router = Router(tags=["tools"])
BIG = 2**63 - 1
HERE = "/{place:place}/-/tools/{slug:tool}"
ASKED: dict[str, Any] = {"requestBody": {"required": True, "content": {"application/json": {"schema": {
    "type": "object", "required": ["spec"], "properties": {
        "spec": {"type": "object", "description": "What is wanted, by the schema of the tool."},
        "quantity": {"type": "integer", "minimum": 1, "default": 1}, "currency": {"type": "string", "default": "EUR"},
        "choice": {"type": "object", "description": "Suppliers: {\"default\": \"allowed\", \"sellers\": {KEY: \"preferred\"}}."},
        "region": {"type": "string", "description": "Two letters of the country it is sent to: offers for other countries do not count."},
        "sitting": {"type": "object", "required": ["key", "number"], "properties": {
            "key": {"type": "string", "pattern": "^[0-9a-f]{16,64}$"}, "number": {"type": "integer"}},
            "description": "An open desk and its question's number. Once a later one came, this one answers 409 and is not worked on."},
        "parts": {"type": "object", "description": "Of one design: items by slot."},
        "turned": {"type": "object", "description": "Of one design: its settings."},
        "row": {"type": "object", "description": "Instead of both: a candidate by its columns."},
        "rows": {"type": "array", "items": {"type": "object"}, "description": "Candidates to be named, by their columns."},
        "note": {"type": "string"}, "previous": {"type": "string", "description": "Address of the version before."}}}}}}}


AS_TABLES: dict[str, Any] = {"responses": {200: {"description": "The candidates.", "content": {
    "text/csv": {"schema": {"type": "string", "format": "binary"}},
    "application/vnd.apache.parquet": {"schema": {"type": "string", "format": "binary"}}}}}}


def file_of(taken: Taken) -> HttpResponse:
    """A file that is taken away."""
    said = content_disposition_header(as_attachment=True, filename=taken.name)
    return HttpResponse(taken.body, content_type=taken.mime, headers={"Content-Disposition": said or "attachment"})


def body_of(request: Asked) -> dict[str, Any]:
    """The JSON object that was sent. Errors: LifeworldError 413; InputRefused."""
    return json_body(request.headers.get("Content-Length"), lambda: request.body)


class ToolOut(Schema):
    """A tool of the place."""

    name: str
    title: str
    world: str


@router.get("/{place:place}/-/tools", response=list[ToolOut], summary="Tools of a place", operation_id="tools")
def tools(request: Asked, place: str) -> Any:
    """Needs the right «tools.use»."""
    return tools_of(request.caller)


@router.get(HERE, response=dict[str, Any], summary="What a tool asks and measures", operation_id="tool")
def tool(request: Asked, place: str, tool: str) -> Any:
    """The JSON Schema of a specification, measures, presets, exports and studies. Needs the right «tools.use»."""
    found = tool_called(request.caller, tool)
    return {"name": found.name, "title": found.title, "about": found.about, "version": found.version, "catalogue": found.catalogue,
            "schema": dict(found.schema), "measures": [measure_json(one) for one in found.measures],
            "presets": [preset_json(one) for one in found.presets], "exports": exports_of(found),
            "studies": [{"key": one.key, "title": one.title, "about": one.about} for one in found.studies]}


@router.post(HERE + "/configure", response=dict[str, Any], summary="Every design that can be made", operation_id="configure_tool",
             openapi_extra={**ASKED, **AS_TABLES})
def configured(request: Asked, place: str, tool: str, format: Literal["json", "csv", "parquet"] = "json") -> Any:
    """Columns of numbers are base64 of little-endian values; as CSV or Parquet a row each. Nothing is kept. Needs the right «tools.use»."""
    wanted = wanted_of(body_of(request))
    return wired_all(configure(request.caller, tool, wanted)) if format == "json" else \
        file_of(candidates_taken(request.caller, tool, wanted, format))


@router.post(HERE + "/named", response=dict[str, Any], summary="Titles, parts and settings of some candidates",
             operation_id="name_candidates", openapi_extra=ASKED)
def names(request: Asked, place: str, tool: str) -> Any:
    """At most 200 rows. Needs the right «tools.use»."""
    rows = body_of(request).get("rows")
    if not isinstance(rows, list):
        raise InputRefused("no_rows", "It is not said which candidates are meant.", "Send «rows», each with its parts and settings.")
    return {"rows": named(request.caller, tool, rows)}


@router.post(HERE + "/design", response=dict[str, Any], summary="One design in full", operation_id="make_design", openapi_extra=ASKED)
def designed(request: Asked, place: str, tool: str) -> Any:
    """Nothing is kept. Needs the right «tools.use»."""
    body = body_of(request)
    return design(request.caller, tool, wanted_of(body), pointed_of(body))


@router.post(HERE + "/jobs", response={202: dict[str, Any]}, summary="Ask for candidates in the background",
             operation_id="start_configuring", openapi_extra=ASKED)
def start(request: Asked, place: str, tool: str) -> Status[dict[str, Any]]:
    """For specifications that take long. Needs the right «tools.use»."""
    return Status(202, job_json(start_configure(request.caller, tool, wanted_of(body_of(request)))))


@router.get(HERE + "/jobs", response=list[dict[str, Any]], summary="Long work of a tool", operation_id="tool_jobs_listed")
def jobs(request: Asked, place: str, tool: str) -> Any:
    """The newest first, without what they found. Needs the right «tools.see»."""
    tool_called(request.caller, tool)
    return [job_json(one) for one in jobs_of(request.caller, tool)]


@router.get(HERE + "/jobs/{int:design_job}", response=dict[str, Any], summary="One job", operation_id="tool_job_seen")
def job(request: Asked, place: str, tool: str, design_job: int = Path(..., ge=1, le=BIG)) -> Any:
    """How far it is, and what it found. Needs the right «tools.use»."""
    return job_json(job_of(request.caller, tool, design_job))


@router.post(HERE + "/jobs/{int:design_job}/cancel", response=dict[str, Any], summary="Call a job off", operation_id="cancel_tool_job")
def cancel(request: Asked, place: str, tool: str, design_job: int = Path(..., ge=1, le=BIG)) -> Any:
    """409 where it is over. Needs the right «tools.see»."""
    return job_json(cancel_job(request.caller, tool, design_job))
