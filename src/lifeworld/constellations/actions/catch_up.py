"""Following the journal and the events: who is affected by what is new, and their constellations made again.

Steps, each of them whole or not at all. ``take_in`` reads lines and writes down who is due, in the transaction that moves the
cursor; ``take_in_deeds`` does so with events. ``make_again`` makes the constellations of some who are due, in the transaction in
which they stop being due. Whatever kills the process in between, nobody is forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction

from lifeworld.constellations.actions.boards import reckon_due
from lifeworld.constellations.actions.follow_deeds import concerned, due_after_withdrawal, start_reading, take_in_deeds
from lifeworld.constellations.actions.making import make_again
from lifeworld.constellations.actions.moments import KEYS_AT_ONCE, make_due
from lifeworld.constellations.models import Drawing, Due, Moment
from lifeworld.constellations.queries.deeds import customers_with, kept_mapping, mappings_in
from lifeworld.constellations.queries.journal import FOLLOWED, OF_CUSTOMERS, OF_DEEDS, READER
from lifeworld.customers.models import Customer
from lifeworld.events.actions import move_on
from lifeworld.events.core import Line
from lifeworld.events.queries import lines_after, read_to
from lifeworld.kit.caller import Caller
from lifeworld.places.actions.working import step_in_places
from lifeworld.places.models import Place
from lifeworld.voices.core.site_studies import worker
from lifeworld.voices.models import Statement, Study

LINES_AT_ONCE = 1000


def work_once() -> bool:
    """One step for the hall's worker; True where there was something to do. A customer comes before a board."""
    with_studies = Place.objects.filter(studies__isnull=False).order_by("path").distinct()
    callers = [worker(path, pk) for path, pk in with_studies.values_list("path", "pk")]
    return step_in_places(catch_up, reckon_due, callers=callers)


def catch_up(caller: Caller) -> bool:
    """Take in new lines and events of the place, or make some constellations again; True where there was something to do."""
    if take_in(caller) or take_in_deeds(caller):
        return True
    study = Due.objects.filter(study__place=caller.place_id).order_by("study").values_list("study", flat=True).first()
    return study is not None and make_again(caller, study) > 0


@transaction.atomic
def take_in(caller: Caller) -> int:
    """Write down who is due after new lines of the journal; returns how many lines were read."""
    after = read_to(READER, caller.place)
    lines = lines_after(caller.place, after, FOLLOWED, LINES_AT_ONCE)
    if not lines:
        return 0
    _of_customers(caller, [line for line in lines if line.type in OF_CUSTOMERS and line.customer])
    _of_deeds(caller, [line for line in lines if line.type in OF_DEEDS])
    for line in lines:
        if line.type == "events.withdrawn" and not line.customer:
            due_after_withdrawal(caller, line)
    by_study: dict[int, list[Line]] = {}
    for line in lines:
        if line.type not in (*OF_CUSTOMERS, *OF_DEEDS) and (study := _study(caller, line.data.get("study"))):
            by_study.setdefault(study, []).append(line)
    for study, own in by_study.items():
        make_due(study, _touched(caller, study, own), own[-1].position)
    move_on(READER, caller.place, lines[-1].position)
    return len(lines)


def _of_deeds(caller: Caller, lines: Sequence[Line]) -> None:
    """Lines after which other events count: who did something that counts is due, and who had done so before."""
    for line in lines:
        if line.type == "constellations.mapping_changed":
            start_reading(caller)
        named = line.data.get("study")
        for study in [_study(caller, named)] if named is not None else list(mappings_in(caller.place_id)):
            if study is not None:
                make_due(study, concerned(caller, study), line.position)


def _study(caller: Caller, named: object) -> int | None:
    """The key of the study that a line names by key or slug; None where it is gone."""
    found = Study.objects.filter(place=caller.place_id)
    found = found.filter(pk=named) if isinstance(named, int) else found.filter(slug=str(named))
    return found.values_list("pk", flat=True).first()


def _of_customers(caller: Caller, lines: Sequence[Line]) -> None:
    """Lines that name a customer: due in the study of the line, or in every study that knows the customer."""
    keys = sorted({line.customer for line in lines})
    known: dict[str, int] = {}
    for at in range(0, len(keys), KEYS_AT_ONCE):
        some = Customer.objects.filter(place=caller.place_id, key__in=keys[at:at + KEYS_AT_ONCE])
        known |= dict(some.values_list("key", "pk"))
    studies: dict[object, int | None] = {}
    due: dict[int, dict[int, int]] = {}
    for line in lines:
        customer = known.get(line.customer)
        if customer is None:
            continue
        named = line.data.get("study")
        if named not in studies:
            studies[named] = _study(caller, named) if named is not None else None
        own = [studies[named]] if studies[named] is not None else _studies_of(caller, customer)
        for study in own:
            if study is not None:
                due.setdefault(study, {})[customer] = line.position
    for study, customers in due.items():
        make_due(study, list(customers), max(customers.values()))


def _studies_of(caller: Caller, customer: int) -> list[int]:
    """The studies that have something of a customer."""
    did = {study for study, mapping in mappings_in(caller.place_id).items() if customers_with(caller.place_id, study, mapping, [customer])}
    said = Statement.objects.filter(customer=customer).values_list("study", flat=True).distinct()
    drew = Drawing.objects.filter(customer=customer).values_list("study", flat=True).distinct()
    return sorted({*did, *said, *drew, *Moment.objects.filter(customer=customer, latest=True).values_list("study", flat=True)})


def _touched(caller: Caller, study: int, lines: Iterable[Line]) -> list[int]:
    """Customers whom lines about a whole study concern: those of the statements that they name (first to last), else everybody."""
    found: set[int] = set()
    for line in lines:
        first, last = line.data.get("first"), line.data.get("last")
        if not isinstance(first, int) or not isinstance(last, int):
            return everybody(caller, study)
        own = Statement.objects.filter(study=study, pk__gte=first, pk__lte=last, customer__isnull=False)
        found.update(own.order_by().values_list("customer", flat=True).distinct())
    return sorted(found)


def everybody(caller: Caller, study: int) -> list[int]:
    """All customers of whom a study has statements, drawings or deeds."""
    said = Statement.objects.filter(study=study, customer__isnull=False).order_by().values_list("customer", flat=True).distinct()
    did = customers_with(caller.place_id, study, kept_mapping(study).mapping)
    return sorted({*said, *did, *Drawing.objects.filter(study=study).order_by().values_list("customer", flat=True).distinct()})
