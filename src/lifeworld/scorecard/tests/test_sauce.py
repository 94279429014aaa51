"""The sauce: what chance shows of it is found where it is planted and not where it is not, and those who do not comply do not mislead."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from lifeworld.scorecard.core.frames import Frames, checked
from lifeworld.scorecard.core.sauce import PAGED, sauce
from lifeworld.scorecard.core.sauce.trials import DAYS, Offered, offered
from lifeworld.scorecard.core.simulation.sauce import SauceKnobs, simulated_designs, simulated_trials
from lifeworld.scorecard.core.simulation.success import simulated_customers
from lifeworld.scorecard.core.values import VERSIONS, Asked, FactorScore

ASKED = Asked(as_of="2026-06-30", query="test")
SEEDS = 20
PLANTED = SauceKnobs(effect_days=0.7, effect_quality=0.5)


def world(knobs: SauceKnobs, n: int, seed: int = 1) -> tuple[Frames, dict[str, Any]]:
    """Customers, attempts and designs with what is planted, and the truth."""
    customers = simulated_customers(n, seed)
    trials, truth = simulated_trials(customers, seed, knobs)
    designs, more = simulated_designs(customers, seed, knobs)
    return Frames({"customers": customers, "trials": trials, "designs": designs}), truth | more


def shown(knobs: SauceKnobs, seed: int, n: int = 700) -> Offered:
    """What chance shows of a small world."""
    customers = simulated_customers(n, seed)
    found = offered(simulated_trials(customers, seed, knobs)[0], customers, ASKED)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def planted() -> Frames:
    return world(PLANTED, 1200)[0]


@pytest.fixture(scope="module")
def score(planted: Frames) -> FactorScore:
    return sauce(planted, ASKED)


def test_simulated_frames_are_as_declared(planted: Frames) -> None:
    assert checked("trials", planted["trials"]).equals(planted["trials"])


def test_every_figure_has_its_version_its_query_and_a_name_of_its_own(score: FactorScore) -> None:
    figures = [score.axis, *score.figures]
    assert len({one.name for one in figures}) == len(figures)
    for one in figures:
        assert one.versions == VERSIONS
        assert one.as_of == ASKED.as_of
        assert one.evidence.query.startswith("test")


def test_findings_name_figures_that_there_are(score: FactorScore) -> None:
    names = {one.name for one in score.figures}
    assert {"frontier", "sooner", "sauce_quality"} <= {one.key for one in score.findings}
    for one in score.findings:
        assert set(one.figures) <= names
        assert not any(letter.isdigit() for letter in one.words)


def test_the_axis_is_what_only_the_sauce_reaches_and_else_how_often_it_is_better(planted: Frames, score: FactorScore) -> None:
    assert score.axis.value == pytest.approx(score.figures[0].value)
    without = sauce(Frames({**planted.by_name, "designs": Frames()["designs"]}), ASKED)
    better = without.figure("with the sauce offered, what comes of it is better")
    assert better is not None
    assert without.axis.value == pytest.approx(2 * (better.value or 0.0) - 1)
    assert better.name in without.axis.method
    assert any("another quantity" in one for one in without.axis.warnings) and without.axis.warnings[-1] in without.warnings
    assert not any("another quantity" in one for one in score.warnings)


def test_a_page_of_the_same_candidates_is_said_to_be_one_and_no_merit_of_the_sauce(planted: Frames) -> None:
    for policy, paged in (("cheapest_page@1", True), ("catalogue@3", False), (None, False)):
        said = pl.when(pl.col("side") == "market").then(pl.lit(policy, pl.String))
        found = sauce(Frames({**planted.by_name, "designs": planted["designs"].with_columns(policy=said)}), ASKED)
        assert ("frontier" in {one.key for one in found.findings}) is not paged
        assert found.other == (PAGED if paged else None) and (found.axis.low or 0.0) > 0
        assert any("choose from the same candidates" in one and "cannot be below" in one for one in found.warnings) is paged


def test_the_reason_for_another_axis_is_true_where_few_designs_are_known(planted: Frames) -> None:
    few = planted["designs"].filter(pl.col("spec") < "000012")
    found = sauce(Frames({**planted.by_name, "designs": few}), ASKED)
    assert any(table.key == "specs" for table in found.tables) and "Too few designs of both sides" in found.axis.warnings[-1]


def test_the_score_does_not_hang_on_the_order_of_rows(planted: Frames, score: FactorScore) -> None:
    assert sauce(Frames({name: frame.reverse() for name, frame in planted.by_name.items()}), ASKED) == score


def test_many_rows_give_the_effects_of_few(planted: Frames, score: FactorScore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lifeworld.scorecard.core.effects.cells._TEXTS_MAX", 10)
    found = sauce(planted, ASKED)
    for one in score.figures:
        other = found.figure(one.name)
        assert other is not None
        assert [other.value, other.low, other.high] == pytest.approx([one.value, one.low, one.high])


def test_nothing_known_gives_no_number() -> None:
    found = sauce(Frames(), ASKED)
    assert found.axis.value is None
    assert not found.figures
    assert "record what customers try" in found.warnings[0]


def test_attempts_that_chance_did_not_decide_are_in_no_effect(planted: Frames, score: FactorScore) -> None:
    more = planted["trials"].with_columns(offered=pl.lit(None, pl.Boolean), trial="x" + pl.col("trial"), quality=pl.lit(0.0))
    found = sauce(Frames({**planted.by_name, "trials": pl.concat([planted["trials"], more])}), ASKED)
    assert found.figure(DAYS) == score.figure(DAYS)
    assert any("chance did not decide" in one for one in found.warnings)


def test_shares_of_which_hardly_any_are_known_otherwise_give_no_number(planted: Frames) -> None:
    all_held = planted["trials"].with_columns(verified_first=pl.int_range(pl.len()) > 3)
    found = sauce(Frames({**planted.by_name, "trials": all_held}), ASKED).figure("effect of the sauce offered on first results that held")
    assert found is not None
    assert found.value is None
    assert any("at least 10" in one for one in found.warnings)


def test_an_offer_that_hardly_anybody_takes_gives_no_complier_effect() -> None:
    found = shown(SauceKnobs(taken=0.06, leaked=0.05), 1)
    assert found.days.complier is not None
    assert found.days.complier.weak
    assert found.days.complier.effect.value is None


def test_a_planted_effect_is_found() -> None:
    seen = [shown(PLANTED, seed, 1300) for seed in range(SEEDS)]
    assert sum((one.days.difference.high or 0.0) < 0 for one in seen) >= 0.95 * SEEDS
    assert sum(one.effects["quality"].verdict == "found" for one in seen) >= 0.95 * SEEDS
    users = [one.users["quality"].effect for one in seen]
    assert sum(one.low <= 5.0 <= one.high for one in users) >= 0.87 * SEEDS


def test_effects_share_the_level_so_that_a_sauce_that_does_nothing_is_hardly_ever_said_to_do_something() -> None:
    said = 0
    for seed in range(40):
        customers = simulated_customers(200, seed)
        trials, _ = simulated_trials(customers, seed, SauceKnobs())
        found = sauce(Frames({"customers": customers, "trials": trials}), Asked(looks="once"))
        said += any(one.kind in ("good", "act") for one in found.findings)
    assert said <= 4  # .1 of 40; it is 0, and without sharing 8


def test_where_nothing_is_planted_nothing_is_found_though_users_do_better() -> None:
    seen = [shown(SauceKnobs(able=2.0), seed) for seed in range(SEEDS)]
    assert sum(one.days.difference.low <= 0 <= one.days.difference.high for one in seen) >= 0.84 * SEEDS
    for outcome in ("quality", "done"):
        assert sum(one.effects[outcome].verdict in ("silent", "nil") for one in seen) >= 0.84 * SEEDS
    told = [one.naive.value or 0.0 for one in seen if one.naive]
    assert min(told) > 0
    assert sum(told) / len(told) > 0.05
