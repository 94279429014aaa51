"""The scorecard's elements in a real browser under the site's policy: keyboard, fingers, no connection, narrow, right to left, barriers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from lifeworld.scorecard.core.frames import LABELS
from lifeworld.scorecard.core.values import Chart, Series
from lifeworld.scorecard.core.wire import card_json, chart_json
from lifeworld.scorecard.tests.cards import figure, hostile_card, made_card, unknown_card
from lifeworld.site.tests.elements_server import Served, serving
from lifeworld.site.tests.real_browser import ALONE, WIDE, Windows, barriers, browser, expect, pictured, until

__all__ = ["browser"]
pytestmark = ALONE
Look = Callable[..., Any]
MODULE = '<script type="module" src="/scorecard.js"></script>'
OPEN = """for (const host of document.querySelectorAll('lw-scorecard, lw-chart'))
  for (const one of host.shadowRoot.querySelectorAll('details')) one.open = true"""


@pytest.fixture
def served() -> Iterator[Served]:
    with serving() as server:
        yield server


@pytest.fixture
def look(browser: Any, served: Served) -> Iterator[Look]:
    """Opens an address; fails the test for anything on the console."""
    windows = Windows(browser, served.address)

    def opened(address: str, width: int = 1280, **options: Any) -> Any:
        page = windows.open(width, **options)
        page.goto(address)
        return page

    yield opened
    windows.close()


def element(tag: str, data: Any, attributes: str = "") -> str:
    text = json.dumps(data).replace("<", "\\u003c")
    return f'<{tag} {attributes}><script type="application/json">{text}</script></{tag}>'


def data(card: Any = None) -> dict[str, Any]:
    """What the site gives: the card, factors with addresses, and four runs before."""
    body = card_json(card or made_card())
    history = {one["factor"]: [{"as_of": f"2026-0{month}-01", "definitions": "1", **{
        name: one["axis"][name] for name in ("value", "low", "high")}} for month in (5, 6, 7, 8)] for one in body["scores"]}
    return {"card": body, "factors": [{**one, "url": f"#{one['key']}"} for one in body["factors"]], "history": history}


def test_the_weakest_link_is_said_first_and_every_row_opens_by_keyboard_to_its_evidence(look: Look, served: Served) -> None:
    page = look(served.page(MODULE + element("lw-scorecard", data())))
    card = page.locator("lw-scorecard")
    expect(card.get_by_role("heading").first).to_have_text("Weakest link: Aligned with success")
    expect(card.get_by_text("Its lower bound is 0.00, the lowest of the 5 factors that are known.")).to_be_visible()
    page.evaluate("addEventListener('lw-open-factor', event => { window.opened = event.detail.factor })")
    for at in range(6):
        row = card.locator("summary.row").nth(at)
        if at == 0:
            page.keyboard.press("Tab")
        expect(row).to_be_focused()
        if at < 5:
            page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    until(page, "window.opened === 'presence'")
    expect(card.get_by_text("About 68 journeys with a known start are needed; 12 are there.").first).to_be_visible()
    weakest = card.locator("summary.row", has_text="Aligned with success")
    weakest.press("Enter")
    inside = card.locator("li.is-weakest")
    expect(inside).to_contain_text("Pay for outcomes that customers attained")
    shown = inside.locator("lw-figure", has_text="Kendall")
    shown.get_by_role("button").press("Enter")
    expect(shown.get_by_role("dialog")).to_contain_text("bootstrap of households")


def test_what_is_not_known_is_dashed_and_says_what_is_needed(look: Look, served: Served) -> None:
    page = look(served.page(MODULE + element("lw-scorecard", data(unknown_card()))))
    card = page.locator("lw-scorecard")
    expect(card.get_by_role("heading").first).to_have_text("Nothing is known yet")
    assert card.locator(".dot, .reach, .low, .least").count() == 0
    assert card.locator(".track--unknown").count() == 6
    expect(card.locator("summary.row").first).to_contain_text("about 68 needed")


def test_the_table_says_the_same(look: Look, served: Served) -> None:
    page = look(served.page(MODULE + element("lw-scorecard", data())), 360)
    card = page.locator("lw-scorecard")
    card.get_by_text("Show as a table").click()
    row = card.get_by_role("row", name="Aligned with success")
    expect(row).to_contain_text("0.18 (0.00 to 0.39)")
    expect(row).to_contain_text("weakest link")
    expect(row).to_contain_text("owner 10 %, customers 10 % (7 to 14 %)")
    expect(card.get_by_role("row", name="There when needed")).to_contain_text("not enough")
    assert page.evaluate(WIDE) <= 0


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (360, "dark"), (800, "light"), (1280, "dark")])
def test_nothing_is_in_the_way_and_nothing_wider_than_the_screen(look: Look, served: Served, width: int, scheme: str) -> None:
    charts = "".join(element("lw-chart", chart) for chart in some_charts())
    body = "".join((element("lw-scorecard", data(made_card(simulated=True))), element("lw-scorecard", data(), "compact"),
                    element("lw-scorecard", data(), 'factor="partners"'), charts, element("lw-effect", effect())))
    page = look(served.page(f"{MODULE}{body}"), width, color_scheme=scheme)
    expect(page.locator("lw-effect dl")).to_be_visible()
    page.evaluate(OPEN)
    pictured(page, f"scorecard-elements-{width}-{scheme}")
    assert barriers(page) == []
    assert page.evaluate(WIDE) <= 0


def test_forced_colours_right_to_left_and_strange_texts_break_nothing(look: Look, served: Served) -> None:
    body = MODULE + element("lw-scorecard", data(hostile_card())) + "".join(
        element("lw-chart", chart_json(chart)) for score in hostile_card().scores for chart in score.charts)
    page = look(served.page(body, "rtl"), 360, forced_colors="active")
    expect(page.locator("lw-scorecard").get_by_role("heading").first).to_be_visible()
    page.evaluate(OPEN)
    pictured(page, "scorecard-elements-hostile")
    assert page.locator("lw-scorecard i, lw-chart i").count() == 0
    assert page.evaluate(WIDE) <= 0


def test_data_come_from_an_address_too_and_a_failure_is_said(look: Look, served: Served) -> None:
    served.data["/card"] = card_json(made_card())
    page = look(served.page(f'{MODULE}<lw-scorecard src="/card"></lw-scorecard><lw-scorecard from="none"></lw-scorecard>'))
    expect(page.locator("lw-scorecard").first.get_by_role("heading").first).to_have_text("Weakest link: Aligned with success")
    expect(page.locator("lw-scorecard").nth(1)).to_contain_text("No data were given.")


def test_both_modules_may_stand_on_one_page(look: Look, served: Served) -> None:
    page = look(served.page(MODULE + element("lw-figure", figure("x", 0.5, 0.4, 0.6).json()) + element("lw-scorecard", data(), "compact")))
    expect(page.locator("lw-figure").first).to_contain_text("0.50")
    expect(page.locator("lw-scorecard").first).to_contain_text("Weakest link: Aligned with success")


def test_a_chart_says_its_numbers_with_their_intervals(look: Look, served: Served) -> None:
    page = look(served.page(MODULE + element("lw-chart", some_charts()[-1])), 360)
    chart = page.locator("lw-chart")
    chart.get_by_text("Show as a table").click()
    expect(chart.get_by_role("row", name="2026-05-02")).to_contain_text("1 (−1 to 3)")
    expect(chart.get_by_role("row", name="2026-05-01")).to_contain_text("not known")
    expect(chart.get_by_text("worth it")).to_be_visible()


def test_bars_that_bear_the_names_of_types_have_the_colours_of_types(look: Look, served: Served) -> None:
    names = (*LABELS, "somebody")
    bars = Chart("types", "Types", "bars", "type", "T", (Series("T", names, (1.0, -2.0, 3.0, 4.0, 5.0), (0.0,) * 5, (6.0,) * 5),))
    page = look(served.page(MODULE + element("lw-chart", chart_json(bars))), 360)
    own = {name: f"rgb({at}, 2, 3)" for at, name in enumerate(("individual", "brand", "social", "undetermined", "focal"))}
    found = page.locator("lw-chart").evaluate("""(chart, own) => {
      for (const [name, colour] of Object.entries(own)) chart.style.setProperty(`--lw-${name}`, colour);
      return [...chart.shadowRoot.querySelectorAll('.bar-of')].map((bar) => getComputedStyle(bar).fill); }""", own)
    assert found == list(own.values())


def some_charts() -> list[dict[str, Any]]:
    """A chart of every kind, the last with rules and days."""
    found = [chart_json(chart) for score in made_card().scores for chart in score.charts]
    days = Chart("effect", "Effect, day by day", "lines", "day", "effect, T", (
        Series("effect", ("2026-05-01", "2026-05-02", "2026-05-09"), (None, 1.0, 2.0), (None, -1.0, 1.0), (None, 3.0, 3.0)),))
    return [*found, {**chart_json(days), "rules": [{"y": 0, "name": ""}, {"y": 2, "name": "worth it"}]}]


def effect() -> dict[str, Any]:
    """A play's effect beside what one would have said without chance."""
    made = figure("effect", 2.4, 0.8, 4.0, unit="T")
    return {"effect": made.json(), "naive": replace(made, value=5.0, low=4.0, high=6.0).json(), "worth": 2, "better": 1, "unit": "T"}
