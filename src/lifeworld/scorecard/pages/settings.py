"""How a place is scored, for people: for whom, who is held out, over how many days, and what matters to the owner."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from lifeworld.kit.errors import LifeworldError
from lifeworld.kit.web import Asked
from lifeworld.partners.pages.said import MENDED, whole
from lifeworld.scorecard.actions.plans import set_plan
from lifeworld.scorecard.core.plans import HARM_DAYS_MAX, SENTENCES, WEIGHTS, WINDOW_DAYS_MAX, WINDOW_DAYS_MIN, PlanValue
from lifeworld.scorecard.core.values import FACTORS
from lifeworld.scorecard.queries.plans import choices, may_manage, plan_of, types_here

KEPT = "Noted. The next score is made so."


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: Asked, place: str) -> HttpResponse:
    """How the place is scored; POST changes it."""
    caller = request.caller
    plan, wrong, status = plan_of(caller), "", 200
    said: dict[str, Any] = {**asdict(plan or PlanValue()), "active": plan.weekly if plan else False}
    if request.method == "POST":
        may_manage(caller)
        try:
            set_plan(caller, _typed(request))
        except LifeworldError as error:
            if error.status not in MENDED:
                raise
            wrong, status = str(error), error.status
            said |= {name: request.POST.get(name, "") for name in ("target", "holdout", "segmentation", "window_days", "harm_days",
                                                                   "currency", "active_types", "version")}
            said["active"] = request.POST.get("active") == "yes"
        else:
            messages.success(request, KEPT)
            return redirect("scorecard_settings", place=place)
    audiences, holdouts, segmentations = choices(caller)
    weights = {factor.key: request.POST.get(f"weight-{factor.key}", said["weights"].get(factor.key)) for factor in FACTORS}
    return render(request, "scorecard/settings.html", {
        "place": place, "tab": "settings", "plan": plan, "said": said, "wrong": wrong, "audiences": audiences, "holdouts": holdouts,
        "segmentations": segmentations, "scale": list(WEIGHTS.items()), "may_manage": caller.may("scorecard.manage"),
        "window_min": WINDOW_DAYS_MIN, "window_max": WINDOW_DAYS_MAX, "harm_max": HARM_DAYS_MAX,
        "factors": [{"factor": factor, "weight": _shown(weights[factor.key]), "sentence": SENTENCES[factor.key]} for factor in FACTORS],
        "types": [{"name": deed.name, "title": deed.title, "about": deed.about, "declared": declared}
                  for deed, declared in types_here(caller)]}, status=status)


def _typed(request: Asked) -> PlanValue:
    """The plan that a form says. Errors: InputRefused."""
    said = request.POST
    weights = {factor.key: whole(said[f"weight-{factor.key}"], factor.title) for factor in FACTORS if said.get(f"weight-{factor.key}")}
    return PlanValue(
        said.get("target", ""), said.get("holdout", ""), said.get("segmentation", ""), whole(said.get("window_days", ""), "the window"),
        whole(said.get("harm_days", "30"), "the time after which nothing counts as harm"), said.get("currency", "").strip().upper(),
        tuple(name for name in said.get("active_types", "").replace(",", " ").split() if name), weights, said.get("active") == "yes",
        whole(said.get("version", "0"), "the version"))


def _shown(weight: object) -> int | None:
    return int(str(weight)) if weight is not None and str(weight).isdecimal() and len(str(weight)) == 1 else None


urls: list[URLPattern] = [path("-/scorecard/settings/", settings, name="scorecard_settings")]
