"""Places, members, keys, customers and the journal in a real browser: small, large, light, dark; and an element on a partner's page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from lifeworld.constellations.actions.catch_up import catch_up
from lifeworld.customers import actions as customers
from lifeworld.events.actions import record
from lifeworld.places import actions as places
from lifeworld.site.embeds import issue
from lifeworld.site.tests.real_browser import MARKS, PATIENCE_MS, browser, expect
from lifeworld.testing.cast import Cast, cast
from lifeworld.voices.actions.studies import create_study
from lifeworld.voices.models import Coder, Reading, Statement

__all__ = ["browser"]
pytestmark = MARKS
SHOP = "https://shop.example"


@pytest.fixture
def people() -> Cast:
    """The cast with a study, an inner place, a key, a partner's page, and a customer of whom much is known."""
    people = cast()
    ana = people.caller(people.ana)
    study = create_study(ana, "Runners")
    said = Statement.objects.create(study_id=study.pk, customer=people.cleo, key="s1", text="My wife and I run with the club every week.")
    found = ["family_friends", "peers", "belonging"]
    Reading.objects.create(study_id=study.pk, statement=said, codebook=1, codes=dict.fromkeys(found, 1), present=found,
                           coder=Coder.objects.create(study_id=study.pk, kind="person", name="Eva", user=people.eva))
    record(ana, "voices.coded", customer="cleo", data={"study": study.pk})
    while catch_up(ana):
        pass
    places.add_place(ana, "berlin", "Berlin, Mitte")
    places.make_key(ana, "nightly upload", ["voices.see", "voices.analyse", "events.see"], 365)
    places.add_embed(ana, "Shop", "below the order", [SHOP])
    customers.bring_in(ana, [f"runner-{n:03d}" for n in range(60)], {"runner-001": {"city": "Berlin", "segment": "new"}})
    customers.change(ana, people.cleo.pk, traits={"city": "Köln", "segment": "regular"})
    customers.add_alias(ana, people.cleo.pk, "cleo@example.org")
    customers.record_consent(ana, people.cleo.pk, "quotes", given=True, source="interview")
    customers.record_consent(ana, people.cleo.pk, "quotes", given=False, source="mail")
    return people


Opened = Callable[..., Any]


@pytest.fixture
def opened(browser: Any, live_server: Any, people: Cast) -> Iterator[Opened]:
    """Opens an address as one of the people; fails the test for an error on the page or a script that the policy refused."""
    contexts: list[Any] = []
    said: list[str] = []

    def opens(who: str | None, path: str, width: int = 1280, **options: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 800}, base_url=live_server.url, **options)
        contexts.append(context)
        if who is not None:
            session = people.client(getattr(people, who)).cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: said.append(str(error)))
        if path:
            page.on("console", lambda message: said.append(message.text) if "Content Security Policy" in message.text else None)
            page.goto(path)
        return page

    yield opens
    for context in contexts:
        context.close()
    assert not said


def test_members_are_invited_and_changed_by_keyboard(opened: Opened) -> None:
    page = opened("ana", "/acme/-/members/")
    page.get_by_label("E-mail address").fill("gus@example.org")
    page.get_by_label("Name", exact=True).fill("Gus")
    page.get_by_label("coder").check()
    page.keyboard.press("Enter")
    page.get_by_role("status").get_by_text("a letter is on its way").wait_for()
    page.get_by_label("Role of Gus", exact=True).select_option("viewer")
    page.get_by_role("button", name="Save the role of Gus").press("Enter")
    page.get_by_role("status").get_by_text("The role was changed").wait_for()
    expect(page.get_by_label("Role of Gus", exact=True)).to_have_value("viewer")
    page.get_by_role("button", name="Remove Gus").press("Enter")
    page.get_by_role("status").get_by_text("The role was taken away").wait_for()
    assert page.get_by_text("gus@example.org").count() == 0


def test_a_key_is_made_and_seen_once(opened: Opened) -> None:
    page = opened("ana", "/acme/-/keys/")
    page.get_by_label("What it is for").fill("script")
    page.get_by_label("events.see").check()
    page.get_by_role("button", name="Make the key").click()
    secret = page.locator("#secret").inner_text()
    assert secret.startswith("lw_")
    page.goto("/acme/-/keys/")
    assert secret not in page.content() and page.get_by_role("button", name="Revoke script").count() == 1


def test_a_printed_page_has_no_ways_to_other_pages(opened: Opened) -> None:
    page = opened("ana", "/acme/-/goals/")
    assert page.locator("nav.tabs").first.is_visible()
    page.emulate_media(media="print")
    assert not [one for one in page.locator("nav").all() if one.is_visible()] and page.get_by_role("heading").first.is_visible()


def framed(page: Any, origin: str, url: str) -> Any:
    """A page of this origin with the address in a frame; «origin» and not «strict-origin», because the test's site speaks plain HTTP."""
    body = f'<!doctype html><title>shop</title><h1>Shop</h1><iframe title="ecosystem" referrerpolicy="origin" src="{url}"></iframe>'
    page.route(f"{origin}/**", lambda route: route.fulfill(body=body, content_type="text/html"))
    page.goto(f"{origin}/order")
    return page.frame_locator("iframe")


def test_a_partners_page_shows_the_element_and_no_other_page_does(opened: Opened, people: Cast, live_server: Any) -> None:
    ana = people.caller(people.ana)
    shop = places.add_embed(ana, "Shop", "order", [SHOP])

    def token() -> str:
        made = issue(ana, shop.key, placement="order", origin=SHOP, element="constellation", study="runners", customer="cleo")
        return f"{live_server.url}{made.path}"

    page = opened(None, "", permissions=["local-network-access"])  # the site stands on this machine, the shop seems to be elsewhere
    url = token()
    frame = framed(page, SHOP, url)
    frame.locator("lw-constellation svg").first.wait_for()
    framed(page, SHOP, url)
    page.get_by_role("heading", name="Shop").wait_for()
    assert page.frame_locator("iframe").locator("lw-constellation").count() == 0, "a token opens once"
    elsewhere = opened(None, "", permissions=["local-network-access"])
    framed(elsewhere, "https://evil.example", token())
    elsewhere.get_by_role("heading", name="Shop").wait_for()
    assert elsewhere.frame_locator("iframe").locator("lw-constellation").count() == 0
