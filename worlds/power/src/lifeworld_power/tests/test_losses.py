"""Losses: the core's goldens, declared ranges, temperatures."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lifeworld_power.core import losses
from lifeworld_power.core.losses_bounds import bounded, core_bounds
from lifeworld_power.core.losses_core import et_loss, flux_swing, igse, steinmetz_ki, steinmetz_ki_integral
from lifeworld_power.core.stage.swept import stage_point
from lifeworld_power.core.thermal import settled
from lifeworld_power.tests.stages import BUCK_12_3V3, cases

NAN = math.nan


@pytest.mark.parametrize(("a", "b", "exact", "near"), [(1.3, 2.4, 0.073149, 0.073125), (1.6, 2.6, 0.048592, 0.048609)])
def test_ki_of_igse(a: float, b: float, exact: float, near: float) -> None:
    assert round(steinmetz_ki_integral(1.0, a, b, 20_000), 6) == exact
    assert round(steinmetz_ki(1.0, a, b), 6) == near


@given(st.floats(1.05, 1.9), st.floats(2.0, 3.0), st.floats(0.02, 0.98))
def test_igse_of_a_symmetric_wave_is_least(a: float, b: float, duty: float) -> None:
    ki = steinmetz_ki(1.0, a, b)
    assert igse(ki, a, b, 100e3, 0.1, duty) >= igse(ki, a, b, 100e3, 0.1, 0.5) * (1 - 1e-12)
    assert igse(ki, a, b, 100e3, 0.1, duty) == pytest.approx(igse(ki, a, b, 100e3, 0.1, 1 - duty))


def test_flux_and_ratio_of_et() -> None:
    assert flux_swing(6.8e-6, 0.725, 8.0, 20e-6) == pytest.approx(0.0308, rel=1e-2)
    assert et_loss(0.2, 10e-6, 500e3, 1.3, 2.4, 10e-6, 500e3) == 0.2


@given(st.floats(-5, 5), st.floats(0.0, 5.0))
def test_no_term_is_a_gain_when_the_current_turns_round(middle: float, di: float) -> None:
    valley, peak = middle - di / 2, middle + di / 2
    assert losses.switching(12.0, 500e3, valley, peak, 5e-9, 5e-9) >= 0
    assert losses.recovery(12.0, 500e3, 10e-9, 12e-9, valley) >= 0
    assert losses.dead_time(0.8, 500e3, 20e-9, valley, peak) >= 0


@given(st.floats(-40, 125), st.floats(1, 200), st.floats(0, 3), st.floats(0, 0.01), st.floats(0, 3))
def test_a_settled_temperature_is_a_fixed_point(ambient: float, theta: float, at_25: float, coefficient: float, steady: float) -> None:
    t = settled(ambient, theta, at_25, coefficient, steady)
    if theta * at_25 * coefficient >= 1:
        assert math.isinf(t)
    elif theta * at_25 * coefficient < 0.99:
        assert t == pytest.approx(ambient + theta * (losses.hot(at_25, coefficient, t) + steady), rel=1e-6, abs=1e-6)


@given(cases(), st.sets(st.sampled_from(("rs", "rd", "qsw_1", "qoss_1", "qoss_2", "qg_1", "qg_2", "iq", "core_k", "vd")), min_size=1))
def test_much_loss_is_more_than_little(case: tuple, unknown: set[str]) -> None:
    stage, vin, vout, iout = case
    low, high = bounded(replace(stage, **dict.fromkeys(unknown, NAN)), max(iout, 0.5), vin, max(iout, 0.5))
    a, b = stage_point(low, vin, vout, iout), stage_point(high, vin, vout, iout)
    assume(not a.status and not b.status)
    assert a.efficiency >= b.efficiency * (1 - 1e-9)
    assert {name for name in low.__slots__ if getattr(low, name) != getattr(stage, name)} <= unknown | {"core_a", "core_b"}


def test_what_is_stated_is_kept() -> None:
    assert bounded(BUCK_12_3V3, 3.0, 18.0, 5.0) == (BUCK_12_3V3, BUCK_12_3V3)


def test_bipolar_regulators_are_inside_their_bounds() -> None:
    """LM2596: 12 V to 3.3 V, 3 A, 150 kHz, 68 µH: 73 % by its data sheet."""
    stage = replace(
        BUCK_12_3V3, synchronous=False, integrated=True, f=150e3, l=68e-6, dcr=0.08, rs=NAN, vd=NAN, qsw_1=NAN, qoss_1=NAN, qoss_2=NAN,
        qg_1=NAN, qrr_2=NAN, iq=NAN, a_fet=0.0, cout=220e-6, esr_out=0.05, core_k=NAN)
    low, high = bounded(stage, 3.0, 40.0, 3.5)
    assert stage_point(high, 12.0, 3.3, 3.0).efficiency < 0.73 < stage_point(low, 12.0, 3.3, 3.0).efficiency


def test_core_bounds_at_their_reference() -> None:
    low, high = core_bounds(4.0, 0.05)
    assert high * 500e3**1.3 * 1.6**2.4 == pytest.approx(0.8)
    assert low / high == pytest.approx(0.02)
