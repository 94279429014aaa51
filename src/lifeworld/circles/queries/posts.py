"""Posts as the one who looks sees them: her feed, somebody's, one with its comments. What may not be seen is as if it were not there."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import Count, Q, QuerySet

from lifeworld.circles.core.values import FOLLOWERS, PLACE, CommentValue, Fact, PostValue
from lifeworld.circles.core.visibility import Eyes, Thing, may_see
from lifeworld.circles.models import Comment, Kudos, Post, Profile
from lifeworld.circles.queries.people import met, names_of, person_of
from lifeworld.circles.queries.whose import customer_asking, eyes_of, iso
from lifeworld.kit.caller import Caller, not_found

PAGE_MAX = 100
COMMENTS_MAX = 500


def feed(caller: Caller, *, everybody: bool = False, before: int | None = None, limit: int = 20) -> list[PostValue]:
    """The caller's own posts and those of whom she follows, newest first; ``everybody``: all that those who joined share with all.

    Errors: LifeworldError 403, 404.
    """
    eyes = eyes_of(caller)
    rows = visible(caller, eyes)
    rows = rows.filter(seen_by=PLACE) if everybody else rows.filter(customer__in=[*eyes.follows, eyes.customer])
    return _page(caller, eyes, rows, before, limit)


def posts_of(caller: Caller, person: int, *, before: int | None = None, limit: int = 20) -> list[PostValue]:
    """What somebody shares that the caller may see, newest first. Errors: LifeworldError 403; 404 for whom she may not meet."""
    person_of(caller, person)
    eyes = eyes_of(caller)
    return _page(caller, eyes, visible(caller, eyes).filter(customer__circle_profile=person), before, limit)


def post_of(caller: Caller, post: int) -> PostValue:
    """One post. Errors: LifeworldError 403; 404 where it is not there or not to be seen."""
    eyes = eyes_of(caller)
    found = post_values(caller, eyes, visible(caller, eyes).filter(pk=post))
    if not found:
        raise not_found("post", post)
    return found[0]


def shared(caller: Caller, source: str, key: str) -> PostValue | None:
    """The caller's own post of a thing; None where she shares it with nobody, nor noted it. Errors: LifeworldError 403, 404."""
    mine = customer_asking(caller)
    found = post_values(caller, eyes_of(caller), Post.objects.filter(place=caller.place_id, customer=mine, source=source, key=key))
    return found[0] if found else None


def seen_post(caller: Caller, source: str, key: str) -> PostValue:
    """Somebody's post of a thing of a world. Errors: LifeworldError 403; 404 where there is none that the caller may see."""
    found = seen_posts(caller, source, [key])
    if key not in found:
        raise not_found("post", key)
    return found[key]


def seen_posts(caller: Caller, source: str, keys: Collection[str]) -> dict[str, PostValue]:
    """Posts of many things of a world by their keys; those that the caller may see. Errors: LifeworldError 403, 404."""
    eyes = eyes_of(caller)
    found = post_values(caller, eyes, visible(caller, eyes).filter(source=source, key__in=list(keys)).order_by("-id"))
    return {each.key: each for each in found}


def comments_of(caller: Caller, post: int) -> list[CommentValue]:
    """What is written under a post, oldest first, without those whom the caller is apart from. Errors: LifeworldError 403, 404."""
    eyes = eyes_of(caller)
    post_of(caller, post)
    rows = list(Comment.objects.filter(post=post).exclude(customer__in=eyes.apart).order_by("id")[:COMMENTS_MAX])
    profiles = {row.customer_id: row for row in Profile.objects.filter(customer__in={row.customer_id for row in rows})}
    known = met(eyes, profiles.values())
    return [CommentValue(row.pk, profiles[row.customer_id].pk if row.customer_id in known else 0, profiles[row.customer_id].name,
                         row.text if row.hidden_at is None or row.customer_id == eyes.customer else "", iso(row.at),
                         row.customer_id == eyes.customer, row.hidden_at is not None)
            for row in rows if row.customer_id in profiles]


def visible(caller: Caller, eyes: Eyes) -> QuerySet[Post]:
    """The posts of the place that these eyes may see: what ``core.visibility.may_see`` says, asked of the database."""
    mine = Q(customer=eyes.customer)
    if eyes.joined:
        others = Q(seen_by=PLACE) | Q(seen_by=FOLLOWERS, customer__in=eyes.follows)
        mine |= others & Q(hidden_at=None, customer__circle_profile__isnull=False) & ~Q(customer__in=eyes.apart)
    return Post.objects.filter(mine, place=caller.place_id)


def thing_of(row: Post, joined: bool) -> Thing:
    """A post as ``may_see`` looks at it."""
    return Thing(row.customer_id, row.seen_by, joined, row.hidden_at is not None)


def _page(caller: Caller, eyes: Eyes, rows: QuerySet[Post], before: int | None, limit: int) -> list[PostValue]:
    rows = rows.filter(pk__lt=before) if before else rows
    return post_values(caller, eyes, rows.order_by("-id")[:min(max(limit, 1), PAGE_MAX)])


def post_values(caller: Caller, eyes: Eyes, rows: Iterable[Post]) -> list[PostValue]:
    """Rows as values, in five queries however many; what may not be seen is left out, whoever asked the database for it."""
    found = list(rows)
    names = names_of(caller.place_id, {row.customer_id for row in found})
    found = [row for row in found if may_see(eyes, thing_of(row, row.customer_id in names))]
    pks = [row.pk for row in found]
    there = Q(customer__circle_profile__isnull=False) & ~Q(customer__in=eyes.apart)
    kudos = dict(Kudos.objects.filter(there, post__in=pks).order_by().values_list("post").annotate(n=Count("id")))
    said = Comment.objects.filter(there, post__in=pks, hidden_at=None)
    comments = dict(said.order_by().values_list("post").annotate(n=Count("id")))
    liked = set(Kudos.objects.filter(post__in=pks, customer=eyes.customer).values_list("post", flat=True))
    return [PostValue(
        row.pk, *names.get(row.customer_id, (0, "")), row.customer_id, row.source, row.key, row.kind, row.title, row.day, iso(row.at),
        tuple(Fact(**fact) for fact in row.facts), row.body, row.seen_by, row.link, row.trust, kudos.get(row.pk, 0),
        comments.get(row.pk, 0), row.pk in liked, row.customer_id == eyes.customer, row.hidden_at is not None) for row in found]
