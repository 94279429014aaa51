"""Coding in a real browser: by keyboard alone, with emoji, by touch, offline, in two windows, as two people; small, large, light, dark."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from lifeworld.site.tests.real_browser import MARKS, PATIENCE_MS, PICTURES, WIDE, barriers, browser, expect
from lifeworld.testing.cast import Cast, cast
from lifeworld.voices.core.site_studies import StudyValue
from lifeworld.voices.models import Change, Mark, Reading
from lifeworld.voices.tests.site_coded import EMOJI, make_study, model_reads, statement

__all__ = ["browser"]
pytestmark = MARKS
READY = "html[data-coding=ready]"
SAVED = "#saved[data-state=saved]"


@pytest.fixture
def people() -> Cast:
    return cast()


Opened = Callable[..., Any]


@pytest.fixture
def opened(browser: Any, live_server: Any, people: Cast) -> Iterator[Opened]:
    """Opens an address as one of the people; fails the test for an error on the page."""
    contexts: list[Any] = []
    said: list[str] = []

    def opens(who: str, path: str, width: int = 1280, again: Any = None, **options: Any) -> Any:
        context = again or browser.new_context(viewport={"width": width, "height": 800}, base_url=live_server.url, **options)
        if again is None:
            contexts.append(context)
            session = people.client(getattr(people, who)).cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("console", lambda message: said.append(message.text) if "Content Security Policy" in message.text else None)
        page.goto(path)
        return page

    yield opens
    for context in contexts:
        context.close()
    assert said == []


def coding(study: StudyValue, key: str | None = None) -> str:
    return f"/acme/-/studies/{study.slug}/code/" + (f"?statement={statement(study, key)}" if key else "")


def pressed(page: Any, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_a_sentence_is_coded_with_one_key_and_the_next_with_two(people: Cast, opened: Opened) -> None:
    study = make_study(people)
    page = opened("eva", coding(study, "s0"))
    page.wait_for_selector(READY, state='attached')
    pressed(page, "5")  # family and friends, on the first sentence
    pressed(page, "j", "4")  # peers, on the second
    page.wait_for_selector(SAVED)
    pressed(page, "Enter")
    page.wait_for_url(lambda url: f"statement={statement(study, 's0')}" not in url)
    page.wait_for_selector(SAVED)
    marks = {mark.code: mark for mark in Mark.objects.all()}
    assert marks["family_friends"].quote == "My wife 👩‍👧 runs with me." and marks["peers"].quote == "The club waits for us!"
    for mark in marks.values():
        assert EMOJI[mark.start:mark.end] == mark.quote
    assert Reading.objects.get().present == ["peers", "family_friends"]


def test_words_are_selected_by_keyboard_over_an_emoji_of_many_points(people: Cast, opened: Opened) -> None:
    study = make_study(people)
    page = opened("eva", coding(study, "s0"))
    page.wait_for_selector(READY, state='attached')
    pressed(page, "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "5")
    pressed(page, "j", "j", "ArrowLeft", "ArrowLeft", "q", "Enter")
    page.wait_for_selector(SAVED)
    assert sorted(Mark.objects.values_list("quote", "code")) == [("My wife 👩‍👧", "family_friends"), ("café́", "mood")]
    assert all(EMOJI[mark.start:mark.end] == mark.quote for mark in Mark.objects.all())


def test_the_script_counts_code_points_as_the_server_does(people: Cast, opened: Opened) -> None:
    study = make_study(people)
    page = opened("eva", coding(study, "s0"))
    chance = random.Random(1)  # noqa: S311
    letters = ["a", " ", "\n", "é", "e\u0301", "👩‍👧", "👍🏽", "🇩🇪", "中", "ا", "𝒳", "\u200d", "’"]
    cases = []
    for _ in range(200):
        text = "".join(chance.choices(letters, k=chance.randrange(1, 30)))
        start, end = sorted((chance.randrange(len(text) + 1), chance.randrange(len(text) + 1)))
        unit = len(text[:start].encode("utf-16-le")) // 2
        cases.append({"text": text, "start": start, "end": end, "unit": unit, "quote": text[start:end]})
    wrong = page.evaluate("""async (cases) => {
        const { Text } = await import('/static/lifeworld/voices/coding-text.js');
        return cases.filter(({ text, start, end, unit, quote }) => {
            const one = new Text(text);
            const span = one.snapped(start, end);
            const chosen = span && one.slice(span.start, span.end);
            const whole = span === null || (chosen.trim() === chosen && span.end > span.start);
            return one.slice(start, end) !== quote || one.pointAt(unit) !== start || one.pointAfter(unit) !== start || !whole
                || one.words(0, one.length).some((word) => word.end <= word.start || /^\\s/u.test(one.slice(word.start, word.end)));
        });
    }""", cases)
    assert wrong == []


def test_mouse_selection_counts_code_points_and_snaps_to_whole_letters(people: Cast, opened: Opened) -> None:
    study = make_study(people)
    page = opened("eva", coding(study, "s0"))
    page.wait_for_selector(READY, state="attached")
    page.evaluate("""() => {
        const walk = document.createTreeWalker(document.getElementById('text'), NodeFilter.SHOW_TEXT);
        const node = walk.nextNode();
        const range = document.createRange();
        range.setStart(node, 2);  // the space after "My"
        range.setEnd(node, 9);    // inside the family of emoji
        const selection = getSelection();
        selection.removeAllRanges();
        selection.addRange(range);
    }""")
    page.wait_for_selector("#target:has-text('wife')")
    page.locator("[data-code=family_friends]").click()
    page.wait_for_selector(SAVED)
    pressed(page, "Enter")
    page.wait_for_selector(SAVED)
    assert Mark.objects.get().quote == "wife 👩‍👧" and EMOJI[Mark.objects.get().start:Mark.objects.get().end] == "wife 👩‍👧"


def test_undo_over_statements_redo_memo_search_and_whole_statement_by_keyboard(people: Cast, opened: Opened) -> None:
    study = make_study(people)
    page = opened("eva", coding(study, "s1"))
    page.wait_for_selector(READY, state="attached")
    pressed(page, "r", "i", "m")
    page.keyboard.type("why?")
    pressed(page, "Escape", "s", "/")
    page.keyboard.type("perform")
    pressed(page, "Enter")
    for key in ("v", "Enter"):  # steps that are made while one is on its way become one; here each is to be its own
        page.wait_for_selector(SAVED)
        pressed(page, key)
    page.wait_for_url(lambda url: f"statement={statement(study, 's1')}" not in url)
    page.wait_for_selector(SAVED)
    one = Reading.objects.get()
    assert (one.present, one.memo, one.valence) == (["performance", "reliability"], "why?", 1) and Mark.objects.get().interpretive
    pressed(page, "u")
    page.wait_for_url(f"**statement={statement(study, 's1')}*")
    assert not Reading.objects.exists()
    pressed(page, "u")
    page.wait_for_selector("#said:has-text('valence changed')", state="attached")
    pressed(page, "Shift+U")
    page.wait_for_selector("#said:has-text('Done again')", state="attached")
    pressed(page, "Enter")
    page.wait_for_selector(SAVED)
    page.wait_for_url(lambda url: f"statement={statement(study, 's1')}" not in url)
    page.wait_for_selector(SAVED)
    assert Reading.objects.get().valence == 1


def test_without_a_connection_nothing_is_lost_also_when_the_window_is_closed(people: Cast, opened: Opened) -> None:
    study = make_study(people)
    page = opened("eva", coding(study, "s1"))
    page.wait_for_selector(READY, state="attached")
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    pressed(page, "r")
    page.wait_for_selector("#saved[data-state=kept]")
    pressed(page, "Enter")
    page.wait_for_url(lambda url: f"statement={statement(study, 's1')}" not in url)
    context = page.context
    page.close()
    assert not Reading.objects.exists() and not Change.objects.exists()
    context.set_offline(False)
    again = opened("eva", coding(study, "s0"), again=context)
    again.wait_for_selector(SAVED)
    assert Reading.objects.get(statement=statement(study, "s1")).present == ["reliability"]


def test_a_memo_is_kept_while_it_is_written(people: Cast, opened: Opened) -> None:
    study = make_study(people)
    page = opened("eva", coding(study, "s1"))
    page.wait_for_selector(READY, state="attached")
    pressed(page, "m")
    page.keyboard.type("half a thought")
    page.wait_for_selector(SAVED)
    page.reload()
    page.wait_for_selector(READY, state="attached")
    assert page.locator("#memo").input_value() == "half a thought" and not Reading.objects.exists()


def test_two_windows_of_one_login_are_told_and_one_chooses(people: Cast, opened: Opened) -> None:
    study = make_study(people)
    one = opened("eva", coding(study, "s1"))
    two = opened("eva", coding(study, "s1"), again=one.context)
    for page in (one, two):
        page.wait_for_selector(READY, state="attached")
    pressed(one, "r")
    one.wait_for_selector(SAVED)
    pressed(two, "q")
    two.wait_for_selector("#notice:has-text('another window')")
    assert "reliability" in two.locator("#notice").inner_text()
    two.get_by_role("button", name="Keep what is here").click()
    two.wait_for_selector(SAVED)
    pressed(two, "Enter")
    two.wait_for_url(lambda url: f"statement={statement(study, 's1')}" not in url)
    two.wait_for_selector(SAVED)
    assert Reading.objects.get().present == ["mood"]


def test_two_people_code_the_same_statement_and_neither_sees_the_other(people: Cast, opened: Opened) -> None:
    study = make_study(people)
    eva, ben = opened("eva", coding(study, "s1")), opened("ben", coding(study, "s1"))
    for page, key in ((eva, "r"), (ben, "q")):
        page.wait_for_selector(READY, state="attached")
        pressed(page, key)
        page.wait_for_selector(SAVED)
        assert page.locator("#others").is_hidden() and page.locator("#found li").count() == 1
        pressed(page, "Enter")
        page.wait_for_url(lambda url: f"statement={statement(study, 's1')}" not in url)
        page.wait_for_selector(SAVED)
    assert sorted(Reading.objects.values_list("coder__name", "present")) == [("Ben", ["mood"]), ("Eva", ["reliability"])]


def test_after_coding_the_model_stands_beside_and_what_changes_then_is_known(people: Cast, opened: Opened) -> None:
    study = make_study(people, suggestions="after")
    model_reads(study, {f"s{n}": {"reliability": 0.9} for n in range(5)})
    page = opened("eva", coding(study, "s1"))
    page.wait_for_selector(READY, state="attached")
    assert "90 %" not in page.locator("main").inner_text()
    pressed(page, "q", "Enter")
    page.wait_for_selector("#after:has-text('90 %')")
    assert barriers(page) == []
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / "after.png", full_page=True)
    pressed(page, "a", "Enter")
    page.wait_for_url(lambda url: f"statement={statement(study, 's1')}" not in url)
    page.wait_for_selector(SAVED)
    assert Reading.objects.get(coder__name="Eva").present == ["mood", "reliability"]
    assert [bool(step.after.get("seen")) for step in Change.objects.order_by("id")][-1]


def test_single_keys_can_be_kept_to_the_statement(people: Cast, opened: Opened) -> None:
    study = make_study(people)
    page = opened("eva", coding(study, "s1"))
    page.wait_for_selector(READY, state="attached")
    pressed(page, "?")
    page.locator("#single").uncheck()
    page.get_by_role("button", name="Back to coding").click()
    page.locator("#codes .code").first.focus()
    pressed(page, "r")
    page.locator("#text").focus()
    pressed(page, "q")
    page.wait_for_selector(SAVED)
    assert page.locator("#found li").all_inner_texts()[0].startswith("mood") and page.locator("#found li").count() == 1
    page.reload()
    page.wait_for_selector(READY, state="attached")
    assert not page.locator("#single").is_checked()


def test_a_phone_codes_by_touch_and_marks_have_memos(people: Cast, opened: Opened) -> None:
    study = make_study(people)
    page = opened("eva", coding(study, "s0"), 360, has_touch=True, is_mobile=True)
    page.wait_for_selector(READY, state="attached")
    page.locator("#s1").tap()
    page.locator("[data-code=peers]").tap()
    page.wait_for_selector("#found li")
    page.get_by_role("button", name="memo", exact=True).tap()
    page.get_by_label("Memo on The club waits for us!").fill("they wait")
    page.locator("#done-small").tap()
    page.wait_for_url(lambda url: f"statement={statement(study, 's0')}" not in url)
    page.wait_for_selector(SAVED)
    assert list(Mark.objects.values_list("code", "quote", "memo")) == [("peers", "The club waits for us!", "they wait")]


def test_a_memo_on_words_stays_while_the_server_answers(people: Cast, opened: Opened) -> None:
    """What was coded before is answered while she writes, and the page is drawn anew."""
    study = make_study(people)
    page = opened("eva", coding(study, "s0"))
    page.wait_for_selector(READY, state="attached")
    held: list[Any] = []
    page.route("**/coding/*", lambda route: held.append(route) if route.request.method == "PUT" and not held else route.continue_())
    with page.expect_request(lambda request: request.method == "PUT"):
        page.locator("#s1").click()
        page.locator("[data-code=peers]").click()
    page.get_by_role("button", name="memo", exact=True).click()
    memo = page.get_by_label("Memo on The club waits for us!")
    expect(memo).to_be_focused()
    page.keyboard.type("they w")
    held[0].continue_()
    page.wait_for_selector(SAVED)
    expect(memo).to_be_focused()
    page.keyboard.type("ait")
    expect(memo).to_have_value("they wait")
    pressed(page, "Escape", "Enter")
    page.wait_for_url(lambda url: f"statement={statement(study, 's0')}" not in url)
    page.wait_for_selector(SAVED)
    assert list(Mark.objects.values_list("code", "memo")) == [("peers", "they wait")]


def test_a_form_without_a_script_codes_too(people: Cast, opened: Opened) -> None:
    study = make_study(people)
    page = opened("eva", coding(study, "s1"), java_script_enabled=False)
    page.locator("noscript input[value=reliability], form input[value=reliability]").first.check()
    page.get_by_role("button", name="Done, next").last.click()
    expect(page.locator("main")).to_contain_text("Saved.")
    assert Reading.objects.get().present == ["reliability"]


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_no_barriers_and_nothing_wider_than_the_page(people: Cast, opened: Opened, width: int, scheme: str) -> None:
    long = " ".join(f"Every morning number {n} I run with my sister and the club." for n in range(12))
    study = make_study(people, (*(EMOJI, "The watch loses its signal in the woods."), long), suggestions="on")
    model_reads(study, {f"s{n}": {"reliability": 0.9, "peers": 0.61} for n in range(3)})
    ana = people.client(people.ana)
    for kind in ("random", "active"):
        assert ana.post(f"/acme/-/studies/{study.slug}/queues/", {"kind": kind, "n": "2"}).status_code == 302
    page = opened("ana", coding(study, "s0"), width, color_scheme=scheme)
    page.wait_for_selector(READY, state="attached")
    pressed(page, "1", "5", "j", "4", "i", "j")
    page.wait_for_selector(SAVED)
    shown = [("code", coding(study, "s0")), ("long", coding(study, "s2")), ("queues", f"/acme/-/studies/{study.slug}/queues/"),
             ("queue", page.evaluate("location.origin") and f"/acme/-/studies/{study.slug}/queues/{study_queue(study)}/")]
    for name, path in shown:
        if name != "code":
            page.goto(path)
            if name == "long":
                page.wait_for_selector(READY, state="attached")
                pressed(page, "j", "5")
                page.wait_for_selector(SAVED)
        assert page.evaluate(WIDE) <= 0, name
        assert barriers(page) == [], name
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{name}-{width}-{scheme}.png", full_page=width > 400)
    page.goto(coding(study, "s0"))
    page.wait_for_selector(READY, state="attached")
    pressed(page, "?")
    assert barriers(page) == []
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"keys-{width}-{scheme}.png")


def study_queue(study: StudyValue) -> int:
    from lifeworld.voices.models import Queue

    return Queue.objects.filter(study=study.pk, kind="random").values_list("pk", flat=True).get()
