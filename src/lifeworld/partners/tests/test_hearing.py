"""Signed notices: who does not sign, comes late or comes again is not heard."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from django.test import Client

from lifeworld.events.core.webhooks import signature
from lifeworld.kit.caller import Caller
from lifeworld.partners.actions.feeds import Ways, change_feed, new_secret, open_feed, stop_feed
from lifeworld.partners.actions.runs import send_file
from lifeworld.partners.models import Feed, HeardNotice, Run
from lifeworld.partners.queries.feeds import feed_of
from lifeworld.partners.tests.market import offers, prices_of, verified
from lifeworld.testing.cast import cast

pytestmark = pytest.mark.django_db
R0 = "R0@acmeparts"
ROW = {"mpn": "R0", "manufacturer": "Acme Parts", "sku": "r0", "price": 0.07, "currency": "EUR", "stock": 5}


@pytest.fixture
def ana() -> Caller:
    people = cast()
    caller = people.caller(people.ana)
    verified(caller)
    open_feed(caller, "volt", "news", Ways(kind="webhook", title="Changes"))
    return caller


def told(caller: Caller, secret: str, said: Any, *, message: str = "m1", at: int | None = None, kind: str = "application/json",
         **wrong: str) -> Any:
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    at = int(time.time()) if at is None else at
    headers = {"webhook-id": message, "webhook-timestamp": str(at), "webhook-signature": signature(secret, message, at, body), **wrong}
    return Client().post(f"/api/partner-notices/{feed_of(caller, 'volt', 'news').door}", body, content_type=kind, headers=headers)


def test_offers_in_a_notice_count_at_once(ana: Caller) -> None:
    secret = new_secret(ana, "volt", "news")
    answer = told(ana, secret, {"offers": [ROW]})
    assert answer.status_code == 202
    assert (answer.json()["run"]["state"], answer.json()["run"]["how"]) == ("live", "webhook")
    assert prices_of("acme", R0) == [0.07]
    told(ana, secret, offers([0.05]), message="m2", kind="text/csv")
    assert prices_of("acme", R0) == [0.05]
    answer = told(ana, secret, {"gone": ["r0"]}, message="m3")
    assert answer.json()["run"]["state"] == "waiting", "the only offer would go"
    assert Run.objects.filter(who=f"feed:{Feed.objects.get().pk}").count() == 3


def test_a_notice_is_heard_once(ana: Caller) -> None:
    secret = new_secret(ana, "volt", "news")
    told(ana, secret, {"offers": [ROW]})
    again = told(ana, secret, {"offers": [ROW]})
    assert (again.status_code, again.json()["code"]) == (409, "notice_heard")
    assert Run.objects.count() == 1


def test_whoever_does_not_sign_is_not_heard(ana: Caller) -> None:
    old = new_secret(ana, "volt", "news")
    secret = new_secret(ana, "volt", "news")
    now = int(time.time())
    wrong = signature(secret, "m1", now, b"{}")
    for answer in (told(ana, old, {"offers": [ROW]}), told(ana, secret, {"offers": [ROW]}, **{"webhook-signature": wrong}),
                   told(ana, secret, {"offers": [ROW]}, **{"webhook-signature": "v1,"}),
                   told(ana, secret, {}, **{"webhook-timestamp": "x"}),
                   told(ana, secret, {}, **{"webhook-id": ""}), told(ana, secret, {"offers": [ROW]}, at=now - 400),
                   told(ana, secret, {"offers": [ROW]}, at=now + 400)):
        assert answer.status_code == 401
    assert not Run.objects.exists() and not HeardNotice.objects.exists()
    assert Client().post("/api/partner-notices/none", b"{}", content_type="application/json").status_code == 404


def test_one_of_several_signatures_is_enough(ana: Caller) -> None:
    secret = new_secret(ana, "volt", "news")
    body, now = json.dumps({"offers": [ROW]}).encode(), int(time.time())
    both = "v1,bm90aGluZw== " + signature(secret, "m1", now, body)
    assert told(ana, secret, body, at=now, **{"webhook-signature": both}).status_code == 202


@pytest.mark.parametrize("said", [b"no json", [], {}, {"offers": "x"}, {"offers": [1]}, {"gone": [1]}, {"changed": False}, b"[" * 100_000])
def test_what_no_notice_says(ana: Caller, said: Any) -> None:
    secret = new_secret(ana, "volt", "news")
    assert told(ana, secret, said).status_code == 422
    assert told(ana, secret, {"offers": [ROW]}).status_code == 202, "what was refused may be mended and sent under its id"


def test_a_notice_has_the_address_asked(ana: Caller) -> None:
    secret = new_secret(ana, "volt", "news")
    assert told(ana, secret, {"changed": True}).status_code == 409
    change_feed(ana, "volt", "news", Ways(kind="webhook", title="Changes", url="https://volt.example/offers.csv"))
    answer = told(ana, secret, {"changed": True})
    assert (answer.status_code, answer.json()) == (202, {"run": None})
    assert Feed.objects.get().due_at is not None


def test_a_stopped_feed_hears_nothing(ana: Caller) -> None:
    secret = new_secret(ana, "volt", "news")
    stop_feed(ana, "volt", "news")
    assert told(ana, secret, {"offers": [ROW]}).status_code == 409


def test_only_feeds_of_this_kind_have_a_secret(ana: Caller) -> None:
    open_feed(ana, "volt", "parts", Ways(title="All"))
    with pytest.raises(Exception, match="hears no notices"):
        new_secret(ana, "volt", "parts")
    assert send_file(ana, "volt", "parts", offers([0.1])).state == "live"
