"""From the comparison to a cell to a decision in a real browser: by keyboard, small and large, light and dark, without barriers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from lifeworld.site.tests.real_browser import MARKS, PATIENCE_MS, PICTURES, WIDE, barriers, browser, expect
from lifeworld.testing.cast import Cast, cast
from lifeworld.voices.core.settling import reasons_of
from lifeworld.voices.models import Reading
from lifeworld.voices.tests.site_codings import CodedStudy, coded_study, mark, read

__all__ = ["browser"]
pytestmark = MARKS
READY = "html[data-settling=ready]"
Opened = Callable[..., Any]

SAID = ["My wife runs with me and the club cheers.", "The strap broke after a week, I am annoyed.",
        "I beat my own time and felt proud of it.", "Strava shows me what my friends did.", "It is raining, and nobody is out.",
        "Strangers clap at the finish, which lifts me."]
CODES = [["family_friends", "peers", "belonging"], ["focal_provider", "reliability"], ["self", "performance", "mood"],
         ["other_providers", "family_friends"], [], ["strangers", "mood"]]


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
        page.set_default_navigation_timeout(60_000)  # the first page waits for every room to be imported
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("console", lambda message: said.append(message.text) if "Content Security Policy" in message.text else None)
        page.goto(path)
        return page

    yield opens
    for context in contexts:
        context.close()
    assert said == []


def runners(people: Cast) -> CodedStudy:
    """Ninety statements of thirty customers; Finn overlooks friends and mood now and then, the model takes the club for friends."""
    found = coded_study(people, [(f"runner{at // 3:02}", SAID[at % 6]) for at in range(90)],
                        {"Eva": "person", "Finn": "person", "fast": "model"},
                        facts=[{"wave": "spring" if at % 2 else "autumn", "focal": "Stride"} for at in range(90)])
    read(found, "Eva", {at: CODES[at % 6] for at in range(90)})
    overlooked = {"family_friends", "mood"}
    read(found, "Finn", {at: [code for code in CODES[at % 6] if at % 5 or code not in overlooked] for at in range(90)})
    taken = {"peers": "family_friends"}
    read(found, "fast", {at: [code if at % 4 else taken.get(code, code) for code in CODES[at % 6]] for at in range(80)})
    mark(found, "Eva", 0, "family_friends", 0, 7)
    mark(found, "Finn", 6, "peers", 21, 33)
    return found


def test_from_the_comparison_to_a_cell_to_a_decision(people: Cast, opened: Opened) -> None:
    found = runners(people)
    page = opened("ben", f"{found.address}/compare/")
    page.get_by_role("link", name="statements to talk about").first.click()
    page.wait_for_selector(".statements")
    expect(page.locator("h1")).to_contain_text("on which coders differ")
    page.get_by_role("link", name="Settle statement").first.click()
    page.wait_for_selector(READY, state="attached")
    statement = int(page.url.split("/settle/")[1].split("/")[0])
    n = page.locator("[data-question]").count()
    page.keyboard.press("w")
    page.keyboard.type("He says so in the second half.")
    page.keyboard.press("Escape")
    for _ in range(n):
        page.keyboard.press("p")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: f"/settle/{statement}/" not in url)
    expect(page.locator("main")).to_contain_text("The decision was kept.")
    row = Reading.objects.get(coder__kind="settled")
    assert row.statement_id == statement and list(reasons_of(row.memo).values()) == ["He says so in the second half."]
    page.wait_for_selector(READY, state="attached")
    before = page.url
    page.keyboard.press("n")
    page.wait_for_url(lambda url: url != before and "/settle/" in url)
    page.goto(f"{found.address}/settle/{statement}/")
    page.get_by_role("button", name="Take the decision back").click()
    page.wait_for_selector("text=The decision was taken back.")
    assert not Reading.objects.filter(coder__kind="settled").exists()


def test_it_works_without_scripts(people: Cast, opened: Opened) -> None:
    found = runners(people)
    page = opened("ben", f"{found.address}/settle/?next=1", java_script_enabled=False)
    for question in page.locator("[data-question]").all():
        question.get_by_label("Absent").check()
    page.get_by_role("button", name="Keep the decision, next").click()
    page.wait_for_selector("text=The decision was kept.")


def addresses(found: CodedStudy) -> dict[str, str]:
    eva, finn = found.coders["Eva"], found.coders["Finn"]
    return {
        "compare": "/compare/", "two": f"/compare/?coders={eva}&coders={finn}", "code": "/compare/code/family_friends/",
        "cell": "/compare/cell/?code=family_friends", "settle": "/settle/", "statement": f"/settle/{found.statements[0]}/",
        "unanimous": f"/settle/{found.statements[1]}/", "tables": f"/tables/?coder={eva}", "by": f"/tables/?coder={eva}&variable=fact:wave",
    }


@pytest.mark.parametrize(("width", "scheme"), [(360, "light")])
def test_every_page_fits_and_has_no_barriers(people: Cast, opened: Opened, width: int, scheme: str) -> None:
    found = runners(people)
    page = opened("ben", f"{found.address}/compare/", width, color_scheme=scheme)
    for name, address in addresses(found).items():
        page.goto(found.address + address)
        assert page.evaluate(WIDE) == 0, name
        assert barriers(page) == [], f"{name} at {width}, {scheme}"
        if PICTURES:
            page.screenshot(path=str(Path(PICTURES) / f"{name}-{width}-{scheme}.png"), full_page=True)
