"""Attainment by ecosystem type: the same means as of everybody, what is planted is found, what is not is not, and nobody is corrected."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from lifeworld.constellations.files.report.words import word
from lifeworld.kit.errors import InputRefused
from lifeworld.scorecard.core.effects import clustered_means
from lifeworld.scorecard.core.effects.cells import numbered
from lifeworld.scorecard.core.effects.difference import naive_difference
from lifeworld.scorecard.core.frames import HELD, LABELS, SERVED, Frames, checked
from lifeworld.scorecard.core.simulation.people import TYPE_SHARES, labels, people
from lifeworld.scorecard.core.simulation.success import SuccessKnobs, simulated_customers, simulated_goals
from lifeworld.scorecard.core.success import success
from lifeworld.scorecard.core.success.by_type import AS_LABELLED, ByType, attained_by_type, difference_name, types_chart, types_findings
from lifeworld.scorecard.core.values import Asked, FactorScore, Finding
from lifeworld.scorecard.files.reading import read_folder
from lifeworld.scorecard.files.report.charts import picture
from lifeworld.scorecard.files.writing import write_frames

ASKED = Asked(since="2026-04-01", until="2026-06-29", as_of="2026-06-30", query="test")
ONCE = replace(ASKED, looks="once")
SEEDS = 20
ALONE, MADE, MANY, UNDETERMINED = LABELS
GAP = -4.0


@cache
def world(gap: float = 0.0, seed: int = 1, n: int = 900) -> Frames:
    """Customers whose type matters as planted."""
    knobs = SuccessKnobs(held=0.3, icc=0.3, type_gap=gap)
    customers = simulated_customers(n, seed, knobs)
    return Frames({"customers": customers, "goals": simulated_goals(customers, seed, knobs)[0]}, simulated=True)


def goals_of(frames: Frames) -> pl.DataFrame:
    """Goals as the score looks at them."""
    return frames["goals"].join(frames["customers"].select("customer", "household", "type"), on="customer", how="left")


def told(frames: Frames, asked: Asked = ASKED) -> ByType:
    return attained_by_type(goals_of(frames), asked)


def small(n: int, means: dict[str, float], sd: float = 10.0) -> pl.DataFrame:
    """A goal of each of ``n`` customers of each type, alone, whose T have exactly this mean and spread."""
    step = np.linspace(-1, 1, n)
    rows = [pl.DataFrame({"customer": [f"{one} {at:03}" for at in range(n)], "type": one, "t": mean + sd * step / step.std()})
            for one, mean in means.items()]
    return pl.concat(rows).with_columns(household=pl.lit(None, pl.String))


@pytest.fixture(scope="module")
def score() -> FactorScore:
    return success(world(GAP, n=1500), ASKED)


def finding(score: FactorScore) -> Finding | None:
    return next((one for one in score.findings if one.key == "types_differ"), None)


def test_means_are_those_of_the_goals_of_each_type_alone() -> None:
    goals = goals_of(world(GAP))
    found = attained_by_type(goals, ASKED)
    assert tuple(found.levels) == LABELS
    for label, figure in found.levels.items():
        part = goals.filter(pl.col("type") == label)
        alone = clustered_means(part, {"t": part["t"].to_numpy()}, unit="T", bounds=(0.0, 100.0), asked=ASKED, query="q")["t"]
        assert [figure.value, figure.low, figure.high] == pytest.approx([alone.value, alone.low, alone.high], rel=1e-9)
        assert (figure.n, figure.evidence.n) == (part["customer"].n_unique(), part.height) and figure.method.endswith(AS_LABELLED)


def test_differences_are_those_of_a_comparison_that_chance_did_not_make() -> None:
    frames = world(GAP)
    means = frames["goals"].group_by("customer").agg(value=pl.col("t").mean())
    each = frames["customers"].drop_nulls("type").join(means, on="customer")
    found = told(frames)
    assert tuple(found.differences) == LABELS[:3]
    for label, figure in found.differences.items():
        arms = each.with_columns(arm=pl.when(pl.col("type") == label).then(pl.lit(SERVED)).otherwise(pl.lit(HELD)))
        peer = naive_difference(arms, name="x", unit="T", asked=ASKED, query="q", by="")
        assert peer is not None
        assert [figure.value, figure.low, figure.high] == pytest.approx([peer[0].value, peer[0].low, peer[0].high])
        assert figure.n == each.height and len(figure.warnings) == 1


def test_households_are_drawn_whole() -> None:
    goals = small(40, {ALONE: 52.0, MADE: 50.0}).with_columns(t=pl.col("t").cast(pl.Float64))
    house = pl.col("customer").str.tail(3).cast(pl.Int64) // 4  # those next to each other, who are alike
    together = goals.with_columns(household=pl.format("{} {}", "type", house))
    wide, narrow = (attained_by_type(one, ONCE) for one in (together, goals))
    for part in ("levels", "differences"):
        many, alone = (getattr(one, part)[ALONE] for one in (wide, narrow))
        assert many.value == pytest.approx(alone.value) and many.high - many.low > 1.5 * (alone.high - alone.low)
    assert "households drawn whole" in wide.differences[ALONE].method


def test_what_is_planted_is_found_and_where_nothing_is_nothing_is_said() -> None:
    assert sum(told(world(GAP, seed, n=1200)).less == (ALONE,) for seed in range(SEEDS)) >= 0.95 * SEEDS
    assert sum(not types_findings(told(world(0.0, seed), ONCE)) for seed in range(SEEDS)) >= 0.84 * SEEDS


def test_what_holds_for_one_type_alone_is_not_said_where_three_are_looked_at() -> None:
    both = attained_by_type(small(60, {ALONE: 52.6, MADE: 50.0, MANY: 50.4, UNDETERMINED: 49.9}), ONCE)
    figure = both.differences[ALONE]
    assert figure.low is not None and figure.low > 0 and not both.more and not types_findings(both)
    assert attained_by_type(small(60, {ALONE: 57.0, MADE: 50.0, MANY: 50.4, UNDETERMINED: 49.9}), ONCE).more == (ALONE,)


def test_too_few_of_a_type_are_not_told_and_nobody_is_of_a_type_without_a_constellation() -> None:
    goals = pl.concat([small(60, {ALONE: 50.0}), small(29, {MADE: 60.0}), small(30, {MANY: 40.0})])
    found = attained_by_type(goals, ONCE)
    assert tuple(found.levels) == tuple(found.differences) == (ALONE, MANY)
    assert found.levels[MANY].n == 30 and found.differences[MANY].n == 119  # the few of another type are among the others
    nobody = goals.with_columns(type=pl.lit(None, pl.String))
    empty = attained_by_type(nobody, ONCE)
    assert (empty.figures, types_chart(empty), types_findings(empty), empty.unlabelled) == ((), (), [], 0)
    lonely = attained_by_type(goals.filter(pl.col("type") == ALONE), ONCE)
    assert tuple(lonely.levels) == (ALONE,) and not lonely.differences


def test_the_order_of_goals_and_numbers_for_keys_change_nothing() -> None:
    goals = goals_of(world(GAP))
    whole, mixed = (attained_by_type(one, ASKED) for one in (goals, goals.sample(fraction=1.0, shuffle=True, seed=4)))
    assert whole == mixed
    many = pl.concat([goals.with_columns(customer=pl.format("{}-{}", "customer", pl.lit(at))) for at in range(60)])
    short = numbered(many)
    assert short["customer"].dtype.is_integer()
    texts, numbers = (attained_by_type(one, ASKED).differences for one in (many, short))
    for label, one in texts.items():
        assert [one.value, one.low, one.high] == pytest.approx([numbers[label].value, numbers[label].low, numbers[label].high])


def test_the_score_says_what_goes_with_a_type_and_to_which_plays_to_turn(score: FactorScore) -> None:
    said = finding(score)
    assert said is not None and said.kind == "watch" and "goes with attaining less" in said.words and ALONE in said.words
    assert "because" not in said.words and f"play for {ALONE} customers" in said.next_step
    assert difference_name(ALONE) in said.figures and set(said.figures) <= {one.name for one in score.figures}
    assert any("no constellation" in one for one in score.warnings)


def test_who_attains_more_is_looked_at_for_the_others() -> None:
    said = types_findings(told(world(8.0), ONCE))
    assert len(said) == 1 and f"{ALONE} with attaining more" in said[0].words
    alone = attained_by_type(small(80, {ALONE: 58.0, UNDETERMINED: 50.0}), ONCE)
    [one] = types_findings(alone)
    assert one.words == "Being labelled individual-driven goes with attaining more than the others do."
    assert one.next_step.startswith("Look at what the plays for individual-driven customers offer")


def test_the_picture_has_the_colour_of_each_type_and_begins_at_what_was_hoped_for(score: FactorScore) -> None:
    chart = next(one for one in score.charts if one.key == "types")
    bars = picture(chart).bars
    assert [(bar.name, bar.css) for bar in bars] == [(label, word(label).css) for label in LABELS]
    level = score.figure(f"attainment T of customers labelled {ALONE}")
    assert level is not None and chart.series[0].y[0] == pytest.approx((level.value or 0.0) - 50)
    assert picture(replace(chart, series=(replace(chart.series[0], x=("a", "b", "c", "d")),))).bars[0].css == "series--1"


def test_without_types_the_score_is_what_it_was(score: FactorScore) -> None:
    frames = world(GAP, n=1500)
    untyped = Frames({**frames.by_name, "customers": frames["customers"].with_columns(type=pl.lit(None, pl.String))}, simulated=True)
    plain = success(untyped, ASKED)
    named = {one.name for one in plain.figures}
    assert not any("labelled" in name for name in named) and finding(plain) is None
    assert [one for one in score.figures if one.name in named] == list(plain.figures) and score.axis == plain.axis
    assert [one for one in score.charts if one.key != "types"] == list(plain.charts)
    assert not any("constellation" in one for one in plain.warnings)


def test_types_are_drawn_apart_from_everything_else() -> None:
    customers = simulated_customers(400, 3)
    goals, truth = simulated_goals(customers, 3)
    assert simulated_goals(customers.with_columns(type=pl.lit(None, pl.String)), 3)[0].equals(goals) and truth["type_gap"] == 0.0
    gone = simulated_goals(customers, 3, SuccessKnobs(type_gap=5.0))[0].select(more=pl.col("t") - goals["t"], customer="customer")
    of_type = gone.join(customers.select("customer", "type"), on="customer").with_columns(pl.col("more").round(6))
    assert set(of_type.filter(pl.col("type") == ALONE)["more"]) == {5.0}
    assert set(of_type.filter(pl.col("type").ne_missing(ALONE))["more"]) == {0.0}
    few, many = people(50, 2), people(100, 2)
    assert few.type.equals(many.type.head(50)) and not few.type.equals(people(50, 3).type)


def test_shares_of_types_are_as_declared() -> None:
    drawn = labels((np.arange(1000) + 0.5) / 1000)
    assert [drawn.eq(label).sum() / 1000 for label in LABELS] == pytest.approx(list(TYPE_SHARES), abs=0.002)
    assert drawn.null_count() == pytest.approx(1000 * (1 - sum(TYPE_SHARES)), abs=2)


def test_types_come_from_files_and_others_are_refused(tmp_path: Path) -> None:
    frames = world(GAP)
    write_frames(frames, tmp_path, "csv")
    assert read_folder(tmp_path).frames["customers"]["type"].equals(frames["customers"]["type"])
    with pytest.raises(InputRefused, match=r"row 2: «brand» in «type»"):
        checked("customers", pl.DataFrame({"customer": ["a", "b"], "type": [MADE, "brand"]}))
