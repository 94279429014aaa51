"""The pages and the API of audiences, segments and holdouts: one happy, one forbidden, one refused of each."""

from __future__ import annotations

import html
import json
import re
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from lifeworld.audiences.actions.audiences import refresh_audience, save_audience
from lifeworld.audiences.core import expression as e
from lifeworld.audiences.core.drafts import Draft, draft_of, part_from_form
from lifeworld.audiences.models import Audience, Holdout, Segmentation, SegmentMember
from lifeworld.audiences.queries.audiences import audience_of, size
from lifeworld.audiences.queries.by_group import inside_and_outside
from lifeworld.customers.models import Consent, Customer, Trait
from lifeworld.goals.models import Goal, Job, Rating
from lifeworld.kit.errors import InputRefused
from lifeworld.testing.cast import Cast, cast

pytestmark = pytest.mark.django_db
ULM = {"kind": "trait", "name": "city", "op": "is", "value": ["Ulm"]}
FIND, REST = "find-a-partner", "arrive-rested"


@pytest.fixture
def people() -> Cast:
    made = cast()
    for at in range(6):
        customer = Customer.objects.create(place=made.acme, key=f"c{at}")
        Trait.objects.create(customer=customer, name="city", value="Ulm" if at % 2 == 0 else "Bonn")
    Trait.objects.create(customer=Customer.objects.create(place=made.other, key="c0"), name="city", value="Ulm")
    return made


@pytest.fixture
def ana(people: Cast) -> Client:
    return people.client(people.ana)


@pytest.fixture
def vic(people: Cast) -> Client:
    return people.client(people.vic)


def needs(people: Cast, n: int = 80) -> None:
    """Customers who took two jobs up; half of them find the one important and half the other; all but one agreed to be counted."""
    jobs = [Job.objects.create(place=people.acme, slug=slug, title=slug.replace("-", " "), kind="manage") for slug in (FIND, REST)]
    for at in range(n):
        customer = Customer.objects.create(place=people.acme, key=f"n{at:03}")
        if at:
            Consent.objects.create(customer=customer, purpose="goals: figures", given=True, at=timezone.now())
        for which, job in enumerate(jobs):
            goal = Goal.objects.create(place=people.acme, customer=customer, job=job, client_id=uuid4(), kind="manage", title=job.title,
                                       declared_at=timezone.now(), declared_day=20000)
            Rating.objects.create(goal=goal, at=timezone.now(), importance=5 - (at % 3 == 2) if at % 2 == which else 1 + (at % 5 == 3),
                                  satisfaction=2)


def test_an_audience_is_chosen_step_by_step_saved_changed_and_retired(ana: Client, people: Cast) -> None:
    page = ana.get("/acme/-/audiences/new/", {"add": "trait", "name": "city", "op": "is", "value": "Ulm"})
    assert page.status_code == 200
    assert "<strong>3</strong> of 7 customers" in page.content.decode().replace("\n", " ")
    x = page.context["x"]
    assert json.loads(x) == ULM
    more = ana.get("/acme/-/audiences/new/", {"x": x, "add": "consent", "purpose": "letters", "given": "yes", "not": "on"})
    assert len(more.context["parts"]) == 2
    made = ana.post("/acme/-/audiences/new/", {"x": x, "title": "People of Ulm"})
    assert made.headers["Location"] == "/acme/-/audiences/people-of-ulm/"
    shown = ana.get("/acme/-/audiences/people-of-ulm/")
    assert shown.status_code == 200
    assert "c2" in shown.content.decode()
    version = Audience.objects.get().version
    changed = ana.post("/acme/-/audiences/people-of-ulm/change/", {"x": more.context["x"], "title": "Others", "version": version})
    assert changed.status_code == 302
    late = ana.post("/acme/-/audiences/people-of-ulm/change/", {"x": x, "title": "Late", "version": version})
    assert late.status_code == 409
    assert ana.post("/acme/-/audiences/people-of-ulm/refresh/").status_code == 302
    assert ana.post("/acme/-/audiences/people-of-ulm/retire/").status_code == 302
    assert Audience.objects.get().retired_at is not None
    assert ana.get("/acme/-/audiences/").status_code == 200


def test_what_cannot_be_is_said_on_the_page_and_nothing_is_lost(ana: Client) -> None:
    x = json.dumps(ULM)
    page = ana.get("/acme/-/audiences/new/", {"x": x, "add": "measure", "indicator": "steps", "op": ">=", "value": "many"})
    assert page.status_code == 422
    assert "«many» is no number" in page.content.decode()
    assert json.loads(page.context["x"]) == ULM
    assert ana.get("/acme/-/audiences/new/", {"x": "{"}).status_code == 422
    assert ana.get("/acme/-/audiences/new/", {"x": "[" * 5000}).status_code == 422
    assert ana.get("/acme/-/audiences/new/", {"x": '{"kind": "nothing"}'}).status_code == 422


def test_a_viewer_looks_and_changes_nothing(vic: Client, people: Cast) -> None:
    save_audience(people.caller(people.ana), "Ulm", e.from_json(ULM))
    assert vic.get("/acme/-/audiences/ulm/").status_code == 200
    for method, address in (("get", "audiences/new/"), ("post", "audiences/new/"), ("post", "audiences/ulm/retire/"),
                            ("post", "audiences/ulm/refresh/"), ("post", "segments/"), ("post", "holdouts/")):
        asked = {"title": "x", "share": "10", "withheld": "letters", "is_not_care": "on"} if method == "post" else {}
        assert getattr(vic, method)(f"/acme/-/{address}", asked).status_code == 403, address


def test_draft_parts_are_turned_taken_away_and_joined() -> None:
    trait, everyone = e.from_json(ULM), e.Everyone()
    draft = Draft().with_part(trait).with_part(everyone)
    assert draft.whole == e.All((trait, everyone))
    assert draft.turned(0).turned(0) == draft
    assert draft.turned(0).without(1).whole == e.Not(trait)
    assert draft_of(e.Any((trait, everyone))) == Draft((trait, everyone), "any")
    assert draft_of(e.Everyone()) == Draft()
    assert part_from_form({"add": "goal", "goal_kind": "manage"}) == e.Goal(goal_kind="manage")
    with pytest.raises(InputRefused):
        part_from_form({"add": "nothing"})


def test_segments_are_found_shown_and_removed(ana: Client, people: Cast) -> None:
    assert ana.post("/acme/-/segments/", {"title": "Needs"}).status_code == 422  # nobody answered
    needs(people)
    assert ana.get("/acme/-/segments/").status_code == 200
    made = ana.post("/acme/-/segments/", {"title": "Needs"})
    assert made.headers["Location"] == "/acme/-/segments/needs/"
    row = Segmentation.objects.get()
    assert [one["n"] for one in row.body["segments"]] == [40, 39]  # the one who did not agree is in none
    assert SegmentMember.objects.count() == 79
    page = ana.get("/acme/-/segments/needs/")
    assert page.status_code == 200
    assert "The segments were made from what customers find important" in page.content.decode()
    assert page.context["goals"].needs.keys() == {one["name"] for one in row.body["segments"]}
    href = re.search(r'href="(/acme/-/audiences/new/[^"]+)"', ana.get("/acme/-/segments/needs/1/").content.decode())
    assert href and ana.get(html.unescape(href[1])).context["x"] == json.dumps(e.to_json(e.Segment("needs", 1)), separators=(",", ":"))
    assert "audiences/new" not in people.client(people.vic).get("/acme/-/segments/needs/1/").content.decode()
    assert ana.get("/acme/-/segments/needs/9/").status_code == 404
    caller = people.caller(people.ana)
    assert size(caller, e.Segment("needs", 1)).n == 0 and not ana.get("/acme/-/segments/needs/1/").context["rows"]
    for pk in SegmentMember.objects.filter(segment=1).order_by("pk").values_list("customer", flat=True)[:3]:
        Consent.objects.create(customer_id=pk, purpose="goals: contact", given=True, at=timezone.now())
    assert size(caller, e.Segment("needs", 1)).n == len(ana.get("/acme/-/segments/needs/1/").context["rows"]) == 3
    Consent.objects.create(customer_id=pk, purpose="goals: contact", given=False, at=timezone.now())
    assert size(caller, e.Segment("needs", 1)).n == len(ana.get("/acme/-/segments/needs/1/").context["rows"]) == 2
    again = ana.post("/api/acme/-/segments", json.dumps({"title": "Needs", "k": 2}), content_type="application/json")
    assert (again.status_code, len(again.json()["segments"])) == (201, 2)
    assert ana.delete("/api/acme/-/segments/needs").status_code == 204
    assert not SegmentMember.objects.exists()


def test_what_an_audience_comes_to_is_shown_beside_the_others(ana: Client, people: Cast) -> None:
    needs(people)
    caller = people.caller(people.ana)
    save_audience(caller, "The first", e.Trait("part", "is", ("a",)))
    for at, customer in enumerate(Customer.objects.filter(place=people.acme, key__startswith="n").order_by("pk")[:70]):
        Trait.objects.create(customer=customer, name="part", value="a" if at < 40 else "b")
    refresh_audience(caller, "the-first")
    page = ana.get("/acme/-/audiences/the-first/")
    assert set(page.context["goals"].needs) == {"in it", "everybody else", "not known whether"}
    assert set(inside_and_outside(caller, "the-first").values()) == {"in it", "everybody else", "not known whether"}
    assert "find a partner" in page.content.decode()


def test_some_are_held_out_compared_and_released(ana: Client, people: Cast) -> None:
    form = {"title": "No letters", "share": "50", "withheld": "the weekly letter", "strata": "city"}
    assert ana.post("/acme/-/holdouts/", form).status_code == 422  # nobody said that it is no care
    made = ana.post("/acme/-/holdouts/", {**form, "is_not_care": "on"})
    assert made.headers["Location"] == "/acme/-/holdouts/no-letters/"
    assert ana.get("/acme/-/holdouts/").status_code == 200
    page = ana.get("/acme/-/holdouts/no-letters/").content.decode()
    assert "city" in page and "Not enough to compare" in page
    assert ana.post("/acme/-/holdouts/", {**form, "is_not_care": "on"}).status_code == 409
    assert ana.post("/acme/-/holdouts/", {**form, "is_not_care": "on", "share": "some"}).status_code == 422
    assert ana.get("/api/acme/-/holdouts/no-letters/balance").status_code == 200
    assert ana.post("/acme/-/holdouts/no-letters/end/").status_code == 302
    assert ana.post("/acme/-/holdouts/no-letters/end/").status_code == 409
    assert Holdout.objects.get().ended_at is not None


def test_machines_ask_the_same(ana: Client, vic: Client, people: Cast) -> None:
    def post(client: Client, address: str, body: object) -> tuple[int, object]:
        answer = client.post(f"/api/acme/-/{address}", json.dumps(body), content_type="application/json")
        return answer.status_code, answer.json()

    assert post(ana, "audiences/size", {"expression": ULM})[1]["n"] == 3
    assert post(vic, "audiences/size", {"expression": ULM})[0] == 403
    assert post(vic, "audiences", {"title": "Ulm", "expression": ULM})[0] == 403
    assert post(ana, "audiences", {"title": "Ulm", "expression": {"kind": "x"}})[0] == 422
    assert post(ana, "audiences", {"title": "Ulm", "expression": ULM, "slug": "ulm"})[0] == 201
    assert post(ana, "audiences", {"title": "Ulm", "expression": ULM, "slug": "ulm"})[0] == 409
    assert post(ana, "audiences/ulm/refresh", {})[1] == {"joined": 3, "left": 0, "n": 3}
    assert len(ana.get("/api/acme/-/audiences/ulm/members").json()) == 3
    assert len(ana.get("/api/acme/-/audiences/ulm/targetable?limit=2").json()) == 2
    assert ana.get("/api/acme/-/audiences/ulm/targetable?purpose=letters").json() == []
    assert ana.get("/api/acme/-/audiences/ulm/days?days=1").json()[0]["n"] == 3
    assert ana.get("/api/acme/-/audiences/ulm/overlap/ulm").json()["both"] == 3
    assert ana.get("/api/acme/-/sample-size?effect=0.1").json() == {"held": 1570, "served": 1570}
    assert ana.get("/api/acme/-/sample-size?effect=0").status_code == 422
    version = audience_of(people.caller(people.ana), "ulm").version
    assert ana.delete(f"/api/acme/-/audiences/ulm?version={version + 1}").status_code == 409
    assert ana.delete(f"/api/acme/-/audiences/ulm?version={version}").status_code == 204
