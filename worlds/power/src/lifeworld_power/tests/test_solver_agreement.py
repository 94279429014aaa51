"""Equations against the exact solver, on 200 random stages of every topology and rectifier."""

from __future__ import annotations

import dataclasses

import pytest

from lifeworld_power.core.point import Point
from lifeworld_power.core.solver.drawn import Loaded, drawn
from lifeworld_power.core.solver.solved import TOLERANCES, Difference, Solved, agreement, solved_at
from lifeworld_power.core.stage.swept import stage_point
from lifeworld_power.core.values import BOOST, BUCK, INVERTING, NAN

N = 200


def both(case: Loaded) -> tuple[Point, Solved, tuple[Difference, ...]]:
    """A stage by equations, by the solver at their duty, and their differences."""
    point = stage_point(case.stage, case.vin, case.vout, case.iout)
    other = point.p_sw + point.p_coss + point.p_rr + point.p_dead + point.p_gate + point.p_iq + point.p_core
    found = solved_at(case.stage, point, case.vin, case.vout, case.iout, other=other)
    return point, found, agreement(point, found, case.vout)


@pytest.mark.once
@pytest.mark.parametrize("topology", [BUCK, BOOST, INVERTING])
@pytest.mark.parametrize("synchronous", [True, False])
def test_equations_agree_with_the_solver(topology: int, synchronous: bool) -> None:
    """0.1 % of output voltage and ripple current, 0.2 % of efficiency, and the same mode, at ripples up to 2 % of the output."""
    seen, discontinuous = 0, 0
    for case in drawn(topology, synchronous, N):
        point, found, differences = both(case)
        if point.status:
            continue
        seen += 1
        assert found.found
        assert {one.key for one in differences} == set(TOLERANCES)
        assert bool(found.dcm) == (point.mode != 0)
        discontinuous += bool(found.dcm)
        assert all(one.agrees for one in differences), differences
        assert point.ripple == pytest.approx(found.vout_pp, rel=0.06)
        assert point.i_cin_rms == pytest.approx(found.i_cin_rms, rel=0.01)
        assert point.i_cout_rms == pytest.approx(found.i_cout_rms, rel=0.06)
    assert seen >= 0.95 * N  # the others cannot deliver what is asked
    assert discontinuous >= (0 if synchronous else N // 5)


def test_a_wrong_point_does_not_agree() -> None:
    """A duty, a ripple or an efficiency that is off by more than its tolerance is seen, and by the right name."""
    case = drawn(BUCK, True, 1)[0]
    point, _, right = both(case)
    assert all(one.agrees for one in right)
    for key, wrong in (("vout", point._replace(duty=1.002 * point.duty)), ("di", point._replace(di=1.002 * point.di)),
                       ("efficiency", point._replace(efficiency=1.003 * point.efficiency))):
        found = solved_at(case.stage, wrong, case.vin, case.vout, case.iout)
        named = {one.key: one.agrees for one in agreement(wrong, found, case.vout)}
        assert not named[key]


def test_nothing_agrees_with_what_was_not_found() -> None:
    """NaN is never near enough; unknown losses leave the efficiency out instead of guessing it."""
    case = drawn(BOOST, True, 1)[0]
    point, found, _ = both(case)
    nothing = dataclasses.replace(found, vout=NAN, di=NAN)
    assert [one.agrees for one in agreement(point, nothing, case.vout)][:2] == [False, False]
    assert [one.key for one in agreement(point._replace(efficiency=NAN), found, case.vout)] == ["vout", "di"]
