"""Contributions: the game, its exact and sampled values, and what they may not depend on."""

from __future__ import annotations

from itertools import combinations
from math import factorial

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.scorecard.core.card import scorecard
from lifeworld.scorecard.core.frames import Frames, checked
from lifeworld.scorecard.core.partners import Contributions, contributions, partners_score, shapley
from lifeworld.scorecard.core.partners.blocks import blocks
from lifeworld.scorecard.core.partners.found import attained_t
from lifeworld.scorecard.core.partners.game import Game, game
from lifeworld.scorecard.core.partners.redrawn import replicates
from lifeworld.scorecard.core.simulation.partners import UsePlan, goal_frame, partner_frames
from lifeworld.scorecard.core.values import Asked

ASKED = Asked(as_of="2026-06-30", since="2026-04-01", permutations=400, replicates=60)


def frames_of(sets: list[tuple[str, ...]], t: list[float | None]) -> Frames:
    """A world of customers c0, c1 ... who used these sets and have these T."""
    names = [f"c{at}" for at in range(len(sets))]
    rows = [(name, partner) for name, used in zip(names, sets) for partner in used]
    uses = pl.DataFrame(rows, schema={"customer": pl.String, "partner": pl.String}, orient="row").with_columns(
        role=pl.lit(None, pl.String), job=pl.lit(None, pl.String), at=pl.lit(None, pl.Datetime("us", "UTC")))
    known = np.array([np.nan if one is None else one for one in t])
    table = pl.DataFrame({"customer": names}).with_columns(household=pl.lit(None, pl.String))
    return Frames({"customers": table, "goals": goal_frame(pl.Series(names), known), "uses": uses})


def by_definition(sets: list[tuple[str, ...]], t: list[float], keys: list[str], shrink: float) -> dict[str, float]:
    """Shapley values by the formula, one coalition at a time."""
    mean = float(np.mean(t))

    def value(coalition: frozenset[str]) -> float:
        inside = [one for used, one in zip(sets, t) if set(used) <= coalition]
        return (sum(inside) + shrink * mean) / (len(inside) + shrink)

    p = len(keys)
    found = {}
    for key in keys:
        rest = [other for other in keys if other != key]
        found[key] = sum(
            factorial(size) * factorial(p - size - 1) / factorial(p) * (value(frozenset((*some, key))) - value(frozenset(some)))
            for size in range(p) for some in combinations(rest, size))
    return found


def sparse_game(seed: int, customers: int, partners: int) -> tuple[list[tuple[str, ...]], list[float]]:
    rng = np.random.default_rng(seed)
    sets = [tuple(f"p{at}" for at in range(partners) if rng.random() < 0.3) for _ in range(customers)]
    return sets, [50 + 5 * len(used) + float(rng.normal(0, 5)) for used in sets]


@pytest.mark.parametrize("partners", [1, 2, 5, 8])
def test_exact_values_are_those_of_the_definition(partners: int) -> None:
    sets, t = sparse_game(partners, 60, partners)
    found = contributions(frames_of(sets, t), ASKED, shrink=2.0)
    assert found.permutations == 0
    truth = by_definition(sets, t, list(found.keys), 2.0)
    np.testing.assert_allclose(found.phi, [truth[key] for key in found.keys], atol=1e-9)
    assert abs(found.phi.sum() - (found.mean - found.alone)) < 1e-9


def played(frames: Frames, replicates: int = 40, shrink: float | None = 3.0) -> Game:
    drawn = blocks(frames["customers"], [], replicates, 9)
    return game(attained_t(frames["goals"]), frames["uses"].select("customer", "partner"), drawn, shrink)


def test_sampled_values_are_exact_ones_within_their_standard_error() -> None:
    one = played(frames_of(*sparse_game(3, 200, 8)))
    exact = shapley.exact(shapley.masks(one), one.total, one.n, 8, one.mean, one.shrink)
    found = shapley.sampled(one, 4000, 1)
    assert found.permutations == 4000
    assert (found.se > 0).all()
    assert (np.abs(found.phi - exact) < 4 * found.se).all()
    assert abs(found.phi.sum() - exact.sum()) < 1e-9  # every order telescopes


def test_the_standard_error_is_the_spread_of_repetitions() -> None:
    one = played(frames_of(*sparse_game(4, 150, 10)))
    again = np.array([shapley.sampled(one, 40, seed).phi for seed in range(60)])
    claimed = np.mean([shapley.sampled(one, 40, seed).se for seed in range(60)], axis=0)
    assert 0.75 < np.mean(again.std(axis=0, ddof=1) / claimed) < 1.25


def test_threads_change_nothing() -> None:
    one = played(partner_frames(300, 20, 1)[0])
    a, b = shapley.sampled(one, 200, 5, threads=1), shapley.sampled(one, 200, 5, threads=3)
    assert (a.phi == b.phi).all()
    assert (a.se == b.se).all()
    weights = blocks(partner_frames(300, 20, 1)[0]["customers"], [], 40, 9).weights
    assert (replicates(one, weights, a.phi, 5, 1, 4) == replicates(one, weights, a.phi, 5, 3, 4)).all()


def same(a: Contributions, b: Contributions) -> bool:
    return a.keys == b.keys and all((getattr(a, name) == getattr(b, name)).all() for name in ("phi", "se", "low", "high_all", "replicates"))


@pytest.mark.parametrize("partners", [6, 18])
def test_the_order_of_rows_changes_nothing(partners: int) -> None:
    frames, _ = partner_frames(200, partners, 2)
    mixed = Frames({name: table.sample(fraction=1, shuffle=True, seed=3) for name, table in frames.by_name.items()})
    assert same(contributions(frames, ASKED), contributions(mixed, ASKED))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1000), st.permutations(["p0", "p1", "p2", "p3"]))
def test_names_of_partners_change_nothing(seed: int, names: list[str]) -> None:
    sets, t = sparse_game(seed, 30, 4)
    renamed = dict(zip(["p0", "p1", "p2", "p3"], names))
    a = contributions(frames_of(sets, t), ASKED, shrink=1.0)
    b = contributions(frames_of([tuple(renamed[one] for one in used) for used in sets], t), ASKED, shrink=1.0)
    mapped = dict(zip(b.keys, b.phi))
    np.testing.assert_allclose(a.phi, [mapped[renamed[key]] for key in a.keys], atol=1e-9)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1000))
def test_partners_who_are_used_together_contribute_alike(seed: int) -> None:
    sets, t = sparse_game(seed, 30, 3)
    twins = [(*used, "twin") if "p0" in used else used for used in sets]
    found = contributions(frames_of(twins, t), ASKED, shrink=1.0)
    by = dict(zip(found.keys, found.phi))
    assert "p0" not in by or abs(by["p0"] - by["twin"]) < 1e-9


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1000), st.integers(2, 6))
def test_partners_of_equal_customers_contribute_nothing(seed: int, partners: int) -> None:
    sets, _ = sparse_game(seed, 30, partners)
    found = contributions(frames_of(sets, [61.5] * 30), ASKED)
    assert np.allclose(found.phi, 0.0, atol=1e-9)
    assert not found.said.any()


def test_a_partner_whom_nobody_used_contributes_nothing() -> None:
    frames = frames_of(*sparse_game(1, 40, 4))
    one = played(frames)
    none = Game(**{**vars(one), "keys": (*one.keys, "unused"), "hashes": np.append(one.hashes, np.uint64(7))})
    values = shapley.sampled(none, 100, 1)
    assert values.phi[-1] == 0.0
    assert values.se[-1] == 0.0


def test_customers_whose_t_is_not_known_are_left_out_and_counted() -> None:
    sets, t = sparse_game(5, 50, 4)
    more: list[float | None] = [*t, None, None, None]
    found = contributions(frames_of([*sets, ("p0",), ("p1", "p2"), ()], more), ASKED, shrink=1.0)
    assert (found.n, found.n_unknown) == (50, 2)
    np.testing.assert_allclose(found.phi, contributions(frames_of(sets, t), ASKED, shrink=1.0).phi, atol=1e-9)


def test_households_are_drawn_together() -> None:
    table = pl.DataFrame({"customer": ["a", "b", "c"], "household": ["x", "x", None]})
    drawn = blocks(table, [pl.Series(["d"])], 50, 1)
    assert drawn.of(pl.Series(["a", "b"])).tolist()[0] == drawn.of(pl.Series(["b"]))[0]
    assert drawn.n == 3
    many = blocks(pl.DataFrame({"customer": [f"c{i}" for i in range(50)]}).with_columns(household=pl.lit(None, pl.String)), [], 20, 1, 10)
    assert many.weights.shape == (10, 20)
    assert set(many.of(pl.Series(["c1", "c49"])).tolist()) <= set(range(10))


def test_few_and_no_data_say_so() -> None:
    nothing = partners_score(Frames({}), ASKED, contributions(Frames({}), ASKED))
    assert not nothing.axis.enough
    assert nothing.axis.n_needed
    assert "nothing can be said" in nothing.warnings[0]
    few = frames_of(*sparse_game(1, 12, 3))
    score = partners_score(few, ASKED, contributions(few, ASKED))
    assert not score.axis.enough
    assert score.axis.warnings
    assert not [one for one in score.findings if one.kind == "act"]
    unused = Frames({"goals": few["goals"], "customers": few["customers"]})
    assert contributions(unused, ASKED).keys == ()


@pytest.mark.parametrize("used", [(), ("p0",), ("p0", "p1")])
@pytest.mark.parametrize("customers", [1, 2, 3, 40])
def test_everybody_used_the_same(used: tuple[str, ...], customers: int) -> None:
    """A place with goals and no uses is the first thing that a new owner has."""
    frames = frames_of([used] * customers, [float(40 + at % 7) for at in range(customers)])
    found = contributions(frames, ASKED)
    assert np.allclose(found.phi, 0.0)
    card = scorecard(Frames({name: checked(name, table) for name, table in frames.by_name.items()}), ASKED)
    assert "partners" in card.unknown
    assert not [one for one in card.findings if one.factor == "partners"]
    if used and customers == 40:
        assert "All customers used the same partners" in " ".join(card.score("partners").warnings)


def test_a_card_of_customers_and_goals_alone() -> None:
    frames, _ = partner_frames(100, 3, 1)
    card = scorecard(Frames({name: checked(name, frames[name]) for name in ("customers", "goals")}), ASKED)
    assert card.score("success").axis.enough
    assert {"partners", "alignment"} <= set(card.unknown)


def test_names_of_figures_are_unique_and_findings_rest_on_them() -> None:
    frames, _ = partner_frames(400, 14, 3, plan=UsePlan("critical"))
    score = partners_score(frames, ASKED, contributions(frames, ASKED))
    cells = [cell for table in score.tables for row in table.rows for cell in row if not isinstance(cell, str)]
    names = [one.name for one in (score.axis, *score.figures, *cells)]
    assert len(names) == len(set(names))
    assert all(name in names for finding in score.findings for name in finding.figures)
    assert all(one.evidence.query.startswith(ASKED.query) for one in score.figures)
