"""Feeds that are pulled: only what is new, within bounds, never from a private network; what fails waits and empties nothing."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings

from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import InputRefused, LifeworldError
from lifeworld.partners.actions import pulling
from lifeworld.partners.actions.feeds import Ways, change_feed, close_feed, open_feed, pull_now, secret_for_host, start_feed, stop_feed
from lifeworld.partners.actions.runs import begin_run, send_file, send_part
from lifeworld.partners.actions.work import work_once
from lifeworld.partners.files.fetching import BYTES_MAX, Fetched, fetch
from lifeworld.partners.models import Feed, Run
from lifeworld.partners.queries.feeds import feed_of
from lifeworld.partners.tests.market import offers, prices_of, verified
from lifeworld.partners.tests.shop import shop
from lifeworld.testing.cast import cast

pytestmark = pytest.mark.django_db
R0 = "R0@acmeparts"


@pytest.fixture
def ana() -> Caller:
    people = cast()
    caller = people.caller(people.ana)
    verified(caller)
    return caller


def pulled(caller: Caller, url: str, **more: object) -> None:
    open_feed(caller, "volt", "parts", Ways(kind="pull", title="All", url=url, **more))


def later(minutes: int) -> datetime:
    return datetime.now(UTC) + timedelta(minutes=minutes)


@override_settings(WEBHOOKS_PRIVATE=True)
def test_a_feed_is_fetched_read_and_asked_for_what_is_new(ana: Caller) -> None:
    def answer(headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        if headers.get("if-none-match") == '"v1"':
            return 304, {}, b""
        return 200, {"ETag": '"v1"', "Last-Modified": "Fri, 01 May 2026 07:30:00 GMT"}, offers([0.1, 0.2])

    with shop() as seller:
        seller.answer = answer
        pulled(ana, seller.url)
        assert pulling.pull_due([ana]) == 1
        assert work_once()
        assert prices_of("acme", R0) == [0.1]
        run = Run.objects.get()
        assert (run.how, run.state, run.filename, run.who) == ("pull", "live", "offers.csv", ana.who)
        assert pulling.pull_due([ana], later(30)) == 0, "not before its time"
        assert pulling.pull_due([ana], later(61)) == 1
        assert Run.objects.count() == 1 and "nothing changed" in feed_of(ana, "volt", "parts").said
        assert seller.asked[1]["if-modified-since"] == "Fri, 01 May 2026 07:30:00 GMT"
        pull_now(ana, "volt", "parts")
        assert pulling.pull_due([ana]) == 1
        assert "if-none-match" not in seller.asked[2], "asked by a person it is read, changed or not"


@override_settings(WEBHOOKS_PRIVATE=True)
def test_an_address_that_fails_waits_and_empties_nothing(ana: Caller) -> None:
    with shop() as seller:
        seller.answer = lambda headers: (200, {}, offers([0.1]))
        pulled(ana, seller.url, every_s=60)
        pulling.pull_due([ana])
        work_once()
        seller.answer = lambda headers: (500, {}, b"down")
        for _ in range(3):
            pulling.pull_due([ana], later(100_000))
            Feed.objects.update(due_at=later(0))
        found = feed_of(ana, "volt", "parts")
        assert (found.failures, found.said) == (3, "It answered 500.")
        pulling.pull_due([ana], later(0))
        assert Feed.objects.get().due_at > later(10), "each failure waits longer"
        assert prices_of("acme", R0) == [0.1]
        seller.answer = lambda headers: (200, {}, b"")
        change_feed(ana, "volt", "parts", Ways(kind="pull", title="All", url=seller.url))
        pulling.pull_due([ana], later(0))
        assert "empty file" in feed_of(ana, "volt", "parts").said
        assert Run.objects.count() == 1


@override_settings(WEBHOOKS_PRIVATE=True)
def test_the_work_in_the_background_fetches_on_another_thread(ana: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    came = Event()

    def fetched(url: str, into: Path, headers: dict[str, str], *, private: bool) -> Fetched:
        into.parent.mkdir(parents=True, exist_ok=True)
        into.write_bytes(offers([0.3]))
        came.set()
        return Fetched(200, "It answered 200.", into.stat().st_size, name="offers.csv")

    monkeypatch.setattr(pulling, "fetch", fetched)
    pulled(ana, "https://volt.example/offers.csv")
    work_once()
    assert came.wait(20)
    while not Run.objects.filter(state="live").exists():
        work_once()
    assert prices_of("acme", R0) == [0.3]
    assert Run.objects.get().who == "worker"


def test_a_secret_stands_in_the_environment_alone(ana: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    for wrong in ("DATABASE_URL", "LIFEWORLD_SECRET_KEY", "Bearer abc", "LIFEWORLD_FEED_", "LIFEWORLD_FEED_ACME_",
                  "LIFEWORLD_FEED_OTHER_VOLT", "LIFEWORLD_FEED_ACME__SHOP_VOLT", "LIFEWORLD_FEED_VOLT"):
        with pytest.raises(InputRefused, match="stand in the environment"):
            pulled(ana, "https://volt.example/x", credential=wrong)
    with pytest.raises(InputRefused, match="names a user"):
        pulled(ana, "https://ana:secret@volt.example/x")
    with override_settings(WEBHOOKS_PRIVATE=True), shop() as seller:
        seller.answer = lambda headers: (200, {}, offers([0.1]))
        pulled(ana, seller.url, credential="LIFEWORLD_FEED_ACME_VOLT")
        pulling.pull_due([ana])
        assert seller.asked == [] and "LIFEWORLD_FEED_ACME_VOLT" in feed_of(ana, "volt", "parts").said
        monkeypatch.setitem(os.environ, "LIFEWORLD_FEED_ACME_VOLT", "127.0.0.1 Bearer two\nlines")
        pulling.pull_due([ana], later(1000))
        assert seller.asked == []
        monkeypatch.setitem(os.environ, "LIFEWORLD_FEED_ACME_VOLT", "volt.example Bearer a-secret")
        pulling.pull_due([ana], later(1500))
        assert seller.asked == [] and "another host" in feed_of(ana, "volt", "parts").said
        with pytest.raises(InputRefused, match="another host"):
            change_feed(ana, "volt", "parts", Ways(kind="pull", title="All", url=seller.url, credential="LIFEWORLD_FEED_ACME_VOLT"))
        monkeypatch.setitem(os.environ, "LIFEWORLD_FEED_ACME_VOLT", "127.0.0.1 Bearer a-secret")
        pulling.pull_due([ana], later(2000))
        assert seller.asked[0]["authorization"] == "Bearer a-secret"
    assert "a-secret" not in str([*Feed.objects.values(), *Run.objects.values()])


@pytest.mark.parametrize("url", ["http://volt.example/x", "https://10.0.0.1/x", "https://localhost/x", "https://169.254.169.254/latest",
                                 "file:///etc/passwd", "", "https://[::1]/"])
def test_addresses_that_no_feed_can_have(ana: Caller, url: str) -> None:
    with pytest.raises(InputRefused):
        pulled(ana, url)


def test_names_that_lead_inside_are_not_asked(tmp_path: Path) -> None:
    with shop() as seller:
        for inside in ("127.0.0.1", "10.1.2.3", "169.254.169.254", "::1"):
            found = fetch("https://volt.example/x", tmp_path / "a", {}, resolve=lambda host, port, to=inside: ["8.8.8.8", to])
            assert "private network" in found.said and not found.is_new
        assert seller.asked == []


def test_a_file_is_bounded_in_bytes_and_seconds_and_never_half_there(tmp_path: Path) -> None:
    into = tmp_path / "feed"
    with shop() as seller:
        seller.answer = lambda headers: (200, {}, b"x" * 5000)
        assert fetch(seller.url, into, {}, private=True, bytes_max=4999).status == 413
        assert not into.exists()
        seller.answer = lambda headers: (200, {"Content-Length": "9000"}, b"x" * 5000)
        assert "broke off" in fetch(seller.url, into, {}, private=True).said
        seller.answer = lambda headers: (302, {"Location": "http://127.0.0.1/"}, b"")
        assert "redirects are not followed" in fetch(seller.url, into, {}, private=True).said
        seller.answer, seller.hold, seller.length = (lambda headers: (200, {}, b"x")), Event(), False
        assert "0.2 seconds" in fetch(seller.url, into, {}, private=True, seconds=0.2).said
        assert not into.exists()
    assert not fetch(seller.url, into, {}, private=True).is_new, "nobody is there any more"
    assert BYTES_MAX < 1024**3


def test_a_feed_that_is_fetched_is_not_pushed_and_one_that_is_stopped_not_fetched(ana: Caller) -> None:
    pulled(ana, "https://volt.example/x")
    with pytest.raises(LifeworldError, match="fetched from its address"):
        send_file(ana, "volt", "parts", offers([0.1]))
    stop_feed(ana, "volt", "parts")
    assert pulling.due(later(1000)) == []
    with pytest.raises(LifeworldError, match="is stopped"):
        pull_now(ana, "volt", "parts")
    start_feed(ana, "volt", "parts")
    assert len(pulling.due(later(1))) == 1


def test_what_came_for_a_feed_that_changed_meanwhile_is_thrown_away(ana: Caller) -> None:
    pulled(ana, "https://volt.example/x")
    errand = pulling.due(later(1))[0]
    path = Path(settings.UPLOAD_DIR) / "partners" / errand.file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(offers([0.1]))
    change_feed(ana, "volt", "parts", Ways(kind="pull", title="All", url="https://volt.example/other"))
    pulling.taken(ana, errand, Fetched(200, "It answered 200.", 10), later(1))
    assert not Run.objects.exists() and not path.exists()


def test_a_feed_that_never_changes_is_read_anew_before_its_offers_are_stale(ana: Caller) -> None:
    pulled(ana, "https://volt.example/x", ttl_s=86_400)
    Feed.objects.update(etag='"v1"', modified="Fri, 01 May 2026 07:30:00 GMT")
    assert pulling.due(later(1))[0].headers == {}, "nothing has come yet"
    Run.objects.create(feed=Feed.objects.get(), mark="m", kind="whole", state="live", how="pull", who="worker")
    assert "If-None-Match" in pulling.due(later(11 * 60))[0].headers
    assert pulling.due(later(13 * 60))[0].headers == {}


def test_a_secret_of_a_place_is_sent_by_the_places_inside_it_alone(ana: Caller) -> None:
    assert "LIFEWORLD_FEED_ACME_" in refused("LIFEWORLD_FEED_ACME__SHOP_A", "acme/berlin")
    assert "LIFEWORLD_FEED_ACME__SHOP_" in refused("LIFEWORLD_FEED_ACME_SHOP_A", "acme-shop")
    assert "is not set" in refused("LIFEWORLD_FEED_ACME__SHOP_A", "acme-shop/berlin")
    assert "is not set" in refused("LIFEWORLD_FEED_ACME_VOLT", "acme/berlin")


def refused(credential: str, place: str) -> str:
    with pytest.raises(InputRefused) as error:
        secret_for_host(credential, place, "https://volt.example/x")
    return error.value.message


def test_a_closed_feed_leaves_no_bytes(ana: Caller, django_capture_on_commit_callbacks: Any) -> None:
    open_feed(ana, "volt", "files", Ways(title="Files"))
    run = begin_run(ana, "volt", "files", 10)
    send_part(ana, "volt", run.id, 0, b"mpn,")
    path = Path(settings.UPLOAD_DIR) / "partners" / Run.objects.get().file
    assert path.exists()
    with django_capture_on_commit_callbacks(execute=True):
        close_feed(ana, "volt", "files")
    assert not path.exists()
