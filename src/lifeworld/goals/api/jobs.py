"""The machines' door of jobs: what the ecosystem helps to get done."""

from __future__ import annotations

from typing import Any

from ninja import Field, Router, Schema, Status
from ninja.params.functions import Query

from lifeworld.goals.actions.jobs import change_job, offer_job, retire_job
from lifeworld.goals.core.checking import suggestions_from_json
from lifeworld.goals.core.statements import Outcome
from lifeworld.goals.core.values import JobValue
from lifeworld.goals.queries.jobs import job_of
from lifeworld.goals.queries.jobs import jobs as jobs_of
from lifeworld.kit.web import Asked

router = Router(tags=["goals"])


class OutcomeBody(Schema):
    """An outcome statement: minimise - the time - to recover - after a run."""

    direction: str
    metric: str
    object: str
    context: str = ""


class SuggestionBody(Schema):
    """A measure that a job suggests. ``indicator``: its slug, "" for the customer's own judgement; ``levels``: five or none."""

    title: str
    indicator: str = ""
    unit: str = ""
    levels: list[float] = Field(default_factory=list)
    low: float | None = None
    high: float | None = None
    over: str = "window"


class JobOut(Schema):
    """A job; ``said`` is its outcome statement as a sentence."""

    slug: str
    title: str
    kind: str
    outcome: OutcomeBody | None
    said: str
    suggests: list[SuggestionBody]
    retired: bool


class JobIn(Schema):
    """A job to offer; ``kind`` is accomplish or manage."""

    slug: str
    title: str
    kind: str = "accomplish"
    outcome: OutcomeBody | None = None
    suggests: list[SuggestionBody] = Field(default_factory=list)


class JobChange(Schema):
    """What changes in a job; what is left out stays."""

    title: str | None = None
    outcome: OutcomeBody | None = None
    suggests: list[SuggestionBody] | None = None


@router.get("/{place:place}/-/goals/jobs", response=list[JobOut], summary="Jobs", operation_id="goal_jobs")
def jobs(request: Asked, place: str, retired: bool = Query(False)) -> Any:
    """By title. Needs the right «goals.see» or «goals.own»."""
    return [job_json(each) for each in jobs_of(request.caller, retired=retired)]


@router.post("/{place:place}/-/goals/jobs", response={201: JobOut}, summary="Offer a job", operation_id="offer_goal_job")
def offer(request: Asked, place: str, body: JobIn) -> Status[dict[str, Any]]:
    """409 where the slug is taken. Needs the right «goals.manage»."""
    made = offer_job(request.caller, body.slug, body.title, body.kind, outcome=_outcome(body.outcome),
                     suggests=suggestions_from_json([each.dict() for each in body.suggests]))
    return Status(201, job_json(made))


@router.get("/{place:place}/-/goals/jobs/{slug:job}", response=JobOut, summary="A job", operation_id="goal_job")
def job(request: Asked, place: str, job: str) -> Any:
    """Needs the right «goals.see» or «goals.own»."""
    return job_json(job_of(request.caller, job))


@router.patch("/{place:place}/-/goals/jobs/{slug:job}", response=JobOut, summary="Change a job", operation_id="change_goal_job")
def change(request: Asked, place: str, job: str, body: JobChange) -> Any:
    """Goals that were declared for it stay as they are; an outcome null takes it away. Needs the right «goals.manage»."""
    given = body.dict(exclude_unset=True)
    parts: dict[str, Any] = {}
    if given.get("title") is not None:
        parts["title"] = given["title"]
    if "outcome" in given:
        parts["outcome"] = _outcome(body.outcome)
    if given.get("suggests") is not None:
        parts["suggests"] = suggestions_from_json(given["suggests"])
    return job_json(change_job(request.caller, job, **parts))


@router.delete("/{place:place}/-/goals/jobs/{slug:job}", response={204: None}, summary="Retire a job", operation_id="retire_goal_job")
def retire(request: Asked, place: str, job: str) -> Status[None]:
    """Goals that were declared for it go on; 409 where it was retired before. Needs the right «goals.manage»."""
    retire_job(request.caller, job)
    return Status(204, None)


def job_json(job: JobValue) -> dict[str, Any]:
    """A job as plain values."""
    return {"slug": job.slug, "title": job.title, "kind": job.kind, "outcome": job.outcome.to_json() if job.outcome else None,
            "said": job.outcome.words() if job.outcome else "", "retired": job.retired,
            "suggests": [{"title": each.title, "indicator": each.indicator, "unit": each.unit, "levels": list(each.levels), "low": each.low,
                          "high": each.high, "over": each.over} for each in job.suggests]}


def _outcome(body: OutcomeBody | None) -> Outcome | None:
    return Outcome.from_json(body.dict()) if body else None
