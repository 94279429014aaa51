"""The whole path: events come in, the place is scored, people look, a partner sees its own, a customer is erased."""

from __future__ import annotations

import json
import re

import pytest

from lifeworld.customers.models import Customer
from lifeworld.goals.actions.links import make_link
from lifeworld.goals.models import Check
from lifeworld.kit.caller import Caller
from lifeworld.partners.actions.partners import make_partner_key
from lifeworld.scorecard.actions.scoring import score
from lifeworld.scorecard.core.partner_view import EARNINGS, view_of
from lifeworld.scorecard.core.plans import SENTENCES
from lifeworld.scorecard.core.values import FACTORS
from lifeworld.scorecard.models import FactorWeight, PartnerSight, Score
from lifeworld.scorecard.queries.scores import card_at
from lifeworld.scorecard.tests.scored import furnished, happened
from lifeworld.site.erasure import erase, everything_about
from lifeworld.site.worker import work_off
from lifeworld.testing.cast import Cast, cast

pytestmark = pytest.mark.django_db
HERE = "/acme/-/scorecard/"


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def owner(people: Cast) -> Caller:
    return people.caller(people.ana)


def test_from_events_to_a_card_to_a_partner_to_an_erasure(people: Cast, owner: Caller) -> None:
    customers = furnished(owner)
    happened(owner, customers)
    token = make_link(owner, customers[1].pk, "Hers")[1]
    she_says_what_matters(people, token)
    ana = people.client(people.ana)
    assert ana.post(f"{HERE}score/").status_code == 302
    assert ana.post(f"{HERE}score/", follow=True).status_code == 200 and Score.objects.count() == 1  # one at a time
    work_off()
    found = card_at(owner)
    assert found is not None
    shown, card = found
    assert (shown.state, shown.simulated, shown.definitions) == ("done", True, card.definitions) and len(shown.inputs) == 64
    assert {one.factor for one in card.scores} == {factor.key for factor in FACTORS}
    assert card.inputs["uses"]["rows"] == 90 and card.inputs["weights"]["rows"] == 2 + len(FACTORS)
    the_pages_show_it(people, customers)
    a_partner_sees_its_own_and_nothing_of_others(people, owner)
    one_customer_more_changes_nothing_that_a_partner_sees(owner, customers)
    whoever_is_erased_is_in_no_table_and_no_card(people, owner, customers[1])


def she_says_what_matters(people: Cast, token: str) -> None:
    nobody, address = people.client(None), f"/own/{token}/matters/"
    page = nobody.get(address)
    assert page.status_code == 200 and all(sentence in page.content.decode() for sentence in SENTENCES.values())
    assert nobody.post(address, {"weight-success": "7"}).status_code == 422
    assert nobody.post(address, {f"weight-{factor.key}": factor.number % 5 for factor in FACTORS}).status_code == 302
    assert FactorWeight.objects.count() == len(FACTORS)


def the_pages_show_it(people: Cast, customers: list[Customer]) -> None:
    vic = people.client(people.vic)
    page = vic.get(HERE).content.decode()
    assert all(factor.title in page for factor in FACTORS) and "Score it now" not in page
    for factor in FACTORS:
        assert vic.get(f"{HERE}{factor.key}/").status_code == 200
    assert vic.get(f"{HERE}nothing/").status_code == 404
    card = json.loads(vic.get(f"{HERE}report.json").content)
    text = json.dumps(card)
    assert not [one.key for one in customers if one.key in text] and not re.search(r"\bh\d+\b", text)  # nobody, and no household
    assert vic.get(f"{HERE}report.html").content.startswith(b"<!doctype html>")
    assert vic.get(f"{HERE}report.pdf").content.startswith(b"%PDF")
    assert vic.post(f"{HERE}score/").status_code == 403
    earned = vic.get(f"{HERE}earnings/").content.decode()
    assert "Volt" in earned and "EUR" in earned


def a_partner_sees_its_own_and_nothing_of_others(people: Cast, owner: Caller) -> None:
    assert set(PartnerSight.objects.values_list("partner__key", flat=True)) == {"volt", "quayside", "harbour"}
    assert people.client(people.vic).get(f"{HERE}partners-view/volt/").status_code == 200
    key = {"Authorization": f"Bearer {make_partner_key(owner, 'volt').secret}"}
    client = people.client(None)
    own = client.get("/api/acme/-/scorecard/partners", headers=key).json()
    assert [one["key"] for one in own] == ["volt"]
    mine = client.get("/api/acme/-/scorecard/partners/volt", headers=key)
    assert mine.status_code == 200 and mine.json()["figures"] and "Quayside" not in mine.content.decode()
    for path in ("/api/acme/-/scorecard/partners/quayside", "/api/acme/-/scorecard", "/api/acme/-/scorecard/earnings"):
        assert client.get(path, headers=key).status_code in {403, 404}, path


def shown_to_partners() -> dict[str, list[object]]:
    """What partners see of their customers, by partner; their own books apart."""
    views = {one.partner.key: view_of(one.body) for one in PartnerSight.objects.select_related("partner").order_by("partner__key")}
    return {key: [one for one in view.figures if one.name != EARNINGS] for key, view in views.items()}


def one_customer_more_changes_nothing_that_a_partner_sees(owner: Caller, customers: list[Customer]) -> None:
    before, cards = shown_to_partners(), [card_at(owner)]
    Check.objects.filter(scale__goal__customer=customers[0]).update(value=5.0)
    score(owner)
    work_off()
    cards.append(card_at(owner))
    one, other = (found[1].inputs["goals"] for found in cards if found is not None)
    assert one != other and any(figure.enough for figures in before.values() for figure in figures)
    assert shown_to_partners() == before


def whoever_is_erased_is_in_no_table_and_no_card(people: Cast, owner: Caller, customer: Customer) -> None:
    assert len(everything_about(owner, customer.pk)["scorecard"]["factor_weights"]) == len(FACTORS)
    erase(owner, customer.pk)
    assert not FactorWeight.objects.exists()
    assert Score.objects.filter(state="done").count() == 2  # what was found stays: it names nobody
    score(owner)
    work_off()
    found = card_at(owner)
    assert found is not None and found[1].inputs["weights"]["rows"] == 2
