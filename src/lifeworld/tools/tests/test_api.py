"""The machines' door of tools: every route once, and who is refused."""

from __future__ import annotations

import io
import json
from typing import Any

import polars as pl
import pytest

from lifeworld.testing.cast import Cast
from lifeworld.tools.actions.work import work_once
from lifeworld.tools.tests import shelf
from lifeworld.tools.tests.shelved import BASE, JSON, OAK, SPEC, people

__all__ = ["people"]
pytestmark = pytest.mark.django_db
API = "/api/acme/-/tools"


def test_tools_are_listed_and_described(people: Cast) -> None:
    vic = people.client(people.vic)
    assert vic.get(API).json() == [{"name": "shelf", "title": "Shelves", "world": "carpentry"}]
    about = vic.get(f"{API}/shelf").json()
    assert about["schema"]["properties"]["width"]["x-unit"] == "mm" and about["measures"][0]["key"] == "cost"
    assert vic.get(f"{API}/saw").status_code == 404
    assert people.client(people.eva).get(API).status_code == 403 and people.client(people.dev).get(API).status_code == 404


def test_a_machine_designs(people: Cast) -> None:
    vic = people.client(people.vic)
    assert vic.post(f"{API}/shelf/configure", {"spec": SPEC}, **JSON).json()["n"] > 0
    assert vic.post(f"{API}/shelf/design", OAK, **JSON).json()["holds"] is True
    row = {"parts": {"board": 0, "bracket": 0}, "settings": {"count": 3}}
    assert vic.post(f"{API}/shelf/named", {"rows": [row]}, **JSON).json()["rows"][0]["title"] == "oak-18 on 3 × steel-s"
    assert vic.post(f"{API}/shelf/named", {}, **JSON).status_code == 422
    assert vic.post(f"{API}/shelf/named", {"rows": [row] * 201}, **JSON).status_code == 422
    assert vic.post(f"{API}/shelf/designs", {**OAK, "note": {"a": 1}}, **JSON).status_code == 422
    made = vic.post(f"{API}/shelf/designs", {**OAK, "note": "n"}, **JSON)
    assert made.status_code == 201 and vic.post(f"{API}/shelf/designs", OAK, **JSON).status_code == 200
    one = f"{API}/shelf/designs/{made.json()['hash']}"
    assert vic.get(one).json()["note"] == "n" and vic.get(f"{API}/shelf/designs").json()[0]["hash"] == made.json()["hash"]
    assert vic.get(f"{one}/replay").json()["same"] is True
    turned = vic.post(f"{one}/turn?slot=K1&item=STEEL-L@ironworks", **JSON)
    assert turned.status_code == 201 and turned.json()["number"] == 2
    both: dict[str, Any] = vic.get(f"{API}/shelf/compare?d={made.json()['hash']}&d={turned.json()['hash']}").json()
    assert len(both["designs"]) == 2
    assert vic.get(f"{one}/files/bom.csv").status_code == 200 and vic.get(f"{one}/files/x").status_code == 404
    assert vic.post(f"{one}/studies/sag", **JSON).status_code == 202 and work_once()
    assert vic.get(f"{one}/studies/sag").json()["state"] == "done"
    assert vic.get(f"{API}/shelf/jobs").json()[0]["state"] == "done"
    assert vic.delete(one).status_code == 403 and people.client(people.ben).delete(one).status_code == 204
    assert vic.get(one).status_code == 404


@pytest.mark.parametrize("url", [f"{API}/shelf/configure", f"{BASE}/configure"])
def test_candidates_leave_as_a_file(people: Cast, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setattr("lifeworld.tools.tests.shelf.BOARDS", tuple((f"=1+{one[0]}" if one[0] == "oak-18" else one[0], *one[1:])
                                                                     for one in shelf.BOARDS))
    vic = people.client(people.vic)
    wired = vic.post(url, {"spec": SPEC}, **JSON).json()
    made = {kind: vic.post(f"{url}?format={kind}", {"spec": SPEC}, **JSON) for kind in ("csv", "parquet")}
    assert all(f'filename="shelf-candidates.{kind}"' in answer.headers["Content-Disposition"] for kind, answer in made.items())
    whole, table = pl.read_parquet(io.BytesIO(made["parquet"].content)), pl.read_csv(io.BytesIO(made["csv"].content))
    assert whole.height == table.height == wired["n"] and whole.columns == table.columns
    assert {"cost", "sag_low", "set_count", "wood", "part_board", "front"} <= set(whole.columns)
    assert "=1+oak-18" in set(whole["wood"]) and "'=1+oak-18" in set(table["wood"]), "no formula leaves for a spreadsheet"
    assert whole["weight"].sum() == pytest.approx(table["weight"].sum()) and table["cost"].null_count() == table.height
    assert vic.post(f"{url}?format=xlsx", {"spec": SPEC}, **JSON).status_code == 422
    assert people.client(people.eva).post(f"{url}?format=csv", {"spec": SPEC}, **JSON).status_code == 403


def test_a_form_of_the_page_gives_the_file(people: Cast) -> None:
    vic = people.client(people.vic)
    page = vic.get(f"{BASE}/?go=1&width=1200&depth=240&load=30").content.decode()
    assert f'action="{BASE}/configure?format=csv"' in page and f'formaction="{BASE}/configure?format=parquet"' in page
    made = vic.post(f"{BASE}/configure?format=csv", {"spec": json.dumps(SPEC), "quantity": "1", "currency": "EUR"})
    assert made.status_code == 200 and made.content.startswith(b"cost,")


def test_a_machine_opens_desks(people: Cast) -> None:
    ben = people.client(people.ben)
    made = ben.post(f"{API}/shelf/desks", {"title": "D"}, **JSON)
    assert made.status_code == 201 and people.client(None).get(made.json()["url"]).status_code == 200
    assert people.client(people.vic).post(f"{API}/shelf/desks", {}, **JSON).status_code == 403
    assert ben.get(f"{API}/shelf/desks").json()[0]["state"] == "open"
    one = f"{API}/shelf/desks/{made.json()['id']}"
    assert ben.delete(one).status_code == 204 and ben.delete(one).status_code == 409
    assert ben.delete(f"{API}/shelf/desks/99").status_code == 404
    assert ben.post(f"{API}/shelf/jobs/5/cancel").status_code == 404
