"""Errors are rendered here, once: one JSON shape (RFC 9457) for machines, one page for people."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import DataError, IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from lifeworld.kit.errors import LifeworldError
from lifeworld.plugin_web import quietly

log = logging.getLogger("lifeworld.errors")
NOWHERE = LifeworldError(404, "not_found", "There is nothing at this address.", "Go back, or start at the first page.")
FORBIDDEN = LifeworldError(403, "not_allowed", "This was refused.", "Reload the page and try again; sign in if you are asked to.")
SUSPICIOUS = LifeworldError(400, "suspicious", "This request does not come from where it should.", "Start again from the sign-in page.")
NOT_TEXT = LifeworldError(422, "not_text", "What was sent holds a character that no text holds: NUL, or half of a surrogate pair.",
                          "Take it out, and send the rest again.")
MEANWHILE = LifeworldError(409, "changed_meanwhile", "Somebody changed what this rests on at the same moment. Nothing was written.",
                           "Look at it again, and do it again where it still makes sense.")
BROKEN = LifeworldError(500, "broken", "Something went wrong that should not. Nothing was half-done.",
                        "Try again; if it happens again, tell the operator when it happened.")


def no_text(error: Exception) -> bool:
    """Whether a database refused a text for a character in it: half of a surrogate pair anywhere, NUL in PostgreSQL."""
    return isinstance(error, UnicodeEncodeError) or "NUL (0x00)" in str(error)


def as_problem(error: LifeworldError) -> JsonResponse:
    """The error as application/problem+json."""
    body = {"type": f"/problems/{error.code}", "title": error.message, "status": error.status, "code": error.code,
            "detail": str(error), "next_step": error.next_step}
    return JsonResponse(body, status=error.status, content_type="application/problem+json")


def let_go(error: LifeworldError) -> LifeworldError:
    """The error without the frames that raised it: one that is a constant would keep those of every request for the life of the process."""
    error.__context__ = None
    return error.with_traceback(None)


def for_machines(request: HttpRequest) -> bool:
    """Whether a machine asks: an address of the API, or a script of a page that wants JSON."""
    return request.path.startswith("/api/") or "application/json" in request.headers.get("Accept", "")


def rendered(request: HttpRequest, error: LifeworldError) -> HttpResponse:
    """The error as whoever asks can read it; on a customer's own pages as quiet as they are."""
    answer = as_problem(error) if for_machines(request) else render(request, "error.html", {"error": error}, status=error.status)
    behind_link = request.resolver_match is not None and "goal_token" in request.resolver_match.kwargs
    return quietly(answer) if behind_link else answer


class Rendered:
    """Turns refusals of any room into answers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer of the next."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The answer to an exception; None leaves it to Django in debug mode."""
        if (known := _known(error)) is not None:
            return rendered(request, known)
        log.error("broken", exc_info=error, extra={"said": {"route": request.resolver_match.route if request.resolver_match else ""}})
        return rendered(request, BROKEN)


def _known(error: Exception) -> LifeworldError | None:
    """What an exception means to whoever asked; None: nobody foresaw it."""
    match error:
        case LifeworldError():
            return let_go(error)
        case UnicodeEncodeError() | ValueError() | DataError() if no_text(error):
            return NOT_TEXT
    meanings = {Http404: NOWHERE, PermissionDenied: FORBIDDEN, SuspiciousOperation: SUSPICIOUS, IntegrityError: MEANWHILE}
    return next((meaning for kind, meaning in meanings.items() if isinstance(error, kind)), None)


def nowhere(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 of addresses that lead nowhere."""
    return rendered(request, NOWHERE)


def broken(request: HttpRequest) -> HttpResponse:
    """500 of what no room caught."""
    return rendered(request, BROKEN)


def no_csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of a form without its token."""
    return rendered(request, FORBIDDEN)
