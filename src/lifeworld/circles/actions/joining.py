"""Joining, which nothing here happens without, saying more or less of oneself, and leaving."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from lifeworld.circles.actions.held import told
from lifeworld.circles.actions.leaving import left_clubs
from lifeworld.circles.core.checking import checked_profile
from lifeworld.circles.core.values import ProfilePlan, ProfileValue
from lifeworld.circles.models import Challenge, Comment, Entrant, Follow, Invited, Kudos, Post, Profile
from lifeworld.circles.queries.people import joined
from lifeworld.circles.queries.whose import customer_asking, joined_customer
from lifeworld.kit.caller import Caller, conflict


@transaction.atomic
def join(caller: Caller, plan: ProfilePlan) -> ProfileValue:
    """The customer is one of those who joined, under a name that she chose. Errors: LifeworldError 403, 404; 409 where she is already;
    InputRefused for what a profile may not be.
    """
    customer, now = customer_asking(caller), timezone.now()
    plan = checked_profile(plan, now.year)
    _, new = Profile.objects.get_or_create(customer_id=customer, defaults={
        "place_id": caller.place_id, "joined_at": now, "changed_at": now, **_fields(plan)})
    if not new:
        raise conflict("joined_already", "You joined before.", "Change your profile instead.")
    told(caller, "circles.joined")
    return _mine(caller)


@transaction.atomic
def change_profile(caller: Caller, plan: ProfilePlan) -> ProfileValue:
    """The profile says this from now on. Errors: LifeworldError 403, 404; 409 where she did not join; InputRefused."""
    customer, now = joined_customer(caller), timezone.now()
    plan = checked_profile(plan, now.year)
    Profile.objects.filter(customer=customer).update(changed_at=now, **_fields(plan))
    told(caller, "circles.profile_changed")
    return _mine(caller)


@transaction.atomic
def leave(caller: Caller) -> None:
    """Her profile is erased with her follows, kudos, comments, memberships and entries; her posts are hers alone again.

    Challenges that she declared are closed. Whom she blocked stays blocked, and her private zones stay. Errors: LifeworldError 403, 404;
    409 where she did not join.
    """
    customer, now = joined_customer(caller), timezone.now()
    told(caller, "circles.left")
    left_clubs(customer)
    for rows in (Follow.objects.filter(customer=customer), Follow.objects.filter(other=customer), Kudos.objects.filter(customer=customer),
                 Comment.objects.filter(customer=customer), Entrant.objects.filter(customer=customer),
                 Invited.objects.filter(customer=customer)):
        rows.delete()
    Post.objects.filter(customer=customer).update(seen_by="me")
    Challenge.objects.filter(customer=customer, closed_at=None).update(closed_at=now)
    Profile.objects.filter(customer=customer).delete()


def _fields(plan: ProfilePlan) -> dict[str, object]:
    return {"name": plan.name, "about": plan.about, "seen_by": plan.seen_by, "follows_need_yes": plan.follows_need_yes,
            "birth_year": plan.birth_year, "sex": plan.sex}


def _mine(caller: Caller) -> ProfileValue:
    found = joined(caller)
    assert found is not None  # noqa: S101  (it was written in this transaction)
    return found
