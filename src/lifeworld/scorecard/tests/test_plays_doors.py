"""The doors of plays: the team's pages, the machines' door, and the page that a customer opens with her own link."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from django.test import Client

from lifeworld.goals.actions.links import make_link
from lifeworld.kit.errors import LifeworldError
from lifeworld.partners.models import Partner, PartnerAccess
from lifeworld.scorecard.actions.plays_work import offer_step, reckon
from lifeworld.scorecard.actions.weights import weigh
from lifeworld.scorecard.core.plays import play_json
from lifeworld.scorecard.models import Offered, Play, TypeDenied
from lifeworld.scorecard.queries.plays_exported import export_of as offered_of
from lifeworld.scorecard.tests.plays_world import SOONER, STUDY, PlaysWorld, done_after, hers, plays_world

pytestmark = pytest.mark.django_db
TEAM = "/acme/-/scorecard/plays/"
ONE = f"{TEAM}of/{SOONER.key}/"
API = "/api/acme/-/plays"


@pytest.fixture
def world() -> PlaysWorld:
    return plays_world(12)


def post(client: Client, url: str, body: Any = None) -> Any:
    return client.post(url, json.dumps(body), content_type="application/json")


def test_a_play_is_declared_begun_and_ended_on_its_pages(world: PlaysWorld) -> None:
    ana, vic = world.people.client(world.people.ana), world.people.client(world.people.vic)
    assert ana.get(TEAM).status_code == vic.get(TEAM).status_code == 200
    assert vic.get(f"{TEAM}new/").status_code == 403
    example = ana.get(f"{TEAM}new/").context["typed"]
    assert json.loads(example)["key"] == "first-steps"
    wrong = ana.post(f"{TEAM}new/", {"body": "{", "study": STUDY})
    assert wrong.status_code == 422 and "not valid JSON" in wrong.content.decode()
    assert ana.post(f"{TEAM}new/", {"body": json.dumps(play_json(SOONER)), "study": STUDY}).status_code == 302
    assert SOONER.why in ana.get(ONE).content.decode()
    assert json.loads(ana.get(f"{TEAM}new/?like={SOONER.key}").context["typed"]) == play_json(SOONER)
    assert ana.post(f"{ONE}begin/").status_code == 422  # the box was not ticked
    assert vic.post(f"{ONE}begin/", {"is_not_care": "on"}).status_code == 403
    assert ana.post(f"{ONE}begin/", {"is_not_care": "on"}).status_code == 302
    assert ana.post(f"{ONE}for-all/").status_code == 409
    assert Play.objects.get().state == "running"
    assert ana.post(f"{ONE}end/").status_code == 302 and Play.objects.get().ended == "owner"
    assert world.people.client(world.people.dev).get(ONE).status_code == 404


def test_the_pages_show_the_effect_beside_the_naive_figure_and_day_by_day() -> None:
    world = plays_world(200)
    ana = world.people.client(world.people.ana)
    assert post(ana, API, {"play": play_json(SOONER), "study": STUDY}).status_code == 201
    row = Play.objects.get(pk=Play.objects.get().pk)
    assert post(ana, f"{API}/{SOONER.key}/begin", {"is_not_care": True}).status_code == 200
    row.refresh_from_db()
    done_after(world, row, -14.0)
    found = reckon(world.ana, row.pk, world.today + SOONER.days + 1)
    assert found is not None and found.verdict == "works"
    page = ana.get(ONE)
    assert page.context["shown"]["island"]["worth"] == SOONER.worth and page.context["data"]["series"][0]["x"] == [found.day]
    assert found.effect.text() in page.content.decode()
    assert "It works." in ana.get(TEAM).content.decode()
    days = ana.get(f"{API}/{SOONER.key}/days").json()
    assert [one["verdict"] for one in days] == ["works"] and days[0]["effect"]["value"] == found.effect.value
    assert ana.post(f"{ONE}for-all/").status_code == 302 and Play.objects.get().for_all


def test_machines_declare_begin_and_end(world: PlaysWorld) -> None:
    ana, vic = world.people.client(world.people.ana), world.people.client(world.people.vic)
    made = post(ana, API, {"play": play_json(SOONER), "study": STUDY})
    assert made.status_code == 201 and made.json()["state"] == "ready" and made.json()["play"] == play_json(SOONER)
    assert post(ana, API, {"play": {**play_json(SOONER), "worth": -1}, "study": STUDY}).status_code == 422
    assert post(ana, API, {"play": {**play_json(SOONER), "luck": 1}, "study": STUDY}).status_code == 422
    assert post(vic, API, {"play": play_json(SOONER), "study": STUDY}).status_code == 403
    assert [one["play"]["key"] for one in vic.get(API).json()] == [SOONER.key]
    assert vic.get(f"{API}/{SOONER.key}").json()[0]["version"] == 1 and vic.get(f"{API}/{SOONER.key}/days").json() == []
    assert vic.get(f"{API}/none").status_code == 404
    assert post(ana, f"{API}/{SOONER.key}/begin", {"is_not_care": False}).status_code == 422
    assert post(ana, f"{API}/{SOONER.key}/begin", {"is_not_care": True}).json()["state"] == "running"
    assert post(ana, f"{API}/{SOONER.key}/begin", {"is_not_care": True}).status_code == 409
    assert post(ana, f"{API}/{SOONER.key}/for-all").status_code == 409
    assert post(vic, f"{API}/{SOONER.key}/end").status_code == 403
    assert post(ana, f"{API}/{SOONER.key}/end").json()["ended"] == "owner"


def test_who_acts_for_one_partner_sees_and_changes_no_play(world: PlaysWorld) -> None:
    people = world.people
    ana, vic = people.client(people.ana), people.client(people.vic)
    post(ana, API, {"play": play_json(SOONER), "study": STUDY})
    partner = Partner.objects.create(place=people.acme, key="volt", name="Volt", state="verified")
    hers = f"/api/acme/-/customers/{people.cleo.pk}/plays"
    assert vic.get(TEAM).status_code == vic.get(API).status_code == 200
    for one in (people.vic, people.ana):
        PartnerAccess.objects.create(partner=partner, place=people.acme, who=f"user:{one.pk}")
    for path in (TEAM, ONE, API, f"{API}/{SOONER.key}", f"{API}/{SOONER.key}/days", hers):
        assert vic.get(path).status_code == 403, path
    assert ana.get(f"{TEAM}new/").status_code == 403
    assert post(ana, API, {"play": play_json(SOONER), "study": STUDY}).status_code == 403
    for act in ("begin", "end", "for-all"):
        assert post(ana, f"{API}/{SOONER.key}/{act}", {"is_not_care": True}).status_code == 403, act
    assert Play.objects.get().state == "ready"
    page = ana.get("/acme/-/scorecard/partners-view/").content.decode()  # an owner may look at the partner that is hers, and no more
    assert "/partners-view/volt/" in page and TEAM not in page and "/-/scorecard/earnings/" not in page


@pytest.mark.parametrize("wrong", ['"measure": []', '"better": []', '"worth": 1' + "0" * 400, '"worth": 1e-300'])
def test_strange_values_are_refused_on_the_page(world: PlaysWorld, wrong: str) -> None:
    name = wrong.split('"')[1]
    body = json.dumps({key: value for key, value in play_json(SOONER).items() if key != name})
    answer = world.people.client(world.people.ana).post(f"{TEAM}new/", {"body": f"{body[:-1]}, {wrong}}}", "study": STUDY})
    assert answer.status_code == 422 and not Play.objects.exists()


def test_a_customer_reads_why_takes_it_up_dismisses_it_or_says_it_is_wrong(world: PlaysWorld) -> None:
    ana = world.people.client(world.people.ana)
    post(ana, API, {"play": {**play_json(SOONER), "held": 0.05}, "study": STUDY})
    post(ana, f"{API}/{SOONER.key}/begin", {"is_not_care": True})
    while offer_step(world.ana):
        pass
    nobody = world.people.client(None)
    for do, state, leads in (("take", "taken", "/goals/"), ("dismiss", "dismissed", "/own/"), ("wrong", "wrong", "/own/")):
        offer = Offered.objects.filter(state="open").order_by("pk").first()
        assert offer is not None
        token = make_link(world.ana, offer.customer_id, "hers")[1]
        door = f"/own/{token}/next/"
        page = nobody.get(door)
        text = page.content.decode()
        assert page.status_code == 200 and page.headers["Cache-Control"] == "no-store"
        assert SOONER.offer in text and "You see this because you seem" in text and "guess" in text
        assert ana.get(f"/api/acme/-/customers/{offer.customer_id}/plays").json()[0]["offer"] == offer.pk
        assert nobody.post(door, {"offer": str(offer.pk), "do": "shout"}).status_code == 422
        assert nobody.post(door, {"offer": "1e3", "do": "take"}).status_code == 422
        assert nobody.post(door, {"offer": "999999", "do": "take"}).status_code == 404
        answer = nobody.post(door, {"offer": str(offer.pk), "do": do})
        assert answer.status_code == 302 and answer.headers["Location"].startswith(leads)
        assert nobody.get(answer.headers["Location"]).status_code == 200
        offer.refresh_from_db()
        assert offer.state == state
    assert nobody.get("/own/wrong/next/").status_code == 404
    assert world.people.client(world.people.dev).get(f"/api/acme/-/customers/{world.people.cleo.pk}/plays").status_code == 404


def test_a_customer_takes_with_her_what_she_said_and_was_offered_and_nothing_of_others(world: PlaysWorld) -> None:
    ana, other = world.people.client(world.people.ana), world.customers[1]
    post(ana, API, {"play": play_json(SOONER), "study": STUDY})
    play = Play.objects.get()
    Offered.objects.create(play=play, customer=world.people.cleo, state="taken")
    Offered.objects.create(play=play, customer=other, state="dismissed")
    TypeDenied.objects.create(place=world.people.acme, customer=world.people.cleo, study=STUDY, type=SOONER.type)
    weigh(hers(world.people.acme, world.people.cleo), {"success": 3})
    weigh(hers(world.people.acme, other), {"sauce": 1})
    nobody, door = world.people.client(None), f"/own/{make_link(world.ana, world.people.cleo.pk, 'hers')[1]}/matters/"
    assert f"{door}everything.zip" in nobody.get(door).content.decode()
    answer = nobody.get(f"{door}everything.json")
    kept = answer.json()
    assert [(one["factor"], one["weight"]) for one in kept["factor_weights"]] == [("success", 3)]
    assert [(one["play"], one["state"]) for one in kept["plays_offered"]] == [(SOONER.key, "taken")]
    assert [one["type"] for one in kept["types_denied"]] == [SOONER.type] and answer.headers["Cache-Control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(nobody.get(f"{door}everything.zip").content)) as folder:
        assert {"everything.json", "factor_weights.csv", "plays_offered.csv", "types_denied.csv"} == set(folder.namelist())
        assert b"dismissed" not in folder.read("plays_offered.csv")
    assert nobody.get(f"{door}everything.pdf").status_code == 422
    with pytest.raises(LifeworldError) as wrong:
        offered_of(hers(world.people.acme, world.people.cleo), other.pk)
    assert wrong.value.status == 404


def test_a_customer_without_offers_reads_that_there_is_nothing(world: PlaysWorld) -> None:
    token = make_link(world.ana, world.people.cleo.pk, "hers")[1]
    assert "nothing for you now" in world.people.client(None).get(f"/own/{token}/next/").content.decode().lower()
