"""The machines' door through which offers come in, and through which senders see what became of them."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpResponse
from ninja import Field, Router, Schema, Status
from ninja.params.functions import Query

from lifeworld.kit.errors import InputRefused, LifeworldError
from lifeworld.kit.web import Asked
from lifeworld.partners.actions import deciding
from lifeworld.partners.actions import runs as actions
from lifeworld.partners.queries import feeds as queries
from lifeworld.partners.queries.refused_csv import csv_of

router = Router(tags=["partners"])
BYTES = {"requestBody": {"required": True, "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}}
AT_OFFSET = {**BYTES, "parameters": [{"name": "Upload-Offset", "in": "header", "required": True,
                                      "schema": {"type": "integer", "minimum": 0}}]}


AS_CSV: dict[str, Any] = {"responses": {200: {"description": "The table.", "content": {
    "text/csv": {"schema": {"type": "string", "format": "binary"}}}}}}


class OfferRunOut(Schema):
    """One coming-in of offers. ``state``: receiving, reading, waiting (for a person's yes), live, replaced, declined or failed; ``said``
    says why. ``refusals``: how many rows each reason refused.
    """

    id: int
    partner: str
    feed: str
    kind: str
    state: str
    how: str
    filename: str
    size: int
    received: int
    n_read: int
    n_accepted: int
    n_refused: int
    n_gone: int
    n_before: int
    refusals: dict[str, int]
    code: str
    said: str
    who: str
    begun_at: str
    ended_at: str
    decided_by: str


class RunIn(Schema):
    """A file to come: its bytes, its name as you know it, and whether it is all that the feed offers or changes of some of it."""

    size: int
    name: str = ""
    kind: Literal["whole", "changes"] = "whole"


class OffersIn(Schema):
    """A few offers that changed, each with the columns that a row of a feed has; ``gone``: your own numbers (sku) of offers that ended."""

    offers: list[dict[str, Any]] = Field(default_factory=list, max_length=1000)
    gone: list[str] = Field(default_factory=list, max_length=1000)


class RefusedOfferOut(Schema):
    """A row that was not taken in, why, and what to do."""

    id: int
    row: int
    field: str
    code: str
    reason: str
    next_step: str


@router.post("/{place:place}/-/partners/{slug:partner}/feeds/{slug:feed}/file", response={201: OfferRunOut},
             summary="Send a file of offers", operation_id="send_offers_file", openapi_extra=BYTES)
def send_file(request: Asked, place: str, partner: str, feed: str, kind: Literal["whole", "changes"] = "whole",
              name: str = Query("", max_length=255)) -> Status[Any]:
    """At most 8 MiB; a larger one is announced and sent in parts. The answer says what became of it, or that it is being read.

    Needs the right «partners.offers»; a partner's own key sends to its own feeds.
    """
    request.caller.require("partners.offers")
    return Status(201, actions.send_file(request.caller, partner, feed, _body(request), name=name, kind=kind))


@router.post("/{place:place}/-/partners/{slug:partner}/feeds/{slug:feed}/offers", response={201: OfferRunOut}, summary="Change some offers",
             operation_id="change_offers")
def send_rows(request: Asked, place: str, partner: str, feed: str, body: OffersIn) -> Status[Any]:
    """They count when this answers. Needs the right «partners.offers»; a partner's own key sends to its own feeds."""
    return Status(201, actions.send_rows(request.caller, partner, feed, body.offers, body.gone))


@router.post("/{place:place}/-/partners/{slug:partner}/feeds/{slug:feed}/runs", response={201: OfferRunOut}, summary="Announce a file",
             operation_id="begin_offer_run")
def begin(request: Asked, place: str, partner: str, feed: str, body: RunIn) -> Status[Any]:
    """Its parts follow by PATCH to the run, from the byte in ``received`` on. Needs the right «partners.offers»."""
    return Status(201, actions.begin_run(request.caller, partner, feed, body.size, name=body.name, kind=body.kind))


@router.get("/{place:place}/-/partners/{slug:partner}/runs", response=list[OfferRunOut], summary="What came in", operation_id="offer_runs")
def runs(request: Asked, place: str, partner: str, feed: str = "", before: int | None = Query(None, ge=0, le=2**63 - 1),
         state: Literal["", "receiving", "reading", "waiting", "live", "replaced", "declined", "failed"] = "",
         limit: int = Query(50, ge=1, le=1000)) -> Any:
    """The newest first; ask again with ``before`` = the last number. Needs the right «partners.see», or to act for it."""
    return queries.runs_of(request.caller, partner, feed=feed, state=state, before=before, limit=limit)


@router.get("/{place:place}/-/partners/{slug:partner}/runs/{int:run}", response=OfferRunOut, summary="A run", operation_id="offer_run")
def run(request: Asked, place: str, partner: str, run: int) -> Any:
    """Needs the right «partners.see», or to act for it."""
    return queries.run_of(request.caller, partner, run)


@router.patch("/{place:place}/-/partners/{slug:partner}/runs/{int:run}", response=OfferRunOut, summary="Send a part",
              operation_id="send_offers_part", openapi_extra=AT_OFFSET)
def part(request: Asked, place: str, partner: str, run: int, response: HttpResponse) -> Any:
    """The bytes from Upload-Offset on, at most 8 MiB; they are on the disk when this answers. 409 says where the file stands."""
    request.caller.require("partners.offers")
    said = request.headers.get("Upload-Offset", "")
    if not (said.isascii() and said.isdecimal() and len(said) < 16):
        raise InputRefused("no_offset", "The part does not say where it begins.", "Send the header Upload-Offset with a whole number.")
    value = actions.append_part(request.caller, partner, run, int(said), _body(request))
    response.headers["Upload-Offset"] = str(value.received)
    return value


@router.delete("/{place:place}/-/partners/{slug:partner}/runs/{int:run}", response={204: None}, summary="Give a file up",
               operation_id="give_up_offer_run")
def give_up(request: Asked, place: str, partner: str, run: int) -> Status[None]:
    """409 once it has come in whole. Needs the right «partners.offers»."""
    actions.give_up(request.caller, partner, run)
    return Status(204, None)


@router.post("/{place:place}/-/partners/{slug:partner}/runs/{int:run}/yes", response=OfferRunOut, summary="Say yes to a run",
             operation_id="accept_offer_run")
def yes(request: Asked, place: str, partner: str, run: int) -> Any:
    """A run that takes more than half of a feed's offers away counts then. 409 where it does not wait. Needs «partners.manage»."""
    return deciding.say_yes(request.caller, partner, run)


@router.post("/{place:place}/-/partners/{slug:partner}/runs/{int:run}/no", response=OfferRunOut, summary="Say no to a run",
             operation_id="decline_offer_run")
def no(request: Asked, place: str, partner: str, run: int) -> Any:
    """What the feed offered stays. 409 where it does not wait. Needs the right «partners.manage»."""
    return deciding.say_no(request.caller, partner, run)


@router.get("/{place:place}/-/partners/{slug:partner}/runs/{int:run}/refused", response=list[RefusedOfferOut], summary="Rows not taken in",
            operation_id="refused_offers")
def refused(request: Asked, place: str, partner: str, run: int, after: int = Query(0, ge=0, le=2**63 - 1),
            limit: int = Query(100, ge=1, le=1000)) -> Any:
    """In the order of the file, some of each reason; the run counts all. Needs the right «partners.see», or to act for it."""
    return queries.refused_of(request.caller, partner, run, after=after, limit=limit)


@router.get("/{place:place}/-/partners/{slug:partner}/runs/{int:run}/refused.csv",
            summary="Rows not taken in, as CSV", operation_id="refused_offers_csv", openapi_extra=AS_CSV)
def refused_csv(request: Asked, place: str, partner: str, run: int) -> HttpResponse:
    """The same as a table. Needs the right «partners.see», or to act for it."""
    return HttpResponse(csv_of(request.caller, partner, run), content_type="text/csv; charset=utf-8",
                        headers={"Content-Disposition": f'attachment; filename="refused-{run}.csv"'})


def _body(request: Asked) -> bytes:
    if int(request.headers.get("Content-Length") or 0) > actions.PART_BYTES_MAX:
        raise LifeworldError(413, "part_too_large", "The part is too large.", f"Send at most {actions.PART_BYTES_MAX:,} bytes at once.")
    return request.body
