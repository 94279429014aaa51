"""Making constellations again: of some customers, with the values of their study that are kept."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from lifeworld.constellations.actions.moments import KEYS_AT_ONCE, done, keep_found
from lifeworld.constellations.core.made import some_found
from lifeworld.constellations.core.study_values import StudyValues
from lifeworld.constellations.models import Due, Moment, Reckoned
from lifeworld.constellations.queries.journal import newest
from lifeworld.constellations.queries.material import material
from lifeworld.customers.models import Customer
from lifeworld.kit.caller import Caller
from lifeworld.voices.core.site_studies import StudyValue
from lifeworld.voices.queries.studies import study_with_key

CUSTOMERS_AT_ONCE = 500


def make_again(caller: Caller, study_pk: int, customers: Sequence[int] | None = None) -> int:
    """Make the constellations of some who are due again, or of ``customers``; returns how many there were."""
    study = study_with_key(caller, study_pk)
    position = newest(caller.place)
    if customers is None:
        customers = _next_due(study)
        if not customers:
            return Due.objects.filter(study=study_pk).count()
    keys = dict(Customer.objects.filter(pk__in=list(customers), place=caller.place_id).values_list("key", "pk"))
    known = material(caller, study, sorted(keys))
    if known.nothing:
        _nothing_left(study, list(customers), position)
        return len(customers)
    found = some_found(known.statements, known.batch, known.lexicon, known.drawn, study_values(study_pk), done=known.done)
    keep_found(study, found, known, position)
    made = set(found.constellations["customer"].to_list())
    _nothing_left(study, [pk for key, pk in keys.items() if key not in made], position)
    done(study_pk, customers, position)
    return len(customers)


def _next_due(study: StudyValue) -> list[int]:
    """Some who are due; those whose constellation is as new as what happened are due no more."""
    lot = list(Due.objects.filter(study=study.pk).order_by("customer").values_list("customer", "position")[:CUSTOMERS_AT_ONCE])
    keys = [customer for customer, _ in lot]
    made = dict(Moment.objects.filter(study=study.pk, latest=True, customer__in=keys).values_list("customer", "position"))
    for customer, position in lot:
        if made.get(customer, -1) >= position:
            done(study.pk, [customer], position)
    return [customer for customer, position in lot if made.get(customer, -1) < position]


@transaction.atomic
def _nothing_left(study: StudyValue, customers: Sequence[int], position: int) -> None:
    """Customers of whom nothing is left have no constellation."""
    for at in range(0, len(customers), KEYS_AT_ONCE):
        some = customers[at:at + KEYS_AT_ONCE]
        Moment.objects.filter(study=study.pk, customer__in=some).delete()
    done(study.pk, customers, position)


def study_values(study: int) -> StudyValues:
    """The values of a study as they were last reckoned."""
    kept = Reckoned.objects.filter(study=study).values_list("values", flat=True).first()
    return StudyValues.from_json(kept) if kept else StudyValues()
