"""A key or an alias names one customer; consents are added to and never changed; lists go on where they ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from lifeworld.customers import actions, queries
from lifeworld.customers.core import checked_key, checked_traits, newest_of_each
from lifeworld.customers.models import Alias, Consent, Customer, Trait
from lifeworld.events.models import JournalLine
from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import InputRefused, LifeworldError
from lifeworld.testing.cast import Cast, cast

DAYS = st.sampled_from(["2026-01-01", "2026-02-01", "2026-03-01"])
CONSENTS = st.lists(st.tuples(st.sampled_from(["quotes", "mail"]), st.booleans(), st.just(""), DAYS))


@given(CONSENTS)
def test_one_consent_of_each_purpose_holds_and_none_is_lost(consents: list[tuple[str, bool, str, str]]) -> None:
    found = newest_of_each(consents)
    assert sorted((one.purpose, one.given, one.source, one.at) for one in found) == sorted(consents)
    holding = [one for one in found if one.holds]
    assert sorted(one.purpose for one in holding) == sorted({purpose for purpose, *_ in consents})
    for one in holding:
        latest = max(at for purpose, *_, at in consents if purpose == one.purpose)
        assert one.at == latest and one.given == [given for purpose, given, _, at in consents if (purpose, at) == (one.purpose, latest)][-1]


@given(st.text())
def test_a_key_is_a_line_or_refused(text: str) -> None:
    try:
        key = checked_key(text)
    except InputRefused as refusal:
        assert refusal.next_step
        return
    assert key == key.strip() and 1 <= len(key) <= 200 and not set(key) & set("\x00\n\r\t\x7f")
    assert checked_key(key) == key


@pytest.mark.parametrize("traits", [{"": "x"}, {"a" * 101: "x"}, {"a": "x" * 401}, {"a\x00": "x"}])
def test_traits_that_are_refused(traits: dict[str, str]) -> None:
    with pytest.raises(InputRefused):
        checked_traits(traits)


def refused(status: int, call: Callable[[], object]) -> None:
    with pytest.raises(LifeworldError) as error:
        call()
    assert error.value.status == status


def begin() -> tuple[Cast, Caller]:
    people = cast()
    return people, people.caller(people.ben)


@pytest.mark.django_db
def test_files_bring_customers_in_once_and_an_alias_brings_its_customer() -> None:
    people, ben = begin()
    actions.add_alias(ben, people.cleo.pk, "c-17")
    found = actions.bring_in(ben, ["ana", "c-17", "ana", "cleo"], {"ana": {"city": "Berlin", "none": ""}, "c-17": {"city": "Bonn"}})
    assert found["c-17"] == found["cleo"] == people.cleo.pk and Customer.objects.filter(place=people.acme).count() == 2
    assert actions.bring_in(ben, ["ana", "zoe"], {"ana": {"city": "Bremen"}})["ana"] == found["ana"]
    assert queries.traits_of(ben, [found["ana"], people.cleo.pk]) == {found["ana"]: {"city": "Bremen"}, people.cleo.pk: {"city": "Bonn"}}
    assert Trait.objects.count() == 2
    other = people.caller(people.dev, people.other)
    assert actions.bring_in(other, ["cleo"])["cleo"] != people.cleo.pk, "a key names somebody else in another place"


@pytest.mark.django_db
@given(st.lists(st.sampled_from([f"k{n}" for n in range(12)]), max_size=20), st.integers(0, 20))
def test_in_whatever_parts_they_come_the_customers_are_the_same(keys: list[str], at: int) -> None:
    with transaction.atomic():
        people, ben = begin()
        actions.bring_in(ben, keys[:at])
        actions.bring_in(ben, keys[at:])
        assert set(Customer.objects.filter(place=people.acme).values_list("key", flat=True)) == {*keys, "cleo"}
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_many_keys_are_resolved_in_few_queries(django_assert_max_num_queries: Callable[[int], object]) -> None:
    _, ben = begin()
    keys = [f"k{n:05d}" for n in range(5_000)]
    actions.bring_in(ben, keys)
    with django_assert_max_num_queries(20):
        assert len(queries.resolved(ben, keys)) == 5_000


@pytest.mark.django_db
def test_an_alias_or_key_names_one_customer() -> None:
    people, ben = begin()
    pk = actions.add_customer(ben, "ana", "Ana Runs")
    actions.add_alias(ben, pk, "a-1")
    for taken in ("ana", "cleo", "a-1"):
        refused(409, lambda taken=taken: actions.add_alias(ben, people.cleo.pk, taken))
        refused(409, lambda taken=taken: actions.add_customer(ben, taken))
    refused(404, lambda: actions.remove_alias(ben, people.cleo.pk, "a-1"))
    actions.remove_alias(ben, pk, "a-1")
    actions.add_alias(ben, people.cleo.pk, "a-1")
    assert queries.pk_of(ben, "a-1") == people.cleo.pk and Alias.objects.count() == 1


@pytest.mark.django_db
def test_what_is_known_changes_and_the_journal_holds_no_words() -> None:
    people, ben = begin()
    actions.change(ben, people.cleo.pk, label="Cleo Q", traits={"city": "Köln", "team": "Harriers"})
    actions.set_traits(ben, people.cleo.pk, {"team": ""})
    card = queries.customer_of(ben, people.cleo.pk)
    assert (card.shown, card.traits) == ("Cleo Q", {"city": "Köln"})
    actions.rename(ben, people.cleo.pk, "")
    assert queries.customer_of(ben, people.cleo.pk).shown == "cleo"
    assert {line.customer for line in JournalLine.objects.all()} == {"cleo"}
    assert not [line for line in JournalLine.objects.all() if "Köln" in str(line.data) or "Cleo" in str(line.data)]


@pytest.mark.django_db
def test_consents_are_added_to_and_the_newest_holds() -> None:
    people, ben = begin()
    early, late = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)
    for given_, at in ((True, early), (False, late), (True, datetime(2025, 12, 1))):
        actions.record_consent(ben, people.cleo.pk, "quotes", given=given_, source="interview", at=at)
    consents = queries.customer_of(ben, people.cleo.pk).consents
    assert [(one.given, one.holds) for one in consents] == [(False, True), (True, False), (True, False)]
    assert queries.consents_holding(ben, "quotes") == {people.cleo.pk: False} and queries.consents_holding(ben, "mail") == {}
    refused(422, lambda: actions.record_consent(ben, people.cleo.pk, "quotes", given=True, at=timezone.now() + timedelta(days=1)))
    assert Consent.objects.count() == 3


@pytest.mark.django_db
def test_the_list_goes_on_where_it_ended() -> None:
    _, ben = begin()
    actions.bring_in(ben, [f"k{n:03d}" for n in range(120)], {"k003": {"city": "Bonn"}})
    seen: list[str] = []
    while page := queries.listing(ben, after=seen[-1] if seen else "", limit=50):
        seen += [line.key for line in page]
    assert seen == sorted(seen) == ["cleo", *(f"k{n:03d}" for n in range(120))]
    assert [line.key for line in queries.listing(ben, search="K00", limit=3)] == ["k000", "k001", "k002"]
    assert [line.key for line in queries.listing(ben, trait=("city", "Bonn"))] == ["k003"]
    assert [line.key for line in queries.listing(ben, search="100%_")] == [], "the signs of LIKE are letters here"


@pytest.mark.django_db
def test_the_page_of_customers_searches_and_turns() -> None:
    people, ben = begin()
    actions.bring_in(ben, [f"k{n:03d}" for n in range(60)], {"k059": {"city": "Bonn & Co"}})
    actions.add_alias(ben, people.cleo.pk, "needle@example.org")
    client = people.client(people.vic)
    first = client.get("/acme/-/customers/").content.decode()
    assert "k048" in first and "k049" not in first and "after=k048" in first
    assert "k049" in client.get("/acme/-/customers/?after=k048").content.decode()
    assert ">Cleo<" in client.get("/acme/-/customers/?search=NEEDLE").content.decode()
    assert "Nobody is found" in client.get("/acme/-/customers/", {"search": "zzz\x00"}).content.decode()
    assert "Bonn &amp; Co" in client.get("/acme/-/customers/", {"trait": "city", "value": "Bonn & Co"}).content.decode()
    assert people.client(people.eva).get("/acme/-/customers/").status_code == 403


@pytest.mark.django_db
def test_one_customers_page_takes_changes() -> None:
    people, _ = begin()
    client, here = people.client(people.ben), f"/acme/-/customers/{people.cleo.pk}/"
    for what, form in (("label", {"label": "Cleo <b>"}), ("traits", {"name": "city", "value": "Bonn"}), ("aliases", {"alias": "c-17"}),
                       ("consents", {"purpose": "quotes", "given": "no", "source": "mail"})):
        assert client.post(f"{here}{what}/", form).headers["Location"] == here
    page = client.get(here).content.decode()
    assert "Cleo &lt;b&gt;" in page and "Bonn" in page and "c-17" in page and "quotes" in page
    assert client.post(f"{here}aliases/", {"remove": "c-17"}).status_code == 302 and not Alias.objects.exists()
    assert client.post(f"{here}aliases/", {"alias": "cleo"}).status_code == 409
    assert client.post(f"{here}traits/", {"name": "", "value": "x"}).status_code == 422
    assert people.client(people.vic).post(f"{here}label/", {"label": "x"}).status_code == 403
    added = client.post("/acme/-/customers/new/", {"key": "zoe", "label": "Zoë"})
    assert "Zoë" in client.get(added.headers["Location"]).content.decode()
    viewers = people.client(people.vic).get(here).content.decode()
    assert "Erase" not in viewers and "Record an answer" not in viewers


@pytest.mark.django_db
def test_machines_do_what_pages_do() -> None:
    people, _ = begin()
    client, json = people.client(people.ben), "application/json"
    made = client.post("/api/acme/-/customers", {"key": "zoe", "label": "Zoë"}, content_type=json)
    assert made.status_code == 201 and client.post("/api/acme/-/customers", {"key": "zoe"}, content_type=json).status_code == 409
    here = f"/api/acme/-/customers/{made.json()['id']}"
    assert client.patch(here, {"traits": {"city": "Bonn"}}, content_type=json).status_code == 204
    assert client.post(f"{here}/aliases", {"alias": "z-1"}, content_type=json).status_code == 204
    assert client.post(f"{here}/consents", {"purpose": "quotes", "given": True}, content_type=json).status_code == 204
    assert client.post(f"{here}/consents", {"purpose": "quotes"}, content_type=json).status_code == 422
    found = client.get(here).json()
    assert (found["label"], found["traits"], found["aliases"], found["consents"][0]["holds"]) == ("Zoë", {"city": "Bonn"}, ["z-1"], True)
    assert client.delete(f"{here}/aliases?alias=z-1").status_code == 204
    page = client.get("/api/acme/-/customers?limit=1")
    assert ([one["key"] for one in page.json()["customers"]], page.json()["next"]) == (["cleo"], "cleo")
    assert client.get("/api/acme/-/customers?limit=1", headers={"If-None-Match": page.headers["ETag"]}).status_code == 304
    assert [one["key"] for one in client.get("/api/acme/-/customers?after=cleo").json()["customers"]] == ["zoe"]
    assert [one["id"] for one in client.get("/api/acme/-/customers?key=cleo").json()["customers"]] == [people.cleo.pk]
    assert people.client(people.vic).patch(here, {"label": "x"}, content_type=json).status_code == 403
    assert client.get(f"/api/acme/-/customers/{10**30}").status_code == 404


@pytest.mark.django_db
def test_a_search_that_is_longer_than_any_key_finds_nobody_and_breaks_nothing() -> None:
    people = cast()
    found = people.client(people.vic).get("/acme/-/customers/", {"search": "a" * 60_000})
    assert found.status_code == 200
    assert queries.listing(people.caller(people.vic), search="CLE")[0].key == "cleo"
