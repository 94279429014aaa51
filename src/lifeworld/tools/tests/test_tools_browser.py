"""Pages of tools in a real browser: no barriers, no wider than the screen, with the element and without scripts, in a visitor's hands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from lifeworld.partners.actions.runs import send_file
from lifeworld.site.tests.real_browser import MARKS, WIDE, Windows, barriers, browser, expect, pictured
from lifeworld.testing.cast import Cast
from lifeworld.tools.actions.desks import open_desk
from lifeworld.tools.actions.saving import save, turn
from lifeworld.tools.actions.studies import start_study
from lifeworld.tools.actions.work import work_once
from lifeworld.tools.core.wanted import pointed_of, wanted_of
from lifeworld.tools.tests.shelved import BASE, OAK, SPEC, people
from lifeworld.tools.tests.test_market import feed, market

__all__ = ["browser", "market", "people"]
pytestmark = MARKS
Opened = Callable[..., Any]


@pytest.fixture
def opened(browser: Any, live_server: Any, market: Cast) -> Iterator[Opened]:
    windows = Windows(browser, live_server.url)

    def opens(who: str, path: str, width: int = 1280, **options: Any) -> Any:
        session = market.client(getattr(market, who)).cookies["sessionid"].value if who else ""
        page = windows.open(width, session=session, **options)
        page.goto(path)
        return page

    yield opens
    windows.close()


def busy(market: Cast) -> dict[str, str]:
    """A place in which something was designed: the addresses of its pages by name."""
    caller = market.caller(market.ben)
    body = {**OAK, "spec": {**SPEC, "load": 60}}
    first = save(caller, "shelf", wanted_of(body), pointed_of(body), note="For the hall").design.hash
    later = turn(caller, "shelf", first, "K1", "WIRE@ironworks").design.hash
    start_study(caller, "shelf", first, "sag")
    assert work_once()
    start_study(caller, "shelf", later, "sag")
    send_file(market.caller(market.ana), "volt", "parts", feed(oak=31.0, stock=7))
    desk = open_desk(caller, "shelf", "Garage shelves", days=30).key
    return {"tools": "/acme/-/tools/", "desk": f"{BASE}/", "design": f"{BASE}/d/{first}/", "failing": f"{BASE}/d/{later}/",
            "replay": f"{BASE}/d/{first}/replay/", "buy": f"{BASE}/d/{first}/buy/",
            "compare": f"{BASE}/compare?d={first}&d={later}", "designs": f"{BASE}/designs/",
            "desks": f"{BASE}/desks/", "jobs": f"{BASE}/jobs/", "open": f"/desks/{desk}/"}


def test_no_page_has_barriers_or_is_wider_than_the_screen(opened: Opened, market: Cast) -> None:
    """Pages by turns on a phone in light and on a desk in dark; test_every_page sees each on a phone in dark and on a desk in light."""
    pages = busy(market)
    screens = [(width, opened("ben", pages["tools"], width, color_scheme=scheme)) for width, scheme in ((360, "light"), (1280, "dark"))]
    for number, (name, path) in enumerate(pages.items()):
        width, page = screens[number % 2]
        page.goto(path)
        page.wait_for_load_state("networkidle")
        pictured(page, f"tools-{name}-{width}")
        assert barriers(page) == [], name
        assert page.evaluate(WIDE) <= 0, name


@pytest.mark.parametrize("width", [360, 1280])
def test_a_visitor_without_scripts_finds_opens_and_turns(opened: Opened, market: Cast, width: int) -> None:
    desk = f"/desks/{open_desk(market.caller(market.ben), 'shelf').key}/"
    page = opened("", desk, width, java_script_enabled=False)
    page.get_by_label("Width").fill("1000")
    page.get_by_role("button", name="Find designs").click()
    expect(page.get_by_role("heading", level=2).first).to_contain_text("designs can be made")
    expect(page.get_by_label("Width"), "the form keeps what was typed").to_have_value("1000")
    pictured(page, f"tools-plain-{width}")
    page.get_by_role("button", name="Open").first.click()
    page.wait_for_url("**/d/*/")
    expect(page.get_by_role("heading", level=1)).not_to_be_empty()
    page.get_by_label("Another part for K1").select_option(index=0)
    page.get_by_role("row", name="K1").get_by_role("button", name="Exchange").click()
    expect(page.get_by_text("version 2")).to_be_visible()
    pictured(page, f"tools-plain-design-{width}")


def test_the_element_takes_a_visitor_to_a_design(opened: Opened, market: Cast) -> None:
    page = opened("", f"/desks/{open_desk(market.caller(market.ben), 'shelf').key}/")
    page.locator("lw-design-desk").get_by_role("button", name="Open").first.click()
    page.wait_for_url("**/d/*/")
    expect(page.get_by_role("heading", name="Checks")).to_be_visible()
