"""The door that needs no login: a customer says what matters to her, and takes with her what is kept of it, by her own link."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_safe

from lifeworld.goals.pages.everything import as_json, as_zip
from lifeworld.goals.pages.open_doors import opened, quietly
from lifeworld.kit.errors import InputRefused, LifeworldError
from lifeworld.partners.pages.said import MENDED, whole
from lifeworld.scorecard.actions.weights import weigh, withdraw
from lifeworld.scorecard.core.plans import WEIGHTS
from lifeworld.scorecard.core.values import FACTORS
from lifeworld.scorecard.queries.exported import export_of as weighed_of
from lifeworld.scorecard.queries.plays_exported import export_of as offered_of
from lifeworld.scorecard.queries.weights import matters_to

THANKS = "Thank you. Your answers are kept, and you can change them or take them back at any time."
TAKEN_BACK = "Your answers are gone. Nothing of them counts any more from the next time on."


@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest, goal_token: str) -> HttpResponse:
    """The six sentences with her answers; POST keeps them or takes them back."""
    door = opened(goal_token)
    trouble = None
    if request.method == "POST":
        try:
            if request.POST.get("do") == "withdraw":
                withdraw(door.caller)
                messages.success(request, TAKEN_BACK)
            else:
                weigh(door.caller, {factor.key: whole(request.POST[name], f"«{factor.title}»") for factor in FACTORS
                                    if request.POST.get(name := f"weight-{factor.key}")})
                messages.success(request, THANKS)
            return quietly(redirect("scorecard_mine", goal_token))
        except LifeworldError as error:
            if error.status not in MENDED:
                raise
            trouble = error
    found = matters_to(door.caller)
    return quietly(render(request, "scorecard/mine.html", {
        "token": goal_token, "since": found.since[:10], "said": bool(found.since), "trouble": trouble,
        "questions": [{"factor": one.factor, "sentence": one.sentence, "weight": one.weight, "name": f"weight-{one.factor.key}",
                       "answers": list(WEIGHTS.items())} for one in found.questions]}, status=trouble.status if trouble else 200))


@require_safe
def everything(request: HttpRequest, goal_token: str, form: str) -> HttpResponse:
    """What matters to her, what she was offered and what came of it, as JSON or as a ZIP of CSV files."""
    caller = opened(goal_token).caller
    if form not in {"json", "zip"}:
        raise InputRefused("bad_form", f"All that is kept does not come as «{form[:20]}».", "Ask for json or zip.")
    tables = {**weighed_of(caller), **offered_of(caller)}
    body, kind = (as_zip(tables), "application/zip") if form == "zip" else (as_json(tables), "application/json")
    return quietly(HttpResponse(body, content_type=kind, headers={"Content-Disposition": f'attachment; filename="what-matters.{form}"'}))


_OPEN: tuple[Any, ...] = (mine, everything)
for _view in _OPEN:
    _view.open_door = True

urlpatterns: list[URLPattern] = [
    path("own/<str:goal_token>/matters/", mine, name="scorecard_mine"),
    path("own/<str:goal_token>/matters/everything.<slug:form>", everything, name="scorecard_everything"),
]
