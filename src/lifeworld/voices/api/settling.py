"""The machines' door of settling: what is left, one statement with all opinions, a decision."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpResponse
from ninja import Field, Router, Schema
from ninja.params.functions import Query

from lifeworld.events.queries import position
from lifeworld.kit.web import Asked, fresh, tagged
from lifeworld.voices.actions import settling as actions
from lifeworld.voices.actions.kept import wish_for_lists
from lifeworld.voices.api.comparing import KEY_MAX, STUDY, asked
from lifeworld.voices.core.settling import ToSettle
from lifeworld.voices.queries.settling import open_statements, to_settle
from lifeworld.voices.queries.studies import study_of

router = Router(tags=["voices"])
VERSION_MAX = 2**31 - 1


class SpanOut(Schema):
    """A marked span: Unicode code points, half-open."""

    code: str
    start: int
    end: int
    quote: str
    memo: str
    interpretive: bool


class OpinionOut(Schema):
    """What one coder said of a statement."""

    coder: int
    name: str
    kind: str
    judged: list[str]
    present: list[str]
    spans: list[SpanOut]
    valence: float | None
    memo: str
    codebook: int


class QuestionOut(Schema):
    """A code: who says present, who says absent, what was settled (null: not yet)."""

    code: str
    title: str
    present: list[str]
    absent: list[str]
    settled: bool | None
    reason: str


class ToSettleOut(Schema):
    """A statement to settle; ``state`` is hidden, unread, alone, unanimous, open or settled; ``version`` goes with a decision."""

    statement: int
    key: str
    text: str
    context: str
    customer: str
    state: str
    version: int
    opinions: list[OpinionOut]
    questions: list[QuestionOut]


class LeftOut(Schema):
    """Statements on which coders differ and nothing was settled, the most disputed first; ``updating``: a newer list is due."""

    n: int
    updating: bool
    statements: list[int]
    next: int | None


class DecisionIn(Schema):
    """For each code on which coders differ whether it is present, why, and the version that was seen (0: nothing was settled)."""

    present: dict[str, bool] = Field(max_length=500)
    reasons: dict[str, str] = Field({}, max_length=500)
    version: int = Field(ge=0, le=VERSION_MAX)


def _out(found: ToSettle) -> dict[str, Any]:
    return asdict(found) | {"state": found.state}


@router.get(STUDY + "/settling", response=LeftOut, summary="What is left to settle", operation_id="settling_left")
def left(request: Asked, place: str, slug: str, response: HttpResponse, coders: tuple[int, ...] = Query((), max_length=200), code: str = "",
         after: int = Query(0, ge=0, le=KEY_MAX), limit: int = Query(100, ge=1, le=1_000)) -> HttpResponse | dict[str, Any]:
    """``after`` is the last statement of the page before. Needs the right «voices.analyse»."""
    study, chosen = asked(request, slug, coders)
    if code:
        study.codebook.code(code)
    parts = (place, position(request.caller), study.pk, request.GET.urlencode())
    found, updating = open_statements(request.caller, study, [coder for coder in chosen if coder.kind != "settled"], code)
    if updating:
        wish_for_lists(request.caller, study)
    elif (known := fresh(request, *parts)) is not None:
        return known
    tagged(response, *parts)
    begin = found.index(after) + 1 if after in found else 0
    shown = found[begin:begin + limit]
    return {"n": len(found), "updating": updating, "statements": shown, "next": shown[-1] if begin + limit < len(found) else None}


@router.get(STUDY + "/settling/{int:statement}", response=ToSettleOut, summary="A statement to settle", operation_id="settling_statement")
def one(request: Asked, place: str, slug: str, statement: int, response: HttpResponse, show: bool = False) -> HttpResponse | dict[str, Any]:
    """All opinions side by side. Needs the right «voices.analyse»."""
    study = study_of(request.caller, slug)
    request.caller.require("voices.analyse")
    parts = (place, position(request.caller), study.pk, statement, show, request.caller.who)
    if (known := fresh(request, *parts)) is not None:
        return known
    found = to_settle(request.caller, study, statement, show=show)
    tagged(response, *parts)
    return _out(found)


@router.put(STUDY + "/settling/{int:statement}", response=ToSettleOut, summary="Settle a statement", operation_id="settle")
def decide(request: Asked, place: str, slug: str, statement: int, body: DecisionIn) -> dict[str, Any]:
    """409 where somebody settled it meanwhile, or nothing is to be settled. Needs the right «voices.analyse»."""
    study = study_of(request.caller, slug)
    actions.settle(request.caller, study, statement, body.present, body.reasons, version=body.version)
    return _out(to_settle(request.caller, study, statement, show=True))


@router.delete(STUDY + "/settling/{int:statement}", response=ToSettleOut, summary="Take a decision back", operation_id="settle_take_back")
def undo(request: Asked, place: str, slug: str, statement: int, version: int = Query(ge=1, le=VERSION_MAX)) -> dict[str, Any]:
    """409 where it is not the newest. Needs the right «voices.analyse»."""
    study = study_of(request.caller, slug)
    actions.take_back(request.caller, study, statement, version=version)
    return _out(to_settle(request.caller, study, statement, show=True))


