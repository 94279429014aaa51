"""A customer is forgotten: her stays, segments and arms go."""

from __future__ import annotations

from django.db.models import Q

from lifeworld.audiences.models import Assignment, SegmentMember, Stay


def forget(place_id: int, customer_pk: int) -> None:
    """Nothing of this room names the customer any more; runs in the transaction of whoever erases."""
    hers = Q(customer=customer_pk, customer__place=place_id)
    for model in (Stay, SegmentMember, Assignment):
        model.objects.filter(hers).delete()
