"""The machines' door: jobs, goals, judgements, links and figures, as a key or a session of the place asks for them."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.test import Client

from lifeworld.customers.models import Customer
from lifeworld.goals.models import Goal
from lifeworld.testing.cast import Cast, cast

pytestmark = pytest.mark.django_db
BASE = "/api/acme/-/goals"


@pytest.fixture
def people() -> Cast:
    return cast()


def sent(client: Client, method: str, path: str, body: Any = None) -> Any:
    return client.generic(method, path, json.dumps(body) if body is not None else "", content_type="application/json")


def goal_body(**change: Any) -> dict[str, Any]:
    return {"client_id": str(uuid.uuid4()), "title": "Swim a mile", "kind": "accomplish", **change}


def declared(people: Cast, **change: Any) -> dict[str, Any]:
    answer = sent(people.client(people.ben), "POST", f"/api/acme/-/customers/{people.cleo.pk}/goals", goal_body(**change))
    assert answer.status_code == 201, answer.content
    made: dict[str, Any] = answer.json()
    return made


def test_jobs(people: Cast) -> None:
    ben, vic = people.client(people.ben), people.client(people.vic)
    body = {"slug": "mile", "title": "Swim a mile", "kind": "accomplish", "outcome": {"direction": "increase", "metric": "the distance",
            "object": "that I swim"}, "suggests": [{"title": "How it feels"}]}
    made = sent(ben, "POST", f"{BASE}/jobs", body)
    assert made.status_code == 201 and made.json()["said"] == "Increase the distance that I swim."
    assert sent(ben, "POST", f"{BASE}/jobs", body).status_code == 409
    assert sent(ben, "POST", f"{BASE}/jobs", body | {"slug": "x", "kind": "fly"}).status_code == 422
    assert sent(vic, "POST", f"{BASE}/jobs", body | {"slug": "x"}).status_code == 403
    assert [each["slug"] for each in vic.get(f"{BASE}/jobs").json()] == ["mile"]
    assert vic.get(f"{BASE}/jobs/mile").json() == made.json() and vic.get(f"{BASE}/jobs/none").status_code == 404
    changed = sent(ben, "PATCH", f"{BASE}/jobs/mile", {"title": "Swim far", "outcome": None})
    assert changed.json()["title"] == "Swim far" and changed.json()["outcome"] is None and changed.json()["suggests"]
    assert sent(vic, "PATCH", f"{BASE}/jobs/mile", {}).status_code == 403
    assert sent(vic, "DELETE", f"{BASE}/jobs/mile").status_code == 403
    assert sent(ben, "DELETE", f"{BASE}/jobs/mile").status_code == 204
    assert sent(ben, "DELETE", f"{BASE}/jobs/mile").status_code == 409
    assert vic.get(f"{BASE}/jobs").json() == [] and len(vic.get(f"{BASE}/jobs", {"retired": True}).json()) == 1
    for path in ("jobs", "jobs/mile"):
        assert people.client(people.eva).get(f"{BASE}/{path}").status_code == 403
        assert people.client(people.dev).get(f"{BASE}/{path}").status_code == 404


def test_a_goal_is_declared_once_seen_and_changed(people: Cast) -> None:
    ben, vic = people.client(people.ben), people.client(people.vic)
    path = f"/api/acme/-/customers/{people.cleo.pk}/goals"
    body = goal_body(scales=[{"title": "Laps", "levels": [10, 20, 40, 50, 60], "weight": 2}])
    first, again = sent(ben, "POST", path, body), sent(ben, "POST", path, body)
    assert first.status_code == again.status_code == 201 and first.json() == again.json() and first.json()["seen_by"] == "team"
    assert sent(ben, "POST", path, body | {"title": "Dive"}).status_code == 409
    assert sent(ben, "POST", path, goal_body(kind="fly")).status_code == 422
    assert sent(ben, "POST", path, goal_body(scales=[{"wings": 2}])).status_code == 422
    assert sent(vic, "POST", path, goal_body()).status_code == 403
    assert sent(ben, "POST", "/api/acme/-/customers/99999/goals", goal_body()).status_code == 404
    pk, scale = first.json()["pk"], first.json()["scales"][0]["pk"]
    assert [each["pk"] for each in vic.get(path).json()] == [pk]
    assert [each["pk"] for each in vic.get(BASE, {"limit": 1}).json()["goals"]] == [pk] and vic.get(BASE).json()["next"] is None
    assert vic.get(f"{BASE}/{pk}").json()["title"] == "Swim a mile"
    seen = vic.get(f"{BASE}/{pk}/progress").json()
    assert seen["title"] == "Swim a mile" and seen["scales"][0]["now"] is None and seen["history"]
    lower = {"version": first.json()["version"], "scales": [{"pk": scale, "levels": [5, 10, 20, 30, 40]}]}
    changed = sent(ben, "PATCH", f"{BASE}/{pk}", lower)
    assert changed.status_code == 200 and changed.json()["lowered"] and changed.json()["scales"][0]["judged_levels"] == [10, 20, 40, 50, 60]
    assert sent(ben, "PATCH", f"{BASE}/{pk}", lower).status_code == 409
    assert sent(ben, "PATCH", f"{BASE}/{pk}", {"version": changed.json()["version"], "title": ""}).status_code == 422
    assert sent(vic, "PATCH", f"{BASE}/{pk}", lower).status_code == 403
    for asked in (path, BASE, f"{BASE}/{pk}", f"{BASE}/{pk}/progress"):
        assert people.client(people.eva).get(asked).status_code == 403, asked
        assert people.client(people.dev).get(asked).status_code == 404, asked
    assert vic.get(f"{BASE}/999999").status_code == 404 and vic.get(f"{BASE}/{2**70}").status_code == 422


def test_what_is_done_with_a_goal(people: Cast) -> None:
    ben, vic = people.client(people.ben), people.client(people.vic)
    made = declared(people)
    path, scale = f"{BASE}/{made['pk']}", made["scales"][0]["pk"]
    check = {"scale": scale, "client_id": str(uuid.uuid4()), "level": 1}
    happy = [("POST", "checks", check, 201), ("POST", "checks", check, 201), ("POST", "ratings", {"importance": 5, "satisfaction": 2}, 201),
             ("POST", "pauses", {"reason": "ill"}, 201), ("DELETE", "pauses", None, 200),
             ("POST", "items", {"kind": "activity", "text": "Swim"}, 201),
             ("PUT", "state", {"state": "abandoned", "reason": "no_time"}, 200), ("PUT", "state", {"state": "active"}, 200)]
    for method, act, body, status in happy:
        answer = sent(ben, method, f"{path}/{act}", body)
        assert answer.status_code == status, (act, answer.content)
    for method, act, body, status in [
            ("POST", "checks", check | {"level": 2}, 409), ("POST", "checks", check | {"client_id": "x"}, 422),
            ("POST", "checks", check | {"scale": 99999, "client_id": str(uuid.uuid4())}, 404), ("POST", "ratings", {"importance": 6}, 422),
            ("DELETE", "pauses", None, 409), ("POST", "pauses", {"reason": "rain"}, 422), ("PUT", "state", {"state": "active"}, 409),
            ("PUT", "state", {"state": "lost"}, 422), ("POST", "items", {"kind": "rope", "text": "x"}, 422)]:
        assert sent(ben, method, f"{path}/{act}", body).status_code == status, (act, body)
    item = Goal.objects.get(pk=made["pk"]).items.get().pk
    assert sent(ben, "PATCH", f"{path}/items/{item}", {"done": True, "by": -1}).status_code == 204
    assert sent(vic, "PATCH", f"{path}/items/{item}", {"done": True}).status_code == 403
    assert sent(ben, "DELETE", f"{path}/items/{item}").status_code == 204
    assert sent(ben, "DELETE", f"{path}/items/{item}").status_code == 404
    for method, act, body, _ in happy:
        assert sent(vic, method, f"{path}/{act}", body).status_code == 403, act
        assert sent(people.client(people.dev), method, f"{path}/{act}", body).status_code == 404, act


def test_links_and_consents(people: Cast) -> None:
    ben, vic = people.client(people.ben), people.client(people.vic)
    path = f"/api/acme/-/customers/{people.cleo.pk}/goals"
    made = sent(ben, "POST", f"{path}/links", {"label": "Phone", "days": 3})
    assert made.status_code == 201 and made.headers["Cache-Control"] == "no-store"
    address = made.json()["url"].split("testserver")[1]
    assert Client().get(address).status_code == 200
    assert [each["state"] for each in ben.get(f"{path}/links").json()] == ["open"]
    assert vic.get(f"{path}/links").status_code == 403 and sent(vic, "POST", f"{path}/links", {"label": "x"}).status_code == 403
    assert sent(ben, "POST", f"{path}/links", {"label": " "}).status_code == 422
    assert sent(vic, "DELETE", f"{BASE}/links/{made.json()['id']}").status_code == 403
    assert [sent(ben, "DELETE", f"{BASE}/links/{made.json()['id']}").status_code for _ in range(2)] == [204, 409]
    assert sent(ben, "DELETE", f"{BASE}/links/99999").status_code == 404 and Client().get(address).status_code == 404
    assert {each["given"] for each in vic.get(f"{path}/consents").json()} == {None}
    assert people.client(people.eva).get(f"{path}/consents").status_code == 403
    declared(people)
    assert len(ben.get(f"{path}/export").json()["goals"]) == 1 and vic.get(f"{path}/export").status_code == 403


def test_figures(people: Cast) -> None:
    declared(people)
    vic = people.client(people.vic)
    coverage = vic.get(f"{BASE}/coverage").json()
    assert coverage == {"n_declared": 1, "n_consented": 0, "n_goals": 1, "by_state": {"active": 1}}
    assert vic.get(f"{BASE}/attainment").json()["t"]["value"] is None, "nobody agreed to be counted"
    assert vic.get(f"{BASE}/completion").json()["n"] == 0
    assert vic.get(f"{BASE}/opportunity").json()["outcomes"] == []
    assert vic.get(f"{BASE}/time-in-range").json()["n_goals"] == 0
    for path in ("attainment", "time-in-range"):
        assert vic.get(f"{BASE}/{path}", {"from_day": "soon"}).status_code == 422
        assert vic.get(f"{BASE}/{path}", {"from_day": "2026-02-01", "to_day": "2026-01-01"}).status_code == 422
    for path in ("attainment", "time-in-range", "completion", "opportunity", "coverage"):
        assert people.client(people.eva).get(f"{BASE}/{path}").status_code == 403
        assert people.client(people.dev).get(f"{BASE}/{path}").status_code == 404
    other = Customer.objects.create(place=people.other, key="stranger")
    assert vic.get(f"/api/acme/-/customers/{other.pk}/goals").status_code == 404
