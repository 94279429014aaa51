"""For tests of the desk in a real browser: a tool that answers, windows, what the desk says and what it asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from lifeworld.site.tests.real_browser import ALONE, Windows, expect, frames
from lifeworld.tools.tests.desk_server import Served, serving

MARKS = ALONE


@pytest.fixture
def served() -> Iterator[Served]:
    with serving() as one:
        yield one


@pytest.fixture
def windows(browser: Any, served: Served) -> Iterator[Windows]:
    opened = Windows(browser, served.address)
    yield opened
    opened.close()


def opened(windows: Windows, served: Served, width: int = 1280, height: int = 900, more: dict[str, Any] | None = None,
           **options: Any) -> Any:
    """A page with a desk that has its first answer."""
    page = windows.open(width, height, **options)
    page.goto(served.desk(**(more or {})))
    expect(said(page)).to_contain_text("combinations considered")
    return page


def said(page: Any) -> Any:
    """The sentence on top."""
    return page.locator("[data-part=said]")


def configured(served: Served) -> list[dict[str, Any]]:
    """What the tool was asked."""
    return [body for path, body in served.asked if path.endswith("/configure")]


def asked(page: Any, served: Served, holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """The newest question to the tool, once it says this: what is typed is asked for only when whoever types pauses."""
    for _ in frames(page):
        if (questions := configured(served)) and holds(questions[-1]):
            return questions[-1]
    raise AssertionError(f"This was never asked; the newest question is {configured(served)[-1:]}")
