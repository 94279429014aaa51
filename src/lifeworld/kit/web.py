"""What the doors of the site have in hand: a request whose caller the hall has resolved."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

from lifeworld.kit.caller import Caller


class Asked(HttpRequest):
    """A request in a place; the hall has put the caller in before any door sees it."""

    caller: Caller


def fresh(request: HttpRequest, *parts: object) -> HttpResponse | None:
    """304 where the client already has what these parts name (place, journal position, settings), else None."""
    return HttpResponseNotModified() if etag(*parts) in request.headers.get("If-None-Match", "").split(", ") else None


def etag(*parts: object) -> str:
    """The ETag of a picture: a pure function of (place, journal position, settings)."""
    return '"' + ".".join(quote(str(part), safe="/:;-_ ") for part in parts) + '"'  # what people search for may hold line ends


def tagged(response: HttpResponse, *parts: object) -> HttpResponse:
    """The response with its ETag; private, to be asked again."""
    response.headers["ETag"] = etag(*parts)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def page_data(request: HttpRequest) -> dict[str, Any]:
    """What a form sent, one value a field."""
    return {key: value for key, value in request.POST.items() if key != "csrfmiddlewaretoken"}
