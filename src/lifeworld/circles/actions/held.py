"""What every action here needs: the customer who acts, locked; a line of the journal with keys and numbers; how much is too much."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import models
from django.utils import timezone

from lifeworld.circles.core.bounds import Bound, too_many
from lifeworld.circles.models import Follow, Profile
from lifeworld.circles.queries.people import met
from lifeworld.circles.queries.whose import eyes_of, joined_customer
from lifeworld.customers.models import Customer
from lifeworld.events.actions import record
from lifeworld.kit.caller import Caller, not_found


def acting(caller: Caller) -> int:
    """The customer who acts, who joined, locked so that what she does is counted. Errors: LifeworldError 403, 404, 409."""
    customer = joined_customer(caller)
    Customer.objects.select_for_update().filter(pk=customer).values_list("pk", flat=True).get()
    return customer


def other_of(caller: Caller, person: int) -> int:
    """The customer behind a person whom the caller may meet. Errors: LifeworldError 403, 404."""
    eyes = eyes_of(caller)
    row = Profile.objects.filter(place=caller.place_id, pk=person).first()
    if row is None or row.customer_id not in met(eyes, [row]):
        raise not_found("person", person)
    return row.customer_id


def told(caller: Caller, type_: str, **data: Any) -> None:
    """A line of the journal in the name of the customer who acts: keys and numbers, never words."""
    record(caller, type_, customer=caller.customer, data=data)


def bounded(bound: Bound, rows: models.QuerySet[Any], field: str = "at") -> None:
    """Nothing, where there is room for one more. Errors: LifeworldError 409, 429."""
    if bound.seconds:
        rows = rows.filter(**{f"{field}__gte": timezone.now() - timedelta(seconds=bound.seconds)})
    if (refusal := too_many(bound, rows.count())) is not None:
        raise refusal


def parted(customer: int, other: int) -> None:
    """Neither of two customers follows the other any more, or asks to."""
    Follow.objects.filter(customer=customer, other=other).delete()
    Follow.objects.filter(customer=other, other=customer).delete()
