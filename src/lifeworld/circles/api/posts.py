"""The machines' door of what is shared: posts, kudos and comments, in the words of Activity Streams."""

from __future__ import annotations

from typing import Any

from ninja import Field, Router, Schema, Status
from ninja.params.functions import Path, Query

from lifeworld.circles.actions import posts as acts
from lifeworld.circles.core.activity_streams import like, note, reply
from lifeworld.circles.core.checking import facts_from_json
from lifeworld.circles.core.values import SharePlan
from lifeworld.circles.queries import posts as asked
from lifeworld.circles.queries.people import joined
from lifeworld.circles.queries.whose import acting_for
from lifeworld.goals.core.days import day_number
from lifeworld.kit.caller import not_found
from lifeworld.kit.web import Asked

router = Router(tags=["circles"])
BIG = 2**63 - 1
MINE = "/{place:place}/-/customers/{int:customer}/circles"
Body = dict[str, Any]


class FeedOut(Schema):
    """Posts as Notes, newest first; ``next`` goes on before them, null at the end."""

    items: list[Body]
    next: int | None


class ShareIn(Schema):
    """What is shared. ``source`` and ``key`` name the thing; ``day`` as 2026-05-01; ``facts``: label, value and unit of each, as text."""

    source: str
    key: str
    kind: str
    title: str
    day: str
    facts: list[dict[str, Any]] = Field(default_factory=list)
    body: str = ""
    seen_by: str = "followers"
    link: str = ""
    trust: float | None = None


class ReachIn(Schema):
    """me, followers or place."""

    seen_by: str


class CommentIn(Schema):
    """Plain text, at most 1,000 characters; the same ``client_id`` again is answered with what it made."""

    client_id: str
    text: str


class ReportIn(Schema):
    """``comment``: the comment that is meant; null: the post."""

    comment: int | None = Field(None, ge=1, le=BIG)


@router.get(f"{MINE}/feed", response=FeedOut, summary="Feed", operation_id="circle_feed")
def feed(request: Asked, place: str, customer: int = Path(..., ge=1, le=BIG), everybody: bool = Query(False),
         before: int = Query(0, ge=0, le=BIG), limit: int = Query(20, ge=1, le=100)) -> Any:
    """Her own posts and those of whom she follows; ``everybody``: what is shared with all who joined. Needs «circles.own»."""
    found = asked.feed(acting_for(request.caller, customer), everybody=everybody, before=before or None, limit=limit)
    return {"items": [note(_base(place), each) for each in found], "next": found[-1].pk if len(found) == limit else None}


@router.post(f"{MINE}/posts", response={201: Body}, summary="Share", operation_id="share")
def share(request: Asked, place: str, body: ShareIn, customer: int = Path(..., ge=1, le=BIG)) -> Status[Any]:
    """The same (source, key) again changes the post. 409 where she did not join. Needs the right «circles.own»."""
    said = body.dict() | {"day": day_number(body.day), "facts": facts_from_json(body.facts)}
    return Status(201, note(_base(place), acts.share(acting_for(request.caller, customer), SharePlan(**said))))


@router.get(f"{MINE}/posts/{{int:post}}", response=Body, summary="A post as a Note", operation_id="circle_post")
def one(request: Asked, place: str, customer: int = Path(..., ge=1, le=BIG), post: int = Path(..., ge=1, le=BIG)) -> Any:
    """404 for one that she may not see. Needs the right «circles.own»."""
    return note(_base(place), asked.post_of(acting_for(request.caller, customer), post))


@router.patch(f"{MINE}/posts/{{int:post}}", response=Body, summary="Change who sees a post", operation_id="change_circle_post")
def reach(request: Asked, place: str, body: ReachIn, customer: int = Path(..., ge=1, le=BIG), post: int = Path(..., ge=1, le=BIG)) -> Any:
    """404 for one that is not hers. Needs the right «circles.own»."""
    return note(_base(place), acts.change_reach(acting_for(request.caller, customer), post, body.seen_by))


@router.delete(f"{MINE}/posts/{{int:post}}", response={204: None}, summary="Take a post back", operation_id="unshare")
def unshare(request: Asked, place: str, customer: int = Path(..., ge=1, le=BIG), post: int = Path(..., ge=1, le=BIG)) -> Status[None]:
    """It goes with its kudos and comments. 404 for one that is not hers. Needs the right «circles.own»."""
    caller = acting_for(request.caller, customer)
    value = asked.post_of(caller, post)
    if not value.mine:
        raise not_found("post", post)
    acts.unshare(caller, value.source, value.key)
    return Status(204, None)


@router.put(f"{MINE}/posts/{{int:post}}/kudos", response=Body, summary="Give kudos", operation_id="give_kudos")
def kudos(request: Asked, place: str, customer: int = Path(..., ge=1, le=BIG), post: int = Path(..., ge=1, le=BIG)) -> Any:
    """Answered with a Like. 409 where she gave them, or the post is hers. Needs the right «circles.own»."""
    caller = acting_for(request.caller, customer)
    acts.give_kudos(caller, post)
    me = joined(caller)
    return like(_base(place), post, 0 if me is None else me.person)


@router.delete(f"{MINE}/posts/{{int:post}}/kudos", response={204: None}, summary="Take kudos back", operation_id="take_kudos")
def no_kudos(request: Asked, place: str, customer: int = Path(..., ge=1, le=BIG), post: int = Path(..., ge=1, le=BIG)) -> Status[None]:
    """404 where there were none. Needs the right «circles.own»."""
    acts.take_kudos(acting_for(request.caller, customer), post)
    return Status(204, None)


@router.get(f"{MINE}/posts/{{int:post}}/comments", response=list[Body], summary="Comments as Notes", operation_id="circle_comments")
def comments(request: Asked, place: str, customer: int = Path(..., ge=1, le=BIG), post: int = Path(..., ge=1, le=BIG)) -> Any:
    """Oldest first. Needs the right «circles.own»."""
    return [reply(_base(place), post, each) for each in asked.comments_of(acting_for(request.caller, customer), post)]


@router.post(f"{MINE}/posts/{{int:post}}/comments", response={201: Body}, summary="Comment", operation_id="comment_post")
def comment(request: Asked, place: str, body: CommentIn, customer: int = Path(..., ge=1, le=BIG),
            post: int = Path(..., ge=1, le=BIG)) -> Status[Any]:
    """409 where the client_id came with other words. Needs the right «circles.own»."""
    found = acts.comment(acting_for(request.caller, customer), post, body.text, client_id=body.client_id)
    return Status(201, reply(_base(place), post, found))


@router.delete(f"{MINE}/comments/{{int:comment}}", response={204: None}, summary="Erase a comment", operation_id="delete_circle_comment")
def uncomment(request: Asked, place: str, customer: int = Path(..., ge=1, le=BIG),
              comment: int = Path(..., ge=1, le=BIG)) -> Status[None]:
    """Her own, or one under her post. Needs the right «circles.own»."""
    acts.delete_comment(acting_for(request.caller, customer), comment)
    return Status(204, None)


@router.post(f"{MINE}/posts/{{int:post}}/reports", response={204: None}, summary="Tell the place about it", operation_id="report_post")
def report(request: Asked, place: str, body: ReportIn, customer: int = Path(..., ge=1, le=BIG),
           post: int = Path(..., ge=1, le=BIG)) -> Status[None]:
    """Its people may read it from then on. 409 where she told them before. Needs the right «circles.own»."""
    acts.report(acting_for(request.caller, customer), post, body.comment)
    return Status(204, None)


def _base(place: str) -> str:
    return f"/api/{place}/-/circles"
