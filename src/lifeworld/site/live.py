"""Where the pages of a request find live news: an address of the same site, or the next port of the same host."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase


def stream_origin(request: HttpRequest) -> str:
    """Scheme, host and port of the stream where it has a port of its own, else ""."""
    if not settings.STREAM_PORT:
        return ""
    host = request.get_host().rsplit(":", 1)[0] if not request.get_host().endswith("]") else request.get_host()
    return f"{request.scheme}://{host}:{settings.STREAM_PORT}"


def stream_url(request: HttpRequest) -> str:
    """What pages put the path of a place behind; "" where there is no stream."""
    return settings.STREAM_URL or (f"{origin}/stream" if (origin := stream_origin(request)) else "")


class Live:
    """Lets pages listen at the stream's own port."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, whose policy names the stream."""
        response = self.get_response(request)
        if origin := stream_origin(request):
            update = getattr(response, "_csp_update", None) or {}
            response._csp_update = {**update, "connect-src": [*update.get("connect-src", []), origin]}  # type: ignore[attr-defined]
        return response
