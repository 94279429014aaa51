"""Saturation: whether more customers would have brought more codes and kinds of actor, as the board of a study reckoned it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from lifeworld.constellations.core.saturation.kept import saturation_of
from lifeworld.constellations.files.report.saturation import HEIGHT, WIDTH, curves
from lifeworld.constellations.queries.boards import board_of
from lifeworld.kit.web import Asked, fresh, tagged
from lifeworld.voices.queries.studies import study_of


@require_safe
def saturation(request: Asked, place: str, study: str) -> HttpResponse:
    """The curves with their figures and the rule in words."""
    value = study_of(request.caller, study)
    board = board_of(request.caller, value)
    parts = (place, value.pk, "saturation", board.position if board else 0, board.behind if board else True, request.caller.who)
    if (same := fresh(request, *parts)) is not None:
        return same
    found = tuple(saturation_of(one) for one in board.body.get("saturation", ())) if board else ()
    shown = [(curve, [one for one in curve.thresholds if one.reached.enough or one.share_reached.enough]) for curve in curves(found)]
    warnings = dict.fromkeys(text for _, known in shown for one in known for text in one.reached.warnings)
    return tagged(render(request, "constellations/saturation.html", {
        "place": place, "study": value, "tab": "tables", "board": board, "curves": shown,
        "warnings": list(warnings), "box": f"0 0 {WIDTH:g} {HEIGHT:g}",
    }), *parts)


urls: list[URLPattern] = [path("-/studies/<slug:study>/saturation/", saturation, name="saturation")]
