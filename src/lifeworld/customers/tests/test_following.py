"""Whoever events name comes in; who is who follows from all that was said, in whatever order and batches it came, and following again
changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lifeworld.customers import actions, queries
from lifeworld.customers.actions import following
from lifeworld.customers.actions.following import READER, follow, work_once
from lifeworld.customers.core import Same, Told, folded, plain_traits, roots
from lifeworld.customers.models import Alias, Customer, Identity, Trait
from lifeworld.events.actions import move_on
from lifeworld.events.actions.taking import take
from lifeworld.events.core.values import Incoming
from lifeworld.events.models import JournalLine, Subject
from lifeworld.kit.caller import Caller
from lifeworld.places.queries import workers
from lifeworld.testing.cast import Cast, cast

pytestmark = pytest.mark.django_db
NOW = 1_800_000_000_000_000
KEYS = ("ana", "ben", "zoe")
DEVICES = ("phone", "tablet")


def event(n: int, type: str, subject: str, *, anonymous: bool = False, **data: Any) -> Incoming:
    return Incoming("app", f"e{n:03}", type, subject, NOW + n * 1_000_000, data, anonymous)


def begin() -> tuple[Cast, Caller]:
    people = cast()
    Customer.objects.all().delete()
    return people, people.caller(people.ana)


def taken(caller: Caller, events: Sequence[Incoming], rows: int = 10_000) -> None:
    take(caller, events, now_us=NOW + 10**9)
    while follow(caller, rows):
        pass


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside did not happen."""
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)


def who_is_who() -> tuple[dict[str, str], dict[str, str], set[tuple[str, str, str]], set[str]]:
    subjects = dict(Subject.objects.values_list("pk", "key"))
    return ({subjects[subject]: key for subject, key in Identity.objects.values_list("subject", "customer__key")},
            dict(Alias.objects.values_list("alias", "customer__key")), set(Trait.objects.values_list("customer__key", "name", "value")),
            set(Customer.objects.values_list("key", flat=True)))


def test_whoever_is_named_comes_in_and_devices_wait_until_it_is_known_whose_they_are() -> None:
    _, ana = begin()
    taken(ana, [event(1, "run", "ana"), event(2, "run", "phone", anonymous=True), Incoming("app", "nobody", "run", at_us=NOW)])
    assert who_is_who() == ({"ana": "ana"}, {}, set(), {"ana"})
    taken(ana, [event(3, "identify", "ana", anonymousId="phone", traits={"city": "Berlin", "deep": {"a": 1}, "long": "x" * 500})])
    assert who_is_who() == ({"ana": "ana", "phone": "ana"}, {}, {("ana", "city", "Berlin")}, {"ana"})
    line = JournalLine.objects.filter(type="customers.followed").latest("id")
    assert line.data == {"n": 0, "traits": 1, "left_out": 2}
    pk = Customer.objects.get().pk
    assert queries.subjects_of(ana, pk) == sorted(Subject.objects.values_list("pk", flat=True))
    subjects = queries.subjects_of(ana, pk)
    assert queries.customers_of(ana.place_id, subjects) == dict.fromkeys(subjects, pk)


def test_a_customer_whose_device_turns_out_to_be_somebody_elses_is_told_of_too() -> None:
    _, ana = begin()
    taken(ana, [event(1, "run", "phone", anonymous=True), event(2, "run", "ana"), event(3, "run", "ben"),
                event(7, "identify", "ana", anonymousId="phone")])
    assert who_is_who()[0]["phone"] == "ana"
    told = JournalLine.objects.latest("id").pk
    taken(ana, [event(5, "identify", "ben", anonymousId="phone")])  # later, with an earlier time
    assert who_is_who()[0]["phone"] == "ben"
    lines = JournalLine.objects.filter(id__gt=told, type="customers.changed").values_list("customer", flat=True)
    assert set(lines) == {"ana", "ben"}


def test_an_old_key_becomes_an_alias_and_its_traits_and_events_come_along() -> None:
    _, ana = begin()
    taken(ana, [event(1, "identify", "old", traits={"city": "Ulm", "size": 3}), event(2, "group", "old", groupId="club")])
    taken(ana, [event(4, "identify", "ana", traits={"city": "Bonn"})])
    taken(ana, [event(3, "alias", "ana", previousId="old")])
    assert who_is_who() == ({"ana": "ana", "old": "ana"}, {"old": "ana"},
                            {("ana", "city", "Bonn"), ("ana", "size", "3"), ("ana", "group", "club")}, {"ana"})
    assert JournalLine.objects.filter(type="customers.changed", customer="ana", data={"what": "identities"}).count() == 1


def test_an_old_key_on_which_more_stands_stays_a_customer_and_a_line_says_so() -> None:
    _, ana = begin()
    taken(ana, [event(1, "run", "old"), event(2, "run", "ana")])
    old = queries.pk_of(ana, "old")
    actions.record_consent(ana, old, "quotes", given=True)
    for _ in range(2):
        taken(ana, [event(3, "alias", "ana", previousId="old")])
        move_on(READER, ana.place, 0)
    taken(ana, [])
    assert who_is_who()[0] == {"ana": "ana", "old": "old"} and not Alias.objects.exists()
    assert [line.data for line in JournalLine.objects.filter(type="customers.alias_waiting")] == [{"n": 1}]


def test_customers_and_aliases_made_by_people_get_what_happened_before_and_after() -> None:
    _, ana = begin()
    pk = actions.add_customer(ana, "ana")
    taken(ana, [event(1, "run", "ana"), event(2, "run", "phone", anonymous=True), event(3, "run", "mail")])
    actions.add_alias(ana, pk, "phone")
    assert who_is_who()[0] == {"ana": "ana", "phone": "ana", "mail": "mail"}
    actions.add_alias(ana, pk, "shop-7")
    taken(ana, [event(4, "run", "shop-7")])
    assert who_is_who()[0]["shop-7"] == "ana"
    actions.remove_alias(ana, pk, "shop-7")
    actions.remove_alias(ana, pk, "phone")
    assert who_is_who()[0] == {"ana": "ana", "mail": "mail", "shop-7": "shop-7"}


def test_a_trait_that_a_person_set_stays_and_an_alias_that_a_person_gave_wins() -> None:
    _, ana = begin()
    pk = actions.add_customer(ana, "ana")
    actions.set_traits(ana, pk, {"note": "by hand", "city": "by hand"})
    actions.add_alias(ana, pk, "old")
    taken(ana, [event(1, "identify", "ana", traits={"city": "Bonn"}), event(2, "alias", "ben", previousId="old"), event(3, "run", "old")])
    who, aliases, traits, customers = who_is_who()
    assert (who, aliases, customers) == ({"ana": "ana", "old": "ana", "ben": "ben"}, {"old": "ana"}, {"ana", "ben"})
    assert traits == {("ana", "city", "Bonn"), ("ana", "note", "by hand")}


def test_the_worker_goes_from_place_to_place() -> None:
    people, ana = begin()
    dev = people.caller(people.dev, people.other)
    take(ana, [event(1, "run", "ana")], now_us=NOW)
    take(dev, [event(1, "run", "ana")], now_us=NOW)
    assert work_once() and not work_once()
    assert sorted(Customer.objects.values_list("place", "key")) == sorted([(ana.place_id, "ana"), (dev.place_id, "ana")])


SUBJECT = st.sampled_from(KEYS)
WORDS = st.one_of(
    st.tuples(st.just("run"), SUBJECT, st.just({})),
    st.tuples(st.just("device"), st.sampled_from(DEVICES), st.just({})),
    st.tuples(st.just("identify"), SUBJECT, st.fixed_dictionaries({"traits": st.dictionaries(st.sampled_from("xy"), st.integers(0, 2))},
                                                                  optional={"anonymousId": st.sampled_from(DEVICES)})),
    st.tuples(st.just("alias"), SUBJECT, st.fixed_dictionaries({"previousId": st.sampled_from((*KEYS, *DEVICES))})),
    st.tuples(st.just("group"), SUBJECT, st.fixed_dictionaries({"groupId": st.sampled_from("gh")})))


@given(words=st.lists(WORDS, min_size=1, max_size=8), data=st.data())
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_order_of_what_is_said_does_not_matter(words: list[tuple[str, str, dict[str, Any]]], data: st.DataObject) -> None:
    events = [event(n, "run" if kind == "device" else kind, subject, anonymous=kind == "device", **told)
              for n, (kind, subject, told) in enumerate(words)]
    ends = []
    for again in (events, data.draw(st.permutations(events))):
        with undone():
            _, ana = begin()
            for at in range(0, len(again), 3):
                taken(ana, again[at:at + 3], rows=data.draw(st.integers(1, 4)))
            ends.append(who_is_who())
            for _ in range(2):
                move_on(READER, ana.place, 0)
                taken(ana, again, rows=2)
                assert who_is_who() == ends[-1], "following again changes nothing"
    assert ends[0] == ends[1]


@given(st.lists(st.builds(Same, st.integers(0, 3), st.sampled_from("abcd"), st.sampled_from("abcd"))), st.sets(st.sampled_from("abcd")))
def test_every_key_ends_where_its_end_ends(said: list[Same], own: set[str]) -> None:
    ends = roots(said, own)
    assert ends == roots(reversed(said), own) and all(ends[end] == end for end in ends.values())
    assert all(ends[key] == key for key in own & set(ends)) and set(ends) == {key for one in said for key in (one.key, one.known_as)}


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
                    lambda some: st.lists(some) | st.dictionaries(st.text(), some)))
def test_whatever_is_said_becomes_traits_or_is_left_out(said: object) -> None:
    traits, n = plain_traits(said)
    assert all(len(name) <= 100 and len(value) <= 400 for name, value in traits.items()) and n >= 0
    assert folded([Told(1, "a", 1, tuple(sorted(traits.items())))]) == traits


def test_a_long_chain_is_followed_to_its_end() -> None:
    n = 20_000  # by looking through the way for every step this would take for ever
    chain = [Same(i, f"k{i + 1:05}", f"k{i:05}") for i in range(n)]
    assert set(roots(chain).values()) == {f"k{n:05}"}
    assert set(roots([*chain, Same(n, "k00000", f"k{n:05}")]).values()) == {"k00000"}


def test_a_place_that_fails_does_not_stop_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    people, ana = begin()
    take(ana, [event(1, "run", "ana")], now_us=NOW + 10**9)
    first = min(caller.place for caller in workers())

    def fails(caller: Caller) -> bool:
        if caller.place == first:
            raise RuntimeError("this place is broken")
        return follow(caller)

    monkeypatch.setattr(following, "follow", fails)
    if first == ana.place:
        take(replace(ana, place=people.other.path, place_id=people.other.pk), [event(2, "run", "zoe")], now_us=NOW + 10**9)
    assert work_once() and Customer.objects.filter(key__in=("ana", "zoe")).count() == 1
    with pytest.raises(RuntimeError):
        work_once()
