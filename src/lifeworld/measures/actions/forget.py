"""Forgetting a customer: her days and standings."""

from __future__ import annotations

from django.db import transaction

from lifeworld.customers.models import Identity
from lifeworld.customers.queries.knowing import names_of
from lifeworld.events.queries.rows import subject_keys
from lifeworld.measures.models import DayValue, Known, Standing, Touched


@transaction.atomic
def forget(place_id: int, customer_pk: int) -> None:
    """Nothing here names the customer any more; runs before the room of customers forgets which subjects she was."""
    subjects = {*Identity.objects.filter(place=place_id, customer=customer_pk).values_list("subject", flat=True),
                *Known.objects.filter(place=place_id, customer=customer_pk).values_list("subject", flat=True),
                *subject_keys(place_id, names_of(place_id, customer_pk)).values()}
    mine = {"indicator__place": place_id, "subject__in": subjects}
    DayValue.objects.filter(**mine).delete()
    Touched.objects.filter(**mine).delete()
    Standing.objects.filter(indicator__place=place_id, customer=customer_pk).delete()
    Known.objects.filter(place=place_id, subject__in=subjects).delete()
