"""The machines' door of comparing: coefficients, pairs, and the statements behind every number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from django.http import HttpResponse
from ninja import Router, Schema
from ninja.params.functions import Query

from lifeworld.events.queries import position
from lifeworld.kit.web import Asked, fresh, tagged
from lifeworld.voices.actions.comparing import compare, compare_pairs
from lifeworld.voices.actions.kept import wish_for_lists
from lifeworld.voices.core.cells import Cell
from lifeworld.voices.core.site_studies import CoderValue, StudyValue
from lifeworld.voices.queries.comparing import SHOWN_MAX, cell_shown, chosen_of, coders_to_compare
from lifeworld.voices.queries.studies import study_of

router = Router(tags=["voices"])
STUDY = "/{place:place}/-/studies/{slug}"
KEY_MAX = 2**63 - 1


class CoderOut(Schema):
    """A coder, person, model, import or what was settled, and what the comparison calls it."""

    id: int
    kind: str
    label: str


class CodeAgreementOut(Schema):
    """Agreement on one code: figures by coefficient, prevalence by the coder's label. One without a value says how much is needed."""

    code: str
    n_statements: int
    n_customers: int | None
    n_differ: int
    verdict: str
    figures: dict[str, dict[str, Any]]
    prevalence: dict[str, dict[str, Any]]
    spans: dict[str, dict[str, Any]]


class ConfusionOut(Schema):
    """How often two codes were given in each other's place, and how often by chance."""

    code: str
    instead: str
    n: int
    expected: float


class ComparisonOut(Schema):
    """As of ``position`` of the journal. ``ready`` false: it is being reckoned, ask again; ``updating``: a newer one is due.

    ``nothing`` says why nothing could be compared.
    """

    ready: bool
    updating: bool
    position: int
    coders: list[CoderOut]
    n_statements: int
    n_customers: int | None
    mean_alpha: dict[str, Any] | None
    codes: list[CodeAgreementOut]
    confusions: list[ConfusionOut]
    notes: list[str]
    nothing: str


class PairOut(Schema):
    """Two coders on a code: statements that both, only the first, only the second and neither found it in."""

    first: str
    second: str
    table: list[int]
    guessing: float | None
    figures: dict[str, dict[str, Any]]


class PairsOut(Schema):
    """Each two coders on one code, as of ``position`` of the journal."""

    ready: bool
    updating: bool
    position: int
    code: str
    pairs: list[PairOut]


class CoderSaidOut(Schema):
    """What a coder said of a code; null: not judged."""

    coder: str
    code: str
    present: bool | None


class CellStatementOut(Schema):
    """A statement; ``hidden``: the caller codes blind and has not read it, so nobody's codings are told."""

    id: int
    statement: str
    customer: str
    text: str
    said: list[CoderSaidOut]
    settled: bool
    hidden: bool


class CellOut(Schema):
    """Statements behind a number, the most disputed first; ask again with ``after`` = ``next`` until it is empty."""

    updating: bool
    position: int
    n: int | None
    statements: list[CellStatementOut]
    next: str


def asked(request: Asked, slug: str, coders: Sequence[int]) -> tuple[StudyValue, list[CoderValue]]:
    """The study and the coders that are asked for. Errors: LifeworldError 403, 404."""
    request.caller.require("voices.analyse")
    study = study_of(request.caller, slug)
    return study, chosen_of(coders_to_compare(request.caller, study), coders)


@router.get(STUDY + "/comparison", response=ComparisonOut, summary="Compare coders", operation_id="comparison")
def comparison(request: Asked, place: str, slug: str, response: HttpResponse,
               coders: tuple[int, ...] = Query((), max_length=200)) -> HttpResponse | dict[str, Any]:
    """All coders but what was settled, where none are named. Needs the right «voices.analyse»."""
    study, chosen = asked(request, slug, coders)
    told = compare(request.caller, study, chosen)
    parts = (place, position(request.caller), told.position, study.pk, *(coder.pk for coder in chosen))
    if not told.updating and (known := fresh(request, *parts)) is not None:
        return known
    found = told.comparison
    tagged(response, *parts)
    lines = found.lines if found else ()
    by_key = {coder.pk: coder for coder in chosen}
    return {
        "ready": found is not None, "updating": told.updating, "position": told.position,
        "coders": [{"id": pk, "kind": by_key[pk].kind, "label": label}
                   for pk, label in (zip(found.coders, found.labels, strict=True) if found else ())],
        "n_statements": found.n_statements if found else 0, "n_customers": found.n_customers if found else None,
        "mean_alpha": found.mean_alpha.json() if found and found.mean_alpha else None,
        "codes": [{"code": line.code, "n_statements": line.agreement.n_statements, "n_customers": line.agreement.n_customers,
                   "n_differ": line.n_differ, "verdict": line.agreement.verdict, "figures": _json(line.agreement.figures),
                   "prevalence": _json(line.agreement.prevalence), "spans": _json(line.spans)} for line in lines],
        "confusions": [vars(one) for one in found.confusions] if found else [], "notes": list(found.notes) if found else [],
        "nothing": found.nothing if found else "",
    }


def _json(figures: Any) -> dict[str, Any]:
    return {name: figure.json() for name, figure in figures.items()}


@router.get(STUDY + "/comparison/codes/{code}", response=PairsOut, summary="Each two coders on a code", operation_id="comparison_pairs")
def pairs(request: Asked, place: str, slug: str, code: str, response: HttpResponse,
          coders: tuple[int, ...] = Query((), max_length=200)) -> HttpResponse | dict[str, Any]:
    """2x2 tables and coefficients of each two coders. Needs the right «voices.analyse»."""
    study, chosen = asked(request, slug, coders)
    study.codebook.code(code)
    told = compare_pairs(request.caller, study, chosen, code)
    parts = (place, position(request.caller), told.position, study.pk, code, *(coder.pk for coder in chosen))
    if not told.updating and (known := fresh(request, *parts)) is not None:
        return known
    tagged(response, *parts)
    return {"ready": told.pairs is not None, "updating": told.updating, "position": told.position, "code": code,
            "pairs": [{"first": one.coders[0], "second": one.coders[1], "table": list(one.table), "guessing": one.guessing,
                       "figures": _json(one.figures)} for one in told.pairs or ()]}


@router.get(STUDY + "/comparison/statements", response=CellOut, summary="Statements behind a number", operation_id="comparison_statements")
def statements(request: Asked, place: str, slug: str, response: HttpResponse, code: str,
               coders: tuple[int, ...] = Query((), max_length=200),
               kind: Literal["twice", "differ", "alike", "present", "said", "both"] = "differ",
               present: tuple[int, ...] = Query((), max_length=200), absent: tuple[int, ...] = Query((), max_length=200),
               instead: str = "", variable: str = "", level: str = "", show: bool = False,
               after: str = Query("", max_length=20), limit: int = Query(20, ge=1, le=SHOWN_MAX)) -> HttpResponse | dict[str, Any]:
    """By kind, by who says present and absent, by another code, at a level of a variable. Needs the right «voices.analyse»."""
    study, chosen = asked(request, slug, sorted({*coders, *present, *absent}) if coders else [])
    parts = (place, position(request.caller), study.pk, request.GET.urlencode(), request.caller.who)
    if (known := fresh(request, *parts)) is not None:
        return known
    cell = Cell(code, kind, tuple(present), tuple(absent), instead)
    at = (variable, level) if variable else None
    found = cell_shown(request.caller, study, cell, chosen, last=after, n=limit, show=show, at_level=at)
    if found.updating:
        wish_for_lists(request.caller, study)
    else:
        tagged(response, *parts)
    return {"updating": found.updating, "position": found.position, "n": found.n, "next": found.after, "statements": [
        {"id": one.pk, "statement": one.key, "customer": one.customer, "text": one.text, "settled": one.settled, "hidden": one.hidden,
         "said": [{"coder": said.name, "code": said.code, "present": said.present} for said in one.said]} for one in found.statements]}
