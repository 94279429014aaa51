"""The machines' door of statements."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpResponse
from ninja import Field, Query, Router, Schema

from lifeworld.events import queries as events
from lifeworld.kit.web import Asked, fresh, tagged
from lifeworld.voices.core.site_statements import PAGE_ROWS_MAX, Wanted
from lifeworld.voices.queries.statements_listing import statement_of, statements_page
from lifeworld.voices.queries.studies import study_of

router = Router(tags=["voices"])
BIG = 2**63 - 1


class StatementLineOut(Schema):
    """A statement in a list; long texts are cut."""

    id: int
    key: str
    customer: str | None
    text: str
    at: str | None
    present: list[str]


class StatementsOut(Schema):
    """Statements in the order in which they came; ``next`` goes on after them, null at the end."""

    statements: list[StatementLineOut]
    next: int | None


class SentenceOut(Schema):
    """A segment: code points of the text, half-open."""

    number: int
    start: int
    end: int
    text: str


class StatementReadingOut(Schema):
    """What one coder found; ``stale`` are codes whose meaning has changed since."""

    coder: int
    name: str
    kind: str
    codes: dict[str, float]
    present: list[str]
    stale: list[str]
    valence: float | None
    memo: str
    marks: list[Any]


class StatementOut(Schema):
    """A statement with its sentences; with the right «voices.analyse» also who read it."""

    id: int
    key: str
    customer: str | None
    text: str
    context: str
    at: str | None
    facts: dict[str, Any]
    sentences: list[SentenceOut]
    readings: list[StatementReadingOut]


class Asking(Schema):
    """``words`` stand in the text; ``code`` was found by ``coder`` (or by anybody); ``read`` is "yes" or "no": by a person."""

    words: str = ""
    customer: str = ""
    code: str = ""
    coder: int | None = Field(None, ge=1, le=BIG)
    read: str = ""
    after: int = Field(0, ge=0, le=BIG)
    limit: int = Field(100, ge=1, le=PAGE_ROWS_MAX)


@router.get("/{place:place}/-/studies/{slug:study}/statements", response=StatementsOut, summary="Statements of a study",
            operation_id="statements")
def statements(request: Asked, place: str, study: str, asked: Query[Asking], response: HttpResponse) -> Any:
    """In the order in which they came, a page at a time. Needs the right «voices.see», for codes and coders «voices.analyse»."""
    value = study_of(request.caller, study)
    wanted = Wanted(asked.words, asked.customer, asked.code, asked.coder, asked.read)
    page = statements_page(request.caller, value, wanted, asked.after, asked.limit)
    parts = (place, study, events.position(request.caller), *asked.model_dump().values())
    if (known := fresh(request, *parts)) is not None:
        return known
    tagged(response, *parts)
    return {"statements": [{**asdict(line), "id": line.pk} for line in page.lines], "next": page.after}


@router.get("/{place:place}/-/studies/{slug:study}/statements/{int:statement}", response=StatementOut, summary="One statement",
            operation_id="statement")
def statement(request: Asked, place: str, study: str, statement: int) -> dict[str, Any]:
    """Where the study is blind, others' readings come once the caller has read it. Needs the right «voices.see»."""
    found = statement_of(request.caller, study_of(request.caller, study), statement)
    return {**asdict(found), "id": found.pk}
