"""Plants, compensators and margins: the worked examples of power.md, and what holds for every loop."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lifeworld.kit.errors import InputRefused
from lifeworld_power.core.loop.compensators import boost_for, k_three, k_two, type_three, type_two, type_two_ota
from lifeworld_power.core.loop.designing import best_compensation, compensation
from lifeworld_power.core.loop.margins import Margins, bode, loop_gain, margins
from lifeworld_power.core.loop.plants import Plant, peak_current_mode, response, rhp_zero, slope_needed, voltage_mode
from lifeworld_power.core.tool.looped import margin_marks

BUCK = voltage_mode(0, 12.0, 1.0, 0.2915, 6.8e-6, 0.1, 30e-6, 3e-3, 1.65)
CURRENT = peak_current_mode(0, 0.2915, 500e3, 6.8e-6, 0.1, 1.5, 30e-6, 3e-3, 1.65)


def test_voltage_mode_golden() -> None:
    magnitude, phase = response(BUCK, 50e3)
    assert (round(20 * math.log10(magnitude), 3), round(phase, 2)) == (-4.099, -171.61)
    boost = boost_for(60.0, phase)
    assert round(boost, 2) == 141.61
    assert round(k_three(boost), 3) == 34.983
    made = type_three(50e3, boost, magnitude, 10e3)
    assert round(1e12 * made.c2, 2) == 198.57
    assert round(1e9 * made.c1, 4) == 6.7479
    assert round(made.r2, 1) == 2790.0
    assert round(made.r3, 2) == 294.26
    assert round(1e9 * made.c3, 4) == 1.8289
    found = margins(BUCK, made.transfer(), 250e3)
    assert found.fc == pytest.approx(49.999e3, rel=3e-5)
    assert round(found.phase, 2) == 60.00


def test_current_mode_golden() -> None:
    magnitude, phase = response(CURRENT, 50e3)
    assert (round(magnitude, 4), round(phase, 2)) == (1.0341, -103.92)
    assert round(1 / (2 * math.pi * CURRENT.a1)) == 4093
    assert math.sqrt(CURRENT.b2) / CURRENT.b1 == pytest.approx(0.5657, abs=1e-4)  # 0.56563 at D = 0.2915: the last digit was rounded up
    boost = boost_for(60.0, phase)
    assert round(k_two(boost), 4) == 7.0795
    made = type_two_ota(50e3, boost, magnitude, 1e-3, 0.6 / 3.3)
    assert round(made.rc, 1) == 5318.7
    assert round(1e9 * made.cz, 4) == 4.2369
    assert round(1e12 * made.cp, 2) == 86.26
    found = margins(CURRENT, made.transfer(), 250e3)
    assert round(found.fc / 1e3, 2) == 49.07
    assert round(found.phase, 2) == 60.43


@pytest.mark.parametrize("topology", [1, 2])
def test_the_right_half_plane_zero_is_the_textbooks_without_resistance(topology: int) -> None:
    duty, load, l = 0.6, 24.0, 10e-6  # noqa: E741
    wanted = (0.4**2 * load / l if topology == 1 else 0.4**2 * load / (duty * l)) / (2 * math.pi)
    assert rhp_zero(voltage_mode(topology, 5.0, 1.0, duty, l, 0.0, 40e-6, 3e-3, load)) == pytest.approx(wanted)
    assert rhp_zero(peak_current_mode(topology, duty, 600e3, l, 0.1, 1.8, 40e-6, 3e-3, load)) == pytest.approx(wanted)


@pytest.mark.parametrize("topology", [0, 1, 2])
def test_gain_at_zero_frequency_is_the_slope_of_the_lossy_conversion(topology: int) -> None:
    vin, load, r, duty, small = 10.0, 20.0, 0.3, 0.55, 1e-6

    def vout(d: float) -> float:
        x = 1.0 if topology == 0 else 1 - d
        return {0: d, 1: 1.0, 2: d}[topology] * vin * x / (x * x + r / load)
    slope = (vout(duty + small) - vout(duty - small)) / (2 * small)
    assert voltage_mode(topology, vin, 1.0, duty, 10e-6, r, 40e-6, 3e-3, load).gain == pytest.approx(slope, rel=1e-6)


def exact(topology: int, vin: float, d: float, l: float, r: float, c: float, load: float, f: float) -> complex:  # noqa: E741
    """Duty to output of the averaged stage, from its two state equations."""
    x = 1.0 if topology == 0 else 1 - d
    v = {0: d, 1: 1.0, 2: d}[topology] * vin * x / (x * x + r / load)
    drive = {0: vin, 1: v, 2: vin + v}[topology]
    i, s = v / (x * load), 2j * math.pi * f
    turned = 0.0 if topology == 0 else i
    return (x * drive - turned * (s * l + r)) / ((s * l + r) * (s * c + 1 / load) + x * x)


@given(st.sampled_from((0, 1, 2)), st.floats(0.2, 0.75), st.floats(1.5, 5.5), st.floats(0.0, 0.2))
def test_plants_are_the_averaged_stages(topology: int, duty: float, decade: float, r: float) -> None:
    f = 10**decade
    plant = voltage_mode(topology, 12.0, 1.0, duty, 8e-6, r, 47e-6, 0.0, 6.0)
    magnitude, phase = response(plant, f)
    wanted = exact(topology, 12.0, duty, 8e-6, r, 47e-6, 6.0, f)
    assert magnitude == pytest.approx(abs(wanted), rel=1e-9)
    turned = (phase - math.degrees(math.atan2(wanted.imag, wanted.real))) / 360
    assert turned == pytest.approx(round(turned), abs=1e-9)


@given(st.floats(1e3, 60e3), st.floats(45, 75))
def test_what_is_designed_is_what_the_solved_loop_has(fc: float, wanted: float) -> None:
    try:
        loop = compensation(BUCK, 500e3, fc, wanted, "type 3")
    except InputRefused:
        return
    gain, phase = loop_gain(BUCK, loop.ideal.transfer(), fc)
    assert gain == pytest.approx(1.0, rel=1e-6)
    assume(boost_for(wanted, response(BUCK, fc)[1]) > 6)
    assert phase + 180 == pytest.approx(wanted, abs=1e-6)


@given(st.floats(0.1, 2.0), st.floats(10, 79))
def test_type_two_by_its_own_response(magnitude: float, boost: float) -> None:
    flat = Plant(magnitude, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    gain, phase = loop_gain(flat, type_two(20e3, boost, magnitude, 10e3).transfer(), 20e3)
    assert gain == pytest.approx(1.0)
    assert phase + 90 == pytest.approx(boost)


def test_snapped_values_are_made_and_solved_again() -> None:
    loop = compensation(BUCK, 500e3, 50e3)
    assert (loop.made.r2, loop.made.c1) == (2800.0, 6.8e-9)
    assert loop.made.r1 == 10e3
    assert loop.made_margins != loop.ideal_margins
    assert loop.made_margins.phase == pytest.approx(60, abs=6)
    assert loop.holds


def test_a_margin_out_of_reach_is_refused_in_words() -> None:
    with pytest.raises(InputRefused, match="type 2 compensator cannot give 60° of phase margin at 5e\\+04 Hz"):
        compensation(BUCK, 500e3, 50e3, kind="type 2")


@pytest.mark.parametrize("topology", [0, 1, 2])
def test_a_loop_is_found_for_each_topology_in_both_modes(topology: int) -> None:
    duty = 0.45
    plants = (voltage_mode(topology, 12.0, 1.0, duty, 10e-6, 0.1, 66e-6, 5e-3, 6.0),
              peak_current_mode(topology, duty, 500e3, 10e-6, 0.1, slope_needed(duty, 0.64), 66e-6, 5e-3, 6.0))
    for plant in plants:
        loop = best_compensation(plant, 500e3)
        assert loop.holds
        assert loop.made_margins.fc <= min(500e3 / 5, rhp_zero(plant) / 3)


def test_too_little_slope_is_subharmonic() -> None:
    assert peak_current_mode(0, 0.7, 500e3, 6.8e-6, 0.1, 1.0, 30e-6, 3e-3, 1.65).b1 < 0
    assert peak_current_mode(0, 0.7, 500e3, 6.8e-6, 0.1, 2.0, 30e-6, 3e-3, 1.65).b1 > 0


def test_bode_crosses_where_the_margins_say() -> None:
    loop = compensation(CURRENT, 500e3, 40e3, kind="type 2 OTA", h=0.6 / 3.3)
    f, magnitude, phase = bode(CURRENT, loop.made.transfer(), 250e3, 2000)
    at = int((magnitude > 0).nonzero()[0][-1])
    assert f[at] == pytest.approx(loop.made_margins.fc, rel=0.01)
    assert phase[at] + 180 == pytest.approx(loop.made_margins.phase, abs=0.5)


def test_margins_are_marked_where_the_picture_has_them() -> None:
    loop = compensation(CURRENT, 500e3, 40e3, kind="type 2 OTA", h=0.6 / 3.3)
    drawn = bode(CURRENT, loop.made.transfer(), 250e3, 400)
    crossing, turned = margin_marks(loop.made_margins, *drawn)
    assert crossing["x"] == loop.made_margins.fc and f"{loop.made_margins.phase:.0f}° of margin" in crossing["title"]
    magnitude, phase = loop_gain(CURRENT, loop.made.transfer(), turned["x"])
    assert phase == pytest.approx(-180.0, abs=0.5) and -20 * math.log10(magnitude) == pytest.approx(loop.made_margins.gain, abs=0.2)
    assert list(margin_marks(Margins(math.nan, math.nan, math.inf), *drawn)) == []
