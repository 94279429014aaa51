"""Coverage of corrected shares in eight cells of 200 studies: refuted only where the 99 % binomial interval excludes .90."""

from __future__ import annotations

import pytest

from lifeworld.constellations.core.shares.covered import covered, grid
from lifeworld.constellations.core.shares.simulated import Cell, truth
from lifeworld.constellations.core.simulation.coverage import NOMINAL

STUDIES = 200
SEED = 31
SMALL, MIDDLE, LARGE = (60, 12.0, 40), (500, 5.0, 20), (5000, 2.5, 12)


def cell(prevalence: float, coder: tuple[float, float], size: tuple[int, float, int], icc: float, budget: int) -> Cell:
    customers, talk, most = size
    return Cell(prevalence, *coder, customers, icc, budget, talk_median=talk, talk_max=most)


CELLS = (
    cell(0.05, (0.95, 0.97), SMALL, 0.1, 300), cell(0.2, (0.8, 0.9), SMALL, 0.4, 100), cell(0.5, (0.6, 0.95), SMALL, 0.0, 300),
    cell(0.05, (0.6, 0.95), MIDDLE, 0.0, 300), cell(0.2, (0.8, 0.9), MIDDLE, 0.1, 300), cell(0.5, (0.95, 0.97), MIDDLE, 0.4, 100),
    cell(0.02, (0.95, 0.97), LARGE, 0.1, 300), cell(0.2, (0.6, 0.95), LARGE, 0.4, 300),
)


@pytest.mark.once
@pytest.mark.parametrize("one", CELLS, ids=lambda one: f"{one.prevalence}-{one.sensitivity}-{one.customers}-{one.icc}-{one.budget}")
def test_the_intervals_of_both_shares_hold_the_truth_as_often_as_they_say(one: Cell) -> None:
    found = covered(one, range(STUDIES), SEED)
    assert found.enough
    assert not (found.statements.refuted and found.statements.coverage < NOMINAL), found
    assert not (found.customers.refuted and found.customers.coverage < NOMINAL), found
    assert abs(found.bias[0]) < found.width[0] / 4
    assert abs(found.bias[1]) < found.width[1] / 4


def test_a_rare_code_in_a_small_sample_is_not_enough() -> None:
    assert not covered(cell(0.02, (0.6, 0.95), MIDDLE, 0.0, 100), range(20), SEED).enough


def test_the_grid_spans_what_was_promised() -> None:
    cells = grid()
    assert {c.prevalence for c in cells} >= {0.02, 0.5} and {c.sensitivity for c in cells} >= {0.6, 0.95}
    assert {c.customers for c in cells} >= {60, 5000} and {c.icc for c in cells} >= {0.0, 0.4}


def test_the_simulated_world_is_what_it_says() -> None:
    of_statements, of_customers = truth(cell(0.2, (0.8, 0.9), MIDDLE, 0.1, 100))
    assert 0.2 < of_statements < 0.23, "who says it talks more, so statements carry it a little more often"
    assert 0.5 < of_customers < 0.6
