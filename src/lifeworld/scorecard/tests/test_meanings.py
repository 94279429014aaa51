"""What lies on an axis, and what is to be done next, are said of what is drawn there, and not of what might have been."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from lifeworld.scorecard.core.card import scorecard
from lifeworld.scorecard.core.frames import Frames
from lifeworld.scorecard.core.next_steps import KNOW_NEXT, OFFERED_NEXT, WEAKEST_NEXT, own_step, weakest_finding
from lifeworld.scorecard.core.sauce import OFFERED
from lifeworld.scorecard.core.simulation.people import AS_OF, SINCE, UNTIL
from lifeworld.scorecard.core.simulation.worlds import world
from lifeworld.scorecard.core.values import FACTOR, Asked, FactorScore, Finding, Scorecard
from lifeworld.scorecard.core.wire import card_json, card_of
from lifeworld.scorecard.files.report.words import axis_words

ASKED = Asked(since=SINCE, until=UNTIL, as_of=AS_OF)


def card_without(*left_out: str, name: str = "sound", customers: int = 800) -> Scorecard:
    frames = world(name, customers=customers, partners=20, seed=3).frames
    return scorecard(Frames({key: frame for key, frame in frames.by_name.items() if key not in left_out}, simulated=True), ASKED)


@pytest.fixture(scope="module")
def attempts() -> Scorecard:
    """Attempts are known and no designs."""
    return card_without("designs")


def test_an_axis_that_shows_attempts_says_so(attempts: Scorecard) -> None:
    score = attempts.score("sauce")
    assert score.axis.enough and score.meaning == OFFERED
    assert "market" not in axis_words(attempts, "sauce")
    assert [one["axis"] for one in card_json(attempts)["factors"] if one["key"] == "sauce"] == [OFFERED.axis]
    assert card_of(card_json(attempts)) == attempts


def test_an_axis_that_shows_its_own_quantity_has_the_factor_s_words() -> None:
    score = card_without().score("sauce")
    assert score.other is None and score.meaning == FACTOR["sauce"]


def test_the_step_of_the_weakest_link_is_one_of_its_own(attempts: Scorecard) -> None:
    link = next(one for one in attempts.findings if one.key == "weakest_link")
    own = [one for one in attempts.score(attempts.weakest).findings if one.kind != "good" and one.next_step]
    kinds = [one.kind for one in own]
    assert link.next_step == (own[kinds.index(min(kinds))].next_step if own else link.next_step)
    known = {figure.name for score in attempts.scores for figure in (score.axis, *score.figures)}
    assert set(link.figures) <= known
    assert link.next_step not in {WEAKEST_NEXT["sauce"]} or attempts.weakest != "sauce"
    assert OFFERED_NEXT not in WEAKEST_NEXT.values()


def test_nothing_that_is_only_little_known_is_said_to_be_weak(attempts: Scorecard) -> None:
    """Wide, and reaching the upper half; without that it is weak for all that is known."""
    scores = tuple(FactorScore(key, replace(attempts.score(key).axis, low=0.3, value=0.35, high=0.35 + wide), (), found)
                   for key, wide, found in (("sauce", 0.3, ()), ("partners", 0.3, (Finding("x", "partners", "act", "It is weak."),)),
                                            ("success", 0.01, ())))
    said = {score.factor: weakest_finding(scores, score.factor, ()) for score in scores}
    assert {factor for factor, one in said.items() if "little known" in one.words} == {"sauce"}
    assert {factor for factor, one in said.items() if one.next_step == KNOW_NEXT} == {"sauce"}


def test_a_partner_on_whom_much_hangs_is_on_the_axis() -> None:
    score = card_without(name="critical", customers=1200).score("partners")
    reach = next(one for one in score.figures if one.name.startswith("share of attained customers out of reach"))
    index = score.figures[0]
    assert reach.value is not None and index.value is not None and score.axis.value is not None
    assert reach.value > 0.2 > index.value, "the world does not test this"
    assert score.axis.value == pytest.approx(1 - reach.value)
    assert score.axis.low is not None and reach.high is not None and score.axis.low < 1 - reach.high, "two share the level"
    assert score.other is None


def test_an_axis_always_has_ends_that_are_numbers() -> None:
    """At the level that two share an interval of the index may have no ends where it has them at the level asked for."""
    frames = world("critical", customers=250, partners=8, seed=8).frames
    axis = scorecard(frames, ASKED).score("partners").axis
    assert axis.enough and axis.low is not None and axis.high is not None and 0 <= axis.low <= (axis.value or 0) <= axis.high <= 1


def test_partners_are_not_told_the_step_of_the_sauce() -> None:
    frames = world("critical", customers=800, partners=20, seed=3).frames
    uses = frames["uses"].with_columns(role=pl.lit(None, pl.String))
    score = scorecard(Frames({**frames.by_name, "uses": uses}), ASKED).score("partners")
    assert own_step(replace(score, findings=()))[0] in {WEAKEST_NEXT["partners"], KNOW_NEXT}


def test_without_roles_the_axis_shows_evenness_alone_and_says_so() -> None:
    frames = world("critical", customers=800, partners=20, seed=3).frames
    uses = frames["uses"].with_columns(role=pl.lit(None, pl.String))
    score = scorecard(Frames({**frames.by_name, "uses": uses}), ASKED).score("partners")
    index = score.figures[0]
    assert index.value is not None and score.axis.value == pytest.approx(1 - index.value)
    assert score.other is not None and "within reach" not in score.meaning.axis
    assert any("stand in" in words for words in score.axis.warnings)


def test_who_knows_too_little_is_told_how_much_is_enough() -> None:
    for n in (800, 150):
        axis = card_without(name="null", customers=n).score("partners").axis
        assert not axis.enough and axis.n_needed is not None and n < axis.n_needed < 5000, "it hardly depends on who came by now"
    frames = world("sound", customers=300, partners=20, seed=3).frames
    few = frames["customers"].with_columns(arm=pl.when(pl.int_range(pl.len()) % 25 == 0).then(pl.lit("held")).otherwise(pl.lit("served")))
    score = scorecard(Frames({**frames.by_name, "customers": few}), replace(ASKED, replicates=50)).score("success")
    effects = [one for one in score.figures if one.name.startswith("effect of being served") and not one.enough]
    assert effects and all("needed" in one.text() for one in effects)
