"""The whole path in a real browser: upload, code blind as two, compare, settle, see the type change, draw on a phone, out and in again."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from lifeworld.constellations.models import Moment
from lifeworld.kit.caller import Caller
from lifeworld.site.tests.real_browser import MARKS, WIDE, Windows, browser, expect, pictured
from lifeworld.site.worker import work_off
from lifeworld.testing.cast import PASSWORD, Cast, cast
from lifeworld.voices.core.site_exchange import user_name
from lifeworld.voices.models import Coder, Statement
from lifeworld.voices.queries.readings import codings_frame
from lifeworld.voices.queries.studies import study_of

__all__ = ["browser"]
pytestmark = MARKS
TITLE, SLUG = "Runners of spring", "runners-of-spring"
STUDY = f"/acme/-/studies/{SLUG}"
WHO, N_EACH = "runner-01", 3
"""The customer of whose statements Ana and Ben think differently; how many statements each customer made."""
READY, SAVED = "html[data-coding=ready]", "#saved[data-state=saved]"
ALONE, TOGETHER = ("1", "q"), ("4", "t")
"""Keys of the codes self and mood, and of peers and belonging."""
FOR_BEN = ("co-customers and peers", "connection and belonging")
DRAWN = {"Lantern walkers": ("people who do it too", 0), "Aunt Odile": ("family and friends", 2)}
"""What the customer draws: what it is, and the ring from the centre."""
MEMO = "She runs against herself."


@pytest.fixture
def windows(browser: Any, live_server: Any) -> Iterator[Windows]:
    opened = Windows(browser, live_server.url)
    yield opened
    opened.close()


@pytest.fixture
def people() -> Cast:
    return cast()


def table(folder: Path) -> Path:
    """Six statements of two fictional runners, and a row that has words and lacks the rest of its cells."""
    said = pl.read_csv(str(files("lifeworld.testing") / "runners" / "statements.csv"))
    slice_ = said.filter(pl.col("customer").is_in([WHO, "runner-03"])).group_by("customer", maintain_order=True).head(N_EACH)
    file = folder / "runners.csv"
    file.write_text(slice_.write_csv() + 'runner-03-s98,runner-03,regular\n', encoding="utf-8")
    return file


def signs_in(page: Any, name: str, place: str = "acme") -> None:
    page.goto(f"/{place}/")
    page.get_by_label("E-mail address").fill(f"{name}@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Studies").wait_for()


def begins_a_study(page: Any) -> None:
    page.get_by_role("link", name="New study").first.click()
    page.get_by_label("Title").fill(TITLE)
    page.get_by_label("Focal provider").fill("Kestrel")
    page.get_by_role("button", name="Begin the study").click()
    page.get_by_role("heading", name="Bring in what customers said").wait_for()


def uploads(page: Any, file: Path) -> None:
    page.get_by_label("A table, or transcripts").set_input_files(file)
    page.get_by_role("button", name="Upload").click()
    page.get_by_role("heading", name=file.name).wait_for()
    assert page.get_by_label("Customer", exact=True).input_value() == "customer"
    page.get_by_role("button", name="Read it into the study").click()
    page.locator("#live").wait_for()
    work_off()
    page.reload()
    page.get_by_text("It was read.").wait_for()
    left = page.locator("section[aria-labelledby=left] tbody tr")
    expect(left).to_have_count(1)
    expect(left).to_contain_text("cells")
    pictured(page, "path-upload")


def codes_blind(page: Any, keys: tuple[str, ...], memo: str = "") -> None:
    """Reads all six by keyboard: the first sentence of one customer gets these codes, of the other peers and belonging."""
    page.goto(f"{STUDY}/code/")
    for _ in range(2 * N_EACH):
        page.wait_for_selector(READY, state="attached")
        assert page.locator("#found li").count() == 0 and page.locator("#others").is_hidden() and MEMO not in page.content()
        text, before = page.locator("#text").inner_text(), page.url
        theirs = Statement.objects.get(study__slug=SLUG, text=text).customer
        for key in keys if theirs and theirs.key == WHO else TOGETHER:
            page.keyboard.press(key)
        if memo:
            page.keyboard.press("m")
            page.keyboard.type(memo)
            page.keyboard.press("Escape")
        page.wait_for_selector(SAVED)
        page.keyboard.press("Enter")
        page.wait_for_function("before => location.href !== before || !document.getElementById('finished').hidden", arg=before)
    page.locator("#finished").get_by_text("You have read every statement of this study.").wait_for()
    page.wait_for_selector(SAVED)


def type_of(page: Any, customer: int) -> str:
    page.goto(f"{STUDY}/ecosystems/{customer}/")
    page.locator("#picture svg[part=picture]").wait_for()
    return str(page.locator("h1 + p .tag").inner_text())


def compares_and_settles(page: Any) -> None:
    """From a cell of what is given in each other's place to every difference: what Ben found is present, all else absent."""
    page.get_by_role("link", name="Compare", exact=True).first.click()
    page.get_by_role("checkbox", name="fast").uncheck()
    page.get_by_role("button", name="Compare these").click()
    page.get_by_role("heading", name="Codes given in each other's place").wait_for()
    pictured(page, "path-compare")
    page.locator("table.matrix").get_by_role("link", name=str(N_EACH)).first.click()
    expect(page.locator(".statements > li")).to_have_count(N_EACH)
    page.get_by_role("link", name="Settle statement").first.click()
    for _ in range(N_EACH):
        page.wait_for_selector(READY.replace("coding", "settling"), state="attached")
        before = page.url
        for code in page.locator("[data-question] legend").all_inner_texts():
            page.keyboard.press("p" if code.strip() in FOR_BEN else "a")
        page.keyboard.press("Control+Enter")
        page.wait_for_function("before => location.href !== before", arg=before)
    pictured(page, "path-settled")


def makes_a_draw_link(page: Any) -> str:
    page.get_by_role("link", name="make a link").click()
    page.get_by_label("Name of the link").fill("For her phone")
    page.get_by_role("button", name="Make the link").click()
    return "/draw/" + str(page.locator(".secret").inner_text()).split("/draw/")[1]


def draws_by_touch(phone: Any, door: str) -> None:
    phone.goto(door)
    for name, (kind, ring) in DRAWN.items():
        if phone.get_by_role("button", name="Add someone or something").is_visible():
            phone.get_by_role("button", name="Add someone or something").tap()
        phone.get_by_role("textbox", name="Who or what plays a part?").fill(name)
        phone.get_by_role("radio", name=kind).first.check()
        phone.get_by_role("button", name="Add to my map").tap()
        phone.get_by_role("group", name="Where does it belong?").get_by_role("radio").nth(ring).check()
    assert phone.evaluate(WIDE) <= 0
    phone.get_by_role("button", name="Send my map").tap()
    phone.get_by_role("heading", name="Thank you. This is your map.").wait_for()
    phone.locator("#own svg[part=picture]").wait_for()
    assert phone.locator("#own [part=notes]").is_hidden(), "what a team measures is not hers to read"
    pictured(phone, "path-drawn")


def exports(page: Any, place: str, file: Path, coders: list[str]) -> bytes:
    """The project with the codings of these coders; empty: of all."""
    page.goto(f"/{place}/-/studies/{SLUG}/exchange/")
    page.get_by_role("radio", name="REFI-QDA project").check()
    if coders:
        for box in page.get_by_role("checkbox").all():
            box.set_checked(box.get_attribute("value") in coders)
    page.get_by_role("button", name="Show what it holds").click()
    with page.expect_download() as waited:
        page.get_by_role("link", name="Download").click()
    waited.value.save_as(file)
    return file.read_bytes()


def imports_as_a_new_study(page: Any, file: Path) -> None:
    page.get_by_role("link", name="New study").first.click()
    page.get_by_label("File", exact=True).set_input_files(file)
    page.get_by_role("button", name="Import as a new study").click()
    page.get_by_text("The file was imported.").wait_for()
    page.wait_for_url(f"**/{SLUG}/**")
    pictured(page, "path-imported")


def codings(caller: Caller, kinds: tuple[str, ...] = ()) -> pl.DataFrame:
    """The codings of the study by coders of these kinds (none: of all) under the names that a file gives them, in an order of their own."""
    study = study_of(caller, SLUG)
    who = [row for row in Coder.objects.filter(study=study.pk) if not kinds or row.kind in kinds]
    frame = codings_frame(caller, study.pk, [row.pk for row in who])
    frame = frame.with_columns(pl.col("coder").replace({row.name: user_name(row.kind, row.name) for row in who}))
    return frame.sort(frame.columns)


def test_the_whole_path(people: Cast, windows: Windows, tmp_path: Path) -> None:
    ana, ben = windows.open(), windows.open()
    signs_in(ana, "ana")
    begins_a_study(ana)
    uploads(ana, table(tmp_path))
    signs_in(ben, "ben")
    codes_blind(ana, ALONE, MEMO)
    codes_blind(ben, TOGETHER)
    work_off()
    customer = Moment.objects.filter(study__slug=SLUG, customer__key=WHO).values_list("customer", flat=True)[0]
    before = type_of(ana, customer)
    compares_and_settles(ana)
    work_off()
    after = type_of(ana, customer)
    pictured(ana, "path-ecosystem")
    assert (before, after) == ("individual-driven", "socially driven")
    drawn_before = ana.locator("#evidence ~ ol").inner_text()
    phone = windows.open(360, 740, has_touch=True, is_mobile=True)
    draws_by_touch(phone, makes_a_draw_link(ana))
    work_off()
    type_of(ana, customer)
    actors = ana.locator("#evidence ~ ol").inner_text()
    assert all(name in actors and name not in drawn_before for name in DRAWN)
    first = exports(ana, "acme", tmp_path / "out.qdpx", [])
    dev = windows.open()
    signs_in(dev, "dev", "other")
    imports_as_a_new_study(dev, tmp_path / "out.qdpx")
    there, here = people.caller(people.dev, people.other), people.caller(people.ana)
    assert_frame_equal(codings(there, ("imported",)), codings(here))
    work_off()
    imported = Coder.objects.filter(study__place=people.other, kind="imported").values_list("pk", flat=True)
    assert exports(dev, "other", tmp_path / "again.qdpx", [str(pk) for pk in imported]) == first
