"""The periodic steady state against its goldens, against matrix exponentials written apart from it, and against the laws of circuits."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.linalg import expm

from lifeworld_power.core.solver.drawn import Loaded, drawn
from lifeworld_power.core.solver.rows import ASKED, FOUND
from lifeworld_power.core.solver.solved import Solved, asked, solved, solved_columns
from lifeworld_power.core.values import BOOST, BUCK, INVERTING, NAN, Floats, Stage

GOLDENS = {
    BUCK: (Stage(BUCK, True, 500e3, 6.8e-6, 0.03, 0.09, 0.06, NAN, 30e-6, 3e-3, NAN, NAN), 12.0, 3.3, 2.0),
    BOOST: (Stage(BOOST, True, 600e3, 10e-6, 0.05, 0.08, 0.08, NAN, 20e-6, 3e-3, NAN, NAN), 5.0, 12.0, 0.5),
    INVERTING: (Stage(INVERTING, True, 500e3, 10e-6, 0.04, 0.09, 0.06, NAN, 30e-6, 3e-3, NAN, NAN), 12.0, 5.0, 1.0),
}
KINDS = [(topology, synchronous) for topology in (BUCK, BOOST, INVERTING) for synchronous in (True, False)]


@pytest.mark.parametrize(("topology", "duty", "vout", "di", "millivolts", "efficiency"), [
    (BUCK, 0.2914573, 3.29999, 0.72545, 6.27, 0.94297), (BOOST, 0.596766, 11.9969, 0.48127, 27.8, 0.96718),
    (INVERTING, 0.303330, 4.9979, 0.71667, 23.4, 0.95590)])
def test_the_goldens_at_the_duty_of_the_equations(
    topology: int, duty: float, vout: float, di: float, millivolts: float, efficiency: float
) -> None:
    """Voltage, ripple current and ripple to the digits given; efficiencies were integrated from samples and are good to four digits."""
    stage, vin, asked_vout, iout = GOLDENS[topology]
    found = solved(asked(stage, vin, asked_vout, iout, duty=duty))
    digits = 5 if topology == BUCK else 4
    assert round(found.vout, digits) == pytest.approx(vout, abs=1.01 * 10.0**-digits)
    assert found.di == pytest.approx(di, abs=6e-6)
    assert 1e3 * found.vout_pp == pytest.approx(millivolts, abs=0.06 if topology else 0.006)
    assert found.conduction_efficiency == pytest.approx(efficiency, abs=1e-4)
    if topology == BUCK:
        assert found.i_l_rms == pytest.approx(2.01097, abs=5e-5)  # integrated from samples too: exact is sqrt(I² + dI²/12) = 2.01093


def circuit_by_hand(case: Loaded, on: bool, source: float) -> tuple[Floats, Floats]:
    """dx/dt = A x + b by Kirchhoff's laws, of (inductor current, voltage of Cout, of Cin, charge through the load in coulombs)."""
    s, load = case.stage, case.vout / case.iout
    fed = s.topology == BUCK or not on
    drawn_ = on or s.topology == BOOST
    a, b = np.zeros((4, 4)), np.zeros(4)
    v_out = np.array([load * s.esr_out * fed, load, 0.0, 0.0]) / (load + s.esr_out)
    i_cin = np.array([-source * drawn_, 0.0, -1.0, 0.0]) / (source + s.esr_in)
    i_cin_0 = case.vin / (source + s.esr_in)
    v_in = np.array([0.0, 0.0, 1.0, 0.0]) + s.esr_in * i_cin
    a[0] = drawn_ * v_in - fed * v_out
    a[0, 0] -= s.dcr + (s.rs if on else s.rd * s.synchronous)
    b[0] = drawn_ * s.esr_in * i_cin_0 - (0.0 if on or s.synchronous else s.vd)
    a[0], b[0] = a[0] / s.l, b[0] / s.l
    a[1] = (np.array([float(fed), 0.0, 0.0, 0.0]) - v_out / load) / s.cout
    a[2], b[2] = i_cin / s.cin, i_cin_0 / s.cin
    a[3] = v_out
    return a, b


def carried(case: Loaded, on: bool, source: float, x: Floats, t: float) -> Floats:
    """The state after t seconds by a matrix exponential of a library."""
    a, b = circuit_by_hand(case, on, source)
    whole = np.zeros((5, 5))
    whole[:4, :4], whole[:4, 4] = a * t, b * t
    return np.asarray((expm(whole) @ np.append(x, 1.0))[:4])


def idle(case: Loaded, source: float, x: Floats, t: float) -> Floats:
    """The state after t seconds in which neither switch conducts."""
    s, load = case.stage, case.vout / case.iout
    tau, tau_in = (load + s.esr_out) * s.cout, (source + s.esr_in) * s.cin
    left = x[1] * np.exp(-t / tau)
    return np.array([0.0, left, case.vin + (x[2] - case.vin) * np.exp(-t / tau_in), x[3] + load * s.cout * (x[1] - left)])


@pytest.mark.parametrize(("topology", "synchronous"), KINDS)
def test_the_state_repeats_by_another_reckoning(topology: int, synchronous: bool) -> None:
    """Carried through its intervals by matrix exponentials, the state returns, the rectifier stops at zero, the average is as asked."""
    modes = set()
    for case in drawn(topology, synchronous, 12):
        source = 0.01 * case.vin / case.iout
        row = asked(case.stage, case.vin, case.vout, case.iout, source=source)
        found = solved(row)
        period = 1.0 / case.stage.f
        start = np.array([found.start_i, found.start_v, found.start_vin, 0.0])
        x = carried(case, True, source, start, found.duty * period)
        assert x[0] == pytest.approx(found.i_peak, rel=1e-9)
        x = carried(case, False, source, x, found.duty_2 * period)
        if found.dcm:
            assert abs(x[0]) < 1e-9 * found.i_peak
            x = idle(case, source, x, (1.0 - found.duty - found.duty_2) * period)
        assert x[:3] == pytest.approx(start[:3], rel=1e-8, abs=1e-9 * found.i_peak)
        assert x[3] / period == pytest.approx(case.vout, rel=1e-9)
        modes.add(found.dcm)
    assert modes == ({0.0} if synchronous else {0.0, 1.0})


@pytest.mark.parametrize(("topology", "synchronous"), KINDS)
def test_power_in_is_power_out_and_losses(topology: int, synchronous: bool) -> None:
    """The losses were summed part by part; the supply's side of the balance was not used for them."""
    for case in drawn(topology, synchronous, 20):
        found = solved(asked(dataclasses.replace(case.stage, esr_in=0.0), case.vin, case.vout, case.iout))
        assert case.vin * found.i_in == pytest.approx(found.p_in, rel=1e-9)
        assert found.p_out <= found.p_in
        assert found.vout == pytest.approx(case.vout, rel=1e-9)
        assert found.i_l == pytest.approx(found.i_d + (found.i_in if topology != BOOST else found.i_in - found.i_d), rel=1e-9)


def test_the_duty_that_is_found_gives_the_voltage() -> None:
    """Asked the other way round, the answer is the same."""
    for topology, synchronous in KINDS:
        for case in drawn(topology, synchronous, 6):
            found = solved(asked(case.stage, case.vin, case.vout, case.iout))
            again = solved(asked(case.stage, case.vin, case.vout, case.iout, duty=found.duty))
            assert again.vout == pytest.approx(case.vout, rel=1e-9)
            assert again.vout_pp == pytest.approx(found.vout_pp, rel=1e-7)


def columns_of(cases: list[Loaded]) -> dict[str, Floats]:
    """Stages under load as columns."""
    rows = np.array([asked(case.stage, case.vin, case.vout, case.iout) for case in cases])
    return {name: rows[:, at] for at, name in enumerate(ASKED)}


@given(st.permutations(range(8)), st.integers(1, 7))
def test_neither_order_nor_division_matters(order: list[int], cut: int) -> None:
    """Every row stands alone, to the last bit."""
    cases = [case for topology, synchronous in KINDS for case in drawn(topology, synchronous, 2)][:8]
    whole = solved_columns(columns_of(cases))
    mixed = [cases[at] for at in order]
    parts = [solved_columns(columns_of(part)) for part in (mixed[:cut], mixed[cut:])]
    for name in FOUND:
        assert np.array_equal(np.concatenate([part[name] for part in parts]), whole[name][order], equal_nan=True)


@given(st.sampled_from(ASKED[1:]), st.sampled_from(KINDS))
def test_what_is_unknown_makes_the_answer_unknown(name: str, kind: tuple[int, bool]) -> None:
    """No number comes of a parameter that is not known; the input capacitor and a duty may be left open."""
    columns = columns_of(drawn(*kind, 1))
    columns[name] = np.array([NAN])
    found = solved_columns(columns)
    if name not in {"cin", "esr_in", "source", "duty", "diode", "vd", "rd"}:
        assert np.isnan(found["duty"]).all() or np.isnan(found["efficiency"]).all()


def test_what_cannot_be_delivered_is_not_found() -> None:
    """A boost whose resistances eat the input has no duty; nothing is made up."""
    stage = dataclasses.replace(GOLDENS[BOOST][0], dcr=0.5, rs=0.5, rd=0.5)
    found = solved(asked(stage, 5.0, 12.0, 2.0))
    assert not found.found
    assert all(np.isnan(getattr(found, field.name)) for field in dataclasses.fields(Solved) if field.name != "other")


def test_other_losses_only_lower_the_efficiency() -> None:
    """Losses that a linear circuit has not are counted beside it; unknown ones make the efficiency unknown, nothing else."""
    row = asked(GOLDENS[BUCK][0], *GOLDENS[BUCK][1:])
    assert solved(row, other=0.1).efficiency < solved(row).efficiency == solved(row).conduction_efficiency
    unknown = solved(row, other=NAN)
    assert np.isnan(unknown.efficiency)
    assert unknown.conduction_efficiency == solved(row).conduction_efficiency
