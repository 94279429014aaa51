"""What forms said: numbers in fields, times as people read them, and what was refused told in the same place."""

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
from lifeworld.places.queries import names_of

MENDED = (409, 422)


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


def whole(text: str, what: str) -> int:
    """A whole number of a form. Errors: InputRefused."""
    cleaned = text.strip()
    if not cleaned.isascii() or not cleaned.isdecimal() or len(cleaned) > 9:
        raise InputRefused("no_number", f"«{text[:20]}» is no whole number for {what}.", "Write it in digits, as 90.")
    return int(cleaned)


def number_of(text: str | None) -> int | None:
    """A number in an address; None where there is none."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else None


def name_of(caller: Caller, who: str) -> str:
    """Who did something, as people read it."""
    names = names_of(caller, [who]) if caller.may("places.see") else {}
    return names.get(who, {"worker": "the work in the background", "terminal": "the terminal"}.get(who, who))


def minute(caller: Caller, text: str) -> str:
    """A time as people of the place read it; "" stays."""
    if not text:
        return ""
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(ZoneInfo(caller.timezone)).strftime("%Y-%m-%d %H:%M")
