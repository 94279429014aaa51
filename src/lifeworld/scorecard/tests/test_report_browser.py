"""The report in a real browser: nothing wider than a phone, nothing on the console, no barrier, no request, and paper."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from lifeworld.scorecard.files.report import report_html
from lifeworld.scorecard.tests.cards import hostile_card, made_card

playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright to drive a browser")

BROWSER = os.environ.get("LIFEWORLD_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(BROWSER is None, reason="needs chromium on the path (or LIFEWORLD_CHROMIUM) to look at the report"),
]
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
OPEN_ALL = "document.querySelectorAll('details').forEach((d) => { d.open = true; })"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    (folder / "made.html").write_text(report_html(made_card(), "Kestrel"), encoding="utf-8")
    (folder / "hostile.html").write_text(report_html(hostile_card()), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as runner:
        launched = runner.chromium.launch(executable_path=BROWSER, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def look(browser: Any, home: Path) -> Iterator[Any]:
    """Opens a report as asked; fails the test for anything on the console or any request but the file itself."""
    said: list[str] = []
    contexts = []

    def opened(name: str = "made", width: int = 1280, **options: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 800}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: said.append(request.url) if not request.url.startswith(("file:", "data:")) else None)
        page.goto((home / f"{name}.html").as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()
    assert said == []


@pytest.mark.parametrize(("name", "script"), [("made", True), ("made", False), ("hostile", True), ("hostile", False)])
def test_nothing_is_wider_than_the_page(look: Any, name: str, script: bool) -> None:
    page = look(name, java_script_enabled=script)
    for opened in (False, True):
        if opened:
            page.evaluate(OPEN_ALL)
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate(WIDE) <= 0, (width, opened)


def test_axe_finds_no_barrier(look: Any) -> None:
    axe = pytest.importorskip("axe_playwright_python", reason="needs axe-core to look for barriers")
    page = look()
    page.evaluate((files(axe) / "axe.min.js").read_text(encoding="utf-8"))
    page.evaluate(OPEN_ALL)
    for width, scheme in ((360, "dark"), (1280, "light"), (1280, "dark")):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        assert [(v["id"], v["nodes"][0]["html"][:200]) for v in found] == [], (width, scheme)


def test_the_first_screen_says_what_is_weakest_and_shows_the_profile(look: Any) -> None:
    page = look()
    for selector in ("h1", ".front__sure", ".lanes", ".hexagon svg"):
        box = page.locator(selector).first.bounding_box()
        assert box["y"] + box["height"] <= 800, selector
    assert page.locator(".lanes .lane--weakest .lane__tag").inner_text() == "weakest link"
    marks = page.locator(".lanes .reach__floor")
    places = [marks.nth(at).bounding_box()["x"] for at in range(marks.count())]
    assert len(places) == 6 and max(places) - min(places) < 1, "the lower bound of the weakest link is one line through all axes"


def test_a_figure_opens_its_evidence_by_keyboard(look: Any) -> None:
    page = look()
    summary = page.locator("#next .fig > summary").first
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator("#next .fig[open] .terms").first.is_visible()
    assert "kestrel: goals where state is reached" in page.locator("#next .fig[open]").first.inner_text()


def test_paper_shows_the_profile_on_its_first_page_and_nothing_that_only_a_screen_needs(look: Any, tmp_path: Path) -> None:
    pypdf = pytest.importorskip("pypdf", reason="needs pypdf to read the printed page")
    look().pdf(path=str(tmp_path / "report.pdf"), format="A4")
    pages = [page.extract_text() for page in pypdf.PdfReader(tmp_path / "report.pdf").pages]
    assert "The weakest link is" in pages[0] and "What is not known" in pages[0] and "What to do next" not in pages[0]
    assert "What to do next" in pages[1] and "Dark theme" not in "".join(pages) and len(pages) <= 12
