"""The people's door of one customer's ecosystem: the picture, its words, how it changed, drawn against said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from lifeworld.constellations.actions.fresh import up_to_date
from lifeworld.constellations.files.report.words import CODE_NAMES, valence_words, word
from lifeworld.constellations.queries.ecosystems import Ecosystem, quotes_of, said_and_drawn, statements_said, steps
from lifeworld.constellations.queries.journal import newest
from lifeworld.kit.figure_html import interval_bar
from lifeworld.kit.web import Asked, fresh, tagged
from lifeworld.voices.queries.studies import study_of

STATEMENTS_SHOWN = 60
PROXIMITY_UNKNOWN = "not known: nobody drew it"


@require_safe
def customer(request: Asked, place: str, study: str, customer: int) -> HttpResponse:
    """Customer ecosystem of one customer."""
    caller = request.caller
    value = study_of(caller, study)
    parts = ("ecosystem", value.pk, customer, caller.who, newest(caller.place))
    quiet = not len(get_messages(request))
    if quiet and (known := fresh(request, *parts)) is not None:
        return known
    one = up_to_date(caller, value, customer)
    may_read = caller.may("voices.see")
    quotes = quotes_of(caller, value, one.picture) if may_read else {}
    said = statements_said(caller, value, one.key) if may_read else []
    actors = [_actor(actor) | {"quotes": quotes.get(actor["id"], [])} for actor in one.picture["actors"]]
    response = render(request, "constellations/ecosystem.html", {
        "place": place, "study": value, "tab": "ecosystems", "one": one, "picture": _light(one),
        "css": word(one.picture["type"]["label"]).css,
        "actors": actors, "steps": steps(caller, value, one), "drawn": _against(one), "may_read": may_read,
        "drivers": [_driver(driver) for driver in one.picture["drivers"]],
        "bar": {"kind": "customer", "label": one.picture["type"]["label"], "p": one.picture["type"]["p"],
                "stability": one.picture["type"]["stability"]},
        "said": [{"said": each, "codes": [CODE_NAMES[code] for code in each.codes]} for each in said[:STATEMENTS_SHOWN]],
        "n_said": len(said),
        "did": any("done" in actor["sources"] for actor in one.picture["actors"]),
        "has_drawn": any("drawn" in actor["sources"] for actor in one.picture["actors"]),
    })
    return tagged(response, *parts) if quiet else response


def _actor(actor: Mapping[str, Any]) -> dict[str, Any]:
    """An actor with its numbers as words."""
    near = interval_words(actor["proximity"], actor["proximity_low"], actor["proximity_high"], PROXIMITY_UNKNOWN)
    if actor["proximity_source"]:
        near += f", {actor['proximity_source']}"
    return {"actor": actor, "css": word(actor["category"]).css, "category": word(actor["category"]).name, "proximity": near,
            "relevance": interval_words(actor["relevance"], actor["relevance_low"], actor["relevance_high"]),
            "valence": valence_words(actor["valence"])}


def _driver(driver: Mapping[str, Any]) -> dict[str, Any]:
    ends = driver["share"], driver["low"], driver["high"]
    css = word(driver["code"]).css
    return {"name": driver["name"], "css": css, "bar": interval_bar(*ends, colour=css), "words": interval_words(*ends)}


def _against(one: Ecosystem) -> dict[str, list[str]]:
    """Names of those drawn, named, or both; where the categories differ it is said."""
    found = said_and_drawn(one.picture)
    moved = [f"{name} (said as {word(a).name}, drawn as {word(b).name})" for name, a, b in found.other_category.select(
        "name", "said_category", "drawn_category").iter_rows()]
    return {"named": found.named_not_drawn["name"].to_list(), "drawn": found.drawn_not_named["name"].to_list(),
            "both": [*found.both["name"].to_list(), *moved]}


def interval_words(value: float | None, low: float | None, high: float | None, unknown: str = "not known") -> str:
    """A share with its interval, in per cent; without one nothing is printed.

    >>> interval_words(0.5, 0.4, 0.62)
    '50 % (40 to 62 %)'
    """
    if value is None or low is None or high is None:
        return unknown
    return f"{100 * value:.0f} % ({100 * low:.0f} to {100 * high:.0f} %)"


def _light(one: Ecosystem) -> dict[str, object]:
    """The picture for the element: where quotes stand, and which events there are, is shown by the page itself."""
    actors = [{name: value for name, value in actor.items() if name not in {"quotes", "deeds"}} for actor in one.picture["actors"]]
    return {**one.picture, "actors": actors}


urls: list[URLPattern] = [path("-/studies/<slug:study>/ecosystems/<int:customer>/", customer, name="ecosystem")]
