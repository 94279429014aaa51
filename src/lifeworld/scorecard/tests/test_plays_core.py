"""Plays as data, for whom they are, and the verdicts that their effects allow: planted worlds whose truth is known."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeworld.audiences.core import expression as e
from lifeworld.constellations.core.types import TYPES
from lifeworld.kit.errors import InputRefused
from lifeworld.kit.figure import Evidence, Figure, estimate
from lifeworld.scorecard.core.play_effects import Ahead, PlayFound, found, found_of, verdict_of
from lifeworld.scorecard.core.play_words import DRIVER_WORDS, TYPE_WORDS, Told, because, how_told
from lifeworld.scorecard.core.plays import PlayPlan, play_json, play_of, whom
from lifeworld.scorecard.core.simulation.plays import planted_outcomes
from lifeworld.scorecard.core.values import ARM_MIN, Asked
from lifeworld.voices.core.codebook import DRIVERS

PLAY = PlayPlan("own-progress", "Own progress", "Who sees how she comes on goes on.", "A study, 2011", "See how you come on.", "Look",
                "goals/", "The hint", "attainment", 2.0, type="individual-driven")
ASKED = Asked(as_of="2026-05-01", looks="again", query="/acme/-/plays/own-progress/")
N = 900
SEEDS = range(20)


def planted(seed: int, effect: float, n: int = N) -> pl.DataFrame:
    return planted_outcomes(n, seed, effect)


def verdicts(effect: float, play: PlayPlan = PLAY, n: int = N) -> list[str]:
    return [found(play, planted(seed, effect, n), ASKED).verdict for seed in SEEDS]


def test_a_play_that_works_is_found() -> None:
    assert verdicts(5.0).count("works") >= 19


def test_a_play_that_does_nothing_is_retired_and_never_called_good_more_often_than_promised() -> None:
    wide = replace(PLAY, worth=4.0)
    said = verdicts(0.0, wide)
    assert said.count("nil") >= 19
    assert said.count("works") + said.count("harms") <= 1


def test_a_play_that_harms_is_stopped() -> None:
    assert verdicts(-5.0).count("harms") >= 19


LOOKS = range(150, N + 1, 150)


def first_verdict(seed: int, effect: float, play: PlayPlan) -> tuple[str, int]:
    """What the first look says at which anything may be said, and how many customers were known by then: as the worker looks each day."""
    rows = planted(seed, effect)
    for n in LOOKS:
        said = found(play, rows.head(n), ASKED).verdict
        if said != "unknown":
            return said, n
    return "unknown", N


def test_looking_again_and_again_raises_no_more_false_alarms_than_promised() -> None:
    ended = [first_verdict(seed, 0.0, replace(PLAY, worth=0.01))[0] for seed in range(30)]  # so small that nothing is ever shown to be nil
    assert sum(one != "unknown" for one in ended) <= 7  # .1 of 30 are 3; 8 and more come in less than 1 of 100 such tests


def test_the_value_of_each_customer_is_read_once_and_the_figure_says_so() -> None:
    assert "each of them measured once" in found(PLAY, planted(1, 0.0, 200), ASKED).effect.method


def test_harm_is_stopped_long_before_everybody_was_served() -> None:
    ended = [first_verdict(seed, -8.0, PLAY) for seed in SEEDS]
    assert {one for one, _ in ended} == {"harms"}
    assert np.median([n for _, n in ended]) <= N / 2


def test_where_less_is_better_the_verdict_turns() -> None:
    sooner = replace(PLAY, measure="days_to_done")
    rows = planted(1, -6.0)
    assert (found(sooner, rows, ASKED).verdict, found(PLAY, rows, ASKED).verdict) == ("works", "harms")


def test_too_few_say_how_many_more_and_how_long() -> None:
    rows = planted(1, 5.0, 60)
    little = found(PLAY, rows, ASKED, Ahead(waiting=0, a_day=4.0))
    assert little.verdict == "unknown" and little.effect.value is None
    assert little.n_more is not None and little.n_more >= (ARM_MIN - little.n_held) / PLAY.held
    assert little.days_more == PLAY.days + -(-little.n_more // 4)
    assert f"{little.n_more:,} more customers" in little.why
    assert found(PLAY, rows, ASKED).days_more is None
    assert found(PLAY, rows, ASKED, Ahead(waiting=10**6)).days_more == PLAY.days


@given(st.floats(-9, 9), st.floats(0, 5), st.floats(0, 5), st.floats(0.1, 5))
def test_verdicts_are_apart_and_harm_comes_first(value: float, below: float, above: float, worth: float) -> None:
    figure = interval(value - below, value, value + above)
    said = verdict_of(replace(PLAY, worth=worth), figure)
    low, high = value - below, value + above
    assert (said == "harms") == (high < 0)
    if said == "nil":
        assert max(abs(low), abs(high)) <= worth
    if said == "works":
        assert low > 0 and high > worth
    mirrored = verdict_of(replace(PLAY, worth=worth, measure="days_to_done"), interval(-high, -value, -low))
    assert mirrored == said


def interval(low: float, value: float, high: float) -> Figure:
    return estimate("effect", value, low, high, method="m", n=100, evidence=Evidence("q", 100))


def test_the_order_of_rows_changes_nothing_and_the_figure_comes_back_whole() -> None:
    rows = planted(3, 2.0, 300)
    one = found(PLAY, rows, ASKED)
    assert found(PLAY, rows.reverse(), ASKED).effect == one.effect
    assert found_of(one.json()) == one
    assert isinstance(one, PlayFound) and one.effect.evidence.query.startswith(ASKED.query) and one.effect.as_of == ASKED.as_of


def test_the_naive_figure_stands_beside_and_is_another() -> None:
    rows = planted(4, 0.0).with_columns(pl.col("before") - 5)
    seen = found(PLAY, rows, ASKED)
    assert seen.naive is not None and seen.naive.value == pytest.approx(5, abs=2) and seen.verdict != "works"


def test_a_play_is_the_same_after_it_was_written() -> None:
    full = replace(PLAY, driver="mood", only={"kind": "trait", "name": "city", "op": "is", "value": ["Ulm"]}, purpose="tips", job="run")
    for one in (PLAY, full):
        assert play_of(play_json(one)) == one
    assert "purpose" not in play_json(PLAY)
    assert whom(full, "running") == e.All((e.Type("running", "individual-driven"), e.Driver("running", "mood", 0.2),
                                           e.Trait("city", "is", ("Ulm",)), e.Consent("tips")))


@pytest.mark.parametrize("wrong", [
    {"key": "Not A Key"}, {"title": " "}, {"why": "no sentence"}, {"offer": "x" * 301 + "."}, {"leads": "https://elsewhere.example/"},
    {"leads": "/goals/"}, {"leads": "../"}, {"type": "kind"}, {"driver": "luck"}, {"type": "", "driver": ""}, {"driver_share": 0},
    {"only": {"kind": "nothing"}}, {"measure": "luck"}, {"measure": "indicator"}, {"indicator": "pace"}, {"worth": 0}, {"worth": -1},
    {"worth": float("nan")}, {"worth": True}, {"held": 0.04}, {"held": 0.6}, {"days": 0}, {"days": 2.5}, {"days_max": 10},
    {"better": "most"}, {"measure": []}, {"better": []}, {"type": []}, {"worth": 10**400}, {"worth": 1e-200}, {"days": 10**5000},
    {"driver_share": 10**5000}, {"unknown": 1}, {"title": None}, {"purpose": 3}])
def test_what_cannot_be_a_play_is_refused_in_a_sentence(wrong: dict[str, Any]) -> None:
    with pytest.raises(InputRefused, match=r"^The (play|expression) .*\. \S") as said:
        play_of({**play_json(PLAY), **wrong})
    assert said.value.next_step.endswith((".", "?"))


def test_whatever_is_no_play_at_all_is_refused() -> None:
    for body in (None, [], "x", {}, {"key": 3}):
        with pytest.raises(InputRefused):
            play_of(body)


def test_every_type_and_driver_is_told_in_words_that_leave_room_for_doubt() -> None:
    assert set(TYPE_WORDS) == set(TYPES) and set(DRIVER_WORDS) == set(DRIVERS)
    for type_ in TYPES:
        said = because(replace(PLAY, type=type_))
        assert "seem" in said and said.endswith(".")
    both = because(replace(PLAY, driver="mood"))
    assert " and because " in both
    assert how_told(PLAY, Told()) == "It is a guess, and may be wrong."
    assert how_told(replace(PLAY, type="", only={"kind": "everyone"}), Told(3)) == ""
    assert how_told(PLAY, Told(1, 2, True, "2026-05-01")).startswith(
        "It was read on 2026-05-01 from 1 thing that you said, from 2 things that you did and from the map that you drew.")
