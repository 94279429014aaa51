"""The machines' door of tables: codes together, codes by a variable."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Router, Schema
from ninja.params.functions import Query

from lifeworld.events.queries import position
from lifeworld.kit.caller import not_found
from lifeworld.kit.web import Asked, fresh, tagged
from lifeworld.voices.actions.tables import codes_by, codes_together, study_variables
from lifeworld.voices.api.comparing import KEY_MAX, STUDY
from lifeworld.voices.core.site_studies import CoderValue, StudyValue
from lifeworld.voices.core.site_tables import default_coder
from lifeworld.voices.queries.comparing import coders_to_compare
from lifeworld.voices.queries.studies import study_of

router = Router(tags=["voices"])


class TogetherOut(Schema):
    """Two codes: statements with both, expected if they fell independently; association with intervals by customers."""

    first: str
    second: str
    n: int
    n_first: int
    n_second: int
    both: int
    expected: float
    phi: dict[str, Any]
    jaccard: dict[str, Any]


class TogetherTableOut(Schema):
    """All pairs of codes in the codings of one coder, the largest phi first."""

    ready: bool
    updating: bool
    position: int
    coder: int
    n_statements: int
    pairs: list[TogetherOut]


class VariableOut(Schema):
    """What codes can be held against."""

    key: str
    title: str
    n_levels: int
    n: int


class CrossCellOut(Schema):
    """A code at a level: customers who say it and statements that carry it; figures without a value say how much is needed."""

    code: str
    level: str
    n_statements: int
    n_present: int
    n_customers: int
    n_saying: int
    share_of_statements: dict[str, Any]
    share_of_customers: dict[str, Any] | None


class CrossTableOut(Schema):
    """Codes by a variable, in the codings of one coder."""

    ready: bool
    updating: bool
    position: int
    coder: int
    variable: str
    levels: list[str]
    n_left_out: int
    cells: list[CrossCellOut]


def _asked(request: Asked, slug: str, coder: int | None) -> tuple[StudyValue, CoderValue]:
    request.caller.require("voices.analyse")
    study = study_of(request.caller, slug)
    everybody = coders_to_compare(request.caller, study)
    found = default_coder(everybody) if coder is None else next((one for one in everybody if one.pk == coder), None)
    if found is None:
        raise not_found("coder", coder if coder is not None else "who has read anything")
    return study, found


@router.get(STUDY + "/tables/together", response=TogetherTableOut, summary="Codes that stand together", operation_id="tables_together")
def together(request: Asked, place: str, slug: str, response: HttpResponse,
             coder: int | None = Query(None, ge=1, le=KEY_MAX)) -> HttpResponse | dict[str, Any]:
    """Of the coder that is named, else of what was settled, else of who has read most. Needs the right «voices.analyse»."""
    study, who = _asked(request, slug, coder)
    told = codes_together(request.caller, study, who)
    parts = (place, position(request.caller), told.position, study.pk, who.pk)
    if not told.updating and (known := fresh(request, *parts)) is not None:
        return known
    tagged(response, *parts)
    return {"ready": told.pairs is not None, "updating": told.updating, "position": told.position, "coder": who.pk, "n_statements": told.n,
            "pairs": [vars(one) | {"phi": one.phi.json(), "jaccard": one.jaccard.json()} for one in told.pairs or ()]}


@router.get(STUDY + "/tables/variables", response=list[VariableOut], summary="Variables of a study", operation_id="tables_variables")
def variables(request: Asked, place: str, slug: str) -> list[dict[str, Any]]:
    """Facts of statements and traits of customers with two levels or more. Needs the right «voices.analyse»."""
    request.caller.require("voices.analyse")
    found = study_variables(request.caller, study_of(request.caller, slug))
    return [{"key": one.key, "title": one.title, "n_levels": one.n_levels, "n": one.n} for one in found]


@router.get(STUDY + "/tables/by", response=CrossTableOut, summary="Codes by a variable", operation_id="tables_by")
def by(request: Asked, place: str, slug: str, response: HttpResponse, variable: str,
       coder: int | None = Query(None, ge=1, le=KEY_MAX)) -> HttpResponse | dict[str, Any]:
    """``variable`` is the key of one of /tables/variables. Needs the right «voices.analyse»."""
    study, who = _asked(request, slug, coder)
    told = codes_by(request.caller, study, who, variable)
    parts = (place, position(request.caller), told.position, study.pk, who.pk, variable)
    if not told.updating and (known := fresh(request, *parts)) is not None:
        return known
    tagged(response, *parts)
    table = told.table
    return {"ready": table is not None, "updating": told.updating, "position": told.position, "coder": who.pk, "variable": variable,
            "levels": list(table.levels) if table else [], "n_left_out": table.n_left_out if table else 0,
            "cells": [{"code": one.code, "level": one.level, "n_statements": one.n_statements, "n_present": one.n_present,
                       "n_customers": one.n_customers, "n_saying": one.n_saying, "share_of_statements": one.statements.json(),
                       "share_of_customers": one.customers.json() if one.customers else None} for one in (table.cells if table else ())]}
