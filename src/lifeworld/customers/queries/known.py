"""What is asked of customers: who there is, what is known of one, whose key this is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q

from lifeworld.customers.core import NO_TEXT, CustomerCard, CustomerLine, newest_of_each
from lifeworld.customers.models import Alias, Consent, Customer, Trait
from lifeworld.kit.caller import Caller, not_found

SEARCH_CHARS_MAX = 200
"""No key, label or alias is longer; SQLite refuses patterns that are much longer."""
MANY = 500
"""Keys asked for at once: well below the number of parameters that a statement of SQLite may have."""


def listing(caller: Caller, *, search: str = "", trait: tuple[str, str] | None = None, after: str = "",
            limit: int = 50) -> list[CustomerLine]:
    """Customers of the place in the order of their keys, those after the key ``after``.

    ``search`` is looked for in keys, labels and aliases, without case; ``trait`` is a name and a value.
    """
    caller.require("customers.see")
    found = Customer.objects.filter(place=caller.place_id)
    found = found.filter(key__gt=after) if after else found
    if search := NO_TEXT.sub("", search).strip():
        if len(search) > SEARCH_CHARS_MAX:
            return []
        aliases = Alias.objects.filter(customer=OuterRef("pk"), alias__icontains=search)
        found = found.filter(Q(key__icontains=search) | Q(label__icontains=search) | Exists(aliases))
    if trait is not None:
        found = found.filter(Exists(Trait.objects.filter(customer=OuterRef("pk"), name=trait[0], value=trait[1])))
    rows = list(found.order_by("key").values_list("id", "key", "label")[:limit])
    traits = traits_of(caller, [row[0] for row in rows])
    return [CustomerLine(pk, key, label, traits.get(pk, {})) for pk, key, label in rows]


def customer_of(caller: Caller, pk: int) -> CustomerCard:
    """A customer of the place. Errors: 404 for one that is not there or not in this place."""
    caller.require("customers.see")
    row = Customer.objects.filter(place=caller.place_id, pk=pk).first()
    if row is None:
        raise not_found("customer", pk)
    consents = Consent.objects.filter(customer=row).order_by("id").values_list("purpose", "given", "source", "at")
    return CustomerCard(
        row.pk, row.key, row.label, tuple(Alias.objects.filter(customer=row).order_by("alias").values_list("alias", flat=True)),
        traits_of(caller, [row.pk]).get(row.pk, {}),
        newest_of_each((purpose, given, source, _text(at)) for purpose, given, source, at in consents), _text(row.created_at))


def key_of(caller: Caller, pk: int) -> str:
    """The key of a customer of the place. Errors: 404."""
    key = Customer.objects.filter(place=caller.place_id, pk=pk).values_list("key", flat=True).first()
    if key is None:
        raise not_found("customer", pk)
    return key


def pk_of(caller: Caller, key: str) -> int:
    """The customer whom a key or an alias of the place names. Errors: 404."""
    found = resolved(caller, [key])
    if not found:
        raise not_found("customer", key)
    return found[key]


def resolved(caller: Caller, keys: Iterable[str]) -> dict[str, int]:
    """Which customer each key or alias names; unknown ones are left out. Two queries for every 500 keys."""
    wanted = list(dict.fromkeys(keys))
    found: dict[str, int] = {}
    for start in range(0, len(wanted), MANY):
        part = wanted[start:start + MANY]
        found.update(Alias.objects.filter(place=caller.place_id, alias__in=part).values_list("alias", "customer_id"))
        found.update(Customer.objects.filter(place=caller.place_id, key__in=part).values_list("key", "id"))
    return found


def traits_of(caller: Caller, pks: Iterable[int]) -> dict[int, dict[str, str]]:
    """Traits by customer and name, of the customers of this place among these."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    wanted = list(pks)
    for start in range(0, len(wanted), MANY):
        rows = Trait.objects.filter(customer__place=caller.place_id, customer__in=wanted[start:start + MANY])
        for pk, name, value in rows.order_by("name").values_list("customer_id", "name", "value"):
            found[pk][name] = value
    return dict(found)


def trait_names(caller: Caller) -> list[str]:
    """Names of the traits that customers of the place have, in their order."""
    caller.require("customers.see")
    return list(Trait.objects.filter(customer__place=caller.place_id).order_by("name").values_list("name", flat=True).distinct())


def consents_holding(caller: Caller, purpose: str) -> dict[int, bool]:
    """Which customers of the place said yes or no to a purpose, as it holds now; who never said is left out."""
    rows = Consent.objects.filter(customer__place=caller.place_id, purpose=purpose).order_by("at", "id")
    return dict(rows.values_list("customer_id", "given"))


def export_of(caller: Caller, pk: int) -> dict[str, list[dict[str, Any]]]:
    """What this room keeps of a customer, as tables. Errors: 404."""
    caller.require("customers.change")
    card = customer_of(caller, pk)
    return {
        "customer": [{"key": card.key, "label": card.label, "since": card.since}],
        "aliases": [{"alias": alias} for alias in card.aliases],
        "traits": [{"name": name, "value": value} for name, value in card.traits.items()],
        "consents": [{"purpose": one.purpose, "given": one.given, "source": one.source, "at": one.at} for one in card.consents],
    }


def _text(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
