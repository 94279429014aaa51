"""A customer is forgotten: her choices of suppliers and the designs that were registered for her go."""

from __future__ import annotations

from lifeworld.partners.models import DesignRegistration, SupplierChoice


def forget(place_id: int, customer_pk: int) -> None:
    """Nothing of this room names the customer any more; runs in the transaction of whoever erases."""
    SupplierChoice.objects.filter(place=place_id, customer=customer_pk).delete()
    DesignRegistration.objects.filter(place=place_id, customer=customer_pk).delete()
