"""Sharing a thing and taking it back; kudos and comments; telling the place about what is written."""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from lifeworld.circles.actions.held import acting, bounded, told
from lifeworld.circles.core.bounds import COMMENTS, KUDOS, POSTS, REPORTS
from lifeworld.circles.core.checking import COMMENT_MAX, checked_share
from lifeworld.circles.core.values import SEEN_BY, CommentValue, PostValue, SharePlan
from lifeworld.circles.models import Comment, Kudos, Post, Report
from lifeworld.circles.queries.posts import comments_of, post_of
from lifeworld.circles.queries.whose import customer_asking, joined_customer
from lifeworld.goals.core.checking import checked_id, checked_text, one_of
from lifeworld.kit.caller import Caller, conflict, not_found


@transaction.atomic
def share(caller: Caller, plan: SharePlan) -> PostValue:
    """The thing is seen by whom the plan says; the same (source, key) again changes the post, and keeps its kudos and comments.

    Errors: LifeworldError 403, 404; 409 where she did not join; 429; InputRefused for what a post may not be.
    """
    customer, plan, now = acting(caller), checked_share(plan), timezone.now()
    mine = Post.objects.filter(place=caller.place_id, customer=customer)
    fields = {"kind": plan.kind, "title": plan.title, "day": plan.day, "facts": [asdict(fact) for fact in plan.facts], "body": plan.body,
              "seen_by": plan.seen_by, "link": plan.link, "trust": plan.trust}
    row = mine.filter(source=plan.source, key=plan.key).first()
    if row is None:
        bounded(POSTS, mine)
        row = Post.objects.create(place_id=caller.place_id, customer_id=customer, source=plan.source, key=plan.key, at=now, **fields)
    else:
        Post.objects.filter(pk=row.pk).update(**fields)
    told(caller, "circles.shared", post=row.pk, seen_by=SEEN_BY.index(plan.seen_by))
    return post_of(caller, row.pk)


@transaction.atomic
def unshare(caller: Caller, source: str, key: str) -> bool:
    """The post of a thing goes with its kudos and comments; False where there was none. Errors: LifeworldError 403, 404."""
    rows = Post.objects.filter(place=caller.place_id, customer=customer_asking(caller), source=source, key=key)
    pk = rows.values_list("pk", flat=True).first()
    if pk is None:
        return False
    rows.delete()
    told(caller, "circles.unshared", post=pk)
    return True


@transaction.atomic
def unshare_of(place_id: int, source: str, key: str) -> int:
    """The posts of a thing that is erased go; how many. For worlds, in the transaction in which they erase it."""
    return Post.objects.filter(place=place_id, source=source, key=key).delete()[1].get("circles.Post", 0)


@transaction.atomic
def change_reach(caller: Caller, post: int, seen_by: str) -> PostValue:
    """Who sees one's own post from now on; what it says stays. Errors: LifeworldError 403, 404, 409; InputRefused."""
    customer, reach = acting(caller), one_of(seen_by, SEEN_BY, "seen_by")
    _own(caller, post)
    Post.objects.filter(pk=post, customer=customer).update(seen_by=reach)
    told(caller, "circles.shared", post=post, seen_by=SEEN_BY.index(reach))
    return post_of(caller, post)


@transaction.atomic
def give_kudos(caller: Caller, post: int) -> None:
    """The caller likes a post that she may see and that is not her own. Errors: LifeworldError 403, 404; 409 where she does; 429."""
    customer = acting(caller)
    if post_of(caller, post).mine:
        raise conflict("own_post", "This is your own post.", "Nothing is left to do.")
    bounded(KUDOS, Kudos.objects.filter(customer=customer))
    if not Kudos.objects.get_or_create(post_id=post, customer_id=customer, defaults={"at": timezone.now()})[1]:
        raise conflict("kudos_given", "You gave kudos before.", "Nothing is left to do.")
    told(caller, "circles.kudos", post=post)


@transaction.atomic
def take_kudos(caller: Caller, post: int) -> None:
    """The caller's kudos go. Errors: LifeworldError 403; 404 where there were none."""
    if not Kudos.objects.filter(post=post, post__place=caller.place_id, customer=joined_customer(caller)).delete()[0]:
        raise not_found("kudos", post)
    told(caller, "circles.kudos_taken", post=post)


@transaction.atomic
def comment(caller: Caller, post: int, text: str, *, client_id: str) -> CommentValue:
    """Something is written under a post, as plain text; the same ``client_id`` again is answered with what it made.

    Errors: LifeworldError 403, 404; 409 where the client_id came with other words; 429; InputRefused.
    """
    customer, sent = acting(caller), UUID(checked_id(client_id))
    post_of(caller, post)
    words = checked_text(text, "comment", COMMENT_MAX)
    known = Comment.objects.filter(post=post, customer=customer, client_id=sent).first()
    if known is None:
        bounded(COMMENTS, Comment.objects.filter(customer=customer))
        known = _written(post, customer, sent, words)
        told(caller, "circles.commented", post=post, comment=known.pk)
    if known.text != words:
        raise conflict("client_id_taken", "Another comment was sent with this client_id.", "Make a new UUID for a new comment.")
    return next(each for each in comments_of(caller, post) if each.pk == known.pk)


@transaction.atomic
def delete_comment(caller: Caller, comment: int) -> None:
    """A comment of one's own, or under one's own post, is erased. Errors: LifeworldError 403; 404 for others."""
    customer = joined_customer(caller)
    row = Comment.objects.filter(pk=comment, post__place=caller.place_id).select_related("post").first()
    if row is None or customer not in {row.customer_id, row.post.customer_id}:
        raise not_found("comment", comment)
    row.delete()
    told(caller, "circles.comment_deleted", post=row.post_id, comment=comment)


@transaction.atomic
def report(caller: Caller, post: int, comment: int | None = None) -> None:
    """The people of the place are told about a post, or a comment under it, and may read it. Errors: LifeworldError 403, 404; 409 where the
    caller told them before; 429.
    """
    customer = acting(caller)
    post_of(caller, post)
    if comment is not None and comment not in {each.pk for each in comments_of(caller, post)}:
        raise not_found("comment", comment)
    mine = Report.objects.filter(customer=customer)
    bounded(REPORTS, mine)
    if mine.filter(post=post, comment=comment, settled_at=None).exists():
        raise conflict("reported_already", "You told the people of this place before.", "They will look at it.")
    row = Report.objects.create(place_id=caller.place_id, customer_id=customer, post_id=post, comment_id=comment, at=timezone.now())
    told(caller, "circles.reported", report=row.pk)


def _own(caller: Caller, post: int) -> PostValue:
    value = post_of(caller, post)
    if not value.mine:
        raise not_found("post", post)
    return value


def _written(post: int, customer: int, sent: UUID, words: str) -> Comment:
    try:
        with transaction.atomic():
            return Comment.objects.create(post_id=post, customer_id=customer, client_id=sent, text=words, at=timezone.now())
    except IntegrityError:  # the same was sent twice at once
        return Comment.objects.get(post=post, customer=customer, client_id=sent)
