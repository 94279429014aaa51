"""The pages of partners in a real browser: no barriers, no wider than the screen, light and dark; by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from lifeworld.partners.actions.attributing import attribute
from lifeworld.partners.actions.choices import choose
from lifeworld.partners.actions.feeds import Ways, open_feed
from lifeworld.partners.actions.partners import invite_partner, step_partner
from lifeworld.partners.actions.rates import read_rates
from lifeworld.partners.actions.registrations import accept, register
from lifeworld.partners.actions.runs import send_file
from lifeworld.partners.queries.partners import partners
from lifeworld.partners.tests.market import HEAD, offers, pushed
from lifeworld.site.tests.real_browser import MARKS, WIDE, Windows, browser, pictured
from lifeworld.site.tests.real_browser import barriers as barriers_as_they_stand
from lifeworld.testing.cast import Cast, cast

__all__ = ["browser"]
pytestmark = MARKS
Opened = Callable[..., Any]
DESIGN = "0123456789abcdef"


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def opened(browser: Any, live_server: Any, people: Cast) -> Iterator[Opened]:
    """Opens an address as one of the place, or as nobody; fails the test for an error on the page or something its policy stopped."""
    windows = Windows(browser, live_server.url)

    def opens(who: str, path: str, width: int = 1280, **options: Any) -> Any:
        session = people.client(getattr(people, who)).cookies["sessionid"].value if who else ""
        page = windows.open(width, session=session, **options)
        page.goto(path)
        return page

    yield opens
    windows.close()


def barriers(page: Any) -> list[str]:
    """What is in the way of anybody, with everything open that opens."""
    page.evaluate("for (const one of document.querySelectorAll('main details')) one.open = true")
    return barriers_as_they_stand(page)


def market(people: Cast) -> dict[str, str]:
    """A market in which something happens; the addresses of its pages by name."""
    ana = people.caller(people.ana)
    pushed(ana)
    pushed(ana, "ampere")
    open_feed(ana, "volt", "news", Ways(kind="webhook", title="What changed since this morning"))
    send_file(ana, "volt", "parts", offers([0.1 + n / 100 for n in range(40)], prefix="LM"), name="offers-of-may.csv")
    send_file(ana, "ampere", "parts", offers([0.125, 0.25], prefix="LM", currency="USD"))
    bad = HEAD + "LM0,Acme Parts,lm0,much,EUR,1,1,1\nLM1,Acme Parts,lm1,0.2,EURO,1,1,1\nLM2,Acme Parts,lm2,0.3,EUR,1,1,1\n"
    waits = send_file(ana, "volt", "parts", bad.encode(), name="a-rather-long-name-of-a-file-with-offers-of-the-first-week-of-june.csv")
    read_rates(ana, b"date,base,currency,rate\n2026-05-01,EUR,USD,1.25\n2026-05-01,EUR,CHF,0.96\n", source="A bank")
    choose(ana, "volt", "preferred")
    choose(ana, "ampere", "blocked", job="power")
    attribute(ana, DESIGN, tool="power", offers=[("volt", "LM1@acmeparts"), ("volt", "LM2@acmeparts")])
    until = date.today() + timedelta(days=90)
    first = register(ana, "volt", DESIGN, product="Lamp for cellars", volume_a_year=12_000, valid_until=until, company="Hell & Söhne AG")
    register(ana, "ampere", DESIGN, product="Lamp for cellars", volume_a_year=12_000, valid_until=until, company="Hell und Söhne")
    accept(ana, first.id)
    token = invite_partner(ana, "ohm", "Ohm & Daughters", ["maker", "service"], about="They make what resists.").token
    invite_partner(ana, "farad", "Farad", ["supplier"])
    step_partner(ana, "farad", "apply")
    at = "/acme/-/partners/"
    return {"list": at, "partner": f"{at}volt/", "invited": f"/invited/{token}/", "applied": f"{at}farad/",
            "feed": f"{at}volt/feeds/parts/", "notices": f"{at}volt/feeds/news/", "new-feed": f"{at}volt/new-feed/",
            "run": f"{at}volt/runs/{waits.id}/",
            "offers": "/acme/-/offers/?text=LM",
            "item": "/acme/-/offers/?item=LM1@acmeparts&quantity=100",
            "suppliers": "/acme/-/suppliers/",
            "suppliers-job": "/acme/-/suppliers/?job=power", "rates": "/acme/-/rates/", "registrations": "/acme/-/registrations/"}


def test_no_page_has_barriers_or_is_wider_than_the_screen(opened: Opened, people: Cast) -> None:
    """Pages by turns on a phone in light and on a desk in dark; test_every_page sees each on a phone in dark and on a desk in light."""
    pages = market(people)
    screens = [(width, opened("ana", pages["list"], width, color_scheme=scheme)) for width, scheme in ((360, "light"), (1280, "dark"))]
    for number, (name, path) in enumerate(pages.items()):
        width, page = screens[number % 2]
        page.goto(path)
        pictured(page, f"partners-{name}-{width}")
        assert barriers(page) == [], name
        assert page.evaluate(WIDE) <= 0, name


def test_a_partner_is_invited_by_keyboard_alone_and_applies_on_a_phone(opened: Opened, people: Cast) -> None:
    page = opened("ana", "/acme/-/partners/")
    page.locator("#key").focus()
    page.keyboard.type("volt")
    page.keyboard.press("Tab")
    page.keyboard.type("Volt Parts")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.locator("#name").focus()
    page.keyboard.press("Enter")
    link = page.locator(".once code").inner_text()
    phone = opened("", link, 360)
    phone.get_by_label("Whom to write to").fill("Vera, vera@volt.example")
    phone.get_by_role("button", name="Apply").click()
    phone.get_by_text("You applied.").wait_for()
    assert [one.state for one in partners(people.caller(people.ana))] == ["applied"]
