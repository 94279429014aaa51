"""Start-up and load steps with the loop closed, held against the periodic solver and the laws that they have to end in."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from lifeworld_power.core.closed_loop import Followed, load_step, start_up
from lifeworld_power.core.loop.designing import Loop, best_compensation
from lifeworld_power.core.loop.plants import peak_current_mode, slope_needed
from lifeworld_power.core.netlist.bode import Modulator
from lifeworld_power.core.solver.drawn import Loaded, drawn
from lifeworld_power.core.solver.solved import asked, solved
from lifeworld_power.core.values import BOOST, BUCK, INVERTING, NAN, Floats


def current_mode(topology: int) -> tuple[Loaded, Floats, Loop, Modulator]:
    """A random synchronous stage in peak current mode, its row, its loop."""
    case = drawn(topology, True, 3, seed=5)[1]
    stage, row = case.stage, asked(case.stage, case.vin, case.vout, case.iout)
    duty = solved(row).duty
    m_c = max(1.5, slope_needed(duty, 0.7))
    plant = peak_current_mode(topology, duty, stage.f, stage.l, 0.1, m_c, stage.cout, stage.esr_out, case.vout / case.iout)
    return case, row, best_compensation(plant, stage.f, kind="type 2 OTA", h=0.2), Modulator(r_sense=0.1, m_c=m_c)


def mean_of(shown: Followed, begin: float, end: float) -> float:
    """The average output between two times."""
    return float(shown.v_out[(shown.t > begin) & (shown.t <= end)].mean())


@pytest.mark.parametrize("topology", [BUCK, BOOST, INVERTING])
def test_a_load_step_ends_in_both_steady_states(topology: int) -> None:
    """Before, after and between, average and ripple are those of the periodic solver; the dip is of the size that the bandwidth allows."""
    case, row, loop, modulator = current_mode(topology)
    period = 1.0 / case.stage.f
    shown = load_step(row, loop.made.transfer(), modulator, 0.5 * case.iout, before=20, after=400)
    for begin, load in ((-20, 0.5), (380, 1.0), (780, 0.5)):
        found = solved(asked(case.stage, case.vin, case.vout, load * case.iout))
        inside = (shown.t > begin * period) & (shown.t <= (begin + 20) * period)
        assert mean_of(shown, begin * period, (begin + 20) * period) == pytest.approx(case.vout, rel=1e-3)
        assert np.ptp(shown.v_out[inside]) == pytest.approx(found.vout_pp, rel=0.1)
        assert np.ptp(shown.i_l[inside]) == pytest.approx(found.di, rel=0.1)
    dip = case.vout - shown.v_out[(shown.t > 0) & (shown.t < 200 * period)].min()
    by_bandwidth = 0.5 * case.iout / (2 * math.pi * loop.made_margins.fc * case.stage.cout)
    assert 0.3 * by_bandwidth < dip < 1.5 * by_bandwidth + 0.5 * solved(row).vout_pp + 0.5 * case.iout * case.stage.esr_out
    assert shown.v_out[shown.t > 400 * period].max() > case.vout  # and the way back rises


@pytest.mark.parametrize("topology", [BUCK, BOOST, INVERTING])
def test_a_start_follows_its_reference_and_stays(topology: int) -> None:
    """It begins empty (a boost at its input), rises with its reference, ends at the voltage asked, and never far above."""
    case, row, loop, modulator = current_mode(topology)
    shown = start_up(row, loop.made.transfer(), modulator, ramp=300 / case.stage.f, after=400)
    assert shown.v_out[0] == pytest.approx(case.vin if topology == BOOST else 0.0, abs=0.05 * case.vout)
    assert mean_of(shown, 680 / case.stage.f, 700 / case.stage.f) == pytest.approx(case.vout, rel=1e-3)
    assert shown.v_out.max() < 1.05 * case.vout
    assert shown.i_l.min() >= -1e-9
    steps = [mean_of(shown, at / case.stage.f, (at + 50) / case.stage.f) for at in range(0, 300, 50)]
    assert all(one < other for one, other in pairwise(steps))


def test_time_runs_on_and_nothing_is_made_of_the_unknown() -> None:
    """Points in order of time, from before the step; none for a stage of unknown inductance."""
    _, row, loop, modulator = current_mode(BUCK)
    shown = load_step(row, loop.made.transfer(), modulator, 0.5, before=5, after=10)
    assert (np.diff(shown.t) > 0).all()
    assert shown.t[0] < 0 < shown.t[-1]
    row[6] = NAN
    assert len(load_step(row, loop.made.transfer(), modulator, 0.5).t) == 0
    assert len(start_up(row, loop.made.transfer(), modulator).t) == 0
