"""Pages that seat panels of several rooms show what the caller may see, and their links lead somewhere."""

from __future__ import annotations

import re
from typing import Any

import pytest

from lifeworld.constellations.actions.catch_up import catch_up
from lifeworld.events.actions import record
from lifeworld.events.models import JournalLine
from lifeworld.events.queries import journal
from lifeworld.places import actions as places
from lifeworld.site.journal import told
from lifeworld.site.panels import StudyOfCustomer, studies_of_customer
from lifeworld.site.tests.furnished_circles import take_all_up
from lifeworld.testing.cast import Cast, cast
from lifeworld.voices.actions.studies import create_study
from lifeworld.voices.models import Statement

pytestmark = pytest.mark.django_db
QUERIES_MAX, QUERIES_OF_WORLDS_MAX = 18, 4
LINK = re.compile(r'<a [^>]*href="(/acme/[^"]+)"')


@pytest.fixture
def people() -> Cast:
    people = cast()
    ana = people.caller(people.ana)
    study = create_study(ana, "Runners")
    create_study(ana, "Empty")
    Statement.objects.create(study_id=study.pk, customer=people.cleo, key="s1", text="We run with the club.")
    record(ana, "voices.coded", customer="cleo", data={"study": study.pk})
    while catch_up(ana):
        pass
    places.add_place(ana, "berlin", "Berlin")
    return people


def test_the_first_page_of_a_place_shows_what_is_in_it(people: Cast) -> None:
    for who, tabs in (("ana", 16), ("ben", 11), ("vic", 11), ("eva", 1)):
        page = people.client(getattr(people, who)).get("/acme/").content.decode()
        assert "Acme Running" in page and "Runners" in page and "acme/berlin" in page
        nav = page[page.index('aria-label="In this place"'):]
        assert nav[:nav.index("</nav>")].count("<a ") == tabs, who
    inner = people.client(people.vic).get("/acme/berlin/").content.decode()
    assert 'href="/acme/">Acme Running</a>' in inner and "Runners" not in inner


def test_a_customers_page_leads_to_what_was_said_and_made(people: Cast) -> None:
    here = f"/acme/-/customers/{people.cleo.pk}/"
    assert studies_of_customer(people.caller(people.vic), people.cleo.pk) == [
        StudyOfCustomer("runners", "Runners", 1, 0, "undetermined")]
    for who in (people.ana, people.vic):
        client = people.client(who)
        page = client.get(here).content.decode()
        links = {link.replace("&amp;", "&") for link in LINK.findall(page)}
        assert any("/ecosystems/" in link for link in links) and any("statements/" in link for link in links)
        assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_every_link_of_the_places_own_pages_leads_somewhere(people: Cast) -> None:
    ana = people.client(people.ana)
    for name in ("", "-/place/", "-/members/", "-/keys/", "-/embeds/", "-/customers/", "-/journal/", "-/worlds/", "-/circles/"):
        page = f"/acme/{name}"
        links = {link.replace("&amp;", "&") for link in LINK.findall(ana.get(page).content.decode())}
        assert {link: ana.get(link).status_code for link in links} == dict.fromkeys(links, 200), page


def test_a_place_with_every_world_shows_its_panels_in_few_queries(people: Cast, django_assert_max_num_queries: Any) -> None:
    ana = people.client(people.ana)
    ana.get("/acme/")
    with django_assert_max_num_queries(QUERIES_MAX):
        assert ana.get("/acme/").status_code == 200
    take_all_up(people.caller(people.ana))
    with django_assert_max_num_queries(QUERIES_MAX + QUERIES_OF_WORLDS_MAX):
        page = ana.get("/acme/").content.decode()
    links = {link.replace("&amp;", "&") for link in LINK.findall(page)}
    assert {link: ana.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_the_journal_names_colleagues_to_whoever_may_know_them(people: Cast) -> None:
    vic = people.caller(people.vic)
    key = places.make_key(people.caller(people.ana), "nightly", ["events.see"])
    JournalLine.objects.create(place="acme", type="test.a", who=f"key:{key.id}", customer="gone", at="2026-05-01T07:30:00Z")
    lines = told(vic, journal(vic, limit=100))
    assert {one.by for one in lines} == {"Ana", "key «nightly»"}
    assert {one.line.customer: one.customer_id for one in lines} == {"": None, "cleo": people.cleo.pk, "gone": None}
