"""What the operator's log and counters hold: never what people wrote, and no more counters than there are routes."""

from __future__ import annotations

import json
import logging

import pytest
from django.test import Client, RequestFactory

from lifeworld.site.watch import JsonLines

pytestmark = pytest.mark.django_db


WORDS = "Key (place, key)=(1, mara@example.org) is there already"


def _line(error: Exception) -> dict[str, str]:
    try:
        try:
            raise ValueError(WORDS)
        except ValueError as cause:
            raise error from cause
    except Exception as caught:
        record = logging.LogRecord("lifeworld.errors", logging.ERROR, __file__, 1, "broken", (), (type(caught), caught, None))
    told: dict[str, str] = json.loads(JsonLines().format(record))
    return told


def test_an_exception_is_told_by_kind_and_line_without_its_words() -> None:
    told = _line(RuntimeError(WORDS))["exception"]
    assert "mara" not in told
    assert told.index("builtins.ValueError") < told.index("builtins.RuntimeError")
    assert "test_watch.py" in told


def test_a_line_about_a_request_does_not_hold_its_address() -> None:
    request = RequestFactory().get("/draw/a-secret-token/")
    record = logging.LogRecord("django.request", logging.ERROR, __file__, 1, "Internal Server Error: %s", (request.path,), None)
    record.request = request
    assert json.loads(JsonLines().format(record))["message"] == "Internal Server Error: (an address)"


def test_methods_that_somebody_invents_add_no_counters() -> None:
    Client().generic("INVENTED", "/healthz")
    told = Client().get("/metrics").content.decode()
    assert "INVENTED" not in told
    assert 'method="other"' in told
