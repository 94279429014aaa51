"""The people's door of circles for people of the place: whether the circle holds, the place's challenges, what they were told about."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_safe

from lifeworld.circles.actions.challenges import close_challenge, declare_challenge
from lifeworld.circles.actions.moderating import settle_report
from lifeworld.circles.core.values import HANDICAP_WORDS
from lifeworld.circles.pages.challenges import lines_of, plan_of, shown_board
from lifeworld.circles.pages.own import whole
from lifeworld.circles.queries.challenges import board_of, challenge_of, challenges, measures
from lifeworld.circles.queries.community import community_of, counts_of, reports
from lifeworld.circles.queries.whose import today_of
from lifeworld.goals.core.days import day_text
from lifeworld.goals.pages.figures import shown
from lifeworld.kit.errors import LifeworldError
from lifeworld.kit.web import Asked


@require_safe
def community(request: Asked, place: str) -> HttpResponse:
    """Figures of those who joined."""
    found, counts = community_of(request.caller), counts_of(request.caller)
    figures = [shown(found.members, "Joined"), shown(found.ties, "Ties"), shown(found.mutual, "Have a mutual follower"),
               shown(found.reciprocity, "Ties that are returned"), shown(found.replies, "Comments that are answered")]
    return render(request, "circles/community.html", {"place": place, "tab": "community", "figures": figures, "counts": counts})


@require_http_methods(["GET", "HEAD", "POST"])
def place_challenges(request: Asked, place: str) -> HttpResponse:
    """Challenges that the place declared, and a new one."""
    caller, trouble = request.caller, None
    if request.method == "POST":
        caller.require("circles.manage")
        try:
            made = declare_challenge(caller, plan_of(request.POST.dict()))
            messages.success(request, "The challenge is declared. Everybody who joined may be in it.")
            return redirect("circle_place_challenge", place, made.pk)
        except LifeworldError as error:
            trouble = error
    today = today_of(caller)
    return render(request, "circles/place_challenges.html", {
        "place": place, "tab": "challenges", "trouble": trouble, "typed": request.POST if trouble else {},
        "going": lines_of(challenges(caller)), "over": lines_of(challenges(caller, over=True)), "measures": measures(caller),
        "client_id": request.POST.get("client_id") or uuid4(), "today": day_text(today), "in_a_month": day_text(today + 27),
        "handicaps": HANDICAP_WORDS, "by_place": True}, status=trouble.status if trouble else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def place_challenge(request: Asked, place: str, challenge: int) -> HttpResponse:
    """One challenge of the place with its board; POST closes it."""
    if request.method == "POST":
        close_challenge(request.caller, challenge)
        messages.success(request, "The challenge is closed.")
        return redirect("circle_place_challenge", place, challenge)
    value = challenge_of(request.caller, challenge)
    return render(request, "circles/place_challenge.html", {"place": place, "tab": "challenges",
                                                            **shown_board(value, board_of(request.caller, challenge))})


@require_http_methods(["GET", "HEAD", "POST"])
def moderation(request: Asked, place: str) -> HttpResponse:
    """What customers told the place about; POST settles one."""
    if request.method == "POST":
        hide = request.POST.get("do") == "hide"
        settle_report(request.caller, whole(request.POST.dict(), "report"), hide=hide)
        messages.success(request, "Hidden. Only its author reads it." if hide else "It stays.")
        return redirect("circle_reports", place)
    return render(request, "circles/reports.html", {"place": place, "tab": "reports", "reports": reports(request.caller)})


urls: list[URLPattern] = [
    path("-/circles/", community, name="circles"),
    path("-/circles/challenges/", place_challenges, name="circle_place_challenges"),
    path("-/circles/challenges/<int:challenge>/", place_challenge, name="circle_place_challenge"),
    path("-/circles/reports/", moderation, name="circle_reports"),
]
