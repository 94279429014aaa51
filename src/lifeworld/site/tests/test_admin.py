"""The operators' pages: tries to sign in are counted there, too, and what needs a secret is not made there."""

from __future__ import annotations

import pytest

from lifeworld.places.actions import add_embed, make_key
from lifeworld.places.models import ApiKey, Embed
from lifeworld.testing.cast import Cast, cast

pytestmark = pytest.mark.django_db
FORM = {"username": "ana@example.org", "password": "wrong"}


@pytest.fixture
def people() -> Cast:
    made = cast()
    made.ana.is_staff = made.ana.is_superuser = True
    made.ana.save()
    return made


def test_tries_to_sign_in_are_counted(people: Cast) -> None:
    tries = [people.client(None).post("/admin/login/", FORM).status_code for _ in range(11)]
    assert tries == [200] * 10 + [429]


@pytest.mark.parametrize("table", ["apikey", "embed"])
def test_nothing_that_needs_a_secret_is_added_here(people: Cast, table: str) -> None:
    browser = people.client(people.ana)
    assert browser.get(f"/admin/places/{table}/").status_code == 200
    assert browser.post(f"/admin/places/{table}/add/", {"partner": "x"}).status_code == 403
    assert (ApiKey.objects.count(), Embed.objects.count()) == (0, 0)


def test_a_key_and_a_partner_can_be_changed_without_being_revoked(people: Cast) -> None:
    ana, browser = people.caller(people.ana), people.client(people.ana)
    key = make_key(ana, "robot", ["places.see"])
    add_embed(ana, "Shop", "below the order", ["https://shop.example"])
    embed = Embed.objects.get()
    assert browser.post(f"/admin/places/apikey/{key.id}/change/", {}).status_code == 302
    assert ApiKey.objects.get(pk=key.id).revoked_at is None
    assert browser.post(f"/admin/places/embed/{embed.pk}/change/", {
        "partner": "The shop", "placement": "below the order", "origins": '["https://shop.example"]'}).status_code == 302
    assert Embed.objects.values_list("partner", "secret", "revoked_at").get() == ("The shop", embed.secret, None)
