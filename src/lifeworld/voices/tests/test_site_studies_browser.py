"""From a file to a study in a real browser: in parts, by keyboard, small and large, light and dark, without barriers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from lifeworld.site.tests.real_browser import MARKS, PATIENCE_MS, browser, expect
from lifeworld.testing.cast import Cast, cast
from lifeworld.voices.actions.studies import create_study
from lifeworld.voices.actions.work import work_once
from lifeworld.voices.models import Statement, Upload

__all__ = ["browser"]
pytestmark = MARKS
Opened = Callable[..., Any]
SAID = ("My wife runs with me and the club cheers.", "The strap broke after a week, I am annoyed.",
        "I beat my own time and felt proud 🏃\u200d♀️ of it.")
TABLE = "runner,review,stars,date,team\n" + "".join(
    f"r{n // 3},\"{SAID[n % 3]} ({n})\",{1 + n % 5},2026-0{1 + n % 6}-11,north\n" for n in range(40))
TALK = ("Interviewer: How do you run?\nMara: With my sister, every morning before work.\nJo: I do not.\n"
        "Interviewer: And the watch?\nMara: It tells me to move.\nJo: Mine is in a drawer.\n")


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def opened(browser: Any, live_server: Any, people: Cast) -> Iterator[Opened]:
    """Opens an address as one of the people; fails the test for an error on the page."""
    contexts: list[Any] = []
    said: list[str] = []

    def opens(who: str, path: str, width: int = 1280, **options: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, base_url=live_server.url, **options)
        contexts.append(context)
        session = people.client(getattr(people, who)).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("console", lambda message: said.append(message.text) if "Content Security Policy" in message.text else None)
        page.goto(path)
        return page

    yield opens
    for context in contexts:
        context.close()
    assert said == []


def _work() -> None:
    while work_once():
        pass


def test_from_a_file_to_a_study(people: Cast, opened: Opened, tmp_path: Path) -> None:
    file = tmp_path / "reviews.csv"
    file.write_text(TABLE, encoding="utf-8")
    page = opened("ana", "/acme/-/studies/new/")
    page.get_by_label("Title").fill("Runners and watches")
    page.keyboard.press("Tab")
    page.keyboard.type("Stride")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Bring in what customers said").wait_for()
    page.get_by_label("A table, or transcripts").set_input_files(file)
    page.get_by_role("button", name="Upload").click()
    page.get_by_role("heading", name="reviews.csv").wait_for()
    assert page.get_by_label("Time").input_value() == "date"
    page.get_by_label("Customer", exact=True).select_option("runner")
    page.get_by_label("Group").select_option("team")
    page.get_by_role("button", name="Read it into the study").click()
    page.get_by_text("It was read.").wait_for()
    page.get_by_role("link", name="To the statements").click()
    page.get_by_label("Words").fill("STRAP broke")
    page.get_by_role("button", name="Find").click()
    expect(page.locator("ol.lines > li")).to_have_count(13)
    assert Statement.objects.count() == 40
    assert Statement.objects.filter(facts__group="north").count() == 40


def test_an_upload_goes_on_after_the_connection_was_lost(people: Cast, opened: Opened, tmp_path: Path) -> None:
    study = create_study(people.caller(people.ana), "Runners")
    content = ("customer,text\n" + "".join(f"c{n % 99},Statement {n} {'about running ' * 30}\n" for n in range(20_000))).encode()
    file = tmp_path / "large.csv"
    file.write_bytes(content)
    page = opened("ana", f"/acme/-/studies/{study.slug}/uploads/")
    lost: list[str] = []

    def fail(route: Any) -> None:
        if route.request.method == "PATCH" and len(lost) < 2:
            lost.append(route.request.headers["upload-offset"])
            route.abort()
        else:
            route.continue_()

    page.route("**/uploads/*", fail)
    page.get_by_label("A table, or transcripts").set_input_files(file)
    page.get_by_role("button", name="Upload").click()
    page.get_by_role("heading", name="large.csv").wait_for()
    assert len(lost) == 2
    row = Upload.objects.get()
    assert (row.received, row.state) == (len(content), "received")
