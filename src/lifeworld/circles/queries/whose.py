"""Who looks: the customer that a caller is, whether she joined, whom she follows and whom she is apart from."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import Q

from lifeworld.circles.core.visibility import Eyes
from lifeworld.circles.models import Block, Follow, Invited, Member, Profile
from lifeworld.customers.queries import key_of, pk_of
from lifeworld.goals.queries.goals import iso
from lifeworld.goals.queries.whose import today_of
from lifeworld.kit.caller import Caller, conflict, not_found
from lifeworld.kit.errors import LifeworldError

__all__ = ("acting_for", "apart_from", "customer_asking", "eyes_of", "iso", "joined_customer", "today_of")


def customer_asking(caller: Caller) -> int:
    """The customer that the caller is. Errors: LifeworldError 403; 404 where nobody is."""
    caller.require("circles.own")
    if not caller.customer:
        raise not_found("customer", "")
    return pk_of(caller, caller.customer)


def acting_for(caller: Caller, customer: int) -> Caller:
    """The caller as this customer: a key with «circles.own» acts for those who use its app; a login of the place never does.

    Errors: LifeworldError 403, 404.
    """
    caller.require("circles.own")
    if not caller.customer and not caller.who.startswith("key:"):
        raise LifeworldError(403, "not_allowed", "What customers do among themselves is theirs: no login acts for them.",
                             "Make a key with the right «circles.own» for the app that they use.")
    key = key_of(caller, customer)
    if caller.customer and pk_of(caller, caller.customer) != customer:
        raise not_found("customer", customer)
    return replace(caller, customer=key)


def joined_customer(caller: Caller) -> int:
    """The customer that the caller is, who joined. Errors: LifeworldError 403, 404; 409 where she did not join."""
    customer = customer_asking(caller)
    if not Profile.objects.filter(place=caller.place_id, customer=customer).exists():
        raise conflict("not_joined", "This is for those who joined.", "Join first: say what the others may call you.")
    return customer


def apart_from(customer: int) -> frozenset[int]:
    """Whom a customer blocked, and who blocked her."""
    pairs = Block.objects.filter(Q(customer=customer) | Q(other=customer)).values_list("customer", "other")
    return frozenset(each for pair in pairs for each in pair if each != customer)


def eyes_of(caller: Caller) -> Eyes:
    """Who looks, in four queries. Errors: LifeworldError 403, 404."""
    customer = customer_asking(caller)
    if not Profile.objects.filter(place=caller.place_id, customer=customer).exists():
        return Eyes(customer)
    return Eyes(
        customer, True, frozenset(Follow.objects.filter(customer=customer, state="follows").values_list("other", flat=True)),
        apart_from(customer),
        frozenset(Member.objects.filter(customer=customer, state="in", club__closed_at=None).values_list("club", flat=True)),
        frozenset(Invited.objects.filter(customer=customer).values_list("challenge", flat=True)))
