"""Whether the circle of a place holds, as figures; and what its people are told about."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from django.utils import timezone

from lifeworld.circles.core.community import Community, community
from lifeworld.circles.core.values import ReportValue
from lifeworld.circles.models import Challenge, Club, Comment, Follow, Post, Profile, Report
from lifeworld.circles.queries.people import names_of
from lifeworld.circles.queries.whose import iso
from lifeworld.kit.caller import Caller

LOOKS_BACK = timedelta(days=90)
ANSWER_WITHIN = timedelta(days=7)
REPORTS_MAX = 100


@dataclass(frozen=True)
class Counts:
    """Plain counts of a place: posts of the last 90 days that somebody else may see, clubs, challenges, reports that wait."""

    posts: int
    clubs: int
    challenges: int
    own_challenges: int
    reports: int


def community_of(caller: Caller) -> Community:
    """Figures of those who joined; replies are of the last 90 days, within seven days each. Errors: LifeworldError 403."""
    caller.require("circles.see")
    members = list(Profile.objects.filter(place=caller.place_id).values_list("customer", flat=True))
    ties = list(Follow.objects.filter(place=caller.place_id, state="follows").values_list("customer", "other"))
    asked, answered = _replies(caller)
    who = sorted(asked)
    pairs = np.array(ties, np.int64).reshape(-1, 2)
    return community(np.array(members, np.int64), pairs[:, 0], pairs[:, 1], np.array(who, np.int64),
                     np.array([asked[each] for each in who], np.int64), np.array([answered[each] for each in who], np.int64))


def counts_of(caller: Caller) -> Counts:
    """What there is. Errors: LifeworldError 403."""
    caller.require("circles.see")
    challenges = Challenge.objects.filter(place=caller.place_id)
    return Counts(
        Post.objects.filter(place=caller.place_id, at__gte=timezone.now() - LOOKS_BACK).exclude(seen_by="me").count(),
        Club.objects.filter(place=caller.place_id, closed_at=None).count(), challenges.filter(customer=None).count(),
        challenges.exclude(customer=None).count(), Report.objects.filter(place=caller.place_id, settled_at=None).count())


def reports(caller: Caller) -> list[ReportValue]:
    """What customers told the place about and nobody settled, oldest first, with its words. Errors: LifeworldError 403."""
    caller.require("circles.manage")
    waiting = Report.objects.filter(place=caller.place_id, settled_at=None).select_related("post", "comment")
    rows = list(waiting.order_by("id")[:REPORTS_MAX])
    names = names_of(caller.place_id, {(row.comment or row.post).customer_id for row in rows})
    found = []
    for row in rows:
        what = row.comment or row.post
        words = row.comment.text if row.comment is not None else f"{row.post.title}. {row.post.body}".strip()
        found.append(ReportValue(row.pk, iso(row.at), row.post_id, row.comment_id, names.get(what.customer_id, (0, ""))[1], words,
                                 what.hidden_at is not None))
    return found


def _replies(caller: Caller) -> tuple[dict[int, int], dict[int, int]]:
    """By author: comments of others under her posts, and how many of them she answered, by a comment of hers after it, in seven days."""
    since = timezone.now() - LOOKS_BACK
    rows = Comment.objects.filter(post__place=caller.place_id, at__gte=since, hidden_at=None).order_by("id")
    by_post: dict[tuple[int, int], list[datetime]] = defaultdict(list)
    own: dict[int, list[datetime]] = defaultdict(list)
    for post, author, writer, at in rows.values_list("post", "post__customer", "customer", "at"):
        if author == writer:
            own[post].append(at)
        else:
            by_post[post, author].append(at)
    asked: dict[int, int] = defaultdict(int)
    answered: dict[int, int] = defaultdict(int)
    for (post, author), said in by_post.items():
        for at in said:
            asked[author] += 1
            answered[author] += any(at < reply <= at + ANSWER_WITHIN for reply in own[post])
    return asked, answered
