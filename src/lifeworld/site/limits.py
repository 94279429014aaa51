"""How often something may be asked: tries to sign in, and routes that cost much."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from lifeworld.kit.errors import LifeworldError
from lifeworld.plugin_web import web_worlds
from lifeworld.site.errors import rendered

EXPENSIVE = frozenset({
    "compare_file", "customer_export", "exchange_bring_in", "exchange_export", "exchange_losses", "exchange_new", "export_file",
    "export_losses", "export_study", "import_into_study", "import_maps", "import_study", "invite", "picture", "picture_file",
    "reckon_board", "tables_file", "circle_everything", "goals_everything", "retry_refused", "desk_file",
    "tool_file", "desk_compare", "tool_compare", "scorecard_file", "score_scorecard", "scorecard_everything"})
"""Names of addresses whose answers are made anew for whoever asks, and cost much. A view that people ask while they type says its own
``asks_max``."""

API = "api/<place:place>/-/"
COSTLY = {
    ("GET", "<place:place>/-/audiences/new/"): "x", ("GET", "<place:place>/-/audiences/<slug:audience>/change/"): "x",
    ("POST", "<place:place>/-/audiences/<slug:audience>/refresh/"): "", ("POST", "<place:place>/-/segments/"): "",
    ("POST", "<place:place>/-/define-measure/"): "", ("POST", "<place:place>/-/measures/<slug:indicator>/change/"): "",
    ("POST", API + "offers/basket"): "", ("POST", API + "audiences/size"): "", ("POST", API + "audiences/<slug:audience>/refresh"): "",
    ("GET", API + "audiences/<slug:audience>/overlap/<slug:other>"): "", ("POST", API + "segments"): "",
    ("GET", API + "holdouts/<slug:holdout>/balance"): "", ("POST", API + "indicators"): "", ("POST", API + "indicators/try"): "",
    ("PATCH", API + "indicators/<slug:indicator>"): "", ("GET", API + "customers/<int:customer>/everything"): "",
    ("GET", API + "customers/<int:customer>/goals/export"): "", ("POST", "<place:place>/-/scorecard/earnings/"): "",
    ("POST", API + "scorecard/scores"): "", ("POST", API + "scorecard/earnings/imports"): "",
    ("GET", "<place:place>/-/scorecard/earnings/"): "", ("GET", API + "scorecard/earnings"): "", ("GET", "desks/<str:desk>/"): "go",
    ("GET", "desks/<str:desk>/d/<slug:address>/replay/"): "", ("GET", "<place:place>/-/tools/<slug:tool>/"): "go",
    ("GET", "<place:place>/-/tools/<slug:tool>/d/<slug:address>/replay/"): "",
    ("GET", "<place:place>/-/tools/<slug:tool>/d/<slug:address>/buy/"): ""}
"""The same by method and route, where a name stands for more; with the parameter that makes it cost much, "" where it always does."""


TRIES = frozenset({"sign_in", "password_reset", "admin:login"})
"""Doors at which somebody may try passwords or addresses."""


def address(request: HttpRequest) -> str:
    """Where a request came from; behind a proxy of one's own, what that proxy says."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return forwarded.rsplit(",", 1)[-1].strip() or str(request.META.get("REMOTE_ADDR", ""))


def counted(name: str, most: int, seconds: int) -> None:
    """Count one more of this name. Errors: LifeworldError 429 after ``most`` of them in ``seconds``."""
    key = "limit/" + hashlib.sha256(name.encode()).hexdigest()  # neither addresses nor logins are kept in words
    cache.add(key, 0, seconds)
    try:
        n = cache.incr(key)
    except ValueError:  # it ran out between the two lines
        cache.set(key, 1, seconds)
        n = 1
    if n > most:
        raise LifeworldError(429, "too_often", f"This was asked more than {most} times in {seconds // 60 or 1} min.",
                             "Wait a while, then try again.")


class Limits:
    """Counts what costs much: ``EXPENSIVE``, ``COSTLY``, the same of worlds, tries to sign in, and what arrives through open doors."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer of the next."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> HttpResponseBase | None:
        """None lets the request in."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        try:
            if name in TRIES and request.method == "POST":
                login = str(request.POST.get("username") or request.POST.get("email") or "").lower()
                for who in (f"from {address(request)}", f"as {login}"):
                    counted(f"{name}/{who}", settings.LOGIN_TRIES_MAX, settings.LOGIN_TRIES_SECONDS)
            elif _is_expensive(request) or (getattr(view, "open_door", False) and request.method == "POST"):
                who = str(request.user.pk or address(request))
                counted(f"{name}/{who}", getattr(view, "asks_max", settings.EXPENSIVE_ASKS_MAX), settings.EXPENSIVE_ASKS_SECONDS)
        except LifeworldError as error:
            answer = rendered(request, error)
            answer.headers["Retry-After"] = str(settings.LOGIN_TRIES_SECONDS if name in TRIES else settings.EXPENSIVE_ASKS_SECONDS)
            return answer
        return None


def _is_expensive(request: HttpRequest) -> bool:
    found = request.resolver_match
    if found is None:
        return False
    needs = COSTLY.get(("GET" if request.method == "HEAD" else str(request.method), found.route))
    return (found.url_name in EXPENSIVE or (needs is not None and (not needs or needs in request.GET))
            or any(found.url_name in web.costly or (request.method == "POST" and found.route.startswith(f"{API}{world.name}/"))
                   for world, web in web_worlds()))
