"""The saturation page in a real browser: small and large, light and dark, without barriers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lifeworld.constellations.actions.boards import reckon
from lifeworld.site.tests.real_browser import MARKS, PICTURES, WIDE, barriers, browser
from lifeworld.testing.cast import cast
from lifeworld.voices.tests.site_codings import coded_study, read

__all__ = ["browser"]
pytestmark = MARKS
TEXTS = ("My wife runs with me.", "The club waits for us.", "The strap broke.", "I felt proud.", "Strava shows my friends.")
CODES = (["family_friends", "belonging"], ["peers", "belonging"], ["focal_provider", "reliability"], ["self", "mood"], ["other_providers"])


def test_the_curves_fit_and_have_no_barriers(browser: Any, live_server: Any) -> None:
    people = cast()
    found = coded_study(people, [(f"c{at // 2:02}", TEXTS[(at * 7 + at // 9) % 5]) for at in range(60)], {"Eva": "person"})
    read(found, "Eva", {at: CODES[(at * 7 + at // 9) % 5] for at in range(60)})
    reckon(found.caller, found.study.pk)
    session = people.client(people.vic).cookies["sessionid"].value
    for width, scheme in ((360, "light"), (360, "dark"), (1280, "light"), (1280, "dark")):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = context.new_page()
        page.goto(f"{live_server.url}{found.address}/saturation/", timeout=60_000)
        page.get_by_text("The figures behind this").first.click()
        assert page.evaluate(WIDE) == 0
        assert barriers(page) == [], f"{width}, {scheme}"
        if PICTURES:
            page.screenshot(path=str(Path(PICTURES) / f"saturation-{width}-{scheme}.png"), full_page=True)
        context.close()
