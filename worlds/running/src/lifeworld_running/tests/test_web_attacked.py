"""The known attacks on what runners share and send: forged posts, numbers of before, times in titles, files that cost or stay."""

from __future__ import annotations

import errno
import gzip
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lifeworld.circles.actions.joining import join, leave
from lifeworld.circles.actions.posts import change_reach, unshare
from lifeworld.circles.actions.zones import add_zone
from lifeworld.circles.core.values import ProfilePlan
from lifeworld.circles.models import Post
from lifeworld.customers.actions import add_customer
from lifeworld.goals.actions.links import make_link, revoke_link
from lifeworld.goals.models import GoalLink
from lifeworld.goals.queries.links import open_door
from lifeworld.kit.errors import InputRefused, LifeworldError
from lifeworld.places.actions import make_key
from lifeworld_running.actions import doubles, files
from lifeworld_running.actions.work import work_once
from lifeworld_running.models import Activity, File, RunnerSettings
from lifeworld_running.queries.shared import shared_activity
from lifeworld_running.tests.test_web_others import LAT, LON, friend, joined_with_run, shared
from lifeworld_running.tests.web_runs import BEGAN, Home, gpx, home

pytestmark = pytest.mark.django_db


@pytest.fixture
def at() -> Home:
    return home()


def sent(at: Home, name: str, body: bytes) -> Any:
    return Client().post(at.address, {"files": [SimpleUploadedFile(name, body)]})


def many_tracks(n: int) -> bytes:
    """One file of runs of the same hour."""
    one = gpx(n=12)
    begin = one.index(b"<trk>")
    tracks = [one[begin:-6].replace(b"<ele>50", f"<ele>{50 + at}".encode()) for at in range(n)]
    return one[:begin] + b"".join(tracks) + b"</gpx>"


def kept_bytes() -> list[Path]:
    return sorted(path for path in (Path(settings.UPLOAD_DIR) / "running").rglob("*") if path.is_file())


def test_a_forged_post_opens_nobody_elses_run_and_stands_in_nobodys_way(at: Home) -> None:
    row = joined_with_run(at)
    shared(at, row, "followers")
    ana = at.people.caller(at.people.ana)
    who = add_customer(ana, "mallory")
    token = make_link(ana, who, "Phone")[1]
    door = open_door(token)
    assert door is not None
    join(door.caller, ProfilePlan("Mallory"))
    key = make_key(ana, "their app", ["circles.own"], None).secret
    forged = {"source": "running", "key": str(row.pk), "kind": "run", "title": "Mine", "day": "2026-03-01", "seen_by": "place"}
    answer = Client().post(f"/api/acme/-/customers/{who}/circles/posts", forged, content_type="application/json",
                           headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 201, answer.content
    assert Client().get(f"/own/{token}/running/shared/{row.pk}/").status_code == 404
    nora, _ = friend(at)
    page = Client().get(f"/own/{nora}/running/shared/{row.pk}/")
    assert page.status_code == 200 and b"Evening run" in page.content


def test_a_zone_made_after_sharing_takes_the_old_numbers_out_of_old_posts(at: Home) -> None:
    row = joined_with_run(at, 3_000)
    shared(at, row, "followers")
    whole = f"{(row.distance_m or 0) / 1000:.2f}"
    post = Post.objects.get()
    assert whole in str(post.facts) and not work_once()
    add_zone(at.cleo, lat=LAT, lon=LON, radius_m=300.0)
    post.refresh_from_db()
    assert whole not in str(post.facts), "at once"
    assert work_once()
    post.refresh_from_db()
    now = f"{(shared_activity(friend(at)[1], row.pk).distance_m or 0) / 1000:.2f}"
    assert now in str(post.facts) and whole not in str(post.facts) and (post.body, post.seen_by) == ("Lovely.", "followers")
    assert not work_once(), "told once"


def test_who_sees_a_run_is_what_she_said_last_wherever_she_said_it(at: Home) -> None:
    row, vic = joined_with_run(at), at.people.client(at.people.vic)
    url = f"/acme/-/running/{row.pk}/"
    shared(at, row, "place")
    assert vic.get(url).status_code == 200
    change_reach(at.cleo, Post.objects.get().pk, "me")
    Client().post(f"{at.address}{row.pk}/", {"do": "change", "title": "By the lake"})
    assert Post.objects.get().seen_by == "me" and Post.objects.get().title == "By the lake", "another title opens nothing"
    for path in (url, "/acme/-/running/", "/api/acme/-/running/activities"):
        assert b"By the lake" not in vic.get(path).content, path
    assert vic.get(url).status_code == vic.get(f"/api/acme/-/running/activities/{row.pk}/streams").status_code == 404
    shared(at, row, "place")
    assert b"By the lake" in vic.get("/acme/-/running/").content
    unshare(at.cleo, "running", str(row.pk))
    assert vic.get(url).status_code == 404, "taken back among friends"
    shared(at, row, "place")
    leave(at.cleo)
    assert vic.get(url).status_code == 404, "she left"


def test_pages_of_the_place_go_past_what_was_taken_back(at: Home) -> None:
    joined_with_run(at)
    for day in (1, 2, 3):
        sent(at, f"{day}.gpx", gpx(day=day, seed=day))
    rows = list(Activity.objects.order_by("pk"))
    for row in rows:
        shared(at, row, "place")
    for row in rows[:2]:
        unshare(at.cleo, "running", str(row.pk))
    first = at.people.client(at.people.vic).get("/api/acme/-/running/activities?limit=1").json()
    assert [one["pk"] for one in first["activities"]] == [rows[2].pk]
    then = at.people.client(at.people.vic).get(f"/api/acme/-/running/activities?limit=1&after={first['next']}").json()
    assert [one["pk"] for one in then["activities"]] == [rows[3].pk]


def test_a_time_that_an_app_wrote_into_the_title_is_not_shared(at: Home) -> None:
    join(at.cleo, ProfilePlan("Cleo", seen_by="place", follows_need_yes=False))
    RunnerSettings.objects.create(place_id=at.cleo.place_id, customer=at.people.cleo, seen_by="place")
    today = (datetime.now(UTC) - BEGAN).days - 1
    sent(at, "a.gpx", gpx(day=today, name="Track 2026-05-02 07:30:00"))
    row, token = Activity.objects.get(), friend(at)[0]
    assert row.title == "Track 2026-05-02 07:30:00" and Post.objects.get().title == "Track 2026-05-02", "hers is as it was"
    vic = at.people.client(at.people.vic)
    for seen in (Client().get(f"/own/{token}/running/shared/{row.pk}/"), Client().get(f"/own/{token}/friends/"),
                 vic.get("/acme/-/running/"), vic.get(f"/acme/-/running/{row.pk}/"), vic.get("/api/acme/-/running/activities")):
        assert seen.status_code == 200 and b"Track 2026-05-02" in seen.content and b"07:30" not in seen.content, seen.request["PATH_INFO"]


def test_a_small_file_that_costs_much_waits_for_the_worker(at: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "INLINE_UNPACKED", 100_000)
    sent(at, "a.gpx.gz", gzip.compress(gpx()))
    sent(at, "two.gpx.gz", gzip.compress(gpx(day=1)[:50]) + gzip.compress(gpx(day=1)[50:]))
    sent(at, "many.gpx", many_tracks(12))
    sent(at, "broken.gpx.gz", gzip.compress(gpx(n=20))[:200])
    states = dict(File.objects.values_list("name", "state"))
    assert states.pop("broken.gpx.gz") in {"partial", "refused"}
    assert states == dict.fromkeys(("a.gpx.gz", "two.gpx.gz", "many.gpx"), "waiting")
    while work_once():
        pass
    assert set(File.objects.exclude(name="broken.gpx.gz").values_list("state", flat=True)) == {"read"}
    assert Activity.objects.filter(file__name="many.gpx").count() == 12


def test_runs_of_the_same_hour_are_compared_with_some_and_not_with_all(at: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []
    real = doubles.duplicates

    def counted(some: Any) -> Any:
        looked.append(len(some))
        return real(some)

    monkeypatch.setattr(doubles, "duplicates", counted)
    monkeypatch.setattr(doubles, "NEAR_MAX", 5)
    sent(at, "many.gpx", many_tracks(15))
    while work_once():
        pass
    assert Activity.objects.count() == 15 and max(looked) <= 6, looked


def test_the_disk_that_is_full_keeps_no_half_of_a_file(at: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    before = kept_bytes()

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr("lifeworld_running.files.kept.os.fsync", full)
        answer = sent(at, "a.gpx", gpx())
    assert answer.status_code == 500 and b"could not be kept" in answer.content and answer.headers["Cache-Control"] == "no-store"
    assert kept_bytes() == before and not File.objects.exists()
    sent(at, "a.gpx", gpx())
    assert File.objects.get().state == "read"


def test_one_customer_cannot_fill_the_disk(at: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "CUSTOMER_BYTES_MAX", 1000)
    assert sent(at, "a.gpx", gpx()).status_code == 302
    answer = sent(at, "b.gpx", gpx(day=1))
    assert answer.status_code == 422 and "Take some of them back" in answer.content.decode() and File.objects.count() == 1


def test_a_file_that_is_being_taken_back_is_not_said_to_be_here(at: Home) -> None:
    sent(at, "a.gpx", gpx())
    File.objects.update(state="dropping")
    assert sent(at, "a.gpx", gpx()).status_code == 409
    while work_once():
        pass
    assert not File.objects.exists() and not Activity.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_bytes_do_not_stay_where_she_is_erased_while_they_come_in() -> None:
    from lifeworld.site.erasure import erase

    at = home()
    ana, cleo, before = at.people.caller(at.people.ana), at.people.cleo.pk, kept_bytes()

    def slowly() -> Iterator[bytes]:
        body = gpx(seed=99)
        yield body[:100]
        erase(ana, cleo)
        yield body[100:]

    for now in (True, False):
        with pytest.raises(Exception) as refused:  # which one depends on the database
            files.take_file(at.cleo, None, "a.gpx", slowly(), now=now)
        assert not isinstance(refused.value, InputRefused)
        assert set(kept_bytes()) <= set(before) and not File.objects.exists() and not Activity.objects.exists(), repr(refused.value)
        with pytest.raises(LifeworldError):
            files.take_file(at.cleo, None, "a.gpx", [gpx(seed=99)])
        assert set(kept_bytes()) <= set(before)
        if now:
            at = home_again()
            ana, cleo = at.people.caller(at.people.ana), at.people.cleo.pk


def home_again() -> Home:
    """The same with another Cleo."""
    from django.core.management import call_command

    call_command("flush", verbosity=0, interactive=False)
    return home()


def test_a_half_read_file_of_somebody_erased_is_closed(at: Home) -> None:
    closed: list[int] = []

    def half() -> Iterator[Any]:
        try:
            while True:
                yield None
        finally:
            closed.append(1)

    opened = half()
    next(opened)
    files._OPEN[999_999] = opened
    del opened
    work_once()
    assert 999_999 not in files._OPEN and closed == [1]


@pytest.mark.parametrize("wrong", [
    {"ascent": "999999999"}, {"heart_rate": "999"}, {"heart_rate": "1"}, {"distance": "9999"}, {"time": "1:00"}])
def test_what_is_told_stays_within_what_can_be(at: Home, wrong: dict[str, str]) -> None:
    form = {"day": "2026-05-02", "distance": "5", "time": "30:00", "ascent": "120", "heart_rate": "150"}
    assert Client().post(f"{at.address}manual/", form | wrong).status_code == 422 and not Activity.objects.exists()
    assert Client().post(f"{at.address}manual/", form).status_code == 302 and Activity.objects.get().ascent_m == 120


def test_forms_need_their_token_and_a_link_that_is_good(at: Home) -> None:
    row = joined_with_run(at)
    strict = Client(enforce_csrf_checks=True)
    own = at.address
    ways = {own: {}, f"{own}manual/": {}, f"{own}files/": {"file": row.file_id}, f"{own}{row.pk}/": {"do": "delete", "sure": "yes"},
            f"{own}settings/": {"unit": "km"}, f"{own}segments/": {"segment": 1}, f"{own}routes/1/": {"title": "x"}}
    friends = own.replace("/running/", "/friends/")
    ways |= {f"{friends}{name}": {"do": "leave", "sure": "yes"} for name in ("", "me/", "people/", "clubs/", "challenges/", "zones/")}
    for path, form in ways.items():
        assert strict.post(path, form).status_code == 403, path
    assert Activity.objects.count() == 1 and File.objects.count() == 1
    link = GoalLink.objects.get()
    revoke_link(at.people.caller(at.people.ben), link.pk)
    for path in (*ways, f"{own}{row.pk}/data.json", f"{own}files/{row.file_id}/raw/", f"{own}everything.json", f"{own}progress/",
                 f"{own}shared/{row.pk}/", f"{friends}everything.json"):
        assert Client().get(path).status_code == 404, path


def test_a_key_that_sends_reads_nothing_and_one_that_reads_sends_nothing(at: Home) -> None:
    row, ana = joined_with_run(at), at.people.caller(at.people.ana)
    shared(at, row, "place")
    api = "/api/acme/-/running/"

    def asked(scope: str) -> dict[str, int]:
        key = {"Authorization": f"Bearer {make_key(ana, scope, [scope], None).secret}"}
        paths = ("activities", f"activities/{row.pk}", f"activities/{row.pk}/streams", "files?customer=cleo",
                 f"files/{row.file_id}?customer=cleo", "figures")
        reads = {path: Client().get(f"{api}{path}", headers=key).status_code for path in paths}
        form = {"customer": "cleo", "file": SimpleUploadedFile("b.gpx", gpx(day=3))}
        return {**reads, "send": Client().post(f"{api}activities", form, headers=key).status_code}

    sends, sees = asked("events.record"), asked("worlds.see")
    assert sends.pop("send") == 201 and set(sends.values()) == {403}
    assert sees.pop("send") == 403 and [sees.pop(path) for path in list(sees) if path.startswith("files")] == [403, 403]
    assert set(sees.values()) == {200}
    assert set(asked("circles.own").values()) == set(asked("customers.see").values()) == {403}
    own = asked("worlds.own")
    assert own.pop("send") == 403 and not {status for status in own.values() if status < 400}, "a key is no customer"
