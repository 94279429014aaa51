"""What a runner does with a run: sees it, names it, says how it was, tells one by hand, deletes; duplicates, routes, segments, settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lifeworld.events.models import Event, EventType
from lifeworld.voices.models import Statement
from lifeworld_running.actions.work import work_once
from lifeworld_running.core.said import ANALYSIS
from lifeworld_running.models import Activity, Route, RunnerSettings, SegmentEffort, Streams
from lifeworld_running.tests.web_runs import Home, gpx, home

pytestmark = pytest.mark.django_db


@pytest.fixture
def at() -> Home:
    return home()


def given(at: Home, *bodies: bytes) -> list[Activity]:
    for number, body in enumerate(bodies):
        assert Client().post(at.address, {"files": [SimpleUploadedFile(f"{number}.gpx", body)]}).status_code == 302
    return list(Activity.objects.order_by("pk"))


def did(at: Home, row: Activity, status: int = 302, **fields: Any) -> Any:
    answer = Client().post(f"{at.address}{row.pk}/", fields)
    assert answer.status_code == status, answer.content.decode()[:3000]
    if status == 302 and fields.get("do") != "delete":
        row.refresh_from_db()
    return answer


def happened(kind: str = "running.activity") -> list[Event]:
    kinds = EventType.objects.filter(name=kind).values_list("pk", flat=True)
    return list(Event.objects.filter(type__in=kinds).order_by("at_us"))


def test_the_page_of_a_run_says_everything_with_and_without_scripts(at: Home) -> None:
    (row,) = given(at, gpx(name="Morning run"))
    page = Client().get(f"{at.address}{row.pk}/").content.decode()
    for words in ("Morning run", "Splits", "Best efforts", "How far it can be relied on", "Who may see it", "1 km", "lw-activity"):
        assert words in page, words
    data = Client().get(f"{at.address}{row.pk}/data.json")
    body = data.json()
    n = len(body["points"]["time_s"])
    assert 500 < n <= 1_600 and {len(column) for column in body["points"].values()} == {n}
    assert body["splits_km"][0]["length_m"] == pytest.approx(1000) and body["reliability"]["trust"] == pytest.approx(row.trust, abs=0.001)
    assert "NaN" not in data.content.decode()
    assert Client().get(f"{at.address}{row.pk}/data.json", headers={"If-None-Match": data.headers["ETag"]}).status_code == 304


def test_what_she_says_of_a_run_is_kept_and_with_whom_is_an_event(at: Home) -> None:
    (row,) = given(at, gpx())
    did(at, row, do="change", title="Along the river", with_whom="Mia", with_family="yes")
    assert (row.title, row.with_whom, row.with_family) == ("Along the river", "Mia", True)
    (event,) = happened("running.together")
    assert event.data == {"activity": row.key, "with": "Mia", "family": True}
    did(at, row, do="change", title="Along the river", with_whom="")
    assert not happened("running.together") and len(happened()) == 1
    did(at, row, status=422, do="change", title="x" * 201)
    did(at, row, status=422, do="fly")


def test_how_it_was_is_a_statement_of_the_study_in_her_words(at: Home) -> None:
    (row,) = given(at, gpx())
    did(at, row, do="feel", words="My shoes carried me.")
    said = Statement.objects.get()
    assert (said.text, said.study.slug, said.customer_id) == ("My shoes carried me.", "running", at.people.cleo.pk)
    did(at, row, do="feel", words="It was hard.")
    assert Statement.objects.get().text == "It was hard." and row.felt == "running/running-" + str(row.pk)
    did(at, row, do="feel", words="")
    assert not Statement.objects.exists() and row.felt == ""
    did(at, row, do="feel", words="Again.")
    did(at, row, do="delete", sure="yes")
    assert not Statement.objects.exists() and not Activity.objects.exists() and not happened()


def test_a_run_told_by_hand_counts_as_told_once(at: Home) -> None:
    form = {"client_id": "abc123", "day": "2026-03-02", "at": "07:00", "distance": "10,5", "time": "1:02:05", "title": "Without a watch"}
    for _ in range(2):
        assert Client().post(f"{at.address}manual/", form).status_code == 302
    row = Activity.objects.get()
    assert row.manual and row.distance_m == 10_500 and row.moving_s == 3_725 and row.trust == 0
    assert Client().get(f"{at.address}{row.pk}/").status_code == 200
    (event,) = happened()
    assert event.data["distance_km"] == 10.5 and event.data["trust"] == 0
    for wrong in ({"time": "soon"}, {"distance": "-1"}, {"day": "2999-01-01"}, {"day": ""}, {"time": "0:10"}):
        assert Client().post(f"{at.address}manual/", form | wrong | {"client_id": "def456"}).status_code == 422, wrong
    page = Client().post(f"{at.address}manual/", form | {"time": "soon", "client_id": "def"}).content.decode()
    assert 'value="Without a watch"' in page, "what was typed stays"


def test_a_file_whose_clock_is_an_hour_off_is_the_same_run_and_a_round_run_twice_is_two(at: Home) -> None:
    rows = given(at, gpx(), gpx(seed=5, creator="Phone", heart_rate=None, day=1 / 24), gpx(seed=7, day=2.51 / 24))
    assert [row.duplicate_of_id for row in rows] == [None, rows[0].pk, None]
    assert len(happened()) == 2


def test_the_same_run_by_two_devices_counts_once_and_her_word_holds(at: Home) -> None:
    watch, phone = given(at, gpx(), gpx(seed=5, creator="Phone", heart_rate=None))
    rows = {row.pk: row for row in (watch, phone)}
    double = next(row for row in rows.values() if row.duplicate_of_id is not None)
    keep = rows[double.duplicate_of_id or 0]
    assert len(happened()) == 1 and happened()[0].data["activity"] == keep.key
    assert Route.objects.get().n == 1
    did(at, double, do="distinct")
    assert double.duplicate_of_id is None and len(happened()) == 2
    did(at, keep, do="duplicate", of=double.pk)
    keep.refresh_from_db()
    assert keep.duplicate_of_id == double.pk and len(happened()) == 1
    did(at, double, do="delete", sure="yes")
    keep.refresh_from_db()
    assert keep.duplicate_of_id is None and happened()[0].data["activity"] == keep.key
    did(at, keep, status=409, do="duplicate", of=keep.pk)


def test_the_same_way_is_one_route_compared_side_by_side(at: Home) -> None:
    rows = given(at, *(gpx(day=7 * week, seed=week, pace_s=1.0 - 0.01 * week) for week in range(3)), gpx(day=40, lat=52.7, seed=9))
    route = Route.objects.order_by("-n")[0]
    assert (route.n, route.number, Route.objects.count()) == (3, 1, 2)
    page = Client().get(f"{at.address}routes/").content.decode()
    assert "Route 1" in page and "Route 2" not in page, "run once is no route to compare"
    one = Client().get(f"{at.address}routes/1/").content.decode()
    assert "lw-route-compare" in one and "the quickest" in one and "not enough" in one
    assert Client().post(f"{at.address}routes/1/", {"title": "River loop"}).status_code == 302
    assert b"River loop" in Client().get(f"{at.address}routes/").content
    assert Client().get(f"{at.address}routes/77/").status_code == 404
    did(at, rows[0], do="off")
    assert rows[0].route_id != route.pk and Route.objects.get(pk=route.pk).n == 2


def test_a_segment_times_her_other_runs(at: Home) -> None:
    first, _ = given(at, gpx(), gpx(day=3, seed=4, pace_s=0.9))
    stretch: dict[str, Any] = {"do": "segment", "from": "0.5", "to": "1.5"}
    did(at, first, **stretch, title="The straight")
    while work_once():
        pass
    assert SegmentEffort.objects.count() == 2
    fast = SegmentEffort.objects.order_by("seconds")[0]
    assert fast.activity_id != first.pk and 250 < fast.seconds < 360 < SegmentEffort.objects.order_by("-seconds")[0].seconds
    page = Client().get(f"{at.address}segments/").content.decode()
    assert "The straight" in page and "±" in page
    did(at, first, status=422, **{**stretch, "to": "0.51"}, title="Too short")
    did(at, first, status=422, **stretch, title="")
    assert Client().post(f"{at.address}segments/", {"segment": fast.segment_id}).status_code == 302
    assert not SegmentEffort.objects.exists()


def test_settings_change_what_runs_say_and_the_event_follows(at: Home) -> None:
    (row,) = given(at, gpx())
    before = happened()[0].data
    form = {"heart_rate_max": "190", "heart_rate_rest": "50", "threshold": "4:30", "sex": "f", "born_year": "1980", "unit": "km",
            "seen_by": "me"}
    assert Client().post(f"{at.address}settings/", form).status_code == 302
    assert b"analysed again" in Client().get(f"{at.address}{row.pk}/").content
    while work_once():
        pass
    row.refresh_from_db()
    assert row.load is not None and row.by_settings == RunnerSettings.objects.get().version
    assert row.load != before.get("load") and happened()[0].data["load"] == pytest.approx(row.load, abs=0.05) and len(happened()) == 1
    assert b'value="4:30"' in Client().get(f"{at.address}settings/").content
    for wrong in ({"heart_rate_max": "900"}, {"threshold": "fast"}, {"unit": "furlong"}, {"heart_rate_rest": "180"}, {"seen_by": "all"}):
        assert Client().post(f"{at.address}settings/", form | wrong).status_code == 422, wrong
    assert Client().post(f"{at.address}settings/", {"do": "grades"}).status_code == 409, "one run on one hill tells nothing"
    assert Client().post(f"{at.address}settings/", form | {"unit": "mile", "threshold": "7:15"}).status_code == 302
    assert b"/mi" in Client().get(at.address).content


def test_a_newer_analysis_goes_over_all_runs_and_nothing_counts_twice(at: Home) -> None:
    given(at, gpx(), gpx(day=2, seed=3))
    Client().post(f"{at.address}manual/", {"client_id": "ab", "day": "2026-03-20", "distance": "5", "time": "30:00"})
    Activity.objects.update(version=0, distance_m=None)
    steps = 0
    while work_once():
        steps += 1
    assert steps >= 3 and not Activity.objects.exclude(version=ANALYSIS).exists()
    assert not Activity.objects.filter(distance_m=None).exists() and len(happened()) == 3 and Route.objects.get().n == 2


def test_a_list_goes_on_where_it_stopped(at: Home) -> None:
    from lifeworld_running.queries.activities import activities_of

    given(at, *(gpx(day=n, n=150) for n in range(5)))
    seen, after = [], ""
    for _ in range(3):
        found, after = activities_of(at.cleo, after=after, limit=2)
        seen += [one.pk for one in found]
    assert len(seen) == len(set(seen)) == 5 and after == ""
    assert [one.day for one in activities_of(at.cleo)[0]] == sorted((one.day for one in activities_of(at.cleo)[0]), reverse=True, key=str)


def test_a_planned_route_counts_nowhere(at: Home) -> None:
    import re

    (row,) = given(at, re.sub(rb"<time>.*?</time>", b"", gpx(name="Sunday plan")))
    assert row.planned and not happened() and not Route.objects.exists()
    assert b"Sunday plan" in Client().get(at.address).content and b"counts nowhere" in Client().get(f"{at.address}{row.pk}/").content
    assert b"No run counts yet" in Client().get(f"{at.address}progress/").content


def test_progress_says_what_is_known_and_what_is_not_yet(at: Home) -> None:
    assert b"No run counts yet" in Client().get(f"{at.address}progress/").content
    given(at, *(gpx(day=4 * n, seed=n) for n in range(3)))
    page = Client().get(f"{at.address}progress/").content.decode()
    for words in ("Week by week", "Best efforts", "2026", "Training load", "400 m"):
        assert words in page, words
    assert "not enough" in page or "No run has enough heart rate" in page


def test_streams_keep_points_to_the_centimetre(at: Home) -> None:
    from lifeworld_running.core.cleaning import cleaned
    from lifeworld_running.files.reading import read_file
    from lifeworld_running.files.streams import unpacked

    body = gpx()
    given(at, body)
    track, kept = cleaned(read_file("a.gpx", body)[0].recordings[0]), unpacked(Streams.objects.get().body)
    assert track is not None and len(kept) == len(track) and kept.started_us == track.started_us
    for name, near in (("lat", 1e-7), ("lon", 1e-7), ("time_s", 1e-3), ("distance_m", 0.01), ("heart_rate", 0.1), ("altitude_m", 0.01)):
        assert getattr(kept, name) == pytest.approx(getattr(track, name), abs=near, nan_ok=True), name
    assert (kept.gap == track.gap).all() and (kept.moving == track.moving).all()
    assert len(Streams.objects.get().body) < 12 * len(track)


def test_the_raw_files_lie_below_the_uploads(at: Home, tmp_path: Path) -> None:
    given(at, gpx())
    from lifeworld_running.models import File

    assert File.objects.get().path.startswith(f"running/{at.cleo.place_id}/{at.people.cleo.pk}/")
