"""The entrance: a session or a key becomes a `Caller` of the place in the address, before any room sees the request."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from ninja.utils import check_csrf

from lifeworld.kit.caller import not_found
from lifeworld.kit.errors import LifeworldError
from lifeworld.places import queries as places
from lifeworld.site.errors import FORBIDDEN, for_machines, rendered

SAFE = {"GET", "HEAD", "OPTIONS"}
KEY_DOORS = frozenset({"send_events_of_key", "segment_call"})
"""Names of addresses that name no place: it is the key's own. A key may also be the user name of «Basic» there, as Segment sends it."""
SIGN_IN = LifeworldError(401, "not_signed_in", "This needs a key or a session.", "Send «Authorization: Bearer KEY», or sign in.")
NO_KEY = LifeworldError(401, "not_signed_in", "The key that was sent opens nothing here.",
                        "Look on the page Keys of the place whether it is good, of this place or one around it, and copied whole.")


class Entrance:
    """Puts ``request.caller`` in wherever the address names a place (``place`` in the route); open doors have none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer of the next."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any,
                     kwargs: dict[str, Any]) -> HttpResponse | None:
        """None lets the request in; a place that is not there and one that is not the caller's look alike."""
        path = kwargs.get("place")
        if path is None or getattr(view, "open_door", False):
            return _with_key_alone(request)
        bearer = request.headers.get("Authorization", "")
        if bearer.startswith("Bearer "):
            caller = places.caller_with_key(path, bearer.removeprefix("Bearer "))
            if caller is None:
                return rendered(request, NO_KEY)
        elif not request.user.is_authenticated:
            return rendered(request, SIGN_IN) if for_machines(request) else _to_sign_in(request)
        else:
            if for_machines(request) and request.method not in SAFE and check_csrf(request) is not None:
                return rendered(request, FORBIDDEN)
            caller = places.caller_signed_in(path, request.user.pk)
            if caller is None:
                return rendered(request, not_found("place", path))
        request.caller = caller  # type: ignore[attr-defined]
        return None


def _with_key_alone(request: HttpRequest) -> HttpResponse | None:
    """None lets a request in: through a door that names no place, or through one of ``KEY_DOORS`` with a key that names it."""
    if request.resolver_match is None or request.resolver_match.url_name not in KEY_DOORS:
        return None
    secret = _key(request)
    caller = places.caller_of_key(secret) if secret else None
    request.caller = caller  # type: ignore[attr-defined]
    return rendered(request, NO_KEY if secret else SIGN_IN) if caller is None else None


def _key(request: HttpRequest) -> str | None:
    """The key that a request brings along: as bearer, or as the user name of basic authentication."""
    kind, _, said = request.headers.get("Authorization", "").partition(" ")
    if kind == "Bearer":
        return said
    if kind != "Basic":
        return None
    try:
        return b64decode(said, validate=True).decode().partition(":")[0]
    except ValueError:  # neither base64 nor text
        return None


def _to_sign_in(request: HttpRequest) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': request.get_full_path()})}")
