"""The pages of the scorecard in a real browser: no barriers, no wider than the screen, light and dark, with and without scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from lifeworld.scorecard.tests.looked_at import looked_at
from lifeworld.site.tests.real_browser import MARKS, WIDE, Windows, barriers, browser, expect, pictured
from lifeworld.testing.cast import Cast

__all__ = ["browser"]
pytestmark = MARKS
OPEN = "for (const one of document.querySelectorAll('main details')) one.open = true"


@pytest.fixture
def place() -> tuple[Cast, dict[str, str]]:
    world, pages = looked_at()
    return world.people, pages


@pytest.fixture
def opened(browser: Any, live_server: Any, place: tuple[Cast, dict[str, str]]) -> Iterator[Callable[..., Any]]:
    """Opens an address as one of the place, or as nobody; fails the test for an error on the page or something its policy stopped."""
    windows, people = Windows(browser, live_server.url), place[0]

    def opens(who: str, path: str, width: int = 1280, **options: Any) -> Any:
        session = people.client(getattr(people, who)).cookies["sessionid"].value if who else ""
        page = windows.open(width, session=session, **options)
        page.goto(path)
        return page

    yield opens
    windows.close()


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_no_page_has_barriers_or_is_wider_than_the_screen(opened: Any, place: tuple[Cast, dict[str, str]], width: int, scheme: str) -> None:
    page = opened("ana", place[1]["profile"], width, color_scheme=scheme)
    found: dict[str, list[str]] = {}
    for name, path in place[1].items():
        page.goto(path)
        page.wait_for_load_state("networkidle")
        pictured(page, f"scorecard-{name}-{width}-{scheme}")
        page.evaluate(OPEN)
        if wrong := barriers(page) + (["wider than the screen"] if page.evaluate(WIDE) > 0 else []):
            found[name] = wrong
    assert found == {}


def test_the_page_says_the_weakest_link_first_and_opens_to_its_evidence(opened: Any, place: tuple[Cast, dict[str, str]]) -> None:
    page = opened("ana", place[1]["profile"])
    card = page.locator("lw-scorecard")
    expect(card.get_by_role("heading", level=2)).to_have_text("Weakest link: Aligned with success")
    row = card.locator("summary.row", has_text="Aligned with success")
    row.press("Enter")
    figure = card.locator("lw-figure").first
    figure.get_by_role("button", name="Evidence").press("Enter")
    expect(figure.get_by_role("dialog")).to_contain_text("as of", ignore_case=True)
    page.keyboard.press("Escape")
    card.get_by_role("link", name="Everything about «Aligned with success»").press("Enter")
    page.wait_for_url("**/scorecard/alignment/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Aligned with success")
    expect(page.locator("lw-chart").first.get_by_role("img")).to_be_visible()


def test_without_scripts_the_same_is_said_as_a_table(opened: Any, place: tuple[Cast, dict[str, str]]) -> None:
    page = opened("ana", place[1]["profile"], 360, java_script_enabled=False)
    row = page.get_by_role("row", name="Aligned with success")
    expect(row.first).to_contain_text("weakest link")
    expect(row.first).to_contain_text("0.18 (0.00 to 0.39")
    expect(page.get_by_role("row", name="There when needed").first).to_contain_text("not enough")
    assert page.evaluate(WIDE) <= 0


def test_a_customer_says_what_matters_with_the_keyboard_alone(opened: Any, place: tuple[Cast, dict[str, str]]) -> None:
    page = opened("", place[1]["matters"], 360)
    first = page.get_by_role("group").first
    first.get_by_role("radio", name="much", exact=True).press("Space")
    page.get_by_role("button", name="Keep my answers").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Your answers are kept")
    expect(page.get_by_role("group").first.get_by_role("radio", name="much", exact=True)).to_be_checked()
    page.get_by_role("button", name="Take them back").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Your answers are gone")
