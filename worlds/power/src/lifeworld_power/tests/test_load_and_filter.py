"""E series, load steps and the input filter."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeworld_power.core import transient
from lifeworld_power.core.input_filter import best_damping, damped_filter, output_impedance
from lifeworld_power.core.series import SERIES, around, divider, snapped


@given(st.floats(1e-12, 1e7), st.sampled_from(("E12", "E24", "E96")))
def test_the_nearest_made_value_is_within_half_a_step(value: float, series: str) -> None:
    made = snapped(value, series)
    assert abs(math.log10(made / value)) <= 0.53 / len(SERIES[series]) + 0.01
    assert snapped(made, series) == made


def test_series_have_their_numbers_of_values() -> None:
    assert [len(set(SERIES[name])) for name in ("E12", "E24", "E96")] == [12, 24, 96]
    assert {1.02, 2.94, 2.8, 4.99, 9.76} <= set(SERIES["E96"])
    assert math.isnan(snapped(math.nan, "E12"))
    assert math.isnan(snapped(-1.0, "E12"))
    assert len(around(10e3, "E96", 3)) == 7


@given(st.floats(0.9, 20.0))
def test_a_divider_sets_the_voltage_within_a_step(vout: float) -> None:
    upper, made = divider(vout, 0.6, 10e3)
    assert upper > 0
    assert made == pytest.approx(vout, rel=0.015)


@given(st.floats(0.1, 5.0), st.floats(1e-6, 50e-6), st.floats(10e3, 100e3), st.floats(0, 5e-3), st.floats(0.03, 0.3))
def test_needed_capacitance_holds_the_limit(step: float, l: float, fc: float, esr: float, most: float) -> None:  # noqa: E741
    c = transient.c_for_dip(step, l, 6.0, fc, esr, most)
    if math.isinf(c):
        assert esr * step >= most
        return
    assert transient.dip(0, step, l, 6.0, fc, c, esr) == pytest.approx(most, rel=1e-9)
    assert transient.dip(0, step, l, 6.0, fc, 2 * c, esr) < most * (1 + 1e-9)
    more = transient.c_for_overshoot(step, l, 3.3, esr, most)
    assert transient.overshoot(step, l, 3.3, more, esr) == pytest.approx(most, rel=1e-6)
    assert transient.c_for_overshoot_app_note(step, l, 3.3, most) >= transient.c_for_overshoot(step, l, 3.3, 0.0, most)


@given(st.floats(1e-7, 1e-4), st.floats(1e-6, 1e-4), st.floats(1.0, 10.0))
def test_best_damping_has_the_peak_that_it_says_and_no_lower_one_nearby(l: float, c: float, n: float) -> None:  # noqa: E741
    r, peak = best_damping(l, c, n)
    at = np.geomspace(0.05, 20, 1500) / (2 * math.pi * math.sqrt(l * c))

    def highest(resistor: float) -> float:
        return max(output_impedance(float(f), l, c, resistor, n * c) for f in at)
    assert highest(r) == pytest.approx(peak, rel=1e-3)
    assert min(highest(0.8 * r), highest(1.25 * r)) > peak * 0.9999


def test_a_filter_too_weak_for_its_stage_says_so() -> None:
    assert damped_filter(12.0, 0.9, 6.6, 500e3, 10e-6, 40.0).holds
    heavy = damped_filter(5.0, 0.9, 60.0, 100e3, 4.7e-6, 60.0)
    assert not heavy.holds
    assert heavy.attenuation == pytest.approx(60.0, abs=0.1)
