"""Measures in a real browser: small and large, light and dark, without barriers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lifeworld.customers.models import Customer
from lifeworld.measures.tests.running import measured, running
from lifeworld.site.tests.real_browser import MARKS, PICTURES, WIDE, barriers, browser
from lifeworld.testing.cast import cast

__all__ = ["browser"]
pytestmark = MARKS


def test_measures_are_seen_and_have_no_barriers(browser: Any, live_server: Any) -> None:
    people = cast()
    measured(running(people.acme))
    base = f"{live_server.url}/acme/-"
    session = people.client(people.ana).cookies["sessionid"].value
    customer = Customer.objects.get(key="runner-01").pk
    pages = {"list": "measures/", "one": "measures/weekly-km/", "define": "define-measure/?type=run", "board": f"customers/{customer}/",
             "customer": f"customers/{customer}/measures/", "single": f"customers/{customer}/measures/weekly-km/"}
    for width, scheme in ((360, "light"), (1280, "dark")):  # the other two are those of test_every_page
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = context.new_page()
        for name, address in pages.items():
            page.goto(f"{base}/{address}", timeout=60_000)
            if name == "define":
                page.get_by_label("Name", exact=True).fill("Long runs")
                page.get_by_label("Only events where").fill("km >= 5")
                page.get_by_role("button", name="Try it on real events").click()
                page.get_by_role("heading", name="What it measures").wait_for()
            assert page.evaluate(WIDE) == 0, (name, width)
            assert barriers(page) == [], f"{name}, {width}, {scheme}"
            if PICTURES:
                page.screenshot(path=str(Path(PICTURES) / f"measures-{name}-{width}-{scheme}.png"), full_page=True)
        context.close()
