"""Forgetting a customer: her goals with all that hangs on them, and her links."""

from __future__ import annotations

from django.db import transaction

from lifeworld.goals.models import Goal, GoalLink


@transaction.atomic
def forget(place_id: int, customer_pk: int) -> None:
    """Nothing here names the customer any more; jobs stay, because they are the ecosystem's."""
    Goal.objects.filter(place=place_id, customer=customer_pk).delete()
    GoalLink.objects.filter(place=place_id, customer=customer_pk).delete()
