"""Who may enter which place."""

from __future__ import annotations

import pytest

from lifeworld.places.actions import make_key
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


def test_a_machine_learns_that_its_key_is_what_is_wrong() -> None:
    people = cast()
    nobody = people.client(None)
    seeing = make_key(people.caller(people.ana), "looks", ["places.see"]).secret
    wrong = [nobody.get("/api/acme/-/events", headers={"Authorization": "Bearer lw_nonsense"}),
             nobody.get("/api/nowhere/-/events", headers={"Authorization": f"Bearer {seeing}"}),
             nobody.post("/api/events", headers={"Authorization": "Bearer lw_nonsense"})]
    assert {(answer.status_code, answer.json()["title"]) for answer in wrong} == {(401, "The key that was sent opens nothing here.")}
    none = nobody.get("/api/acme/-/events", headers={"Accept": "application/json"})
    assert (none.status_code, none.json()["title"]) == (401, "This needs a key or a session.")
    lacks = nobody.get("/api/acme/-/events", headers={"Authorization": f"Bearer {seeing}"})
    assert (lacks.status_code, lacks.json()["next_step"]) == (403, "An owner of the place can make a key that has it.")
