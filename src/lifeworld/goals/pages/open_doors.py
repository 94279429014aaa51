"""The door that needs no login: a customer sees and changes her own goals by her link."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lifeworld.goals.actions.consents import say
from lifeworld.goals.actions.declaring import declare_goal
from lifeworld.goals.actions.links import revoke_link
from lifeworld.goals.core.checking import plan_from_json
from lifeworld.goals.core.offered import WEIGHTS, goal_of_form
from lifeworld.goals.core.values import LEVEL_WORDS, PURPOSES, REASONS
from lifeworld.goals.pages.acts import act
from lifeworld.goals.pages.everything import as_json, as_zip
from lifeworld.goals.pages.own import choices, page_of_goal, view
from lifeworld.goals.pages.sending import sent_json, taken
from lifeworld.goals.queries.consents import consents_of
from lifeworld.goals.queries.exported import export_of
from lifeworld.goals.queries.goals import goal_of, goals_of
from lifeworld.goals.queries.links import OpenDoor, open_door
from lifeworld.kit.errors import InputRefused, LifeworldError

TOKEN_CHARS_MAX = 80
THANKS = "Your goal is kept. Come back whenever you like."
CLOSED = LifeworldError(404, "no_such_link", "This link does not open anything, or not any more.",
                        "Ask whoever gave it to you for a new one.")


@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest, goal_token: str) -> HttpResponse:
    """All goals of the customer, and a new one; POST takes it as a form, or as JSON from the element."""
    door = opened(goal_token)
    if request.method == "POST" and request.content_type == "application/json":
        return sent(door, goal_token, sent_json(request))
    trouble = None
    if request.method == "POST":
        try:
            declare_goal(door.caller, plan_from_json(goal_of_form(
                request.POST.dict(), request.POST.getlist("use"), request.POST.getlist("agree"), choices(door.caller).all)))
            messages.success(request, THANKS)
            return quietly(redirect("goals_mine", goal_token))
        except LifeworldError as error:
            trouble = error
    chosen = choices(door.caller)
    urls = {each.pk: reverse("goals_mine_one", args=[goal_token, each.pk]) for each in goals_of(door.caller)}
    goals = [view(door.caller, pk, url) for pk, url in reversed(urls.items())]
    offers = [(None, chosen.measures), *((job, chosen.suggested[job.slug]) for job in chosen.jobs if chosen.suggested[job.slug])]
    return quietly(render(request, "goals/mine.html", {
        "token": goal_token, "goals": goals, "data": {"config": {**chosen.json(), "thanks": THANKS}, "goals": goals}, "choices": chosen,
        "offers": offers, "consents": consents_of(door.caller), "trouble": trouble, "typed": request.POST if trouble else {},
        "client_id": request.POST.get("client_id") or uuid4(), "weights": WEIGHTS, "csrf": get_token(request), "key": f"goals-{door.link}",
    }, status=trouble.status if trouble else 200))


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, goal_token: str, goal: int) -> HttpResponse:
    """One goal: where it stands, what happened, and everything that she may do with it."""
    door = opened(goal_token)
    trouble = None
    if request.method == "POST":
        if request.content_type == "application/json":
            return sent(door, goal_token, {**sent_json(request), "goal": goal})
        try:
            messages.success(request, act(door.caller, goal, request.POST.dict()))
            return quietly(redirect("goals_mine_one", goal_token, goal))
        except LifeworldError as error:
            if error.status == 404:
                raise
            trouble = error
    value = goal_of(door.caller, goal)
    return quietly(render(request, "goals/mine_one.html", {
        "token": goal_token, "data": {"config": None, "goals": [view(door.caller, goal, None, whole=True)]}, "trouble": trouble,
        "csrf": get_token(request), "key": f"goal-{goal}", "levels": LEVEL_WORDS, "reasons": REASONS, "weights": WEIGHTS,
        **page_of_goal(door.caller, value)}, status=trouble.status if trouble else 200))


@require_POST
def consent(request: HttpRequest, goal_token: str) -> HttpResponse:
    """Yes or no to a purpose."""
    door = opened(goal_token)
    answer, purpose = request.POST.get("given"), request.POST.get("purpose", "")
    if answer not in {"yes", "no"} or purpose not in PURPOSES:
        raise InputRefused("bad_consent", "The answer is neither yes nor no, or to nothing that was asked.", "Press one of the buttons.")
    say(door.caller, purpose, answer == "yes")
    messages.success(request, "Noted. You can change your answer at any time.")
    return quietly(redirect("goals_mine", goal_token))


@require_safe
def everything(request: HttpRequest, goal_token: str, form: str) -> HttpResponse:
    """All that is kept about her goals, with every word, as JSON or as a ZIP of CSV files."""
    door = opened(goal_token)
    if form not in {"json", "zip"}:
        raise InputRefused("bad_form", f"All that is kept does not come as «{form[:20]}».", "Ask for json or zip.")
    tables = {**export_of(door.caller), "consents": [{"purpose": each.purpose, "given": each.given, "since": each.since}
                                                     for each in consents_of(door.caller)]}
    body, kind = (as_zip(tables), "application/zip") if form == "zip" else (as_json(tables), "application/json")
    return quietly(HttpResponse(body, content_type=kind, headers={"Content-Disposition": f'attachment; filename="my-goals.{form}"'}))


@require_POST
def close(request: HttpRequest, goal_token: str) -> HttpResponse:
    """The link opens nothing any more, and nothing about her goals is counted any more; the goals stay hers."""
    door = opened(goal_token)
    if request.POST.get("sure") != "yes":
        raise InputRefused("not_sure", "Nothing was closed, because the box was not ticked.", "Tick it, and send the form again.")
    for each in consents_of(door.caller):
        if each.given:
            say(door.caller, each.purpose, given=False)
    revoke_link(door.caller, door.link)
    return quietly(render(request, "goals/closed.html"))


def opened(token: str) -> OpenDoor:
    """What the link opens. Errors: LifeworldError 404 for one that is not, or no longer, good."""
    door = open_door(token) if len(token) <= TOKEN_CHARS_MAX else None
    if door is None:
        raise CLOSED
    return door


def sent(door: OpenDoor, token: str, body: dict[str, Any]) -> JsonResponse:
    """What the element sent: a goal or a judgement; answered with the goal as it stands now."""
    goal = taken(door.caller, body)
    url = reverse("goals_mine_one", args=[token, goal])
    return JsonResponse({"saved": True, "goal": view(door.caller, goal, url, whole=True)}, headers={"Cache-Control": "no-store"})


def quietly(response: HttpResponse) -> HttpResponse:
    """The response, kept nowhere, found by no search engine, and telling no other site the address that opens it.

    Not "no-referrer": under it a browser says «Origin: null» with a form, which the check against forged forms refuses.
    """
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


_OPEN: tuple[Any, ...] = (mine, one, consent, everything, close)
for _view in _OPEN:
    _view.open_door = True

urlpatterns: list[URLPattern] = [
    path("goals/<str:goal_token>/", mine, name="goals_mine"),
    path("goals/<str:goal_token>/<int:goal>/", one, name="goals_mine_one"),
    path("goals/<str:goal_token>/consent/", consent, name="goals_consent"),
    path("goals/<str:goal_token>/everything.<slug:form>", everything, name="goals_everything"),
    path("goals/<str:goal_token>/close/", close, name="goals_close"),
]
