"""The desk: candidates on the wire, one design in full, the page without JavaScript; who may, and what is refused in one shape."""

from __future__ import annotations

from typing import Any

import pytest

from lifeworld.testing.cast import Cast
from lifeworld.tools.core.wire import row_of, unwired
from lifeworld.tools.tests.shelved import BASE, JSON, OAK, SPEC, people

__all__ = ["people"]
pytestmark = pytest.mark.django_db


def test_candidates_go_over_the_wire_with_what_was_ruled_out(people: Cast) -> None:
    answer = people.client(people.vic).post(f"{BASE}/configure", {"spec": SPEC}, **JSON)
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    body = answer.json()
    found = unwired(body)
    assert body["n"] == len(found) > 0 and body["considered"] == len(found) + sum(one["count"] for one in body["rejected"])
    assert body["spec"]["painted"] is False, "defaults are said"
    assert {one["preset"] for one in body["best"]} == {"balanced", "light"}
    assert set(body["titles"]) == {str(row) for one in body["best"] for row in one["rows"]}
    named = people.client(people.vic).post(f"{BASE}/named", {"spec": SPEC, "rows": [row_of(found, 0)]}, **JSON).json()["rows"][0]
    by_row = people.client(people.vic).post(f"{BASE}/design", {"spec": SPEC, "row": row_of(found, 0)}, **JSON).json()
    assert (by_row["parts"], by_row["turned"], by_row["title"]) == (named["parts"], named["turned"], named["title"])
    weight = next(one["value"] for one in by_row["values"] if one["key"] == "weight")
    assert weight == pytest.approx(found.values["weight"][0], rel=1e-6)


def test_a_design_says_everything_and_keeps_nothing(people: Cast) -> None:
    body = people.client(people.vic).post(f"{BASE}/design", OAK, **JSON).json()
    assert body["url"] is None and len(body["hash"]) == 16 and body["holds"] is True
    assert [one["key"] for one in body["exports"]] == ["cuts", "report.pdf", "bom.csv", "design.json"]
    margins = [one["margin"] for one in body["checks"]]
    assert margins == sorted(margins) and all(one["margin_text"].endswith("inside") for one in body["checks"])
    cost = next(one for one in body["values"] if one["key"] == "cost")
    assert cost["value"] is None and cost["text"] == "not known" and body["cost"] is None, "unknown is not zero"
    assert [line["turns"] for line in body["lines"]] == [True, True, False]
    assert body["lines"][0]["why"] == "Nobody offers it." and "Anybody" in body["lines"][2]["why"]


def test_an_impossible_specification_says_what_came_nearest(people: Cast) -> None:
    body = people.client(people.vic).post(f"{BASE}/configure", {"spec": {**SPEC, "load": 500, "width": 2900}}, **JSON).json()
    assert body["n"] == 0
    nearest = next(one["nearest"] for one in body["rejected"] if one["nearest"])
    assert nearest["part"] and nearest["margin"] < 0 and nearest["change"].endswith(".")


@pytest.mark.parametrize(("body", "said"), [
    ({}, "spec"), ({"spec": 5}, "spec"), ({"spec": {"width": "wide"}}, "Width"), ({"spec": {"width": 5}}, "200 to 3000 mm"),
    ({"spec": {"widht": 5}}, "Did you mean «width»"), ({"spec": SPEC, "quantity": 0}, "quantity"),
    ({"spec": SPEC, "quantity": True}, "quantity"), ({"spec": SPEC, "currency": "euro"}, "currency"),
    ({"spec": {**SPEC, "depth": 599, "width": 250}}, "depth"), ({"spec": SPEC, "choice": {"sellers": {"a": "loved"}}}, "standing"),
    ({"spec": SPEC, "choice": 5}, "choice"), ({"spec": SPEC, "sitting": 5}, "sitting"),
    ({"spec": SPEC, "sitting": {"key": "0" * 16, "number": "1"}}, "sitting"),
    ({"spec": SPEC, "sitting": {"key": "Z" * 16, "number": 1}}, "sitting")])
def test_what_cannot_be_is_refused_and_the_field_is_named(people: Cast, body: dict[str, Any], said: str) -> None:
    answer = people.client(people.vic).post(f"{BASE}/configure", body, **JSON)
    assert answer.status_code == 422 and said in answer.json()["detail"]
    assert set(answer.json()) == {"type", "title", "status", "code", "detail", "next_step"}


@pytest.mark.parametrize("body", [
    {}, {"parts": {"B1": 5}},
    {"parts": {"B1": "gold@mine", "K1": "WIRE@ironworks"}, "turned": {"count": 3}},
    {"parts": OAK["parts"], "turned": {"count": "3"}}, {"row": {}},
    {"row": {"parts": {"board": 99, "bracket": 0}, "settings": {"count": 3}}},
    {"row": {"parts": {"board": 1.5, "bracket": 0}}}, {"row": {"parts": {"board": 2**70}}}, {"row": {"parts": [1]}}])
def test_what_is_no_design_is_refused(people: Cast, body: dict[str, Any]) -> None:
    assert people.client(people.vic).post(f"{BASE}/design", {"spec": SPEC, **body}, **JSON).status_code == 422


@pytest.mark.parametrize(("data", "status"), [(b"{", 422), (b"[]", 422), (b'{"spec": {"width": NaN}}', 422), (b"\xff\xfe", 422),
                                              (b"[" * 100_000, 422), (b" " * 300_000, 413)])
def test_bodies_are_bounded_and_read_as_json(people: Cast, data: bytes, status: int) -> None:
    answer = people.client(people.vic).post(f"{BASE}/configure", data, **JSON)
    assert answer.status_code == status and answer.json()["status"] == status


def test_outsiders_and_coders_find_no_tools(people: Cast) -> None:
    for path in ("/acme/-/tools/", f"{BASE}/", f"{BASE}/designs/"):
        assert people.client(people.dev).get(path).status_code == 404, path
        assert people.client(people.eva).get(path).status_code == 403, path
    assert people.client(people.dev).post("/other/-/tools/shelf/configure", {"spec": SPEC}, **JSON).status_code == 404, "not taken up"
    assert people.client(people.vic).get("/acme/-/tools/nothing/").status_code == 404


def test_the_page_works_without_scripts(people: Cast) -> None:
    vic = people.client(people.vic)
    assert b"Shelves" in vic.get("/acme/-/tools/").content
    page = vic.get(f"{BASE}/").content.decode()
    assert 'id="desk"' in page and '<lw-design-desk from="desk">' in page and 'name="width"' in page and "<details><summary>Limits" in page
    found = vic.get(f"{BASE}/", {"width": "1200", "load": "30", "wood": "oak", "had-painted": "1", "go": "1", "order": "light"})
    page = found.content.decode()
    assert found.status_code == 200 and "designs can be made" in page and "best trade-off" in page and "oak-18 on" in page
    for region, said in (("de", '<input type="hidden" name="region" value="DE">'), ("usa", "The «region» is «USA»")):
        assert said in vic.get(f"{BASE}/", {"width": "1200", "region": region, "go": "1"}).content.decode()
    none = vic.get(f"{BASE}/", {"width": "2900", "load": "500", "go": "1"}).content.decode()
    assert "0 designs can be made" in none and "Why the others cannot be made" in none
    refused = vic.get(f"{BASE}/", {"width": "wide", "go": "1"})
    assert refused.status_code == 422 and "which is no number" in refused.content.decode()
    assert vic.get(f"{BASE}/", {"width": "1200", "quantity": "many", "go": "1"}).status_code == 422
