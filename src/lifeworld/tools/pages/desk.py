"""The desk itself: a form, every design that can be made, and what the element asks while somebody types."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from lifeworld.kit.errors import InputRefused, LifeworldError
from lifeworld.tools.actions.replaying import candidates_taken
from lifeworld.tools.actions.running import Configured, configure, design, named, wired_all
from lifeworld.tools.actions.saving import save
from lifeworld.tools.core.forms import Section, sections, spec_of_form
from lifeworld.tools.core.reports import exports_of
from lifeworld.tools.core.saying import between, is_money, made_words, many, money_between, typed
from lifeworld.tools.core.schema import defaults
from lifeworld.tools.core.values import Tool
from lifeworld.tools.core.wanted import note_of, pointed_of, wanted_of
from lifeworld.tools.core.wire import check_json, known, row_of
from lifeworld.tools.pages.bases import Base, as_file, as_json, body_of, wants_json
from lifeworld.tools.pages.designs import kept_json
from lifeworld.tools.pages.desk_data import desk_data
from lifeworld.tools.queries.installed import tool_called

SHOWN = 50


@dataclass(frozen=True)
class Row:
    """A candidate in the table of the page: its figures in words with their titles, and what opens it."""

    title: str
    cells: tuple[tuple[str, str], ...]
    row: str
    front: bool


@require_safe
def desk(request: HttpRequest, base: Base) -> HttpResponse:
    """The desk. Without JavaScript: a form, and a table of the best designs once it was sent."""
    tool = tool_called(base.caller, base.tool)
    form = request.GET.dict()
    asked, trouble, found = "go" in form, None, None
    spec: dict[str, Any] = {}
    region = form.get("region", "").strip().upper()
    try:
        spec = spec_of_form(tool.schema, form)
        wanted = wanted_of({"spec": spec, "quantity": _whole(form.get("quantity", "1")), "currency": form.get("currency", "EUR"),
                            "region": region})
        found = configure(base.caller, base.tool, wanted) if asked else None
    except InputRefused as error:
        trouble = error
    data = desk_data(base, tool, spec=spec, csrf=get_token(request) if base.team else "")
    order = form.get("order", tool.presets[0].name if tool.presets else "")
    return render(request, "tools/desk.html", base.context(
        about=tool, data=data, sections=filled(tool, spec if asked else {**defaults(tool.schema), **spec}), trouble=trouble, asked=asked,
        found=found, rows=rows_of(found, order) if found else [], heads=_heads(tool, found), order=order,
        rejected=[(one, many(one.count), check_json(one.nearest) if one.nearest else None) for one in found.candidates.rejected]
        if found else [], sentence=_sentence(found) if found else "",
        spec=json.dumps(found.spec) if found else "", quantity=form.get("quantity", "1"), currency=form.get("currency", "EUR"),
        region=region, tab="desk"), status=trouble.status if trouble else 200)


@require_POST
def configured(request: HttpRequest, base: Base) -> HttpResponse:
    """Candidates of a specification, on the wire; as a file where a ``format`` is named."""
    wanted = wanted_of(body_of(request))
    if (kind := request.GET.get("format", "json")) != "json":
        return as_file(candidates_taken(base.caller, base.tool, wanted, kind))
    return as_json(wired_all(configure(base.caller, base.tool, wanted)))


@require_POST
def names(request: HttpRequest, base: Base) -> HttpResponse:
    """Titles, parts and settings of some candidates."""
    rows = body_of(request).get("rows")
    if not isinstance(rows, list):
        raise InputRefused("no_rows", "It is not said which candidates are meant.", "Send «rows», each with its parts and settings.")
    return as_json({"rows": named(base.caller, base.tool, rows)})


@require_POST
def designed(request: HttpRequest, base: Base) -> HttpResponse:
    """One design in full; nothing is kept."""
    body = body_of(request)
    made = design(base.caller, base.tool, wanted_of(body), pointed_of(body))
    return as_json({**made, "url": None, "exports": exports_of(tool_called(base.caller, base.tool))})


@require_POST
def saved(request: HttpRequest, base: Base) -> HttpResponse:
    """A design is kept; a form goes on to its page."""
    body = body_of(request)
    kept = save(base.caller, base.tool, wanted_of(body), pointed_of(body), note=note_of(body.get("note")),
                previous=str(body.get("previous") or ""), attribution=base.attribution)
    url = base.url("design_page", kept.design.address)
    if not wants_json(request):
        return redirect(url)
    return as_json(kept_json(kept, url), status=201 if kept.created else 200)


def filled(tool: Tool, spec: dict[str, Any]) -> list[tuple[Section, list[tuple[Any, Any]]]]:
    """The form's sections, each field with what stands in it."""
    return [(one, [(field, typed(spec.get(field.name))) for field in one.fields]) for one in sections(tool.schema)]


def rows_of(found: Configured, order: str) -> list[Row]:
    """The best candidates by a preset, as rows of a table; those of the front where there is no preset."""
    it = found.candidates
    measures = [one for one in found.tool.measures if one.key in it.values]
    rows = found.best.get(order) or [at for at in range(len(it)) if not len(it.front) or it.front[at]][:SHOWN]
    titles = found.titles if order in found.best else dict(zip(rows, found.tool.titles(it, rows), strict=True))

    def text(key: str, unit: str, digits: int, row: int) -> str:
        low, high = (float(ends[key][row]) if key in ends else None for ends in (it.low, it.high))
        value, low, high = (known(end) for end in (float(it.values[key][row]), low, high))
        return money_between(value, low, high, found.supply.currency) if is_money(key, unit) else between(value, low, high, unit, digits)

    return [Row(titles[row], tuple((one.title, text(one.key, one.unit, one.digits, row)) for one in measures), json.dumps(row_of(it, row)),
                bool(len(it.front) and it.front[row])) for row in rows]


def _sentence(found: Configured) -> str:
    """How many designs can be made and how many of them are here, as the terminal says it."""
    it = found.candidates
    return made_words(len(it), it.kept_of, it.considered, int(it.front.sum()))


def _heads(tool: Tool, found: Configured | None) -> list[str]:
    return [one.title for one in tool.measures if found is not None and one.key in found.candidates.values]


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise LifeworldError(422, "bad_quantity", f"The «quantity» is «{text[:40]}».", "Give a whole number.") from error
