"""The scorecard for people: the profile, each factor with its evidence, history and method, and the card to take away."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST, require_safe

from lifeworld.kit.caller import Caller, not_found
from lifeworld.kit.web import Asked
from lifeworld.scorecard.actions.scoring import score
from lifeworld.scorecard.core.frames import FRAMES
from lifeworld.scorecard.core.plans import ScoreValue
from lifeworld.scorecard.core.values import FACTOR, FACTORS
from lifeworld.scorecard.core.wire import card_json
from lifeworld.scorecard.files.report import report_html
from lifeworld.scorecard.files.report_pdf import report_pdf
from lifeworld.scorecard.pages.said import done, minute, name_of, number_of
from lifeworld.scorecard.pages.shown import (
    axes_of,
    axis_of,
    charts_of,
    factor_data,
    figures_at,
    lines_of,
    profile_data,
    steps_of,
    tables_of,
    weights_of,
)
from lifeworld.scorecard.queries.plans import plan_of
from lifeworld.scorecard.queries.scores import FAILED, card_at, going_on, histories, history_of, scores_of

QUEUED = "The place is being scored. That takes from seconds to a few minutes; this page shows the result when it is there."
KINDS = {"html": "text/html; charset=utf-8", "pdf": "application/pdf", "json": "application/json"}
COMPANIONS = {"audiences": ("customers",), "success": ("customers",), "sauce": ("customers", "designs"), "partners": ("goals", "partners"),
              "alignment": ("uses", "choices"), "presence": ("surfaces",)}
"""Frames that a factor reads beside its own."""


@require_safe
def scorecard(request: Asked, place: str) -> HttpResponse:
    """The profile, the weakest link, what to do next, and what matters to whom; ``?score=`` shows an earlier one."""
    caller = request.caller
    plan, wanted = plan_of(caller), number_of(request.GET.get("score"))
    found, every = card_at(caller, wanted), scores_of(caller)
    kept = [one for one in every if one.state == "done"]
    context: dict[str, Any] = {
        "place": place, "tab": "scorecard", "plan": plan, "going": _of_people(caller, going_on(caller)), "shown": None, "card": None,
        "failed": _of_people(caller, every[0]) if every and every[0].state == FAILED else None,
        "scores": [_of_people(caller, one) for one in kept],
        "is_old": bool(found and kept and found[0].id != kept[0].id), "may_manage": caller.may("scorecard.manage")}
    if found is not None:
        shown, card = found
        past = histories(kept)
        axes = axes_of(place, card, past)
        context |= {
            "shown": _of_people(caller, shown), "card": card, "axes": axes, "weakest": next((one for one in axes if one.weakest), None),
            "unknown": [one for one in axes if not one.known], "steps": steps_of(place, card, card.findings),
            "weights": weights_of(card), "n_customers": card.weighed["customers"].n if "customers" in card.weighed else 0,
            "weakest_for": {who: FACTOR[factor] for who, factor in card.weakest_for.items() if factor},
            "data": profile_data(place, card, shown, past)}
    return render(request, "scorecard/scorecard.html", context)


@require_safe
def factor(request: Asked, place: str, factor: str) -> HttpResponse:
    """One factor: its figures with their evidence, findings, tables, pictures, history, and what was read."""
    caller = request.caller
    plan_of(caller)
    if factor not in FACTOR:
        raise not_found("factor", factor)
    found, kept = card_at(caller, number_of(request.GET.get("score"))), scores_of(caller, state="done")
    history = history_of(kept, factor)
    context: dict[str, Any] = {"place": place, "tab": "scorecard", "factor": FACTOR[factor], "others": FACTORS, "score": None, "axis": None,
                               "shown": None, "history": lines_of(place, factor, history)}
    if found is not None:
        shown, card = found
        one = card.score(factor)
        read = (*(name for name, frame in FRAMES.items() if frame.factor == factor), *COMPANIONS[factor])
        context |= {
            "shown": _of_people(caller, shown), "score": one, "axis": axis_of(place, card, FACTOR[factor], history),
            "figures": figures_at(one), "tables": tables_of(one), "charts": charts_of(one), "warnings": one.warnings,
            "findings": steps_of(place, card, [each for each in card.findings if each.factor == factor]),
            "reads": [{"frame": FRAMES[name], "n": int(card.inputs.get(name, {}).get("rows", 0))} for name in read],
            "data": factor_data(place, card, FACTOR[factor], shown, history)}
    return render(request, "scorecard/factor.html", context)


@require_POST
def score_now(request: Asked, place: str) -> HttpResponse:
    """Score the place."""
    return done(request, lambda: score(request.caller), QUEUED, "scorecard", place=place)


@require_safe
def file(request: Asked, place: str, form: str) -> HttpResponse:
    """The card to take away: a page that stands alone, a PDF for the board, or JSON."""
    found = card_at(request.caller, number_of(request.GET.get("score")))
    if found is None or form not in KINDS:
        raise not_found("scorecard", form[:20])
    shown, card = found
    title = f"Scorecard of {place}"
    body = {"html": lambda: report_html(card, title).encode(), "pdf": lambda: report_pdf(card, title),
            "json": lambda: json.dumps(card_json(card), ensure_ascii=False, indent=1).encode()}[form]()
    name = f"scorecard-{place.replace('/', '-')}-{shown.as_of}.{form}"
    return HttpResponse(body, content_type=KINDS[form], headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _of_people(caller: Caller, value: ScoreValue | None) -> ScoreValue | None:
    """The score with a person's name and times as the place reads them."""
    if value is None:
        return None
    return replace(value, who=name_of(caller, value.who), made_at=minute(caller, value.made_at), done_at=minute(caller, value.done_at))


urls: list[URLPattern] = [
    path("-/scorecard/", scorecard, name="scorecard"),
    path("-/scorecard/score/", score_now, name="score_scorecard"),
    path("-/scorecard/report.<slug:form>", file, name="scorecard_file"),
]
factor_urls: list[URLPattern] = [path("-/scorecard/<slug:factor>/", factor, name="scorecard_factor")]
"""Last, because a factor's name stands where the names of the other pages do."""
