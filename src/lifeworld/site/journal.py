"""The journal of a place for people: the newest line first, with the names of colleagues and ways to the customers."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from lifeworld.customers import queries as customers
from lifeworld.events import queries as events
from lifeworld.events.core import Line
from lifeworld.kit.caller import Caller
from lifeworld.kit.web import Asked, fresh, tagged
from lifeworld.places import queries as places

LINES = 50


@dataclass(frozen=True)
class Told:
    """A line as people read it: ``by`` is a colleague's name, ``customer_id`` her number in addresses, None where she is not here."""

    line: Line
    by: str
    customer_id: int | None


@require_safe
def journal(request: Asked, place: str) -> HttpResponse:
    """What happened in this place: 50 lines a page, older ones behind a link."""
    caller = request.caller
    caller.require("events.see")
    asked = request.GET.get("before", "")
    before = int(asked) if asked.isdecimal() and len(asked) < 19 else 2**63 - 1
    parts = (place, "journal", events.position(caller), before, caller.who)
    if (known := fresh(request, *parts)) is not None:
        return known
    lines = events.journal(caller, before=before, limit=LINES + 1)
    older = lines[LINES - 1].position if len(lines) > LINES else None
    return tagged(render(request, "boards/journal.html", {"place": place, "told": told(caller, lines[:LINES]), "older": older,
                                                          "newest": not asked}), *parts)


def told(caller: Caller, lines: list[Line]) -> list[Told]:
    """Lines with names: three queries, however many lines."""
    names = places.names_of(caller, {line.who for line in lines}) if caller.may("places.see") else {}
    here = customers.resolved(caller, [line.customer for line in lines if line.customer]) if caller.may("customers.see") else {}
    return [Told(line, names.get(line.who, line.who.partition(":")[0]), here.get(line.customer)) for line in lines]


urls: list[URLPattern] = [path("-/journal/", journal, name="journal")]
