"""A desk on a partner's page of another origin, in a real browser: it works there, once for each token, and on no other page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from lifeworld.partners.actions.partners import change_partner
from lifeworld.partners.models import Attribution
from lifeworld.partners.queries.partners import partner_of
from lifeworld.places import actions as places
from lifeworld.places.core import EmbedValue
from lifeworld.site.embeds import issue
from lifeworld.site.tests.real_browser import MARKS, PATIENCE_MS, browser
from lifeworld.testing.cast import Cast
from lifeworld.tools.models import SavedDesign
from lifeworld.tools.tests.shelved import people
from lifeworld.tools.tests.test_market import market

__all__ = ["browser", "market", "people"]
pytestmark = MARKS
SHOP, EVIL = "https://shop.example", "https://evil.example"


@pytest.fixture
def shop(market: Cast) -> Cast:
    """A place whose partner «volt» has pages of its own, on one of which a desk may stand."""
    ana = market.caller(market.ana)
    change_partner(ana, "volt", version=partner_of(ana, "volt").version, name="Volt", roles=["supplier"], origins=[SHOP])
    return market


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A window in which what is said on the console is kept; the site stands on this machine, the shop seems to be elsewhere."""
    context = browser.new_context(permissions=["local-network-access"], viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.heard = []
    page.on("console", lambda message: page.heard.append(message.text))
    yield page
    context.close()


def framed(page: Any, origin: str, url: str) -> Any:
    """A page of this origin with the address in a frame; «origin» and not «strict-origin», because the test's site speaks plain HTTP."""
    frame = f'<iframe title="desk" width="1200" height="800" referrerpolicy="origin" src="{url}"></iframe>'
    page.route(f"{origin}/**", lambda route: route.fulfill(body=f"<!doctype html><title>shop</title><h1>Shop</h1>{frame}",
                                                           content_type="text/html"))
    page.goto(f"{origin}/garage")
    return page.frame_locator("iframe")


def shop_page(shop: Cast) -> EmbedValue:
    return places.add_embed(shop.caller(shop.ana), "Volt's shop", "garage", [SHOP])


def token(shop: Cast, at: EmbedValue, site: Any) -> str:
    made = issue(shop.caller(shop.ana), at.key, placement="garage", origin=SHOP, element="desk", study="shelf")
    return f"{site.url}{made.path}"


def test_a_visitor_of_the_partners_page_designs_there_and_the_partner_is_named(page: Any, shop: Cast, live_server: Any) -> None:
    at = shop_page(shop)
    desk = framed(page, SHOP, token(shop, at, live_server))
    desk.locator("lw-design-desk").get_by_role("button", name="Open").first.click()
    desk.get_by_role("heading", name="Checks").wait_for()
    assert page.url == f"{SHOP}/garage", "the design stands in the frame"
    row = SavedDesign.objects.get()
    assert (row.visitor, row.embed, row.placement, row.origin) == (True, at.key, "garage", SHOP)
    begun = Attribution.objects.get(what="started")
    assert begun.partner is not None
    assert (begun.partner.key, begun.design, begun.origin, begun.section, begun.embed) == ("volt", row.hash, SHOP, "garage", at.key)
    desk.get_by_role("link", name="Back to the desk").click()
    desk.locator("lw-design-desk").get_by_role("button", name="Open").first.wait_for()
    assert not [one for one in page.heard if "Content Security Policy" in one], page.heard


def test_a_token_opens_once_and_says_so_in_the_frame(page: Any, shop: Cast, live_server: Any) -> None:
    url = token(shop, shop_page(shop), live_server)
    framed(page, SHOP, url).locator("lw-design-desk").get_by_role("button", name="Open").first.wait_for()
    again = framed(page, SHOP, url)
    assert "This token was used already." in again.get_by_role("alert").inner_text()
    assert again.locator("lw-design-desk").count() == 0


def test_no_other_page_shows_the_desk(page: Any, shop: Cast, live_server: Any) -> None:
    at = shop_page(shop)
    url = token(shop, at, live_server)
    elsewhere = framed(page, EVIL, url)
    page.get_by_role("heading", name="Shop").wait_for()
    assert elsewhere.locator("lw-design-desk").count() == 0
    shown = framed(page, SHOP, url)
    shown.locator("lw-design-desk").get_by_role("button", name="Open").first.wait_for()  # a refused visit uses nothing up
    session = next(frame for frame in page.frames if frame.url == url).locator("#picture").text_content()
    address = f"{live_server.url}/desks/{session.partition('/desks/')[2].partition('/')[0]}/"
    framed(page, SHOP, address).locator("lw-design-desk").get_by_role("button", name="Open").first.wait_for()
    with page.expect_console_message(lambda message: "frame-ancestors" in message.text):  # the browser itself refuses, by the site's policy
        stolen = framed(page, EVIL, address)
    page.get_by_role("heading", name="Shop").wait_for()
    assert stolen.locator("lw-design-desk").count() == 0


def test_what_is_refused_in_the_frame_is_said_there(page: Any, shop: Cast, live_server: Any) -> None:
    url = token(shop, shop_page(shop), live_server)
    desk = framed(page, SHOP, url)
    desk.locator("lw-design-desk").get_by_role("button", name="Open").first.click()
    desk.get_by_role("heading", name="Checks").wait_for()
    SavedDesign.objects.all().delete()
    page.frames[1].goto(page.frames[1].url, referer=f"{SHOP}/")
    assert "There is no design" in desk.get_by_role("heading", level=1).inner_text()
    assert desk.get_by_role("link", name="Back to the desk").is_visible()
