"""Following: asked, said yes or no to, ended; and blocking, after which two customers see nothing of one another.

The journal, which people of the place read, does not say whom somebody refused, left or blocked.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from lifeworld.circles.actions.held import acting, bounded, other_of, parted, told
from lifeworld.circles.core.bounds import ASKS, FOLLOWED
from lifeworld.circles.models import Block, Challenge, Comment, Entrant, Follow, Invited, Kudos, Profile
from lifeworld.circles.queries.people import person_with_code
from lifeworld.circles.queries.whose import joined_customer
from lifeworld.kit.caller import Caller, conflict, not_found
from lifeworld.kit.errors import InputRefused


@transaction.atomic
def follow(caller: Caller, person: int) -> str:
    """The caller follows somebody whom she may meet, or asks to: returns «follows» or «asked».

    Errors: LifeworldError 403, 404; 409 where she does already or is not joined; 429; InputRefused where it is herself.
    """
    customer = acting(caller)
    return _followed(caller, customer, person, other_of(caller, person))


@transaction.atomic
def follow_with_code(caller: Caller, code: str) -> int:
    """As ``follow``, for somebody who gave the caller her code, whoever else may find her; returns her number."""
    customer = acting(caller)
    person = person_with_code(caller, code)
    _followed(caller, customer, person, Profile.objects.values_list("customer", flat=True).get(pk=person))
    return person


@transaction.atomic
def unfollow(caller: Caller, person: int) -> None:
    """The caller does not follow somebody any more, nor ask to. Errors: LifeworldError 403; 404 where she did neither."""
    customer = joined_customer(caller)
    _gone(Follow.objects.filter(customer=customer, other__circle_profile=person).delete()[0], person)
    told(caller, "circles.unfollowed")


@transaction.atomic
def accept(caller: Caller, person: int) -> None:
    """Yes to somebody who asked to follow. Errors: LifeworldError 403; 404 where nobody did."""
    customer = joined_customer(caller)
    asked = Follow.objects.filter(other=customer, customer__circle_profile=person, state="asked")
    _gone(asked.update(state="follows", at=timezone.now()), person)
    told(caller, "circles.accepted", person=person)


@transaction.atomic
def refuse(caller: Caller, person: int) -> None:
    """No to somebody who asked, or she follows no longer; she is not told. Errors: LifeworldError 403; 404 where she did neither."""
    customer = joined_customer(caller)
    _gone(Follow.objects.filter(other=customer, customer__circle_profile=person).delete()[0], person)
    told(caller, "circles.refused")


@transaction.atomic
def block(caller: Caller, person: int) -> None:
    """The caller and somebody see nothing of one another from now on; what either wrote under the other's posts goes, and neither stays in
    the other's challenges. She is not told. Errors: LifeworldError 403; 404 for whom the caller may not meet; 409 where it is so already.
    """
    customer = acting(caller)
    other = other_of(caller, person)
    if other == customer:
        raise InputRefused("herself", "This is you.", "Choose somebody else.")
    _, new = Block.objects.get_or_create(customer_id=customer, other_id=other, defaults={
        "place_id": caller.place_id, "at": timezone.now()})
    if not new:
        raise conflict("blocked_already", "You blocked this person before.", "Nothing is left to do.")
    parted(customer, other)
    for a, b in ((customer, other), (other, customer)):
        Kudos.objects.filter(customer=a, post__customer=b).delete()
        Comment.objects.filter(customer=a, post__customer=b).delete()
        theirs = Challenge.objects.filter(customer=b)
        Entrant.objects.filter(customer=a, challenge__in=theirs).delete()
        Invited.objects.filter(customer=a, challenge__in=theirs).delete()
    told(caller, "circles.blocked")


@transaction.atomic
def unblock(caller: Caller, person: int) -> None:
    """Two may see one another again, as far as others do. Errors: LifeworldError 403; 404 where the caller blocked nobody so."""
    customer = joined_customer(caller)
    _gone(Block.objects.filter(customer=customer, other__circle_profile=person).delete()[0], person)
    told(caller, "circles.unblocked")


def _followed(caller: Caller, customer: int, person: int, other: int) -> str:
    if other == customer:
        raise InputRefused("herself", "This is you.", "Choose somebody else.")
    mine = Follow.objects.filter(customer=customer)
    bounded(FOLLOWED, mine)
    bounded(ASKS, mine)
    state = "asked" if Profile.objects.values_list("follows_need_yes", flat=True).get(customer=other) else "follows"
    _, new = Follow.objects.get_or_create(customer_id=customer, other_id=other, defaults={
        "place_id": caller.place_id, "state": state, "at": timezone.now()})
    if not new:
        raise conflict("followed_already", "You follow this person already, or asked to.", "Nothing is left to do.")
    told(caller, "circles.followed" if state == "follows" else "circles.asked_to_follow", person=person)
    return state


def _gone(n: int, person: int) -> None:
    if not n:
        raise not_found("person", person)
