"""The desk in a real browser, alone on a page under the site's policy: drawn, asked, narrowed, by mouse and by keys."""

from __future__ import annotations

import json
import re
from threading import Event
from typing import Any

import pytest

from lifeworld.site.tests.real_browser import WIDE, Windows, barriers, browser, frames, pictured, until
from lifeworld.tools.tests.desk_server import Served
from lifeworld.tools.tests.seen_desk import MARKS, asked, configured, expect, opened, said, served, windows

__all__ = ["browser", "served", "windows"]
pytestmark = MARKS
INKED = """name => { const canvas = document.querySelector('lw-design-desk').shadowRoot.querySelector(`[data-part="${name}"] canvas`);
  const copy = document.createElement('canvas'); [copy.width, copy.height] = [canvas.width, canvas.height];
  const pen = copy.getContext('2d', {willReadFrequently: true}); pen.drawImage(canvas, 0, 0);
  return pen.getImageData(0, 0, copy.width, copy.height).data.reduce((n, one, i) => n + (i % 4 === 3 && one > 0 ? 1 : 0), 0) }"""


def passing(page: Any) -> int:
    """How many designs the sentence says pass the filters."""
    found = re.search(r"([\d,]+) pass", said(page).inner_text())
    return int(found[1].replace(",", "")) if found else -1


def until_fewer(page: Any, n: int) -> int:
    """How many designs pass once they are fewer than n."""
    for _ in frames(page):
        if 0 <= (found := passing(page)) < n:
            return found
    raise AssertionError(f"{passing(page)} designs pass still")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_is_seen_at_once_without_barriers(windows: Windows, served: Served, scheme: str) -> None:
    page = opened(windows, served, color_scheme=scheme)
    expect(page.get_by_role("row", name="U0 with L").first).to_be_visible()
    until(page, f"({INKED})('scatter') > 500")
    assert page.evaluate(WIDE) <= 0
    assert barriers(page) == []
    pictured(page, f"desk-{scheme}")
    page.get_by_role("button", name="All measures").click()
    until(page, f"({INKED})('parallel') > 500")
    assert barriers(page) == []
    pictured(page, f"desk-parallel-{scheme}")
    for text in ("Why 8.12", "More requirements", "Suppliers", "Weights"):
        page.locator("summary", has_text=text).click()
    assert barriers(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_one_thing_at_a_time(windows: Windows, served: Served, scheme: str) -> None:
    page = opened(windows, served, 360, 780, color_scheme=scheme, has_touch=True)
    for pane in ("Needs", "Trade-off", "Filters", "Designs", "Compare"):
        page.get_by_role("group", name="Show").get_by_role("button", name=pane).click()
        assert page.evaluate(WIDE) <= 0
        assert barriers(page) == []
        pictured(page, f"desk-phone-{pane}-{scheme}")
    expect(page.get_by_text("Choose designs with +")).to_be_visible()
    page.get_by_role("group", name="Show").get_by_role("button", name="Designs").click()
    page.get_by_role("button", name="Compare U0").nth(1).tap()
    page.get_by_role("button", name="Compare U0").nth(2).tap()
    page.get_by_role("group", name="Show").get_by_role("button", name="Compare 2").tap()
    expect(page.get_by_role("columnheader", name="A U0")).to_be_visible()
    assert page.evaluate(WIDE) <= 0


def test_typing_asks_once_with_what_was_typed_last(windows: Windows, served: Served) -> None:
    page = opened(windows, served)
    first = len(configured(served))
    current = page.get_by_label("Output current (A)")
    current.fill("0.")
    current.press_sequentially("5")
    expect(said(page)).to_contain_text("200 are shown")
    assert [body["spec"]["iout"] for body in configured(served)[first:]][-1] == 0.5
    assert set(served.csrf) == {"token"}
    page.get_by_label("Output current (A)").fill("1500m")
    question = asked(page, served, lambda body: body["spec"]["iout"] == 1.5)
    expect(said(page)).to_contain_text("400 are shown")
    assert question["spec"]["vin_min"] == 14
    assert "frequency" not in question["spec"]
    assert "choice" not in question


def test_what_is_wrong_is_said_by_the_field(windows: Windows, served: Served) -> None:
    served.refuse[7.0] = {"status": 422, "code": "bad_field", "title": "The field «Output» is 7 V, which this tool cannot make.",
                          "detail": "", "next_step": "Give at most 6 V."}
    served.refuse[8.0] = {"status": 422, "code": "odd", "title": "This cannot be done today.", "next_step": "Come back tomorrow."}
    page = opened(windows, served)
    before = len(configured(served))
    field = page.get_by_label("Output (V)")
    field.fill("banana")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile("Write a number"))
    field.fill("0.1")
    expect(field).to_have_accessible_description(re.compile(r"At least 0\.5\sV"))
    assert len(configured(served)) == before
    windows.said.clear()
    field.fill("7")
    expect(field).to_have_accessible_description("The field «Output» is 7 V, which this tool cannot make. Give at most 6 V.")
    field.fill("8")
    expect(page.get_by_role("alert")).to_contain_text("This cannot be done today. Come back tomorrow.")
    expect(said(page)).to_contain_text("400 are shown")
    field.fill("3V3")
    expect(page.get_by_role("alert")).to_have_count(0)
    windows.said = [one for one in windows.said if "422" not in one]


def test_what_is_typed_takes_the_question_before_it_back(windows: Windows, served: Served) -> None:
    served.slow[5.0] = Event()
    page = opened(windows, served)
    field, state = page.get_by_label("Output (V)"), page.locator(".state")
    field.fill("5")
    earlier = asked(page, served, lambda body: body["spec"]["vout"] == 5)["sitting"]
    expect(state).to_have_text("Updating …")
    field.fill("banana")
    expect(state).to_have_text("Correct what is marked to see designs.")
    field.fill("3.4")
    later = asked(page, served, lambda body: body["spec"]["vout"] == 3.4)["sitting"]
    expect(state).to_be_empty()
    assert later["key"] == earlier["key"] and later["number"] > earlier["number"]


@pytest.mark.parametrize("width", [1280, 360])
def test_the_country_of_delivery_by_keys(windows: Windows, served: Served, width: int) -> None:
    page = opened(windows, served, width)
    field = page.get_by_label("Country of delivery")
    expect(field).to_have_attribute("placeholder", "anywhere")
    assert [one.get_attribute("value") for one in page.locator("#buy-regions option").all()] == ["DE", "US"]
    page.get_by_label("Currency").press("Tab")
    expect(field).to_be_focused()
    page.keyboard.type("us")
    assert asked(page, served, lambda body: "region" in body)["region"] == "US"
    expect(field).to_have_accessible_description("United States")
    page.keyboard.type("a")
    expect(field).to_have_accessible_description("Write the two letters of a country, such as DE, or nothing.")
    expect(page.locator(".state")).to_have_text("Correct what is marked to see designs.")
    assert page.evaluate(WIDE) <= 0
    assert barriers(page) == []
    pictured(page, f"desk-country-{width}")
    field.fill("")
    asked(page, served, lambda body: "region" not in body)
    field.fill("de")
    asked(page, served, lambda body: body.get("region") == "DE")
    expect(page.locator(".state")).to_be_empty()
    if width < 640:
        page.get_by_role("group", name="Show").get_by_role("button", name="Designs").click()
    page.get_by_role("button", name="Open U0").first.click()
    page.wait_for_url(re.compile("/tool/d/"))
    assert next(body for path, body in reversed(served.asked) if path.endswith("/save"))["region"] == "DE"


def test_what_cannot_be_done_says_what_would_change_that(windows: Windows, served: Served) -> None:
    page = opened(windows, served)
    page.get_by_label("Output (V)").fill("20")
    expect(said(page)).to_have_text(re.compile("^None of 1.23"))
    expect(page.get_by_role("listitem").filter(has_text="An output current of at most 1.8 A would fit.")).to_be_visible()
    row = page.get_by_role("row").filter(has_text="Peak current stays under saturation")
    expect(row).to_contain_text("L1 AL-220: 2.60\u00a0A, at most 2.40\u00a0A is asked; 8.3\u00a0% outside")
    assert barriers(page) == []
    page.get_by_label("Output (V)").fill("3.3")
    expect(said(page)).to_contain_text("400 are shown")
    expect(page.get_by_role("row", name="U0 with L").first).to_be_visible()


def test_filters_by_keys(windows: Windows, served: Served) -> None:
    page = opened(windows, served)
    handle = page.get_by_label("Area, at most")
    handle.focus()
    for _ in range(4):
        page.keyboard.press("PageDown")
    expect(said(page)).to_contain_text("pass your filters")
    area = until_fewer(page, 400)
    expect(handle).to_have_attribute("aria-valuetext", re.compile("mm²$"))
    page.get_by_role("checkbox", name="folded").press("Space")
    assert until_fewer(page, area) > 0
    for name in ("stepped", "crossed"):
        page.get_by_role("checkbox", name=name).press("Space")
    expect(page.get_by_text("No design passes your filters.")).to_be_visible()
    page.get_by_role("button", name="Clear").press("Enter")
    expect(said(page)).not_to_contain_text("pass")
    page.get_by_role("checkbox", name="Only the").press("Space")
    front = re.search(r"(\d+) designs are on the front", said(page).inner_text())
    assert front
    expect(said(page)).to_contain_text(f"{front[1]} pass your filters")


def test_a_range_drawn_in_the_picture_narrows_both_measures(windows: Windows, served: Served) -> None:
    page = opened(windows, served)
    until(page, f"({INKED})('scatter') > 500")
    box = page.locator("[data-part=scatter]").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.6, steps=4)
    page.mouse.up()
    expect(said(page)).to_contain_text("pass your filters")
    narrowed = page.locator(".hist--narrow legend")
    expect(narrowed).to_have_count(2)
    assert [text.split()[0] for text in narrowed.all_inner_texts()] == ["Efficiency", "Cost"]
    page.get_by_role("button", name="All measures").click()
    until(page, f"({INKED})('parallel') > 500")
    page.get_by_role("button", name="Clear").click()
    box = page.locator("[data-part=parallel]").bounding_box()
    page.mouse.move(box["x"] + 46, box["y"] + box["height"] * 0.3)
    page.mouse.down()
    page.mouse.move(box["x"] + 46, box["y"] + box["height"] * 0.5, steps=4)
    page.mouse.up()
    expect(page.locator(".hist--narrow legend")).to_have_count(1)


def test_a_point_that_is_pressed_stays_and_the_front_is_walked_by_keys(windows: Windows, served: Served) -> None:
    page = opened(windows, served)
    title, lit = page.locator(".readout__title"), page.locator("circle.lit")
    walk = page.get_by_label("Walk along the front")
    expect(title).to_contain_text("with L")
    best, across = title.inner_text(), lit.get_attribute("cx")
    walk.focus()
    page.keyboard.press("Home")
    expect(title).not_to_have_text(best)
    expect(title).to_contain_text("with L")
    first = title.inner_text()
    expect(walk).to_have_attribute("aria-valuetext", re.compile(rf"^{first}: Cost of parts \S+\sEUR, Efficiency \S+\s%$"))
    expect(lit).not_to_have_attribute("cx", across)
    across = lit.get_attribute("cx")
    page.keyboard.press("End")
    expect(title).not_to_have_text(first)
    expect(title).to_contain_text("with L")
    here = title.inner_text()
    expect(lit).not_to_have_attribute("cx", across)
    page.evaluate("window.scrollTo(0, 0)")
    spot = lit.bounding_box()
    page.keyboard.press("Home")
    expect(title).to_have_text(first)
    page.evaluate("window.scrollTo(0, 0)")
    page.mouse.click(spot["x"] + spot["width"] / 2, spot["y"] + spot["height"] / 2)
    page.mouse.move(5, 5)
    expect(title).to_have_text(here)


def test_suppliers_are_sent_only_once_they_were_chosen_here(windows: Windows, served: Served) -> None:
    page = opened(windows, served)
    page.locator("summary", has_text="Suppliers").click()
    expect(page.get_by_text("the default choice")).to_be_visible()
    page.get_by_label("Alpha Parts").select_option("blocked")
    expect(page.get_by_text("your choice")).to_be_visible()
    page.get_by_label("How many").fill("250")
    question = asked(page, served, lambda body: body["quantity"] == 250)
    assert question["choice"] == {"default": "allowed", "sellers": {"alpha": "blocked"}}
    page.get_by_label("How many").fill("none")
    expect(page.get_by_label("How many")).to_have_accessible_description("Write a whole number from 1.")


def test_visitors_are_not_told_whom_the_place_blocks(windows: Windows, served: Served) -> None:
    page = opened(windows, served, more={"choice": {"default": "allowed", "sellers": {}, "any_stock": False, "is_default": False}})
    page.locator("summary", has_text="Suppliers").click()
    alpha, beta = page.get_by_label("Alpha Parts"), page.get_by_label("Beta Parts")
    for one in (alpha, beta):
        expect(one.locator("option:checked")).to_have_text("as this place chose")
    assert barriers(page) == []
    alpha.select_option("preferred")
    assert asked(page, served, lambda body: "choice" in body)["choice"]["sellers"] == {"alpha": "preferred"}
    expect(alpha).to_have_value("preferred")
    expect(beta).to_have_value("allowed")


def test_an_answer_that_is_on_the_page_is_not_asked_for(windows: Windows, served: Served) -> None:
    from lifeworld.tools.tests.made_candidates import answer, made_candidates

    opened(windows, served, more={"answer": answer(made_candidates(60), {})})
    assert configured(served) == []


def test_words_of_the_page_and_paper(windows: Windows, served: Served) -> None:
    page = windows.open()
    body = '<script type="application/json" id="lw-texts">{"desk.needs": "Anforderungen"}</script>'
    address = served.desk()
    served.pages["/page"] = served.pages["/page"].replace("<h1>", body + "<h1>")
    page.goto(address)
    expect(page.get_by_role("heading", name="Anforderungen")).to_be_visible()
    expect(said(page)).to_contain_text("400 are shown")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    expect(page.get_by_role("grid").locator("[role=row]:not([data-part=head])")).to_have_count(30)
    expect(page.get_by_role("button", name="Low cost")).to_be_hidden()


LINES = {"title": "Loop gain", "kind": "lines", "about": "Crosses at 10 kHz.", "data": {
    "x": {"title": "Frequency", "unit": "Hz", "log": True}, "y": [{"title": "Gain", "unit": "dB"}, {"title": "Phase", "unit": "°"}],
    "series": [{"title": "Gain", "x": [100, 1000, 10_000, 100_000], "y": [40, 20, 0, None]},
               {"title": "Phase", "x": [100, 1000, 10_000, 100_000], "y": [-90, -95, -120, -170], "axis": 1, "dashed": True}]}}
SHARES = {"title": "Losses", "kind": "shares", "about": "At full load.", "data": {
    "unit": "W", "total": 0.5, "parts": [
        {"title": "Winding", "value": 0.1, "note": ""}, {"title": "Core", "value": None, "note": "not stated"},
        {"title": "Switch", "value": 0.3, "note": "two thirds of it on"}]}}


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_panels_are_pictures_and_tables(windows: Windows, served: Served, width: int, scheme: str) -> None:
    page = windows.open(width, color_scheme=scheme)
    panels = (("l", LINES), ("s", SHARES))
    scripts = "".join(f'<script type="application/json" id="{name}">{json.dumps(data)}</script>' for name, data in panels)
    page.goto(served.page(f'{scripts}<lw-lines from="l"></lw-lines><lw-shares from="s"></lw-shares>'))
    slide = page.get_by_label("Position on Frequency")
    slide.focus()
    page.keyboard.press("Home")
    expect(slide).to_have_attribute("aria-valuetext", "Frequency 100.0\u00a0Hz; Gain 40.00\u00a0dB; Phase −90.00\u00a0°")
    page.keyboard.press("End")
    expect(slide).to_have_attribute("aria-valuetext", re.compile("Gain –; Phase −170.0"))
    page.get_by_text("Show as a table").click()
    expect(page.get_by_role("region", name="Values along Frequency").get_by_role("row")).to_have_count(5)
    shares = page.locator("lw-shares")
    assert [text.split("\n")[0] for text in shares.locator("tbody tr th").all_inner_texts()] == ["Switch", "Winding", "Core"]
    expect(shares.get_by_role("row", name="Core")).to_contain_text("not known")
    expect(shares).to_contain_text("1 part is not known")
    assert page.evaluate(WIDE) <= 0
    assert barriers(page) == []
    pictured(page, f"panels-{width}-{scheme}")
