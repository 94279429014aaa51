"""A login that acts for one partner learns nothing of how the others stand."""

from __future__ import annotations

import pytest

from lifeworld.partners.actions.choices import choose
from lifeworld.partners.actions.partners import bind
from lifeworld.partners.tests.market import verified
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
