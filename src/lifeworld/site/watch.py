"""What the operator sees: one log line a request, counters, and how long answers took; never what people wrote."""

from __future__ import annotations

import hmac
import json
import logging
import time
import traceback
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Histogram, generate_latest

from lifeworld.kit.errors import LifeworldError

log = logging.getLogger("lifeworld.requests")
ANSWERS = Counter("lifeworld_answers_total", "Answers by route, method and status.", ["route", "method", "status"])
SECONDS = Histogram("lifeworld_answer_seconds", "Time to an answer by route.", ["route"])


METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""Methods that are counted by name; whoever invents others adds no counters."""


class JsonLines(logging.Formatter):
    """A log record as one JSON object; ``extra={"said": {...}}`` adds its own fields.

    Addresses (they hold the tokens of links) and what an exception says (databases quote the values that they refuse) stay out.
    """

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        message, request = record.getMessage(), getattr(record, "request", None)
        if isinstance(request, HttpRequest):
            message = message.replace(request.path, request.resolver_match.route if request.resolver_match else "(an address)")
        line = {"at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S"), "level": record.levelname, "logger": record.name,
                "message": message, **getattr(record, "said", {})}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)

    def formatException(self, ei: Any) -> str:
        """Which exceptions came from which lines, the first cause first; without their words."""
        error, told = ei[1], list[str]()
        while error is not None and len(told) < 5:
            frames = "".join(traceback.format_tb(error.__traceback__))
            told.insert(0, f"{frames}{type(error).__module__}.{type(error).__qualname__}")
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(told)


class Watch:
    """Counts and times every request; the route is the pattern, so that no address of a customer is kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, with its time in a Server-Timing header."""
        began = time.perf_counter()
        response = self.get_response(request)
        took = time.perf_counter() - began
        route = request.resolver_match.route if request.resolver_match else "unknown"
        method = request.method if request.method in METHODS else "other"
        ANSWERS.labels(route, method, response.status_code).inc()
        SECONDS.labels(route).observe(took)
        response.headers["Server-Timing"] = f"app;dur={took * 1000:.1f}"
        log.info("answered", extra={"said": {"route": route, "method": method, "status": response.status_code,
                                             "ms": round(took * 1000, 1)}})
        return response


def metrics(request: HttpRequest) -> HttpResponse:
    """Counters for Prometheus, told to whoever has LIFEWORLD_METRICS_TOKEN, or without one to this machine alone."""
    told = request.headers.get("Authorization", "")
    if settings.METRICS_TOKEN:
        allowed = hmac.compare_digest(told.encode(), f"Bearer {settings.METRICS_TOKEN}".encode())
    else:
        allowed = request.META.get("REMOTE_ADDR") in {"127.0.0.1", "::1"} and "X-Forwarded-For" not in request.headers
    if not allowed:
        raise LifeworldError(403, "not_allowed", "The counters are not for everybody.",
                             "Send «Authorization: Bearer» and the metrics token.")
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)
