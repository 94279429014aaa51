"""The machines' door of the scorecard: each route does what the pages do, tells who may not, and what stands in its way."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lifeworld.kit.caller import Caller
from lifeworld.partners.models import Partner
from lifeworld.places.actions import make_key
from lifeworld.scorecard.actions.scoring import work_once
from lifeworld.scorecard.core.deeds import DEEDS
from lifeworld.scorecard.core.wire import card_of
from lifeworld.testing.cast import Cast, cast

pytestmark = pytest.mark.django_db
HERE = "/api/acme/-/scorecard"
PLAN = {"window_days": 60, "weights": {"success": 4}, "currency": "EUR", "version": 0}


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def owner(people: Cast) -> Caller:
    return people.caller(people.ana)


def told(client: Client, method: str, path: str = "", body: Any = None) -> Any:
    data = {"data": body, "content_type": "application/json"} if body is not None else {}
    return getattr(client, method)(HERE + path, **data)


def test_a_place_is_set_up_scored_and_looked_at(people: Cast) -> None:
    ana, vic = people.client(people.ana), people.client(people.vic)
    for path in ("", "/plan", "/scores/1", "/scores/1/card", "/factors/success"):
        assert told(ana, "get", path).status_code == 404, path
    assert told(ana, "post", "/scores").json()["code"] == "no_plan"
    assert told(vic, "put", "/plan", PLAN).status_code == 403
    assert told(ana, "put", "/plan", PLAN | {"window_days": 1}).status_code == 422
    assert told(ana, "put", "/plan", PLAN | {"target": "nobody"}).status_code == 404
    made = told(ana, "put", "/plan", PLAN)
    assert made.status_code == 200 and made.json()["version"] == 1 and told(vic, "get", "/plan").json() == made.json()
    assert told(ana, "put", "/plan", PLAN).json()["code"] == "plan_changed"
    types = told(vic, "get", "/types").json()
    assert [one["name"] for one in types] == [deed.name for deed in DEEDS] and all(one["declared"] for one in types)
    queued = told(ana, "post", "/scores")
    assert queued.status_code == 202 and queued.json()["state"] == "waiting"
    assert told(ana, "post", "/scores").json()["code"] == "score_going_on" and told(vic, "post", "/scores").status_code == 403
    score = queued.json()["id"]
    assert told(ana, "get", f"/scores/{score}/card").status_code == 404
    assert work_once()
    assert told(vic, "get", f"/scores/{score}").json()["state"] == "done"
    card = told(vic, "get").json()
    assert card["score"]["id"] == score and card_of(card["card"]).unknown and card == told(vic, "get", f"/scores/{score}/card").json()
    assert [one["id"] for one in told(vic, "get", "/scores").json()] == [score]
    factor = told(vic, "get", "/factors/sauce").json()
    assert factor["factor"]["number"] == 3 and [point["score"] for point in factor["history"]] == [score]
    assert told(vic, "get", "/factors/luck").status_code == 404
    assert told(people.client(people.eva), "get").status_code == 403 and told(people.client(people.dev), "get").status_code == 404


def test_earnings_come_in_by_machine(people: Cast, owner: Caller) -> None:
    Partner.objects.create(place=people.acme, key="volt", name="Volt", state="verified")
    ana = people.client(people.ana)
    assert told(ana, "put", "/plan", PLAN).status_code == 200
    rows = SimpleUploadedFile("a.csv", b"partner,at,amount\nvolt,2026-05-01,1\nghost,2026-05-01,1\n")
    made = ana.post(f"{HERE}/earnings/imports", {"file": rows})
    assert made.status_code == 201
    body = made.json()
    assert (body["n_taken"], body["n_refused"], body["refusals"][0]["row"]) == (1, 1, 2)
    assert ana.get(f"{HERE}/earnings/imports/{body['id']}").json() == body == ana.get(f"{HERE}/earnings/imports").json()[0]
    assert ana.get(f"{HERE}/earnings/imports/{body['id'] + 1}").status_code == 404
    assert set(ana.get(f"{HERE}/earnings").json()) == {"since", "until", "sums", "totals"}
    again = SimpleUploadedFile("a.csv", b"partner,at,amount\n")
    assert people.client(people.vic).post(f"{HERE}/earnings/imports", {"file": again}).status_code == 403


def test_a_key_needs_the_right_and_gets_no_more(people: Cast, owner: Caller) -> None:
    seeing, nothing = (make_key(owner, "a machine", scopes).secret for scopes in (["scorecard.see"], ["goals.see"]))
    client = people.client(None)
    answers = {secret: [client.get(HERE + path, headers={"Authorization": f"Bearer {secret}"}).status_code
                        for path in ("/scores", "/types", "/partners")] for secret in (seeing, nothing)}
    assert answers == {seeing: [200, 200, 200], nothing: [403, 403, 403]}
    answer = client.post(f"{HERE}/scores", headers={"Authorization": f"Bearer {seeing}"})
    assert answer.status_code == 403
