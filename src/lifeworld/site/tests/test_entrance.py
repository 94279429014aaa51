"""Who may enter which place."""

from __future__ import annotations

import pytest

from lifeworld.testing.cast import cast

pytestmark = pytest.mark.django_db


def test_a_member_enters_and_an_outsider_learns_nothing() -> None:
    people = cast()
    assert people.client(people.vic).get("/acme/").status_code == 200
    there, nowhere = people.client(people.dev).get("/acme/"), people.client(people.dev).get("/nowhere/")
    assert (there.status_code, nowhere.status_code) == (404, 404)
    assert "There is no place «acme» here." in there.content.decode()
    assert "There is no place «nowhere» here." in nowhere.content.decode()


def test_nobody_is_sent_to_sign_in_and_machines_are_told() -> None:
    people = cast()
    page = people.client(None).get("/acme/")
    assert people.client(None).get("/acme/", headers={"Accept": "application/json"}).status_code == 401
    assert (page.status_code, page.headers["Location"]) == (302, "/account/sign-in/?next=%2Facme%2F")
