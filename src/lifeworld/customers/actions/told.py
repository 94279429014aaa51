"""What events tell of customers, put where customers are kept: traits and the group, folded again from all that was ever said."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from lifeworld.customers.core import Told, folded, plain_traits
from lifeworld.customers.models import Identity, Trait
from lifeworld.customers.queries.knowing import parts
from lifeworld.events.models import Event

IDENTIFY, ALIAS, GROUP = "identify", "alias", "group"
"""Types of events that say who somebody is, as Segment's libraries send them."""
TRAIT_OF_GROUP = "group"
ROWS = 1000


def traits_in(kind: str, data: Mapping[str, Any]) -> tuple[dict[str, str], int]:
    """The traits that an event of this type tells, and how many were left out."""
    if kind == GROUP:
        return plain_traits({TRAIT_OF_GROUP: data.get("groupId")} if data.get("groupId") is not None else {})
    return plain_traits(data.get("traits")) if kind == IDENTIFY else ({}, 0)


def told_by(subjects: Iterable[int], types: Mapping[int, str]) -> dict[int, list[Told]]:
    """All that events of these subjects tell, by subject; ``types``: number -> name of the types that tell."""
    found: dict[int, list[Told]] = defaultdict(list)
    for some in parts(sorted(set(subjects))):
        rows = Event.objects.filter(subject__in=some, type__in=list(types)).values_list(
            "subject", "type", "at_us", "key", "source", "data")
        for subject, kind, at_us, key, source, data in rows.iterator(chunk_size=ROWS):
            traits = traits_in(types[kind], as_data(data))[0]
            if traits and subject is not None:
                found[subject].append(Told(at_us, key, source, tuple(sorted(traits.items()))))
    return found


def fold(place_id: int, customers: Collection[int], types: Mapping[int, str], also: Mapping[int, Collection[str]]) -> int:
    """The traits of these customers as events tell them; returns how many changed. What nobody told stays as people and files set it.

    ``also``: by customer, names of traits that subjects told who are somebody else's by now.
    """
    subjects: dict[int, list[int]] = defaultdict(list)
    for some in parts(sorted(set(customers))):
        for customer, subject in Identity.objects.filter(place=place_id, customer__in=some).values_list("customer_id", "subject"):
            subjects[customer].append(subject)
    told = told_by([subject for some in subjects.values() for subject in some], types)
    wanted: dict[tuple[int, str], str] = {}
    for customer in customers:
        says = folded(one for subject in subjects.get(customer, ()) for one in told.get(subject, ()))
        wanted |= {(customer, name): says.get(name, "") for name in {*says, *also.get(customer, ())}}
    return _set(wanted)


def _set(wanted: Mapping[tuple[int, str], str]) -> int:
    before: dict[tuple[int, str], str] = {}
    for some in parts(sorted({customer for customer, _ in wanted})):
        for customer, name, value in Trait.objects.filter(customer__in=some).values_list("customer_id", "name", "value"):
            before[customer, name] = value
    changed = {at: value for at, value in wanted.items() if before.get(at, "") != value}
    gone: dict[str, list[int]] = defaultdict(list)
    for (customer, name), value in changed.items():
        if not value:
            gone[name].append(customer)
    for name, whose in gone.items():
        for some in parts(whose):
            Trait.objects.filter(name=name, customer__in=some).delete()
    Trait.objects.bulk_create([Trait(customer_id=customer, name=name, value=value)
                               for (customer, name), value in sorted(changed.items()) if value], batch_size=ROWS,
                              update_conflicts=True, unique_fields=["customer", "name"], update_fields=["value"])
    return len(changed)


def as_data(data: Any) -> Mapping[str, Any]:
    """An event's data as a mapping, however the database gave it."""
    value = json.loads(data) if isinstance(data, str) else data
    return value if isinstance(value, Mapping) else {}
