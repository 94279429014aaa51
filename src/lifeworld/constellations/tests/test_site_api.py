"""The machines' door: boards, ecosystems, drawings, links and exports, as an API key asks for them."""

from __future__ import annotations

import io
import json
import uuid
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lifeworld.constellations.actions.catch_up import work_once
from lifeworld.constellations.models import Drawing
from lifeworld.constellations.tests.site_runners import runners
from lifeworld.customers.models import Customer
from lifeworld.testing.cast import Cast, cast
from lifeworld.voices.core.site_studies import StudyValue

pytestmark = pytest.mark.django_db
BASE = "/api/acme/-/studies/runners"
JSON = "application/json"


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def study(people: Cast) -> StudyValue:
    value = runners(people.caller(people.ana), drawn=True, people=12)[0]
    while work_once():
        pass
    return value


def drawing(name: str = "Lantern walkers") -> dict[str, Any]:
    return {"rings": {"k": 2}, "client_id": str(uuid.uuid4()), "actors": [
        {"id": "1", "name": name, "category": "peers", "ring": 1, "x": 0.1, "y": 0.1}]}


def test_board_and_ecosystems(people: Cast, study: StudyValue) -> None:
    client = people.client(people.vic)
    board = client.get(f"{BASE}/board")
    assert board.status_code == 200 and board.json()["n_customers"] == 12 and not board.json()["behind"]
    assert client.get(f"{BASE}/board", headers={"If-None-Match": board.headers["ETag"]}).status_code == 304
    seen, after = [], ""
    while True:
        page = client.get(f"{BASE}/ecosystems", {"limit": 5, "after": after}).json()
        seen += [one["customer"]["pk"] for one in page["ecosystems"]]
        after = page["next"]
        if not after:
            break
    assert len(seen) == len(set(seen)) == 12
    one = client.get(f"{BASE}/ecosystems/{seen[0]}")
    assert one.status_code == 200 and {"type", "actors", "moments", "drawn_and_said"} <= set(one.json())
    assert client.get(f"{BASE}/ecosystems/{seen[0]}", headers={"If-None-Match": one.headers["ETag"]}).status_code == 304
    said = client.get(f"{BASE}/ecosystems/{seen[0]}/statements").json()
    assert said and {one["stood"] for one in said} == {"the model"} and all(one["text"] for one in said)
    assert people.client(people.eva).get(f"{BASE}/ecosystems/{seen[0]}/statements").status_code == 403
    assert client.get(f"{BASE}/ecosystems/999999/statements").status_code == 404
    quotes = client.get(f"{BASE}/ecosystems/{seen[0]}/quotes").json()
    assert any(quote["words"] for said in quotes.values() for quote in said)
    assert client.get(f"{BASE}/ecosystems", {"type": "purple"}).status_code == 422
    assert client.get(f"{BASE}/ecosystems/{2**70}").status_code == 422
    assert client.get(f"{BASE}/ecosystems/999999").status_code == 404
    for path in ("board", "ecosystems", f"ecosystems/{seen[0]}", "drawings"):
        assert people.client(people.eva).get(f"{BASE}/{path}").status_code == 403
        assert people.client(people.dev).get(f"{BASE}/{path}").status_code == 404


def test_newer_than_tells_what_was_drawn(people: Cast, study: StudyValue) -> None:
    team = people.client(people.ben)
    position = max(one["position"] for one in team.get(f"{BASE}/ecosystems", {"limit": 200}).json()["ecosystems"])
    customer = Customer.objects.get(key="runner-02")
    path = f"{BASE}/ecosystems/{customer.pk}/drawings"
    sent = drawing()
    made = team.post(path, json.dumps(sent), content_type=JSON)
    assert made.status_code == 201, made.content
    assert team.post(path, json.dumps(sent), content_type=JSON).status_code == 200
    newer = team.get(f"{BASE}/ecosystems", {"newer_than": position}).json()["ecosystems"]
    assert [one["customer"]["id"] for one in newer] == ["runner-02"]
    assert "Lantern walkers" in team.get(f"{BASE}/ecosystems/{customer.pk}").json()["drawn_and_said"]["drawn_not_named"]
    assert team.get(f"{BASE}/drawings", {"customer": customer.pk}).json()["drawings"][-1]["id"] == made.json()["id"]
    assert team.post(path, json.dumps({"rings": 3}), content_type=JSON).status_code == 422
    assert people.client(people.vic).post(path, json.dumps(drawing()), content_type=JSON).status_code == 403
    other = Customer.objects.create(place=people.other, key="stranger")
    assert team.post(f"{BASE}/ecosystems/{other.pk}/drawings", json.dumps(drawing()), content_type=JSON).status_code == 404


def test_links(people: Cast, study: StudyValue) -> None:
    team = people.client(people.ben)
    made = team.post(f"{BASE}/draw-links", json.dumps({"label": "Fair", "days": 2}), content_type=JSON)
    assert made.status_code == 201 and "/draw/" in made.json()["url"]
    assert [one["state"] for one in team.get(f"{BASE}/draw-links").json()] == ["open"]
    assert team.delete(f"{BASE}/draw-links/{made.json()['id']}").status_code == 204
    assert team.delete(f"{BASE}/draw-links/{made.json()['id']}").status_code == 409
    assert team.delete(f"{BASE}/draw-links/99999").status_code == 404
    assert team.post(f"{BASE}/draw-links", json.dumps({"label": " "}), content_type=JSON).status_code == 422
    assert people.client(people.vic).get(f"{BASE}/draw-links").status_code == 403


def test_exports_and_imports(people: Cast, study: StudyValue) -> None:
    team = people.client(people.ben)
    assert {one["kind"] for one in team.get(f"{BASE}/exports").json()} >= {"report", "pdf", "graphml"}
    file = team.get(f"{BASE}/exports/gexf")
    assert zipfile.ZipFile(io.BytesIO(file.content)).namelist() == ["networks.gexf"]
    assert team.get(f"{BASE}/exports/pigeon").status_code == 422
    assert people.client(people.vic).get(f"{BASE}/exports/gexf").status_code == 403
    customer = Customer.objects.get(key="runner-03")
    assert team.get(f"{BASE}/ecosystems/{customer.pk}/picture.svg").content.startswith(b"<svg")
    rows = "customer,actor,category,ring,rings\nnova,Night bus,other_providers,1,3\n"
    answer = team.post(f"{BASE}/drawings/import", {"file": SimpleUploadedFile("maps.csv", rows.encode())})
    assert answer.status_code == 200 and answer.json()["n_new"] == 1, answer.content
    assert Drawing.objects.filter(customer__key="nova").count() == 1
    assert team.post(f"{BASE}/drawings/import", {"file": SimpleUploadedFile("maps.csv", b"nothing")}).status_code == 422
    refused = people.client(people.vic).post(f"{BASE}/drawings/import", {"file": SimpleUploadedFile("maps.csv", rows.encode())})
    assert refused.status_code == 403


def test_reckoning_now_is_for_analysts(people: Cast, study: StudyValue) -> None:
    assert people.client(people.ben).post(f"{BASE}/board").status_code == 200
    assert people.client(people.vic).post(f"{BASE}/board").status_code == 403
