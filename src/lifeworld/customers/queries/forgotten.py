"""Who was erased: known by digits that only this site can make of a key, so that whoever was erased does not come back unasked."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.crypto import salted_hmac

from lifeworld.events.models import JournalLine

FORGOTTEN = "customers.forgotten"


def unnamed(place: str, key: str) -> str:
    """A customer's key as 16 digits that only this site can make: whoever has the key can tell that it was erased, nobody else can."""
    return salted_hmac("lifeworld.forgotten", f"{place}/{key}").hexdigest()[:16]


def forgotten_among(place: str, keys: Iterable[str]) -> set[str]:
    """Those of the keys that named a customer of the place who was erased."""
    digests: set[str] = set()
    for data in JournalLine.objects.filter(place=place, type=FORGOTTEN).order_by("id").values_list("data", flat=True):
        digests |= {str(data.get("customer", "")), *map(str, data.get("also", ()))}
    return {key for key in keys if unnamed(place, key) in digests} if digests else set()
