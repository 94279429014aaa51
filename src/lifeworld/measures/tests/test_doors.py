"""Measures for people and machines: defined, tried, looked at, changed and retired."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from lifeworld.customers.models import Customer
from lifeworld.events.models import Event
from lifeworld.measures.models import Indicator as Row
from lifeworld.measures.models import Pulse
from lifeworld.measures.queries.kept import today_of
from lifeworld.measures.queries.pulses import shown_one
from lifeworld.measures.tests.running import KM, PEOPLE, measured, running, worked_off
from lifeworld.measures.tests.world import Happening
from lifeworld.testing.cast import Cast, cast

pytestmark = pytest.mark.django_db
API = "/api/acme/-/indicators"
NEW = {"title": "Long runs", "types": "run", "where": "km >= 5", "aggregation": "count", "window_days": "28"}


@pytest.fixture
def people() -> Cast:
    return cast()


def send(client: Client, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    answer = getattr(client, method)(API + path, json.dumps(body), content_type="application/json")
    return answer.status_code, answer.json() if answer.content else None


def test_machines_define_try_change_and_retire(people: Cast) -> None:
    world, ben = running(people.acme, people=4, days=30), people.client(people.ben)
    body = {"slug": "long-runs", "title": "Long runs", "types": ["run"], "where": [{"field": "km", "op": ">=", "value": 5}]}
    status, tried = send(ben, "post", "/try", body)
    assert status == 200 and tried["says"].startswith("The number of «run» events with km of at least 5")
    assert tried["n"] == Event.objects.count() > tried["n_read"] == tried["n_counted"] > 0 and tried["n_customers"] == 4
    assert not Row.objects.exists() and len(tried["days"]) == 4
    status, made = send(ben, "post", "", body)
    assert (status, made["version"], made["building"]) == (201, 1, True)
    assert send(ben, "post", "", body)[0] == 201 and send(ben, "post", "", body | {"title": "Other"})[0] == 409
    nul = [{"field": "km", "value": "\x00"}]
    wrongs: list[dict[str, Any]] = [{"slug": "Wrong!"}, {"types": []}, {"types": ["\ud800"]}, {"where": nul}, {"unit": "\ud800"}]
    for wrong in wrongs:
        assert send(ben, "post", "", body | {"slug": "other"} | wrong)[0] == 422
    worked_off()
    one = ben.get(f"{API}/long-runs").json()
    assert one["n_customers"] == 4 and one["pulse"]["mean"]["value"] is None and "not enough" in one["pulse"]["mean"]["text"]
    assert [each["slug"] for each in ben.get(API).json()] == ["long-runs"]
    assert send(ben, "patch", "/long-runs", {"version": 9, "title": "x"})[0] == 409
    status, changed = send(ben, "patch", "/long-runs", {"version": 1, "aggregation": "sum", "field": "km", "unit": "km"})
    assert status == 200 and changed["version"] == 2 and changed["definition"]["where"] == made["definition"]["where"]
    assert send(people.client(people.vic), "patch", "/long-runs", {"version": 2})[0] == 403
    assert send(people.client(people.vic), "post", "/try", body)[0] == 403
    assert people.client(people.dev).get(f"{API}/long-runs").status_code == 404
    assert ben.delete(f"{API}/long-runs").status_code == 204 and ben.get(API).json() == []
    assert ben.get(f"{API}/none").status_code == 404 and world.n > 0


def test_values_and_readings_of_a_customer(people: Cast) -> None:
    world, vic = running(people.acme, people=4, days=40), people.client(people.vic)
    measured(world, KM)
    pk = Customer.objects.get(key="runner-01").pk
    found = vic.get(f"{API}/weekly-km/values", {"customer": pk}).json()
    assert found["days_of"] == 28 and found["days_known"] == len(found["days"]) < 28 and found["trust"] == "measured"
    assert found["value"] == pytest.approx(sum(day["value"] for day in found["days"]))
    assert [(each["source"], each["n_suppressed"] > 0) for each in found["sources"]] == [("watch/7", False), ("phone", True)]
    first, last = date.fromisoformat(found["from_day"]), date.fromisoformat(found["to_day"])
    asked: dict[str, str | int] = {"customer": pk, "from": str(last - timedelta(days=6)), "to": str(last)}
    week = vic.get(f"{API}/weekly-km/values", asked).json()
    assert week["days_of"] == 7 and week["value"] < found["value"]
    read = vic.get(f"{API}/weekly-km/readings", {"customer": pk, "limit": 10}).json()
    assert len(read) == 10 and {each["counted"] for each in read} == {True, False}
    assert all(each["why"] == "" if each["counted"] else "comes first" in each["why"] for each in read)
    wrongs: tuple[dict[str, str | int], ...] = (
        {"customer": pk, "from": str(last), "to": str(first)}, {"customer": pk, "from": str(first)}, {"customer": 0}, {},
        {"customer": pk, "from": "0001-01-01", "to": "0001-01-02"}, {"customer": pk, "from": "9999-12-30", "to": "9999-12-31"})
    for wrong in wrongs:
        assert vic.get(f"{API}/weekly-km/values", wrong).status_code == 422
    assert vic.get(f"{API}/weekly-km/values", {"customer": 999_999}).status_code == 404
    assert people.client(people.eva).get(f"{API}/weekly-km/values", {"customer": pk}).status_code == 403


def test_people_try_keep_change_and_leave_a_measure(people: Cast) -> None:
    running(people.acme, people=4, days=30)
    ana = people.client(people.ana)
    assert "Nothing is measured yet" in ana.get("/acme/-/measures/").content.decode()
    page = ana.post("/acme/-/define-measure/", NEW | {"do": "try"}).content.decode()
    assert "with km of at least 5" in page and "runner-0" in page and not Row.objects.exists()
    assert ana.post("/acme/-/define-measure/", NEW | {"where": "km about 5", "do": "save"}).status_code == 422
    assert ana.post("/acme/-/define-measure/", NEW | {"do": "save"}).headers["Location"] == "/acme/-/measures/long-runs/"
    page = ana.get("/acme/-/measures/long-runs/").content.decode()
    assert "It is being reckoned" in page and "being made" in page
    worked_off()
    assert "not enough: n = 4" in ana.get("/acme/-/measures/long-runs/").content.decode()
    form = ana.get("/acme/-/measures/long-runs/change/").content.decode()
    assert "km &gt;= 5" in form and 'name="version" value="1"' in form
    assert ana.post("/acme/-/measures/long-runs/change/", NEW | {"unit": "runs", "version": "1", "do": "save"}).status_code == 302
    assert ana.post("/acme/-/measures/long-runs/change/", NEW | {"unit": "x", "version": "1", "do": "save"}).status_code == 409
    assert ana.post("/acme/-/measures/long-runs/retire/").status_code == 302
    assert "Not followed any more" in ana.get("/acme/-/measures/").content.decode()
    vic, eva = people.client(people.vic), people.client(people.eva)
    assert vic.get("/acme/-/measures/").status_code == 200 and vic.get("/acme/-/define-measure/").status_code == 403
    assert vic.post("/acme/-/measures/long-runs/retire/").status_code == 403 and eva.get("/acme/-/measures/").status_code == 403
    assert vic.get("/acme/-/measures/none/").status_code == 404


def test_who_tries_what_is_not_there_is_told_what_is(people: Cast) -> None:
    running(people.acme, people=2, days=10)
    ana = people.client(people.ana)
    page = ana.post("/acme/-/define-measure/", NEW | {"types": "runn", "do": "try"}).content.decode()
    assert "did you mean «run»?" in page
    read = {"where": "", "aggregation": "sum", "field": "kilometres", "do": "try"}
    assert "Numbers stand in km" in ana.post("/acme/-/define-measure/", NEW | read).content.decode()
    assert "Numbers stand in" not in ana.post("/acme/-/define-measure/", NEW | read | {"field": "km"}).content.decode()


def test_the_pulse_is_of_customers_and_follows_what_comes_in(people: Cast) -> None:
    world = running(people.acme)
    measured(world)
    one = shown_one(people.caller(people.vic), "weekly-km")
    assert one.pulse is not None and not one.pulse.behind
    body = one.pulse.body
    assert body["now"]["n"] == PEOPLE and len(body["weeks"]) == 13 and sum(body["spread"]["counts"]) == PEOPLE
    assert body["to_day"] == today_of(people.caller(people.vic)) - 1 and body["n_customers"] == PEOPLE + 1
    assert body["now"]["low"] < body["now"]["value"] < body["now"]["high"]
    page = people.client(people.vic).get("/acme/-/measures/weekly-km/").content.decode()
    assert "n = 30 customers" in page and "1 is not known" in page and "estimated" in page and "Week by week" in page
    assert "n\u00a0=\u00a030 customers" in people.client(people.vic).get("/acme/-/measures/").content.decode()
    world.happen([Happening("runner-01", (body["to_day"] - 2) * 1440 + 5, {"km": 500.0}, "run", "watch/7")])
    Pulse.objects.update(made_at="2026-01-01T00:00:00Z")  # it has rested
    worked_off()
    later = shown_one(people.caller(people.vic), "weekly-km")
    assert later.pulse is not None and later.pulse.body["now"]["value"] > body["now"]["value"] + 10


def test_a_customers_pages_show_days_sources_and_what_is_suppressed(people: Cast) -> None:
    measured(running(people.acme, people=4, days=40))
    pk, vic = Customer.objects.get(key="runner-01").pk, people.client(people.vic)
    for path in ("", "measures/", "measures/weekly-km/"):
        page = vic.get(f"/acme/-/customers/{pk}/{path}").content.decode()
        assert "watch/7" in page and "did not, because another source comes first" in page and "days are known" in page
    assert "Another source comes first in this minute." in page
    cleo = vic.get(f"/acme/-/customers/{people.cleo.pk}/measures/").content.decode()
    assert "known by no measure yet" in cleo
    assert vic.get("/acme/-/customers/999999/measures/").status_code == 404
