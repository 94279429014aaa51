"""Ecosystems in a real browser: drawn by link on a touch screen, seen at once; without barriers, small and large, light and dark."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from lifeworld.constellations.actions.catch_up import work_once
from lifeworld.constellations.actions.draw_links import make_link
from lifeworld.constellations.models import Drawing, Moment
from lifeworld.constellations.tests.site_runners import runners
from lifeworld.customers.models import Customer
from lifeworld.site.tests.real_browser import MARKS, PATIENCE_MS, WIDE, barriers, browser, pictured
from lifeworld.testing.cast import Cast, cast
from lifeworld.voices.core.site_studies import StudyValue

__all__ = ["browser"]
pytestmark = MARKS
BASE = "/acme/-/studies/runners"
Opened = Callable[..., Any]


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def study(people: Cast) -> StudyValue:
    value = runners(people.caller(people.ana), drawn=True, people=12)[0]
    while work_once():
        pass
    return value


@pytest.fixture
def opened(browser: Any, live_server: Any, people: Cast) -> Iterator[Opened]:
    """Opens an address as one of the people, or as nobody; fails the test for an error on the page or something its policy stopped."""
    contexts: list[Any] = []
    said: list[str] = []

    def opens(who: str, path: str, width: int = 1280, height: int = 900, **options: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": height}, base_url=live_server.url, **options)
        contexts.append(context)
        if who:
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


def test_a_customer_draws_by_touch_and_the_team_sees_it(people: Cast, study: StudyValue, opened: Opened) -> None:
    customer = Customer.objects.get(key="runner-02")
    before = Moment.objects.get(study=study.pk, customer=customer, latest=True).position
    token = make_link(people.caller(people.ben), study, "Phone", customer=customer.pk)[1]
    phone = opened("", f"/draw/{token}/", width=360, height=740, has_touch=True, is_mobile=True)
    assert phone.evaluate(WIDE) <= 0
    for name, kind, ring in (("Lantern walkers", "people who do it too", 0), ("Aunt Odile", "family and friends", 2)):
        if phone.get_by_role("button", name="Add someone or something").is_visible():
            phone.get_by_role("button", name="Add someone or something").tap()
        phone.get_by_role("textbox", name="Who or what plays a part?").fill(name)
        phone.get_by_role("radio", name=kind).first.check()
        phone.get_by_role("button", name="Add to my map").tap()
        phone.get_by_role("radio", name=study.settings.rings[ring]).first.check()
    pictured(phone, "draw-360")
    assert barriers(phone) == []
    phone.get_by_role("button", name="Send my map").tap()
    phone.get_by_role("heading", name="Thank you. This is your map.").wait_for()
    phone.locator("#own svg[part=picture]").wait_for()
    pictured(phone, "thanks-360")
    assert barriers(phone) == [] and phone.evaluate(WIDE) <= 0
    kept = Drawing.objects.get(customer=customer, link__isnull=False)
    assert [actor["ring"] for actor in kept.body["actors"]] == [1, 3]
    assert Moment.objects.get(study=study.pk, customer=customer, latest=True).position > before
    page = opened("vic", f"{BASE}/ecosystems/{customer.pk}/")
    page.locator("#picture svg[part=picture]").wait_for()
    assert "Lantern walkers" in page.locator("#evidence ~ ol").inner_text()
    assert "Aunt Odile" in page.locator("section[aria-labelledby=drawn]").inner_text()


def test_an_actor_opens_its_words(people: Cast, study: StudyValue, opened: Opened) -> None:
    customer = Customer.objects.get(key="runner-03")
    page = opened("vic", f"{BASE}/ecosystems/{customer.pk}/")
    page.locator("#picture svg[part=picture]").wait_for()
    page.evaluate("document.getElementById('picture').dispatchEvent(new CustomEvent('lw-open-evidence', {bubbles: true, detail: {actor: "
                  "document.querySelectorAll('details[data-actor]')[1].dataset.actor}}))")
    drawer = page.locator("details[data-actor]").nth(1)
    assert drawer.evaluate("one => one.open")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_link_is_made_and_shown_once(people: Cast, study: StudyValue, opened: Opened, scheme: str) -> None:
    page = opened("ben", f"{BASE}/draw/", width=360, color_scheme=scheme)
    page.get_by_label("Name of the link").fill("Fair in Bremen")
    page.get_by_role("button", name="Make the link").click()
    page.get_by_role("heading", name="Your link").wait_for()
    pictured(page, f"made-360-{scheme}")
    assert barriers(page) == [] and page.evaluate(WIDE) <= 0
    url = page.locator(".secret").inner_text()
    assert opened("", "/draw/" + url.split("/draw/")[1]).get_by_role("heading", name="Draw your map").is_visible()
    page.goto(f"{BASE}/draw/")
    assert page.locator(".secret").count() == 0
