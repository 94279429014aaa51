"""The elements in a real browser under the site's policy: keyboard, fingers, no connection, right to left, barriers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from lifeworld.site.tests.elements_server import BUNDLE, Served, serving
from lifeworld.site.tests.real_browser import ALONE, PATIENCE_MS, WIDE, barriers, browser

__all__ = ["browser"]
pytestmark = ALONE
ACTIVE = "document.querySelector('lw-constellation').shadowRoot.activeElement?.dataset.actor"
DRAWING = "document.querySelector('lw-map-draw').drawing"
KEPT = "Object.keys(localStorage)"
CONFIG = {"question": "Who plays a part?", "rings": {"k": 3, "words": ["very near", "near", "farther away"]}, "thanks": "Thank you.",
          "suggestions": [{"name": "Stride", "category": "focal_provider"}, {"name": "my club", "category": "peers"}]}


def sample(name: str) -> Any:
    return json.loads((BUNDLE.parent / "showcase" / f"{name}.json").read_text(encoding="utf-8"))


def drawn(name: str, x: float | None, y: float | None, category: str = "peers") -> dict[str, Any]:
    ring = None if x is None or y is None else min(3, max(1, -int(-3 * (x * x + y * y) ** 0.5 // 1)))
    return {"id": name, "name": name, "category": category, "ring": ring, "x": x, "y": y, "size": 0.5, "valence": None}


def element(tag: str, data: Any, attributes: str = "") -> str:
    return f'<{tag} {attributes}><script type="application/json">{json.dumps(data)}</script></{tag}>'


@pytest.fixture
def served() -> Iterator[Served]:
    with serving() as server:
        yield server


@pytest.fixture
def look(browser: Any, served: Served) -> Iterator[Any]:
    """Opens an address as asked; fails the test for anything on the console that the test did not expect."""
    said: list[str] = []
    contexts = []

    def opened(address: str, width: int = 1280, height: int = 900, **options: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(address)
        return page

    yield opened
    served.news.put(None)
    for context in contexts:
        context.close()
    assert [words for words in said if "Failed to load resource" not in words] == []


# The page that shows them all ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (360, "dark"), (1280, "light"), (1280, "dark")])
def test_the_showcase_fits_and_has_no_barrier(look: Any, served: Served, width: int, scheme: str) -> None:
    page = look(served.address + "/showcase.html", width, color_scheme=scheme, reduced_motion="reduce")
    page.locator("lw-type-bar >> text=24 %").first.wait_for()
    page.locator("lw-constellation .name, lw-constellation .number").first.wait_for(state="attached")
    assert page.evaluate(WIDE) <= 0
    assert barriers(page) == []


# Constellation ---------------------------------------------------------------------------------------------------------


def opened_evidence(page: Any) -> None:
    page.evaluate("window.seen = []; document.addEventListener('lw-open-evidence', (e) => window.seen.push(e.detail))")


@pytest.mark.parametrize(("direction", "onward"), [("ltr", "ArrowRight"), ("rtl", "ArrowLeft")])
def test_arrow_keys_walk_through_the_actors_and_enter_opens_evidence(look: Any, served: Served, direction: str, onward: str) -> None:
    page = look(served.page(element("lw-constellation", sample("ana")), direction))
    opened_evidence(page)
    page.locator("lw-constellation [data-actor][tabindex='0']").focus()
    assert page.evaluate(ACTIVE) == "self"
    page.keyboard.press(onward)
    assert page.evaluate(ACTIVE) == "club"
    assert "Tuesday running club" in page.locator(".looked").inner_text()
    page.keyboard.press("Enter")
    page.keyboard.press("End")
    last = page.evaluate(ACTIVE)
    page.keyboard.press("ArrowDown")
    assert page.evaluate(ACTIVE) == "self" != last
    assert page.locator("lw-constellation [data-actor][tabindex='0']").count() == 1
    assert page.evaluate("window.seen") == [{"actor": "club", "customer": "ana", "position": 812}]


def test_the_table_is_always_read_out_and_seen_on_demand(look: Any, served: Served) -> None:
    page = look(served.page(element("lw-constellation", sample("ana"), 'level="2"')), 360)
    opened_evidence(page)
    table = page.get_by_role("table")
    assert table.get_by_role("row").count() == 1 + len(sample("ana")["actors"])
    assert table.get_by_role("button").count() == 0
    page.get_by_role("button", name="Show as a table").click()
    table.get_by_role("button", name="Open the evidence of Tom").click()
    assert page.evaluate("window.seen[0].actor") == "tom"
    assert page.evaluate(WIDE) <= 0 and barriers(page) == []


def test_a_picture_stays_while_it_is_asked_again_and_when_that_fails(look: Any, served: Served) -> None:
    served.data["/ana"] = sample("ana")
    page = look(served.page('<lw-constellation src="/ana" stream="/stream"></lw-constellation>'))
    page.get_by_role("button", name="Tom, ").wait_for()
    ask = "document.querySelector('lw-constellation').refresh()"
    page.evaluate(ask)
    assert served.asked == [("/ana", ""), ("/ana", '"1"')]
    served.status = 503
    page.evaluate(ask)
    assert "could not be brought up to date (503)" in page.locator(".stale").inner_text()
    assert page.get_by_role("button", name="Tom, ").count() == 1
    served.status, served.etags["/ana"] = 200, '"2"'
    served.data["/ana"] = {**sample("ana"), "position": 813, "actors": sample("ana")["actors"][:2], "moments": []}
    page.get_by_role("button", name="Try again").click()
    page.get_by_role("button", name="Tom, ").wait_for(state="detached")
    assert page.locator(".stale").inner_text() == ""


def test_a_newer_position_on_the_stream_brings_the_newer_picture_and_an_older_one_does_not(look: Any, served: Served) -> None:
    served.data["/ana"] = {**sample("ana"), "customer": {"id": "ana", "label": "Ana once"}}
    page = look(served.page('<lw-constellation src="/ana" stream="/stream"></lw-constellation>'))
    page.get_by_role("heading", name="Ana once").wait_for()
    served.data["/ana"] = {**sample("ana"), "position": 900, "customer": {"id": "ana", "label": "Ana now"}}
    served.etags["/ana"] = '"2"'
    served.news.put("800")
    served.news.put('{"position": 900}')
    page.get_by_role("heading", name="Ana now").wait_for()
    assert [etag for _, etag in served.asked] == ["", '"1"']


def test_moments_change_the_picture_and_say_what_changed(look: Any, served: Served) -> None:
    page = look(served.page(element("lw-constellation", sample("ana"))))
    slider = page.get_by_role("slider", name="How it changed")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    assert slider.get_attribute("aria-valuetext") == "Mar 2, 2026"
    assert "Type: from brand-driven to undetermined." in page.locator(".changes").inner_text()
    page.keyboard.press("Home")
    assert page.locator("svg.rings [data-actor]").count() == 5


def test_a_compact_picture_is_one_image(look: Any, served: Served) -> None:
    page = look(served.page(element("lw-constellation", sample("ben"), "compact")))
    assert page.get_by_role("img", name="Constellation of Ben").count() == 1
    assert page.get_by_role("button").count() == 0


def test_a_bare_picture_leaves_its_heading_to_the_page_and_unknown_is_never_nought(look: Any, served: Served) -> None:
    bare = {**sample("ben"), "unmentioned": {"value": None, "low": None, "high": None},
            "type": {"label": "undetermined", "p": dict.fromkeys(("individual", "brand", "social")), "margin": None, "stability": None,
                     "reasons": []}}
    page = look(served.page(element("lw-constellation", bare, "bare") + element("lw-type-bar", {"kind": "customer", **bare["type"]})))
    page.get_by_role("button", name="Ben, focal customer").wait_for()
    assert page.get_by_role("heading").count() == 1 and barriers(page) == []
    assert "What nobody mentioned" not in page.locator("figcaption").inner_text()
    assert page.locator("lw-type-bar .list").inner_text().count("not known") == 3


def test_what_cannot_be_read_is_said(look: Any, served: Served) -> None:
    broken = '<lw-constellation><script type="application/json">{</script></lw-constellation>'
    page = look(served.page(element("lw-constellation", {"hello": 1}) + broken))
    assert page.locator("lw-constellation .empty").all_inner_texts() == ["This picture’s data cannot be read."] * 2


def test_motion_is_reduced_and_colours_are_forced_where_asked(look: Any, served: Served) -> None:
    page = look(served.page(element("lw-constellation", sample("ana"))), reduced_motion="reduce", forced_colors="active")
    style = "getComputedStyle(document.querySelector('lw-constellation').shadowRoot.querySelector('{}')).{}"
    assert page.evaluate(style.format(".actor", "transitionProperty")) == "none"
    assert page.evaluate(style.format(".mark", "fill")) == page.evaluate(style.format(".head", "color"))


# Figure and types ------------------------------------------------------------------------------------------------------


def test_a_figure_opens_its_evidence_by_keyboard_and_gives_the_focus_back(look: Any, served: Served) -> None:
    page = look(served.page(element("lw-figure", sample("share"))), 360)
    page.get_by_role("button", name="Evidence of share").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    assert dialog.locator("mark").first.inner_text() == "Without the Tuesday group I would have stopped in March."
    assert "55 more of the same kind." in dialog.inner_text() and barriers(page) == []
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    assert page.evaluate("document.querySelector('lw-figure').shadowRoot.activeElement.className") == "link"


def test_an_estimate_without_an_interval_is_not_printed(look: Any, served: Served) -> None:
    bare = {**sample("share"), "low": None}
    page = look(served.page(element("lw-figure", bare)))
    assert "it has no interval" in (words := page.locator("lw-figure .figure").inner_text()).replace("the estimate", "it")
    assert "42" not in words


def test_a_bar_of_types_is_said_in_words_and_mirrored_from_right_to_left(look: Any, served: Served) -> None:
    page = look(served.page(element("lw-type-bar", sample("types")), "rtl"))
    assert "brand-driven 31 % (24 to 39 %)" in page.get_by_role("img").get_attribute("aria-label")
    first, last = (page.locator(f".segment.{name}").bounding_box() for name in ("t-individual", "t-undetermined"))
    assert first["x"] > last["x"]
