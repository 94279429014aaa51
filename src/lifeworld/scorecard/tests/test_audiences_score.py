"""Audiences: focus, separation and segments against slow definitions, planted fits found, and nothing said where nothing is."""

from __future__ import annotations

import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.kit.figure import Evidence, estimate
from lifeworld.kit.quantiles import normal
from lifeworld.scorecard.core.audiences import audiences, names
from lifeworld.scorecard.core.audiences.findings import _at_least
from lifeworld.scorecard.core.audiences.focus import Open, focus_between, still_open
from lifeworld.scorecard.core.audiences.segments import group_opportunities, reversal, segmented, silhouette
from lifeworld.scorecard.core.audiences.separation import attained, auc_between, came
from lifeworld.scorecard.core.frames import Frames, checked
from lifeworld.scorecard.core.simulation.audiences import CLEAR, FITS, NO_FIT, REVERSED, AudiencePlan, answer_frames
from lifeworld.scorecard.core.simulation.people import people
from lifeworld.scorecard.core.simulation.worlds import HARDER, customer_frame, planted
from lifeworld.scorecard.core.values import Asked, FactorScore

ASKED = Asked("2026-04-01", "2026-06-29", "2026-06-30", replicates=100)


def audience(plan: AudiencePlan = FITS, n: int = 400, seed: int = 1, *, fitting: float = 0.0, come: tuple[float, float] = (0.6, 0.6),
             given_segments: bool = True) -> Frames:
    whom = people(n, seed, come=come, households=0.4)
    answers, _ = answer_frames(whom, plan)
    t = 50 + 8 * whom.ability + fitting * whom.target
    goals = pl.DataFrame({"customer": whom.keys, "goal": "g", "kind": "achieve", "state": "active", "lowered": False, "t": t})
    customers = customer_frame(whom, whom.before)
    customers = customers if given_segments else customers.with_columns(segment=pl.lit(None, pl.String))
    return Frames({"customers": customers, "goals": checked("goals", goals), "answers": checked("answers", answers["answers"])})


def changed(frames: Frames, **tables: pl.DataFrame) -> Frames:
    return Frames({**frames.by_name, **tables})


def said(score: FactorScore) -> set[str]:
    return {f"{one.kind}:{one.key}" for one in score.findings}


def slow_open(frames: Frames, *, ours: bool) -> float:
    """What is open, by its definition: mean over outcomes of Imp - Sat above 0, each 10 times a share of top-two answers."""
    target = dict(frames["customers"].select("customer", "target").iter_rows())
    gaps: dict[str, list[tuple[bool, bool]]] = {}
    for customer, outcome, importance, satisfaction in frames["answers"].iter_rows():
        if target[customer] is ours and importance is not None and satisfaction is not None:
            gaps.setdefault(outcome, []).append((importance >= 4, satisfaction >= 4))
    return sum(max(10 * sum(imp for imp, _ in one) / len(one) - 10 * sum(sat for _, sat in one) / len(one), 0)
               for one in gaps.values()) / len(gaps)


def test_focus_is_one_minus_the_ratio_of_what_is_open() -> None:
    frames = audience()
    score = audiences(frames, ASKED)
    ours, rest = slow_open(frames, ours=True), slow_open(frames, ours=False)
    assert score.figure(names.OPEN).value == pytest.approx(ours)
    assert score.figure(names.OPEN_REST).value == pytest.approx(rest)
    assert score.figure(names.FOCUS).value == pytest.approx(1 - ours / rest)
    assert score.axis.value == pytest.approx(min(max(1 - ours / rest, 0), 1))


def test_the_covariance_of_what_is_open_is_that_of_leaving_out_households() -> None:
    frames = audience(AudiencePlan(served=0.4, others_served=0.2), n=120)
    found = still_open(frames)
    assert found is not None
    whose = frames["customers"].select("customer", home=pl.coalesce("household", "customer"))
    homes = whose["home"].unique().sort()
    left = []
    for home in homes:
        out = whose.filter(pl.col("home") == home)["customer"]
        some = still_open(changed(frames, answers=frames["answers"].filter(~pl.col("customer").is_in(out.implode()))))
        assert some is not None
        left.append(some.value)
    table = np.array(left)
    jackknife = (len(table) - 1) / len(table) * ((table - table.mean(axis=0)).T @ (table - table.mean(axis=0)))
    assert np.allclose(np.diag(found.covariance), np.diag(jackknife), rtol=0.08)


@given(st.floats(0.0, 5.0), st.floats(2.0, 8.0), st.floats(0.05, 0.5), st.floats(-0.9, 0.9))
@settings(max_examples=60, deadline=None)
def test_fiellers_ends_are_where_the_test_turns(ours: float, rest: float, sd: float, alike: float) -> None:
    covariance = np.array([[sd**2, alike * sd**2], [alike * sd**2, sd**2]])
    found = focus_between(Open(np.array([ours, rest]), covariance, np.zeros(2), (9999, 9999), 10**9, 1), 0.9)
    assert found is not None and found.low <= found.value <= found.high
    z = float(normal(0.95))
    for end in (found.low, found.high):
        ratio = 1 - end
        distance = (ours - ratio * rest) ** 2
        spread = covariance[0, 0] - 2 * ratio * covariance[0, 1] + ratio**2 * covariance[1, 1]
        assert distance == pytest.approx(z**2 * spread, rel=1e-4, abs=1e-9) or (ratio == 0 and end == found.high)


def test_where_nothing_is_open_for_others_focus_is_not_known() -> None:
    score = audiences(audience(AudiencePlan(served=0.9, others_served=0.9)), ASKED)
    assert not score.axis.enough and (score.axis.n_needed or 0) > score.axis.n
    assert any("cannot be told from nothing" in warning for warning in score.warnings)


def test_the_area_is_the_share_of_pairs_and_its_variance_delongs() -> None:
    frames = audience(fitting=5.0, n=200)
    table = attained(frames).with_columns(pl.col("t").round(0))  # with ties
    ours, rest = (table.filter(pl.col("target") == one)["t"].to_numpy() for one in (True, False))
    pairs = (ours[:, None] > rest[None, :]) + 0.5 * (ours[:, None] == rest[None, :])
    alone = table.with_columns(household=pl.col("customer"))
    found = auc_between(alone, 0.9)
    assert found is not None and found.value == pytest.approx(float(pairs.mean()))
    spread = float(pairs.mean(axis=1).var(ddof=1) / len(ours) + pairs.mean(axis=0).var(ddof=1) / len(rest))
    half = (math.log(found.high / (1 - found.high)) - math.log(found.low / (1 - found.low))) / 2
    assert half * found.value * (1 - found.value) == pytest.approx(1.6449 * math.sqrt(spread), rel=0.02)


def test_comparisons_count_both_groups_and_where_there_is_none_the_fewer() -> None:
    frames = audience(n=400)
    score, target = audiences(frames, ASKED), frames["customers"].select("customer", "target")
    both = frames["answers"].drop_nulls().join(target, on="customer")["customer"].n_unique()
    assert {score.axis.n, score.figure(names.FOCUS).n} == {both}
    assert score.figure(names.AUC).n == attained(frames).height == 400
    few = audiences(changed(frames, customers=frames["customers"].with_columns(target=pl.int_range(pl.len()) < 7)), ASKED)
    assert few.axis.n == few.figure(names.AUC).n == 7


def test_precision_reach_and_balance_are_those_of_the_counts() -> None:
    frames = audience(come=(0.8, 0.3))
    rows = frames["customers"].to_dicts()
    hit = sum(row["target"] and row["active"] for row in rows)
    active, ours = sum(row["active"] for row in rows), sum(row["target"] for row in rows)
    score = audiences(frames, ASKED)
    values = [score.figure(name).value for name in (names.PRECISION, names.REACH, names.BALANCE)]
    assert values == pytest.approx([hit / active, hit / ours, 2 * hit / (active + ours)])
    assert came(frames).of("hit") == hit


def test_rows_in_another_order_other_keys_and_who_somebody_is_change_nothing() -> None:
    frames = audience()
    mixed = Frames({name: frames[name].sample(fraction=1.0, shuffle=True, seed=5) for name in frames.by_name})
    older = changed(frames, customers=frames["customers"].with_columns(age=pl.int_range(pl.len()), city=pl.lit("Bern")))
    assert audiences(mixed, ASKED) == audiences(frames, ASKED)
    assert audiences(older, ASKED) == audiences(frames, ASKED)
    renamed = Frames({name: table.with_columns(pl.format("zz{}", "customer").alias("customer")) for name, table in frames.by_name.items()})
    assert audiences(renamed, ASKED).axis.value == audiences(frames, ASKED).axis.value


def test_customers_of_whom_the_audience_is_not_known_are_in_nothing() -> None:
    frames = audience()
    extra = audience(AudiencePlan(served=0.99, others_served=0.01), n=100, seed=9)
    strange = {name: extra[name].with_columns(pl.format("new-{}", "customer").alias("customer")) for name in extra.by_name}
    strange["customers"] = strange["customers"].with_columns(target=pl.lit(None, pl.Boolean), household=pl.lit(None, pl.String))
    more = Frames({name: pl.concat([frames[name], strange[name]]) for name in frames.by_name})
    assert audiences(more, ASKED).axis == audiences(frames, ASKED).axis
    blind = changed(frames, answers=pl.concat([frames["answers"], frames["answers"].with_columns(
        pl.format("none-{}", "customer").alias("customer"), satisfaction=pl.lit(None, pl.Float64))]))
    assert audiences(blind, ASKED).axis == audiences(frames, ASKED).axis


def test_few_customers_give_no_number_but_what_is_needed() -> None:
    score = audiences(audience(n=50), ASKED)
    assert not score.axis.enough and (score.axis.n_needed or 0) >= 30
    assert any("one of the two has fewer" in warning for warning in score.warnings)


def test_opportunities_are_told_of_segments_alone() -> None:
    score = audiences(audience(), ASKED)
    table = next(one for one in score.tables if one.key == "opportunities")
    assert {row[0] for row in table.rows} == {"needs 1", "needs 2", "needs 3"}
    found = [cell.name for row in table.rows for cell in row if not isinstance(cell, str)]
    assert len(found) == len(set(found)) == 3 * 18
    assert any("segments were given" in warning for warning in score.warnings)


NEEDS = AudiencePlan(important=0.1, own=0.97, common=0.5, served=0.5, others_served=0.4)


def test_segments_are_found_from_needs_where_none_were_given() -> None:
    frames = audience(n=120, given_segments=False)
    number = pl.col("customer").str.slice(4).cast(pl.Int64) % 2
    place = pl.col("outcome").rank("dense").cast(pl.Int64) % 2
    plain = frames["answers"].with_columns(importance=pl.when(number == place).then(5.0).otherwise(1.0))
    score = audiences(changed(frames, answers=plain), ASKED)
    table = next(one for one in score.tables if one.key == "segments")
    assert len(table.rows) == 2 and all(row[3].low > 0.75 for row in table.rows)
    assert not any("segments were given" in warning for warning in score.warnings)
    assert score.figure(names.SILHOUETTE).value == pytest.approx(1.0)


def test_a_world_without_segments_tells_how_far_apart_those_are_that_were_found_and_how_alike_over_bootstraps() -> None:
    score = audiences(planted(HARDER["segments left out"], customers=600, partners=5).frames, ASKED)
    table = next(one for one in score.tables if one.key == "segments")
    assert len(table.rows) == 3 and all(row[3].value >= 0.75 and row[3].n_unit == "bootstraps" for row in table.rows)
    assert score.figure(names.SILHOUETTE).low > 0.2 and "watch:unstable_segments" not in said(score)


def test_given_segments_that_would_not_be_found_again_are_told_by_no_number_that_nobody_said() -> None:
    loose = audience(AudiencePlan(important=0.65, own=0.65, common=0.65))
    assert score_of(loose, None) == score_of(audience(CLEAR), None) == score_of(audience(CLEAR), 0.9) == set()
    assert score_of(audience(CLEAR), 0.7) == {"watch:unstable_segments"}
    score = audiences(stable(loose, 0.7), ASKED)
    rows = next(one for one in score.tables if one.key == "segments").rows
    told = next(one for one in score.findings if one.key == "unstable_segments")
    assert [row[3] for row in rows] == ["no"] * 3 and set(told.figures) == {row[1].name for row in rows}
    warned = [any("nobody said" in one for one in audiences(stable(loose, at), ASKED).warnings) for at in (None, 0.9)]
    assert warned == [True, False]


def stable(frames: Frames, likeness: float | None) -> Frames:
    """With that likeness of each segment over bootstraps."""
    return changed(frames, customers=frames["customers"].with_columns(segment_stability=pl.lit(likeness, pl.Float64)))


def score_of(frames: Frames, likeness: float | None) -> set[str]:
    """What is said of segments that were given with that likeness."""
    return {one for one in said(audiences(stable(frames, likeness), ASKED)) if one.endswith("_segments")}


def test_the_silhouette_is_that_of_its_definition() -> None:
    frames = audience(NEEDS, n=120)
    segments = segmented(frames, ASKED)
    assert segments is not None
    found = silhouette(frames, segments, 0.9)
    answers: dict[str, dict[str, float]] = {}
    for customer, outcome, importance, _ in frames["answers"].iter_rows():
        answers.setdefault(customer, {})[outcome] = importance
    group = dict(segments.of.iter_rows())
    each = []
    for one, mine in answers.items():
        far: dict[str, list[float]] = {}
        for other, theirs in answers.items():
            if other != one:
                shared = mine.keys() & theirs.keys()
                far.setdefault(group[other], []).append(sum(abs(mine[o] - theirs[o]) for o in shared) / len(shared))
        a = sum(far[group[one]]) / len(far[group[one]])
        b = min(sum(each_far) / len(each_far) for key, each_far in far.items() if key != group[one])
        each.append((b - a) / max(a, b))
    assert found is not None and found.value == pytest.approx(sum(each) / len(each))


@pytest.mark.parametrize(("frames", "keys"), [
    (lambda seed: audience(FITS, 400, seed, fitting=4.0, come=(0.8, 0.5)), {"good:fits", "good:attains_more", "good:audience_comes"}),
    (lambda seed: audience(AudiencePlan(served=0.1, others_served=0.3, own=0.9), 400, seed), {"act:fits_others_better", "act:strong_wish"}),
    (lambda seed: audience(REVERSED, 400, seed), {"watch:segment_reversal"}),
])
def test_what_is_planted_is_found_in_every_seed_but_one(frames: object, keys: set[str]) -> None:
    found = [said(audiences(frames(seed), ASKED)) for seed in range(1, 21)]
    assert all(sum(key in one for one in found) >= 19 for key in keys)


def test_where_nothing_is_planted_nothing_is_said_in_most_seeds() -> None:
    silent = [not said(audiences(audience(NO_FIT, 400, seed), ASKED)) for seed in range(1, 21)]
    assert sum(silent) >= 16


def test_a_reversal_is_not_told_where_everybody_wishes_the_same() -> None:
    told = 0
    for seed in range(1, 21):
        frames = audience(FITS, 400, seed)
        segments = segmented(frames, ASKED)
        assert segments is not None
        told += reversal(frames, segments, group_opportunities(frames, segments, ASKED), ASKED) is not None
    assert told <= 2


def test_a_reversal_is_not_told_where_everybody_wishes_for_several_alike() -> None:
    level = AudiencePlan(served=0.3, others_served=0.3, important=0.35, own=0.95, common=0.55)  # of everybody four wishes are alike
    told = heads = 0
    for seed in range(1, 9):
        frames = audience(level, 400, seed)
        segments = segmented(frames, ASKED)
        assert segments is not None
        found = group_opportunities(frames, segments, ASKED)
        told += reversal(frames, segments, found, ASKED) is not None
        heads += found.all[0].outcome != next(one.outcome for one in found.groups)
    assert told == 0 and heads >= 3


def test_a_wish_is_strong_only_at_a_level_that_is_shared_among_all() -> None:
    wish = estimate("w", 14.0, 12.4, 15.6, method="m", n=100, evidence=Evidence("q", 100))
    assert _at_least(wish, 12.0, 1) and not _at_least(wish, 12.0, 18)
    assert not _at_least(estimate("w", None, None, None, method="m", n=100, evidence=Evidence("q", 100)), 12.0, 1)


def test_findings_name_figures_of_the_score() -> None:
    for frames in (audience(REVERSED, 600), audience(fitting=5.0, come=(0.8, 0.4))):
        score = audiences(frames, ASKED)
        shown = {cell.name for table in score.tables for row in table.rows for cell in row if not isinstance(cell, str)}
        shown |= {one.name for one in score.figures}
        assert score.findings
        assert all(name in shown for one in score.findings for name in one.figures)
