"""Every value of a body of the newer rooms is replaced by a strange one: everything is answered, nothing breaks."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from lifeworld.events.actions.webhooks import add_webhook
from lifeworld.events.models import Delivery
from lifeworld.goals.actions.declaring import declare_goal
from lifeworld.goals.core.values import GoalPlan
from lifeworld.goals.models import Goal
from lifeworld.testing.cast import Cast, cast
from lifeworld.voices.actions.studies import create_study

pytestmark = pytest.mark.django_db
STRANGE: tuple[Any, ...] = (
    "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "9999-12-31", 10**400, -(10**30), 2**63, 1.7e308, -1, 0, "",
    "a\x00b", "\ud800", "x" * 5000, True, None, [], {}, [[[]]])
UUID = "00000000-0000-4000-8000-00000000000"
SCALE = {"title": "Lengths", "unit": "m", "weight": 1, "levels": [1, 2, 3, 4, 5], "low": None, "high": None, "over": "window",
         "baseline": 1.0, "baseline_level": -1, "indicator": ""}
OUTCOME = {"direction": "minimise", "metric": "time", "object": "to swim", "context": "in winter"}
EXPRESSION = {"kind": "all", "of": [
    {"kind": "trait", "name": "city", "op": "is", "value": ["Berlin"]}, {"kind": "did", "type": "run", "at_least": 1, "last_days": 7},
    {"kind": "measure", "indicator": "km", "op": ">", "value": 1.5}, {"kind": "goal", "job": "swim", "level_at_least": 1}]}


def requests(people: Cast) -> list[tuple[str, str, dict[str, Any]]]:
    """Bodies as they should be."""
    ana = people.caller(people.ana)
    create_study(ana, "Runners")
    hook = add_webhook(ana, "https://example.org/events").id
    dead = Delivery.objects.create(webhook_id=hook, first=1, last=1, n=1, due_at=timezone.now(), state="dead")
    made = declare_goal(ana, GoalPlan(client_id=UUID + "0", title="Swim", kind="accomplish"), customer=people.cleo.pk)
    today = timezone.now().date().isoformat()
    goal, scale = f"goals/{made.pk}", made.scales[0].pk
    return [
        ("put", "event-types/run", {"title": "Run", "data_schema": {"properties": {"km": {"minimum": 0}}}, "keep_days": 30}),
        ("post", "webhooks", {"url": "https://example.org", "types": ["run"]}),
        ("post", f"webhooks/{hook}/send-again", {"deliveries": [dead.pk]}), ("patch", f"webhooks/{hook}", {"stopped": True}),
        ("post", "indicators", {"slug": "km", "title": "Km", "types": ["run"], "field": "km", "aggregation": "sum", "window_days": 7,
                                "unit": "km", "where": [{"field": "km", "op": ">", "value": 1}], "sources": [{"pattern": "app"}]}),
        ("post", "indicators/try", {"slug": "km", "title": "Km", "types": ["run"], "where": [{"field": "a.b", "op": "in", "value": [1]}]}),
        ("post", f"customers/{people.cleo.pk}/goals", {"client_id": UUID + "1", "title": "Swim", "kind": "accomplish", "scales": [SCALE],
                                                       "outcome": OUTCOME, "due_on": "2099-01-01", "importance": 5, "satisfaction": 1}),
        ("patch", goal, {"version": 1, "title": "Swim", "due_on": "2099-01-01", "scales": [{"pk": scale, "weight": 2}], "added": [SCALE],
                         "removed": []}),
        ("post", f"{goal}/checks", {"scale": scale, "client_id": UUID + "2", "level": 1, "value": None, "at": timezone.now().isoformat()}),
        ("post", f"{goal}/ratings", {"importance": 5, "satisfaction": 1}),
        ("post", f"{goal}/pauses", {"reason": "ill", "begins_on": today, "ends_on": today}),
        ("post", f"{goal}/items", {"kind": "activity", "text": "Swim", "supplier": "The pool"}),
        ("post", "goals/jobs", {"slug": "swim", "title": "Swim", "kind": "accomplish", "outcome": OUTCOME}),
        ("post", f"customers/{people.cleo.pk}/goals/links", {"label": "A link", "days": 30}),
        ("post", "audiences/size", {"expression": EXPRESSION}),
        ("post", "audiences", {"title": "Swimmers", "slug": "swimmers", "expression": EXPRESSION}),
        ("post", "segments", {"title": "Needs", "k": 2}),
        ("post", "holdouts", {"slug": "new", "title": "New", "share": 0.1, "withheld": "the feature", "is_not_care": True,
                              "strata": ["city"]}),
        ("patch", "place", {"timezone": "Europe/Berlin"}),
        ("put", "studies/runners/deeds", {"rules": [{"type": "met", "category": "peers", "field": "with"}], "version": 0}),
    ]


def changed(body: Any, strange: Any) -> Iterator[Any]:
    """The body with one value replaced, for each of its values, those inside too."""
    yield strange
    for name in body if isinstance(body, dict) else range(len(body)) if isinstance(body, list) else ():
        for other in changed(body[name], strange):
            if isinstance(body, dict):
                yield {**body, name: other}
            else:
                yield [*body[:name], other, *body[name + 1:]]


def anew(body: Any) -> Any:
    """The body as one that was not sent before: with another client_id, or the version that holds by now, where it had a good one."""
    if not isinstance(body, dict):
        return body
    if str(body.get("client_id", "")).startswith(UUID):
        return {**body, "client_id": str(uuid.uuid4())}
    return {**body, "version": Goal.objects.order_by("id").first().version} if body.get("version") == 1 else body


@pytest.mark.parametrize("strange", STRANGE, ids=lambda one: f"{one!r:.12}".encode("ascii", "replace").decode().replace("\x00", ""))
def test_machines_may_send_any_body(strange: Any) -> None:
    people = cast()
    client = people.client(people.ana)
    client.raise_request_exception = False
    broken = []
    for method, what, body in requests(people):
        for said in changed(body, strange):
            answer = client.generic(method.upper(), f"/api/acme/-/{what}", json.dumps(anew(said)), content_type="application/json")
            if answer.status_code >= 500:
                broken.append((method, what, str(said)[:300].encode("ascii", "replace")))
    assert not broken, broken


def test_the_bodies_are_taken_as_they_should_be() -> None:
    people = cast()
    client = people.client(people.ana)
    told = {what: (answer.status_code, answer.content[:300]) for method, what, body in requests(people) for answer in [
        getattr(client, method)(f"/api/acme/-/{what}", json.dumps(body), content_type="application/json")]}
    told.pop("segments")  # nobody answered anything that segments could be made of
    assert {what: one for what, one in told.items() if one[0] >= 300} == {}


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"a":' * 100_000, b'{"expression": ' + b'{"of":' * 3_000 + b"1" + b"}" * 3_001,
                                  b'{"version": ' + b"9" * 5_000 + b"}", b'{"a": NaN}', b'{"a": 1e999}', b"\xff\xfe", b"\x1f\x8b", b"",
                                  b"null"])
def test_machines_may_send_any_bytes(body: bytes) -> None:
    people = cast()
    client = people.client(people.ana)
    client.raise_request_exception = False
    told = {what: client.generic(method.upper(), f"/api/acme/-/{what}", body, content_type="application/json").status_code
            for method, what, _ in requests(people)}
    assert {what: status for what, status in told.items() if status >= 500} == {}
