"""Whose choice of suppliers holds when a kept design is reckoned again: her own as she made it, the place's as the place keeps it now."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from django.test import Client

from lifeworld.partners.actions.choices import choose
from lifeworld.partners.actions.runs import send_file, send_rows
from lifeworld.partners.core.supply import Supply
from lifeworld.partners.models import Attribution
from lifeworld.partners.tests.market import pushed
from lifeworld.testing.cast import Cast
from lifeworld.tools.actions.studies import start_configure
from lifeworld.tools.actions.work import work_once
from lifeworld.tools.core.wanted import Wanted
from lifeworld.tools.core.wire import unwired
from lifeworld.tools.files.report_pdf import _said as said_of
from lifeworld.tools.models import SavedDesign
from lifeworld.tools.queries.jobs import job_of
from lifeworld.tools.tests.shelf import ShelfTool
from lifeworld.tools.tests.shelved import BASE, JSON, OAK, SPEC, people
from lifeworld.tools.tests.test_market import feed
from lifeworld.tools.tests.test_open_desks import opened

__all__ = ["people"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def market(people: Cast) -> Cast:
    ana = people.caller(people.ana)
    for seller in ("volt", "watt"):
        pushed(ana, seller)
    assert send_file(ana, "volt", "parts", feed()).state == send_file(ana, "watt", "parts", feed(oak=30.0)).state == "live"
    return people


def now_of(client: Client, url: str) -> list[str]:
    """Sellers of the lines of a kept design, on the offers of now."""
    body = client.get(f"{url}replay/", headers={"Accept": "application/json"}).json()
    return [line["offer"]["seller"] if line["offer"] else "" for line in body["now"]["lines"] if line["item"]]


def test_the_place_may_choose_otherwise_after_a_visitor_kept_a_design(market: Cast) -> None:
    ana, nobody, desk = market.caller(market.ana), Client(), opened(market)
    choose(ana, "watt", "blocked", job="shelf")
    url = nobody.post(f"{desk}/save", OAK, **JSON).json()["url"]
    assert now_of(nobody, url) == ["volt", "volt"]
    choose(ana, "watt", "allowed", job="shelf")
    choose(ana, "volt", "blocked", job="shelf")
    assert now_of(nobody, url) == ["watt", "watt"]
    turned = nobody.post(f"{url}turn", {"slot": "B1", "item": "PINE-18@woodworks"}, **JSON).json()["hash"]
    body = SavedDesign.objects.get(hash=turned).body
    assert {line["offer"]["seller"] for line in body["lines"] if line["offer"]} == {"watt"}
    assert body["supply"]["choice"] == {"is_default": False, "job": "shelf"}, "visitors are not told whom the place blocks"


@pytest.mark.parametrize("visitor", [True, False])
def test_what_somebody_chose_herself_is_chosen_again(market: Cast, visitor: bool) -> None:
    client, base = (Client(), opened(market)) if visitor else (market.client(market.vic), BASE)
    url = client.post(f"{base}/save", {**OAK, "choice": {"sellers": {"volt": "blocked"}}}, **JSON).json()["url"]
    assert now_of(client, url) == ["watt", "watt"]


def test_a_study_is_made_with_the_choice_of_its_design(market: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody, seen, design = Client(), [], ShelfTool.design

    def watched(self: ShelfTool, spec: object, parts: object, turned: object, supply: Supply) -> object:
        seen.append(supply.choice.standing("volt"))
        return design(self, spec, parts, turned, supply)

    monkeypatch.setattr(ShelfTool, "design", watched)
    url = nobody.post(f"{opened(market)}/save", {**OAK, "choice": {"sellers": {"volt": "blocked"}}}, **JSON).json()["url"]
    assert nobody.post(f"{url}studies/sag", **JSON).status_code == 202 and work_once()
    assert seen == ["blocked", "blocked"]


def test_a_customers_own_choice_holds_for_candidates_that_are_looked_for_in_the_background(market: Cast) -> None:
    ana = market.caller(market.ana)
    cleo = replace(ana, scopes=frozenset({"tools.use"}), who="link:1", user=None, customer=market.cleo.key)
    choose(ana, "volt", "blocked", customer=market.cleo.pk, job="shelf")
    costs = []
    for caller in (cleo, ana):
        job = start_configure(caller, "shelf", Wanted({**SPEC, "wood": "oak"}))
        assert work_once()
        found = job_of(ana, "shelf", job.pk).result
        assert found is not None
        cost = unwired(found["candidates"]).values["cost"]
        costs.append(float(np.nanmin(cost)))
    assert costs == [38.0, 28.0], "watt's board is dearer by 10"


def test_partners_earn_from_what_is_kept_not_from_what_would_be_taken_now(market: Cast) -> None:
    vic = market.client(market.vic)
    assert vic.post(f"{BASE}/save", OAK, **JSON).status_code == 201
    send_file(market.caller(market.ana), "volt", "parts", feed(oak=90.0, steel=90.0))
    kept = SavedDesign.objects.get().hash
    assert vic.get(f"{BASE}/d/{kept}/replay/").status_code == vic.get(f"{BASE}/d/{kept}/file/bom.csv").status_code == 200
    assert set(Attribution.objects.values_list("seller", flat=True)) == {"volt"}


def test_a_page_is_new_where_its_note_or_its_design_is_another(market: Cast) -> None:
    vic, desk = market.client(market.vic), opened(market)
    address = Client().post(f"{desk}/save", OAK, **JSON).json()["hash"]
    url = f"{BASE}/d/{address}/"
    tag = vic.get(url).headers["ETag"]
    send_file(market.caller(market.ana), "volt", "parts", feed(oak=25.0))
    assert vic.post(f"{BASE}/save", OAK, **JSON).status_code == 201
    page = vic.get(url, headers={"If-None-Match": tag})
    assert page.status_code == 200 and "37.00 EUR" in page.content.decode()
    tags = set()
    for note in ("ab", "cd"):
        assert vic.post(f"{url}note", {"note": note}).status_code == 302
        vic.get(url)
        tags.add(vic.get(url).headers["ETag"])
    assert len(tags) == 2


def test_a_price_of_some_parts_is_not_told_as_the_price_of_all(market: Cast) -> None:
    vic, ana = market.client(market.vic), market.caller(market.ana)
    url = vic.post(f"{BASE}/save", {**OAK, "quantity": 20}, **JSON).json()["url"]
    send_file(ana, "watt", "parts", feed(stock=30))
    send_file(ana, "volt", "parts", feed(stock=30))
    body = vic.get(f"{url}replay/", headers={"Accept": "application/json"}).json()
    assert (body["now"]["cost"], body["now"]["unpriced"], body["cost"]) == (20.0, 1, {"then": 32.0, "now": None, "currency": "EUR"})
    assert said_of(body["now"]).endswith("Its parts that have a price cost 20.00 EUR a design when 20 are bought. "
                                         "Without a price: 1 of its parts. The oldest quote is less than a minute old.")


def test_an_offer_for_another_country_does_not_count_where_the_country_is_told(market: Cast) -> None:
    vic, ana = market.client(market.vic), market.caller(market.ana)
    row = {"mpn": "oak-18", "manufacturer": "woodworks", "sku": "o18", "price": 5, "currency": "EUR", "stock": 100, "region": "US"}
    send_rows(ana, "volt", "parts", [row])

    def of_board(**more: str) -> tuple[str, float]:
        offer = vic.post(f"{BASE}/design", {**OAK, **more}, **JSON).json()["lines"][0]["offer"]
        return offer["seller"], offer["cost"]

    assert (of_board(), of_board(region="US"), of_board(region="DE")) == (("volt", 5.0), ("volt", 5.0), ("watt", 30.0))
    assert vic.post(f"{BASE}/configure", {"spec": SPEC}, **JSON).json()["regions"] == ["US"]
    url = vic.post(f"{BASE}/save", {**OAK, "region": "DE"}, **JSON).json()["url"]
    assert now_of(vic, url)[0] == "watt"
    assert vic.post(f"{BASE}/design", {**OAK, "region": "Germany"}, **JSON).json()["code"] == "bad_region"
