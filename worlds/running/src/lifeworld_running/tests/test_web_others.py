"""What others see: friends what is shared without what is hidden, people of the place counts and what runners show, others nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lifeworld.circles.actions.following import follow
from lifeworld.circles.actions.joining import join
from lifeworld.circles.actions.zones import add_zone
from lifeworld.circles.core.values import ProfilePlan
from lifeworld.circles.models import Post, Profile
from lifeworld.customers.actions import add_customer
from lifeworld.customers.models import Customer
from lifeworld.events.models import Event
from lifeworld.goals.actions.links import make_link
from lifeworld.goals.queries.links import open_door
from lifeworld.kit.caller import Caller
from lifeworld.site.erasure import erase, everything_about
from lifeworld_running.models import Activity, File, Route, RunnerSettings, Segment, Streams
from lifeworld_running.tests.web_runs import Home, gpx, home

pytestmark = pytest.mark.django_db
LAT, LON = 52.5, 13.4


@pytest.fixture
def at() -> Home:
    return home()


def friend(at: Home, key: str = "nora") -> tuple[str, Caller]:
    """A customer who follows Cleo, by her own link."""
    ana = at.people.caller(at.people.ana)
    token = make_link(ana, add_customer(ana, key), "Phone")[1]
    door = open_door(token)
    assert door is not None
    join(door.caller, ProfilePlan(key.capitalize(), seen_by="place"))
    follow(door.caller, Profile.objects.get(customer=at.people.cleo).pk)
    return token, door.caller


def joined_with_run(at: Home, n: int = 900) -> Activity:
    join(at.cleo, ProfilePlan("Cleo", seen_by="place", follows_need_yes=False))
    Client().post(at.address, {"files": [SimpleUploadedFile("a.gpx", gpx(name="Evening run", n=n))]})
    return Activity.objects.get()


def shared(at: Home, row: Activity, seen_by: str) -> Any:
    return Client().post(f"{at.address}{row.pk}/", {"do": "seen", "seen_by": seen_by, "body": "Lovely."})


def test_a_run_is_private_until_shared_and_then_seen_without_what_is_hidden(at: Home) -> None:
    row = joined_with_run(at, 3_000)
    token, nora = friend(at)
    url = f"/own/{token}/running/shared/{row.pk}/"
    assert Client().get(url).status_code == 404, "private"
    add_zone(at.cleo, lat=LAT, lon=LON, radius_m=300.0, label="home")
    assert shared(at, row, "followers").status_code == 302
    post = Post.objects.get()
    assert post.seen_by == "followers" and post.link == f"running/shared/{row.pk}/"
    page = Client().get(url)
    text = page.content.decode()
    assert page.status_code == 200 and "Evening run" in text and "Parts of this run are private" in text
    assert "07:30" not in text, "no start time"
    from lifeworld_running.queries.shared import shared_activity

    shown = shared_activity(nora, row.pk)
    assert shown.distance_m is not None and row.distance_m is not None and 500 < shown.distance_m < row.distance_m - 200
    first = shown.parts[0]
    away = np.hypot((first["lat"] - LAT) * 111_200, (first["lon"] - LON) * 111_200 * np.cos(np.radians(LAT)))
    assert away.min() > 100 and "heart_rate" not in first
    assert f"{shown.distance_m / 1000:.2f}" in str(post.facts) and f"{row.distance_m / 1000:.2f}" not in str(post.facts)
    Client().post(f"{at.address}{row.pk}/", {"do": "change", "title": "By the lake"})
    post.refresh_from_db()
    assert (post.title, post.body) == ("By the lake", "Lovely.")
    stranger = make_link(at.people.caller(at.people.ana), add_customer(at.people.caller(at.people.ana), "zoe"), "Phone")[1]
    assert Client().get(f"/own/{stranger}/running/shared/{row.pk}/").status_code == 404
    assert at.people.client(at.people.vic).get(f"/acme/-/running/{row.pk}/").status_code == 404, "not shown to the place"
    shared(at, row, "me")
    assert Client().get(url).status_code == 404 and not Post.objects.exists()


def test_people_of_the_place_see_counts_and_what_is_shown_to_them(at: Home) -> None:
    row = joined_with_run(at)
    Client().post(at.address, {"files": [SimpleUploadedFile("bad.gpx", b"nothing")]})
    vic = at.people.client(at.people.vic)
    page = vic.get("/acme/-/running/").content.decode()
    assert "1 runner brought 1 run: 1 recorded, 0 told by hand" in page and File.objects.get(name="bad.gpx").code in page
    assert "Evening run" not in page and vic.get("/api/acme/-/running/activities").json()["activities"] == []
    assert shared(at, row, "place").status_code == 302
    assert "Evening run" in vic.get("/acme/-/running/").content.decode()
    one = vic.get(f"/acme/-/running/{row.pk}/").content.decode()
    assert "Evening run" in one and "07:30" not in one
    (told,) = vic.get("/api/acme/-/running/activities").json()["activities"]
    assert told["title"] == "Evening run" and told["at"] == "" and told["summary"] is None
    assert vic.get(f"/api/acme/-/running/activities/{row.pk}").json()["pk"] == row.pk
    assert len(vic.get(f"/api/acme/-/running/activities/{row.pk}/streams").json()["points"]["lat"]) > 500
    assert vic.get("/api/acme/-/running/figures").json()["n_runners"] == 1
    assert vic.get("/api/acme/-/running/routes").status_code == 422, "routes are a runner's own"
    for path in ("/acme/-/running/", "/api/acme/-/running/activities", "/api/acme/-/running/figures"):
        assert at.people.client(at.people.eva).get(path).status_code == 403, path
        assert at.people.client(at.people.dev).get(path).status_code == 404, path
    assert vic.get("/acme/-/running/999999/").status_code == 404


def test_another_place_that_did_not_take_the_world_up_has_none_of_it(at: Home) -> None:
    dev = at.people.client(at.people.dev)
    assert dev.get("/other/-/running/").status_code == 404
    assert dev.get("/api/other/-/running/activities").status_code == 404


def test_one_runner_never_sees_anothers(at: Home) -> None:
    row = joined_with_run(at)
    token, _ = friend(at)
    mine = f"/own/{token}/running/"
    for path in (f"{row.pk}/", f"{row.pk}/data.json", f"files/{row.file_id}/raw/", "routes/1/"):
        assert Client().get(mine + path).status_code == 404, path
    assert Client().post(f"{mine}{row.pk}/", {"do": "delete", "sure": "yes"}).status_code == 404
    assert Client().post(f"{mine}files/", {"file": row.file_id}).status_code == 404
    assert b"Evening run" not in Client().get(mine).content


def test_a_new_run_is_shared_as_she_said_and_old_ones_stay_hers(at: Home) -> None:
    join(at.cleo, ProfilePlan("Cleo", seen_by="place"))
    RunnerSettings.objects.create(place_id=at.cleo.place_id, customer=at.people.cleo, seen_by="followers")
    from datetime import UTC, datetime

    from lifeworld_running.tests.web_runs import BEGAN

    today = (datetime.now(UTC) - BEGAN).days - 1
    Client().post(at.address, {"files": [SimpleUploadedFile("old.gpx", gpx())]})
    assert not Post.objects.exists() and Activity.objects.get().seen_by == "me"
    Client().post(at.address, {"files": [SimpleUploadedFile("new.gpx", gpx(day=today, name="New"))]})
    assert Activity.objects.get(title="New").seen_by == "followers" and Post.objects.get().title == "New"


def test_erasing_leaves_nothing_and_the_export_gives_all(at: Home, django_capture_on_commit_callbacks: Any) -> None:
    row = joined_with_run(at)
    shared(at, row, "place")
    Client().post(f"{at.address}settings/", {"heart_rate_max": "190", "unit": "km", "seen_by": "me"})
    Client().post(f"{at.address}{row.pk}/", {"do": "change", "title": "Evening run", "with_whom": "Mia"})
    ana, customer = at.people.caller(at.people.ana), at.people.cleo.pk
    told = everything_about(ana, customer)
    assert "running_activities" in str(told) and "Evening run" not in str(told.get("running", told)), "her words are hers"
    hers = Client().get(f"{at.address}everything.json").json()
    assert hers["running_activities"][0]["title"] == "Evening run" and hers["running_files"][0]["name"] == "a.gpx"
    assert Client().get(f"{at.address}everything.zip").content[:2] == b"PK"
    assert Client().get(f"{at.address}everything.pdf").status_code == 422
    from pathlib import Path

    from django.conf import settings

    path = Path(settings.UPLOAD_DIR) / File.objects.get().path
    assert path.exists()
    with django_capture_on_commit_callbacks(execute=True):
        erase(ana, customer)
    for table in (Activity, File, Route, RunnerSettings, Segment, Streams, Event, Post):
        assert not table.objects.exists(), table
    assert not path.exists() and not path.parent.exists() and not Customer.objects.filter(pk=customer).exists()
