"""The door that needs no login: what could come next for a customer, by her own link."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from lifeworld.goals.pages.open_doors import opened, quietly
from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import InputRefused, LifeworldError
from lifeworld.scorecard.actions.plays_own import deny_type, dismiss_play, take_play
from lifeworld.scorecard.core.plays import own_address
from lifeworld.scorecard.queries.plays_own import own_plays


@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest, goal_token: str) -> HttpResponse:
    """At most two things that could come next, why she sees them, and her answer to them."""
    door = opened(goal_token)
    trouble = None
    if request.method == "POST":
        try:
            return quietly(_answered(request, door.caller, goal_token))
        except LifeworldError as error:
            if error.status == 404:
                raise
            trouble = error
    rows = own_plays(door.caller)
    return quietly(render(request, "scorecard/own_plays.html", {
        "token": goal_token, "trouble": trouble, "offers": [row for row in rows if row.state == "open"],
        "taken": [{"play": row, "url": own_address(row.leads, goal_token)} for row in rows if row.state == "taken"],
    }, status=trouble.status if trouble else 200))


def _answered(request: HttpRequest, caller: Caller, token: str) -> HttpResponse:
    """What she pressed, done. Errors: InputRefused for a button that is none."""
    offer, act = request.POST.get("offer", ""), request.POST.get("do", "")
    if not (offer.isascii() and offer.isdecimal() and len(offer) <= 18):
        raise InputRefused("no_offer", "It is not said which of them is meant.", "Press one of the buttons of the page.")
    if act == "take":
        return redirect(own_address(take_play(caller, int(offer)), token))
    if act == "dismiss":
        dismiss_play(caller, int(offer))
        messages.success(request, "It is gone, and you will not be offered it again.")
    elif act == "wrong":
        deny_type(caller, int(offer))
        messages.success(request, "Thank you. Nothing is offered to you for that reason any more.")
    else:
        raise InputRefused("unknown_act", "Nothing is called so here.", "Press one of the buttons of the page.")
    return redirect("plays_mine", token)


_OPEN: tuple[Any, ...] = (mine,)
for _view in _OPEN:
    _view.open_door = True

urlpatterns: list[URLPattern] = [path("own/<str:goal_token>/next/", mine, name="plays_mine")]
