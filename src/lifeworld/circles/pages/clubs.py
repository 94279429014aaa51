"""A customer's own pages of clubs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from lifeworld.circles.actions import clubs as acts
from lifeworld.circles.core.values import ENTRY_WORDS
from lifeworld.circles.pages.own import Acts, Desk, Fields, about, desk, outside, whole
from lifeworld.circles.queries.challenges import challenges
from lifeworld.circles.queries.clubs import club_of, clubs, members_of
from lifeworld.kit.caller import Caller


@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest, goal_token: str) -> HttpResponse:
    """Her clubs, those that she finds, and a new one."""
    found = desk(request, goal_token, ACTS, "circle_clubs", goal_token)
    if not isinstance(found, Desk):
        return found
    if (away := outside(found)) is not None:
        return away
    search = request.GET.get("search", "")[:60]
    return found.shown(request, "circles/clubs.html", "clubs", clubs=clubs(found.caller, search=search), search=search, entries=ENTRY_WORDS)


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, goal_token: str, club: int) -> HttpResponse:
    """A club, who is in it, and what a lead may do."""
    gone = request.POST.get("do") in {"leave", "close"}
    found = desk(request, goal_token, about(ACTS, "club", club),
                 *(("circle_clubs", goal_token) if gone else ("circle_club", goal_token, club)))
    if not isinstance(found, Desk):
        return found
    if (away := outside(found)) is not None:
        return away
    value = club_of(found.caller, club)
    return found.shown(request, "circles/club.html", "clubs", club=value, members=members_of(found.caller, club), entries=ENTRY_WORDS,
                       challenges=[each for each in challenges(found.caller) if each.club == club])


def _make(caller: Caller, fields: Fields) -> str:
    acts.make_club(caller, *_words(fields)[0], **_words(fields)[1])
    return "The club is made, and you lead it."


def _change(caller: Caller, fields: Fields) -> str:
    acts.change_club(caller, whole(fields, "club"), *_words(fields)[0], **_words(fields)[1])
    return "The club is changed."


def _join(caller: Caller, fields: Fields) -> str:
    value = acts.join_club(caller, whole(fields, "club"))
    return "You are in." if value.state == "in" else "You asked. One of its leads will answer."


def _leave(caller: Caller, fields: Fields) -> str:
    acts.leave_club(caller, whole(fields, "club"))
    return "You left the club."


def _let_in(caller: Caller, fields: Fields) -> str:
    acts.let_in(caller, whole(fields, "club"), whole(fields, "person"))
    return "Let in."


def _put_out(caller: Caller, fields: Fields) -> str:
    acts.put_out(caller, whole(fields, "club"), whole(fields, "person"))
    return "Not in the club any more."


def _lead(caller: Caller, fields: Fields) -> str:
    acts.make_lead(caller, whole(fields, "club"), whole(fields, "person"))
    return "This member leads the club, too."


def _close(caller: Caller, fields: Fields) -> str:
    acts.close_club(caller, whole(fields, "club"))
    return "The club is closed."


def _words(fields: Fields) -> tuple[tuple[str], dict[str, str]]:
    return (str(fields.get("name", "")),), {
        "about": str(fields.get("about", "")), "entry": str(fields.get("entry", "")), "seen_by": str(fields.get("seen_by", ""))}


ACTS: Acts = {"make": _make, "change": _change, "join": _join, "leave": _leave, "let_in": _let_in, "put_out": _put_out, "lead": _lead,
              "close": _close}
