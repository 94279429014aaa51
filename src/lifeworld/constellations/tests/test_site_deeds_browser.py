"""What counts as done, and ties that rest on deeds, in a real browser: small and large, light and dark, without barriers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lifeworld.constellations.actions.mappings import change_mapping
from lifeworld.constellations.tests.deed_events import MAPPING, caught_up, deeds_of_runners, happened
from lifeworld.constellations.tests.site_runners import runners
from lifeworld.customers.models import Customer
from lifeworld.site.tests.real_browser import MARKS, PICTURES, WIDE, barriers, browser
from lifeworld.testing.cast import cast

__all__ = ["browser"]
pytestmark = MARKS


def test_deeds_are_seen_and_have_no_barriers(browser: Any, live_server: Any) -> None:
    people = cast()
    ana = people.caller(people.ana)
    study, statements, _ = runners(ana, drawn=True, people=6)
    happened(people.acme.pk, deeds_of_runners(statements["customer"].unique().sort().to_list(), 300))
    change_mapping(ana, study, MAPPING, version=0)
    caught_up("acme", people.acme.pk)
    customer = Customer.objects.get(key="runner-02").pk
    base = f"{live_server.url}/acme/-/studies/{study.slug}"
    session = people.client(people.ana).cookies["sessionid"].value
    for width, scheme in ((360, "light"), (1280, "dark")):  # the other two are those of test_every_page
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = context.new_page()
        for name, address in (("rules", f"{base}/deeds/"), ("tie", f"{base}/ecosystems/{customer}/")):
            page.goto(address, timeout=60_000)
            if name == "tie":
                page.locator("#picture .sources .source--done").first.wait_for(state="attached")
                page.locator("details.actor:has(table.deeds) > summary").first.click()
                assert page.locator("table.deeds").first.is_visible()
            assert page.evaluate(WIDE) == 0, (name, width)
            assert barriers(page) == [], f"{name}, {width}, {scheme}"
            if PICTURES and name == "tie":
                page.locator("#picture").screenshot(path=str(Path(PICTURES) / f"deeds-picture-{width}-{scheme}.png"))
            if PICTURES:
                page.screenshot(path=str(Path(PICTURES) / f"deeds-{name}-{width}-{scheme}.png"), full_page=True)
        context.close()
