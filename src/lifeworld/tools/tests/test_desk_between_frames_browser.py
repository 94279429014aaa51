"""The desk between two frames of a busy machine: what is pressed while something newer is still to be drawn."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from lifeworld.site.tests.real_browser import Windows, browser
from lifeworld.tools.core.values import Candidates
from lifeworld.tools.tests.desk_server import Served
from lifeworld.tools.tests.made_candidates import answer, made_candidates
from lifeworld.tools.tests.seen_desk import MARKS, expect, opened, said, served, windows

__all__ = ["browser", "served", "windows"]
pytestmark = MARKS
HELD = """const ask = window.requestAnimationFrame.bind(window); const kept = []; window.held = false;
  window.requestAnimationFrame = work => window.held ? kept.push(work) : ask(work);
  window.drawn = () => { window.held = false; for (const work of kept.splice(0)) ask(work); };"""
SHADOW = "document.querySelector('lw-design-desk').shadowRoot"
POINTER = f"""([x, y, kinds]) => {{ const over = {SHADOW}.querySelector('[data-part=scatter] svg[data-layer=over]');
  const box = over.getBoundingClientRect(), there = {{bubbles: true, pointerType: 'mouse', clientX: box.left + x, clientY: box.top + y}};
  for (const kind of kinds) over.dispatchEvent(new PointerEvent(kind, there)); }}"""


def turned(found: Candidates, by: int) -> Candidates:
    """The same designs at other rows."""
    at = np.roll(np.arange(len(found)), by)
    rolled: dict[str, Any] = {name: {key: column[at] for key, column in getattr(found, name).items()}
                              for name in ("values", "parts", "settings", "low", "high")}
    groups = tuple(type(group)(group.key, group.title, group.labels, group.codes[at]) for group in found.groups)
    return type(found)(**rolled, groups=groups, front=found.front[at], binding=found.binding[at], bindings=found.bindings,
                       considered=found.considered, dominated=found.dominated, kept_of=found.kept_of, rejected=found.rejected)


@pytest.mark.parametrize("gone", [False, True])
def test_what_is_pressed_while_another_answer_is_drawn_is_the_design_that_was_seen(windows: Windows, served: Served, gone: bool) -> None:
    """The rows on the screen are those of the answer before: of the new one another design stands at the same row."""
    served.kept[200] = json.dumps(answer(made_candidates(200, seed=9) if gone else turned(made_candidates(400), 7), {})).encode()
    open_one = windows.open

    def held(*asked: Any, **options: Any) -> Any:
        page = open_one(*asked, **options)
        page.add_init_script(HELD)
        return page

    windows.open = held
    page = opened(windows, served)
    second = page.get_by_role("grid").locator("[role=row][aria-rowindex='3'] .name")
    expect(second).to_contain_text("with L")
    name = second.inner_text()
    page.evaluate("() => { window.held = true; window.newer = new Promise(done => document.addEventListener('lw-desk-answer', done)); }")
    page.get_by_label("Output current (A)").evaluate(
        "one => { one.value = '0.5'; one.dispatchEvent(new InputEvent('input', {bubbles: true})); }")
    page.evaluate("() => window.newer.then(() => null)")
    page.evaluate(f"() => {SHADOW}.querySelector('[role=row][aria-rowindex=\"3\"] .mark').click()")
    page.evaluate("() => window.drawn()")
    expect(said(page)).to_contain_text("200 are shown" if gone else "400 are shown")
    chosen = page.get_by_role("grid").locator("[role=row][aria-selected=true]")
    if gone:
        expect(page.get_by_role("grid").locator("[role=row] .name").first).to_contain_text("with L")
        expect(chosen).to_have_count(0)
        return
    expect(chosen).to_have_count(1)
    expect(chosen.locator(".name")).to_have_text(name)


def test_a_pointer_yields_to_keys_and_looks_at_nothing_once_it_has_left(windows: Windows, served: Served) -> None:
    """It rests on a design while somebody walks by keys; then it comes and goes within one frame."""
    page = opened(windows, served)
    title, lit = page.locator(".readout__title"), page.locator("circle.lit")
    expect(title).to_contain_text("with L")
    best, across = title.inner_text(), lit.get_attribute("cx")
    page.get_by_label("Walk along the front").focus()
    page.keyboard.press("End")
    expect(title).not_to_have_text(best)
    expect(title).to_contain_text("with L")
    last = title.inner_text()
    expect(lit).not_to_have_attribute("cx", across)
    across = lit.get_attribute("cx")
    spot = [float(across), float(lit.get_attribute("cy"))]
    page.keyboard.press("Home")
    expect(lit).not_to_have_attribute("cx", across)
    expect(title).not_to_have_text(last)
    expect(title).to_contain_text("with L")
    first = title.inner_text()
    page.evaluate(POINTER, [*spot, ["pointermove"]])
    expect(title).to_have_text(last)
    page.keyboard.press("ArrowRight")
    expect(title).not_to_have_text(last)
    page.keyboard.press("Home")
    expect(title).to_have_text(first)
    page.evaluate(POINTER, [*spot, ["pointermove", "pointerleave"]])
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    expect(title).to_have_text(first)
