"""The machines' door of earnings: sums of the days that are scored, files that come in."""

from __future__ import annotations

from typing import Any

from ninja import File, Form, Router, Schema, Status
from ninja.files import UploadedFile
from ninja.params.functions import Path

from lifeworld.goals.core.days import day_text
from lifeworld.kit.web import Asked
from lifeworld.scorecard.actions.earnings import import_upload
from lifeworld.scorecard.core.plans import ImportValue, PlanValue
from lifeworld.scorecard.queries import earned as asked
from lifeworld.scorecard.queries.plans import plan_of, window_of

router = Router(tags=["scorecard"])
BIG = 2**63 - 1


class EarnedOut(Schema):
    """What a partner earned in one currency, as text; ``paid_back`` is part of ``amount``, "" where there is none."""

    partner: str
    name: str
    n: int
    amount: str
    paid_back: str
    first: str
    last: str


class EarningsOut(Schema):
    """What partners earned from a day to another, and altogether by currency."""

    since: str
    until: str
    sums: list[EarnedOut]
    totals: list[str]


class RefusedEarningOut(Schema):
    """A row of a file that was not taken in."""

    row: int
    field: str
    reason: str
    next_step: str


class EarningsImportOut(Schema):
    """A file that came in: rows that became events, were there already, or were refused; the first that were refused. ``state``: reading,
    done or failed; then ``said`` says why.
    """

    id: int
    filename: str
    state: str
    n_read: int
    n_taken: int
    n_duplicate: int
    n_refused: int
    said: str
    who: str
    made_at: str
    refusals: list[RefusedEarningOut]


@router.get("/{place:place}/-/scorecard/earnings", response=EarningsOut, summary="What partners earned", operation_id="earnings")
def earnings(request: Asked, place: str) -> Any:
    """In the days that are scored. Needs the right «scorecard.see»."""
    caller = request.caller
    window = window_of(caller, plan_of(caller) or PlanValue())
    found = asked.earned(caller, window)
    return {"since": day_text(window.since), "until": day_text(window.until), "sums": found.sums, "totals": found.totals}


@router.get("/{place:place}/-/scorecard/earnings/imports", response=list[EarningsImportOut], summary="Files of earnings",
            operation_id="earnings_imports")
def imports(request: Asked, place: str) -> Any:
    """Newest first. Needs the right «scorecard.see»."""
    return [_shown(one) for one in asked.imports_of(request.caller)]


@router.post("/{place:place}/-/scorecard/earnings/imports", response={201: EarningsImportOut}, summary="Bring a file of earnings in",
             operation_id="import_earnings")
def bring_in(request: Asked, place: str, file: File[UploadedFile], currency: Form[str] = "") -> Any:
    """CSV and its kin, JSON Lines, Parquet or XLSX; ``currency`` of rows that say none. The same file again takes nothing twice. A file
    of more than 1 MiB is answered while it is being read: ask for it until its state is done or failed. 409 where the scorecard is not set
    up. Needs the right «scorecard.manage».
    """
    return Status(201, _shown(import_upload(request.caller, file.name or "", file.chunks(), file.size or 0, currency=currency)))


@router.get("/{place:place}/-/scorecard/earnings/imports/{int:earning}", response=EarningsImportOut, summary="A file of earnings",
            operation_id="earnings_import")
def one(request: Asked, place: str, earning: int = Path(..., ge=1, le=BIG)) -> Any:
    """Needs the right «scorecard.see»."""
    return _shown(asked.import_of(request.caller, earning))


def _shown(value: ImportValue) -> dict[str, Any]:
    names = ("row", "field", "reason", "next_step")
    return {**vars(value), "refusals": [dict(zip(names, one, strict=True)) for one in value.refusals]}
