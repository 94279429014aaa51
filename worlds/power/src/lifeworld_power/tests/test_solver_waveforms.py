"""Waveforms are those of the period that was solved."""

from __future__ import annotations

import numpy as np
import pytest

from lifeworld_power.core.solver.drawn import drawn
from lifeworld_power.core.solver.solved import asked, solved
from lifeworld_power.core.values import BOOST, BUCK, INVERTING, NAN, Floats, Stage
from lifeworld_power.core.waveforms import Waveforms, waveforms


def mean(shown: Waveforms, y: Floats) -> float:
    """The average over what is shown."""
    return float(np.trapezoid(y, shown.t) / shown.t[-1])


@pytest.mark.parametrize(("topology", "synchronous"), [(t, s) for t in (BUCK, BOOST, INVERTING) for s in (True, False)])
@pytest.mark.parametrize("share", [0.0, 0.02])
def test_waveforms_hold_what_was_solved(topology: int, synchronous: bool, share: float) -> None:
    """Averages, mean squares and extremes of the points are those that were found without them; the coil's voltage averages to zero."""
    for case in drawn(topology, synchronous, 5):
        row = asked(case.stage, case.vin, case.vout, case.iout, source=share * case.vin / case.iout)
        found = solved(row)
        shown = waveforms(row, found, periods=1, points=2000)
        assert mean(shown, shown.v_out) == pytest.approx(case.vout, rel=1e-6)
        assert np.sqrt(mean(shown, shown.i_l**2)) == pytest.approx(found.i_l_rms, rel=1e-5)
        assert np.sqrt(mean(shown, shown.i_cin**2)) == pytest.approx(found.i_cin_rms, rel=1e-4)
        assert np.ptp(shown.i_l) == pytest.approx(found.di, rel=1e-9)
        assert found.vout_pp * (1 - 1e-4) < np.ptp(shown.v_out) < found.vout_pp * (1 + 1e-9)
        assert found.vin_pp * (1 - 1e-4) < np.ptp(shown.v_in) < found.vin_pp * (1 + 1e-9)
        assert mean(shown, shown.i_rectifier) == pytest.approx(found.i_d, rel=1e-5)
        assert mean(shown, shown.i_cin) == pytest.approx(0.0, abs=1e-6 * found.i_peak)
        coil = shown.v_switch - (shown.v_out if topology == BUCK else 0.0) if topology != BOOST else shown.v_in - shown.v_switch
        if share:  # a stiff source's ripple is shown, and is not fed back
            assert mean(shown, coil - case.stage.dcr * shown.i_l) == pytest.approx(0.0, abs=1e-6 * case.vin)
        assert shown.i_l[-1] == pytest.approx(shown.i_l[0], abs=1e-8 * found.i_peak)


def test_time_never_runs_back_and_periods_repeat() -> None:
    """Two periods are one period twice."""
    case = drawn(BUCK, False, 1)[0]
    row = asked(case.stage, case.vin, case.vout, case.iout)
    one, two = (waveforms(row, solved(row), periods=n) for n in (1, 2))
    assert (np.diff(two.t) >= 0).all()
    assert np.array_equal(two.v_out, np.tile(one.v_out, 2))


def test_nothing_is_drawn_of_what_was_not_found() -> None:
    """A stage of unknown inductance has no waveforms."""
    row = asked(Stage(BUCK, True, 5e5, NAN, 0.03, 0.09, 0.06, 0.0, 3e-5, 3e-3, 1e-5, 0.0), 12.0, 3.3, 2.0)
    assert len(waveforms(row, solved(row)).t) == 0
