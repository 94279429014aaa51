"""Following the events: whose deeds are new, so that their constellations are due.

One step is one transaction: it reads events after its own cursor, writes down who is due, a line of the journal for each study (so
that pictures have a position to stand at), and moves the cursor. Events of somebody who is not known yet are passed over; once it is
known which customer that is, the customer is due by the second cursor, which follows who is known.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from lifeworld.constellations.actions.moments import make_due
from lifeworld.constellations.models import Moment
from lifeworld.constellations.queries.deeds import KEYS_A_QUERY, customers_with, joining, kept_mapping, mappings_in, type_numbers
from lifeworld.customers.models import Identity
from lifeworld.events.actions import move_on, record
from lifeworld.events.core import Line
from lifeworld.events.models import Event
from lifeworld.events.queries import read_to
from lifeworld.kit.caller import Caller

EVENTS_READER, KNOWN_READER = "events/constellations", "identities/constellations"
EVENTS_AT_ONCE = 20_000
KNOWN_AT_ONCE = 5_000


@transaction.atomic
def take_in_deeds(caller: Caller) -> int:
    """Write down who is due after new events, or after somebody became known; returns how many events and identities were read.

    Where no study of the place has a mapping nothing is read: a mapping that is declared later makes everybody due whom it concerns.
    """
    mappings = mappings_in(caller.place_id)
    if not mappings:
        return 0
    events = list(Event.objects.filter(place=caller.place_id, id__gt=read_to(EVENTS_READER, caller.place)).order_by("id").values_list(
        "id", "subject", "type")[:EVENTS_AT_ONCE])
    known = list(Identity.objects.filter(place=caller.place_id, id__gt=read_to(KNOWN_READER, caller.place)).order_by("id").values_list(
        "id", "customer")[:KNOWN_AT_ONCE])
    for study, mapping in mappings.items() if events or known else ():
        numbers = type_numbers(caller.place_id, mapping.types)
        fitting = [subject for _, subject, kind in events if kind in numbers]
        did = _customers(joining(caller.place_id, study, mapping), (subject for subject in fitting if subject is not None))
        did |= set(customers_with(caller.place_id, study, mapping, sorted({customer for _, customer in known})))
        if did:
            at = record(caller, "constellations.deeds_taken", data={"study": study, "n": len(fitting), "customers": len(did)})
            make_due(study, sorted(did), at)
    for reader, rows in ((EVENTS_READER, events), (KNOWN_READER, known)):
        if rows:
            move_on(reader, caller.place, rows[-1][0])
    return len(events) + len(known)


def due_after_withdrawal(caller: Caller, line: Line) -> None:
    """Whose events were withdrawn is due, where the line names events of many and not one customer."""
    subjects = [subject for subject, *_ in line.data["events"] if subject is not None]
    for study, mapping in mappings_in(caller.place_id).items():
        if due := _customers(joining(caller.place_id, study, mapping), subjects):
            make_due(study, sorted(due), line.position)


def _customers(known: QuerySet[Identity], subjects: Iterable[int]) -> set[int]:
    """The customers whom these subjects are, where that is known."""
    keys = sorted(set(subjects))
    found: set[int] = set()
    for at in range(0, len(keys), KEYS_A_QUERY):
        found.update(known.filter(subject__in=keys[at:at + KEYS_A_QUERY]).values_list("customer", flat=True))
    return found


def start_reading(caller: Caller) -> None:
    """The first mapping of a place makes everybody due whom it concerns, so that only what comes after needs to be read."""
    if read_to(EVENTS_READER, caller.place):
        return
    for reader, table in ((EVENTS_READER, Event), (KNOWN_READER, Identity)):
        rows = table._default_manager.filter(place=caller.place_id).order_by("-id").values_list("id", flat=True)
        move_on(reader, caller.place, rows.first() or 0)


def concerned(caller: Caller, study: int) -> list[int]:
    """Customers who did something that counts in a study, and those known by events who have an ecosystem there, perhaps of deeds."""
    did = customers_with(caller.place_id, study, kept_mapping(study).mapping)
    known = Identity.objects.filter(place=caller.place_id, customer=OuterRef("customer"))
    before = Moment.objects.filter(study=study, latest=True).filter(Exists(known))
    return sorted({*did, *before.order_by().values_list("customer", flat=True)})
