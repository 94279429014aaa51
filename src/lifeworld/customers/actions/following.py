"""The room of customers follows the events: whom they name comes in, who is who is settled, what they tell becomes traits."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from lifeworld.customers.actions.settling import Settled, settle
from lifeworld.customers.actions.told import ALIAS, GROUP, IDENTIFY, as_data, fold, told_by, traits_in
from lifeworld.customers.core import checked_key
from lifeworld.customers.models import Customer, SameAs
from lifeworld.customers.queries.audit import READER
from lifeworld.customers.queries.forgotten import forgotten_among, unnamed
from lifeworld.customers.queries.identities import customers_of
from lifeworld.customers.queries.knowing import keys_known, parts
from lifeworld.events.actions import move_on, record
from lifeworld.events.actions.forgetting import forget_refused, forget_subjects
from lifeworld.events.core.segment import ANONYMOUS
from lifeworld.events.models import Event, EventType, Refused
from lifeworld.events.queries import read_to
from lifeworld.events.queries.rows import newest_event, subject_keys, subject_names
from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import InputRefused
from lifeworld.places.actions.working import step_in_places

ROWS = 10_000
"""Events that are followed in one transaction."""
NAMING = frozenset({"previousId", "anonymousId", ANONYMOUS})
"""Where an event names another key beside its subject."""
REFUSED_READER = "refused/customers"


@dataclass(slots=True)
class Heard:
    """What a batch of events says: who is the same as whom, whose traits are told again, how many traits were left out."""

    same: dict[tuple[str, str], tuple[int, bool]] = field(default_factory=dict)
    tellers: set[int] = field(default_factory=set)
    n_left_out: int = 0


def work_once() -> bool:
    """One batch of each place whose events go on after the cursor; whether there was any."""
    return step_in_places(_step, every=True)


def _step(caller: Caller) -> bool:
    followed = follow(caller)
    return forget_refused_of_forgotten(caller) or followed


@transaction.atomic
def follow(caller: Caller, rows: int = ROWS) -> bool:
    """The next batch of a place's events, in one transaction with the cursor; whether there was one.

    The end is the same in whatever batches and order the events come, and when they are followed again.
    """
    ahead = Event.objects.filter(place=caller.place_id, pk__gt=read_to(READER, caller.place)).order_by("pk")
    if not ahead.exists():
        return False
    events = list(ahead.filter(pk__lte=newest_event(caller.place_id)).values_list("pk", "subject", "type")[:rows])
    if not events:  # they went between the two lines
        return False
    types = _types(caller.place_id)
    telling = [pk for pk, _, kind in events if kind in types]
    subjects = {subject for _, subject, _ in events if subject is not None}
    known = customers_of(caller.place_id, subjects)
    names = subject_names(caller.place_id, subjects - set(known))
    heard = _heard(telling, types)
    back = _stay_away(caller, {*names.values(), *(key for pair in heard.same for key in pair)}, names)
    if back:
        unsay(caller.place_id, telling, back)
    same = {pair: said for pair, said in heard.same.items() if not back & set(pair)}
    _remember(caller.place_id, same)
    settled = settle(caller.place_id, {*(set(names.values()) - back), *(key for pair in same for key in pair)})
    n_traits = _traits(caller.place_id, heard.tellers, settled, types)
    move_on(READER, caller.place, events[-1][0])
    _tell(caller, settled, n_traits, heard.n_left_out, {key for key, _ in same})
    return True


def _heard(events: Iterable[int], types: Mapping[int, str]) -> Heard:
    """What events that tell who somebody is say; of two that say the same, the earlier time is kept."""
    found = Heard()
    for some in parts(events):
        rows = list(Event.objects.filter(pk__in=some).values_list("place", "subject", "type", "at_us", "data"))
        names = subject_names(rows[0][0], {row[1] for row in rows if row[1] is not None}) if rows else {}
        for _, subject, kind, at_us, data in rows:
            if subject is None:
                continue
            told = as_data(data)
            if types[kind] != ALIAS:
                found.tellers.add(subject)
                found.n_left_out += traits_in(types[kind], told)[1]
            other = _other(types[kind], told)
            if other and other != names.get(subject, other):
                pair = (other, names[subject])
                earlier, as_alias = found.same.get(pair, (at_us, False))
                found.same[pair] = (min(earlier, at_us), as_alias or types[kind] == ALIAS)
    return found


def _types(place_id: int) -> dict[int, str]:
    """The types of a place that tell who somebody is."""
    return dict(EventType.objects.filter(place=place_id, name__in=(IDENTIFY, ALIAS, GROUP)).values_list("pk", "name"))


def _other(kind: str, told: Mapping[str, Any]) -> str:
    """The other key that an event names beside its subject; "" where it names none."""
    said = told.get("previousId") if kind == ALIAS else told.get(ANONYMOUS, told.get("anonymousId")) if kind == IDENTIFY else None
    try:
        return checked_key(said) if isinstance(said, str) else ""
    except InputRefused:
        return ""


def _stay_away(caller: Caller, keys: Collection[str], names: Mapping[int, str]) -> set[str]:
    """Keys of whoever was erased and did not come in again: their events go, and nothing is remembered of them."""
    gone = _gone(caller, keys)
    if gone:
        forget_subjects(caller.place_id, [subject for subject, key in names.items() if key in gone])
    return gone


def _gone(caller: Caller, keys: Collection[str]) -> set[str]:
    """Those of the keys whose customer was erased and did not come in again."""
    gone = forgotten_among(caller.place, keys)
    by_key, by_alias = keys_known(caller.place_id, gone)
    return gone - {*by_key, *by_alias}


def hear_ahead(caller: Caller) -> None:
    """Who is the same as whom by events that were not followed yet is remembered, so that whoever is erased now is erased by every key.

    Runs in the transaction of whoever calls; to follow these events later changes nothing.
    """
    types = _types(caller.place_id)
    ahead = Event.objects.filter(place=caller.place_id, pk__gt=read_to(READER, caller.place), type__in=list(types))
    for some in parts(ahead.order_by("pk").values_list("pk", flat=True), ROWS):
        same = _heard(some, types).same
        gone = _gone(caller, {key for pair in same for key in pair})
        _remember(caller.place_id, {pair: said for pair, said in same.items() if not gone & set(pair)})


def unsay(place_id: int, events: Iterable[int], keys: Collection[str]) -> None:
    """Events of others that name these keys beside their own subject name them no more. Runs in the transaction of whoever calls."""
    types = _types(place_id)
    for some in parts(events):
        for event in Event.objects.filter(place=place_id, pk__in=some, type__in=list(types)):
            told = dict(as_data(event.data))
            if _other(types[event.type], told) in keys:
                event.data = {name: value for name, value in told.items() if name not in NAMING}
                event.save(update_fields=["data"])


def forget_refused_of_forgotten(caller: Caller) -> bool:
    """What was refused of customers who were erased goes, as far as it came since the last step; whether any did."""
    rows = Refused.objects.filter(place=caller.place_id, pk__gt=read_to(REFUSED_READER, caller.place)).exclude(customer="")
    came = dict(rows.order_by("pk").values_list("pk", "customer")[:ROWS])
    if not came:
        return False
    with transaction.atomic():
        forget_refused(caller.place_id, _gone(caller, set(came.values())))
        move_on(REFUSED_READER, caller.place, max(came))
    return True


def _remember(place_id: int, same: Mapping[tuple[str, str], tuple[int, bool]]) -> None:
    """What was said is kept, with the earliest time at which it was."""
    rows = []
    for some in parts(sorted(same)):
        there = SameAs.objects.filter(place=place_id, key__in=[key for key, _ in some]).values_list("key", "known_as", "at_us", "as_alias")
        before = {(key, known_as): (at_us, as_alias) for key, known_as, at_us, as_alias in there}
        for key, known_as in some:
            at_us, as_alias = same[key, known_as]
            earlier, was_alias = before.get((key, known_as), (at_us, as_alias))
            rows.append(SameAs(place_id=place_id, key=key, known_as=known_as, at_us=min(at_us, earlier), as_alias=as_alias or was_alias))
    SameAs.objects.bulk_create(rows, batch_size=1000, update_conflicts=True, unique_fields=["place", "key", "known_as"],
                               update_fields=["at_us", "as_alias"])


def _traits(place_id: int, tellers: Collection[int], settled: Settled, types: Mapping[int, str]) -> int:
    """Traits of whoever is told of, and of whoever got or lost a subject."""
    if not types:
        return 0
    lost: dict[int, set[str]] = {}
    moved = told_by(settled.moved, types)
    for subject, customer in settled.moved.items():
        if customer not in settled.gone:
            lost.setdefault(customer, set()).update(name for one in moved.get(subject, ()) for name, _ in one.traits)
    whose = set(customers_of(place_id, tellers).values()) | settled.joined | settled.new | set(lost)
    return fold(place_id, whose, types, lost)


def _tell(caller: Caller, settled: Settled, n_traits: int, n_left_out: int, said_of: Collection[str]) -> None:
    """One line of the journal for the batch, and one for each customer who turned out to be known by more, or by less."""
    if waiting := sorted(set(settled.waiting) & set(said_of)):
        once = unnamed(caller.place, "\n".join(waiting))
        record(caller, "customers.alias_waiting", data={"n": len(waiting)}, source=f"customers.alias_waiting/{once}")
    joined = (settled.joined | (set(settled.moved.values()) - settled.gone)) - settled.new
    for some in parts(sorted(joined)):
        for key in Customer.objects.filter(pk__in=some).order_by("pk").values_list("key", flat=True):
            record(caller, "customers.changed", customer=key, data={"what": "identities"})
    if settled.is_change or n_traits:
        record(caller, "customers.followed", data={"n": len(settled.new), "traits": n_traits, "left_out": n_left_out})


@transaction.atomic
def settle_keys(caller: Caller, keys: Iterable[str]) -> None:
    """Keys that people or files gave to customers: events that named them before belong to these customers from now on."""
    known = subject_keys(caller.place_id, keys)
    if not known:
        return
    settled = settle(caller.place_id, known)
    _traits(caller.place_id, (), settled, _types(caller.place_id))
