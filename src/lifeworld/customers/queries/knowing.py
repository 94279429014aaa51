"""What is known of keys: which customers and aliases there are, what events said of them, and whether a customer holds more than that."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TypeVar

from django.db.models import Exists, ManyToOneRel, OuterRef, Q

from lifeworld.customers.core import Same, roots
from lifeworld.customers.models import Alias, Customer, Identity, SameAs, Trait
from lifeworld.customers.queries.identities import customers_of
from lifeworld.events.queries.rows import subject_keys, subject_names

MANY = 400
"""Keys asked for at once, twice in a statement: below the number of parameters that it may have."""
T = TypeVar("T")
FROM_EVENTS = (Identity, Trait, Alias)


def parts(values: Iterable[T], size: int = MANY) -> Iterator[list[T]]:
    """The values in lists of at most ``size``."""
    known = list(values)
    return (known[start:start + size] for start in range(0, len(known), size))


def said_around(place_id: int, keys: Collection[str]) -> tuple[list[Same], set[str]]:
    """All that events said of these keys and of every key that is tied to them, and which of the keys are aliases by that."""
    found: dict[tuple[str, str], Same] = {}
    as_alias: set[str] = set()
    seen: set[str] = set()
    ahead = set(keys)
    while ahead:
        seen |= ahead
        rows = [row for some in parts(sorted(ahead)) for row in SameAs.objects.filter(
            Q(key__in=some) | Q(known_as__in=some), place=place_id).values_list("at_us", "known_as", "key", "as_alias")]
        for at_us, known_as, key, is_alias in rows:
            found[key, known_as] = Same(at_us, known_as, key)
            if is_alias:
                as_alias.add(key)
        ahead = {key for row in rows for key in row[1:3]} - seen
    return list(found.values()), as_alias


def keys_known(place_id: int, keys: Collection[str]) -> tuple[dict[str, int], dict[str, int]]:
    """Customers by key, and customers by alias, of these keys."""
    by_key: dict[str, int] = {}
    by_alias: dict[str, int] = {}
    for some in parts(sorted(keys)):
        by_key.update(Customer.objects.filter(place=place_id, key__in=some).values_list("key", "pk"))
        by_alias.update(Alias.objects.filter(place=place_id, alias__in=some).values_list("alias", "customer_id"))
    return by_key, by_alias


def holding_more(customers: Iterable[int]) -> set[int]:
    """Those of the customers of whom more is kept than what events said: a label, a consent, something that stands on them elsewhere.

    A table above whose rows can be made again says so by ``made_again = True``, and does not count.
    """
    found: set[int] = set()
    for some in parts(sorted(set(customers))):
        by_events = SameAs.objects.filter(place=OuterRef("place"), key=OuterRef("alias"), as_alias=True)
        found |= set(Alias.objects.filter(~Exists(by_events), customer__in=some).values_list("customer_id", flat=True))
        found |= set(Customer.objects.filter(pk__in=some).exclude(label="").values_list("pk", flat=True))
        for relation in Customer._meta.get_fields(include_hidden=True):
            if not isinstance(relation, ManyToOneRel) or relation.related_model in FROM_EVENTS:
                continue
            model, name = relation.related_model, relation.field.attname
            if getattr(model, "made_again", False):
                continue
            found |= set(model._default_manager.filter(**{f"{name}__in": some}).values_list(name, flat=True).distinct())
    return found


def names_of(place_id: int, customer: int) -> set[str]:
    """Every key under which a customer of a place is known: her own, aliases, what events name her by, devices that are said to be hers.

    A key that is another customer's is not hers, whatever events say: what is known of others is neither shown nor erased with her.
    """
    keys = {*Customer.objects.filter(place=place_id, pk=customer).values_list("key", flat=True),
            *Alias.objects.filter(place=place_id, customer=customer).values_list("alias", flat=True)}
    subjects = Identity.objects.filter(place=place_id, customer=customer).values_list("subject", flat=True)
    keys |= set(subject_names(place_id, subjects).values())
    said, _ = said_around(place_id, keys)
    others = _of_others(place_id, customer, {key for one in said for key in (one.key, one.known_as)} - keys)
    ends = roots(said, others)
    apart = {key for key in keys if ends.get(key) in others}  # she stays by herself, although events say that she is somebody else
    ends = roots(said, others | apart)
    hers = {ends.get(key, key) for key in keys}
    return keys | {key for key, end in ends.items() if end in hers and key not in others}


def _of_others(place_id: int, customer: int, keys: Collection[str]) -> set[str]:
    """Those of the keys that name another customer: as her key, an alias, or a subject of events that is known as her."""
    by_key, by_alias = keys_known(place_id, keys)
    names = {pk: key for key, pk in subject_keys(place_id, keys).items()}
    whose = {names[subject]: found for subject, found in customers_of(place_id, names).items()}
    return {key for known in (by_key, by_alias, whose) for key, found in known.items() if found != customer}
