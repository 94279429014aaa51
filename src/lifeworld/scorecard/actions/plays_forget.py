"""A customer is forgotten: what she was offered, what came of it, and what she denied go."""

from __future__ import annotations

from lifeworld.scorecard.models import Offered, PlayOutcome, TypeDenied


def forget(place_id: int, customer_pk: int) -> None:
    """Nothing of plays names the customer any more; runs in the transaction of whoever erases. Figures of days that were stay: they name
    nobody.
    """
    Offered.objects.filter(customer=customer_pk, customer__place=place_id).delete()
    PlayOutcome.objects.filter(customer=customer_pk, customer__place=place_id).delete()
    TypeDenied.objects.filter(customer=customer_pk, place=place_id).delete()
