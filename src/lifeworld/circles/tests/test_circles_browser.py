"""Pages among friends in a real browser: no barriers, no wider than the screen, small and large, light and dark; by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest

from lifeworld.circles.actions.clubs import join_club, make_club
from lifeworld.circles.actions.posts import comment, give_kudos, report
from lifeworld.circles.actions.zones import add_zone
from lifeworld.circles.queries.people import joined
from lifeworld.circles.tests.friends import Friends, address_of, follows, friends, shared_by
from lifeworld.circles.tests.raced import challenge, ran
from lifeworld.site.tests.real_browser import MARKS, WIDE, Windows, browser, expect, pictured
from lifeworld.site.tests.real_browser import barriers as barriers_as_they_stand

__all__ = ["browser"]
pytestmark = MARKS
Opened = Callable[..., Any]


@pytest.fixture
def us() -> Friends:
    return friends()


@pytest.fixture
def opened(browser: Any, live_server: Any, us: Friends) -> Iterator[Opened]:
    """Opens an address as nobody or as one of the place; fails the test for an error on the page or something its policy stopped."""
    windows = Windows(browser, live_server.url)

    def opens(who: str, path: str, width: int = 1280, **options: Any) -> Any:
        session = us.cast.client(getattr(us.cast, who)).cookies["sessionid"].value if who else ""
        page = windows.open(width, session=session, **options)
        page.goto(path)
        return page

    yield opens
    windows.close()


def barriers(page: Any) -> list[str]:
    """What is in the way of anybody, with everything open that opens."""
    page.evaluate("for (const one of document.querySelectorAll('main details')) one.open = true")
    return barriers_as_they_stand(page)


def lively(us: Friends) -> tuple[str, dict[str, str]]:
    """A circle in which something happens: Cleo's address, and the addresses of her pages by name."""
    ran(us, {"cleo": [(1, {"km": 12.5}, "watch")], "nora": [(2, {"km": 31.25}, "phone")]})
    follows(us, us.cleo, us.nora)
    follows(us, us.nora, us.cleo)
    post = shared_by(us.nora, "place", title="Along the river, twice", body="It rained, and it was worth it.")
    shared_by(us.cleo)
    give_kudos(us.cleo, post.pk)
    said = comment(us.cleo, post.pk, "I was asleep. Next time!", client_id=str(uuid4()))
    report(us.nora, post.pk, said.pk)
    club = make_club(us.cleo, "River runners", about="Sundays at nine").pk
    join_club(us.nora, club)
    race = challenge(us, us.cast.caller(us.cast.ben), us.cleo, us.nora, us.olaf, title="All of us, a week").pk
    challenge(us, us.cleo, us.cleo, title="Against my own weeks", handicap="own_improvement")
    add_zone(us.cleo, 52.5, 13.4, 400, "home")
    address = address_of(us, us.cleo)
    own = {"feed": "", "everybody": "?of=everybody", "post": f"posts/{post.pk}/", "people": "people/",
           "person": f"people/{us.person(us.nora)}/", "clubs": "clubs/", "club": f"clubs/{club}/", "challenges": "challenges/",
           "challenge": f"challenges/{race}/", "zones": "zones/", "me": "me/"}
    return address, {**{name: f"{address}{path}" for name, path in own.items()}, "join": address_of(us, us.pia),
                     "team": "/acme/-/circles/", "team_challenges": "/acme/-/circles/challenges/",
                     "team_challenge": f"/acme/-/circles/challenges/{race}/", "team_reports": "/acme/-/circles/reports/"}


def test_no_page_has_barriers_or_is_wider_than_the_screen(opened: Opened, us: Friends) -> None:
    """Pages by turns on a phone in light and on a desk in dark; test_every_page sees each on a phone in dark and on a desk in light."""
    _, pages = lively(us)
    screens = [(width, opened("", pages["feed"], width, color_scheme=scheme), opened("ben", pages["team"], width, color_scheme=scheme))
               for width, scheme in ((360, "light"), (1280, "dark"))]
    for number, (name, path) in enumerate(pages.items()):
        width, own, team = screens[number % 2]
        page = team if name.startswith("team") else own
        page.goto(path)
        assert barriers(page) == [], name
        assert page.evaluate(WIDE) <= 0, name
        pictured(page, f"circles-{name}-{width}")


def test_she_joins_and_enters_a_challenge_by_keyboard_alone(opened: Opened, us: Friends) -> None:
    _, pages = lively(us)
    page = opened("", pages["join"])
    page.locator("#name").focus()
    page.keyboard.type("Pia")
    page.get_by_label("I want to join").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.get_by_text("You joined.").wait_for()
    me = joined(us.pia)
    assert me is not None and me.name == "Pia"
    page.goto(pages["challenge"].replace(pages["feed"], pages["join"]))
    assert page.get_by_role("table").count() == 0, "who only looks reads no number"
    page.get_by_label("I agree").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("You are in.").wait_for()
    expect(page.get_by_role("row", name="Pia (you)")).to_be_visible()
