"""Goals in a real browser: declared by keyboard alone and by touch, without a network, without scripts; no barriers; small and large."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest

from lifeworld.goals.actions.checking import check
from lifeworld.goals.actions.declaring import declare_goal
from lifeworld.goals.actions.items import add_item
from lifeworld.goals.actions.jobs import offer_job
from lifeworld.goals.actions.links import make_link
from lifeworld.goals.core.statements import Outcome
from lifeworld.goals.core.values import GoalPlan, ScalePlan, Suggestion
from lifeworld.goals.models import Check, Goal
from lifeworld.goals.queries.links import open_door
from lifeworld.goals.tests.site_sleepers import population
from lifeworld.site.tests.real_browser import MARKS, PATIENCE_MS, WIDE, browser, expect, pictured, until
from lifeworld.site.tests.real_browser import barriers as barriers_as_they_stand
from lifeworld.testing.cast import Cast, cast

__all__ = ["browser"]
pytestmark = MARKS
WHERE = """document.activeElement === document.body ? ''
    : (document.activeElement.shadowRoot?.activeElement ?? document.activeElement).textContent.trim()"""
Opened = Callable[..., Any]
TITLE = "Run the bridge race"


@pytest.fixture
def people() -> Cast:
    made = cast()
    ben = made.caller(made.ben)
    offer_job(ben, "ten", "Run my first ten kilometres", "accomplish", suggests=(Suggestion("How far I get"),),
              outcome=Outcome("increase", "the distance", "that I run without a break"))
    offer_job(ben, "fit", "Stay fit beside work", "manage")
    return made


@pytest.fixture
def address(people: Cast) -> str:
    return f"/goals/{make_link(people.caller(people.ben), people.cleo.pk, 'Phone')[1]}/"


@pytest.fixture
def opened(browser: Any, live_server: Any, people: Cast) -> Iterator[Opened]:
    """Opens an address as one of the people, or as nobody; fails the test for an error on the page or something its policy stopped."""
    contexts: list[Any] = []
    said: list[str] = []

    def opens(who: str, path: str, width: int = 1280, height: int = 900, **options: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": height}, base_url=live_server.url, **options)
        contexts.append(context)
        if who:
            session = people.client(getattr(people, who)).cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.set_default_navigation_timeout(60_000)  # the first page waits for every room to be imported
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("console", lambda message: said.append(message.text) if "Content Security Policy" in message.text else None)
        page.goto(path)
        return page

    yield opens
    for context in contexts:
        context.close()
    assert said == []


def barriers(page: Any) -> list[str]:
    """What is in the way of anybody, with everything open that opens."""
    page.evaluate("for (const one of document.querySelectorAll('main details')) one.open = true")
    return barriers_as_they_stand(page)


def declared(people: Cast, address: str) -> Goal:
    """A goal with a judgement, a list and a share of days."""
    door = open_door(address.split("/")[2])
    assert door is not None
    plan = GoalPlan(str(uuid4()), TITLE, "accomplish", (ScalePlan("How far I get", weight=3, baseline_level=-1), ScalePlan("How it feels")))
    goal = declare_goal(door.caller, plan)
    check(door.caller, goal.pk, goal.scales[0].pk, client_id=str(uuid4()), level=1)
    add_item(door.caller, goal.pk, "activity", "Run on Tuesdays")
    add_item(door.caller, goal.pk, "resource", "Shoes", "Running shop")
    return Goal.objects.get(pk=goal.pk)


def test_a_goal_is_declared_by_keyboard_alone(opened: Opened, address: str) -> None:
    """From the top of the page: Tab to the first job, Space takes it up, Tab to the words, Enter declares."""
    page = opened("", address)
    page.locator("form[part=form]").wait_for()
    keys = 0
    while "Run my first ten" not in page.evaluate(WHERE):
        page.keyboard.press("Tab")
        keys += 1
        assert keys < 12
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert keys + 4 == 11, "four past the ways, three to the first job, one to take it up, two to the words, one to declare"
    page.get_by_text("Your goal is kept").wait_for()
    expect(page.get_by_role("heading", name="Run my first ten kilometres")).to_be_visible()
    until(page, f"({WHERE}).includes('Your goal is kept')")  # the focus is on what is heard
    goal = Goal.objects.get()
    assert (goal.title, goal.job.slug) == ("Run my first ten kilometres", "ten")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_goal_of_her_own_is_declared_by_touch(opened: Opened, address: str, scheme: str) -> None:
    """Five taps and the words; two taps would do: into the words, and on the button."""
    phone = opened("", address, width=360, height=740, has_touch=True, is_mobile=True, color_scheme=scheme)
    form = phone.locator("lw-goal")
    form.get_by_role("textbox", name="In your own words").tap()
    phone.keyboard.type("Sleep through the night")
    form.get_by_role("radio", name="manage").tap()
    form.get_by_role("radio", name="much less than hoped").tap()
    form.get_by_role("checkbox", name="may be counted").tap()
    assert barriers(phone) == [] and phone.evaluate(WIDE) <= 0
    pictured(phone, f"declare-360-{scheme}")
    form.get_by_role("button", name="Declare this goal").tap()
    phone.get_by_role("heading", name="Sleep through the night").wait_for()
    form.get_by_role("button", name="more than hoped", exact=True).tap()
    phone.get_by_text("Noted.").wait_for()
    phone.reload()
    phone.locator("svg[part=steps][aria-label*='Now more than hoped']").wait_for()
    assert Check.objects.get().level == 1 and phone.evaluate("Object.keys(localStorage).filter(key => key.endsWith('queue'))") == []
    assert barriers(phone) == [] and phone.evaluate(WIDE) <= 0
    pictured(phone, f"mine-360-{scheme}")


def test_what_cannot_be_sent_waits_on_the_device(opened: Opened, address: str) -> None:
    page = opened("", address)
    form = page.locator("lw-goal")
    form.get_by_role("button", name="Declare this goal").click()
    form.get_by_role("alert").get_by_text("Say what you want to get done").wait_for()
    page.context.set_offline(True)
    form.get_by_role("textbox", name="In your own words").fill("Learn to swim")
    form.get_by_role("button", name="Declare this goal").click()
    form.get_by_text("It is kept on this device").wait_for()
    expect(form.get_by_role("heading", name="Learn to swim")).to_be_visible()
    assert not Goal.objects.exists()
    pictured(page, "offline-1280")
    page.context.set_offline(False)
    page.get_by_text("Your goal is kept").wait_for()
    page.reload()
    page.get_by_role("heading", name="Learn to swim").wait_for()
    assert Goal.objects.count() == 1


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (360, "dark"), (1280, "light"), (1280, "dark")])
def test_one_goal_and_all_that_is_done_with_it(opened: Opened, people: Cast, address: str, width: int, scheme: str) -> None:
    goal = declared(people, address)
    page = opened("", f"{address}{goal.pk}/", width=width, color_scheme=scheme)
    page.locator("svg[part=steps]").first.wait_for()
    assert barriers(page) == [] and page.evaluate(WIDE) <= 0
    pictured(page, f"one-{width}-{scheme}")
    if (width, scheme) != (1280, "light"):
        return
    page.reload()
    page.get_by_role("button", name="Done: Run on Tuesdays").click()
    page.get_by_text("Ticked.").wait_for()
    page.get_by_text("Pause it").first.click()
    page.get_by_label("holiday").check()
    page.get_by_role("button", name="Pause it").click()
    page.get_by_text("The goal is paused. These days count").wait_for()
    page.get_by_role("button", name="Go on").click()
    page.get_by_text("The goal goes on from today").wait_for()
    page.get_by_role("button", name="I reached it").click()
    page.get_by_text("Well done").wait_for()
    assert barriers(page) == []


def test_without_scripts_a_form_does_the_same(opened: Opened, address: str) -> None:
    page = opened("", address, width=360, java_script_enabled=False)
    page.get_by_label("In your own words").fill("Walk to work")
    pictured(page, "plain-360")
    page.get_by_role("button", name="Declare this goal").click()
    page.get_by_role("link", name="Walk to work").click()
    page.get_by_label("less than hoped", exact=True).check()
    page.get_by_role("button", name="Note it").click()
    expect(page.get_by_text("Noted.")).to_be_visible()
    assert Check.objects.get().level == -1


@pytest.mark.parametrize(("path", "name"), [("", "figures"), ("opportunity/", "opportunity"), ("jobs/", "jobs"), ("jobs/ten/", "job"),
                                            ("customers/{cleo}/", "customer")])
@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_the_teams_pages(opened: Opened, people: Cast, address: str, path: str, name: str, width: int, scheme: str) -> None:
    page = opened("ben", "/acme/-/goals/" + path.format(cleo=people.cleo.pk), width=width, color_scheme=scheme)
    page.get_by_role("heading", level=1).wait_for()
    assert barriers(page) == [] and page.evaluate(WIDE) <= 0
    pictured(page, f"{name}-{width}-{scheme}")


@pytest.mark.parametrize("width", [360, 1280])
def test_figures_of_forty(opened: Opened, people: Cast, width: int) -> None:
    offer_job(people.caller(people.ben), "night", "Sleep at night", "accomplish")
    population(people, 40)
    page = opened("vic", "/acme/-/goals/", width=width)
    page.locator("svg.picture path.line").wait_for()
    assert barriers(page) == [] and page.evaluate(WIDE) <= 0
    pictured(page, f"forty-{width}")
    page.goto("/acme/-/goals/opportunity/")
    page.locator("svg.picture .dot").first.wait_for()
    assert barriers(page) == [] and page.evaluate(WIDE) <= 0
    pictured(page, f"matters-{width}")
