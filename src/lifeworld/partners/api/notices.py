"""The door for signed notices: no key, the signature says who sends."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status

from lifeworld.kit.errors import LifeworldError
from lifeworld.partners.actions.hearing import BYTES_MAX, hear
from lifeworld.partners.api.incoming import OfferRunOut

router = Router(tags=["partners"])
NOTICE: dict[str, Any] = {
    "parameters": [{"name": name, "in": "header", "required": True, "schema": {"type": "string", "maxLength": 400}}
                   for name in ("webhook-id", "webhook-timestamp", "webhook-signature")],
    "requestBody": {"required": True, "content": {
        "application/json": {"schema": {"type": "object", "properties": {
            "offers": {"type": "array", "items": {"type": "object"}, "maxItems": 1000},
            "gone": {"type": "array", "items": {"type": "string"}, "maxItems": 1000}, "changed": {"type": "boolean"}}}},
        "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}}


class HeardOut(Schema):
    """What became of a notice: the run that its offers are, or null where the address of the feed is asked anew."""

    run: OfferRunOut | None


@router.post("/partner-notices/{str:door}", response={202: HeardOut}, summary="A signed notice of a partner", operation_id="partner_notice",
             openapi_extra=NOTICE)
def notice(request: HttpRequest, door: str) -> Status[Any]:
    """Signed as Standard Webhooks 1.0 says. Offers that changed ({"offers": [...], "gone": [...]}), a file of them in any format of feeds,
    or {"changed": true}, upon which the address of the feed is asked. 401 unsigned or older than five minutes; 409 heard before.
    """
    if int(request.headers.get("Content-Length") or 0) > BYTES_MAX:
        raise LifeworldError(413, "notice_too_large", "The notice is too large.", f"Send at most {BYTES_MAX:,} bytes.")
    headers = {name.lower(): value for name, value in request.headers.items()}
    return Status(202, {"run": hear(door, headers, request.body)})
