"""Baskets over sellers with shipping: through the machines' door, from the terminal, and where shipping is written down."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.test import Client

from lifeworld.kit.errors import InputRefused
from lifeworld.partners.actions.choices import choose
from lifeworld.partners.actions.partners import change_partner, make_partner_key
from lifeworld.partners.actions.runs import send_file
from lifeworld.partners.core.bought import amount_of, micros_of
from lifeworld.partners.files.bill import read_bill
from lifeworld.partners.queries.partners import partner_of
from lifeworld.partners.tests.market import HEAD, pushed
from lifeworld.site.commands.partners import partners_commands
from lifeworld.testing.cast import Cast, cast

pytestmark = pytest.mark.django_db
ROUTE = "/api/acme/-/offers/basket"
LINES = [{"item": "A@x", "quantity": 1}, {"mpn": "b", "manufacturer": "X Ltd.", "quantity": 1}]


@pytest.fixture
def people() -> Cast:
    """«volt» sells both parts dearer; «beta» the first alone, cheaper by less than another parcel costs."""
    people = cast()
    ana = people.caller(people.ana)
    for key, rows in (("volt", "A,x,a,5,EUR,99,1,1\nB,x,b,3,EUR,99,1,1\n"), ("beta", "A,x,a,4,EUR,99,1,1\n")):
        pushed(ana, key)
        send_file(ana, key, "parts", (HEAD + rows).encode())
    return people


def ships(people: Cast, key: str, micros: int | None, currency: str = "EUR") -> None:
    ana = people.caller(people.ana)
    change_partner(ana, key, version=partner_of(ana, key).version, name=key, roles=["supplier"], shipping=(micros, currency))


def asked(client: Client, lines: Any = LINES, **more: Any) -> Any:
    return client.post(ROUTE, {"lines": lines, **more}, content_type="application/json")


def test_one_parcel_is_cheaper_than_two(people: Cast) -> None:
    vic = people.client(people.vic)
    ships(people, "volt", 6_000_000)
    ships(people, "beta", 0)
    body = asked(vic).json()
    assert [(one["seller"], one["pieces"], one["price"], one["shipping"]) for one in body["sellers"]] == [
        ("beta", 1, 4.0, 0.0), ("volt", 1, 3.0, 6.0)]
    ships(people, "beta", 2_000_000)
    body = asked(vic).json()
    assert [(one["seller"], one["pieces"], one["price"], one["shipping"], one["shipping_known"]) for one in body["sellers"]] == [
        ("volt", 2, 8.0, 6.0, True)]
    assert [one["item"] for one in body["sellers"][0]["lines"]] == ["A@x", "B@x"]
    assert (body["total"], body["goods"], body["shipping"], body["exact"], body["gap"]) == (14.0, 8.0, 6.0, True, 0.0)
    assert (body["shipping_known"], body["nearness"]) == (True, "the cheapest there is")
    assert body["missing"] == body["split"] == body["notes"] == [] and body["whose"] == "default" and body["oldest_age_s"] >= 0


def test_shipping_that_nobody_knows_counts_as_nothing_and_is_told(people: Cast) -> None:
    ships(people, "volt", 6_000_000, "JPY")
    body = asked(people.client(people.vic)).json()
    assert body["total"] == 7.0 and not any(one["shipping_known"] for one in body["sellers"])
    assert "What Beta asks for shipping is not known, and is counted as 0." in body["notes"]
    assert "What volt asks for shipping is not known, and is counted as 0." in body["notes"], "nobody wrote a rate of yen down"
    assert (body["shipping_known"], body["exact"], body["nearness"]) == (False, False, "the cheapest as far as shipping is known")


def test_a_seller_who_is_too_dear_even_when_it_brings_for_nothing_leaves_the_basket_exact(people: Cast) -> None:
    ships(people, "beta", 0)
    body = asked(people.client(people.vic), [LINES[0]]).json()
    assert [one["seller"] for one in body["sellers"]] == ["beta"] and (body["total"], body["exact"]) == (4.0, True), "volt asks 5 at least"
    assert (body["nearness"], body["notes"]) == ("the cheapest there is", [])
    ships(people, "beta", 2_000_000)
    body = asked(people.client(people.vic), [LINES[0]]).json()
    assert [one["seller"] for one in body["sellers"]] == ["volt"] and (body["total"], body["exact"]) == (5.0, False), "volt may ask 2"


def test_what_cannot_be_had_says_why_and_a_choice_counts(people: Cast) -> None:
    vic = people.client(people.vic)
    body = asked(vic, [*LINES, {"item": "C@x", "quantity": 3}], choice={"sellers": {"volt": "blocked"}}).json()
    assert {one["item"]: one["why"] for one in body["missing"]} == {
        "B@x": "All who offer it are blocked by the choice of suppliers.", "C@x": "Nobody offers it."}
    assert (body["whose"], body["total"]) == ("asked", 4.0)
    choose(people.caller(people.ana), "volt", "preferred", job="lamp")
    body = asked(vic, job="lamp").json()
    assert (body["whose"], body["job"], [one["seller"] for one in body["sellers"]]) == ("place", "lamp", ["volt"])
    assert any(note.startswith("Preferred sellers come first") for note in body["notes"])
    assert body["nearness"] == "the cheapest with preferred sellers first, as far as shipping is known"


def test_who_may_not_and_what_is_refused(people: Cast) -> None:
    vic, ana = people.client(people.vic), people.caller(people.ana)
    key = make_partner_key(ana, "beta").secret
    refused = people.client(None).post(ROUTE, {"lines": LINES}, content_type="application/json", headers={"Authorization": f"Bearer {key}"})
    assert refused.status_code == 403 and people.client(None).post(ROUTE).status_code == 401
    for lines, more in (([], {}), (LINES * 251, {}), ([{"quantity": 1}], {}), ([{"item": "A@x", "quantity": 0}], {}),
                        (LINES, {"currency": "12"}), (LINES, {"region": "Germany"}), (LINES, {"choice": {"default": "friend"}})):
        assert asked(vic, lines, **more).status_code == 422
    assert people.client(people.dev).post(ROUTE, {"lines": LINES}, content_type="application/json").status_code == 404


def test_shipping_is_written_down_by_machines_and_people(people: Cast) -> None:
    ana = people.client(people.ana)
    here = "/api/acme/-/partners/volt"
    said = ana.get(here).json()
    assert ana.get(here).json()["shipping_micros"] is None
    wrong = ana.put(here, {**said, "shipping_micros": 5, "shipping_currency": "x"}, content_type="application/json")
    assert wrong.status_code == 422
    told = ana.put(here, {**said, "shipping_micros": 4_900_000, "shipping_currency": "eur"}, content_type="application/json").json()
    assert (told["shipping_micros"], told["shipping_currency"]) == (4_900_000, "EUR")
    page = ana.get("/acme/-/partners/volt/").content.decode()
    assert "4.90 EUR" in page and 'name="shipping" value="4.90"' in page
    form = {"name": "Volt", "roles": "supplier", "version": told["version"], "shipping": "0", "shipping_currency": "EUR"}
    assert ana.post("/acme/-/partners/volt/change/", form).status_code == 302 and ana.get(here).json()["shipping_micros"] == 0
    ana.post("/acme/-/partners/volt/change/", {**form, "version": told["version"] + 1, "shipping": "much"})
    assert "is no amount" in ana.get("/acme/-/partners/volt/").content.decode() and ana.get(here).json()["shipping_micros"] == 0
    assert [micros_of(amount_of(one)) for one in (None, 0, 1, 4_900_000, 10**12)] == [None, 0, 1, 4_900_000, 10**12]


def said(*words: object) -> Result:
    return CliRunner(env={"COLUMNS": "200"}).invoke(partners_commands, [str(word) for word in words])


def test_a_bill_is_bought_from_the_terminal(people: Cast, tmp_path: Path) -> None:
    assert "verified" in said("add", "gamma", "Gamma", "--shipping", "4.90", "--verified", "Papers.", "--of", "acme").output
    assert partner_of(people.caller(people.ana), "gamma").shipping_micros == 4_900_000
    unsure = tmp_path / "unsure.csv"
    unsure.write_text("item,quantity\nA@x,2\n", "utf-8")
    assert "0.00 of it shipping: the cheapest as far as shipping is known." in said("basket", unsure, "--of", "acme").output
    unsure.write_text("item,quantity\nZ@x,2\n", "utf-8")
    nothing = said("basket", unsure, "--of", "acme")
    assert nothing.exit_code == 1 and "Nothing of it can be bought here now." in nothing.output and "cheapest" not in nothing.output
    ships(people, "volt", 6_000_000)
    ships(people, "beta", 2_000_000)
    bill = tmp_path / "bom.csv"
    bill.write_text("slot,quantity,item,title\nR1,2,A@x,A\nR2,1,B@x,B\nR3,0,C@x,C\n", "utf-8")
    done = said("basket", bill, "--quantity", 10, "--currency", "EUR", "--of", "acme")
    assert done.exit_code == 0, done.output
    assert "Together 118.00 EUR, 8.00 of it shipping: the cheapest there is." in done.output
    assert "beta" in done.output and "Choice of suppliers: the default" in done.output
    bill.write_text("mpn,manufacturer,quantity,slot\na,X,1,R1\nz,X,1,R2\n,,1,R9\n", "utf-8")
    short = said("basket", bill, "--of", "acme")
    assert short.exit_code == 1 and "Missing: Z@x. Nobody offers it." in short.output and "Missing: R9. No item" in short.output


@pytest.mark.parametrize("text", ["", "item\nA@x\n", "item,quantity\nA@x,many\n", "item,quantity\nA@x,-1\n", "item,quantity\nA@x,1e3\n"])
def test_what_is_no_bill_is_refused(text: str, tmp_path: Path) -> None:
    bill = tmp_path / "bom.csv"
    bill.write_text(text, "utf-8")
    with pytest.raises(InputRefused):
        read_bill(bill)


def test_a_cell_that_was_kept_from_being_a_formula_is_itself_again(tmp_path: Path) -> None:
    bill = tmp_path / "bom.csv"
    bill.write_bytes(b"\xef\xbb\xbfItem,QTY\r\n'-5@x,2\r\n")
    assert [(row.item, row.quantity) for row in read_bill(bill)] == [("-5@x", 2)]
