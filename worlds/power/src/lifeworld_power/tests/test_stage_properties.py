"""What holds for every stage: energy is conserved, nothing is gained, duty falls with the input, unknown stays unknown."""

from __future__ import annotations

import math
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lifeworld_power.core.point import Point, operating_point, point_lean
from lifeworld_power.core.stage.conduction import bent_away
from lifeworld_power.core.stage.swept import fixed_of, stage_point, swept, why
from lifeworld_power.core.values import Stage
from lifeworld_power.tests.stages import BOOST_5_12, BUCK_12_3V3, EXAMPLES, INVERTING_12_5, WARM, cases

LOSSES = [name for name in Point._fields if name.startswith("p_") and name not in {"p_in", "p_out"}]
Case = tuple[Stage, float, float, float]


def resistive(stage: Stage, found: Point) -> float:
    """What the mean currents lose (W): by the duty's own equation, without ripple."""
    hot = found.duty * found.rs_hot + found.duty_2 * (found.rd_hot if stage.synchronous else 0.0) + found.dcr_hot
    between = 0.0 if stage.topology == 0 else stage.esr_out * found.duty * found.duty_2
    return found.i_l**2 * (hot + between) + (0.0 if stage.synchronous else stage.vd * found.duty_2 * found.i_l)


@given(cases())
def test_what_goes_in_comes_out_or_is_lost(case: Case) -> None:
    found = stage_point(*case)
    if found.status:
        assert math.isnan(found.efficiency)
        return
    terms = [getattr(found, name) for name in LOSSES]
    assert min(terms) >= 0
    assert sum(terms) == pytest.approx(found.loss, rel=1e-12)
    assert found.p_in - found.p_out == pytest.approx(found.loss, rel=1e-9, abs=1e-12)
    assert 0 < found.efficiency < 1


@given(cases())
def test_the_source_gives_what_the_mean_currents_carry_and_lose(case: Case) -> None:
    stage, vin, vout, iout = case
    stage = replace(stage, cout=1.0)  # so that the output's own ripple moves nothing
    found = stage_point(stage, vin, vout, iout)
    assume(not found.status and found.mode == 0)
    source = vin * found.i_l * (1.0 if stage.topology == 1 else found.duty)
    assert source == pytest.approx(found.p_out + resistive(stage, found), rel=1e-6)


@given(cases())
def test_temperatures_are_those_of_the_losses(case: Case) -> None:
    stage = replace(case[0], integrated=False)
    found = stage_point(stage, *case[1:])
    assume(not found.status)
    control = found.p_cond_1 + found.p_sw + found.p_coss + found.p_rr
    assert found.t_1 == pytest.approx(30.0 + stage.theta_1 * control, rel=1e-9)
    assert found.t_2 == pytest.approx(30.0 + stage.theta_2 * (found.p_cond_2 + found.p_dead), rel=1e-9)
    assert found.t_l == pytest.approx(30.0 + stage.theta_l * (found.p_dcr + found.p_core), rel=1e-9)
    assert found.rs_hot == pytest.approx(stage.rs * (1 + 0.005 * (found.t_1 - 25)), rel=1e-9)


@given(cases())
def test_an_integrated_regulator_has_one_die(case: Case) -> None:
    stage = replace(case[0], integrated=True, synchronous=True)
    found = stage_point(stage, *case[1:])
    assume(not found.status)
    inside = sum(getattr(found, name) for name in LOSSES) - found.p_dcr - found.p_core - found.p_cin - found.p_cout
    assert found.t_1 == found.t_2 == found.t_ic
    assert found.t_ic == pytest.approx(30.0 + stage.theta_ic * inside, rel=1e-9)


@given(cases(), st.floats(1.001, 1.3))
def test_duty_is_a_share_and_falls_with_the_input(case: Case, more: float) -> None:
    stage, vin, vout, iout = case
    low, high = stage_point(stage, vin, vout, iout), stage_point(stage, vin * more, vout, iout)
    assume(not low.status and not high.status)
    assert 0 < high.duty < low.duty < 1


@given(cases())
def test_exact_ripple_is_within_its_bound(case: Case) -> None:
    found = stage_point(*case)
    assume(not found.status and found.mode == 0 and found.i_valley > case[3])
    assert max(found.ripple_c, 0.0) * (1 - 1e-9) <= found.ripple <= found.ripple_bound * (1 + 1e-9)


@given(cases())
def test_the_search_sees_what_the_point_sees(case: Case) -> None:
    stage, vin, vout, iout = case
    found = stage_point(*case)
    fixed = fixed_of(stage, vin, vout, iout)
    core_kf = stage.core_k * stage.f**stage.core_a
    lean = point_lean(fixed, stage.l, stage.dcr, core_kf, stage.core_b, stage.theta_l, stage.cout, stage.esr_out)
    if not max(found.t_1, found.t_2, found.t_l) > 175.0:  # above, every part is refused by either
        assert lean.status == found.status
    if not found.status and max(found.t_1, found.t_2, found.t_l) < 175.0:
        near = 5e-3 + 3 * found.ripple / vout  # the output's own ripple moves the point, and is left out of the search
        for name in ("duty", "di", "i_peak", "ripple", "loss"):
            assert getattr(lean, name) == pytest.approx(getattr(found, name), rel=near), name


NUMBERS = [field.name for field in fields(Stage) if field.name not in {"topology", "synchronous", "integrated", "f", "l"}]


@given(cases(), st.sampled_from(NUMBERS))
def test_unknown_never_improves_a_figure(case: Case, name: str) -> None:
    stage, vin, vout, iout = case
    known = stage_point(stage, vin, vout, iout)
    found = stage_point(replace(stage, **{name: math.nan}), vin, vout, iout)
    assume(not known.status and max(known.t_1, known.t_2, known.t_l) < 175.0)
    assert not found.status
    for figure in ("efficiency", "t_1", "t_2", "t_l", "t_ic", "loss", *LOSSES):
        seen, wanted = getattr(found, figure), getattr(known, figure)
        # where a temperature is unknown, currents are those of cold parts; without the output's capacitance, those without its ripple
        colder = 0.0 if math.isnan(found.di) else 1.0 - min(found.di / known.di, found.duty / known.duty, 1.0)
        near = 0.15 + 3.0 * colder if figure.startswith("p_") else 1e-3 if name == "cout" else 1e-12
        assert math.isnan(seen) or seen >= wanted * (1 - near) or figure == "efficiency", figure
    better = not math.isnan(found.efficiency) and found.efficiency > known.efficiency * (1 + (1e-3 if name == "cout" else 1e-12))
    assert not better


def bent(stage: Stage, found: Point, iout: float) -> float:
    """What bent lines carry beyond straight ones (A)."""
    if found.mode != 1:
        return 0.0
    carried = bent_away(
        stage.topology, found.duty, found.duty_2, found.di, iout, 1.0 / (stage.l * stage.f), 1.0 / (stage.cout * stage.f),
        found.rs_hot + found.dcr_hot + stage.esr_out, found.rd_hot + found.dcr_hot + stage.esr_out)
    return min(max(carried, -0.5 * iout), 0.5 * iout)


@given(cases())
def test_discontinuous_meets_continuous_at_the_boundary(case: Case) -> None:
    stage, vin, vout, _ = case
    stage = replace(stage, synchronous=False, qrr_2=0.0, integrated=False)
    low, high = 1e-4, 20.0
    for _ in range(60):  # the load at which the valley is zero
        middle = math.sqrt(low * high)
        found = stage_point(stage, vin, vout, middle)
        low, high = (middle, high) if found.mode and not found.status else (low, middle)
    under, over = stage_point(stage, vin, vout, 0.9999 * low), stage_point(stage, vin, vout, 1.0001 * high)
    assume(not under.status and not over.status and under.mode == 1 and over.mode == 0)
    for name in ("duty", "duty_2", "di", "i_l", "i_l_rms", "i_1_rms", "i_2_rms", "i_cin_rms", "i_cout_rms", "ripple", "vin_ripple", "loss"):
        near = 5e-3 + 2.0 * abs(bent(stage, under, low)) / low  # figures are those of straight lines
        assert getattr(under, name) == pytest.approx(getattr(over, name), rel=near, abs=1e-5), name


@given(cases())
def test_in_any_mode_the_load_gets_its_current(case: Case) -> None:
    stage, vin, vout, iout = case
    for mode in (0, 1, 2):
        found = stage_point(stage, vin, vout, iout, light_load=mode)
        if found.status:
            continue
        arrives = found.i_l if stage.topology == 0 else found.i_l - found.i_l * found.duty / (found.duty + found.duty_2)
        assert arrives + bent(stage, found, iout) == pytest.approx(iout, rel=2e-3)
        assert found.f <= stage.f * (1 + 1e-12)
        assert found.mode in {0, mode}


@pytest.mark.parametrize("example", EXAMPLES)
def test_skipping_pulses_saves_at_light_load(example: Case) -> None:
    stage, vin, vout, _ = example
    stage = replace(stage, **WARM)
    points = [stage_point(stage, vin, vout, 0.005, light_load=mode) for mode in (0, 1, 2)]
    assert points[0].loss > points[1].loss > points[2].loss
    assert points[2].f < 0.1 * stage.f


@settings(max_examples=40, deadline=None)
@given(cases(), st.sampled_from((0, 1, 2)))
def test_ripples_are_those_of_waveforms_drawn_point_by_point(case: Case, mode: int) -> None:
    stage, vin, vout, iout = case
    stage = replace(stage, esr_in=5e-3)
    found = stage_point(stage, vin, vout, iout, light_load=mode)
    assume(not found.status)
    t = (np.arange(60_000) + 0.5) / 60_000
    on, share = found.duty, found.duty_2
    low = found.i_valley
    rising, falling = t < on, (t >= on) & (t < on + share)
    i_l = np.where(rising, low + found.di * t / on, np.where(falling, low + found.di * (1 - (t - on) / share), 0.0))
    drawn = np.where(rising | (stage.topology == 1), i_l, 0.0)
    given_out = np.where(falling | (stage.topology == 0), i_l, 0.0)
    for current, c, esr, said in ((given_out - given_out.mean(), stage.cout, stage.esr_out, found.ripple),
                                  (drawn.mean() - drawn, stage.cin, stage.esr_in, found.vin_ripple)):
        v = esr * current + np.cumsum(current) / 60_000 / found.f / c
        assert said == pytest.approx(v.max() - v.min(), rel=5e-3, abs=1e-6)


def test_what_cannot_be_delivered_says_how_much_can() -> None:
    stage = replace(BOOST_5_12, rs=0.2, dcr=0.3)
    found = stage_point(stage, 3.0, 12.0, 0.5)
    assert found.status == 1
    assert "at most 0.3864 A" in why(found, stage, 3.0, 12.0, 0.5)
    assert stage_point(stage, 3.0, 12.0, 0.38).status == 0
    upwards = stage_point(BUCK_12_3V3, 3.0, 3.3, 1.0)
    assert "does not make such a voltage" in why(upwards, BUCK_12_3V3, 3.0, 3.3, 1.0)
    assert why(stage_point(INVERTING_12_5, 12.0, 5.0, 1.0), INVERTING_12_5, 12.0, 5.0, 1.0) == ""


@pytest.mark.parametrize(("name", "part"), [("theta_1", "the control switch"), ("theta_2", "the rectifier"), ("theta_l", "the inductor")])
def test_runaway_names_the_part(name: str, part: str) -> None:
    stage = replace(BUCK_12_3V3, a_fet=0.005, a_cu=0.0039, **{name: 3000.0})
    found = stage_point(stage, 12.0, 3.3, 2.0)
    assert math.isnan(found.efficiency)
    assert f"Thermal runaway at {part} from 12 V at 2 A" in why(found, stage, 12.0, 3.3, 2.0)


def test_runaway_of_a_die() -> None:
    stage = replace(BUCK_12_3V3, a_fet=0.005, integrated=True, theta_ic=2000.0)
    assert "the die of the regulator" in why(stage_point(stage, 12.0, 3.3, 2.0), stage, 12.0, 3.3, 2.0)


def test_a_sweep_is_its_points_in_any_order() -> None:
    stage = replace(BUCK_12_3V3, **WARM)
    vins, iouts = np.array([10.0, 14.0, 12.0]), np.array([2.0, 0.1, 1.0])
    columns = swept(stage, vins, iouts, 3.3)
    for row in range(3):
        alone = stage_point(stage, float(vins[row]), 3.3, float(iouts[row]))
        assert all(columns[name][row] == getattr(alone, name) for name in Point._fields)
    turned = swept(stage, vins[::-1], iouts[::-1], 3.3)
    assert all(np.array_equal(turned[name][::-1], columns[name]) for name in Point._fields)


def test_plain_numbers_give_the_same() -> None:
    s = replace(BUCK_12_3V3, **WARM)
    found = operating_point(
        s.topology, s.synchronous, s.integrated, 0, 12.0, 3.3, 2.0, 30.0, s.f, s.l, s.dcr, s.rs, s.rd, s.vd, s.cout, s.esr_out, s.cin,
        s.esr_in, s.a_fet, s.a_cu, s.qg_1, s.qg_2, s.qsw_1, s.qoss_1, s.qoss_2, s.qrr_2, s.v_drive, s.v_plateau, s.r_gate, s.t_dead,
        s.v_body, s.iq, s.theta_1, s.theta_2, s.theta_l, s.theta_ic, s.core_k, s.core_a, s.core_b, s.t_rr)
    assert found == stage_point(s, 12.0, 3.3, 2.0)
