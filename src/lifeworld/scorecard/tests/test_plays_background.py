"""Plays in the background and in lists: one that fails stops no other, and a list asks the same number of questions however long it is."""

from __future__ import annotations

from collections.abc import Iterator
from unittest.mock import patch

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lifeworld.audiences.queries.holdouts import holdout_of
from lifeworld.kit.caller import Caller
from lifeworld.scorecard.actions import plays_work
from lifeworld.scorecard.actions.plays import begin_play, declare_play
from lifeworld.scorecard.actions.plays_work import reckon_step
from lifeworld.scorecard.models import Play
from lifeworld.scorecard.queries.plays import plays
from lifeworld.scorecard.tests.plays_world import SOONER, STUDY, PlaysWorld, other, plays_world

pytestmark = pytest.mark.django_db
KEYS = ("one", "two", "three")


@pytest.fixture
def world() -> Iterator[PlaysWorld]:
    made = plays_world(6)
    for key in KEYS:
        begin_play(made.ana, declare_play(made.ana, other(SOONER, key), study=STUDY).plan.key, is_not_care=True)
    plays_work.FAILED.clear()
    yield made
    plays_work.FAILED.clear()


def reckoned() -> set[str]:
    return set(Play.objects.exclude(reckoned_day=None).values_list("key", flat=True))


def test_a_play_whose_reckoning_fails_stops_no_other_and_is_tried_again(world: PlaysWorld, caplog: pytest.LogCaptureFixture) -> None:
    right, tried = plays_work.reckon, []

    def wrong(caller: Caller, play: int, today: int) -> object:
        tried.append(Play.objects.get(pk=play).key)
        if tried[-1] == "one":
            raise ValueError("nobody foresaw this")
        return right(caller, play, today)

    with patch.object(plays_work, "reckon", wrong):
        assert [reckon_step(world.ana) for _ in range(3)] == [True, True, False]
    assert reckoned() == {"two", "three"} and tried.count("one") == 1  # it rests for a while
    assert [one.message for one in caplog.records if one.exc_info] == ["a play was not reckoned"]
    plays_work.FAILED.update({pk: at - plays_work.AGAIN_SECONDS for pk, at in plays_work.FAILED.items()})
    assert reckon_step(world.ana) and reckoned() == set(KEYS) and not plays_work.FAILED


def test_a_list_of_plays_asks_as_much_as_one_play_does(world: PlaysWorld) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as questions:
            plays(world.ana)
        return len(questions)

    many, found = asked(), plays(world.ana)
    held = {one.chosen: holdout_of(world.ana, one.chosen) for one in found}
    assert [(one.reached.served, one.reached.held) for one in found] == [
        (held[one.chosen].n_served, held[one.chosen].n_held) for one in found] and all(one.reached.held for one in found)
    Play.objects.exclude(key="one").delete()
    assert asked() == many
