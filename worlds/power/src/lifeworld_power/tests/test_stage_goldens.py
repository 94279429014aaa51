"""The worked examples of power.md, to the digits given there."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from lifeworld_power.core.assembly import switch_voltage
from lifeworld_power.core.point import Point
from lifeworld_power.core.stage.conduction import conversion_discontinuous, discontinuous, k_critical, k_of
from lifeworld_power.core.stage.duty import duty, duty_app_note, iout_max
from lifeworld_power.core.stage.ripple import output_ripple, ripple_parts
from lifeworld_power.core.stage.sizing import inductance_for
from lifeworld_power.core.stage.swept import stage_point
from lifeworld_power.core.values import BOOST, BUCK, INVERTING
from lifeworld_power.tests.stages import BOOST_5_12, BUCK_12_3V3, EXAMPLES, INVERTING_12_5

FORMULAS = {  # the table's equations leave the output capacitor's resistance out of the duty
    BUCK: {"duty": 0.29146, "di": 0.72521, "i_l_rms": 2.01093, "i_1_rms": 1.08563, "i_2_rms": 1.69270, "i_cin_rms": 0.91587,
           "i_cout_rms": 0.20935},
    BOOST: {"duty": 0.59677, "i_l": 1.23998, "di": 0.48127, "i_cout_rms": 0.61463},
    INVERTING: {"duty": 0.30333, "i_l": 1.43540, "di": 0.71667, "i_cin_rms": 0.66961, "i_cout_rms": 0.68207},
}
SOLVER = {  # Vo, dI (A), ripple (mV), efficiency of conduction
    BUCK: (0.72545, 6.27, 0.94297), BOOST: (0.48127, 27.8, 0.96718), INVERTING: (0.71667, 23.4, 0.95590),
}


def without_esr(number: int) -> Point:
    stage, vin, vout, iout = EXAMPLES[number]
    return stage_point(replace(stage, esr_out=0.0, cout=1.0), vin, vout, iout)


@pytest.mark.parametrize("topology", [BUCK, BOOST, INVERTING])
def test_the_table_to_the_digits_given(topology: int) -> None:
    found = without_esr(topology)
    for name, wanted in FORMULAS[topology].items():
        assert round(getattr(found, name), 5) == wanted, name


def test_conduction_loss_and_efficiency() -> None:
    """The buck's with ripple and the capacitor's resistance; the others' as printed: what the mean currents take in."""
    assert round(without_esr(BUCK).loss, 5) == 0.39930
    stage, vin, vout, iout = EXAMPLES[BUCK]
    assert round(stage_point(stage, vin, vout, iout).efficiency, 5) == 0.94293
    boost, inverting = without_esr(BOOST), without_esr(INVERTING)
    assert round(boost.p_out / (5.0 * boost.i_l), 5) == 0.96776
    assert round(inverting.p_out / (12.0 * inverting.duty * inverting.i_l), 5) == 0.95698


@pytest.mark.parametrize("topology", [BUCK, BOOST, INVERTING])
def test_the_full_point_is_nearer_to_the_exact_solver_than_the_table(topology: int) -> None:
    """With the capacitor's resistance in duty and losses: within 0.1 % of ripple current, 0.5 % of ripple, 0.01 % of efficiency."""
    di, ripple, efficiency = SOLVER[topology]
    stage, vin, vout, iout = EXAMPLES[topology]
    found = stage_point(stage, vin, vout, iout)
    assert found.di == pytest.approx(di, rel=1e-3)
    assert 1e3 * found.ripple == pytest.approx(ripple, rel=5e-3)
    assert found.efficiency == pytest.approx(efficiency, abs=1e-4)


def test_parts_of_the_ripple() -> None:
    by_c, by_esr = ripple_parts(BUCK, 0.29146, 500e3, 0.72521, 2.0, 2.0, 30e-6, 3e-3)
    assert (round(1e3 * by_c, 2), round(1e3 * by_esr, 2)) == (6.04, 2.18)
    by_c, by_esr = ripple_parts(BOOST, 0.59677, 600e3, 0.48127, 1.23998, 0.5, 20e-6, 3e-3)
    assert (round(1e3 * by_c, 1), round(1e3 * by_esr, 1)) == (24.9, 4.4)
    by_c, by_esr = ripple_parts(INVERTING, 0.30333, 500e3, 0.71667, 1.43540, 1.0, 30e-6, 3e-3)
    assert (round(1e3 * by_c, 1), round(1e3 * by_esr, 1)) == (20.2, 5.4)
    assert round(1e3 * output_ripple(BUCK, 0.29146, 500e3, 0.72521, 2.0, 2.0, 30e-6, 0.0), 2) == 6.04


def test_application_reports_are_near_the_closed_form_at_its_own_efficiency() -> None:
    for stage, vin, vout, iout in (EXAMPLES[0], EXAMPLES[1], EXAMPLES[2]):
        found = stage_point(stage, vin, vout, iout)
        assert duty_app_note(stage.topology, vin, vout, found.efficiency) == pytest.approx(found.duty, rel=0.02)


def test_a_diode_buck_by_hand() -> None:
    """(3.3 + 0.5 + 2 · 0.03) / (12 + 0.5 - 2 · 0.09)."""
    assert duty(BUCK, 12.0, 3.3, 2.0, 0.09, 0.0, 0.5, 0.03, 0.0) == pytest.approx(3.86 / 12.32)


@pytest.mark.parametrize("topology", [BUCK, BOOST, INVERTING])
@pytest.mark.parametrize("esr", [0.0, 0.01])
def test_the_greatest_load_is_the_edge_of_what_has_a_duty(topology: int, esr: float) -> None:
    vin, vout = (5.0, 3.3) if topology == BUCK else (5.0, 12.0)
    most = iout_max(topology, vin, vout, 0.15, 0.1, 0.0, 0.1, esr)
    assert not math.isnan(duty(topology, vin, vout, 0.999 * most, 0.15, 0.1, 0.0, 0.1, esr))
    assert math.isnan(duty(topology, vin, vout, 1.001 * most, 0.15, 0.1, 0.0, 0.1, esr))


def test_the_boundary_of_continuous_conduction_and_the_stress_of_switches_are_those_of_the_table() -> None:
    for topology, critical, stress in ((BUCK, 0.7, 12.0), (BOOST, 0.3 * 0.7**2, 5.0), (INVERTING, 0.7**2, 17.0)):
        assert k_critical(topology, 0.3) == pytest.approx(critical, rel=1e-12)
        assert switch_voltage(topology, 12.0, 5.0) == stress
    for stage, vin, vout, iout in EXAMPLES:
        assert stage_point(stage, vin, vout, iout).v_stress == switch_voltage(stage.topology, vin, vout)


def test_the_sum_of_the_parts_of_ripple_overstates_it() -> None:
    stage, vin, vout, iout = EXAMPLES[BUCK]
    found = stage_point(stage, vin, vout, iout)
    assert round(1e3 * found.ripple_bound, 2) == 8.22
    assert 1e3 * found.ripple == pytest.approx(6.27, abs=0.015)


@pytest.mark.parametrize("topology", [BUCK, BOOST, INVERTING])
def test_discontinuous_duty_agrees_with_the_textbook_conversion(topology: int) -> None:
    vin, vout = (5.0, 12.0) if topology == BOOST else (12.0, 5.0)
    on, share, _ = discontinuous(topology, vin, vout, 0.02, 6.8e-6, 500e3, 0.0, 0.0, 0.0, 0.0, 0.0, 0.1, 0.0)
    k = k_of(6.8e-6, 500e3, vout / 0.02)
    assert k < k_critical(topology, duty(topology, vin, vout, 0.02, 0.0, 0.0, 0.0, 0.0, 0.0))
    assert conversion_discontinuous(topology, on, k) == pytest.approx(vout / vin, rel=1e-9)
    assert 0 < on + share < 1


def test_inductance_for_a_ripple_gives_that_ripple() -> None:
    for stage, vin, vout, iout in ((BUCK_12_3V3, 12.0, 3.3, 2.0), (BOOST_5_12, 5.0, 12.0, 0.5), (INVERTING_12_5, 12.0, 5.0, 1.0)):
        found = stage_point(stage, vin, vout, iout)
        wanted = inductance_for(stage.topology, vin, vout, iout, found.duty, stage.f, found.di / found.i_l)
        assert wanted == pytest.approx(stage.l, rel=0.06)  # that equation leaves the resistances out
