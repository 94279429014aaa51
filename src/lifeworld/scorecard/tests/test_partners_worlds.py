"""What is planted in partners is found, and where nothing is planted nothing is said; intervals hold what they claim."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl

from lifeworld.constellations.core.simulation.coverage import CLAIMED, Tally
from lifeworld.scorecard.core.frames import Frames
from lifeworld.scorecard.core.partners import contributions, partners_score, shapley
from lifeworld.scorecard.core.partners.blocks import blocks
from lifeworld.scorecard.core.partners.found import attained_t, valued
from lifeworld.scorecard.core.partners.game import game
from lifeworld.scorecard.core.partners.score import LESS, TAKES, difference_name
from lifeworld.scorecard.core.simulation.partners import UsePlan, partner_frames
from lifeworld.scorecard.core.values import Asked, FactorScore

ASKED = Asked(as_of="2026-06-30", since="2026-04-01", permutations=100, replicates=200)
SEEDS = range(20)


def score_of(seed: int, plan: UsePlan, partners: int = 8) -> tuple[FactorScore, Frames]:
    frames, _ = partner_frames(300, partners, seed, plan=plan)
    return partners_score(frames, ASKED, contributions(frames, ASKED)), frames


def test_planted_contributions_are_found() -> None:
    found = 0
    for seed in SEEDS:
        frames, made = partner_frames(300, 8, seed)
        seen = contributions(frames, ASKED)
        largest = int(np.argmax(made.worth * np.bincount(made.partner, minlength=8)))
        found += bool(seen.said[largest] and seen.phi[largest] > 0)
    assert found >= 19


def test_where_partners_add_nothing_nothing_is_said() -> None:
    silent = sum(not score_of(seed, UsePlan("unrelated"))[0].findings for seed in SEEDS)
    assert silent >= 17


def test_the_critical_partner_is_flagged_and_nobody_else() -> None:
    right = 0
    for seed in SEEDS:
        score, _ = score_of(seed, UsePlan("critical"))
        right += [one.about for one in score.findings if one.key == "critical_partner"] == ["partner-0001"]
    assert right >= 19


def test_what_is_used_instead_of_something_better_is_not_said_to_take_away() -> None:
    """Everybody uses three: idle partners stand in the place of those who help, and are told apart from those who harm."""
    plan, instead = UsePlan(count="fixed", idle=0.75, spread=0.1, alone=0.0), 0
    for seed in range(6):
        frames, _ = partner_frames(2000, 40, seed, plan=plan)
        score = partners_score(frames, ASKED, contributions(frames, ASKED))
        takes, less = score.figure(TAKES), score.figure(LESS)
        assert takes is not None
        assert less is not None
        assert takes.value == 0
        assert "takes_away" not in [one.key for one in score.findings]
        assert not any("takes away" in row for table in score.tables for row in table.rows)
        instead += int(less.value or 0)
        named = [one for one in score.findings if one.key == "adds_less"]
        assert len(named) == min(less.value or 0, 5)
        assert all(score.figure(name) is not None or name.startswith("contribution") for one in named for name in one.figures)
    assert instead >= 3


def test_the_index_holds_where_most_partners_add_nothing() -> None:
    """Eight of ten are null partners of the game; the other two contribute alike, so that the index is a half."""
    plan, tally, values = UsePlan(count="poisson", idle=0.8, spread=0.0, crowd=0.0, alone=0.0, uses=1.5,
                                  points=10.0), Tally(), []
    asked = replace(ASKED, replicates=100)
    for seed in range(60):
        frames, _ = partner_frames(500, 10, seed, plan=plan)
        figure = partners_score(frames, asked, contributions(frames, asked)).figures[0]
        if figure.value is not None:
            assert figure.low is not None
            assert figure.high is not None
            values.append(figure.value)
            tally.add("index", CLAIMED, float(figure.low <= 0.5 <= figure.high), 1.0)
    assert len(values) >= 42
    assert not tally.cell("index", CLAIMED).refuted
    assert abs(np.mean(values) - 0.5) < 0.05


def test_where_everybody_used_somebody_shares_are_not_known() -> None:
    frames, _ = partner_frames(2000, 40, 1, plan=UsePlan(count="fixed", idle=0.75, spread=0.1, alone=0.0))
    score = partners_score(frames, ASKED, contributions(frames, ASKED))
    assert not score.axis.enough
    assert "used no partner" in score.axis.warnings[0]
    assert not {"diverse", "concentrated"} & {one.key for one in score.findings}


def test_partners_who_harm_are_said_to_take_away() -> None:
    frames, _ = partner_frames(2000, 20, 1, plan=UsePlan(points=-4.0, spread=0.1))
    score = partners_score(frames, ASKED, contributions(frames, ASKED))
    about = {one.about for one in score.findings if one.key == "takes_away"}
    assert len(about) >= 4
    known = attained_t(frames["goals"]).join(frames["uses"].group_by("customer").agg(pl.col("partner").unique()), on="customer", how="left")
    for key in about:  # by the rows: users beside others with as many other partners
        figure = score.figure(difference_name(frames["partners"].filter(pl.col("partner") == key)["title"][0]))
        groups: dict[int, tuple[list[float], list[float]]] = {}
        for _, t, told in known.iter_rows():
            used = told or []
            groups.setdefault(len(used) - (key in used), ([], []))[key in used].append(t)
        pairs = [(np.mean(a) - np.mean(b), 1 / (1 / len(a) + 1 / len(b))) for b, a in groups.values() if a and b]
        assert figure is not None
        assert figure.value is not None
        assert abs(figure.value - sum(d * w for d, w in pairs) / sum(w for _, w in pairs)) < 1e-9
        assert figure.high is not None
        assert figure.high < 0


def test_contribution_intervals_cover() -> None:
    """200 small studies against the game of all their customers, drawn to the mean by the same share."""
    studies, n, p = 200, 100, 6
    frames, _ = partner_frames(studies * n, p, 4, plan=UsePlan(uses=2.0))
    whole = game(attained_t(frames["goals"]), frames["uses"], blocks(frames["customers"], [], 2, 1), 1.0)
    masks, keys = shapley.masks(whole), frames["customers"].sort("customer").select("customer", "household")
    goals, uses = frames["goals"].sort("customer"), frames["uses"]
    uses = uses.join(keys.with_row_index("at").select("customer", study="at"), on="customer").with_columns(study="study").sort("study")
    tally, at_once = Tally(), Tally()
    for study in range(studies):
        who = keys[study * n:(study + 1) * n]
        drawn = blocks(who, [], 200, study)
        here = uses.filter(uses["study"].is_between(study * n, (study + 1) * n - 1)).select("customer", "partner")
        one = game(attained_t(goals[study * n:(study + 1) * n]), here, drawn)
        seen = valued(one, drawn, replace(ASKED, seed=study))
        truth = shapley.exact(masks, whole.total, whole.n, p, whole.mean, seen.shrink / seen.n * len(whole.t))
        kept = seen.enough
        tally.add("contribution", CLAIMED, float(((seen.low <= truth) & (truth <= seen.high))[kept].mean()), 1.0)
        at_once.add("all", CLAIMED, float(((seen.low_all <= truth) & (truth <= seen.high_all))[kept].all()), 1.0)
    assert not tally.cell("contribution", CLAIMED).refuted
    assert at_once.cell("all", CLAIMED).coverage >= 0.85


def test_replicates_of_sampled_values_spread_as_exact_ones_do() -> None:
    """Ten partners by every set and by orders: the noise of few orders is taken out of the spread."""
    frames, _ = partner_frames(400, 10, 5)
    exact = contributions(frames, ASKED)
    limit, shapley.EXACT_MAX = shapley.EXACT_MAX, 0
    try:
        drawn = contributions(frames, ASKED)
    finally:
        shapley.EXACT_MAX = limit
    assert drawn.permutations == ASKED.permutations
    ratio = drawn.replicates.std(axis=0) / exact.replicates.std(axis=0)
    assert 0.9 < ratio.mean() < 1.1
    assert (np.abs(ratio - 1) < 0.3).all()
