"""Whoever saves a design has it on her terms: for her quantity, in her currency, by her choice of suppliers, on the offers of that day."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from lifeworld.events.models import JournalLine
from lifeworld.partners.actions.choices import choose
from lifeworld.partners.actions.rates import set_rates
from lifeworld.partners.actions.runs import send_file
from lifeworld.partners.models import Attribution
from lifeworld.testing.cast import Cast
from lifeworld.tools.actions.saving import save
from lifeworld.tools.actions.work import work_once
from lifeworld.tools.core.canonical import terms_hash
from lifeworld.tools.core.kept import Attribution as Made
from lifeworld.tools.core.wanted import Pointed, Wanted
from lifeworld.tools.models import DesignJob, DesignTerms, SavedDesign
from lifeworld.tools.tests.shelved import BASE, JSON, OAK, SPEC, people
from lifeworld.tools.tests.test_choice_kept import market
from lifeworld.tools.tests.test_market import feed
from lifeworld.tools.tests.test_open_desks import opened

__all__ = ["market", "people"]
pytestmark = pytest.mark.django_db
WITHOUT_VOLT = {**OAK, "choice": {"sellers": {"volt": "blocked"}}}


def sellers_of(client: Client, url: str) -> list[str]:
    """Whose offers the lines of a kept design take."""
    body = client.get(url, headers={"Accept": "application/json"}).json()
    return [line["offer"]["seller"] for line in body["lines"] if line["item"]]


def test_the_second_who_saves_a_design_has_it_on_her_own_terms(market: Cast) -> None:
    vic, ben = market.client(market.vic), market.client(market.ben)
    first = vic.post(f"{BASE}/save", OAK, **JSON).json()
    answer = ben.post(f"{BASE}/save", {**WITHOUT_VOLT, "quantity": 20}, **JSON)
    hers = answer.json()
    assert answer.status_code == 201 and hers["hash"] == first["hash"] and hers["terms"] != first["terms"]
    assert hers["address"] == f"{hers['hash']}-{hers['terms']}" and hers["url"] == f"{BASE}/d/{hers['address']}/"
    assert (sellers_of(vic, first["url"]), sellers_of(vic, hers["url"])) == (["volt", "volt"], ["watt", "watt"])
    body = ben.get(hers["url"], headers={"Accept": "application/json"}).json()
    assert (body["quantity"], body["supply"]["choice"]["by_seller"], body["cost"]) == (20, {"volt": "blocked"}, 42.0)
    assert [one["url"] for one in body["others"]] == [first["url"]]
    page = ben.get(first["url"]).content.decode()
    assert "32.00 EUR" in page and f'<a href="../{hers["address"]}/">for 20 at 42.00 EUR each' in page
    page = ben.get(hers["url"]).content.decode()
    assert "volt blocked" in page and "42.00 EUR for one of 20" in page and f'<a href="../{first["hash"]}/">for 1 at 32.00 EUR each' in page
    assert f'<code>{hers["address"]}</code>' in page
    again = ben.post(f"{BASE}/save", {**WITHOUT_VOLT, "quantity": 20}, **JSON)
    assert again.status_code == 200 and again.json() == {**hers, "created": False}
    assert SavedDesign.objects.count() == DesignTerms.objects.count() == 1
    assert ben.get(f"{BASE}/designs/").content.decode().count('name="d"') == 1
    assert ben.get(f"{BASE}/d/{first['hash']}-{'0' * 16}/").status_code == 404


def test_everything_below_an_address_is_on_its_terms(market: Cast) -> None:
    vic, ana = market.client(market.vic), market.caller(market.ana)
    first = vic.post(f"{BASE}/save", OAK, **JSON).json()
    hers = vic.post(f"{BASE}/save", {**WITHOUT_VOLT, "quantity": 20}, **JSON).json()
    assert ",watt," in vic.get(f"{hers['url']}file/bom.csv").content.decode()
    assert ",volt," in vic.get(f"{first['url']}file/bom.csv").content.decode()
    assert f"shelf-{hers['address']}-bom.csv" in vic.get(f"{hers['url']}file/bom.csv").headers["Content-Disposition"]
    assert vic.get(f"{hers['url']}file/design.json").json()["quantity"] == 20
    assert "for 20 of it" in vic.get(f"{hers['url']}buy/").content.decode() and "What Watt delivers" in \
        vic.get(f"{hers['url']}buy/").content.decode()
    send_file(ana, "watt", "parts", feed(oak=35.0))
    body = vic.get(f"{hers['url']}replay/", headers={"Accept": "application/json"}).json()
    assert body["cost"] == {"then": 42.0, "now": 47.0, "currency": "EUR"}
    assert f'<a href="{hers["url"]}">' in vic.get(f"{hers['url']}replay/").content.decode()
    both = vic.get(f"{BASE}/compare?d={first['address']}&d={hers['address']}", headers={"Accept": "application/json"}).json()
    assert [one["url"] for one in both["designs"]] == [first["url"], hers["url"]]
    cost = next(row for row in both["rows"] if row["key"] == "cost")
    assert [cell["text"] for cell in cost["cells"]] == ["32.00 EUR", "42.00 EUR"] and cost["best"] == []
    assert cost["why"] == "No price is called best, because the designs were kept for 1 and 20 of each."
    assert cost["why"] in vic.get(f"{BASE}/compare?d={first['address']}&d={hers['address']}").content.decode()
    turned = vic.post(f"{hers['url']}turn", {"slot": "K1", "item": "WIRE@ironworks"}, **JSON).json()
    after = SavedDesign.objects.get(hash=turned["hash"])
    assert after.body["quantity"] == 20 and after.body["supply"]["choice"]["by_seller"] == {"volt": "blocked"}
    assert after.previous is not None and after.previous.hash == first["hash"]


def test_a_study_is_of_the_terms_on_which_it_was_asked_for(market: Cast) -> None:
    vic = market.client(market.vic)
    first = vic.post(f"{BASE}/save", OAK, **JSON).json()
    hers = vic.post(f"{BASE}/save", WITHOUT_VOLT, **JSON).json()
    assert vic.post(f"{hers['url']}studies/sag", **JSON).status_code == 202 and work_once()
    assert "Sag at twice the load" in vic.get(hers["url"]).content.decode()
    assert "Sag at twice the load" not in vic.get(first["url"]).content.decode()
    assert vic.post(f"{first['url']}studies/sag", **JSON).status_code == 202 and DesignJob.objects.count() == 2
    named = f"{BASE}/d/{first['hash']}-{first['terms']}/"
    assert sellers_of(vic, named) == ["volt", "volt"], "the first terms may be named, too"
    assert vic.post(f"{named}studies/sag", **JSON).status_code == 202 and DesignJob.objects.count() == 2
    assert f"sag of {hers['address']}" in vic.get(f"{BASE}/jobs/").content.decode()


def test_only_what_is_new_is_attributed(market: Cast) -> None:
    ana = market.caller(market.ana)
    wanted, pointed = Wanted(SPEC), Pointed(OAK["parts"], OAK["turned"])
    page = Made(embed="shopkey", placement="garage", origin="https://shop.example")
    save(ana, "shelf", wanted, pointed)
    save(ana, "shelf", wanted, pointed, attribution=page)
    assert set(Attribution.objects.values_list("what", "seller", "n")) == {("offer", "volt", 1)}
    assert JournalLine.objects.filter(type="tools.saved").count() == 1
    market.client(market.vic).post(f"{BASE}/save", WITHOUT_VOLT, **JSON)
    assert set(Attribution.objects.values_list("seller", "n")) == {("volt", 1), ("watt", 1)}, "volt did not serve her"
    assert JournalLine.objects.filter(type="tools.saved").count() == 2


def test_terms_are_what_was_asked_and_what_is_paid(market: Cast) -> None:
    vic, ana = market.client(market.vic), market.caller(market.ana)
    set_rates(ana, date(2026, 5, 1), "EUR", {"USD": 1.25}, source="test")
    asked = [OAK, {**OAK, "quantity": 2}, {**OAK, "currency": "USD"}, {**OAK, "region": "DE"},
             {**OAK, "choice": {"sellers": {"watt": "blocked"}}}]
    found = [vic.post(f"{BASE}/save", one, **JSON).json()["terms"] for one in (*asked, *asked)]
    assert len(set(found)) == len(asked) and found[:5] == found[5:]
    send_file(ana, "volt", "parts", feed(stock=99))
    assert vic.post(f"{BASE}/save", OAK, **JSON).json()["terms"] == found[0], "how many are left does not count"
    send_file(ana, "volt", "parts", feed(oak=21.0))
    dearer = vic.post(f"{BASE}/save", OAK, **JSON).json()
    assert dearer["created"] and "33.00 EUR" in vic.get(dearer["url"]).content.decode(), "she sees what she was shown"


def test_visitors_terms_are_their_own_and_bounded(market: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    vic, nobody, desk = market.client(market.vic), Client(), opened(market)
    vic.post(f"{BASE}/save", OAK, **JSON)
    ours = vic.post(f"{BASE}/save", {**OAK, "quantity": 7}, **JSON).json()
    theirs = nobody.post(f"{desk}/save", OAK, **JSON).json()
    assert "for 7 at" not in nobody.get(theirs["url"]).content.decode()
    assert nobody.get(f"{desk}/d/{ours['address']}/").status_code == 404
    monkeypatch.setattr("lifeworld.tools.actions.saving.VISITORS_AN_HOUR", 2)
    own = nobody.post(f"{desk}/save", {**OAK, "quantity": 9}, **JSON)
    assert own.status_code == 201 and vic.get(f"{BASE}/d/{own.json()['address']}/").status_code == 200
    assert nobody.post(f"{desk}/save", {**OAK, "quantity": 10}, **JSON).status_code == 429
    assert nobody.post(f"{desk}/save", {**OAK, "quantity": 9}, **JSON).status_code == 200


def test_whom_the_place_blocks_is_not_told_to_visitors(market: Cast) -> None:
    vic, nobody, desk = market.client(market.vic), Client(), opened(market)
    choose(market.caller(market.ana), "volt", "blocked", job="shelf")
    choose(market.caller(market.ana), "watt", "preferred", job="shelf")
    kept = nobody.post(f"{desk}/save", OAK, **JSON).json()
    url = kept["url"]
    assert sellers_of(nobody, url) == ["watt", "watt"], "it is honoured"
    told = [nobody.get(f"{desk}/"), nobody.get(url), nobody.get(f"{url}replay/"), nobody.get(f"{url}file/design.json"),
            nobody.get(f"{url}file/bom.csv"), nobody.get(f"{desk}/compare?d={kept['hash']}&all=1"),
            nobody.post(f"{desk}/design", OAK, **JSON), nobody.post(f"{desk}/configure", {"spec": SPEC}, **JSON),
            *(nobody.get(f"{url}{rest}", headers={"Accept": "application/json"}) for rest in ("", "replay/"))]
    for one in told:
        assert one.status_code == 200 and b"blocked" not in one.content and b"preferred" not in one.content, one.request["PATH_INFO"]
    assert "Choice of suppliers: chosen by the place." in told[1].content.decode()
    assert "Choice of suppliers: chosen by the place." in vic.get(f"{BASE}/d/{kept['hash']}/").content.decode()
    body = SavedDesign.objects.get().body
    assert body["supply"]["choice"] == {"is_default": False, "job": "shelf"} and terms_hash(body) == kept["terms"], "nor can it be guessed"
    ours = vic.post(f"{BASE}/save", OAK, **JSON).json()
    assert "volt blocked" in vic.get(ours["url"]).content.decode() and b'"blocked"' in vic.get(f"{BASE}/").content


def test_what_visitors_see_of_a_discarded_design_is_said(market: Cast) -> None:
    ben, desk = market.client(market.ben), opened(market)
    kept = ben.post(f"{BASE}/save", OAK, **JSON).json()
    ben.post(f"{BASE}/save", {**OAK, "quantity": 3}, **JSON)
    Client().post(f"{desk}/save", OAK, **JSON)
    said = ben.post(f"{BASE}/d/{kept['hash']}/discard", {"sure": "yes"}, follow=True).content.decode()
    assert "The design is kept no more. A visitor saved the same one: its address opens that one." in said
    assert SavedDesign.objects.get().visitor and not DesignTerms.objects.exists() and ben.get(kept["url"]).status_code == 200
    said = ben.post(f"{BASE}/d/{kept['hash']}/discard", {"sure": "yes"}, follow=True).content.decode()
    assert "The design is kept no more." in said and "A visitor saved" not in said and ben.get(kept["url"]).status_code == 404
