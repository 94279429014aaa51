"""Coverage over 200 simulated studies: refuted only where the 99 % binomial interval excludes .90 (method.md, section 6)."""

from __future__ import annotations

import pytest
from scipy import stats

from lifeworld.constellations.core.simulation.coders import coder_named
from lifeworld.constellations.core.simulation.coverage import CLAIMED, NOMINAL, TRUTH, Cell, Tally, pooled_cell
from lifeworld.constellations.core.simulation.planning import Plan, planned
from lifeworld.constellations.core.simulation.world import World
from lifeworld.constellations.files.simulated import by_kind, of_customers

STUDIES = 200
CODERS = ("perfect", "dev")


@pytest.fixture(scope="module", params=CODERS)
def plan(request: pytest.FixtureRequest) -> Plan:
    return planned(World(), coder_named(request.param), customers=60, studies=STUDIES, seed=11, population=8_000)


def test_claims_about_one_customer_hold(plan: Plan) -> None:
    cells = [plan.tally.cell(figure, CLAIMED) for figure in of_customers(plan.tally)]
    assert len(cells) == 12
    assert [cell for cell in cells if cell.refuted] == []


def test_claims_about_the_population_hold_for_every_kind_of_figure(plan: Plan) -> None:
    kinds = by_kind(plan.tally)
    assert len(kinds) == 7
    cells = [pooled_cell(plan.tally, figures, kind, CLAIMED) for kind, figures in kinds.items()]
    assert [cell for cell in cells if cell.refuted] == []


def test_no_more_single_figures_are_refuted_than_chance_refutes(plan: Plan) -> None:
    singles = [figure for figures in by_kind(plan.tally).values() for figure in figures]
    refuted = [figure for figure in singles if plan.tally.cell(figure, CLAIMED).refuted]
    assert len(refuted) <= stats.binom.ppf(0.99, len(singles), 0.01), refuted


def test_uncorrected_figures_do_not_hold_the_truth(plan: Plan) -> None:
    """The reason why they are called uncorrected: with the coder's errors the truth is missed far more often than claimed."""
    figures = by_kind(plan.tally)["share of statements with a code"]
    truth = pooled_cell(plan.tally, figures, "shares", TRUTH)
    if plan.coder.exact:
        assert not truth.refuted
    else:
        assert truth.refuted
        assert truth.coverage < 0.75


def test_a_cell_is_refuted_exactly_where_its_band_excludes_the_level() -> None:
    assert not Cell("x", CLAIMED, 0.86, STUDIES, STUDIES).refuted
    assert Cell("x", CLAIMED, 0.80, STUDIES, STUDIES).refuted
    assert Cell("x", CLAIMED, 1.0, STUDIES, STUDIES).refuted
    low, high = Cell("x", CLAIMED, 0.5, 20, 20).band
    exact = stats.binomtest(10, 20).proportion_ci(0.99)
    assert (low, high) == pytest.approx((exact.low, exact.high))


def test_a_study_without_a_try_is_no_study() -> None:
    tally = Tally()
    tally.add("x", CLAIMED, 0, 0)
    tally.add("x", CLAIMED, 3, 6)
    assert tally.cell("x", CLAIMED) == Cell("x", CLAIMED, 0.5, 1, 6)
    assert tally.cell("y", CLAIMED).studies == 0
    assert 0.5 < NOMINAL < 1
