"""Tables of one coder's codings: codes that stand together, codes by a variable; every cell opens its statements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from lifeworld.events.queries import position
from lifeworld.kit.caller import not_found
from lifeworld.kit.web import Asked, fresh, tagged
from lifeworld.voices.actions.tables import TogetherTold, codes_by, codes_together, study_variables
from lifeworld.voices.core.site_frames import cross_frame, together_frame
from lifeworld.voices.core.site_studies import CoderValue, StudyValue
from lifeworld.voices.core.site_tables import CrossTable, default_coder
from lifeworld.voices.files.downloads import FORMATS, table_bytes
from lifeworld.voices.pages.comparing import file_response, numbers_of
from lifeworld.voices.pages.comparing_shown import MATRIX_CODES_MAX, Links, Shown, shown, tint_of
from lifeworld.voices.queries.comparing import coders_to_compare
from lifeworld.voices.queries.studies import study_of

PAIRS_SHOWN = 40


@dataclass(frozen=True)
class TogetherCell:
    """Statements with both codes, and how that compares with chance: "more", "less" or "" where the interval of phi holds 0."""

    n: int
    expected: float
    link: str
    lean: str


@dataclass(frozen=True)
class CrossShown:
    """A code at a level: the share that is shown, the other share in words, and the address of its statements."""

    share: Shown | None
    n_present: int
    n: int
    link: str


def _asked(request: Asked, slug: str) -> tuple[StudyValue, list[CoderValue], CoderValue | None]:
    """The study, who coded it, and whose codings the table is of. Errors: LifeworldError 403, 404."""
    request.caller.require("voices.analyse")
    study = study_of(request.caller, slug)
    everybody = coders_to_compare(request.caller, study)
    asked = numbers_of(request, "coder")
    if asked and asked[0] not in {one.pk for one in everybody}:
        raise not_found("coder", asked[0])
    return study, everybody, next((one for one in everybody if asked and one.pk == asked[0]), default_coder(everybody))


@require_safe
def tables(request: Asked, place: str, study: str) -> HttpResponse:
    """Codes together, or by the variable that is asked for."""
    value, everybody, coder = _asked(request, study)
    variables = study_variables(request.caller, value)
    variable = request.GET.get("variable", "")
    context: dict[str, Any] = {"place": place, "study": value, "tab": "tables", "coders": everybody, "coder": coder, "variables": variables,
                               "variable": variable, "unit": request.GET.get("unit", "customers")}
    if coder is None:
        return render(request, "voices/tables.html", context)
    links = Links(place, study, (coder.pk,))
    files = Links(place, study, ())
    context["downloads"] = [(kind, files.to("tables_file", kind, coder=coder.pk, variable=variable)) for kind in FORMATS]
    if variable:
        by = codes_by(request.caller, value, coder, variable)
        context |= {"told": by, "missing": by.table is None, "title": next(one.title for one in variables if one.key == variable)}
        if by.table is not None:
            context |= {"table": by.table, "rows": _cross_rows(by.table, value, links, context["unit"])}
    else:
        together = codes_together(request.caller, value, coder)
        context |= {"told": together, "missing": together.pairs is None, **_together(together, value, links)}
    told = context["told"]
    parts = (place, position(request.caller), told.position, value.pk, "tables", coder.pk, variable, context["unit"], request.caller.who)
    if not told.updating and (same := fresh(request, *parts)) is not None:
        return same
    return tagged(render(request, "voices/tables.html", context), *parts)


def _together(told: TogetherTold, study: StudyValue, links: Links) -> dict[str, Any]:
    """The table of codes by codes and the list of pairs, the largest phi first."""
    titles = {code.name: code.title for code in study.codebook.codes}
    pairs = [(titles.get(one.first, one.first), titles.get(one.second, one.second), one,
              shown(one.phi, links.cell(one.first, "both", instead=one.second), "phi"),
              shown(one.jaccard, links.cell(one.first, "both", instead=one.second), "Jaccard")) for one in told.pairs or ()]
    cells = {}
    for one in told.pairs or ():
        low, high = one.phi.low, one.phi.high
        lean = "more" if low is not None and low > 0 else "less" if high is not None and high < 0 else ""
        cells[one.first, one.second] = cells[one.second, one.first] = TogetherCell(
            one.both, one.expected, links.cell(one.first, "both", instead=one.second), lean)
    matrix = []
    for at, row in enumerate(told.codes if len(told.codes) <= MATRIX_CODES_MAX else ()):
        own = TogetherCell(told.n_present[at], 0.0, links.cell(row, "present"), "")
        matrix.append((titles.get(row, row), tint_of(study, row), [(own, True) if row == column else (cells[row, column], False)
                                                                   for column in told.codes]))
    shown_pairs = [pair for pair in pairs if pair[2].both][:PAIRS_SHOWN]
    return {"pairs": shown_pairs, "n_pairs": len(pairs), "matrix": matrix, "n": told.n,
            "heads": [titles.get(code, code) for code in told.codes]}


def _cross_rows(table: CrossTable, study: StudyValue, links: Links, unit: str) -> list[tuple[str, str, list[CrossShown]]]:
    titles = {code.name: code.title for code in study.codebook.codes}
    rows = []
    for code, cells in table.rows:
        told = []
        for one in cells:
            link = links.cell(code, "present", variable=table.variable, level=one.level)
            of_customers = unit == "customers" and one.customers is not None
            figure = one.customers if of_customers else one.statements
            n_present, n = (one.n_saying, one.n_customers) if of_customers else (one.n_present, one.n_statements)
            told.append(CrossShown(shown(figure, link, f"{titles.get(code, code)} at {one.level}"), n_present, n, link))
        rows.append((titles.get(code, code), tint_of(study, code), told))
    return rows


@require_safe
def download(request: Asked, place: str, study: str, kind: str) -> HttpResponse:
    """A table as a file."""
    value, _, coder = _asked(request, study)
    if coder is None:
        raise not_found("coder", "who has read anything")
    variable = request.GET.get("variable", "")
    if variable:
        table = codes_by(request.caller, value, coder, variable).table
        sheets = {"codes by variable": cross_frame(table)} if table else {}
    else:
        told = codes_together(request.caller, value, coder)
        sheets = {"codes together": together_frame(told.pairs)} if told.pairs is not None else {}
    if not sheets:
        raise not_found("table", "that was reckoned yet")
    return file_response(table_bytes(sheets, kind), f"{study}-tables.{kind}", kind)


urls: list[URLPattern] = [
    path("-/studies/<slug:study>/tables/", tables, name="tables"),
    path("-/studies/<slug:study>/tables/file.<str:kind>", download, name="tables_file"),
]
