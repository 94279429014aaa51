"""Which subjects of the events are which customers."""

from __future__ import annotations

from collections.abc import Iterable

from lifeworld.customers.models import Identity
from lifeworld.kit.caller import Caller

MANY = 500


def subjects_of(caller: Caller, customer: int) -> list[int]:
    """The subjects of events that are this customer of the caller's place, in the order of their numbers; none for a stranger."""
    rows = Identity.objects.filter(place=caller.place_id, customer=customer)
    return list(rows.order_by("subject").values_list("subject", flat=True))


def customers_of(place_id: int, subjects: Iterable[int]) -> dict[int, int]:
    """Subject -> customer, for those of the subjects of a place of whom it is known who they are."""
    wanted = sorted(set(subjects))
    found: dict[int, int] = {}
    for start in range(0, len(wanted), MANY):
        rows = Identity.objects.filter(place=place_id, subject__in=wanted[start:start + MANY])
        found.update(rows.values_list("subject", "customer_id"))
    return found


def all_identities(place_id: int) -> list[tuple[int, int]]:
    """Every (subject, customer) of a place, in the order of subjects: for readers that add up over all customers."""
    return list(Identity.objects.filter(place=place_id).order_by("subject").values_list("subject", "customer_id"))
