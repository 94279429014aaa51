"""Where to buy a design: on the offers of now, shipping included, for those who may see partners."""

from __future__ import annotations

import pytest

from lifeworld.partners.actions.partners import change_partner
from lifeworld.partners.actions.runs import send_file
from lifeworld.partners.queries.partners import partner_of
from lifeworld.partners.tests.market import HEAD, pushed
from lifeworld.testing.cast import Cast
from lifeworld.tools.actions.desks import open_desk
from lifeworld.tools.tests.shelved import BASE, JSON, OAK, people
from lifeworld.tools.tests.test_market import feed

__all__ = ["people"]
pytestmark = pytest.mark.django_db


def test_the_page_says_where_to_buy_a_design(people: Cast) -> None:
    ana, vic = people.caller(people.ana), people.client(people.vic)
    pushed(ana, "volt")
    send_file(ana, "volt", "parts", feed())
    address = vic.post(f"{BASE}/save", OAK, **JSON).json()["hash"]
    assert 'href="buy/"' in vic.get(f"{BASE}/d/{address}/").content.decode()
    page = vic.get(f"{BASE}/d/{address}/buy/").content.decode()
    assert "Together 32.00 EUR, 0.00 EUR of it shipping: the cheapest as far as shipping is known." in page
    assert "What Volt asks for shipping is not known" in page and "the default, everybody is allowed" in page
    version = partner_of(ana, "volt").version
    change_partner(ana, "volt", version=version, name="Volt", roles=["supplier"], shipping=(4_900_000, "EUR"))
    page = vic.get(f"{BASE}/d/{address}/buy/").content.decode()
    assert "Together 36.90 EUR, 4.90 EUR of it shipping: the cheapest there is." in page and "is not known" not in page
    send_file(ana, "volt", "parts", (HEAD + "oak-18,woodworks,o18,20,EUR,100,1,1\n" + "pine,x,p,1,EUR,9,1,1\n").encode())
    page = vic.get(f"{BASE}/d/{address}/buy/").content.decode()
    assert "STEEL-S@ironworks: Nobody offers it." in page and "Together 24.90 EUR" in page


def test_nobody_else_is_told(people: Cast) -> None:
    vic = people.client(people.vic)
    address = vic.post(f"{BASE}/save", OAK, **JSON).json()["hash"]
    assert "Nothing of it can be bought here now." in vic.get(f"{BASE}/d/{address}/buy/").content.decode()
    assert people.client(people.dev).get(f"{BASE}/d/{address}/buy/").status_code == 404
    assert vic.get(f"{BASE}/d/0123456789abcdee/buy/").status_code == 404
    desk = open_desk(people.caller(people.ben), "shelf").key
    open_page = people.client(None).get(f"/desks/{desk}/").content.decode()
    assert "buy/" not in open_page
    assert people.client(None).get(f"/desks/{desk}/d/{address}/buy/").status_code == 404
