"""The report in a real browser: widths, themes, keyboard, dialogs, filters, paper; nothing on the console."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lifeworld.constellations.core.coders import with_coders
from lifeworld.constellations.core.shares.corrected import with_shares
from lifeworld.constellations.files.report import render_report
from lifeworld.constellations.tests.invented_findings import with_findings
from lifeworld.constellations.tests.invented_study import invented_study
from lifeworld.constellations.tests.told_study import read_by_people
from lifeworld.site.tests.real_browser import ALONE, PATIENCE_MS, WIDE, barriers, browser

__all__ = ["browser"]
pytestmark = ALONE

OPEN = "() => document.getElementById('viewer').open"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("report") / "report.html"
    study = invented_study(70, names=("Ada", "O" + "o" * 300, "Cleo & Co", "<i>Dag</i>"))
    codings = read_by_people(study)
    read = with_coders(with_shares(study, codings), codings)
    path.write_text(render_report(with_findings(read, " " + "w" * 80)), encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def look(browser: Any, address: str) -> Iterator[Any]:
    """Opens the report as asked; fails the test for anything on the console or any request but the file itself."""
    said: list[str] = []
    contexts = []

    def opened(width: int = 1280, **options: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 800}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
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
    summary = page.locator(".ecosystems .fig > summary").first
    summary.focus()
    page.keyboard.press("Enter")
    page.wait_for_function(OPEN)
    assert "share of customers: individual-driven" in page.locator("#viewer-title").inner_text().lower()
    assert page.locator("#viewer .quote").count() > 0
    page.keyboard.press("Escape")
    page.wait_for_function(f"!({OPEN})()")
    assert page.evaluate("document.activeElement.parentElement.dataset.opens").startswith("share of customers")
    assert page.locator(".ecosystems .fig").first.locator(".fig__body").count() == 1


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
    shown = "#cards .card:visible"
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


def test_twelve_customers_of_a_type_stand_open_and_the_rest_is_one_press_away(look: Any) -> None:
    for script in (True, False):
        page = look(java_script_enabled=script)
        groups = page.locator("#cards .cards-group")
        counts = [groups.nth(i).locator(".card:visible").count() for i in range(groups.count())]
        assert max(counts) == 12 and len(counts) == 4
        page.locator("#cards .rest > summary").first.click()
        assert page.locator("#cards .card:visible").count() > sum(counts)


def test_what_a_search_finds_behind_show_all_is_shown(look: Any) -> None:
    page = look()
    name = page.locator("#cards .rest .card__name bdi").first.get_attribute("title")
    page.locator("#find").fill(name)
    assert page.locator("#cards .card:visible").count() >= 1
    assert page.locator("#cards .cards-group:visible").count() <= 4


def test_paper_shows_every_customer_and_every_number_on_white_and_few_sheets(look: Any, tmp_path: Path) -> None:
    page = look(color_scheme="dark")
    page.locator("#cards details[data-opens] > summary").first.click()
    page.wait_for_function(OPEN)
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert not page.evaluate(f"({OPEN})()")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator("#cards .card .rings--small:visible").count() == 60
    assert page.locator("#cards .card__line:visible").count() == 60
    hidden = page.locator(".fig > summary > .fig__value").evaluate_all(
        "(all) => all.filter((value) => !value.closest('.opens, .more--measures') && !value.checkVisibility()).length")
    assert hidden == 0
    assert page.get_by_text("measures are in the file itself").first.is_visible()
    pdf = page.pdf(path=str(tmp_path / "report.pdf"), format="A4")
    assert pdf.startswith(b"%PDF")
    pages = len(re.findall(rb"/Type\s*/Page\b", pdf))
    assert 5 < pages <= 30  # sixty customers with every section that a report may have


def test_the_first_page_of_a_print_is_one_page(look: Any, tmp_path: Path) -> None:
    pypdf = pytest.importorskip("pypdf", reason="needs pypdf to read the printed page")
    look().pdf(path=str(tmp_path / "report.pdf"), format="A4")
    first, second = (pypdf.PdfReader(tmp_path / "report.pdf").pages[i].extract_text() for i in (0, 1))
    assert "In this report" in first and "Which ecosystems they live in" in first
    assert "one by one" in second and "In this report" not in second


def test_the_first_screen_tells_the_types_and_how_sure(look: Any) -> None:
    page = look()
    for selector in ("h1", ".says", ".ecosystems__rows", ".counts"):
        box = page.locator(selector).first.bounding_box()
        assert box["y"] + box["height"] <= 800, selector
    for name in ("individual-driven", "brand-driven", "socially driven", "undetermined"):
        row = page.locator(".ecosystems__row", has_text=name).first
        assert " to " in row.locator(".fig > summary").inner_text()


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_axe_finds_no_barrier(look: Any, width: int, scheme: str) -> None:
    """Of the customers' cards every fourth is looked at: the others are like it, and to look at all of them takes longest."""
    page = look(width, color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details.rest, details.more').forEach((d) => { d.open = true; })")
    page.evaluate("document.querySelectorAll('article.customer').forEach((card, i) => { if (i % 4) card.remove(); })")
    assert barriers(page) == []


def test_motion_is_reduced_where_asked(look: Any) -> None:
    page = look(reduced_motion="reduce")
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
