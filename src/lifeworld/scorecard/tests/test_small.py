"""The scorecard in small: a panel on the place's board, a frame inside another page, and what stands open on its own pages."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client

from lifeworld.kit.errors import LifeworldError
from lifeworld.partners.models import Partner, PartnerAccess
from lifeworld.places import actions as places
from lifeworld.scorecard.core.plans import HistoryPoint
from lifeworld.scorecard.core.values import Finding, Scorecard
from lifeworld.scorecard.pages.shown import by_what_is_missing, change_words, steps_of
from lifeworld.scorecard.pages.small import small_data
from lifeworld.scorecard.tests.cards import made_card
from lifeworld.scorecard.tests.looked_at import looked_at, scored
from lifeworld.site.embeds import issue
from lifeworld.testing.cast import Cast, cast

SHOP = "https://shop.example"
NEXT = "Pay for outcomes that customers attained"


def island(html: str) -> Any:
    """The data of the one scorecard on a page."""
    found = re.findall(r'<script[^>]*type="application/json"[^>]*>(\{"factors".*?)</script>', html)
    assert len(found) == 1
    return json.loads(found[0])


def step(factor: str, key: str) -> Finding:
    return Finding(key, factor, "act", f"{key.capitalize()}.", (), next_step="Do it.")


def order(card: Scorecard) -> list[str]:
    return [one.finding.key for one in by_what_is_missing(card, steps_of("acme", card, card.findings))]


def test_of_each_factor_the_first_step_comes_before_the_second_of_any() -> None:
    findings = (step("partners", "one"), step("partners", "two"), step("alignment", "three"), step("success", "four"),
                step("alignment", "five"))
    assert order(made_card(findings=findings)) == ["three", "four", "one", "five", "two"]  # customers: most is missing at success
    weighed = {"owner": replace(made_card().weighed["owner"])}
    assert order(made_card(findings=findings, weighed=weighed))[0] == "three"
    assert order(made_card(findings=findings, weighed={}, weakest="")) == ["three", "four", "one", "five", "two"]


def test_without_a_place_the_data_name_nobody() -> None:
    card = made_card()
    outside, inside = small_data(card), small_data(card, "acme")
    assert "url" not in outside["factors"][0] and outside["card"]["findings"] == []
    text = json.dumps(outside)
    assert not any(word in text for word in ("Kestrel", "kestrel", "c-17", "Only 24 partners", "goals where"))
    assert [one["axis"]["text"] for one in outside["card"]["scores"]] == [one.axis.text() for one in card.scores]
    assert inside["factors"][0]["url"] == "/acme/-/scorecard/success/"
    assert [one["next_step"] for one in inside["card"]["findings"]] == [f"{NEXT}, beginning with new agreements."]


@pytest.mark.django_db
def test_the_board_shows_it_to_the_team_alone_once_there_is_one() -> None:
    people = cast()
    assert "lw-scorecard" not in people.client(people.ana).get("/acme/").content.decode()
    scored(people.caller(people.ana), [made_card()])
    page = people.client(people.ana).get("/acme/").content.decode()
    assert island(page)["card"]["weakest"] == "alignment" and "weakest link" in page and NEXT in page
    volt = Partner.objects.create(place=people.acme, key="volt", name="Volt", state="verified")
    assert "lw-scorecard" in people.client(people.vic).get("/acme/").content.decode()
    PartnerAccess.objects.create(partner=volt, place=people.acme, who=f"user:{people.vic.pk}")
    theirs = people.client(people.vic).get("/acme/")
    assert theirs.status_code == 200 and "lw-scorecard" not in theirs.content.decode()
    assert "lw-scorecard" not in people.client(people.eva).get("/acme/").content.decode()


def framed(people: Cast) -> Any:
    ana = people.caller(people.ana)
    page = places.add_embed(ana, "Our own page", "front", [SHOP])
    return lambda caller: issue(caller, page.key, placement="front", origin=SHOP, element="scorecard", study="").path


@pytest.mark.django_db
def test_a_frame_inside_another_page_shows_the_axes_and_nothing_to_do() -> None:
    people = cast()
    ana = people.caller(people.ana)
    token = framed(people)
    with pytest.raises(LifeworldError) as none_yet:
        token(ana)
    assert none_yet.value.status == 404
    scored(ana, [made_card()])
    answer = Client().get(token(ana), headers={"Referer": f"{SHOP}/about"})
    html = answer.content.decode()
    assert answer.status_code == 200 and "<lw-scorecard compact" in html and island(html)["card"]["weakest"] == "alignment"
    assert NEXT not in html and "Kestrel" not in html and "/acme/" not in html
    with patch("lifeworld.scorecard.queries.scores.card_of", side_effect=AssertionError("a token reads no card")):
        token(ana)
    with pytest.raises(LifeworldError) as denied:
        token(replace(ana, scopes=frozenset({"constellations.embed"})))
    assert denied.value.status == 403


@pytest.mark.django_db
def test_the_pages_of_a_factor_show_the_plays_that_its_measures_tell() -> None:
    world, pages = looked_at()
    ana = world.people.client(world.people.ana)
    sauce, success, partners = (ana.get(pages[key]).content.decode() for key in ("sauce", "success", "partners"))
    assert "/plays/of/own-progress/" in sauce and "/plays/of/with-others/" not in sauce and "/plays/of/new-shoes/" not in sauce
    assert "/plays/of/with-others/" in success and "/plays/of/own-progress/" not in success
    assert 'id="plays"' not in partners
    assert "It works." in sauce and "Effect, by chance" in sauce


@pytest.mark.django_db
def test_a_factor_says_how_it_changed_and_folds_what_is_not_known() -> None:
    world, pages = looked_at()
    html = world.people.client(world.people.ana).get(pages["success"]).content.decode()
    assert "no change that is larger than its uncertainty" in html and "Not known yet (1)" in html
    assert html.count('id="figure-') == 5, "every figure has its place, open or not"


def test_what_changed_is_told_by_intervals_alone() -> None:
    def at(low: float | None, high: float | None) -> HistoryPoint:
        return HistoryPoint(1, "2026-05-01", low, low, high, "", "1")

    told = [change_words(at(0.3, 0.4), at(low, high)) for low, high in ((0.41, 0.6), (0.1, 0.2), (0.4, 0.9), (None, None))]
    assert told == ["higher than the one before", "lower than the one before", "no change that is larger than its uncertainty", ""]
