"""Webhooks: signed, in order, tried again with growing pauses, dead in the end; told at least once and never of what was erased."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import b64decode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Event as Flag

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from lifeworld.events.actions import sending
from lifeworld.events.actions.webhooks import add_webhook, remove_webhook, send_again, start_webhook, stop_webhook
from lifeworld.events.core.values import Happened
from lifeworld.events.core.webhooks import JITTER, WAITS_S, cloud_event, secret_of, signature, wait_s
from lifeworld.events.files.calling import Reply
from lifeworld.events.models import Delivery, Event, EventType, JournalLine, Source, Subject, Webhook
from lifeworld.events.queries.webhooks import deliveries, webhooks
from lifeworld.events.tests.receiver import Received, receiver
from lifeworld.kit.caller import ROLES, Caller
from lifeworld.kit.errors import InputRefused, LifeworldError
from lifeworld.testing.cast import Cast, cast

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAY = 86_400_000_000


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def ana(people: Cast) -> Caller:
    return people.caller(people.ana)


@pytest.fixture
def address() -> Iterator[Received]:
    with receiver() as received, override_settings(WEBHOOKS_PRIVATE=True):
        yield received


def happen(place: int, n: int, *, type: str = "run", subject: str = "cleo") -> list[int]:
    """Rows of events as the intake keeps them; returns their positions."""
    source, _ = Source.objects.get_or_create(place=place, uri="app")
    kind, _ = EventType.objects.get_or_create(place=place, name=type)
    who, _ = Subject.objects.get_or_create(place=place, key=subject)
    before = Event.objects.count()
    return [Event.objects.create(place=place, source=source.pk, key=f"{type}-{before + k}", type=kind.pk, subject=who.pk, at_us=k * DAY,
                                 received_us=k * DAY, day=k, data={"km": k}).pk for k in range(n)]


def test_events_since_the_webhook_was_added_are_sent_signed_and_in_order(ana: Caller, address: Received) -> None:
    happen(ana.place_id, 3)
    new = add_webhook(ana, address.url)
    positions = happen(ana.place_id, 250)
    for _ in range(3):
        sending.send_due(NOW)
    assert sending.send_due(NOW) == 0
    assert [len(json.loads(body)) for body in address.bodies] == [100, 100, 50]
    assert [event["position"] for event in address.events()] == positions
    assert all(address.is_signed(n, new.secret) for n in range(3))
    assert address.headers[0]["content-type"] == "application/cloudevents-batch+json"
    assert address.headers[0]["webhook-timestamp"] == str(int(NOW.timestamp()))
    assert len({sent["webhook-id"] for sent in address.headers}) == 3
    first = address.events()[1]
    assert (first["specversion"], first["source"], first["type"], first["subject"], first["time"], first["data"]) == (
        "1.0", "app", "run", "cleo", "1970-01-02T00:00:00.000000Z", {"km": 1})
    assert {one.state for one in deliveries(ana, new.id)} == {"sent"}
    digest = hmac.new(b64decode(new.secret[6:]), address.headers[0]["webhook-id"].encode() + b"." +
                      address.headers[0]["webhook-timestamp"].encode() + b"." + address.bodies[0], hashlib.sha256).digest()
    assert b64decode(address.headers[0]["webhook-signature"].removeprefix("v1,")) == digest


def test_only_the_chosen_types_of_the_own_place_are_told(ana: Caller, people: Cast, address: Received) -> None:
    add_webhook(ana, address.url, ["swim", "dive"])
    happen(ana.place_id, 3)
    happen(people.other.pk, 3, type="swim")
    swims = happen(ana.place_id, 2, type="swim")
    sending.send_due(NOW)
    assert [event["position"] for event in address.events()] == swims
    assert Webhook.objects.get().after >= swims[-1]
    assert not webhooks(ana)[0].behind


def test_a_failed_try_waits_longer_each_time_and_is_dead_in_the_end(ana: Caller, address: Received) -> None:
    new = add_webhook(ana, address.url)
    happen(ana.place_id, 1)
    address.answer = lambda n: 500
    now, pauses = NOW, []
    while Delivery.objects.filter(state="waiting").exists() or not pauses:
        assert sending.send_due(now, lambda: [ana]) == 1
        row = Delivery.objects.get()
        pauses.append((row.due_at - now).total_seconds())
        assert sending.send_due(row.due_at - timedelta(microseconds=1)) == 0
        now = max(row.due_at, now)
    assert len(address.bodies) == len(WAITS_S) + 1 == row.tries
    assert len({sent["webhook-id"] for sent in address.headers}) == 1
    assert all(abs(pause / wait - 1) <= JITTER for pause, wait in zip(pauses[:-1], WAITS_S, strict=True))
    assert [(one.state, one.said) for one in deliveries(ana, new.id, state="dead")] == [("dead", "It answered 500.")]
    line = JournalLine.objects.filter(type="events.webhook_dead").get()
    assert line.data == {"webhook": new.id, "delivery": row.pk}
    address.answer = lambda n: 204
    assert send_again(ana, new.id) == 1
    assert sending.send_due(datetime.now(UTC)) == 1
    assert webhooks(ana)[0].dead == webhooks(ana)[0].waiting == 0


def test_what_comes_later_waits_for_what_failed_so_that_order_holds(ana: Caller, address: Received) -> None:
    add_webhook(ana, address.url)
    first = happen(ana.place_id, 1)
    address.answer = lambda n: 503 if n == 1 else 200
    sending.send_due(NOW)
    later = happen(ana.place_id, 1)
    assert sending.send_due(NOW + timedelta(seconds=1)) == 0
    sending.send_due(NOW + timedelta(seconds=10))
    sending.send_due(NOW + timedelta(seconds=10))
    assert [event["position"] for event in address.events()] == first + first + later


def test_one_address_that_fails_does_not_hold_up_another(ana: Caller, address: Received) -> None:
    with receiver() as other:
        other.answer = lambda n: 500
        add_webhook(ana, other.url)
        add_webhook(ana, address.url)
        happen(ana.place_id, 1)
        sending.send_due(NOW)
        happen(ana.place_id, 1)
        sending.send_due(NOW)
    assert (len(other.bodies), len(address.bodies)) == (1, 2)


def test_an_address_that_is_gone_stops_its_webhook_and_may_be_started_again(ana: Caller, address: Received) -> None:
    new = add_webhook(ana, address.url)
    happen(ana.place_id, 1)
    address.answer = lambda n: 410 if n == 1 else 200
    sending.send_due(NOW, lambda: [ana])
    assert webhooks(ana)[0].stopped_at
    assert JournalLine.objects.filter(type="events.webhook_stopped").get().data == {"webhook": new.id}
    happen(ana.place_id, 1)
    assert sending.send_due(NOW + timedelta(days=9)) == 0
    start_webhook(ana, new.id)
    start_webhook(ana, new.id)
    for _ in range(2):
        sending.send_due(datetime.now(UTC))
    assert len(address.events()) == 3  # the first one twice: refused, then taken
    assert JournalLine.objects.filter(type="events.webhook_started").count() == 1


@pytest.mark.parametrize("status", [302, 404, 429, 500])
def test_only_2xx_is_taken(ana: Caller, address: Received, status: int) -> None:
    add_webhook(ana, address.url)
    happen(ana.place_id, 1)
    address.answer, address.location = lambda n: status, address.url
    sending.send_due(NOW)
    assert Delivery.objects.get().state == "waiting"
    assert len(address.bodies) == 1


def test_what_was_erased_before_it_was_sent_is_never_sent(ana: Caller, address: Received) -> None:
    add_webhook(ana, address.url)
    mine, hers = happen(ana.place_id, 2), happen(ana.place_id, 2, subject="ana")
    address.answer = lambda n: 500
    sending.send_due(NOW)
    Event.objects.filter(pk__in=hers).delete()
    address.answer = lambda n: 200
    sending.send_due(NOW + timedelta(minutes=1))
    assert [event["position"] for event in json.loads(address.bodies[1])] == mine
    happen(ana.place_id, 1)
    sending.make_deliveries(NOW)
    Event.objects.all().delete()
    sending.send_due(NOW + timedelta(minutes=2))
    assert len(address.bodies) == 2
    assert Delivery.objects.order_by("-id")[0].state == "sent"


def test_a_crash_between_sending_and_marking_sends_the_same_again_under_the_same_id(ana: Caller, address: Received) -> None:
    add_webhook(ana, address.url)
    happen(ana.place_id, 1)
    sending.make_deliveries(NOW)
    letter = sending.due(NOW)[0]
    assert sending._posted(letter, True).is_taken
    assert sending.send_due(NOW + timedelta(seconds=3)) == 1
    assert address.bodies[0] == address.bodies[1]
    assert address.headers[0]["webhook-id"] == address.headers[1]["webhook-id"]


def test_a_late_word_about_an_older_try_changes_nothing(ana: Caller, address: Received) -> None:
    add_webhook(ana, address.url)
    happen(ana.place_id, 1)
    sending.make_deliveries(NOW)
    letter = sending.due(NOW)[0]
    sending.marked(letter, Reply(200, "It answered 200: taken."), NOW)
    sending.marked(letter, Reply(500, "It answered 500."), NOW)
    assert Delivery.objects.get().state == "sent"


def test_the_worker_goes_on_while_an_address_is_slow(ana: Caller, address: Received) -> None:
    address.hold = Flag()
    add_webhook(ana, address.url)
    happen(ana.place_id, 1)
    assert sending.work_once()
    assert address.arrived.wait(10)
    assert sending.work_once()
    assert Delivery.objects.get().state == "waiting"
    address.hold.set()
    while sending.work_once():
        pass
    assert Delivery.objects.get().state == "sent"
    assert len(address.bodies) == 1


def test_deliveries_do_not_pile_up_while_an_address_fails(ana: Caller) -> None:
    with override_settings(WEBHOOKS_PRIVATE=True):
        add_webhook(ana, "http://127.0.0.1:9/")
    happen(ana.place_id, sending.WAITING_MAX + 5)
    for k in range(sending.WAITING_MAX + 5):
        Webhook.objects.update(after=Event.objects.order_by("id").values_list("id", flat=True)[k] - 1)
        sending.make_deliveries(NOW)
    assert Delivery.objects.count() <= sending.WAITING_MAX
    assert webhooks(ana)[0].waiting == Delivery.objects.count()


def test_old_deliveries_go(ana: Caller, address: Received) -> None:
    add_webhook(ana, address.url)
    happen(ana.place_id, 2)
    sending.send_due(NOW)
    happen(ana.place_id, 1)
    sending.send_due(NOW + timedelta(days=8))
    assert [row.n for row in Delivery.objects.all()] == [1]


def test_stopping_and_removing(ana: Caller, address: Received) -> None:
    new = add_webhook(ana, address.url)
    happen(ana.place_id, 1)
    stop_webhook(ana, new.id)
    stop_webhook(ana, new.id)
    assert sending.send_due(NOW) == 0
    with pytest.raises(LifeworldError) as refused:
        send_again(ana, new.id)
    assert (refused.value.status, refused.value.code) == (409, "webhook_stopped")
    remove_webhook(ana, new.id)
    assert webhooks(ana) == []
    said = [line.type for line in JournalLine.objects.order_by("id") if line.type.startswith("events.webhook")]
    assert said == ["events.webhook_added", "events.webhook_stopped", "events.webhook_removed"]


def test_who_may_not_and_what_is_not_there(ana: Caller, people: Cast) -> None:
    ben = people.caller(people.ben)
    for asked in (lambda: add_webhook(ben, "https://example.org/"), lambda: webhooks(ben), lambda: stop_webhook(ben, 1),
                  lambda: remove_webhook(ben, 1), lambda: send_again(ben, 1), lambda: deliveries(ben, 1), lambda: start_webhook(ben, 1)):
        with pytest.raises(LifeworldError) as refused:
            asked()
        assert refused.value.status == 403
    theirs = add_webhook(people.caller(people.dev, people.other), "https://example.org/")
    for asked in (lambda: stop_webhook(ana, theirs.id), lambda: remove_webhook(ana, theirs.id), lambda: send_again(ana, theirs.id),
                  lambda: deliveries(ana, theirs.id), lambda: start_webhook(ana, theirs.id)):
        with pytest.raises(LifeworldError) as refused:
            asked()
        assert refused.value.status == 404
    mine = add_webhook(ana, "https://example.org/")
    with pytest.raises(LifeworldError) as refused:
        send_again(ana, mine.id, [12345])
    assert refused.value.status == 404


@pytest.mark.parametrize(("url", "types"), [("http://example.org/", ()), ("https://10.0.0.1/", ()), ("https://example.org/", ["x" * 201]),
                                            ("https://example.org/", [f"t{n}" for n in range(101)])])
def test_a_webhook_that_cannot_be_is_refused(ana: Caller, url: str, types: list[str]) -> None:
    with pytest.raises(InputRefused):
        add_webhook(ana, url, types)
    assert not Webhook.objects.exists()


def test_a_place_has_so_many_webhooks_and_no_more(ana: Caller) -> None:
    for n in range(20):
        add_webhook(ana, f"https://example.org/{n}")
    with pytest.raises(LifeworldError) as refused:
        add_webhook(ana, "https://example.org/")
    assert refused.value.status == 409


def test_the_secret_is_shown_once_and_in_no_answer_afterwards(ana: Caller) -> None:
    new = add_webhook(ana, "https://example.org/")
    assert new.secret.startswith("whsec_")
    assert len(b64decode(new.secret[6:])) == 32
    assert new.secret not in repr(webhooks(ana))
    assert ROLES["viewer"].isdisjoint({"events.manage"})


@given(st.integers(0, 2**62), st.integers(1, len(WAITS_S)))
def test_pauses_grow_and_depend_on_the_delivery_alone(delivery: int, tries: int) -> None:
    pause = wait_s(delivery, tries)
    assert pause == wait_s(delivery, tries)
    assert pause is not None and abs(pause / WAITS_S[tries - 1] - 1) <= JITTER
    assert wait_s(delivery, len(WAITS_S) + 1) is None


@given(st.binary(min_size=24, max_size=64), st.text(max_size=20), st.integers(0, 2**40), st.binary(max_size=200))
def test_a_signature_holds_for_its_secret_message_time_and_body_alone(random: bytes, message: str, at: int, body: bytes) -> None:
    signed = signature(secret_of(random), message, at, body)
    assert signed == signature(secret_of(random), message, at, body)
    assert signed != signature(secret_of(random + b"1"), message, at, body)
    assert signed != signature(secret_of(random), message, at + 1, body)
    assert signed != signature(secret_of(random), message, at, body + b" ")


def test_extensions_go_where_they_came_from_and_cannot_pretend() -> None:
    event = Happened(7, "app", "e1", "run", "", 0, 0, 0, 0, {"km": 5, "_extensions": {"traceparent": "00-1", "id": "other", "position": 0}})
    told = cloud_event(event)
    assert (told["id"], told["position"], told["traceparent"], told["data"]) == ("e1", 7, "00-1", {"km": 5})
    assert "subject" not in told
