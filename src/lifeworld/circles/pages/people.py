"""A customer's own pages of people: whom she follows, who asks her, whom she finds, one of them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from lifeworld.circles.actions import following as acts
from lifeworld.circles.pages.feed import PAGE, kudos, no_kudos
from lifeworld.circles.pages.own import Acts, Desk, Fields, desk, outside, whole
from lifeworld.circles.queries import people as asked
from lifeworld.circles.queries.posts import posts_of
from lifeworld.kit.caller import Caller

PEOPLE = 30


@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest, goal_token: str) -> HttpResponse:
    """Everybody that she has to do with, and those who let themselves be found."""
    found = desk(request, goal_token, ACTS, "circle_people", goal_token)
    if not isinstance(found, Desk):
        return found
    if (away := outside(found)) is not None:
        return away
    search, after = request.GET.get("search", "")[:60], request.GET.get("after", "")[:60]
    known = asked.people(found.caller, search=search, after=after, limit=PEOPLE)
    return found.shown(request, "circles/people.html", "people", asking=asked.asking(found.caller), following=asked.following(found.caller),
                       followers=asked.followers(found.caller), blocked=asked.blocked(found.caller), found=known, search=search,
                       next=known[-1].name if len(known) == PEOPLE else "", code=asked.code_of(found.me.person) if found.me else "")


@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, goal_token: str, person: int) -> HttpResponse:
    """One of them: what she says of herself, and what of hers one may see."""
    back = ("circle_people", goal_token) if request.POST.get("do") == "block" else ("circle_person", goal_token, person)
    found = desk(request, goal_token, {**ACTS, "kudos": kudos, "no_kudos": no_kudos}, *back)
    if not isinstance(found, Desk):
        return found
    if (away := outside(found)) is not None:
        return away
    value = asked.person_of(found.caller, person)
    posts = [] if value.blocked else posts_of(found.caller, person, limit=PAGE)
    return found.shown(request, "circles/person.html", "people", person=value, posts=posts)


def _follow(caller: Caller, fields: Fields) -> str:
    state = acts.follow(caller, whole(fields, "person"))
    return "You follow this person now." if state == "follows" else "You asked. You see more once this person says yes."


def _code(caller: Caller, fields: Fields) -> str:
    acts.follow_with_code(caller, str(fields.get("code", "")))
    return "Found. You follow this person, or asked to."


def _unfollow(caller: Caller, fields: Fields) -> str:
    acts.unfollow(caller, whole(fields, "person"))
    return "You do not follow this person any more."


def _accept(caller: Caller, fields: Fields) -> str:
    acts.accept(caller, whole(fields, "person"))
    return "This person follows you now."


def _refuse(caller: Caller, fields: Fields) -> str:
    acts.refuse(caller, whole(fields, "person"))
    return "This person does not follow you, and is not told."


def _block(caller: Caller, fields: Fields) -> str:
    acts.block(caller, whole(fields, "person"))
    return "Neither of you sees anything of the other any more. The other is not told."


def _unblock(caller: Caller, fields: Fields) -> str:
    acts.unblock(caller, whole(fields, "person"))
    return "Unblocked. You may follow one another again."


ACTS: Acts = {"follow": _follow, "code": _code, "unfollow": _unfollow, "accept": _accept, "refuse": _refuse, "block": _block,
              "unblock": _unblock}
