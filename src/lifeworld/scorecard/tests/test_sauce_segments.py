"""For whom the sauce works best: found where it is planted, silent where it is not, and so many as are needed where too few are there."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from lifeworld.kit.quantiles import binomial
from lifeworld.scorecard.core.frames import FRAMES, Frames
from lifeworld.scorecard.core.sauce import sauce
from lifeworld.scorecard.core.sauce.by_segment import UNTOLD, by_segment, segments_findings
from lifeworld.scorecard.core.simulation.people import people
from lifeworld.scorecard.core.simulation.sauce import SauceKnobs, simulated_trials
from lifeworld.scorecard.core.simulation.worlds import customer_frame
from lifeworld.scorecard.core.values import Asked

ONCE = Asked(as_of="2026-06-30", query="test", looks="once")
STUDIES = 200
SHARES = np.array([0.4, 0.35, 0.25])
EFFECTS = np.array([6.0, 2.0, -2.0])


def study(seed: int, effects: np.ndarray, n: int = 420) -> pl.DataFrame:
    """Customers of households of two in three segments, some of whom tried with and without the offer, with an effect in each segment."""
    rng = np.random.default_rng(seed)
    segment, at = rng.choice(3, n, p=SHARES), np.repeat(np.arange(n), 2)
    offered = rng.random(2 * n) < 0.5
    shared = rng.normal(size=n // 2)[at // 2] + rng.normal(size=n)[at]
    value = 50 + 5 * shared + 5 * rng.normal(size=2 * n) + effects[segment[at]] * offered + 3 * segment[at]
    return pl.DataFrame({"customer": [f"c{i:04}" for i in at], "household": [f"h{i // 2:04}" for i in at], "value": value,
                         "arm": np.where(offered, "served", "held"), "segment": np.array(["a", "b", "c"])[segment[at]]})


def differences(effects: np.ndarray) -> dict[str, float]:
    """By segment the effect in it less that in all others of the population."""
    return {name: float(effects[i] - np.delete(SHARES * effects, i).sum() / np.delete(SHARES, i).sum()) for i, name in enumerate("abc")}


@pytest.mark.parametrize("effects", [EFFECTS, np.full(3, 3.0)])
def test_intervals_hold_all_segments_at_once_as_often_as_they_say_or_more(effects: np.ndarray) -> None:
    true, hits, said = differences(effects), 0, 0
    for seed in range(STUDIES):
        found = by_segment(study(seed, effects), name="effect", unit="", asked=ONCE, query="q")
        hits += all(one.low <= true[name] <= one.high for name, one in found.differences.items())
        said += bool(found.more or found.less)
    assert hits >= binomial([0.005], STUDIES, 0.9)[0], hits
    assert said >= 0.95 * STUDIES if effects is EFFECTS else said <= 0.16 * STUDIES, said


def test_who_has_it_better_and_who_worse_is_told_and_for_whom_that_is_not_known() -> None:
    found = by_segment(study(1, EFFECTS * 2, 900), name="effect", unit="", asked=ONCE, query="q")
    assert (found.more, found.less) == (("a",), ("b", "c"))
    assert not found.warnings and found.effects["a"].value == pytest.approx(12, abs=1.5)
    turned = by_segment(study(1, EFFECTS * 2, 900).reverse(), name="effect", unit="", asked=ONCE, query="q")
    assert turned == found


def test_too_few_are_told_how_many_are_needed() -> None:
    some = study(2, EFFECTS).filter((pl.col("segment") != "c") | pl.col("customer").is_in([f"c{i:04}" for i in range(80)]))
    found = by_segment(some, name="effect", unit="", asked=ONCE, query="q")
    assert found.differences["c"].value is None and found.differences["a"].value is not None
    assert found.differences["c"].n_needed > found.differences["c"].n
    assert "60" not in found.differences["c"].text() and any("30 customers" in one for one in found.differences["c"].warnings)
    alone = by_segment(some.with_columns(segment=pl.lit("a")), name="effect", unit="", asked=ONCE, query="q")
    assert alone.warnings == (UNTOLD,) and not alone.differences


def test_the_score_tells_for_whom_it_works_and_is_silent_where_it_does_not_differ() -> None:
    whom = people(900, 3)
    customers = customer_frame(whom, whom.before)
    keys = {}
    for gap in (0.0, 1.5):
        trials, truth = simulated_trials(customers, 3, SauceKnobs(first_quality=gap))
        score = sauce(Frames({"customers": customers, "trials": trials}), ONCE)
        assert truth["first_quality"] == 10 * gap
        keys[gap] = {one.key: one for one in score.findings}
        assert [table.key for table in score.tables] == ["sauce_segments"]
        assert score.figure("effect of the sauce offered on quality in «needs 1», less that in all others").value is not None
    assert "sauce_segments" not in keys[0.0] and "«needs 1»" in keys[1.5]["sauce_segments"].words
    nobody = customers.with_columns(segment=pl.lit(None, FRAMES["customers"].schema["segment"]))
    assert UNTOLD in sauce(Frames({"customers": nobody, "trials": trials}), ONCE).warnings


def test_what_the_offer_does_not_change_is_one_finding_to_act_on() -> None:
    whom = people(9000, 4)
    customers = customer_frame(whom, whom.before)
    trials, _ = simulated_trials(customers, 4, SauceKnobs())
    told = [one for one in sauce(Frames({"customers": customers, "trials": trials}), ONCE).findings if "nil" in one.key]
    assert [one.key for one in told] == ["sauce_nil"] and told[0].kind == "act" and told[0].next_step
    assert "quality" in told[0].words and len(told[0].figures) > 1


def test_it_is_offered_first_only_where_it_surely_does_good() -> None:
    """In the second world it harms customers least in a, and helps nobody."""
    helped, harmed = (by_segment(study(1, effects, 900), name="effect", unit="", asked=ONCE, query="q")
                      for effects in (EFFECTS * 2, EFFECTS * 2 - 14))
    assert helped.more == harmed.more == ("a",) and (helped.first, harmed.first) == (("a",), ())
    good, bad = (segments_findings(one)[0] for one in (helped, harmed))
    assert good.next_step.startswith("Offer it first in «a»") and "harm" not in good.words
    assert "Offer it first" not in bad.next_step and "less harm" in bad.words


def test_shares_of_segments_need_ten_of_a_kind_in_each_arm() -> None:
    rows = study(3, EFFECTS, 1200)
    often = rows.with_columns(value=(pl.col("value") > 50).cast(pl.Float64))
    rare = rows.with_columns(value=(pl.int_range(pl.len()) % 80 == 0).cast(pl.Float64))
    shares, few = (by_segment(one, name="effect", unit="share", asked=ONCE, query="q") for one in (often, rare))
    assert all(one.enough for one in (*shares.effects.values(), *shares.differences.values()))
    assert not any(one.enough for one in (*few.effects.values(), *few.differences.values())) and not few.more and not few.less
    assert all((one.n_needed or 0) > one.n and "Fewer than 10" in one.warnings[0] for one in few.effects.values())


def test_why_it_is_not_told_for_whom_it_works_is_true() -> None:
    whom = people(900, 3)
    customers = customer_frame(whom, whom.before)
    trials, _ = simulated_trials(customers, 3, SauceKnobs())
    less = trials.with_columns(quality=pl.when(~(pl.col("offered") & (pl.int_range(pl.len()) % 5 < 2))).then("quality"))
    warnings = sauce(Frames({"customers": customers, "trials": less}), ONCE).warnings
    assert UNTOLD not in warnings and any("For whom" in one and "more is known with the sauce offered" in one for one in warnings)
