"""The customer's own pages: she declares by form or element, sees, changes, pauses, lists, agrees, takes everything with her, closes."""

from __future__ import annotations

import io
import json
import uuid
import zipfile
from typing import Any

import pytest
from django.test import Client

from lifeworld.customers.models import Consent, Customer
from lifeworld.goals.actions.declaring import declare_goal
from lifeworld.goals.actions.jobs import offer_job
from lifeworld.goals.actions.links import make_link
from lifeworld.goals.core.values import FIGURES, GoalPlan, ScalePlan, Suggestion
from lifeworld.goals.models import Check, Goal, GoalLink, Item
from lifeworld.goals.queries.links import open_door
from lifeworld.testing.cast import Cast, cast

pytestmark = pytest.mark.django_db
JSON = "application/json"


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def address(people: Cast) -> str:
    return f"/goals/{make_link(people.caller(people.ben), people.cleo.pk, 'Phone')[1]}/"


def declared(address: str, **change: Any) -> Goal:
    door = open_door(address.split("/")[2])
    assert door is not None
    plan = {"client_id": str(uuid.uuid4()), "title": "Sleep through the night", "kind": "accomplish", **change}
    return Goal.objects.get(pk=declare_goal(door.caller, GoalPlan(**plan)).pk)


def sent(address: str, body: dict[str, Any]) -> Any:
    return Client().post(address, json.dumps(body), content_type=JSON, headers={"Accept": JSON})


def test_a_goal_is_declared_by_a_plain_form_once(people: Cast, address: str) -> None:
    form = {"client_id": str(uuid.uuid4()), "title": "Walk to work", "kind": "manage", "use": "own", "agree": FIGURES, "seen_by": "team"}
    for _ in range(2):
        answer = Client().post(address, form)
        assert (answer.status_code, answer.headers["Location"]) == (302, address)
    goal = Goal.objects.get()
    assert (goal.title, goal.kind, goal.seen_by, goal.customer_id) == ("Walk to work", "manage", "team", people.cleo.pk)
    assert Consent.objects.get(customer=people.cleo).purpose == FIGURES
    page = Client().get(address)
    assert b"Walk to work" in page.content and page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Robots-Tag"] == "noindex" and page.headers["Referrer-Policy"] == "same-origin"


def test_a_form_that_says_too_little_comes_back_with_what_was_written(address: str) -> None:
    answer = Client().post(address, {"client_id": str(uuid.uuid4()), "title": "Walk", "kind": "accomplish", "due_on": "2020-01-01"})
    assert answer.status_code == 422 and b"2020-01-01 is past" in answer.content and b'value="Walk"' in answer.content
    assert not Goal.objects.exists()


def test_the_element_declares_once_and_gets_the_goal_back(address: str) -> None:
    body: dict[str, Any] = {"do": "declare", "client_id": str(uuid.uuid4()), "title": "Learn to swim", "kind": "accomplish",
                            "job": "", "due_on": None, "seen_by": "me", "consent": {}, "declared_at": "2026-05-01T07:30:00Z", "scales": [
                {"indicator": "", "title": "my own judgement", "unit": "", "weight": 2, "over": "window", "baseline": None,
                 "baseline_level": -1, "levels": [], "low": None, "high": None}]}
    first, again = sent(address, body).json(), sent(address, body).json()
    assert first["saved"] and first["goal"] == again["goal"] and Goal.objects.count() == 1
    assert first["goal"]["scales"][0] | {"start": -1, "now": None, "own": True} == first["goal"]["scales"][0]
    other = sent(address, body | {"title": "Learn to dive"})
    assert other.status_code == 409 and "detail" in other.json()
    assert sent(address, {"do": "fly"}).status_code == 422
    assert Client().post(address, b"{", content_type=JSON).status_code == 422
    assert Client().post(address, b"[]", content_type=JSON).status_code == 422


def test_a_judgement_is_kept_once_and_moves_the_goal(address: str) -> None:
    goal = declared(address)
    check = {"do": "check", "client_id": str(uuid.uuid4()), "goal": goal.pk, "scale": goal.scales.get().pk, "level": 1,
             "at": "2020-01-01T00:00:00Z"}
    assert sent(address, check).status_code == 422, "before it was declared"
    del check["at"]
    seen = [sent(address, check).json()["goal"]["scales"][0]["now"] for _ in range(2)]
    assert seen == [1, 1] and Check.objects.count() == 1
    assert sent(f"{address}{goal.pk}/", check | {"client_id": str(uuid.uuid4()), "level": -2}).json()["goal"]["scales"][0]["now"] == -2


def test_everything_that_she_may_do_with_a_goal(address: str) -> None:
    goal = declared(address)
    path = f"{address}{goal.pk}/"

    def do(**fields: Any) -> Any:
        answer = Client().post(path, fields)
        assert answer.status_code == 302, answer.content.decode()
        goal.refresh_from_db()
        return answer

    do(do="rate", importance=5, satisfaction=2)
    do(do="add", kind="activity", text="Swim on Mondays")
    do(do="add", kind="resource", text="Goggles", supplier="Pool shop")
    do(do="add", kind="activity", text="Stretch")
    first, _, last = Item.objects.filter(goal=goal).order_by("place_in_list")
    do(do="tick", item=first.pk, done="yes")
    do(do="up", item=last.pk)
    assert list(Item.objects.filter(goal=goal, kind="activity").order_by("place_in_list")) == [last, first]
    do(do="remove", item=last.pk)
    do(do="pause", reason="ill")
    assert "Go on" in Client().get(path).content.decode()
    do(do="resume")
    do(do="change", version=goal.version, title="Sleep well", due_on="2099-05-01", seen_by="team")
    assert (goal.title, str(goal.due_on), goal.seen_by) == ("Sleep well", "2099-05-01", "team")
    do(do="abandon", reason="no_time", words="The baby came.")
    assert b"The baby came." in Client().get(path).content
    do(do="reopen")
    do(do="reach")
    assert goal.state == "reached"
    page = Client().get(path).content.decode()
    assert "Sleep well" in page and "Open it again" in page


def test_what_cannot_be_done_is_said_on_the_page(address: str) -> None:
    goal = declared(address)
    path = f"{address}{goal.pk}/"
    assert Client().post(path, {"do": "resume"}).status_code == 409
    stale = Client().post(path, {"do": "change", "version": 99, "title": "x"})
    assert stale.status_code == 409 and b"changed meanwhile" in stale.content
    for fields in ({"do": "fly"}, {"do": "rate", "importance": "9"}, {"do": "tick", "item": "x"}, {"do": "pause", "reason": "rain"}, {}):
        assert Client().post(path, fields).status_code == 422, fields
    assert Client().post(path, {"do": "tick", "item": "999999"}).status_code == 404


def test_a_lower_target_is_taken_kindly_and_is_not_what_counts(address: str) -> None:
    goal = declared(address, scales=(ScalePlan("Hours", levels=(4.0, 5.0, 7.0, 8.0, 9.0)),))
    levels = {f"level-{at}": value for at, value in enumerate((3, 4, 5, 6, 7))}
    assert 'value="10.0"' not in Client().get(f"{address}{goal.pk}/").content.decode()  # 10 is written as people write it
    target = {"do": "target", "scale": goal.scales.get().pk, "version": goal.version, **levels}
    answer = Client().post(f"{address}{goal.pk}/", target, follow=True)
    assert "still measured by your first target" in answer.content.decode()
    assert goal.scales.get().judged_levels == [4, 5, 7, 8, 9]
    missing = {"do": "target", "scale": goal.scales.get().pk, "version": 2, "level-0": "3"}
    assert Client().post(f"{address}{goal.pk}/", missing).status_code == 422


def test_she_says_yes_and_no_and_since_when(people: Cast, address: str) -> None:
    for given in ("yes", "no"):
        assert Client().post(f"{address}consent/", {"purpose": FIGURES, "given": given}).status_code == 302
    assert list(Consent.objects.filter(customer=people.cleo).order_by("id").values_list("given", flat=True)) == [True, False]
    assert b"No since" in Client().get(address).content
    assert Client().post(f"{address}consent/", {"purpose": FIGURES, "given": "perhaps"}).status_code == 422
    assert Client().post(f"{address}consent/", {"purpose": "spam", "given": "yes"}).status_code == 422


def test_she_takes_everything_with_her_and_closes_the_door(people: Cast, address: str) -> None:
    declared(address, title="=cmd()", consent={FIGURES: True})
    tables = json.loads(Client().get(f"{address}everything.json").content)
    assert tables["goals"][0]["title"] == "=cmd()" and tables["consents"][0]["given"] is True
    folder = zipfile.ZipFile(io.BytesIO(Client().get(f"{address}everything.zip").content))
    assert "goals.csv" in folder.namelist() and b"\n=cmd" not in folder.read("goals.csv") and b",=cmd" not in folder.read("goals.csv")
    assert Client().get(f"{address}everything.pdf").status_code == 422
    assert Client().post(f"{address}close/").status_code == 422
    assert Client().post(f"{address}close/", {"sure": "yes"}).status_code == 200
    assert Client().get(address).status_code == 404 and GoalLink.objects.get().revoked_at is not None
    assert not Consent.objects.filter(customer=people.cleo).latest("id").given and Goal.objects.count() == 1


def test_a_link_opens_nothing_of_anybody_else(people: Cast, address: str) -> None:
    other = Customer.objects.create(place=people.acme, key="nova")
    token = make_link(people.caller(people.ben), other.pk, "Nova")[1]
    theirs = declared(f"/goals/{token}/")
    for path in (f"{address}{theirs.pk}/", "/goals/nothing/", f"/goals/{'x' * 200}/", f"/goals/nothing/{theirs.pk}/"):
        assert Client().get(path).status_code == 404
    assert Client().post(f"{address}{theirs.pk}/", {"do": "reach"}).status_code == 404
    check = {"do": "check", "client_id": str(uuid.uuid4()), "goal": theirs.pk, "scale": theirs.scales.get().pk, "level": 1}
    assert sent(address, check).status_code == 404


def test_a_job_is_offered_with_its_measures_and_taken_up(people: Cast, address: str) -> None:
    offer_job(people.caller(people.ben), "night", "Sleep at night", "manage", suggests=(Suggestion("How rested I am"),))
    page = Client().get(address).content.decode()
    assert "Sleep at night" in page and "How rested I am" in page
    form = {"client_id": str(uuid.uuid4()), "title": "Sleep", "job": "night", "kind": "manage", "use": "night:0", "weight-night:0": "3"}
    assert Client().post(address, form).status_code == 302
    scale = Goal.objects.get(job__slug="night").scales.get()
    assert (scale.title, scale.weight, scale.indicator_id) == ("How rested I am", 3, None)
    assert Client().post(address, form | {"use": "moon", "client_id": str(uuid.uuid4())}).status_code == 422
