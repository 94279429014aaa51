"""A customer is forgotten: what matters to her goes. Cards that were made stay: they name nobody."""

from __future__ import annotations

from lifeworld.scorecard.models import FactorWeight


def forget(place_id: int, customer_pk: int) -> None:
    """Nothing of this room names the customer any more; runs in the transaction of whoever erases."""
    FactorWeight.objects.filter(place=place_id, customer=customer_pk).delete()
