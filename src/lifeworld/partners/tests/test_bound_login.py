"""A login that acts for one partner learns nothing of how the others stand."""

from __future__ import annotations

import pytest

from lifeworld.events.models import JournalLine
from lifeworld.kit.errors import LifeworldError
from lifeworld.partners.actions.choices import choose
from lifeworld.partners.actions.partners import KEYS_MAX, bind, make_partner_key
from lifeworld.partners.tests.market import verified
from lifeworld.places.actions.keys import make_key, revoke_key
from lifeworld.testing.cast import cast

pytestmark = pytest.mark.django_db


def test_a_login_that_acts_for_a_partner_does_not_see_how_suppliers_stand() -> None:
    people = cast()
    ana, vic = people.caller(people.ana), people.client(people.vic)
    verified(ana)
    verified(ana, "watt", "Watt")
    choose(ana, "watt", "blocked", job="shelf")
    pages = ("/acme/-/suppliers/", "/api/acme/-/supplier-choices", "/acme/-/suppliers/?job=shelf")
    assert [vic.get(page).status_code for page in pages] == [200, 200, 200]
    bind(ana, "volt", f"user:{people.vic.pk}")
    assert [vic.get(page).status_code for page in pages] == [403, 403, 403]


def test_a_login_that_was_bound_by_mistake_is_of_the_team_again() -> None:
    people = cast()
    ana, client, vic = people.caller(people.ana), people.client(people.ana), people.client(people.vic)
    verified(ana)
    verified(ana, "watt", "Watt")
    bind(ana, "volt", f"user:{people.vic.pk}")
    here, who = "/api/acme/-/partners/volt/access", {"who": f"user:{people.vic.pk}"}
    assert [one["who"] for one in client.get(here).json()] == [who["who"]] and vic.get(here).status_code == 403
    page = client.get("/acme/-/partners/volt/").content.decode()
    assert "Who acts for it" in page and f'value="{who["who"]}"' in page
    assert vic.post(f"{here}/end", who, content_type="application/json").status_code == 403, "who is bound does not free herself"
    elsewhere = client.post("/api/acme/-/partners/watt/access/end", who, content_type="application/json")
    assert elsewhere.status_code == 404
    assert client.post("/acme/-/partners/volt/unbind/", who).status_code == 302
    assert JournalLine.objects.order_by("id").last().type == "partners.unbound"
    assert vic.get("/acme/-/suppliers/").status_code == 200 and client.get(here).json() == []
    bind(ana, "volt", who["who"])
    assert client.post(f"{here}/end", who, content_type="application/json").status_code == 204
    assert vic.get("/acme/-/suppliers/").status_code == 200


def test_a_key_that_was_made_for_a_partner_is_revoked_and_not_unbound() -> None:
    people = cast()
    ana, client = people.caller(people.ana), people.client(people.ana)
    verified(ana)
    made, other = make_partner_key(ana, "volt"), make_key(ana, "report", ["partners.see"])
    bind(ana, "volt", f"key:{other.id}")
    ends = [client.post("/api/acme/-/partners/volt/access/end", {"who": f"key:{one.id}"}, content_type="application/json").status_code
            for one in (made, other)]
    assert ends == [409, 204]
    revoke_key(ana, made.id)
    assert client.get("/api/acme/-/partners/volt/access").json() == []
    end = client.post("/api/acme/-/partners/volt/access/end", {"who": f"key:{made.id}"}, content_type="application/json")
    assert end.status_code == 204


def test_keys_that_were_revoked_leave_room_for_others() -> None:
    people = cast()
    ana = people.caller(people.ana)
    verified(ana)
    bind(ana, "volt", f"user:{people.vic.pk}")
    made = [make_partner_key(ana, "volt") for _ in range(KEYS_MAX)]
    with pytest.raises(LifeworldError, match="has 20 keys"):
        make_partner_key(ana, "volt")
    revoke_key(ana, made[0].id)
    assert make_partner_key(ana, "volt").secret
