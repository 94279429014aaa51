"""Keeping constellations: the newest of each customer, and earlier ones where type or actors changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction

from lifeworld.constellations.core.deeds import deed_lines
from lifeworld.constellations.core.history import worth_keeping
from lifeworld.constellations.core.made import drawn_parts
from lifeworld.constellations.core.partial.found import Found
from lifeworld.constellations.core.picture_data import driver_places, pictures
from lifeworld.constellations.models import Due, Moment, Reckoned
from lifeworld.constellations.queries.material import Material
from lifeworld.customers.models import Customer
from lifeworld.voices.core.site_studies import StudyValue

CUSTOMERS_AT_ONCE = 500
KEYS_AT_ONCE = 900
"""Databases bound how many values one query may name."""


def keep_found(study: StudyValue, found: Found, known: Material, position: int) -> int:
    """Keep the constellations of all customers in ``found`` as of ``position``; returns how many were written.

    Each lot of customers is one transaction, in which they are no longer due. What was made as of a later position stays.
    """
    drawn = drawn_parts(found, known.as_drawn, known.drawn_ties, known.drawings)
    rings = {"k": len(study.settings.rings), "words": list(study.settings.rings)}
    made, codes = pictures(found, drawn, rings, deed_lines(known.deeds, found.ties)), driver_places(found)
    names = sorted(made)
    written = 0
    for at in range(0, len(names), CUSTOMERS_AT_ONCE):
        some = {name: made[name] | {"codes": codes.get(name, {})} for name in names[at:at + CUSTOMERS_AT_ONCE]}
        written += _keep(study, some, position)
    return written


@transaction.atomic
def _keep(study: StudyValue, made: Mapping[str, dict[str, Any]], position: int) -> int:
    """One lot: earlier moments that are worth it stay as history, the others are replaced. Nobody else keeps these customers meanwhile."""
    held = Customer.objects.select_for_update(no_key=True).filter(place=study.place_id, key__in=list(made)).order_by("pk")
    customers = dict(held.values_list("key", "pk"))
    before = {customer: (pk, at, body) for pk, customer, at, body in Moment.objects.filter(
        study=study.pk, latest=True, customer__in=list(customers.values())).values_list("pk", "customer_id", "position", "body")}
    fresh = {key: pk for key, pk in customers.items() if before.get(pk, (0, -1, {}))[1] <= position}
    old: list[int] = []
    gone: list[int] = []
    for key, pk in fresh.items():
        if pk in before:
            moment, at, body = before[pk]
            (old if at < position and worth_keeping(body, made[key]) else gone).append(moment)
    Moment.objects.filter(pk__in=gone).delete()
    Moment.objects.filter(pk__in=old).update(latest=False)
    Moment.objects.bulk_create(_moment(study, pk, position, made[key]) for key, pk in sorted(fresh.items()))
    done(study.pk, fresh.values(), position)
    return len(fresh)


def _moment(study: StudyValue, customer: int, position: int, body: dict[str, Any]) -> Moment:
    return Moment(study_id=study.pk, customer_id=customer, position=position, latest=True, type=body["type"]["label"], size=body["size"],
                  n_statements=body["n_statements"], body=body)


def done(study: int, customers: Iterable[int], position: int) -> None:
    """These customers are no longer due for anything up to this position."""
    keys = list(customers)
    for at in range(0, len(keys), KEYS_AT_ONCE):
        Due.objects.filter(study=study, customer__in=keys[at:at + KEYS_AT_ONCE], position__lte=position).delete()


def make_due(study: int, customers: Sequence[int], position: int) -> None:
    """These customers' constellations, and the board of their study, are to be made again."""
    rows = [Due(study_id=study, customer_id=customer, position=position) for customer in sorted(set(customers))]
    Due.objects.bulk_create(rows, batch_size=KEYS_AT_ONCE // 3, update_conflicts=True, unique_fields=["study", "customer"],
                            update_fields=["position"])
    Reckoned.objects.update_or_create(study_id=study, defaults={"changed": position})
