"""Measures in a real browser: small and large, light and dark, without barriers."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lifeworld.customers.models import Customer
from lifeworld.measures.tests.running import measured, running
from lifeworld.testing.cast import cast

playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright to drive a browser")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe to look for barriers")

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
BROWSER = os.environ.get("LIFEWORLD_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(BROWSER is None, reason="needs chromium on the path (or LIFEWORLD_CHROMIUM) to look at the page"),
    pytest.mark.django_db(transaction=True),
]
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
PICTURES = os.environ.get("LIFEWORLD_PICTURES")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as runner:
        launched = runner.chromium.launch(executable_path=BROWSER, args=FLAGS)
        yield launched
        launched.close()


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
            results = axe.Axe().run(page)
            assert results.violations_count == 0, f"{name}, {width}, {scheme}: {results.generate_report()}"
            if PICTURES:
                page.screenshot(path=str(Path(PICTURES) / f"measures-{name}-{width}-{scheme}.png"), full_page=True)
        context.close()
