"""A real Chromium for tests of the whole site: pages that tell of every error, of barriers, and of what is wider than the screen."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from django.urls import get_resolver

playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright to drive a browser")
axe = pytest.importorskip("axe_playwright_python", reason="needs axe to look for barriers")

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
BROWSER = os.environ.get("LIFEWORLD_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"]
ALONE = [pytest.mark.slow, pytest.mark.skipif(BROWSER is None, reason="needs chromium on the path (or LIFEWORLD_CHROMIUM)")]
"""Of tests that look at files alone."""
MARKS = [*ALONE, pytest.mark.django_db(transaction=True)]
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
PICTURES = os.environ.get("LIFEWORLD_PICTURES")
TOLD = ("error", "warning")
PATIENCE_MS = 60_000
"""Milliseconds that a page may take where many tests share the machine."""
FRAMES_MAX = 1_500
expect = playwright.expect
expect.set_options(timeout=PATIENCE_MS)


@contextmanager
def chromium() -> Iterator[Any]:
    """The browser, while it is needed."""
    with playwright.sync_playwright() as runner:
        launched = runner.chromium.launch(executable_path=BROWSER, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """The browser for all tests of a module that imports this. Every room is imported by then: no page waits for that."""
    if "DJANGO_SETTINGS_MODULE" in os.environ:
        assert get_resolver().url_patterns
    with chromium() as launched:
        yield launched


class Windows:
    """Windows of people on one site; what their consoles said that is no ordinary news is in ``said``."""

    def __init__(self, browser: Any, site: str) -> None:
        self.browser, self.site = browser, site
        self.said: list[str] = []
        self.contexts: list[Any] = []

    def open(self, width: int = 1280, height: int = 900, session: str = "", **options: Any) -> Any:
        """An empty page of a person of her own; ``session``: signed in already."""
        context = self.browser.new_context(viewport={"width": width, "height": height}, base_url=self.site,
                                           reduced_motion="reduce", **options)
        self.contexts.append(context)
        if session:
            context.add_cookies([{"name": "sessionid", "value": session, "url": self.site}])
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: self.said.append(f"{page.url}: {error}"))
        page.on("console", lambda message: self.said.append(f"{page.url}: {message.text}") if message.type in TOLD else None)
        return page

    def close(self) -> None:
        """Close all; what was said on a console fails the test."""
        for context in self.contexts:
            context.close()
        assert self.said == []


def frames(page: Any) -> Iterator[None]:
    """Frames of the page as they pass, so many that whoever looks at each has waited long enough: tests do not sleep."""
    for _ in range(FRAMES_MAX):
        yield
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => done()))")


def until(page: Any, words: str) -> None:
    """Let frames pass until this holds; a page's policy forbids to wait with evaluated text."""
    if not any(page.evaluate(words) for _ in frames(page)):
        raise AssertionError(f"This never came to hold: {words}")


@cache
def _axe() -> str:
    return (files(axe) / "axe.min.js").read_text(encoding="utf-8")


def barriers(page: Any) -> list[str]:
    """What axe finds on a page."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]


def pictured(page: Any, name: str) -> None:
    """A picture of the page where LIFEWORLD_PICTURES names a folder."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
