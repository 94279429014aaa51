"""Coding over the API and by the form: every route, for whom it is, for whom it is not, and what it refuses."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from lifeworld.places.core import digest
from lifeworld.places.models import ApiKey
from lifeworld.testing.cast import Cast, cast
from lifeworld.voices.models import Coder, Reading
from lifeworld.voices.tests.site_coded import EMOJI, make_study, statement

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


def asked(client: Client, way: str, path: str, body: dict[str, Any] | None = None, **headers: str) -> tuple[int, dict[str, Any]]:
    more = {} if body is None else {"data": body, "content_type": "application/json"}
    answer = getattr(client, way)(f"/api/acme/-/studies/runners/{path}", headers=headers, **more)
    return answer.status_code, answer.json() if answer.content else {}


def reading(version: int, *codes: str, **more: Any) -> dict[str, Any]:
    return {"codes": list(codes), "version": version, **more}


def test_a_statement_is_asked_for_read_and_asked_for_again(people: Cast) -> None:
    study, eva = make_study(people), people.client(people.eva)
    status, first = asked(eva, "get", "coding/next")
    assert status == 200 and first["next"]["reading"]["version"] == 0 and first["next"]["suggestions"] is None
    one = statement(study, "s0")
    marks = [{"start": 8, "end": 11, "code": "family_friends", "quote": EMOJI[8:11]}]
    status, kept = asked(eva, "put", f"coding/{one}", reading(0, "self", marks=marks, client_id="a", memo="m", valence=-1))
    assert status == 200 and kept["reading"]["codes"] == ["self", "family_friends"] and kept["reading"]["version"] == 1
    path = f"/api/acme/-/studies/runners/coding/{one}"
    again = eva.get(path)
    assert again.json()["reading"] == kept["reading"]
    assert eva.get(path, headers={"If-None-Match": again.headers["ETag"]}).status_code == 304
    asked(eva, "put", f"coding/{one}", reading(1, done=False))
    assert eva.get(path, headers={"If-None-Match": again.headers["ETag"]}).status_code == 200
    order = [asked(eva, "get", "coding/next")[1]["next"]["statement"]]
    while (found := asked(eva, "get", f"coding/next?after={order[-1]}")[1]["next"])["statement"] not in order:
        order.append(found["statement"])
    assert one not in order and len(order) == 4


def test_what_is_refused(people: Cast) -> None:
    study = make_study(people)
    one = statement(study, "s0")
    eva, vic, dev, nobody = (people.client(user) for user in (people.eva, people.vic, people.dev, None))
    for client, status in ((nobody, 401), (vic, 403), (dev, 404)):
        assert asked(client, "get", "coding/next")[0] == status
        assert asked(client, "get", f"coding/{one}")[0] == status
        assert asked(client, "put", f"coding/{one}", reading(0))[0] == status
        for way in ("undo", "redo"):
            assert asked(client, "post", f"coding/{way}", {})[0] == status
        assert asked(client, "get", "coding/progress")[0] == status
    assert asked(eva, "put", f"coding/{one}", reading(3))[1]["code"] == "reading_newer"
    for body, status in ((reading(0, "moods"), 422), ({}, 422), (reading(0, valence=3), 422), (reading(0, client_id=""), 422),
                         (reading(0, marks=[{"start": 0, "end": 3, "code": "self", "quote": "Our"}]), 422), (reading(2), 409)):
        assert asked(eva, "put", f"coding/{one}", body)[0] == status
    assert asked(eva, "get", "coding/99999999")[0] == 404 and asked(eva, "get", "coding/next?queue=99999")[0] == 404
    assert not Reading.objects.exists()
    assert asked(eva, "get", "coding/" + "9" * 30)[0] == asked(eva, "put", "coding/" + "9" * 30, reading(0))[0] == 404
    assert asked(eva, "get", "queues/" + "9" * 30)[0] == 404
    for body in (reading(0, "self\x00"), reading(0, client_id="a\x00"), reading(0, memo="\ud800")):
        assert asked(eva, "put", f"coding/{one}", body)[0] == 422
    assert asked(eva, "put", f"coding/{one}", reading(0, memo="a\x00b"))[1]["reading"]["memo"] == "ab"


def test_steps_back_and_again(people: Cast) -> None:
    study, eva = make_study(people), people.client(people.eva)
    one = statement(study, "s1")
    assert asked(eva, "post", "coding/undo", {}) == (409, asked(eva, "post", "coding/undo", {})[1])
    asked(eva, "put", f"coding/{one}", reading(0, "mood"))
    status, back = asked(eva, "post", "coding/undo", {"client_id": "u"})
    assert status == 200 and back["now"]["statement"] == one and back["said"] == "«mood» taken away, opened again"
    assert asked(eva, "post", "coding/undo", {"client_id": "u"})[1]["now"]["reading"] == back["now"]["reading"]
    status, again = asked(eva, "post", "coding/redo", {})
    assert status == 200 and again["now"]["reading"]["codes"] == ["mood"] and asked(eva, "post", "coding/redo", {})[0] == 409


def test_progress_and_readings_show_a_coder_herself_alone(people: Cast) -> None:
    study = make_study(people)
    for user in (people.eva, people.finn):
        for key in ("s0", "s1"):
            asked(people.client(user), "put", f"coding/{statement(study, key)}", reading(0, "self"))
    eva, ben, vic = (people.client(user) for user in (people.eva, people.ben, people.vic))
    assert [(p["coder"], p["n_read"], p["me"]) for p in eva.get("/api/acme/-/studies/runners/coding/progress").json()] == [("Eva", 2, True)]
    assert sorted(p["coder"] for p in ben.get("/api/acme/-/studies/runners/coding/progress").json()) == ["Eva", "Finn", "fast"]
    assert {row["coder"] for row in asked(eva, "get", "readings")[1]["readings"]} == {"Eva"}
    status, page = asked(ben, "get", "readings?limit=3")
    rest = asked(ben, "get", f"readings?limit=3&after={page['next']}")[1]
    assert status == 200 and len(page["readings"]) == 3 and len(rest["readings"]) == 1 and rest["next"] is None
    assert asked(vic, "get", "readings")[1]["readings"] == [] and asked(people.client(people.dev), "get", "readings")[0] == 404
    finn = Coder.objects.get(name="Finn").pk
    assert {row["coder"] for row in asked(ben, "get", f"readings?coder={finn}")[1]["readings"]} == {"Finn"}
    assert asked(eva, "get", f"readings?coder={finn}")[1]["readings"] == []


def test_a_key_codes_under_its_own_name(people: Cast) -> None:
    study = make_study(people)
    secret = "lw_abcdefgh" + "x" * 32
    ApiKey.objects.create(place=people.acme, name="Our own model", prefix=secret[:11], digest=digest(secret), scopes=["voices.code"])
    one = statement(study, "s1")
    status, _ = asked(Client(), "put", f"coding/{one}", reading(0, "reliability"), Authorization=f"Bearer {secret}")
    assert status == 200 and Reading.objects.get().coder.kind == "imported" and Reading.objects.get().coder.name == "Our own model"
    assert asked(Client(), "get", "readings", Authorization=f"Bearer {secret}")[1]["readings"] == [], "it is nobody's login"


def test_the_page_shows_a_statement_and_its_form_keeps_what_was_found(people: Cast) -> None:
    study, eva = make_study(people), people.client(people.eva)
    path = f"/acme/-/studies/{study.slug}/code/"
    one = statement(study, "s1")
    page = eva.get(f"{path}?statement={one}")
    assert page.status_code == 200 and b"loses its signal" in page.content and b"0 of 5 read" in page.content
    answer = eva.post(path, {"statement": one, "version": 0, "codes": ["reliability"], "memo": "m"})
    assert answer.status_code == 302 and Reading.objects.get().present == ["reliability"]
    assert eva.post(path, {"statement": one, "version": 0, "codes": []}).status_code == 409
    assert eva.post(path, {"statement": "x"}).status_code == 422 and eva.post(path, {}).status_code == 422
    assert people.client(people.vic).get(path).status_code == 403 and people.client(people.dev).get(path).status_code == 404
    assert eva.get(f"{path}?statement=nine").status_code == 422 and eva.get(f"{path}?statement=999999").status_code == 404
    for key in ("s0", "s2", "s3", "s4"):
        eva.post(path, {"statement": statement(study, key), "version": 0})
    assert b"You have read every statement" in eva.get(path).content
