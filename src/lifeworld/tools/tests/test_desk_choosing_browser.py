"""The desk in a real browser: designs in order, chosen, side by side, by mouse and by keys."""

from __future__ import annotations

import re

from lifeworld.site.tests.real_browser import Windows, barriers, browser, pictured, until
from lifeworld.tools.tests.desk_server import Served, serving
from lifeworld.tools.tests.seen_desk import MARKS, asked, expect, opened, said, served, windows

__all__ = ["browser", "served", "windows"]
pytestmark = MARKS
RISING = """(() => { const cells = [...document.querySelector('lw-design-desk').shadowRoot.querySelectorAll('[role=gridcell]')];
  const costs = cells.map(one => /([\\d.]+)\\s*EUR/.exec(one.innerText)).filter(Boolean).map(one => Number(one[1]));
  return costs.every((one, i) => !i || costs[i - 1] <= one) })()"""


def test_the_list_by_keys(windows: Windows) -> None:
    with serving(20_000) as served:
        page = opened(windows, served)
        rows = page.get_by_role("grid").locator("[role=row]:not([data-part=head])")
        expect(rows.first).to_contain_text("with L")
        assert page.get_by_role("grid").get_attribute("aria-rowcount") == "20001"
        assert rows.count() < 40
        rows.first.focus()
        page.keyboard.press("ArrowDown")
        expect(rows.nth(1)).to_be_focused()
        page.keyboard.press("Space")
        expect(rows.nth(1)).to_have_attribute("aria-selected", "true")
        page.keyboard.press("End")
        expect(page.locator("[role=row][aria-rowindex='20001']")).to_be_focused()
        assert rows.count() < 40
        page.keyboard.press("Home")
        expect(page.locator("[role=row][aria-rowindex='2']")).to_be_focused()
        page.keyboard.press("ArrowDown")
        expect(page.locator("[role=row][aria-rowindex='3']")).to_be_focused()
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"/tool/d/u-\d+\.l-\d+/$"))
        body = next(body for path, body in reversed(served.asked) if path.endswith("/save"))
        assert set(body) == {"spec", "quantity", "currency", "parts", "turned"} and set(body["parts"]) == {"L", "U"}


def test_the_order_follows_presets_weights_and_columns(windows: Windows, served: Served) -> None:
    page = opened(windows, served)
    first = page.get_by_role("grid").locator("[role=row][aria-rowindex='2']")
    expect(first).to_contain_text("with L")

    def costs() -> list[float]:
        cells = page.get_by_role("grid").locator("[role=row]:not([data-part=head]) [role=gridcell]", has_text="EUR").all_inner_texts()
        return [float(found[0]) for text in cells if (found := re.search(r"[\d.]+(?=\s*EUR)", text))]

    page.get_by_role("button", name="Low cost").click()
    expect(page.get_by_text("best first: Low cost")).to_be_visible()
    until(page, RISING)
    assert costs() == sorted(costs()) and len(costs()) > 5
    page.get_by_role("columnheader", name="Efficiency").get_by_role("button").click()
    expect(page.get_by_role("columnheader", name="Efficiency")).to_have_attribute("aria-sort", "descending")
    page.locator("summary", has_text="Weights").click()
    page.get_by_label("Weight of Area").fill("100")
    expect(page.get_by_role("button", name="Low cost")).to_have_attribute("aria-pressed", "false")
    expect(page.get_by_role("columnheader", name="Efficiency")).to_have_attribute("aria-sort", "none")


def test_designs_side_by_side(windows: Windows, served: Served) -> None:
    page = opened(windows, served)
    buttons = page.get_by_role("button", name="Compare U0")
    expect(buttons.nth(3)).to_be_visible()
    for i in (0, 2, 3):
        buttons.nth(i).click()
    page.get_by_role("button", name="Compare 3").click()
    table = page.get_by_role("region", name="Designs side by side")
    expect(table.get_by_role("columnheader")).to_have_count(3)
    expect(table.get_by_role("row").filter(has_text="Area").locator(".best")).to_have_count(1)
    expect(table.get_by_role("row").filter(has_text="Frequency").locator(".best")).to_have_count(0)
    assert barriers(page) == []
    pictured(page, "desk-compare")
    table.get_by_role("button", name="Take out C").click()
    expect(table.get_by_role("columnheader")).to_have_count(2)
    page.get_by_role("button", name="Reckon and compare in full").click()
    page.wait_for_url(re.compile(r"/tool/compare\?d=u-.*&d=u-"))


def test_chosen_designs_filters_and_axes_stay_when_requirements_change(windows: Windows, served: Served) -> None:
    page = opened(windows, served)
    expect(page.get_by_role("button", name="Compare U0").first).to_be_visible()
    page.locator(".axis-pick select").first.select_option(label="Area")
    page.get_by_label("Output (V)").fill("5")
    page.get_by_role("button", name="Compare U0").first.click()
    page.get_by_role("checkbox", name="folded").click()
    expect(said(page)).to_contain_text("pass your filters")
    page.get_by_label("Surroundings").fill("45")
    assert asked(page, served, lambda body: body["spec"]["ambient"] == 45)["spec"]["vout"] == 5
    expect(page.locator(".state")).to_be_empty()
    expect(page.get_by_role("button", name="Compare 1")).to_be_visible()
    expect(said(page)).to_contain_text("pass your filters")
    expect(page.locator(".axis-pick select").first).to_have_value("2")
