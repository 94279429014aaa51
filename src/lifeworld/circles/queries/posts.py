"""Posts as the one who looks sees them: her feed, somebody's, one with its comments. What may not be seen is as if it were not there."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import Count, Q, QuerySet

from lifeworld.circles.core.values import FOLLOWERS, PLACE, CommentValue, Fact, PostValue
from lifeworld.circles.core.visibility import ME, Eyes, Thing, may_see
from lifeworld.circles.models import Comment, Kudos, Post, Profile
from lifeworld.circles.queries.people import met, names_of, person_of
from lifeworld.circles.queries.whose import customer_asking, eyes_of, iso
from lifeworld.kit.caller import Caller, not_found

PAGE_MAX = 100
TOLD_AGAIN: dict[str, str] = {}
"""No list, in place of a post's numbers: what a private zone hides is another, and whoever shared the thing tells its numbers again."""
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


def seen_post(caller: Caller, source: str, key: str, *, customer: int | None = None) -> PostValue:
    """Somebody's post of a thing of a world; ``customer``: whose thing it is, because whoever sends posts may name what is not hers.

    Errors: LifeworldError 403; 404 where there is none that the caller may see.
    """
    found = seen_posts(caller, source, [key], customer=customer)
    if key not in found:
        raise not_found("post", key)
    return found[key]


def seen_posts(caller: Caller, source: str, keys: Collection[str], *, customer: int | None = None) -> dict[str, PostValue]:
    """Posts of many things of a world by their keys; those that the caller may see, of one author. Errors: LifeworldError 403, 404."""
    eyes = eyes_of(caller)
    rows = visible(caller, eyes).filter(source=source, key__in=list(keys))
    rows = rows if customer is None else rows.filter(customer=customer)
    return {each.key: each for each in post_values(caller, eyes, rows.order_by("-id"))}


def reach_of(place_id: int, source: str, things: Collection[tuple[int, str]]) -> dict[tuple[int, str], str]:
    """Who may see the posts of a world's things, each by customer and key, for a world that shows the thing to people of the place too.

    «me» where she joined and has no post of it: she took it back. A thing of who did not join is not among the answers.
    """
    customers = {customer for customer, _ in things}
    rows = Post.objects.filter(place=place_id, source=source, customer__in=customers, key__in={key for _, key in things})
    found = {(customer, key): seen_by for customer, key, seen_by in rows.values_list("customer", "key", "seen_by")}
    joined = names_of(place_id, customers)
    return {thing: found.get(thing, ME) for thing in things if thing in found or thing[0] in joined}


def posts_to_tell_again(place_id: int, source: str, limit: int = 20) -> list[tuple[int, str]]:
    """Customers and keys of posts whose numbers were taken away because a private zone changed, for the world whose things they are."""
    rows = Post.objects.filter(place=place_id, source=source, facts=TOLD_AGAIN, customer__circle_zone_secret__isnull=False,
                               customer__circle_profile__isnull=False)
    return list(rows.order_by("id").values_list("customer", "key")[:limit])


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
    """Rows as values, in five queries however many; what may not be seen is left out, whoever asked the database for it.

    Others are told the day of a post, not the minute: what a watch sends by itself is shared when its runner comes home.
    """
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
        row.pk, *names.get(row.customer_id, (0, "")), row.customer_id, row.source, row.key, row.kind, row.title, row.day,
        iso(row.at) if row.customer_id == eyes.customer else f"{row.at:%Y-%m-%d}T00:00:00Z",
        tuple(Fact(**fact) for fact in row.facts or ()), row.body, row.seen_by, row.link, row.trust, kudos.get(row.pk, 0),
        comments.get(row.pk, 0), row.pk in liked, row.customer_id == eyes.customer, row.hidden_at is not None) for row in found]
