"""«What counts as done» for people and machines, and the ecosystem's page that shows it."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from lifeworld.constellations.actions.mappings import change_mapping
from lifeworld.constellations.core.deed_rules import DeedMapping, DeedRule
from lifeworld.constellations.models import DeedMapping as KeptMapping
from lifeworld.constellations.queries.pictures import picture_of
from lifeworld.constellations.tests.deed_events import MAPPING, caught_up, deeds_of_runners, happened
from lifeworld.customers.models import Customer
from lifeworld.kit.errors import InputRefused
from lifeworld.testing.cast import Cast, cast
from lifeworld.voices.actions.studies import create_study

pytestmark = pytest.mark.django_db
API = "/api/acme/-/studies/deeds/deeds"
PAGE = "/acme/-/studies/deeds/deeds/"


@pytest.fixture
def people() -> Cast:
    found = cast()
    create_study(found.caller(found.ana), "Deeds", {})
    happened(found.acme.pk, deeds_of_runners(["cleo", "mia"], 60))
    return found


def put(client: Client, body: object) -> tuple[int, dict[str, object]]:
    answer = client.put(API, json.dumps(body), content_type="application/json")
    return answer.status_code, answer.json()


def test_machines_declare_try_and_read(people: Cast) -> None:
    ben = people.client(people.ben)
    assert ben.get(API).json() == {"version": 0, "rules": [], "everybody": False}
    rule = {"type": "group_run", "category": "peers", "actor_field": "club.name"}
    tried = ben.post(f"{API}/try", json.dumps({"rules": [rule, rule]}), content_type="application/json").json()
    assert tried["n"] == 60 and tried["n_fit"] == tried["rules"][0]["n"] == 12 and tried["rules"][1]["n"] == 0
    assert tried["rules"][0]["actors"] == ["Night Owls"] and tried["rules"][0]["n_customers"] == 2
    status, kept = put(ben, {"version": 0, "rules": [rule]})
    assert (status, kept["version"]) == (200, 1) and ben.get(API).json() == kept
    assert put(ben, {"version": 0, "rules": []})[0] == 409
    assert put(ben, {"version": 1, "rules": [rule | {"actor_field": "a..b"}]})[0] == 422
    assert put(ben, {"version": 1, "rules": [rule | {"category": "friend"}]})[0] == 422
    assert put(people.client(people.vic), {"version": 1, "rules": []})[0] == 403
    assert people.client(people.dev).get(API).status_code == 404
    assert KeptMapping.objects.get().version == 1
    status, kept = put(ben, {"version": 1, "rules": [rule], "everybody": True})
    assert (status, kept["version"], kept["everybody"]) == (200, 2, True) and ben.get(API).json() == kept
    assert put(ben, {"version": 2, "rules": [rule]})[1]["everybody"] is False and KeptMapping.objects.get().version == 3


def test_people_try_add_move_and_take_away(people: Cast) -> None:
    ana = people.client(people.ana)
    assert "No event counts in this study yet" in ana.get(PAGE).content.decode()
    rule = {"type": "kudos_sent", "category": "family_friends", "actor_field": "to", "field": "kind", "values": "friend, partner",
            "direction": "by_type", "version": "0"}
    page = ana.post(PAGE, rule | {"do": "try"}).content.decode()
    assert "tried, not kept yet" in page and "Lena" in page and not KeptMapping.objects.filter(version=1).exists()
    assert ana.post(PAGE, rule | {"do": "add"}).status_code == 302
    assert ana.post(PAGE, {"do": "add", "type": "app_opened", "category": "focal_provider", "version": "1"}).status_code == 302
    assert ana.post(PAGE, {"do": "up", "rule": "1", "version": "2"}).status_code == 302
    assert DeedMapping.from_json(KeptMapping.objects.get().rules).rules == (
        DeedRule("app_opened", "focal_provider"), DeedRule("kudos_sent", "family_friends", "", "to", "kind", ("friend", "partner")))
    assert ana.post(PAGE, {"do": "remove", "rule": "0", "version": "2"}).status_code == 409
    assert ana.post(PAGE, {"do": "remove", "rule": "0", "version": "3"}).status_code == 302
    assert ana.post(PAGE, {"do": "remove", "rule": "7", "version": "4"}).status_code == 409
    assert ana.post(PAGE, {"do": "add", "type": "", "category": "peers", "version": "4"}).status_code == 422
    assert len(KeptMapping.objects.get().rules) == 1
    vic = people.client(people.vic)
    assert "A rule more" not in vic.get(PAGE).content.decode() and vic.post(PAGE, rule).status_code == 403
    assert people.client(people.eva).get(PAGE).status_code == 403


def test_people_say_for_whom_the_rules_are(people: Cast) -> None:
    ana = people.client(people.ana)
    assert "for customers who said or drew something in this study" in ana.get(PAGE).content.decode()
    assert ana.post(PAGE, {"do": "everybody", "everybody": "yes", "version": "0"}).status_code == 302
    page = ana.get(PAGE).content.decode()
    assert 'value="yes" checked> Also customers who said and drew nothing in this study' in page
    assert "for every customer of the place" in page
    assert ana.post(PAGE, {"do": "add", "type": "app_opened", "category": "focal_provider", "version": "1"}).status_code == 302
    assert KeptMapping.objects.get().everybody and KeptMapping.objects.get().version == 2
    assert ana.post(PAGE, {"do": "everybody", "version": "1"}).status_code == 409
    assert ana.post(PAGE, {"do": "everybody", "version": "2"}).status_code == 302
    assert not KeptMapping.objects.get().everybody and len(KeptMapping.objects.get().rules) == 1
    assert "Also customers who" not in people.client(people.vic).get(PAGE).content.decode()


def test_the_ecosystem_says_what_each_tie_rests_on(people: Cast) -> None:
    ana = people.caller(people.ana)
    from lifeworld.voices.queries.studies import study_of

    change_mapping(ana, study_of(ana, "deeds"), MAPPING, version=0)
    caught_up("acme", people.acme.pk)
    cleo = Customer.objects.get(key="cleo").pk
    page = people.client(people.vic).get(f"/acme/-/studies/deeds/ecosystems/{cleo}/").content.decode()
    assert 'class="tag source-done">done' in page and "kudos_received" in page and "Harbour Runners" in page
    assert "by what was said, done and drawn" in page and "Shoe Barn" in page and "1970-01-0" in page
    light = page.partition('<script type="application/json">')[2].partition("</script>")[0] or page
    assert '"n_deeds"' in light
    bare = picture_of(people.caller(people.vic), "deeds", cleo)
    assert all("deeds" not in actor for actor in bare["actors"]) and any(actor.get("n_deeds") for actor in bare["actors"])
    listed = people.client(people.vic).get("/api/acme/-/studies/deeds/ecosystems/" + str(cleo)).json()
    assert any(actor["sources"] == ["done"] for actor in listed.get("picture", listed)["actors"])


@pytest.mark.parametrize("wrong", [
    {"type": "run"}, {"category": "peers"}, {"type": "run", "category": "foe"}, {"type": "run", "category": "peers", "actor_field": ".x"},
    {"type": "run", "category": "peers", "values": ["a"]}, {"type": "run", "category": "peers", "direction": "back"},
    {"type": "run", "category": "peers", "other": "x"}, {"type": "run", "category": "peers", "actor": 3},
    {"type": "run", "category": "peers", "field": "x", "values": "abc"}, {"type": "a\x00", "category": "peers"},
    {"type": "run", "category": "peers", "actor_field": 'a"]b'}])
def test_rules_that_are_none_are_refused_in_whole_sentences(wrong: dict[str, object]) -> None:
    with pytest.raises(InputRefused) as refused:
        DeedMapping.from_json([wrong])
    assert str(refused.value).count(".") >= 2
