"""What arrives in a place: a picture of the last weeks, the newest events, and how to send some."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from lifeworld.events import queries as journal
from lifeworld.events.core.flow import DAYS, HEIGHT, WEEKS, WIDTH, Flow, day_text, multiples, shown
from lifeworld.events.core.values import FLAGS, FUTURE, LATE, SKEWED, UNTIMED, Happened
from lifeworld.events.queries.flow import flow, today
from lifeworld.events.queries.refused import newest_refused, refused_by_code
from lifeworld.events.queries.rows import events_after, newest_event
from lifeworld.kit.caller import Caller
from lifeworld.kit.figure import Evidence, Figure, count
from lifeworld.kit.figure_html import clipped
from lifeworld.kit.web import Asked, fresh, tagged

NEWEST, PAGE = 10, 50
BEYOND = 2**63 - 1
FLAG_WORDS: Mapping[int, str] = {LATE: "late", FUTURE: "from the future", SKEWED: "clock corrected", UNTIMED: "no time"}
"""The flags that an event shows; that its type is undeclared stands with the type."""
DATA_CHARS = 160


@dataclass(frozen=True)
class Told:
    """An event as people read it: when by the clock of the place, its data in short and whole, what is to be known about it."""

    event: Happened
    at: str
    data: str
    whole: str
    flags: tuple[tuple[str, str], ...]


def told(caller: Caller, events: list[Happened]) -> list[Told]:
    """Events with words for their times, data and flags."""
    zone = ZoneInfo(caller.timezone)
    return [Told(event, datetime.fromtimestamp(event.at_us // 1_000_000, UTC).astimezone(zone).strftime("%Y-%m-%d %H:%M"),
                 clipped(_plain(event.data), DATA_CHARS), json.dumps(event.data, ensure_ascii=False, indent=2),
                 tuple((FLAG_WORDS[flag], FLAGS[flag]) for flag in FLAG_WORDS if event.flags & flag)) for event in events]


def _plain(data: Mapping[str, Any]) -> str:
    """Data as "km 5, shoe Tarn"; what is nested stays JSON."""
    return ", ".join(f"{name} {value if isinstance(value, str | int | float) and not isinstance(value, bool) else json.dumps(value)}"
                     for name, value in data.items())


def counted(value: Flow, n_refused: int, as_of: int) -> list[tuple[str, Figure]]:
    """The counts of the page, with what each is counted over."""
    def of(name: str, n: int, unit: str, query: str) -> Figure:
        return count(name, n, unit=unit, evidence=Evidence(query, n), as_of=f"position {as_of}")

    return [("kept now", of("events_kept", value.kept, "events", "events of the place, neither erased nor past their keeping")),
            ("arrived in the last seven days", of("events_week", value.last_week, "events", "events by the day on which they happened")),
            ("in these twelve weeks", of("types_active", sum(row.n > 0 for row in value.rows), "types", "types with an event then")),
            ("refused and kept to be looked at", of("events_refused", n_refused, "events", "refused events of the place"))]


@require_safe
def overview(request: Asked, place: str) -> HttpResponse:
    """The last twelve weeks by type, the counts, and the newest events."""
    caller = request.caller
    caller.require("events.see")
    newest, day = newest_event(caller.place_id), today(caller)
    parts = (place, "events", newest, journal.position(caller), newest_refused(caller), day, caller.who)
    if (known := fresh(request, *parts)) is not None:
        return known
    value = flow(caller, day)
    by_code = refused_by_code(caller)
    weeks = [(day_text(value.first_day + 7 * k)[5:], k) for k in range(WEEKS)]
    return tagged(render(request, "events/overview.html", {
        "place": place, "tab": "overview", "pictures": multiples(value), "figures": counted(value, sum(n for _, n in by_code), newest),
        "table": [(row.name, row.weeks, row.n) for row in shown(value.rows)], "weeks": weeks, "box": f"0 0 {WIDTH:g} {HEIGHT:g}",
        "first": day_text(value.first_day), "last": day_text(value.first_day + DAYS - 1), "gone": value.ever - value.kept,
        "told": told(caller, events_after(caller, before=BEYOND, limit=NEWEST)), "n_refused": sum(n for _, n in by_code),
        "none": not value.ever,
    }), *parts)


@require_safe
def newest(request: Asked, place: str) -> HttpResponse:
    """Events, the newest to arrive first: 50 a page, older ones behind a link; of one type or one subject where asked."""
    caller = request.caller
    caller.require("events.see")
    kind, subject = (request.GET.get(name, "").strip()[:200] for name in ("type", "subject"))
    text = request.GET.get("before", "")
    before = int(text) if text.isdecimal() and len(text) < 19 else BEYOND
    found = events_after(caller, before=before, limit=PAGE + 1, type=kind, subject=subject)
    asked = {"type": kind, "subject": subject}
    narrowed = {name: value for name, value in asked.items() if value}
    older = urlencode({**narrowed, "before": found[PAGE - 1].position}) if len(found) > PAGE else ""
    return render(request, "events/newest.html", {"place": place, "tab": "newest", "told": told(caller, found[:PAGE]), "asked": asked,
                                                  "older": older, "first": before == BEYOND})


@require_safe
def how_to_send(request: Asked, place: str) -> HttpResponse:
    """A line to send an event with, for this place."""
    request.caller.require("events.see")
    return render(request, "events/how_to_send.html", {
        "place": place, "tab": "send", "address": request.build_absolute_uri(f"/api/{place}/-/events"),
        "segment": request.build_absolute_uri("/api/segment/v1/track"), "now": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")})


urls: list[URLPattern] = [path("-/events/", overview, name="events"), path("-/events/newest/", newest, name="newest_events"),
                          path("-/events/sending/", how_to_send, name="how_to_send")]
