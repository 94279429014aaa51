"""The people's door of a population: types, drivers, segments, trends, and customers beside one another."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe

from lifeworld.constellations.actions.boards import reckon
from lifeworld.constellations.core.made import LABELS
from lifeworld.constellations.core.study import (
    TYPE_NAMES,
    customers_who_say_key,
    driver_share_key,
    figure_title,
    relevance_key,
    share_of_statements_key,
    type_share_key,
)
from lifeworld.constellations.core.trend_chart import METHOD, chart
from lifeworld.constellations.core.whose_codes import whose_codes
from lifeworld.constellations.files.report.words import CODE_NAMES, PLAIN, plural, word
from lifeworld.constellations.pages.ecosystem import interval_words
from lifeworld.constellations.queries.boards import BoardValue, board_of, figure_of
from lifeworld.constellations.queries.ecosystems import PAGE, ecosystems
from lifeworld.constellations.queries.pictures import small
from lifeworld.kit.figure_html import interval_bar
from lifeworld.kit.web import Asked
from lifeworld.voices.core.codebook import ACTORS, DRIVERS
from lifeworld.voices.core.site_studies import StudyValue
from lifeworld.voices.queries.studies import study_of

KEPT_S = 24 * 60 * 60
INLINE_STATEMENTS_MAX = 400
"""A board of so many statements is reckoned in the request that asks for it first; larger ones are the worker's."""


@require_safe
def board(request: Asked, place: str, study: str) -> HttpResponse:
    """The population board, and a page of customers."""
    caller = request.caller
    value = study_of(caller, study)
    found = board_of(caller, value)
    if found is None and 0 < value.n_statements <= INLINE_STATEMENTS_MAX:
        reckon(caller, value.pk)
        found = board_of(caller, value)
    chosen, trait = request.GET.get("type", ""), _trait(request.GET.get("trait", ""))
    page = ecosystems(caller, value, type=chosen, trait=trait, after=request.GET.get("after", ""))
    kept = {name: text for name in ("type", "trait") if (text := request.GET.get(name, ""))}
    more = urlencode({**kept, "after": page.after}) if page.after else ""
    return render(request, "constellations/board.html", {
        "place": place, "study": value, "tab": "ecosystems", "board": found,
        "figures": _figures(value, found) if found and found.body.get("figures") and "after" not in request.GET else "",
        "labels": [(label, word(label).css) for label in LABELS], "chosen": chosen, "trait": request.GET.get("trait", ""),
        "traits": found.body.get("traits", {}) if found else {}, "more": more, "page_size": PAGE, "first": "after" not in request.GET,
        "pictures": [(picture, small(picture), word(picture["type"]["label"]).css) for picture in page.pictures],
    })


@require_safe
def figure(request: Asked, place: str, study: str) -> HttpResponse:
    """One figure of the board: what it says, how it was reckoned, and the words that it rests on."""
    caller = request.caller
    value, key = study_of(caller, study), request.GET.get("key", "")
    found = figure_of(caller, value, key)
    return render(request, "constellations/figure.html", {
        "place": place, "study": value, "tab": "ecosystems", "figure": found.figure, "board": found.board, "quotes": found.quotes,
        "title": figure_title(key, CODE_NAMES), "may_read": caller.may("voices.see")})


@require_POST
def refresh(request: Asked, place: str, study: str) -> HttpResponse:
    """Reckon the board now."""
    request.caller.require("constellations.analyse")
    reckon(request.caller, study_of(request.caller, study).pk)
    messages.success(request, "The board was reckoned anew.")
    return redirect("ecosystems", place=place, study=study)


def _trait(text: str) -> tuple[str, str] | None:
    name, found, value = text.partition("=")
    return (name, value) if found and name and value else None


def _figures(study: StudyValue, found: BoardValue) -> SafeString:
    """The figures as HTML, the same for everybody; kept until the board is another one."""
    key = f"constellations/board/{study.pk}/{found.position}/{found.made_at}"
    html = cache.get(key)
    if not isinstance(html, str):
        html = render_to_string("constellations/board_figures.html", {
            "board": found, "said": _shown(found), "method": METHOD,
            "whose": whose_codes(found.body["stood"]) if found.body.get("stood") else ""})
        cache.set(key, html, KEPT_S)
    return SafeString(html)


def _shown(found: BoardValue) -> dict[str, Any]:
    """The figures in the order of the page."""
    figures = found.body["figures"]
    rows = {
        "types": [_row(figures, type_share_key(label), label) | {"means": PLAIN[label], "n": found.body["types"].get(label, 0)}
                  for label in TYPE_NAMES],
        "drivers": [_row(figures, driver_share_key(code), code) for code in DRIVERS],
        "relevance": [_row(figures, relevance_key(code), code) for code in ACTORS],
        "often": [(_row(figures, customers_who_say_key(code), code), _row(figures, share_of_statements_key(code), code))
                  for code in (*ACTORS, *DRIVERS)],
    }
    return rows | {"pooled": [_pooled(one) for one in found.body.get("pooled", [])],
                   "size": figures.get("size"), "segments": _segments(found.body.get("segments")),
                   "charts": _charts(found.body.get("trends"))}


def _pooled(pool: dict[str, Any]) -> dict[str, Any]:
    """A pool with its tables: title of the first column, caption, rows."""
    tables = (("Driver", "Share among the six drivers", pool["drivers"]), ("Category", "Relevance of a category", pool["categories"]),
              ("Actor", "Relevance of the actors who are named most", pool["actors"]))
    return pool | {"tables": [(title, caption, [_part(one) for one in rows]) for title, caption, rows in tables if rows]}


def _part(one: dict[str, Any]) -> dict[str, Any]:
    css, ends = word(one["category"] or one["name"]).css, (one["share"], one["low"], one["high"])
    return {"name": CODE_NAMES.get(one["name"], one["name"]), "css": css, "bar": interval_bar(*ends, colour=css),
            "text": f"{interval_words(*ends)}, {plural(one['n_statements'], 'statement')}"}


def _row(figures: dict[str, Any], key: str, code: str) -> dict[str, Any]:
    figure = figures.get(key) or {"text": "not known", "value": None, "low": None, "high": None}
    return {"name": CODE_NAMES.get(code, code), "css": word(code).css, "text": figure["text"],
            "bar": interval_bar(figure["value"], figure["low"], figure["high"], colour=word(code).css), "figure": figure, "key": key}


def _segments(kept: dict[str, Any] | None) -> dict[str, Any] | None:
    """Segments as rows and types as columns."""
    if kept is None:
        return None
    rows = [{"name": level["name"], "n": level["n_customers"], "cells": [
        _row(kept["values"][level["name"]], type_share_key(label), label) for label in TYPE_NAMES]} for level in kept["levels"]]
    holds = [{"what": figure_title(one["key"]), **one} for one in kept["holds"] if one["key"].startswith("types/")]
    return {"title": kept["title"], "note": kept["note"], "rows": rows, "holds": holds}


def _charts(kept: dict[str, Any] | None) -> list[tuple[str, list[Any]]]:
    """Control charts under a title each: those of types and those with waves outside their limits come first, without one."""
    if kept is None:
        return []
    made = [(key, chart(figure_title(key, CODE_NAMES), trend, kept["waves"]), word(key.split("/")[1] if "/" in key else key).css)
            for key, trend in kept["of"].items()]
    first = [(one, css) for key, one, css in made if one.n_outside or key.startswith("types/")]
    rest = [(one, css) for key, one, css in made if not (one.n_outside or key.startswith("types/"))]
    first.sort(key=lambda pair: pair[0].n_outside == 0)
    return [("", first), *([("Everything else over time: inside its limits", rest)] if rest else [])]


urls: list[URLPattern] = [
    path("-/studies/<slug:study>/ecosystems/", board, name="ecosystems"),
    path("-/studies/<slug:study>/ecosystems/figure/", figure, name="board_figure"),
    path("-/studies/<slug:study>/ecosystems/reckon/", refresh, name="reckon_board"),
]
