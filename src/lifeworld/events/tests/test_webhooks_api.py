"""Webhooks over the API: added, told apart by place, stopped, sent again, removed; who may not, what is not there, what is malformed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client, override_settings

from lifeworld.events.actions import sending
from lifeworld.events.models import Delivery, Webhook
from lifeworld.events.tests.receiver import receiver
from lifeworld.events.tests.test_webhooks import happen
from lifeworld.testing.cast import Cast, cast

pytestmark = pytest.mark.django_db
AT = "/api/acme/-/webhooks"


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def ana(people: Cast) -> Client:
    return people.client(people.ana)


def told(client: Client, method: str, path: str, body: Any = None) -> Any:
    return getattr(client, method)(AT + path, data=body, content_type="application/json")


def test_a_webhook_is_added_and_its_secret_told_once(ana: Client) -> None:
    made = told(ana, "post", "", {"url": "https://example.org/events", "types": ["run"]})
    assert made.status_code == 201
    assert made.json()["secret"].startswith("whsec_")
    found = told(ana, "get", "").json()
    assert [(one["url"], one["types"], one["stopped_at"], one["dead"]) for one in found] == [("https://example.org/events", ["run"], "", 0)]
    assert made.json()["secret"] not in str(found)


def test_dead_letters_are_listed_and_sent_again(ana: Client, people: Cast) -> None:
    with receiver() as received, override_settings(WEBHOOKS_PRIVATE=True):
        number = told(ana, "post", "", {"url": received.url}).json()["id"]
        happen(people.acme.pk, 1)
        sending.make_deliveries(datetime.now(UTC))
        Delivery.objects.update(state="dead", tries=9)
        dead = told(ana, "get", f"/{number}/deliveries?state=dead").json()
        assert [(one["n"], one["tries"]) for one in dead] == [(1, 9)]
        assert told(ana, "get", f"/{number}/deliveries?state=sent").json() == []
        assert told(ana, "post", f"/{number}/send-again", {"deliveries": [dead[0]["id"]]}).json() == {"due": 1}
        assert told(ana, "post", f"/{number}/send-again", {"deliveries": [dead[0]["id"]]}).status_code == 404
        assert told(ana, "post", f"/{number}/send-again", {}).json() == {"due": 0}
        sending.send_due(datetime.now(UTC))
    assert len(received.events()) == 1
    assert told(ana, "get", f"/{number}/deliveries").json()[0]["state"] == "sent"


def test_stopped_started_removed(ana: Client) -> None:
    number = told(ana, "post", "", {"url": "https://example.org/"}).json()["id"]
    assert told(ana, "patch", f"/{number}", {"stopped": True}).status_code == 204
    assert told(ana, "post", f"/{number}/send-again", {}).status_code == 409
    assert told(ana, "patch", f"/{number}", {"stopped": False}).status_code == 204
    assert told(ana, "get", "").json()[0]["stopped_at"] == ""
    assert told(ana, "delete", f"/{number}").status_code == 204
    assert told(ana, "delete", f"/{number}").status_code == 404


@pytest.mark.parametrize(("method", "path", "body"), [
    ("get", "", None), ("post", "", {"url": "https://example.org/"}), ("patch", "/1", {"stopped": True}), ("delete", "/1", None),
    ("get", "/1/deliveries", None), ("post", "/1/send-again", {})])
def test_only_whoever_manages_events_may(people: Cast, method: str, path: str, body: Any) -> None:
    for colleague in (people.ben, people.vic, people.eva):
        assert told(people.client(colleague), method, path, body).status_code == 403
    assert told(people.client(people.dev), method, path, body).status_code == 404
    assert not Webhook.objects.exists()


def test_what_is_malformed_is_said(ana: Client) -> None:
    for body in ({}, {"url": 5}, {"url": "http://example.org/"}, {"url": "https://127.0.0.1/"},
                 {"url": "https://a.example/", "types": ["a"] * 101}):
        answer = told(ana, "post", "", body)
        assert answer.status_code == 422
        assert answer.json()["code"]
    number = told(ana, "post", "", {"url": "https://example.org/"}).json()["id"]
    assert told(ana, "get", f"/{number}/deliveries?state=lost").status_code == 422
    assert told(ana, "post", f"/{number}/send-again", {"deliveries": ["x"]}).status_code == 422
    assert told(ana, "patch", f"/{number}", {"stopped": "perhaps"}).status_code == 422
