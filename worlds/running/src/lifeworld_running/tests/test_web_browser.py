"""The runners' pages in a real browser: files dropped, runs looked at, with and without scripts; no barriers; narrow and wide."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lifeworld.circles.actions.joining import join
from lifeworld.circles.core.values import ProfilePlan
from lifeworld.site.tests.real_browser import MARKS, WIDE, Windows, browser, expect, pictured
from lifeworld.site.tests.real_browser import barriers as barriers_as_they_stand
from lifeworld_running.actions.work import work_once
from lifeworld_running.models import Activity
from lifeworld_running.tests.web_runs import Home, gpx, home

__all__ = ["browser"]
pytestmark = MARKS
Opened = Callable[..., Any]
OWN_PAGES = ("", "progress/", "routes/", "routes/1/", "segments/", "settings/", "manual/", "files/")


@pytest.fixture
def at() -> Home:
    return home()


@pytest.fixture
def opened(browser: Any, live_server: Any, at: Home) -> Iterator[Opened]:
    """Opens an address as one of the people, or as nobody; fails the test for an error on the page or something its policy stopped."""
    windows = Windows(browser, live_server.url)

    def opens(path: str, who: str = "", width: int = 1280, **options: Any) -> Any:
        session = at.people.client(getattr(at.people, who)).cookies["sessionid"].value if who else ""
        page = windows.open(width, session=session, **options)
        page.set_default_navigation_timeout(60_000)
        page.goto(path)
        return page

    yield opens
    windows.close()


def barriers(page: Any) -> list[str]:
    """What is in the way of anybody, with everything open that opens."""
    page.evaluate("for (const one of document.querySelectorAll('main details')) one.open = true")
    return barriers_as_they_stand(page)


def with_runs(at: Home) -> Activity:
    """Runs of some weeks, the newest quicker, one segment, one told by hand."""
    client = Client()
    said = {"heart_rate_max": "190", "heart_rate_rest": "50", "threshold": "4:30", "unit": "km", "seen_by": "me"}
    client.post(f"{at.address}settings/", said)
    bodies = [gpx(day=7 * week, seed=week, n=2_400, pace_s=1.0 - 0.012 * week, heart_rate=142, name=f"Week {week}") for week in range(8)]
    for number, body in enumerate([*bodies, b"no file of a watch"]):
        client.post(at.address, {"files": [SimpleUploadedFile(f"week-{number}.gpx", body)]})
    row = Activity.objects.order_by("-started_us")[0]
    client.post(f"{at.address}{row.pk}/", {"do": "segment", "from": "1", "to": "2", "title": "The straight"})
    client.post(f"{at.address}manual/", {"client_id": "ab12", "day": "2026-05-02", "distance": "10", "time": "58:00", "title": "No watch"})
    while work_once():
        pass
    return row


@pytest.mark.parametrize("later", [False, True])
def test_files_are_dropped_and_become_runs(at: Home, opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, later: bool) -> None:
    """Read as they come, and where the machine is too busy for that: later, by the worker."""
    monkeypatch.setattr("lifeworld_running.pages.start.READ_SECONDS", 0 if later else 600)
    page = opened(at.address, width=360)
    assert "Nothing yet" in page.inner_text("main")
    good, bad = tmp_path / "morning.gpx", tmp_path / "notes.gpx"
    good.write_bytes(gpx(name="Morning run"))
    bad.write_bytes(b"no file of a watch")
    page.set_input_files("#files", [str(good), str(bad)])
    page.get_by_role("button", name="Add them").click()
    if later:
        page.get_by_text("2 files sent. 1 still to be read").wait_for()
        while work_once():
            pass
        page.get_by_text("All is read; what was not read whole says why below").wait_for()
    else:
        page.get_by_text("2 files sent. 1 not read whole").wait_for()
    expect(page.locator("[data-files] li[data-state=refused]", has_text="notes.gpx")).to_contain_text("not read")
    page.reload()
    page.get_by_role("link", name="Morning run").click()
    page.get_by_role("heading", name="Morning run").wait_for()
    page.locator("lw-activity svg").first.wait_for()


def test_everything_works_without_scripts(at: Home, opened: Opened, tmp_path: Path) -> None:
    good = tmp_path / "morning.gpx"
    good.write_bytes(gpx(name="Morning run"))
    page = opened(at.address, java_script_enabled=False)
    page.set_input_files("#files", [str(good)])
    page.get_by_role("button", name="Add them").click()
    page.get_by_role("link", name="Morning run").click()
    for said in ("Splits", "Best efforts", "How far it can be relied on"):
        expect(page.locator("main")).to_contain_text(said)
    assert "The picture needs scripts" in page.inner_text("main")  # playwright's expect passes over what is in a noscript
    page.locator("#words").fill("The rain did not stop me.")
    page.get_by_role("button", name="Say it").click()
    expect(page.locator("main")).to_contain_text("Your words are kept")


def test_no_barriers_narrow_and_wide_light_and_dark(at: Home, opened: Opened) -> None:
    """Her pages by turns on a phone in light and on a desk in dark; test_every_page sees each on a phone in dark and on a desk in light."""
    join(at.cleo, ProfilePlan("Cleo", seen_by="place"))
    row = with_runs(at)
    Client().post(f"{at.address}{row.pk}/", {"do": "seen", "seen_by": "place"})
    for turn, (width, scheme) in enumerate(((360, "light"), (1280, "dark"))):
        for number, path in enumerate((*OWN_PAGES, f"{row.pk}/", f"shared/{row.pk}/")):
            if number % 2 != turn:
                continue
            page = opened(at.address + path, width=width, color_scheme=scheme)
            page.wait_for_load_state("networkidle")
            name = path.strip("/").replace("/", "-") or "start"
            pictured(page, f"own-{number}-{name}-{width}")
            assert barriers(page) == [], (path, width)
            assert page.evaluate(WIDE) <= 0, (path, width)
        for path in ("/acme/-/running/", f"/acme/-/running/{row.pk}/"):
            page = opened(path, who="ana", width=width, color_scheme=scheme)
            page.wait_for_load_state("networkidle")
            pictured(page, f"team-{'one' if str(row.pk) in path else 'start'}-{width}")
            assert barriers(page) == [], (path, width)
            assert page.evaluate(WIDE) <= 0, (path, width)


def test_a_run_is_shared_by_keyboard_alone(at: Home, opened: Opened) -> None:
    join(at.cleo, ProfilePlan("Cleo", seen_by="place"))
    Client().post(at.address, {"files": [SimpleUploadedFile("a.gpx", gpx(name="Morning run"))]})
    row = Activity.objects.get()
    page = opened(f"{at.address}{row.pk}/")
    page.locator("#who").focus()
    page.keyboard.type("those")
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("It is shared").wait_for()
    row.refresh_from_db()
    assert row.seen_by == "followers"
