"""The machines' door of studies."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Field, Router, Schema, Status

from lifeworld.events import queries as events
from lifeworld.kit.web import Asked, fresh, tagged
from lifeworld.voices.actions import studies as actions
from lifeworld.voices.core.site_studies import CoderValue, StudyValue
from lifeworld.voices.queries.studies import coders_of, studies_of, study_of

router = Router(tags=["voices"])


class StudyOut(Schema):
    """A study: its address, its settings, the version of its codebook, and how far it is."""

    slug: str
    title: str
    settings: dict[str, Any]
    codebook: int
    n_statements: int
    n_customers: int


class StudyCoderOut(Schema):
    """Whoever codes: person, model, imported or settled; ``n_readings`` statements read."""

    id: int
    kind: str
    name: str
    version: str
    n_readings: int


class StudyWithin(StudyOut):
    """A study with its coders; without the right «voices.analyse», the caller alone."""

    coders: list[StudyCoderOut]


class StudiesOut(Schema):
    """The studies of a place by title."""

    studies: list[StudyOut]


class StudyIn(Schema):
    """A study to begin. Settings that are absent have their defaults; the slug is made from the title where none is given."""

    title: str
    slug: str = ""
    settings: dict[str, Any] = Field(default_factory=dict)


class StudyChange(Schema):
    """What to change; what is not named stays."""

    title: str | None = None
    settings: dict[str, Any] | None = None


def study_out(value: StudyValue) -> dict[str, Any]:
    """A study as JSON."""
    return {"slug": value.slug, "title": value.title, "settings": value.settings.json(), "codebook": value.codebook.number,
            "n_statements": value.n_statements, "n_customers": value.n_customers}


def coder_out(value: CoderValue) -> dict[str, Any]:
    """A coder as JSON."""
    return {"id": value.pk, "kind": value.kind, "name": value.name, "version": value.version, "n_readings": value.n_readings}


@router.get("/{place:place}/-/studies", response=StudiesOut, summary="Studies of a place", operation_id="studies")
def studies(request: Asked, place: str, response: HttpResponse) -> Any:
    """Needs the right «voices.see» or «voices.code»."""
    found = studies_of(request.caller)
    parts = (place, events.position(request.caller))
    if (known := fresh(request, *parts)) is not None:
        return known
    tagged(response, *parts)
    return {"studies": [study_out(value) for value in found]}


@router.post("/{place:place}/-/studies", response={201: StudyOut}, summary="Begin a study", operation_id="begin_study")
def begin_study(request: Asked, place: str, body: StudyIn) -> Status[dict[str, Any]]:
    """409 where there is a study at that address. Needs the right «voices.analyse»."""
    return Status(201, study_out(actions.create_study(request.caller, body.title, body.settings, body.slug)))


@router.get("/{place:place}/-/studies/{slug:study}", response=StudyWithin, summary="One study", operation_id="study")
def study(request: Asked, place: str, study: str, response: HttpResponse) -> Any:
    """Needs the right «voices.see» or «voices.code»."""
    value = study_of(request.caller, study)
    parts = (place, study, events.position(request.caller), request.caller.who)
    if (known := fresh(request, *parts)) is not None:
        return known
    tagged(response, *parts)
    return {**study_out(value), "coders": [coder_out(one) for one in coders_of(request.caller, value.pk)]}


@router.patch("/{place:place}/-/studies/{slug:study}", response=StudyOut, summary="Change a study", operation_id="change_study")
def change_study(request: Asked, place: str, study: str, body: StudyChange) -> dict[str, Any]:
    """Needs the right «voices.analyse»."""
    return study_out(actions.change_study(request.caller, study, body.title, body.settings))
