"""The machines' door of coding: the statement to read next, a reading, steps back and forth, everybody's readings."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Field, Router, Schema
from ninja.params.functions import Query

from lifeworld.events.queries import position
from lifeworld.kit.web import Asked, fresh, tagged
from lifeworld.voices.actions import readings as actions
from lifeworld.voices.core.site_coding import MARKS_MAX, MEMO_CHARS_MAX, MarkValue, told
from lifeworld.voices.queries import coding as queries
from lifeworld.voices.queries.queues import progress
from lifeworld.voices.queries.readings import readings_page
from lifeworld.voices.queries.studies import study_of

router = Router(tags=["voices"])
STUDY = "/{place:place}/-/studies/{slug}"
KEY_MAX = 2**63 - 1


class MarkSchema(Schema):
    """A span that shows a code: Unicode code points, half-open; ``quote`` is the slice of the statement."""

    start: int = Field(ge=0, le=2**31 - 1)
    end: int = Field(ge=0, le=2**31 - 1)
    code: str
    quote: str
    memo: str = Field("", max_length=MEMO_CHARS_MAX)
    interpretive: bool = False


class ReadingOut(Schema):
    """What one coder found in a statement; a draft (``done`` false) counts nowhere. ``version`` goes with the next change."""

    codes: list[str]
    marks: list[MarkSchema]
    memo: str
    valence: float | None
    codebook: int
    done: bool
    version: int


class ReadingIn(Schema):
    """The whole reading as it is now, the version that it changes, and a name of this step, so that it may be sent again.

    ``codebook`` is the version that was judged by; without it, the newest.
    """

    codes: list[str] = Field(max_length=1_000)
    marks: list[MarkSchema] = Field([], max_length=MARKS_MAX)
    memo: str = Field("", max_length=MEMO_CHARS_MAX)
    valence: float | None = Field(None, ge=-1, le=1)
    version: int = Field(ge=0, le=2**31 - 1)
    done: bool = True
    codebook: int | None = Field(None, ge=1, le=2**31 - 1)
    client_id: str | None = Field(None, min_length=1, max_length=actions.CLIENT_ID_CHARS_MAX)


class SuggestionOut(Schema):
    """A code that the study's model would give."""

    code: str
    probability: float


class OthersOut(Schema):
    """What another coder found."""

    coder: str
    kind: str
    codes: list[str]


class ToCodeOut(Schema):
    """A statement to code. ``sentences`` are [start, end) in code points; null hides suggestions and what others found."""

    statement: int
    key: str
    text: str
    context: str
    sentences: list[list[int]]
    reading: ReadingOut
    suggestions: list[SuggestionOut] | None
    others: list[OthersOut] | None
    stale: list[str]
    queue: int | None
    codebook: int


class NextOut(Schema):
    """The statement to read next; null: none is left."""

    next: ToCodeOut | None


class StepIn(Schema):
    """A name of this step, so that it may be sent again."""

    client_id: str | None = Field(None, min_length=1, max_length=actions.CLIENT_ID_CHARS_MAX)


class StepOut(Schema):
    """The statement that a step was about, as it is now, and what changed in words."""

    said: str
    now: ToCodeOut


class ProgressOut(Schema):
    """How far a coder is."""

    coder: str
    kind: str
    n_read: int
    n: int
    me: bool


class ReadingRowOut(Schema):
    """A coder's reading of a statement, without marks."""

    id: int
    statement: str
    coder: str
    kind: str
    codes: list[str]
    codebook: int
    valence: float | None
    queue: str
    inclusion: float | None


class ReadingsOut(Schema):
    """Readings in the order of their keys; ask again with ``after`` = ``next`` until it is null."""

    readings: list[ReadingRowOut]
    next: int | None


@router.get(STUDY + "/coding/next", response=NextOut, summary="The statement to read next", operation_id="coding_next")
def coding_next(request: Asked, place: str, slug: str, queue: int | None = Query(None, ge=1, le=KEY_MAX),
                after: int | None = Query(None, ge=1, le=KEY_MAX)) -> dict[str, Any]:
    """The next of the queue, or of the study's random order, that the caller has not read. Needs the right «voices.code»."""
    study = study_of(request.caller, slug)
    found = queries.next_to_code(request.caller, study, queue, after)
    return {"next": None if found is None else queries.to_code(request.caller, study, found, queue).json()}


@router.get(STUDY + "/coding/{int:statement}", response=ToCodeOut, summary="A statement to code", operation_id="coding_statement")
def coding_statement(request: Asked, place: str, slug: str, statement: int, response: HttpResponse) -> HttpResponse | dict[str, Any]:
    """With what the caller found in it. Needs the right «voices.code»."""
    study = study_of(request.caller, slug)
    parts = (place, position(request.caller), study.pk, statement, request.caller.who, queries.state(request.caller, study, statement))
    if (known := fresh(request, *parts)) is not None:
        return known
    said = queries.to_code(request.caller, study, statement).json()
    tagged(response, *parts)
    return said


@router.put(STUDY + "/coding/{int:statement}", response=ToCodeOut, summary="Keep what was found", operation_id="read_statement")
def read_statement(request: Asked, place: str, slug: str, statement: int, body: ReadingIn) -> dict[str, Any]:
    """409 where ``version`` is not the newest; a step that was sent before is not taken again. Needs the right «voices.code»."""
    study = study_of(request.caller, slug)
    marks = [MarkValue(**mark.dict()) for mark in body.marks]
    actions.read_statement(request.caller, study, statement, body.codes, marks, body.memo, body.valence, version=body.version,
                           done=body.done, codebook=body.codebook, client_id=body.client_id)
    return queries.to_code(request.caller, study, statement).json()


@router.post(STUDY + "/coding/undo", response=StepOut, summary="Take the newest step back", operation_id="coding_undo")
def coding_undo(request: Asked, place: str, slug: str, body: StepIn) -> dict[str, Any]:
    """409 where none is left. Needs the right «voices.code»."""
    return _stepped(request, slug, body.client_id, back=True)


@router.post(STUDY + "/coding/redo", response=StepOut, summary="Take a step again", operation_id="coding_redo")
def coding_redo(request: Asked, place: str, slug: str, body: StepIn) -> dict[str, Any]:
    """409 where none is left. Needs the right «voices.code»."""
    return _stepped(request, slug, body.client_id, back=False)


def _stepped(request: Asked, slug: str, client_id: str | None, *, back: bool) -> dict[str, Any]:
    study = study_of(request.caller, slug)
    statement, before, after = (actions.undo if back else actions.redo)(request.caller, study, client_id)
    return {"said": told(before, after, queries.titles(study)), "now": queries.to_code(request.caller, study, statement).json()}


@router.get(STUDY + "/coding/progress", response=list[ProgressOut], summary="How far coders are", operation_id="coding_progress")
def coding_progress(request: Asked, place: str, slug: str) -> list[Any]:
    """Of the caller alone, where she may not analyse. Needs the right «voices.code»."""
    return list(progress(request.caller, study_of(request.caller, slug)))


@router.get(STUDY + "/readings", response=ReadingsOut, summary="What coders found", operation_id="readings")
def readings(request: Asked, place: str, slug: str, response: HttpResponse, after: int = Query(0, ge=0, le=KEY_MAX),
             limit: int = Query(200, ge=1, le=1_000), coder: int | None = Query(None, ge=1, le=KEY_MAX)) -> HttpResponse | dict[str, Any]:
    """Only the caller's own, where she may not analyse. Needs the right «voices.see» or «voices.code»."""
    study = study_of(request.caller, slug)
    parts = (place, position(request.caller), study.pk, request.caller.who, after, limit, coder)
    if (known := fresh(request, *parts)) is not None:
        return known
    rows = readings_page(request.caller, study.pk, after, limit, coder)
    tagged(response, *parts)
    return {"readings": rows, "next": rows[-1].id if len(rows) == limit else None}
