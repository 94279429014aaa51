"""From a file to a study in a real browser: in parts, by keyboard, small and large, light and dark, without barriers."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from lifeworld.customers.models import Customer
from lifeworld.testing.cast import Cast, cast
from lifeworld.voices.actions.codebooks import add_code, change_code
from lifeworld.voices.actions.studies import create_study
from lifeworld.voices.actions.uploads import begin_upload, take_files
from lifeworld.voices.actions.work import work_once
from lifeworld.voices.models import Coder, Mark, Reading, Statement, Study, Upload

playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright to drive a browser")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe to look for barriers")

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
BROWSER = os.environ.get("LIFEWORLD_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(BROWSER is None, reason="needs chromium on the path (or LIFEWORLD_CHROMIUM) to look at pages"),
    pytest.mark.django_db(transaction=True),
]
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
PICTURES = os.environ.get("LIFEWORLD_PICTURES")
Opened = Callable[..., Any]
SAID = ("My wife runs with me and the club cheers.", "The strap broke after a week, I am annoyed.",
        "I beat my own time and felt proud 🏃\u200d♀️ of it.")
TABLE = "runner,review,stars,date,team\n" + "".join(
    f"r{n // 3},\"{SAID[n % 3]} ({n})\",{1 + n % 5},2026-0{1 + n % 6}-11,north\n" for n in range(40))
TALK = ("Interviewer: How do you run?\nMara: With my sister, every morning before work.\nJo: I do not.\n"
        "Interviewer: And the watch?\nMara: It tells me to move.\nJo: Mine is in a drawer.\n")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as runner:
        launched = runner.chromium.launch(executable_path=BROWSER, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def opened(browser: Any, live_server: Any, people: Cast) -> Iterator[Opened]:
    """Opens an address as one of the people; fails the test for an error on the page."""
    contexts: list[Any] = []
    said: list[str] = []

    def opens(who: str, path: str, width: int = 1280, **options: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, base_url=live_server.url, **options)
        contexts.append(context)
        session = people.client(getattr(people, who)).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("console", lambda message: said.append(message.text) if "Content Security Policy" in message.text else None)
        page.goto(path)
        return page

    yield opens
    for context in contexts:
        context.close()
    assert said == []


def _work() -> None:
    while work_once():
        pass


def test_from_a_file_to_a_study(people: Cast, opened: Opened, tmp_path: Path) -> None:
    file = tmp_path / "reviews.csv"
    file.write_text(TABLE, encoding="utf-8")
    page = opened("ana", "/acme/-/studies/new/")
    page.get_by_label("Title").fill("Runners and watches")
    page.keyboard.press("Tab")
    page.keyboard.type("Stride")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Bring in what customers said").wait_for()
    page.get_by_label("A table, or transcripts").set_input_files(file)
    page.get_by_role("button", name="Upload").click()
    page.get_by_role("heading", name="reviews.csv").wait_for()
    assert page.get_by_label("Time").input_value() == "date"
    page.get_by_label("Customer", exact=True).select_option("runner")
    page.get_by_label("Group").select_option("team")
    page.get_by_role("button", name="Read it into the study").click()
    page.get_by_text("It was read.").wait_for()
    page.get_by_role("link", name="To the statements").click()
    page.get_by_label("Words").fill("STRAP broke")
    page.get_by_role("button", name="Find").click()
    assert page.locator("ol.lines > li").count() == 13
    assert Statement.objects.count() == 40
    assert Statement.objects.filter(facts__group="north").count() == 40


def test_an_upload_goes_on_after_the_connection_was_lost(people: Cast, opened: Opened, tmp_path: Path) -> None:
    study = create_study(people.caller(people.ana), "Runners")
    content = ("customer,text\n" + "".join(f"c{n % 99},Statement {n} {'about running ' * 30}\n" for n in range(20_000))).encode()
    file = tmp_path / "large.csv"
    file.write_bytes(content)
    page = opened("ana", f"/acme/-/studies/{study.slug}/uploads/")
    lost: list[str] = []

    def fail(route: Any) -> None:
        if route.request.method == "PATCH" and len(lost) < 2:
            lost.append(route.request.headers["upload-offset"])
            route.abort()
        else:
            route.continue_()

    page.route("**/uploads/*", fail)
    page.get_by_label("A table, or transcripts").set_input_files(file)
    page.get_by_role("button", name="Upload").click()
    page.get_by_role("heading", name="large.csv").wait_for()
    assert len(lost) == 2
    row = Upload.objects.get()
    assert (row.received, row.state) == (len(content), "received")


def _everything(people: Cast) -> list[str]:
    """A study with something on every page; the addresses of all of them."""
    ana = people.caller(people.ana)
    study = create_study(ana, "Runners and watches", {"focal": "Stride", "others": {"Strava": ["strava premium"]}})
    slug = study.slug
    add_code(ana, slug, {"name": "luck", "title": "good luck", "definition": "Chance plays a part.", "parent": "mood",
                         "include": ["a lottery"], "exclude": ["skill"], "examples": ["I was lucky with the weather."]}, 1)
    zoe = Customer.objects.create(place=people.acme, key="zoe", label="Zoë")
    rows = [Statement.objects.create(study_id=study.pk, customer=(people.cleo, zoe, None)[n % 3], key=f"s{n}", text=f"{SAID[n % 3]} ({n})",
                                     context="How do you run?", facts={"wave": "2026 Q1", "outcome": 4.0}) for n in range(60)]
    people_coder = Coder.objects.create(study_id=study.pk, kind="person", name="Eva", user=people.eva)
    read = Reading.objects.create(study_id=study.pk, statement=rows[0], coder=people_coder, codebook=2, present=["family_friends", "mood"],
                                  codes={"family_friends": 1, "mood": 1}, memo="She is proud of her.")
    Mark.objects.create(reading=read, code="family_friends", start=0, end=7, quote=rows[0].text[:7], quote_hash="")
    change_code(ana, slug, "mood", {"definition": "Joy or anger, worry or calm, as the speaker tells it."}, 2)
    Study.objects.filter(pk=study.pk).update(n_statements=60, n_customers=2)
    _work()
    table = take_files(ana, slug, [("reviews.csv", [TABLE.encode()], len(TABLE.encode()))]).key
    talk = take_files(ana, slug, [("mara.txt", [TALK.encode()], len(TALK))]).key
    begun = begin_upload(ana, slug, "half.csv", 10**6).key
    base = f"/acme/-/studies/{slug}/"
    statement = f"{base}statements/{rows[0].pk}/"
    return ["/acme/", "/acme/-/studies/new/", base, base + "settings/", base + "uploads/", f"{base}uploads/{table}/",
            f"{base}uploads/{talk}/", f"{base}uploads/{begun}/", base + "statements/", statement, base + "codebook/",
            base + "codebook/new/", base + "codebook/codes/luck/", base + "codebook/versions/", base + "codebook/versions/3/",
            base + "exchange/", base + "exchange/?as=qdpx"]
