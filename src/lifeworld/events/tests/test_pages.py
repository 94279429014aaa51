"""The pages of events: what arrives is seen by whoever may, types and webhooks are changed by whoever manages, errors are said in place."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from django.test import Client

from lifeworld.events.actions.taking import take
from lifeworld.events.actions.types import declare_type
from lifeworld.events.core.flow import DAYS, TypeFlow, flow_rows, shown
from lifeworld.events.core.values import Incoming
from lifeworld.events.models import Delivery, Event, EventType, Refused, Webhook
from lifeworld.events.queries.flow import flow, today
from lifeworld.kit.caller import Caller
from lifeworld.testing.cast import Cast, cast

pytestmark = pytest.mark.django_db
AT = "/acme/-/"
DAY_US = 86_400_000_000
KM = {"type": "object", "required": ["km"], "properties": {"km": {"type": "number"}}}
READ = ("events/", "events/newest/", "events/types/", "events/sending/")
MANAGED = ("events/refused/", "webhooks/")
CHANGED = ("events/types/declare/", "events/types/retire/", "events/refused/again/", "events/refused/throw-away/",
           "webhooks/new/", "webhooks/1/stop/", "webhooks/1/start/", "webhooks/1/remove/", "webhooks/1/send-again/")


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def caller(people: Cast) -> Caller:
    return people.caller(people.ana)


@pytest.fixture
def ana(people: Cast) -> Client:
    return people.client(people.ana)


def happened(caller: Caller, n: int, *, type: str = "run", subject: str = "cleo", days_ago: int = 0) -> None:
    """Events of a type, the last of them now."""
    now = int(datetime.now(UTC).timestamp() * 1_000_000)
    events = [Incoming("app", f"{type}-{days_ago}-{k}", type, subject, now - days_ago * DAY_US - k, {"km": k}) for k in range(n)]
    answers = take(caller, events)
    assert [one.status for one in answers] == ["taken"] * n


def page(client: Client, path: str, **query: str) -> str:
    answer = client.get(AT + path, query)
    assert answer.status_code == 200, answer.content[:500]
    return answer.content.decode()


def test_an_empty_place_says_what_to_do(ana: Client) -> None:
    assert "No event has come yet" in page(ana, "events/")
    assert "No event has come yet" in page(ana, "events/newest/")
    assert "There is no type yet" in page(ana, "events/types/")
    assert "No refused event is kept" in page(ana, "events/refused/")
    assert "No address is told" in page(ana, "webhooks/")


def test_what_arrives_is_counted_and_pictured(ana: Client, caller: Caller) -> None:
    declare_type(caller, "run", "A run")
    happened(caller, 3)
    happened(caller, 2, type="<b>odd</b>", days_ago=30)
    html = page(ana, "events/")
    assert "5 events" in html
    assert "run: 3 in 12 weeks, at most 3 on one day" in html
    assert "&lt;b&gt;odd&lt;/b&gt;" in html
    assert "<b>odd" not in html
    assert html.count("<svg") == 2
    assert html.count(", undeclared</p>") == 1
    assert "cleo" in html


def test_the_picture_is_not_sent_again_until_something_comes(ana: Client, caller: Caller) -> None:
    happened(caller, 1)
    tag = ana.get(AT + "events/").headers["ETag"]
    assert ana.get(AT + "events/", headers={"If-None-Match": tag}).status_code == 304
    happened(caller, 1, type="swim")
    assert ana.get(AT + "events/", headers={"If-None-Match": tag}).status_code == 200


def test_days_are_those_of_the_place_and_nothing_is_lost_between_pictures(caller: Caller) -> None:
    late = datetime(2026, 6, 1, 23, tzinfo=UTC)
    berlin = Caller(caller.place, caller.place_id, caller.scopes, timezone="Europe/Berlin")
    assert today(berlin, late) == today(caller, late) + 1
    for days_ago in (0, DAYS - 1, DAYS, 400):
        happened(caller, 2, days_ago=days_ago)
    value = flow(caller)
    row = value.rows[0]
    assert (value.kept, value.ever, value.last_week, row.n, row.counts[0], row.counts[-1]) == (8, 8, 2, 4, 2, 2)
    assert sum(row.weeks) == 4


def test_small_types_share_a_picture() -> None:
    rows = flow_rows({str(n): {5: n + 1} for n in range(40)}, {}, 0, 7)
    together = shown(rows)
    assert len(together) == 12
    assert sum(row.n for row in together) == sum(row.n for row in rows)
    assert shown(rows[:12])[-1].name != "all other types"
    assert shown([]) == ()
    assert TypeFlow("none", True, (0,) * 7).n == 0


def test_events_are_paged_and_narrowed(ana: Client, caller: Caller) -> None:
    happened(caller, 60)
    happened(caller, 1, type="swim", subject="someone else")
    first = page(ana, "events/newest/")
    assert first.count("<time>") == 50
    older = Event.objects.order_by("-id").values_list("id", flat=True)[49]
    assert f"before={older}" in first
    assert page(ana, "events/newest/", before=str(older)).count("<time>") == 11
    assert page(ana, "events/newest/", type="swim").count("<time>") == 1
    assert page(ana, "events/newest/", subject="someone else").count("<time>") == 1
    assert "There is no such event" in page(ana, "events/newest/", type="nothing")
    assert page(ana, "events/newest/", before="x" * 30).count("<time>") == 50


def test_a_type_is_declared_and_retired(ana: Client, caller: Caller) -> None:
    said = {"name": " run ", "title": "A run", "schema": json.dumps(KM), "keep_days": "400"}
    assert ana.post(AT + "events/types/declare/", said).status_code == 302
    row = EventType.objects.get()
    assert (row.name, row.title, row.schema, row.keep_days, row.declared) == ("run", "A run", KM, 400, True)
    html = page(ana, "events/types/", type="run")
    assert "checked" in html
    assert "400 days" in html
    assert "&quot;km&quot;" in html
    happened(caller, 1)
    ana.post(AT + "events/types/retire/", {"name": "run"})
    assert not EventType.objects.get().declared
    assert ana.post(AT + "events/types/retire/", {"name": "nothing"}).status_code == 404


@pytest.mark.parametrize(("field", "text", "said"), [
    ("schema", '{"type": ', "not valid JSON (line 1"), ("schema", "[1]", "no JSON object"), ("schema", '{"type": "nonsense"}', ""),
    ("schema", "[" * 40_000, "not valid JSON"), ("keep_days", "soon", "no number of days"), ("keep_days", "0", "cannot be kept for 0 days"),
    ("name", " ", "name of a type")])
def test_what_cannot_be_declared_is_said_and_what_was_written_stays(ana: Client, field: str, text: str, said: str) -> None:
    answer = ana.post(AT + "events/types/declare/", {"name": "run", "title": "My title", "schema": "", "keep_days": "", field: text})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert 'role="alert"' in html
    assert said in html
    assert "My title" in html
    assert not EventType.objects.exists()


def test_a_refused_event_comes_in_once_the_schema_is_mended(ana: Client, caller: Caller) -> None:
    declare_type(caller, "run", schema=KM)
    take(caller, [Incoming("app", str(k), "run", "cleo", 1_700_000_000_000_000 + k, {"minutes": 30}) for k in range(3)])
    html = page(ana, "events/refused/")
    assert "3 events" in html
    assert "minutes" in html
    number = Refused.objects.order_by("id")[0].pk
    again = ana.post(AT + "events/refused/again/", {"event": number}, follow=True).content.decode()
    assert "1 was refused again" in again
    assert Refused.objects.count() == 3
    declare_type(caller, "run")
    again = ana.post(AT + "events/refused/again/", {"code": "does_not_fit"}, follow=True).content.decode()
    assert "3 of 3 events came in now" in again
    assert sorted(Event.objects.values_list("at_us", flat=True)) == [1_700_000_000_000_000 + k for k in range(3)]
    assert ana.post(AT + "events/refused/again/", {"event": number}).status_code == 404
    assert ana.post(AT + "events/refused/again/", {"event": "x"}).status_code == 422
    assert "nothing to send" in ana.post(AT + "events/refused/again/", {}, follow=True).content.decode()


def test_a_refused_event_is_thrown_away(ana: Client, caller: Caller) -> None:
    declare_type(caller, "run", schema=KM)
    take(caller, [Incoming("app", "1", "run")])
    number = Refused.objects.get().pk
    assert "thrown away" in ana.post(AT + "events/refused/throw-away/", {"event": number}, follow=True).content.decode()
    assert ana.post(AT + "events/refused/throw-away/", {"event": number}).status_code == 404
    assert ana.post(AT + "events/refused/throw-away/", {}).status_code == 422
    assert not Refused.objects.exists()


def test_a_refused_event_without_a_time_happened_when_it_arrived(ana: Client, caller: Caller) -> None:
    declare_type(caller, "run", schema=KM)
    first = 1_772_323_200_000_000
    take(caller, [Incoming("app", "1", "run")], now_us=first)
    declare_type(caller, "run")
    ana.post(AT + "events/refused/again/", {"code": ""})
    assert Event.objects.get().at_us == first


def test_a_webhook_from_its_secret_to_its_end(ana: Client, caller: Caller) -> None:
    made = ana.post(AT + "webhooks/new/", {"url": "https://example.org/events", "types": "run, swim\n\n"})
    assert made.status_code == 200
    assert made.headers["Cache-Control"] == "no-store"
    hook = Webhook.objects.get()
    assert hook.secret in made.content.decode()
    assert hook.types == ["run", "swim"]
    assert hook.secret not in page(ana, "webhooks/")
    happened(caller, 1)
    assert "on its way" in page(ana, "webhooks/")
    dead = Delivery.objects.create(webhook=hook, first=1, last=1, n=1, due_at=datetime.now(UTC), state="dead", tries=9,
                                   said="It answered 500.")
    html = page(ana, f"webhooks/{hook.pk}/", state="dead")
    assert "It answered 500." in html
    assert "could not be sent" in html
    assert "1 delivery is due again" in ana.post(f"{AT}webhooks/{hook.pk}/send-again/", {"delivery": dead.pk}, follow=True).content.decode()
    assert ana.post(f"{AT}webhooks/{hook.pk}/send-again/", {"delivery": dead.pk}).status_code == 404
    assert ana.post(f"{AT}webhooks/{hook.pk}/send-again/", {"delivery": "x"}).status_code == 422
    assert "stopped since" in ana.post(f"{AT}webhooks/{hook.pk}/stop/", follow=True).content.decode()
    assert ana.post(f"{AT}webhooks/{hook.pk}/send-again/").status_code == 409
    assert "Stop for now" in ana.post(f"{AT}webhooks/{hook.pk}/start/", follow=True).content.decode()
    ana.post(f"{AT}webhooks/{hook.pk}/remove/")
    assert not Webhook.objects.exists()
    assert ana.get(f"{AT}webhooks/{hook.pk}/").status_code == 404


def test_an_address_that_cannot_be_is_said_beside_the_form(ana: Client) -> None:
    answer = ana.post(AT + "webhooks/new/", {"url": "http://example.org/", "types": "run"})
    assert answer.status_code == 422
    assert "https only" in answer.content.decode()
    assert "http://example.org/" in answer.content.decode()


def test_deliveries_are_paged(ana: Client, caller: Caller) -> None:
    hook = Webhook.objects.create(place=caller.place_id, url="https://example.org/", secret="whsec_")  # noqa: S106
    Delivery.objects.bulk_create(Delivery(webhook=hook, first=k, last=k, n=1, due_at=datetime.now(UTC), state="sent") for k in range(60))
    oldest = Delivery.objects.order_by("-id").values_list("pk", flat=True)[49]
    assert f"before={oldest}" in page(ana, f"webhooks/{hook.pk}/")
    assert page(ana, f"webhooks/{hook.pk}/", before=str(oldest)).count('<th scope="row">') == 10


def test_how_to_send_names_this_place(ana: Client, people: Cast) -> None:
    html = page(ana, "events/sending/")
    assert "http://testserver/api/acme/-/events" in html
    assert "/acme/-/keys/" in html
    assert "/acme/-/keys/" not in page(people.client(people.vic), "events/sending/").partition("<main")[2]


def test_whoever_only_sees_changes_nothing_and_others_do_not_see(people: Cast) -> None:
    vic, eva, dev = (people.client(one) for one in (people.vic, people.eva, people.dev))
    for path in READ:
        assert [client.get(AT + path).status_code for client in (vic, eva, dev)] == [200, 403, 404]
    for path in MANAGED:
        assert [client.get(AT + path).status_code for client in (vic, eva, dev)] == [403, 403, 404]
    for path in CHANGED:
        assert [client.post(AT + path).status_code for client in (vic, eva, dev)] == [403, 403, 404]
        assert people.client(people.ana).get(AT + path).status_code == 405
