"""Comparing coders: where they differ first, every coefficient second, and the statements behind every number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from lifeworld.events.queries import position
from lifeworld.kit.caller import not_found
from lifeworld.kit.errors import InputRefused
from lifeworld.kit.web import Asked, fresh, tagged
from lifeworld.voices.actions.comparing import compare, compare_pairs
from lifeworld.voices.actions.kept import wish_for_lists
from lifeworld.voices.core.cells import Cell
from lifeworld.voices.core.coder_comparison.values import COEFFICIENTS
from lifeworld.voices.core.site_cells import CellStatement, pieces
from lifeworld.voices.core.site_comparison import labels_of
from lifeworld.voices.core.site_frames import codes_frame, confusions_frame, pairs_frame
from lifeworld.voices.core.site_studies import CoderValue, StudyValue
from lifeworld.voices.files.downloads import FORMATS, table_bytes
from lifeworld.voices.pages.comparing_shown import (
    TITLES,
    Links,
    code_row,
    confusion_list,
    confusion_rows,
    heads_of,
    pair_rows,
    shown,
    tint_of,
)
from lifeworld.voices.queries.comparing import cell_shown, chosen_of, coders_to_compare
from lifeworld.voices.queries.studies import study_of

TEXT_CHARS_SHOWN = 1_200
PAIRS_A_PAGE = 30
CONFUSIONS_SHOWN = 40
TOP = 6
FEW = 6
"""Of so many coders or fewer the table names each one's share; of more the range, and a code's page has all."""
KIND_WORDS = {
    "twice": "judged by two coders or more", "differ": "on which coders differ", "alike": "of which coders say the same",
    "present": "in which anybody found it", "both": "with both codes",
}


def numbers_of(request: HttpRequest, name: str) -> list[int]:
    """Whole numbers that the address gives under a name. Errors: InputRefused for anything else."""
    found = request.GET.getlist(name)
    if strange := [one for one in found if not (one.isascii() and one.isdecimal()) or len(one) > 18]:
        raise InputRefused("not_a_key", f"«{strange[0]}» is no key of a coder.", "Go back and choose coders from the list.")
    return [int(one) for one in found]


def _asked(request: Asked, slug: str) -> tuple[StudyValue, list[CoderValue], list[CoderValue], Links]:
    """The study, everybody who coded it, the coders that are compared, and addresses with that choice."""
    request.caller.require("voices.analyse")
    study = study_of(request.caller, slug)
    everybody = coders_to_compare(request.caller, study)
    asked = numbers_of(request, "coders")
    return study, everybody, chosen_of(everybody, asked), Links(request.caller.place, slug, tuple(asked))


@require_safe
def comparison(request: Asked, place: str, study: str) -> HttpResponse:
    """The comparison of the chosen coders on all codes."""
    value, everybody, chosen, links = _asked(request, study)
    told = compare(request.caller, value, chosen)
    parts = (place, position(request.caller), told.position, value.pk, "compare", *(coder.pk for coder in chosen), request.caller.who)
    if not told.updating and "messages" not in request.COOKIES and (same := fresh(request, *parts)) is not None:
        return same
    found = told.comparison
    context: dict[str, Any] = {"told": told, "found": found, "coders": [(one, one in chosen) for one in everybody], "tab": "compare",
                               "chosen": chosen, "place": place, "study": value, "links": links}
    if found is not None and not found.nothing:
        heads = heads_of(found)
        rows = {line.code: code_row(line, found, value, links, heads) for line in found.lines}
        context |= {
            "heads": [TITLES[name] for name in heads], "rows": list(rows.values()), "mean_alpha": shown(found.mean_alpha),
            "pressing": [rows[line.code] for line in found.pressing[:TOP]], "n_pressing": len(found.pressing),
            "matrix": confusion_rows(found, value, links),
            "mixed_list": [(rows[a].title, rows[b].title, mixed) for a, b, mixed in confusion_list(found, value, links)[:CONFUSIONS_SHOWN]],
            "matrix_heads": [row.title for row in rows.values()],
            "settle": links.to("settle"), "downloads": [(kind, links.to("compare_file", kind)) for kind in FORMATS],
            "has_spans": any(row.spans for row in rows.values()), "many": len(found.coders) > 2, "few": len(found.coders) <= FEW,
        }
    return tagged(render(request, "voices/compare.html", context), *parts)


@require_safe
def code(request: Asked, place: str, study: str, code: str) -> HttpResponse:
    """One code: what each coder found, every coefficient in full, and each two coders."""
    value, _, chosen, links = _asked(request, study)
    known = next((one for one in value.codebook.codes if one.name == code), None)
    if known is None:
        raise not_found("code", code)
    told, pairs = compare(request.caller, value, chosen), compare_pairs(request.caller, value, chosen, code)
    found = told.comparison
    line = found.line(code) if found else None
    by_label = dict(zip(labels_of(chosen), chosen, strict=True))
    context: dict[str, Any] = {"place": place, "study": value, "tab": "compare", "code": known, "told": told, "pairs_told": pairs,
                               "links": links, "back": links.to("compare"), "tint": tint_of(value, code),
                               "pair_heads": [TITLES[name] for name in COEFFICIENTS]}
    if found is not None and line is not None:
        context["row"] = code_row(line, found, value, links, heads_of(found))
        context["settle"] = links.to("settle", code=code)
    if pairs.pairs is not None:
        page = (numbers_of(request, "page") or [0])[0]
        context |= {"pairs": pair_rows(pairs.pairs, by_label, links, PAIRS_A_PAGE * page, PAIRS_A_PAGE), "n_pairs": len(pairs.pairs),
                    "next": links.to("compare_code", code, page=page + 1) if PAIRS_A_PAGE * (page + 1) < len(pairs.pairs) else "",
                    "downloads": [(kind, links.to("compare_file", kind, code=code)) for kind in FORMATS]}
    return render(request, "voices/compare_code.html", context)


def cell_of(request: HttpRequest) -> Cell:
    """The cell that an address asks for. Errors: InputRefused."""
    return Cell(request.GET.get("code", ""), request.GET.get("kind", "differ"), tuple(numbers_of(request, "present")),
                tuple(numbers_of(request, "absent")), request.GET.get("instead", ""))


@require_safe
def cell(request: Asked, place: str, study: str) -> HttpResponse:
    """The statements behind a number, with who said what."""
    value, everybody, chosen, links = _asked(request, study)
    asked = cell_of(request)
    show = request.GET.get("show") == "1"
    variable, level = request.GET.get("variable", ""), request.GET.get("level", "")
    named = [coder for coder in everybody if coder.pk in {*(one.pk for one in chosen), *asked.present, *asked.absent}]
    found = cell_shown(request.caller, value, asked, named, last=request.GET.get("after", ""), show=show,
                       at_level=(variable, level) if variable else None)
    if found.updating:
        wish_for_lists(request.caller, value)
    query: dict[str, Any] = {"present": list(asked.present), "absent": list(asked.absent), "instead": asked.instead,
                             "variable": variable, "level": level}
    return render(request, "voices/compare_cell.html", {
        "place": place, "study": value, "tab": "compare", "found": found, "heading": cell_words(asked, value, everybody, level),
        "statements": [(one, _text_pieces(one)) for one in found.statements], "tint": tint_of(value, asked.code),
        "next": links.cell(asked.code, asked.kind, **query, show="1" if show else "", after=found.after) if found.after else "",
        "show": links.cell(asked.code, asked.kind, **query, show="1", after=request.GET.get("after", "")),
        "hidden": any(one.hidden for one in found.statements), "back": links.to("compare"),
        "code_link": links.to("compare_code", asked.code), "links": links, "first_page": not request.GET.get("after")})


def _text_pieces(one: CellStatement) -> tuple[list[tuple[str, bool]], bool]:
    """The text cut at its marks, and whether its end was left out; nothing marked is left out."""
    end = max([TEXT_CHARS_SHOWN, *(end for _, end in one.spans)])
    return pieces(one.text[:end], one.spans), len(one.text) > end


def cell_words(asked: Cell, study: StudyValue, everybody: Sequence[CoderValue], level: str = "") -> str:
    """What the list is of, as a heading."""
    titles = {one.name: one.title for one in study.codebook.codes}
    labels = dict(zip((one.pk for one in everybody), labels_of(everybody), strict=True))
    title = titles.get(asked.code, asked.code)
    if asked.instead and asked.kind != "both":
        return f"«{title}» or «{titles.get(asked.instead, asked.instead)}»: given in each other's place"
    if asked.kind == "both":
        said = f"«{title}» and «{titles.get(asked.instead, asked.instead)}» in one statement"
    elif asked.kind == "said":
        parts = [f"present by {labels.get(pk, pk)}" for pk in asked.present] + [f"absent by {labels.get(pk, pk)}" for pk in asked.absent]
        said = f"«{title}»: {', '.join(parts)}"
    else:
        said = f"«{title}»: statements {KIND_WORDS[asked.kind]}"
    return f"{said}, at «{level}»" if level else said


@require_safe
def download(request: Asked, place: str, study: str, kind: str) -> HttpResponse:
    """The comparison as a file; with ``code`` the pairs of coders on that code."""
    value, _, chosen, _ = _asked(request, study)
    code = request.GET.get("code", "")
    if code:
        pairs = compare_pairs(request.caller, value, chosen, code).pairs
        sheets = {"pairs": pairs_frame(pairs or ())}
    else:
        found = compare(request.caller, value, chosen).comparison
        if found is None:
            raise not_found("comparison", "these coders, yet")
        sheets = {"codes": codes_frame(found), "confusions": confusions_frame(found)}
    return file_response(table_bytes(sheets, kind), f"{study}-comparison.{kind}", kind)


def file_response(body: bytes, name: str, kind: str) -> HttpResponse:
    """A file to keep."""
    return HttpResponse(body, content_type=FORMATS[kind], headers={"Content-Disposition": f'attachment; filename="{name}"'})


urls: list[URLPattern] = [
    path("-/studies/<slug:study>/compare/", comparison, name="compare"),
    path("-/studies/<slug:study>/compare/code/<str:code>/", code, name="compare_code"),
    path("-/studies/<slug:study>/compare/cell/", cell, name="compare_cell"),
    path("-/studies/<slug:study>/compare/file.<str:kind>", download, name="compare_file"),
]
