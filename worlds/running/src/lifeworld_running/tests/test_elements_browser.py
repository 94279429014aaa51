"""The world's elements in a real browser under a strict policy: pointer, finger, keys, words, tables, barriers, and nobody else asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lifeworld.site.tests.real_browser import ALONE, PATIENCE_MS, PICTURES, WIDE, barriers, browser
from lifeworld_running.tests.elements_pages import SITE, Answers, activity, element, route

__all__ = ["browser"]
pytestmark = ALONE
HEARD = """window.heard = []; for (const name of ['lw-cursor', 'lw-unit', 'lw-axis', 'lw-route-choose'])
  document.addEventListener(name, (event) => window.heard.push([name, event.detail]))"""
SCREENS = [(360, "light"), (360, "dark"), (1280, "light"), (1280, "dark")]


@pytest.fixture
def answers() -> Answers:
    return Answers()


@pytest.fixture
def look(browser: Any, answers: Answers) -> Iterator[Any]:
    """Opens a page; fails the test for anything on the console, and for any address that the page should not ask."""
    said: list[str] = []
    contexts: list[Any] = []

    def opened(address: str, width: int = 1280, **options: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        context.route("**/*", answers)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(address)
        page.locator(".reach").first.wait_for()
        page.evaluate(HEARD)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert said == []
    assert answers.refused == []


def told(page: Any) -> str:
    return str(page.locator(".reach").get_attribute("aria-valuetext"))


def says(page: Any, beginning: str) -> None:
    page.locator(f'.reach[aria-valuetext^="{beginning}"]').wait_for()


def cursors(page: Any) -> list[Any]:
    return [detail["index"] for name, detail in page.evaluate("window.heard") if name == "lw-cursor"]


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
@pytest.mark.parametrize("tag", ["lw-activity", "lw-route-compare"])
def test_it_fits_and_has_no_barrier_with_its_tables_open(look: Any, answers: Answers, tag: str, width: int, scheme: str) -> None:
    data = activity() if tag == "lw-activity" else route()
    page = look(answers.page(element(tag, data, 'level="2"')), width, color_scheme=scheme, reduced_motion="reduce")
    page.get_by_role("button", name="Show the values as tables").click()
    page.locator(".values").wait_for()
    page.locator(".reach").focus()
    page.keyboard.press("PageUp")
    assert page.evaluate(WIDE) <= 0
    assert barriers(page) == []
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{tag}-{width}-{scheme}.png", full_page=True)


# One run -----------------------------------------------------------------------------------------------------------------


def test_keys_walk_along_the_run_and_say_where_they_are_in_words(look: Any, answers: Answers) -> None:
    page = look(answers.page(element("lw-activity", activity())))
    page.locator(".reach").focus()
    page.keyboard.press("Home")
    page.keyboard.press("PageUp")
    says(page, "1.00 kilometres, after 5 minutes, ")
    assert "150 beats a minute" in told(page)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("End")
    page.keyboard.press("Escape")
    says(page, "no place chosen")
    assert cursors(page) == [0, 500, 509, 1800, None]


def test_a_mouse_on_the_charts_moves_the_dot_on_the_map_and_one_on_the_map_the_line(look: Any, answers: Answers) -> None:
    page = look(answers.page(element("lw-activity", activity())))
    box = page.locator(".reach").bounding_box()
    page.mouse.move(box["x"] + 44 + (box["width"] - 56) / 4, box["y"] + 60)
    page.locator(".spot[visibility=visible]").wait_for()
    assert abs(cursors(page)[-1] - 450) < 12
    assert page.locator("[data-value=heart]").text_content() == "150 bpm"
    ground = page.locator(".map").bounding_box()
    page.mouse.move(5, 5)
    page.locator(".spot[visibility=hidden]").wait_for(state="attached")
    start = page.locator(".end--start").bounding_box()
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.locator(".cursor[visibility=visible]").wait_for()
    assert cursors(page)[-1] in (*range(12), *range(1789, 1801))
    assert ground["width"] > 300


def test_a_finger_leaves_the_cursor_where_it_was(look: Any, answers: Answers) -> None:
    page = look(answers.page(element("lw-activity", activity())), 360, has_touch=True)
    box = page.locator(".reach").bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + 60)
    page.locator(".spot[visibility=visible]").wait_for()
    assert abs(cursors(page)[-1] - 900) < 120
    assert None not in cursors(page)


def test_what_is_missing_is_not_drawn_through_and_is_told(look: Any, answers: Answers) -> None:
    page = look(answers.page(element("lw-activity", activity(), "table axis='time'")))
    assert page.locator("path.track").get_attribute("d").count("M") == 2
    for series in ("pace", "altitude", "heart"):
        assert page.locator(f".s-{series} .chart__line").get_attribute("d").count("M") == 2
    assert page.locator(".s-pace .band").bounding_box()["width"] > 20
    assert "Not recorded for 1:31, at 1.80 km." in page.locator(".missing").inner_text()
    assert page.locator(".values td", has_text="not recorded 1:31").count() == 1


def test_units_and_axes_change_everything_and_tell(look: Any, answers: Answers) -> None:
    page = look(answers.page(element("lw-activity", activity())))
    page.get_by_role("button", name="miles").click()
    page.get_by_role("button", name="time", exact=True).click()
    assert page.locator("text=Pace, min/mi").count() == 1
    assert page.locator(".splits tbody tr").count() == 1
    assert page.locator(".facts dd").first.inner_text() == "2.24 mi"
    assert page.get_by_role("button", name="time", exact=True).get_attribute("aria-pressed") == "true"
    heard = [entry for entry in page.evaluate("window.heard") if entry[0] != "lw-cursor"]
    assert heard == [["lw-unit", {"unit": "mile"}], ["lw-axis", {"axis": "time"}]]


def test_a_fastest_stretch_shows_where_it_was(look: Any, answers: Answers) -> None:
    page = look(answers.page(element("lw-activity", activity())))
    assert page.locator(".litband").count() == 0
    page.get_by_role("button", name="1 km in 4:45").focus()
    assert page.locator(".litband").count() == 3
    assert page.locator(".map .lit").count() == 1
    page.keyboard.press("Enter")
    page.locator(".cursor[visibility=visible]").wait_for()
    assert cursors(page) == [400]
    page.keyboard.press("Tab")
    assert page.locator(".litband").count() == 0


def test_hidden_ends_have_no_start_and_say_so(look: Any, answers: Answers) -> None:
    data = activity(breaks=[{"at": 0, "why": "hidden"}, {"at": 900, "why": "hidden"}, {"at": 1801, "why": "hidden"}])
    page = look(answers.page(element("lw-activity", data)))
    assert page.locator(".end--start, .end--end").count() == 0
    assert page.locator(".end--hidden").count() == 1
    assert "Parts near private places are cut out" in page.locator(".place").inner_text()


def test_paces_have_a_legend_and_a_width_of_their_own(look: Any, answers: Answers) -> None:
    page = look(answers.page(element("lw-activity", activity())))
    page.get_by_role("button", name="by pace").click()
    assert page.locator(".paces li").count() == 5
    wide = "all => all.map((each) => parseFloat(getComputedStyle(each).strokeWidth))"
    widths = page.eval_on_selector_all("lw-activity .map .track", wide)
    assert widths == sorted(set(widths))


def test_tiles_are_asked_for_only_where_a_page_says_so(look: Any, answers: Answers) -> None:
    page = look(answers.page(element("lw-activity", activity())))
    assert page.locator("image").count() == 0
    page.route("**/tiles/**", lambda request: request.fulfill(body=b"", content_type="image/png"))
    page.evaluate("document.querySelector('lw-activity').setAttribute('tiles', '/tiles/{z}/{x}/{y}.png')")
    page.locator("image").first.wait_for(state="attached")
    assert page.locator("image").first.get_attribute("href").startswith("/tiles/")


def test_a_run_that_was_typed_in_has_facts_and_no_picture(browser: Any, answers: Answers) -> None:
    data = {"activity": {"title": "On a treadmill"}, "totals": {"distance_m": 5000, "moving_s": 1500}}
    context = browser.new_context()
    context.route("**/*", answers)
    page = context.new_page()
    page.goto(answers.page(element("lw-activity", data)))
    page.locator("text=Nothing was recorded along the way.").wait_for()
    assert page.locator(".facts dd").all_inner_texts() == ["5.00 km", "25:00"]
    context.close()


def test_a_page_that_says_things_itself_leaves_them_out(look: Any, answers: Answers) -> None:
    own = element("lw-activity", activity(), 'bare without="trust zones"')
    page = look(answers.page(own.replace("</lw-activity>", "<p>For pages without scripts.</p></lw-activity>")))
    assert page.locator(".facts, .trust, .zones, .head__name").count() == 0
    assert page.locator(".splits, .efforts").count() == 2
    assert page.get_by_text("For pages without scripts.").is_hidden()
    assert [each.get_attribute("aria-level") for each in page.locator("lw-activity [role=heading]").all()] == ["2", "2"]
    assert barriers(page) == []


def test_ten_thousand_points_are_drawn_and_walked_smoothly(look: Any, answers: Answers) -> None:
    answers.data["/run.json"] = activity(10_001)
    page = look(answers.page('<lw-activity src="/run.json"></lw-activity>'))
    lengths = page.eval_on_selector_all("lw-activity path", "all => all.map((each) => each.getAttribute('d').length)")
    assert max(lengths) < 40_000
    drawn = page.evaluate("""() => { let n = 0; const element = document.querySelector('lw-activity');
      new MutationObserver((all) => { n += all.length; }).observe(element.shadowRoot, {subtree: true, attributeFilter: ['d']});
      for (let i = 0; i < 10001; i += 100) element.look(i);
      return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(n)))); }""")
    assert drawn == 0


# One route ---------------------------------------------------------------------------------------------------------------


def test_runs_are_chosen_up_to_six_and_the_reference_changes_the_gaps(look: Any, answers: Answers) -> None:
    page = look(answers.page(element("lw-route-compare", route())))
    assert "not yet distinguishable" in page.locator(".lead").inner_text()
    chosen = page.locator(".runs input[type=checkbox]")
    assert chosen.evaluate_all("all => all.filter((each) => each.checked).length") == 4
    for box in (4, 5):
        chosen.nth(box).check()
    assert chosen.nth(7).is_disabled()
    assert page.locator(".run--strong:not(.keys *)").count() == 6
    assert "Six runs are drawn at most" in page.locator(".runs caption").inner_text()
    assert page.locator(".runs tbody tr").nth(1).locator(".gap-cell").inner_text().startswith("+0:20")
    page.get_by_role("radio", name="Make the run of 12 Mar 2026 the reference").check()
    assert page.locator(".runs tbody tr").nth(0).locator(".gap-cell").inner_text().startswith("−0:20")
    last = page.evaluate("window.heard").pop()
    assert last[0] == "lw-route-choose"
    assert last[1]["reference"] == "7"
    assert len(last[1]["chosen"]) == 6


def test_keys_walk_along_the_route_and_say_who_is_ahead(look: Any, answers: Answers) -> None:
    page = look(answers.page(element("lw-route-compare", route())))
    page.get_by_role("button", name="median").click()
    page.locator(".reach").focus()
    page.keyboard.press("End")
    says(page, "5.00 kilometres: run A, ")
    assert "ahead" in told(page)
    assert "level" in told(page)


def test_a_run_the_other_way_round_has_a_mark_and_words_and_no_line(look: Any, answers: Answers) -> None:
    page = look(answers.page(element("lw-route-compare", route())))
    row = page.locator(".runs tr", has_text="other way round")
    assert row.count() == 1
    assert row.locator(".ribbon").count() == 0
    assert page.locator(".point .dot--back").count() == 1
    assert page.locator(".point .dot--empty").count() == 1
    assert page.locator(".runs a").first.get_attribute("href") == "/runs/8/"
    assert page.url == SITE + "/page"
