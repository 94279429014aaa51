"""Words of pages: what happened to a form, numbers in fields, times as people read them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import InputRefused, LifeworldError
from lifeworld.kit.web import Asked

MENDED = (409, 422)
STATE_WORDS = {"receiving": "on its way in", "reading": "being read", "waiting": "waits for your yes", "live": "counts now",
               "replaced": "replaced by a newer one", "declined": "declined", "failed": "failed"}
HOW_WORDS = {"push": "sent in", "pull": "fetched", "webhook": "by a signed notice", "terminal": "from the terminal",
             "compacted": "put together from small changes"}


def done(request: Asked, act: Callable[[], object], words: str, to: str, **where: Any) -> HttpResponse:
    """Do it and go on with a message; what is refused is told in the same place. Who may not at all is told so by the hall."""
    try:
        act()
    except LifeworldError as error:
        if error.status not in MENDED:
            raise
        messages.error(request, str(error))
    else:
        messages.success(request, words)
    return HttpResponseRedirect(reverse(to, kwargs=where))


def whole(text: str, what: str, default: int | None = None) -> int:
    """A whole number of a form; empty: the default. Errors: InputRefused."""
    cleaned = text.strip().replace(",", "").replace("\N{NARROW NO-BREAK SPACE}", "")
    if not cleaned and default is not None:
        return default
    if not cleaned.isascii() or not cleaned.isdecimal() or len(cleaned) > 15:
        raise InputRefused("no_number", f"«{text[:20]}» is no whole number for {what}.", "Write it in digits, as 100.")
    return int(cleaned)


def number_of(text: str | None) -> int | None:
    """A number in an address; None where there is none."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else None


def minute(caller: Caller, text: str) -> str:
    """A time as people of the place read it; "" stays."""
    if not text:
        return ""
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(ZoneInfo(caller.timezone)).strftime("%Y-%m-%d %H:%M")


def money(value: float | None) -> str:
    """A price in digits, without more decimals than it has; "" unknown.

    >>> money(0.1), money(12.5), money(1234567.0), money(0.00042)
    ('0.10', '12.50', '1,234,567.00', '0.00042')
    """
    if value is None:
        return ""
    return f"{value:,.2f}" if abs(value) >= 1 or round(value, 2) == value else f"{value:,.6f}".rstrip("0")


def fields(request: Asked, defaults: dict[str, Any]) -> dict[str, Any]:
    """What a form said, with what stands for fields that it left out."""
    return {name: request.POST.get(name, default) for name, default in defaults.items()}
