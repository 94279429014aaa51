"""Refused events for people: why each was not taken in, what it said, and a button to try once more."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST, require_safe

from lifeworld.events.actions.retrying import drop_refused, retry_refused
from lifeworld.events.core.refusals import REFUSALS
from lifeworld.events.core.values import REFUSED
from lifeworld.events.queries.refused import RefusedValue, refused, refused_by_code
from lifeworld.kit.caller import not_found
from lifeworld.kit.errors import InputRefused
from lifeworld.kit.figure import Evidence, Figure, count
from lifeworld.kit.web import Asked

PAGE, AGAIN_MAX = 50, 1000


@dataclass(frozen=True)
class Reason:
    """A reason for which events were refused, and how many are kept."""

    code: str
    words: str
    figure: Figure


@require_safe
def refused_events(request: Asked, place: str) -> HttpResponse:
    """The reasons with their counts, and the events, the newest first; ``?code=``: of one reason."""
    caller = request.caller
    caller.require("events.manage")
    code, text = request.GET.get("code", "")[:60], request.GET.get("before", "")
    found = refused(caller, code=code, before=int(text) if text.isdecimal() and len(text) < 19 else None, limit=PAGE + 1)
    reasons = [Reason(one, _words(one), count("events_refused", n, unit="events", evidence=Evidence(f"refused events: {one}", n)))
               for one, n in refused_by_code(caller)]
    return render(request, "events/refused.html", {
        "place": place, "tab": "refused", "reasons": reasons, "code": code, "older": found[PAGE - 1].id if len(found) > PAGE else None,
        "rows": [(one, _body(one)) for one in found[:PAGE]], "first": not text})


@require_POST
def again(request: Asked, place: str) -> HttpResponse:
    """Send one refused event, or those of one reason, once more as they came."""
    caller = request.caller
    caller.require("events.manage")
    only, code = request.POST.get("event", ""), request.POST.get("code", "")[:60]
    answers = retry_refused(caller, [_number(only)] if only else [one.id for one in refused(caller, code=code, limit=AGAIN_MAX)])
    if only and not answers:
        raise not_found("refused event", only)
    still = sum(answer.status == REFUSED for answer in answers)
    if len(answers) > still:
        messages.success(request, f"{len(answers) - still} of {len(answers)} events came in now.")
    if still:
        messages.warning(request, f"{still} {'was' if still == 1 else 'were'} refused again, for the reasons below.")
    if not answers:
        messages.info(request, "There was nothing to send again.")
    return redirect("refused_events", place=place)


@require_POST
def drop(request: Asked, place: str) -> HttpResponse:
    """Throw one refused event away."""
    request.caller.require("events.manage")
    only = request.POST.get("event", "")
    if not drop_refused(request.caller, [_number(only)]):
        raise not_found("refused event", only)
    messages.success(request, "The refused event was thrown away.")
    return redirect("refused_events", place=place)


def _number(text: str) -> int:
    if not (text.isdecimal() and len(text) < 19):
        raise InputRefused("bad_event", "This is no number of a refused event.", "Go back, and press the button beside the event.")
    return int(text)


def _words(code: str) -> str:
    """What a reason says of no event in particular."""
    return REFUSALS[code].message.replace("«{}»", "part").replace(": {}", "").replace("{}", "some") if code in REFUSALS else code


def _body(one: RefusedValue) -> str:
    return json.dumps(one.body, ensure_ascii=False, indent=2)


urls: list[URLPattern] = [path("-/events/refused/", refused_events, name="refused_events"),
                          path("-/events/refused/again/", again, name="retry_refused"),
                          path("-/events/refused/throw-away/", drop, name="drop_refused")]
