"""A customer's own pages among friends: joining, her feed, one post, her profile."""

from __future__ import annotations

from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from lifeworld.circles.actions import joining
from lifeworld.circles.actions import posts as acts
from lifeworld.circles.core.values import ProfilePlan, SharePlan
from lifeworld.circles.pages.own import Acts, Desk, Fields, about, desk, outside, whole
from lifeworld.circles.queries.people import code_of
from lifeworld.circles.queries.posts import comments_of, feed, post_of
from lifeworld.circles.queries.whose import today_of
from lifeworld.goals.core.checking import checked_text
from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import InputRefused

PAGE = 20
OWN = "own"
"""The source of posts that are words alone."""


@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest, goal_token: str) -> HttpResponse:
    """The feed; for who did not join, what joining means and the form for it."""
    found = desk(request, goal_token, FEED_ACTS, "circle_feed", goal_token)
    if not isinstance(found, Desk):
        return found
    if found.me is None:
        return found.shown(request, "circles/join.html", "feed")
    everybody = request.GET.get("of") == "everybody"
    before = request.GET.get("before", "")
    last = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
    posts = feed(found.caller, everybody=everybody, before=last, limit=PAGE)
    return found.shown(request, "circles/feed.html", "feed", posts=posts, everybody=everybody, client_id=uuid4(),
                       next=posts[-1].pk if len(posts) == PAGE else None)


@require_http_methods(["GET", "HEAD", "POST"])
def post(request: HttpRequest, goal_token: str, post: int) -> HttpResponse:
    """One post with what is written under it."""
    taken_back = request.method == "POST" and request.POST.get("do") == "unshare"
    back = ("circle_feed", goal_token) if taken_back else ("circle_post", goal_token, post)
    found = desk(request, goal_token, about(POST_ACTS, "post", post), *back)
    if not isinstance(found, Desk):
        return found
    return outside(found) or found.shown(request, "circles/post.html", "feed", post=post_of(found.caller, post),
                                         comments=comments_of(found.caller, post), client_id=request.POST.get("client_id") or uuid4())


@require_http_methods(["GET", "HEAD", "POST"])
def me(request: HttpRequest, goal_token: str) -> HttpResponse:
    """Her profile as it is, to change it or to leave."""
    left = request.method == "POST" and request.POST.get("do") == "leave"
    found = desk(request, goal_token, ME_ACTS, "circle_feed" if left else "circle_me", goal_token)
    if not isinstance(found, Desk):
        return found
    code = code_of(found.me.person) if found.me else ""
    return outside(found) or found.shown(request, "circles/me.html", "me", code=code, year=timezone.now().year)


def profile_of(fields: Fields) -> ProfilePlan:
    """A profile from a form. Errors: InputRefused."""
    born = str(fields.get("birth_year", "")).strip()
    return ProfilePlan(str(fields.get("name", "")), str(fields.get("about", "")), str(fields.get("seen_by", "followers")),
                       fields.get("follows_need_yes", "yes") != "no", whole(fields, "birth_year") if born else None,
                       str(fields.get("sex", "")))


def _join(caller: Caller, fields: Fields) -> str:
    if fields.get("agree") != "yes":
        raise InputRefused("not_agreed", "You did not join, because the box was not ticked.", "Tick it, and send the form again.")
    joining.join(caller, profile_of(fields))
    return "You joined. Nothing of yours is shown to anybody until you share it."


def _write(caller: Caller, fields: Fields) -> str:
    words = checked_text(str(fields.get("title", "")), "headline")
    key = str(fields.get("client_id", ""))[:40] or str(uuid4())
    acts.share(caller, SharePlan(OWN, key, "words", words, today_of(caller), (), str(fields.get("body", "")),
                                 str(fields.get("seen_by", ""))))
    return "It is shared."


def kudos(caller: Caller, fields: Fields) -> str:
    """Give kudos to the post that a form names."""
    acts.give_kudos(caller, whole(fields, "post"))
    return "Kudos given."


def no_kudos(caller: Caller, fields: Fields) -> str:
    """Take them back."""
    acts.take_kudos(caller, whole(fields, "post"))
    return "Kudos taken back."


def _comment(caller: Caller, fields: Fields) -> str:
    acts.comment(caller, whole(fields, "post"), str(fields.get("text", "")), client_id=str(fields.get("client_id", "")))
    return "Your words stand under it."


def _uncomment(caller: Caller, fields: Fields) -> str:
    acts.delete_comment(caller, whole(fields, "comment"))
    return "The comment is erased."


def _report(caller: Caller, fields: Fields) -> str:
    acts.report(caller, whole(fields, "post"), whole(fields, "comment") if fields.get("comment") else None)
    return "Thank you. The people of this place will look at it."


def _reach(caller: Caller, fields: Fields) -> str:
    acts.change_reach(caller, whole(fields, "post"), str(fields.get("seen_by", "")))
    return "Noted."


def _unshare(caller: Caller, fields: Fields) -> str:
    value = post_of(caller, whole(fields, "post"))
    if not value.mine:
        raise InputRefused("not_yours", "This post is not yours.", "Hide it from yourself by not following, or tell the place about it.")
    acts.unshare(caller, value.source, value.key)
    return "It is taken back, with what was written under it."


def _change(caller: Caller, fields: Fields) -> str:
    joining.change_profile(caller, profile_of(fields))
    return "Your profile is changed."


def _leave(caller: Caller, fields: Fields) -> str:
    if fields.get("sure") != "yes":
        raise InputRefused("not_sure", "You did not leave, because the box was not ticked.", "Tick it, and send the form again.")
    joining.leave(caller)
    return "You left. Your profile is erased, and your posts are yours alone."


FEED_ACTS: Acts = {"join": _join, "write": _write, "kudos": kudos, "no_kudos": no_kudos}
POST_ACTS: Acts = {"kudos": kudos, "no_kudos": no_kudos, "comment": _comment, "uncomment": _uncomment, "report": _report,
                   "reach": _reach, "unshare": _unshare}
ME_ACTS: Acts = {"change": _change, "leave": _leave}
