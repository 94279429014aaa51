"""Designs on live offers: prices, ages and choices of suppliers count at once, and are written down with the design."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from lifeworld.partners.actions.choices import choose
from lifeworld.partners.actions.runs import send_file, send_rows
from lifeworld.partners.core.supply import Supply
from lifeworld.partners.models import Attribution
from lifeworld.partners.tests.market import HEAD, pushed
from lifeworld.testing.cast import Cast
from lifeworld.tools.core.values import Candidates
from lifeworld.tools.models import SavedDesign
from lifeworld.tools.tests.shelf import ShelfTool
from lifeworld.tools.tests.shelved import BASE, JSON, OAK, SPEC, people

__all__ = ["people"]
pytestmark = pytest.mark.django_db


def feed(oak: float = 20.0, steel: float = 4.0, stock: int = 100) -> bytes:
    """Offers of an oaken board and steel brackets, and of nothing else."""
    return (HEAD + f"oak-18,woodworks,o18,{oak},EUR,{stock},1,1\nsteel-s,ironworks,ss,{steel},EUR,{stock},1,1\n").encode()


@pytest.fixture
def market(people: Cast) -> Cast:
    ana = people.caller(people.ana)
    pushed(ana, "volt")
    assert send_file(ana, "volt", "parts", feed()).state == "live"
    return people


def cost(people: Cast, **more: object) -> float | None:
    found: float | None = people.client(people.vic).post(f"{BASE}/design", {**OAK, **more}, **JSON).json()["cost"]
    return found


def test_a_design_costs_what_its_offers_cost(market: Cast) -> None:
    body = market.client(market.vic).post(f"{BASE}/design", OAK, **JSON).json()
    assert body["cost"] == 32.0 and body["cost_text"] == "32.00 EUR" and body["unpriced"] == 0 and body["oldest"] == "less than a minute"
    offer = body["lines"][1]["offer"]
    assert (offer["seller"], offer["seller_title"], offer["unit"], offer["cost"], offer["stock_text"]) == ("volt", "Volt", 4.0, 12.0,
                                                                                                       "100 in stock")
    candidates = market.client(market.vic).post(f"{BASE}/configure", {"spec": {**SPEC, "cost": 40}}, **JSON).json()
    assert candidates["n"] > 0 and all("oak-18 on" in title and "steel-s" in title for title in candidates["titles"].values())


def test_a_changed_price_counts_at_once_and_an_old_design_says_so(market: Cast) -> None:
    vic = market.client(market.vic)
    address = vic.post(f"{BASE}/save", OAK, **JSON).json()["hash"]
    page = vic.get(f"{BASE}/d/{address}/").content.decode()
    assert "32.00 EUR" in page and "The oldest quote was" in page and "Volt" in page and "100 in stock" in page
    send_file(market.caller(market.ana), "volt", "parts", feed(oak=25.0, stock=50))
    assert cost(market) == 37.0
    replayed = vic.get(f"{BASE}/d/{address}/replay/").content.decode()
    assert "B1 oak-18 costs 25.00 EUR now, before 20.00 EUR, 25 % more." in replayed and "50 in stock now, before 100" in replayed
    assert "32.00 EUR" in vic.get(f"{BASE}/d/{address}/").content.decode(), "what was saved stays as it was"
    send_file(market.caller(market.ana), "volt", "parts", feed(stock=2))
    assert "has no offer now: No offer has stock enough" in vic.get(f"{BASE}/d/{address}/replay/").content.decode()


def test_an_old_design_says_which_offers_are_stale_or_gone_and_stays_as_it_was(market: Cast) -> None:
    vic, ana = market.client(market.vic), market.caller(market.ana)
    address = vic.post(f"{BASE}/save", OAK, **JSON).json()["hash"]
    saved = {path: vic.get(f"{BASE}/d/{address}/{path}").content for path in ("file/bom.csv", "file/design.json")}
    old = {"mpn": "oak-18", "manufacturer": "woodworks", "sku": "o18", "price": 20, "currency": "EUR", "stock": 100, "ttl_s": 60,
           "observed_at": "2020-01-01"}
    send_rows(ana, "volt", "parts", [old, {"sku": "ss", "availability": "withdrawn"}])
    body = vic.get(f"{BASE}/d/{address}/replay/", headers={"Accept": "application/json"}).json()
    told = {one["what"]: (one["kind"], one["sentence"], one["worse"]) for one in body["changes"] if one["kind"] == "gone"}
    assert told == {"B1": ("gone", "B1 oak-18 has no offer now: All its offers are too old to be used.", True),
                    "K1": ("gone", "K1 steel-s has no offer now: Nobody offers it.", True)}
    assert body["cost"] == {"then": 32.0, "now": None, "currency": "EUR"}
    send_rows(ana, "volt", "parts", [{**old, "price": 30, "observed_at": None, "ttl_s": None}])
    page = vic.get(f"{BASE}/d/{address}/replay/").content.decode()
    assert "B1 oak-18 costs 30.00 EUR now, before 20.00 EUR, 50 % more." in page and "K1 steel-s has no offer now" in page
    assert saved == {path: vic.get(f"{BASE}/d/{address}/{path}").content for path in saved}, "what was saved stays as it was"
    assert "32.00 EUR" in vic.get(f"{BASE}/d/{address}/").content.decode()


def test_the_page_of_a_partner_leads_to_the_designs_it_brought(market: Cast) -> None:
    vic, ana = market.client(market.vic), market.client(market.ana)
    address = vic.post(f"{BASE}/save", OAK, **JSON).json()["hash"]
    registered = {"partner": "volt", "design": address, "tool": "shelf", "product": "Lamp", "company": "Hell AG", "volume_a_year": "10",
                  "valid_until": str(timezone.now().date() + timedelta(days=30))}
    assert ana.post("/acme/-/registrations/", registered).status_code == 302
    link = f'<a href="{BASE}/d/{address}/"><code>{address}</code></a>'
    assert vic.get("/acme/-/partners/volt/").content.decode().count(link) == 3, "one for each item, one as registered"
    assert link in vic.get("/acme/-/registrations/").content.decode()
    assert vic.get(f"{BASE}/d/{address}/").status_code == 200


def test_the_choice_of_suppliers_is_honoured_and_recorded(market: Cast) -> None:
    assert cost(market, choice={"sellers": {"volt": "blocked"}}) is None
    choose(market.caller(market.ana), "volt", "blocked", job="shelf")
    assert cost(market) is None
    assert cost(market, choice={"default": "allowed", "sellers": {}}) == 32.0, "her own choice goes before the place's"
    market.client(market.vic).post(f"{BASE}/save", OAK, **JSON)
    kept = SavedDesign.objects.get().body["supply"]["choice"]
    assert kept["by_seller"] == {"volt": "blocked"} and kept["is_default"] is False


def test_whose_offers_serve_a_design_is_written_down(market: Cast) -> None:
    market.client(market.vic).post(f"{BASE}/save", OAK, **JSON)
    assert set(Attribution.objects.values_list("seller", "what")) == {("volt", "offer")} and Attribution.objects.count() == 2


def test_what_is_bought_together_is_priced_together(market: Cast) -> None:
    assert cost(market, quantity=30) == 32.0
    short = market.client(market.vic).post(f"{BASE}/design", {**OAK, "quantity": 50}, **JSON).json()
    assert (short["cost"], short["unpriced"]) == (20.0, 1) and short["lines"][1]["why"] == "No offer has stock enough, or says so."
    assert cost(market, currency="USD") is None, "no rate is known"


def test_what_was_found_before_is_told_at_the_prices_of_now_while_the_search_goes_on(market: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def repriced(self: ShelfTool, candidates: Candidates, supply: Supply) -> Candidates:
        seen.append("at once")
        return replace(candidates, notes=("Prices are of now.",))

    ask = {"spec": SPEC, "whole": False}
    vic = market.client(market.vic)
    monkeypatch.setattr(ShelfTool, "repriced", repriced, raising=False)
    first = vic.post(f"{BASE}/configure", ask, **JSON).json()
    assert first["partial"] is False and not seen, "nothing was found before"
    assert vic.post(f"{BASE}/configure", ask, **JSON).json()["partial"] is False, "no offer changed"
    send_file(market.caller(market.ana), "volt", "parts", feed(oak=25.0))
    told = vic.post(f"{BASE}/configure", ask, **JSON).json()
    assert (told["partial"], told["n"], told["notes"], seen) == (True, first["n"], ["Prices are of now."], ["at once"])
    whole = vic.post(f"{BASE}/configure", {"spec": SPEC}, **JSON).json()
    assert whole["partial"] is False and len(seen) == 1
    assert vic.post(f"{BASE}/configure", ask, **JSON).json()["partial"] is False, "the search is done"
