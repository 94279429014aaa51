"""<lw-map-draw> in a real browser: drawn by keyboard and by finger, sent, refused, kept without a connection."""

from __future__ import annotations

from typing import Any

from lifeworld.site.tests.elements_server import Served
from lifeworld.site.tests.real_browser import ALONE, WIDE, barriers, browser
from lifeworld.site.tests.test_elements import CONFIG, DRAWING, KEPT, drawn, element, look, served

__all__ = ["browser", "look", "served"]
pytestmark = ALONE
SEND = 'action="/drawings" csrf="token" key="ana"'
STATE = ".state"


def by_name(page: Any) -> dict[str, Any]:
    return {actor["name"]: actor for actor in page.evaluate(DRAWING)["actors"]}


def opened(look: Any, served: Served, config: dict[str, Any], *, width: int = 1280, direction: str = "ltr", **options: Any) -> Any:
    page = look(served.page(element("lw-map-draw", config, SEND), direction), width, **options)
    page.locator("svg.board").wait_for()
    return page


def test_a_map_is_drawn_by_keyboard_alone(look: Any, served: Served) -> None:
    page = opened(look, served, CONFIG)
    name = page.get_by_role("textbox", name="Who or what plays a part?")
    name.focus()
    page.keyboard.press("Enter")
    assert "Write who or what it is first." in page.get_by_role("alert").inner_text()
    page.keyboard.type("Mira")
    page.keyboard.press("Enter")
    assert "Say what «Mira» is." in page.get_by_role("alert").inner_text()
    page.get_by_role("radio", name="Family and friends").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Add to my map").press("Enter")
    page.get_by_role("radio", name="ring 2: near").focus()
    page.keyboard.press("Space")
    mira = page.get_by_role("button", name="Mira, Family and friends")
    mira.focus()
    for key, ring in (("ArrowUp", 1), ("ArrowUp", 1), ("ArrowDown", 2), ("ArrowDown", 3), ("ArrowDown", 3)):
        page.keyboard.press(key)
        assert by_name(page)["Mira"]["ring"] == ring
    assert "in the outermost ring already" in page.locator(".heard").inner_text()
    before = by_name(page)["Mira"]
    page.keyboard.press("ArrowRight")
    after = by_name(page)["Mira"]
    assert after["ring"] == 3 and (after["x"], after["y"]) != (before["x"], before["y"])
    page.keyboard.press("+")
    assert by_name(page)["Mira"]["size"] == 0.6
    page.get_by_role("radio", name="hinders").focus()
    page.keyboard.press("Space")
    assert by_name(page)["Mira"]["valence"] == -1
    mira.focus()
    page.keyboard.press("Delete")
    assert by_name(page) == {}
    page.keyboard.press("Control+z")
    assert by_name(page)["Mira"]["valence"] == -1
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+Shift+z")
    assert by_name(page)["Mira"]["valence"] == -1 and barriers(page) == []


def test_actors_are_linked_and_unlinked(look: Any, served: Served) -> None:
    page = opened(look, served, {**CONFIG, "actors": [drawn("a", 0.5, 0), drawn("b", -0.5, 0.1)]})
    page.get_by_role("button", name="a, People").focus()
    page.keyboard.press("l")
    page.get_by_role("button", name="b, People").focus()
    page.keyboard.press("Enter")
    assert page.evaluate(DRAWING)["ties"] == [{"a": "a", "b": "b"}]
    page.get_by_role("button", name="Unlink from b").click()
    assert page.evaluate(DRAWING)["ties"] == []


def drag(page: Any, start: tuple[float, float], end: tuple[float, float]) -> None:
    """One finger from here to there."""
    client = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

    touch("touchStart", start)
    for step in range(1, 9):
        touch("touchMove", (start[0] + (end[0] - start[0]) * step / 8, start[1] + (end[1] - start[1]) * step / 8))
    touch("touchEnd")


def middle(box: dict[str, float], x: float = 0.5, y: float = 0.5) -> tuple[float, float]:
    return box["x"] + box["width"] * x, box["y"] + box["height"] * y


def test_a_map_is_drawn_by_finger_on_a_small_phone(look: Any, served: Served) -> None:
    page = opened(look, served, CONFIG, width=360, height=1400, has_touch=True, is_mobile=True)
    page.get_by_role("button", name="Stride").tap()
    board = page.locator("svg.board").bounding_box()
    chip = page.locator(".chip--tray").bounding_box()
    drag(page, middle(chip), middle(board, 0.5, 0.25))
    stride = by_name(page)["Stride"]
    assert stride["ring"] == 2 and abs(stride["x"]) < 0.05 and abs(stride["y"] + 0.56) < 0.05
    node = page.locator(".node .hit").bounding_box()
    assert min(node["width"], node["height"]) >= 44
    drag(page, middle(node), middle(board, 0.62, 0.5))
    assert by_name(page)["Stride"]["ring"] == 1
    drag(page, middle(page.locator(".node .hit").bounding_box()), (board["x"] + board["width"] / 2, board["y"] + board["height"] + 60))
    assert by_name(page)["Stride"]["ring"] is None
    assert "taken off the map" in page.locator(".heard").inner_text()
    page.locator(".chip--tray").tap()
    page.touchscreen.tap(*middle(board, 0.25, 0.5))
    assert by_name(page)["Stride"]["ring"] == 2 and by_name(page)["Stride"]["x"] < 0
    page.get_by_role("button", name="Done").tap()
    page.touchscreen.tap(*middle(page.locator(".node .hit").bounding_box()))
    assert page.get_by_role("region", name="About Stride").is_visible()
    small = page.locator("lw-map-draw button:visible, lw-map-draw input:visible, lw-map-draw select:visible").evaluate_all(
        "(all) => all.map((each) => each.getBoundingClientRect()).filter((box) => box.height < 43.9 || box.width < 43.9).length")
    assert small == 0 and page.evaluate(WIDE) <= 0


def test_places_are_not_mirrored_from_right_to_left(look: Any, served: Served) -> None:
    page = opened(look, served, {**CONFIG, "actors": [drawn("a", 0.5, 0)]}, direction="rtl")
    board, node = page.locator("svg.board").bounding_box(), page.locator(".node .mark").bounding_box()
    assert middle(node)[0] > middle(board)[0]
    page.mouse.move(*middle(node))
    page.mouse.down()
    page.mouse.move(*middle(board, 0.9, 0.5), steps=5)
    page.mouse.up()
    assert by_name(page)["a"]["x"] > 0.8 and by_name(page)["a"]["ring"] == 3
    assert page.evaluate(WIDE) <= 0


def test_escape_ends_a_drag_and_nothing_moved(look: Any, served: Served) -> None:
    page = opened(look, served, {**CONFIG, "actors": [drawn("a", 0.5, 0)]})
    page.mouse.move(*middle(page.locator(".node .mark").bounding_box()))
    page.mouse.down()
    page.mouse.move(*middle(page.locator("svg.board").bounding_box(), 0.1, 0.5), steps=5)
    page.keyboard.press("Escape")
    page.mouse.up()
    assert by_name(page)["a"]["x"] == 0.5


def test_a_drawing_is_kept_without_a_connection_and_sent_once_there_is_one(look: Any, served: Served) -> None:
    page = opened(look, served, {**CONFIG, "actors": [drawn("a", 0.5, 0)]})
    page.evaluate("window.states = []; document.addEventListener('lw-draw-state', (e) => window.states.push(e.detail.state))")
    page.get_by_role("button", name="a, People").press("-")
    page.context.set_offline(True)
    page.get_by_role("button", name="Send my map").click()
    page.locator(STATE, has_text="Not sent yet: no answer").wait_for()
    assert len(page.evaluate(KEPT)) == 2 and served.posted == []
    page.context.set_offline(False)
    page.locator(STATE, has_text="Saved.").wait_for()
    assert page.evaluate("window.states") in (["unsent", "sending", "waiting", "sending", "saved"],
                                              ["unsent", "sending", "waiting", "sending", "waiting", "sending", "saved"])
    [(sent, header)] = served.posted
    assert header == "token" and sent["actors"][0]["size"] == 0.4
    assert (sent["rings"], sent["question"]) == (CONFIG["rings"], CONFIG["question"])
    assert page.evaluate(KEPT) == [] and page.get_by_text("Thank you.").is_visible()


def test_what_an_earlier_visit_could_not_send_goes_out_with_the_same_id(look: Any, served: Served) -> None:
    served.answers = [(503, {})]
    page = opened(look, served, {**CONFIG, "actors": [drawn("a", 0.5, 0)]})
    page.get_by_role("button", name="a, People").press("ArrowUp")
    page.get_by_role("button", name="Send my map").click()
    page.locator(STATE, has_text="Not sent yet: no answer").wait_for()
    page.reload()
    page.locator(STATE, has_text="Saved.").wait_for()
    first, second = (body for body, _ in served.posted[-2:])
    assert first == second and first["client_id"] and by_name(page)["a"]["ring"] == 1


def test_an_unfinished_map_is_back_and_undo_leads_to_where_it_began(look: Any, served: Served) -> None:
    page = opened(look, served, CONFIG)
    page.get_by_role("button", name="my club").click()
    page.reload()
    assert "is back" in page.locator(".heard").inner_text() and list(by_name(page)) == ["my club"]
    page.get_by_role("button", name="Undo").click()
    assert by_name(page) == {}


def test_unplaced_actors_are_asked_about_and_allowed(look: Any, served: Served) -> None:
    page = opened(look, served, {**CONFIG, "actors": [drawn("a", None, None), drawn("b", 0.2, 0.2)]})
    page.get_by_role("button", name="b, People").press("+")
    page.get_by_role("button", name="Send my map").click()
    dialog = page.get_by_role("dialog")
    assert "a is not on the map yet" in dialog.inner_text()
    dialog.get_by_role("button", name="Go on drawing").click()
    assert served.posted == []
    page.get_by_role("button", name="Send my map").click()
    dialog.get_by_role("button", name="Send it so").click()
    page.locator(STATE, has_text="Saved.").wait_for()
    sent = {actor["name"]: actor for actor in served.posted[0][0]["actors"]}
    assert (sent["a"]["ring"], sent["a"]["x"], sent["a"]["y"]) == (None, None, None) and sent["b"]["ring"] == 1


def test_a_refusal_is_said_in_the_server_s_words_and_nothing_is_lost(look: Any, served: Served) -> None:
    served.answers = [(409, {"detail": "The study is closed.", "next_step": "Ask the team."})]
    page = opened(look, served, {**CONFIG, "actors": [drawn("a", 0.5, 0)]})
    page.get_by_role("button", name="a, People").press("+")
    page.get_by_role("button", name="Send my map").click()
    page.locator(STATE, has_text="The study is closed. Ask the team.").wait_for()
    assert len(served.posted) == 1 and len(page.evaluate(KEPT)) == 2
    page.get_by_role("button", name="Try now").click()
    page.locator(STATE, has_text="Saved.").wait_for()
    assert served.posted[0][0]["client_id"] == served.posted[1][0]["client_id"]


def test_overlaps_are_said_and_undone(look: Any, served: Served) -> None:
    page = opened(look, served, {**CONFIG, "actors": [drawn("a", 0.5, 0), drawn("b", 0.52, 0), drawn("c", 0.02, 0)]})
    assert "lie on top of one another" in page.locator(".covered").inner_text()
    page.get_by_role("button", name="Move them apart").click()
    assert page.locator(".covered").inner_text() == ""
    assert [by_name(page)[name]["ring"] for name in "abc"] == [2, 2, 1]


def test_names_are_refused_aloud(look: Any, served: Served) -> None:
    page = opened(look, served, {**CONFIG, "actors": [drawn("Mira", 0.5, 0)], "actors_max": 2})
    for given, said in (("mira ", "«Mira» is on your map already."), ("x" * 61, "at most 60 letters")):
        if page.get_by_role("button", name="Add someone or something").is_visible():
            page.get_by_role("button", name="Add someone or something").click()
        page.get_by_role("textbox", name="Who or what plays a part?").fill(given)
        page.get_by_role("radio", name="People who do it too").check(force=True)
        page.get_by_role("button", name="Add to my map").click()
        assert said in page.get_by_role("alert").inner_text()
    page.get_by_role("button", name="Stride").click()
    page.get_by_role("button", name="Add someone or something").click()
    page.get_by_role("button", name="my club").click()
    assert "at most 2" in page.get_by_role("alert").inner_text() and len(by_name(page)) == 2
