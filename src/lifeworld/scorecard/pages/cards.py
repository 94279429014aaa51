"""The scorecard for people: the profile, each factor with its evidence, history and method, and the card to take away."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST, require_safe

from lifeworld.kit.caller import Caller, not_found
from lifeworld.kit.web import Asked
from lifeworld.partners.pages.said import done, minute, number_of
from lifeworld.partners.queries.whose import bound_to
from lifeworld.scorecard.actions.scoring import score
from lifeworld.scorecard.core.frames import FRAMES
from lifeworld.scorecard.core.plans import ScoreValue
from lifeworld.scorecard.core.values import FACTOR, FACTORS, Scorecard
from lifeworld.scorecard.core.wire import card_json
from lifeworld.scorecard.files.report import report_html
from lifeworld.scorecard.files.report.words import BY_WEIGHTS
from lifeworld.scorecard.files.report_pdf import report_pdf
from lifeworld.scorecard.pages.plays import begun_plays
from lifeworld.scorecard.pages.said import said_of
from lifeworld.scorecard.pages.shown import (
    Step,
    axes_of,
    axis_of,
    by_what_is_missing,
    charts_of,
    factor_data,
    figures_at,
    lines_of,
    profile_data,
    steps_of,
    tables_of,
    weights_of,
)
from lifeworld.scorecard.pages.where_seen import seen_of_figure, seen_of_frame
from lifeworld.scorecard.queries.plans import plan_of
from lifeworld.scorecard.queries.scores import FAILED, card_at, going_on, histories, history_of, scores_of

QUEUED = "The place is being scored. That takes from seconds to a few minutes; this page shows the result when it is there."
KINDS = {"html": "text/html; charset=utf-8", "pdf": "application/pdf", "json": "application/json"}
STEPS_SHOWN, FIGURES_SHOWN = 3, 8
"""Steps of a kind, and figures of a factor, that stand open; the others open with one press."""
PLAYS_OF = ("success", "sauce")
"""Factors whose measures tell the effects of plays."""
COMPANIONS = {"audiences": ("customers",), "success": ("customers",), "sauce": ("customers", "designs"), "partners": ("goals", "partners"),
              "alignment": ("uses", "choices"), "presence": ("surfaces",)}
"""Frames that a factor reads beside its own."""


@require_safe
def scorecard(request: Asked, place: str) -> HttpResponse:
    """The profile, the weakest link, what to do next, and what matters to whom; ``?score=`` shows an earlier one."""
    caller = request.caller
    if bound_to(caller):  # the card is the team's; what a partner sees of it stands on its own page
        return redirect("scorecard_partners", place=place)
    plan, wanted = plan_of(caller), number_of(request.GET.get("score"))
    found, every = card_at(caller, wanted), scores_of(caller)
    kept = [one for one in every if one.state == "done"]
    going = going_on(caller)
    told = _Told(caller, [*every, *([found[0]] if found else []), *([going] if going else [])])
    context: dict[str, Any] = {
        "place": place, "tab": "scorecard", "plan": plan, "going": told(going) if going else None, "shown": None, "card": None,
        "failed": told(every[0]) if every and every[0].state == FAILED else None, "scores": [told(one) for one in kept],
        "is_old": bool(found and kept and found[0].id != kept[0].id), "may_manage": caller.may("scorecard.manage")}
    if found is not None:
        shown, card = found
        past = histories(kept)
        axes = axes_of(place, card, past)
        context |= {
            "shown": told(shown), "card": card, "axes": axes, "weakest": next((one for one in axes if one.weakest), None),
            "t_means": next(filter(None, (one.t_means for one in card.scores)), ""),
            "unknown": [one for one in axes if not one.known], "kinds": _kinds(place, card),
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
    history, made = history_of(kept, factor), {one.id: minute(caller, one.made_at) for one in kept}
    context: dict[str, Any] = {"place": place, "tab": "scorecard", "factor": FACTOR[factor], "others": FACTORS, "score": None, "axis": None,
                               "shown": None, "history": lines_of(place, factor, history, made)}
    if found is not None:
        shown, card = found
        one = card.score(factor)
        every = [replace(at, seen=seen_of_figure(caller, at.figure.evidence.query, card.asked)) for at in figures_at(one)]
        known = [at for at in every if at.figure.enough]
        read = (*(name for name, frame in FRAMES.items() if frame.factor == factor), *COMPANIONS[factor])
        context |= {
            "shown": _Told(caller, [shown])(shown), "factor": one.meaning, "score": one, "t_means": one.t_means,
            "axis": axis_of(place, card, FACTOR[factor], history), "figures": known[:FIGURES_SHOWN],
            "more_figures": known[FIGURES_SHOWN:], "unknown": [at for at in every if not at.figure.enough], "all_figures": every,
            "tables": tables_of(one), "charts": charts_of(one), "warnings": one.warnings,
            "plays": begun_plays(caller, factor) if factor in PLAYS_OF else [],
            "findings": steps_of(place, card, [each for each in card.findings if each.factor == factor]),
            "reads": [{"frame": FRAMES[name], "n": int(card.inputs.get(name, {}).get("rows", 0)),
                       "seen": seen_of_frame(caller, name, card.asked)} for name in read],
            "data": factor_data(place, card, FACTOR[factor], shown, history)}
    return render(request, "scorecard/factor.html", context)


def _kinds(place: str, card: Scorecard) -> list[tuple[str, list[Step], list[Step]]]:
    """What to do, what to watch and what goes well: those that stand open, and the others."""
    every = steps_of(place, card, [one for one in card.findings if not one.key.startswith(BY_WEIGHTS)])  # those stand with the weights
    found = [(kind, by_what_is_missing(card, [one for one in every if one.finding.kind == kind])) for kind in ("act", "watch", "good")]
    return [(kind, some[:shown], some[shown:]) for kind, some in found if some for shown in (0 if kind == "good" else STEPS_SHOWN,)]


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


class _Told:
    """Scores with a person's name and times as the place reads them."""

    def __init__(self, caller: Caller, scores: Iterable[ScoreValue]) -> None:
        self.caller, self.names = caller, said_of(caller, (one.who for one in scores))

    def __call__(self, value: ScoreValue) -> ScoreValue:
        """One of them."""
        return replace(value, who=self.names[value.who], made_at=minute(self.caller, value.made_at),
                       done_at=minute(self.caller, value.done_at))


urls: list[URLPattern] = [
    path("-/scorecard/", scorecard, name="scorecard"),
    path("-/scorecard/score/", score_now, name="score_scorecard"),
    path("-/scorecard/report.<slug:form>", file, name="scorecard_file"),
]
factor_urls: list[URLPattern] = [path("-/scorecard/<slug:factor>/", factor, name="scorecard_factor")]
"""Last, because a factor's name stands where the names of the other pages do."""
