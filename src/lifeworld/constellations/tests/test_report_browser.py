"""The report in a real browser: widths, themes, keyboard, dialogs, filters, paper; nothing on the console."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lifeworld.constellations.files.report import render_report
from lifeworld.constellations.tests.invented_study import invented_study

playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright to drive a browser")

BROWSER = os.environ.get("LIFEWORLD_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(BROWSER is None, reason="needs chromium on the path (or LIFEWORLD_CHROMIUM) to look at the report"),
]

WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
OPEN = "() => document.getElementById('viewer').open"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(render_report(invented_study(70, names=("Ada", "O" + "o" * 300, "Cleo & Co", "<i>Dag</i>"))), encoding="utf-8")
    return path.as_uri()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as runner:
        launched = runner.chromium.launch(executable_path=BROWSER, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def look(browser: Any, address: str) -> Iterator[Any]:
    """Opens the report as asked; fails the test for anything on the console or any request but the file itself."""
    said: list[str] = []
    contexts = []

    def opened(width: int = 1280, **options: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 800}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: said.append(request.url) if request.url.startswith("http") else None)
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert said == []


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_wider_than_a_phone(look: Any, script: bool, scheme: str) -> None:
    page = look(360, color_scheme=scheme, java_script_enabled=script)
    assert page.evaluate(WIDE) <= 0
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    assert page.evaluate(WIDE) <= 0


def test_a_figure_opens_by_keyboard_closes_by_escape_and_gives_the_focus_back(look: Any) -> None:
    page = look()
    summary = page.locator("#population .fig > summary").first
    summary.focus()
    page.keyboard.press("Enter")
    page.wait_for_function(OPEN)
    assert "share of customers: individual-driven" in page.locator("#viewer-title").inner_text().lower()
    assert page.locator("#viewer .quote").count() > 0
    page.keyboard.press("Escape")
    page.wait_for_function(f"!({OPEN})()")
    assert page.evaluate("document.activeElement.parentElement.dataset.opens").startswith("share of customers")
    assert page.locator("#population .fig").first.locator(".fig__body").count() == 1


def test_a_constellation_opens_and_steps_to_the_next(look: Any) -> None:
    page = look()
    page.locator("#cards details[data-opens] > summary").nth(1).focus()
    page.keyboard.press("Enter")
    page.wait_for_function(OPEN)
    first = page.locator("#viewer h3").inner_text()
    page.keyboard.press("ArrowRight")
    assert page.locator("#viewer h3").inner_text() != first
    page.keyboard.press("ArrowLeft")
    assert page.locator("#viewer h3").inner_text() == first
    page.locator("#viewer-close").click()
    page.wait_for_function(f"!({OPEN})()")
    assert page.locator("#cards article.customer").count() == 60


def test_focus_is_seen(look: Any) -> None:
    page = look()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    for _ in range(12):
        page.keyboard.press("Tab")
        seen = page.evaluate("""() => {
            const at = document.activeElement, ring = at.matches('.chip input') ? at.nextElementSibling : at;
            return getComputedStyle(ring).outlineStyle;
        }""")
        assert seen == "solid"


def test_the_theme_is_the_reader_s_choice_and_is_remembered(look: Any) -> None:
    page = look(color_scheme="light")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.locator("#theme").click()
    dark = page.evaluate(ground)
    assert dark != light and page.locator("#theme").get_attribute("aria-pressed") == "true"
    page.reload()
    assert page.evaluate(ground) == dark
    assert look(color_scheme="dark").evaluate(ground) == dark


def test_constellations_are_found_by_type_and_by_name(look: Any) -> None:
    page = look()
    shown = "#cards > .card:visible"
    page.locator('.chip:has(input[value="brand-driven"])').click()
    types = page.locator(shown).evaluate_all("(cards) => [...new Set(cards.map((card) => card.dataset.type))]")
    assert types == ["brand-driven"]
    assert "constellations shown" in page.locator("#found").inner_text()
    page.locator('.chip:has(input[value=""])').click()
    page.locator("#find").fill("nobody of this name")
    assert page.locator(shown).count() == 0
    page.locator("#find").fill("CLEO")
    assert 0 < page.locator(shown).count() < 60


def test_a_customer_s_address_opens_the_customer(look: Any, address: str) -> None:
    page = look()
    page.goto(address + "#c-3")
    page.wait_for_function(OPEN)
    assert page.locator("#viewer article").get_attribute("id") == "c-3"


def test_without_script_the_report_is_read_through_details(look: Any) -> None:
    page = look(java_script_enabled=False)
    assert page.locator("#filter").is_hidden() and page.locator("#theme").is_hidden()
    card = page.locator("#cards details").first
    assert card.locator("article").is_hidden()
    card.locator("summary").first.click()
    assert card.locator("article").is_visible()


def test_paper_shows_everything_on_white(look: Any, tmp_path: Path) -> None:
    page = look(color_scheme="dark")
    page.locator("#cards details[data-opens] > summary").first.click()
    page.wait_for_function(OPEN)
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details:not([open])").count() == 0
    assert page.locator("#cards article:visible").count() == 60
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("details[open]").count() == 0
    pdf = page.pdf(path=str(tmp_path / "report.pdf"), format="A4")
    assert pdf.startswith(b"%PDF")


def test_motion_is_reduced_where_asked(look: Any) -> None:
    page = look(reduced_motion="reduce")
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
