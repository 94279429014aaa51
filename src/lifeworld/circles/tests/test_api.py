"""The machines' door: an app's key acts for its customers; people of the place read figures and settle what they are told about."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from lifeworld.circles.models import Profile
from lifeworld.circles.queries.people import code_of
from lifeworld.circles.tests.friends import Friends, follows, friends
from lifeworld.circles.tests.raced import ran, today
from lifeworld.customers.models import Customer
from lifeworld.goals.core.days import day_text
from lifeworld.places.actions.keys import make_key

pytestmark = pytest.mark.django_db
TEAM = "/api/acme/-/circles"


@pytest.fixture
def us() -> Friends:
    return friends()


class App:
    """An app of the place with a key that acts for customers."""

    def __init__(self, us: Friends, scopes: list[str] | None = None) -> None:
        self.key = make_key(us.cast.caller(us.cast.ana), "app", scopes or ["circles.own"]).secret

    def __call__(self, method: str, who: str, path: str, body: Any = None) -> Any:
        pk = Customer.objects.get(place__path="acme", key=who).pk
        return self.raw(method, f"/api/acme/-/customers/{pk}/circles/{path}", body)

    def raw(self, method: str, path: str, body: Any = None) -> Any:
        return Client().generic(method, path, json.dumps(body) if body is not None else "", content_type="application/json",
                                headers={"Authorization": f"Bearer {self.key}"})


def test_profiles_follows_and_blocks(us: Friends) -> None:
    app, cleo, nora = App(us), us.person(us.cleo), us.person(us.nora)
    assert app("GET", "pia", "profile").status_code == 404
    assert app("POST", "pia", "profile", {"name": ""}).status_code == 422
    made = app("POST", "pia", "profile", {"name": "Pia", "seen_by": "place", "follows_need_yes": False})
    assert made.status_code == 201 and made.json()["mine"] and "customer" not in made.json()
    assert app("POST", "pia", "profile", {"name": "Pia"}).status_code == 409
    assert app("PUT", "pia", "profile", {"name": "Pia P", "seen_by": "place", "follows_need_yes": False}).json()["name"] == "Pia P"
    pia = app("GET", "pia", "profile").json()["person"]
    assert [each["name"] for each in app("GET", "cleo", "people?search=pia").json()] == ["Pia P"]
    assert app("PUT", "cleo", f"people/{pia}/follow").json() == {"state": "follows"}
    assert app("PUT", "cleo", f"people/{pia}/follow").status_code == 409 and app("PUT", "cleo", f"people/{nora}/follow").status_code == 404
    assert app("DELETE", "cleo", f"people/{pia}/follow").status_code == 204
    assert app("DELETE", "cleo", f"people/{pia}/follow").status_code == 404
    assert app("POST", "nora", "follows", {"code": code_of(cleo)}).json() == {"state": "asked"}
    assert app("POST", "nora", "follows", {"code": "1-x"}).status_code == 404
    assert [each["person"] for each in app("GET", "cleo", "people?of=asking").json()] == [nora]
    assert app("PUT", "cleo", f"followers/{nora}").status_code == 204 and app("PUT", "cleo", f"followers/{nora}").status_code == 404
    found = app("GET", "nora", f"people/{cleo}").json()
    assert (found["type"], found["name"]) == ("Person", "Cleo C") and found["id"].endswith(f"/people/{cleo}")
    assert app("DELETE", "cleo", f"followers/{nora}").status_code == 204
    assert app("PUT", "nora", f"blocks/{pia}").status_code == 204 and app("PUT", "nora", f"blocks/{pia}").status_code == 404
    assert app("DELETE", "nora", f"blocks/{pia}").status_code == 204 and app("DELETE", "nora", f"blocks/{pia}").status_code == 404
    assert app("DELETE", "pia", "profile").status_code == 204 and app("DELETE", "pia", "profile").status_code == 409


def test_posts_are_notes_and_kudos_likes(us: Friends) -> None:
    app = App(us)
    follows(us, us.nora, us.cleo)
    body = {"source": "app", "key": "5", "kind": "run", "title": "Run", "day": "2026-05-01", "facts": [{"label": "km", "value": "8"}]}
    made = app("POST", "cleo", "posts", body)
    assert made.status_code == 201 and made.json()["type"] == "Note"
    assert app("POST", "cleo", "posts", body | {"facts": [1]}).status_code == 422 and app("POST", "pia", "posts", body).status_code == 409
    pk = int(made.json()["id"].rsplit("/", 1)[1])
    seen = app("GET", "nora", "feed?limit=1").json()
    assert [each["name"] for each in seen["items"]] == ["Run"] and seen["next"] == pk
    assert app("GET", "olaf", f"posts/{pk}").status_code == 404 and app("GET", "nora", f"posts/{pk}").json()["name"] == "Run"
    like = app("PUT", "nora", f"posts/{pk}/kudos").json()
    assert like["type"] == "Like" and like["object"] == made.json()["id"] and app("PUT", "nora", f"posts/{pk}/kudos").status_code == 409
    assert app("DELETE", "nora", f"posts/{pk}/kudos").status_code == 204 and app("DELETE", "nora", f"posts/{pk}/kudos").status_code == 404
    said = app("POST", "nora", f"posts/{pk}/comments", {"client_id": str(uuid4()), "text": "Nice"})
    assert said.status_code == 201 and said.json()["inReplyTo"] == made.json()["id"]
    assert app("POST", "nora", f"posts/{pk}/comments", {"client_id": "1", "text": "Nice"}).status_code == 422
    assert [each["content"] for each in app("GET", "cleo", f"posts/{pk}/comments").json()] == ["Nice"]
    assert app("POST", "cleo", f"posts/{pk}/reports", {"comment": int(said.json()["id"].rsplit("/", 1)[1])}).status_code == 204
    assert app("POST", "cleo", f"posts/{pk}/reports", {"comment": 99}).status_code == 404
    assert app("DELETE", "olaf", f"comments/{said.json()['id'].rsplit('/', 1)[1]}").status_code == 404
    ben, vic = us.cast.client(us.cast.ben), us.cast.client(us.cast.vic)
    assert vic.get(f"{TEAM}/reports").status_code == 403
    told = ben.get(f"{TEAM}/reports").json()
    assert told[0]["words"] == "Nice"
    for status in (204, 409):
        assert ben.put(f"{TEAM}/reports/{told[0]['pk']}", {"hide": True}, content_type="application/json").status_code == status
    assert app("DELETE", "cleo", f"comments/{told[0]['comment']}").status_code == 204
    assert app("PATCH", "cleo", f"posts/{pk}", {"seen_by": "place"}).json()["to"] == [TEAM]
    assert app("PATCH", "nora", f"posts/{pk}", {"seen_by": "me"}).status_code == 404
    assert app("DELETE", "nora", f"posts/{pk}").status_code == 404
    assert app("DELETE", "cleo", f"posts/{pk}").status_code == 204 and app("GET", "cleo", f"posts/{pk}").status_code == 404


def test_clubs(us: Friends) -> None:
    app, nora = App(us), us.person(us.nora)
    made = app("POST", "cleo", "clubs", {"name": "Runners"})
    club = made.json()["pk"]
    assert made.status_code == 201 and app("POST", "cleo", "clubs", {"name": ""}).status_code == 422
    assert app("PUT", "nora", f"clubs/{club}/membership").json()["state"] == "asked"
    assert app("PUT", "nora", f"clubs/{club}/membership").status_code == 409
    assert app("PUT", "olaf", f"clubs/{club}/members/{nora}", {}).status_code == 403
    assert app("PUT", "cleo", f"clubs/{club}/members/{nora}", {}).status_code == 204
    assert app("PUT", "cleo", f"clubs/{club}/members/{nora}", {"role": "lead"}).status_code == 204
    assert [each["name"] for each in app("GET", "nora", f"clubs/{club}/members").json()] == ["Cleo C", "Nora N"]
    assert app("PUT", "nora", f"clubs/{club}", {"name": "Hills"}).json()["name"] == "Hills"
    assert [each["name"] for each in app("GET", "olaf", "clubs").json()] == ["Hills"] and app("GET", "olaf", "clubs/99").status_code == 404
    assert app("DELETE", "cleo", f"clubs/{club}/members/{nora}").status_code == 204
    assert app("DELETE", "nora", f"clubs/{club}/membership").status_code == 404
    assert app("GET", "nora", f"clubs/{club}").json()["members"] == 1
    assert app("DELETE", "nora", f"clubs/{club}").status_code == 403 and app("DELETE", "cleo", f"clubs/{club}").status_code == 204


def challenge(**more: Any) -> dict[str, Any]:
    return {"client_id": str(uuid4()), "title": "A week", "indicator": "km", "from_day": day_text(today() - 6),
            "to_day": day_text(today() + 1), **more}


def test_challenges(us: Friends) -> None:
    ran(us, {"cleo": [(1, {"km": 5}, "watch")]})
    app = App(us)
    follows(us, us.cleo, us.nora)
    made = app("POST", "cleo", "challenges", challenge(reach="invited"))
    pk = made.json()["pk"]
    assert made.status_code == 201 and app("POST", "cleo", "challenges", challenge(indicator="x")).status_code == 422
    assert app("GET", "nora", f"challenges/{pk}").status_code == 404
    for status in (204, 409):
        assert app("POST", "cleo", f"challenges/{pk}/invitations", {"person": us.person(us.nora)}).status_code == status
    assert [each["pk"] for each in app("GET", "nora", "challenges").json()] == [pk]
    assert app("PUT", "nora", f"challenges/{pk}/entry", {"agreed": False}).status_code == 422
    for who in ("nora", "cleo"):
        assert app("PUT", who, f"challenges/{pk}/entry", {"agreed": True}).json()["entered"]
    assert app("PUT", "nora", f"challenges/{pk}/entry", {"agreed": True}).status_code == 409
    board = app("GET", "nora", f"challenges/{pk}").json()
    assert [(line["rank"], line["name"], line["shown"], line["mine"]) for line in board["lines"]] == [
        (1, "Cleo C", 5.0, False), (None, "Nora N", None, True)]
    assert board["challenge"]["from_day"] == day_text(today() - 6)
    assert app("DELETE", "nora", f"challenges/{pk}/entry").status_code == 204
    assert app("DELETE", "nora", f"challenges/{pk}").status_code == 404
    assert app("DELETE", "cleo", f"challenges/{pk}").json()["state"] == "closed"
    assert app("DELETE", "cleo", f"challenges/{pk}").status_code == 409


def test_the_team_sees_figures_and_its_own_challenges(us: Friends) -> None:
    ran(us, {})
    ben, vic, eva, dev = (us.cast.client(getattr(us.cast, name)) for name in ("ben", "vic", "eva", "dev"))
    figures = vic.get(f"{TEAM}/community").json()
    assert figures["members"]["value"] == 3 and figures["mutual"]["value"] is None and figures["counts"]["clubs"] == 0
    assert eva.get(f"{TEAM}/community").status_code == 403 and dev.get(f"{TEAM}/community").status_code == 404
    made = ben.post(f"{TEAM}/challenges", challenge(), content_type="application/json")
    assert made.status_code == 201 and made.json()["by_place"]
    assert vic.post(f"{TEAM}/challenges", challenge(), content_type="application/json").status_code == 403
    one = f"{TEAM}/challenges/{made.json()['pk']}"
    assert vic.get(one).json()["lines"] == [] and [each["title"] for each in vic.get(f"{TEAM}/challenges").json()] == ["A week"]
    assert vic.delete(one).status_code == 403 and ben.delete(one).status_code == 200 and ben.delete(one).status_code == 409


def test_zones(us: Friends) -> None:
    app = App(us)
    made = app("POST", "pia", "zones", {"lat": 52.5, "lon": 13.4, "radius_m": 300})
    zone = made.json()["pk"]
    assert made.status_code == 201 and "secret" not in made.json() and app("GET", "nora", "zones").json() == []
    assert app("POST", "pia", "zones", {"lat": 52.5, "lon": 13.4, "radius_m": 300}).status_code == 409
    assert app("PATCH", "pia", f"zones/{zone}", {"radius_m": 200}).status_code == 422
    assert app("PATCH", "pia", f"zones/{zone}", {"radius_m": 400}).json()["radius_m"] == 400
    assert app("PATCH", "nora", f"zones/{zone}", {"radius_m": 400}).status_code == 404
    assert app("GET", "pia", "zones").headers["Cache-Control"] == "no-store"
    assert app("DELETE", "nora", f"zones/{zone}").status_code == 404 and app("DELETE", "pia", f"zones/{zone}").status_code == 204


def test_no_login_and_no_other_key_acts_for_a_customer(us: Friends) -> None:
    pk = us.cast.cleo.pk
    for path in ("profile", "feed", "people", "clubs", "challenges", "zones"):
        for name, status in (("ana", 403), ("ben", 403), ("dev", 404)):
            answer = us.cast.client(getattr(us.cast, name)).get(f"/api/acme/-/customers/{pk}/circles/{path}")
            assert answer.status_code == status, (path, name)
        assert App(us, ["circles.see", "circles.manage"])("GET", "cleo", path).status_code == 403
        zoe = Customer.objects.get(key="zoe").pk
        assert App(us).raw("GET", f"/api/acme/-/customers/{zoe}/circles/{path}").status_code == 404
    assert us.cast.client(us.cast.ana).delete(f"/api/acme/-/customers/{pk}/circles/profile").status_code == 403
    assert Profile.objects.filter(customer=pk).exists()
