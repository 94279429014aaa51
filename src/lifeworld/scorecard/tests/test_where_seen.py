"""Every figure of the site leads to where its rows can be seen, whoever looks."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.utils.html import escape

from lifeworld.scorecard.core.card import scorecard
from lifeworld.scorecard.core.simulation import world
from lifeworld.scorecard.core.values import T_MEANS, Asked
from lifeworld.scorecard.pages.where_seen import PAGES, seen_of_figure, seen_of_frame
from lifeworld.scorecard.tests.looked_at import looked_at
from lifeworld.testing.cast import Cast, cast

ASKED = Asked(since="2026-05-01", until="2026-07-31", permutations=20, replicates=20, query="what «acme» keeps from 2026-05-01")


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.mark.django_db
def test_every_page_opens_and_is_named_to_those_alone_who_may_open_it(people: Cast) -> None:
    ana, client = people.caller(people.ana), people.client(people.ana)
    for frame, page in PAGES.items():
        seen, = seen_of_frame(ana, frame, ASKED)
        assert client.get(seen.url).status_code == 200, seen
        assert seen_of_frame(replace(ana, scopes=ana.scopes - {page.right}), frame, ASKED) == ()
    goals, = seen_of_frame(ana, "goals", ASKED)
    assert goals.url == "/acme/-/goals/?from=2026-05-01&to=2026-07-31"
    assert seen_of_frame(ana, "starts", ASKED)[0].url == "/acme/-/events/newest/?type=journey.started"
    assert seen_of_frame(ana, "surfaces", ASKED) == ()


@pytest.mark.django_db
def test_every_figure_of_a_card_leads_to_its_rows(people: Cast) -> None:
    ana = people.caller(people.ana)
    card = scorecard(world("sound", customers=200, partners=6, seed=3).frames, ASKED)
    led = {one.name: [each.title for each in seen_of_figure(ana, one.evidence.query, ASKED)]
           for score in card.scores for one in score.figures}
    assert len(led) > 60 and all(led.values())
    assert led["attainment T"] == ["goals of these days"]
    assert led["orders that partners filled whole"] == ["orders, as events"]
    assert led["partners still there after a year"] == ["the partners"]


@pytest.mark.django_db
def test_pages_lead_to_rows_say_what_t_is_and_speak_to_partners_in_sentences() -> None:
    found, pages = looked_at()
    client = found.people.client(found.people.ana)
    names = ("profile", "success", "presence", "partner", "partner-few", "play")
    texts = {name: client.get(pages[name]).content.decode() for name in names}
    said = str(escape(T_MEANS))
    assert {name: said in text for name, text in texts.items()} == {
        "profile": True, "success": True, "presence": False, "partner": True, "partner-few": False, "play": False}
    assert "Its rows:" in texts["success"] and "/acme/-/goals/" in texts["success"] and "/-/scorecard/ from" not in texts["success"]
    assert "using you goes with attaining more" in texts["partner"]
    assert "Ask them what helped most, and do it for more of them." in texts["partner"]
    assert "leads to her" in texts["play"]
