"""Every value of a body of the newer rooms is replaced by a strange one: everything is answered, nothing breaks.

Each value of a body meets every third of the strange ones, the same in every run: LIFEWORLD_STRANGE=all (`make fuzz`) gives it all.
"""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Iterator
from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from lifeworld.customers.models import Customer
from lifeworld.events.actions.webhooks import add_webhook
from lifeworld.events.models import Delivery
from lifeworld.goals.actions.declaring import declare_goal
from lifeworld.goals.actions.links import make_link
from lifeworld.goals.core.values import GoalPlan
from lifeworld.goals.models import Goal
from lifeworld.kit.caller import SCOPES
from lifeworld.measures.actions.indicators import define
from lifeworld.measures.tests.running import KM
from lifeworld.places.actions import make_key
from lifeworld.site.tests.furnished_circles import with_circles
from lifeworld.site.tests.furnished_once import furnished_once
from lifeworld.site.tests.furnished_tools import OAK_ROW as ROW
from lifeworld.site.tests.furnished_tools import with_partners, with_tools
from lifeworld.testing.cast import Cast, cast
from lifeworld.tools.tests.shelved import OAK, SPEC
from lifeworld.voices.actions.studies import create_study

pytestmark = pytest.mark.django_db
STRANGE: tuple[Any, ...] = (
    ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", 2**63, "a\x00b", "\ud800", "x" * 5000, True, [], {})
    if "LIFEWORLD_TEST_POSTGRES" in os.environ else
    ("9999-12-31", 10**400, -(10**30), 2**63, 1.7e308, -1, 0, "", None, [[[]]]))
"""What each database stumbles over: PostgreSQL over texts and kinds, SQLite over numbers; both are asked in every run of everything."""
SHARE = 1 if "LIFEWORLD_STRANGE" in os.environ else 3
UUID = "00000000-0000-4000-8000-00000000000"
SCALE = {"title": "Lengths", "unit": "m", "weight": 1, "levels": [1, 2, 3, 4, 5], "low": None, "high": None, "over": "window",
         "baseline": 1.0, "baseline_level": -1, "indicator": ""}
OUTCOME = {"direction": "minimise", "metric": "time", "object": "to swim", "context": "in winter"}
EXPRESSION = {"kind": "all", "of": [
    {"kind": "trait", "name": "city", "op": "is", "value": ["Berlin"]}, {"kind": "did", "type": "run", "at_least": 1, "last_days": 7},
    {"kind": "measure", "indicator": "km", "op": ">", "value": 1.5}, {"kind": "goal", "job": "swim", "level_at_least": 1}]}


Requests = list[tuple[str, str, dict[str, Any]]]


@pytest.fixture(scope="module")
def furnished(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[str, Requests]]:
    """A key for everything, and bodies as they should be with what they are about; once for every strange value."""
    with furnished_once(django_db_blocker, with_a_key) as made:
        yield made


def with_a_key() -> tuple[str, Requests]:
    people = cast()
    return make_key(people.caller(people.ana), "a machine", list(SCOPES)).secret, requests(people)


def requests(people: Cast) -> Requests:
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
        *circles(people), *market(people), *SCORECARD,
        ("put", "studies/runners/deeds", {"rules": [{"type": "met", "category": "peers", "field": "with"}], "version": 0}),
    ]


SCORECARD: list[tuple[str, str, dict[str, Any]]] = [
    ("put", "scorecard/plan", {"target": "", "holdout": "", "segmentation": "", "window_days": 90, "harm_days": 30,
                               "currency": "EUR", "active_types": ["run"], "weights": {"success": 4}, "weekly": True, "version": 0})]
"""How a place is scored."""


def market(people: Cast) -> Requests:
    """Bodies of partners, what they offer, and of tools."""
    ana = people.caller(people.ana)
    known = with_partners(ana, "volt", people.cleo.pk) | with_tools(ana, "volt")
    partner, feed, until = f"partners/{known['partner']}", f"partners/{known['partner']}/feeds", timezone.now().date() + timedelta(days=9)
    said = {"name": "Watt", "roles": ["supplier"], "about": "Sells.", "website": "https://watt.example", "contact": "Kim",
            "origins": ["https://watt.example"]}
    row = {"mpn": "A1", "manufacturer": "Acme", "sku": "a1", "price": 1.5, "currency": "EUR", "stock": 5, "moq": 1, "multiple": 1}
    wanted = {"spec": SPEC, "quantity": 2, "currency": "EUR", "choice": {"default": "allowed", "sellers": {known["partner"]: "preferred"}}}
    one = {"parts": OAK["parts"], "turned": OAK["turned"]}
    return [
        ("post", "partners", {"key": "watt", **said, "days": 3, "why": "They asked."}),
        ("post", f"{partner}/keys", {"days": 30}),
        ("post", feed, {"key": "more", "kind": "pull", "title": "More", "format": "csv", "currency": "EUR", "region": "DE", "ttl_s": 3600,
                        "url": "https://watt.example/a.csv", "every_s": 3600, "credential": ""}),
        ("post", f"{feed}/{known['feed']}/offers", {"offers": [row], "gone": ["volt-2"]}),
        ("post", f"{feed}/{known['feed']}/runs", {"size": 10, "name": "a.csv", "kind": "whole"}),
        ("post", "offers/basket", {"lines": [{"item": "A1@acme", "quantity": 2}, {"mpn": "A1", "manufacturer": "Acme", "quantity": 1}],
                                   "currency": "EUR", "job": "shelf", "choice": wanted["choice"], "region": "DE"}),
        ("put", "rates", {"day": "2026-05-02", "base": "EUR", "rates": {"USD": 1.2}, "source": "made up"}),
        ("put", "supplier-choices", {"seller": known["partner"], "standing": "allowed", "job": "", "customer": people.cleo.pk}),
        ("post", f"registrations/{known['registration']}/decision", {"verb": "accept", "why": "Well."}),
        ("post", "tools/shelf/configure", wanted), ("post", "tools/shelf/design", {**wanted, **one}), ("post", "tools/shelf/jobs", wanted),
        ("post", "tools/shelf/designs", {**wanted, **one, "note": "Ours", "previous": known["address"], "quantity": 3, "spec": {
            **SPEC, "width": 900}}), ("post", "tools/shelf/named", {"rows": [ROW]}),
        ("post", "tools/shelf/desks", {"title": "A desk", "days": 3}),
        ("post", "registrations", {"partner": known["partner"], "design": "0123456789abcdee", "product": "Shelf", "volume_a_year": 10,
                                   "valid_until": until.isoformat(), "company": "A firm", "tool": "shelf"}),
        ("post", f"{partner}/steps", {"verb": "suspend", "why": "Papers ran out."}),
    ]


def circles(people: Cast) -> Requests:
    """Bodies of what customers do among themselves, and of what people of the place do for them."""
    ana, hers = people.caller(people.ana), f"customers/{people.cleo.pk}/circles"
    friend = Customer.objects.create(place=people.acme, key="nora")
    tokens = [make_link(ana, pk, "A link")[1] for pk in (people.cleo.pk, friend.pk)]
    define(ana, KM)
    known = with_circles(ana, *tokens, KM.slug)
    days = {"from_day": timezone.now().date().isoformat(), "to_day": (timezone.now() + timedelta(days=9)).date().isoformat()}
    challenge = {"title": "Farther", "indicator": KM.slug, **days, "handicap": "age_grade", "about": "All of us", "verified_only": True,
                 "table": {"name": "Ours", "source": "made up", "factors": {"f": {"40": 0.95}, "m": {"40": 0.96}}}}
    profile = {"name": "Cleo", "about": "I run.", "seen_by": "place", "follows_need_yes": True, "birth_year": 1980, "sex": "f"}
    return [
        ("put", f"{hers}/profile", profile), ("post", f"{hers}/zones", {"lat": 52.6, "lon": 13.5, "radius_m": 500.0, "label": "Work"}),
        ("patch", f"{hers}/zones/{known['zone']}", {"radius_m": 900.0, "label": "Home"}),
        ("post", f"{hers}/posts", {"source": "app", "key": "1", "kind": "run", "title": "Morning", "day": "2026-05-01", "trust": 0.9,
                                   "facts": [{"label": "Distance", "value": "8", "unit": "km"}], "body": "Well.", "seen_by": "place"}),
        ("patch", f"{hers}/posts/{known['post']}", {"seen_by": "place"}),
        ("post", f"{hers}/posts/{known['post']}/comments", {"client_id": UUID + "5", "text": "Well run."}),
        ("post", f"{hers}/clubs", {"name": "Early", "about": "We are early.", "entry": "open", "seen_by": "place"}),
        ("put", f"{hers}/clubs/{known['club']}", {"name": "Earlier", "about": "We are early.", "entry": "asked", "seen_by": "members"}),
        ("post", f"{hers}/challenges", {"client_id": UUID + "6", **challenge, "reach": "club", "club": known["club"], "invited": [1]}),
        ("post", "circles/challenges", {"client_id": UUID + "7", **challenge}),
        ("put", f"circles/reports/{known['report']}", {"hide": True}),
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


def machine(secret: str) -> Client:
    """A machine with this key."""
    return Client(raise_request_exception=False, headers={"Authorization": f"Bearer {secret}"})


def anew(body: Any) -> Any:
    """The body as one that was not sent before: with another client_id, or the version that holds by now, where it had a good one."""
    if not isinstance(body, dict):
        return body
    if str(body.get("client_id", "")).startswith(UUID):
        return {**body, "client_id": str(uuid.uuid4())}
    return {**body, "version": Goal.objects.order_by("id").first().version} if body.get("version") == 1 else body


@pytest.mark.parametrize("strange", STRANGE, ids=lambda one: f"{one!r:.12}".encode("ascii", "replace").decode().replace("\x00", ""))
def test_machines_may_send_any_body(furnished: tuple[str, Requests], strange: Any, settings: Any) -> None:
    settings.EXPENSIVE_ASKS_MAX = 1_000_000  # else most are answered that they were too many
    secret, known = deepcopy(furnished)
    client = machine(secret)
    broken, turn = [], next(number for number, one in enumerate(STRANGE) if one is strange)
    for method, what, body in known:
        for said in changed(body, strange):
            turn += 1
            if turn % SHARE:
                continue
            answer = client.generic(method.upper(), f"/api/acme/-/{what}", json.dumps(anew(said)), content_type="application/json")
            if answer.status_code >= 500:
                broken.append((method, what, str(said)[:300].encode("ascii", "replace")))
    assert not broken, broken


def test_the_bodies_are_taken_as_they_should_be(furnished: tuple[str, Requests]) -> None:
    secret, known = deepcopy(furnished)
    client = machine(secret)
    told = {what: (answer.status_code, answer.content[:300]) for method, what, body in known for answer in [
        getattr(client, method)(f"/api/acme/-/{what}", json.dumps(body), content_type="application/json")]}
    told.pop("segments")  # nobody answered anything that segments could be made of
    assert {what: one for what, one in told.items() if one[0] >= 300} == {}


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"a":' * 100_000, b'{"expression": ' + b'{"of":' * 3_000 + b"1" + b"}" * 3_001,
                                  b'{"version": ' + b"9" * 5_000 + b"}", b'{"a": NaN}', b'{"a": 1e999}', b"\xff\xfe", b"\x1f\x8b", b"",
                                  b"null"])
def test_machines_may_send_any_bytes(furnished: tuple[str, Requests], body: bytes) -> None:
    secret, known = furnished
    client = machine(secret)
    told = {what: client.generic(method.upper(), f"/api/acme/-/{what}", body, content_type="application/json").status_code
            for method, what, _ in known}
    assert {what: status for what, status in told.items() if status >= 500} == {}
