"""One operating point of a stage in full: currents, ripple, every loss, efficiency, temperatures.

``point`` asks for what ``stage_constants`` made of spec and switches, and for inductor and capacitor; loops over millions of pairs call it
in compiled code, ``point_lean`` where they need only what designs are chosen by. ``operating_point`` takes plain numbers.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from lifeworld_power.core import losses
from lifeworld_power.core.compiled import compiled, inlined
from lifeworld_power.core.stage.duty import iout_max
from lifeworld_power.core.stage.fixed import CONTINUOUS, Fixed, stage_constants
from lifeworld_power.core.stage.ripple import input_swing, output_ripple, output_swing, ripple_parts
from lifeworld_power.core.stage.settling import CANNOT_DELIVER, FINE, Flow, Heat, settle, steady_ic, warm
from lifeworld_power.core.values import BOOST, BUCK, NAN

EXACT, QUICK = 1e-9, 2e-3
"""Relative steps of the duty at which rounds of heating stop; the error left is about the square."""


class Point(NamedTuple):
    """An operating point. SI units, °C, shares; NaN is unknown, or has no value (``status`` is not 0).

    ``status``: 0 fine, 1 cannot deliver (``iout_max`` can be), 2 to 5 thermal runaway of control switch, rectifier, inductor, die.
    ``mode``: 0 continuous, 1 discontinuous, 2 pulses skipped. ``duty``, ``duty_2``: shares of the period of both switches. Suffix 1:
    control switch, 2: second switch or diode. ``ripple``: exact swing of straight currents; in continuous conduction also its parts
    ``ripple_c`` and ``ripple_esr`` and their sum ``ripple_bound``, else NaN. ``p_*``: losses (W) that add up to ``loss`` = ``p_in`` -
    ``p_out``.
    """

    status: float
    mode: float
    duty: float
    duty_2: float
    f: float
    i_l: float
    di: float
    i_peak: float
    i_valley: float
    i_l_rms: float
    i_1_rms: float
    i_2_rms: float
    i_cin_rms: float
    i_cout_rms: float
    v_stress: float
    ripple_c: float
    ripple_esr: float
    ripple_bound: float
    ripple: float
    vin_ripple: float
    p_cond_1: float
    p_sw: float
    p_coss: float
    p_rr: float
    p_cond_2: float
    p_dead: float
    p_gate: float
    p_iq: float
    p_dcr: float
    p_core: float
    p_cin: float
    p_cout: float
    loss: float
    p_in: float
    p_out: float
    efficiency: float
    iout_max: float
    t_1: float
    t_2: float
    t_l: float
    t_ic: float
    rs_hot: float
    rd_hot: float
    dcr_hot: float


class Lean(NamedTuple):
    """What designs are chosen by; as in ``Point``."""

    status: float
    duty: float
    i_l: float
    di: float
    i_peak: float
    loss: float
    efficiency: float
    ripple: float
    i_cin_rms: float
    i_cout_rms: float
    t_1: float
    t_2: float
    t_l: float
    t_ic: float


class Terms(NamedTuple):
    """Losses (W) of ``Point``, in its order."""

    p_cond_1: float
    p_sw: float
    p_coss: float
    p_rr: float
    p_cond_2: float
    p_dead: float
    p_gate: float
    p_iq: float
    p_dcr: float
    p_core: float
    p_cin: float
    p_cout: float


@inlined
def capacitor_squares(fixed: Fixed, now: Flow) -> tuple[float, float]:
    """Mean squares of input and output capacitor's current (A²), in any mode."""
    s_in = now.m2 - now.i_l * now.i_l if fixed.topology == BOOST else now.s_1 - now.mean_1 * now.mean_1
    s_out = now.m2 - now.i_l * now.i_l if fixed.topology == BUCK else now.s_2 - fixed.iout * fixed.iout
    return max(s_in, 0.0), max(s_out, 0.0)


@inlined
def resistances(fixed: Fixed, warmth: Heat, dcr: float) -> tuple[float, float, float]:
    """Resistances (Ω) of control switch, second switch and inductor at their temperatures."""
    return (warm(fixed.rs, fixed.a_fet, warmth.t_1, fixed.ambient), warm(fixed.rd, fixed.a_fet, warmth.t_2, fixed.ambient),
            warm(dcr, fixed.a_cu, warmth.t_l, fixed.ambient))


@inlined
def loss_terms(fixed: Fixed, now: Flow, warmth: Heat, p_core: float, dcr: float, esr_out: float) -> Terms:
    """Every loss (W). Conduction of a part of unknown temperature is unknown."""
    s_in, s_out = capacitor_squares(fixed, now)
    return Terms(
        losses.hot(fixed.rs, fixed.a_fet, warmth.t_1) * now.s_1,
        losses.switching(fixed.v_switch, now.f, now.i_valley, now.i_peak, fixed.t_on, fixed.t_off),
        losses.output_charge(fixed.v_switch, now.f, fixed.q_oss, 0.0),
        losses.recovery(fixed.v_switch, now.f, fixed.q_rr, fixed.t_rr, now.i_valley),
        losses.hot(fixed.rd, fixed.a_fet, warmth.t_2) * now.s_2 + fixed.vd * now.mean_2,
        losses.dead_time(fixed.v_body, now.f, fixed.t_dead, now.i_valley, now.i_peak),
        steady_ic(fixed, now) - fixed.p_iq, fixed.p_iq,
        losses.hot(dcr, fixed.a_cu, warmth.t_l) * now.m2, p_core, fixed.esr_in * s_in, esr_out * s_out)


@inlined
def total(terms: Terms) -> float:
    """Sum of all losses (W)."""
    return (terms.p_cond_1 + terms.p_sw + terms.p_coss + terms.p_rr + terms.p_cond_2 + terms.p_dead + terms.p_gate + terms.p_iq
            + terms.p_dcr + terms.p_core + terms.p_cin + terms.p_cout)


@inlined
def ripple_of(fixed: Fixed, now: Flow, cout: float, esr: float) -> float:
    """Exact output ripple (V) in any mode."""
    if now.mode == CONTINUOUS:
        return output_ripple(fixed.topology, now.on, fixed.f, now.di, now.i_l, fixed.iout, cout, esr)
    return output_swing(fixed.topology, now.on, now.share, now.f, now.i_valley, now.i_peak, fixed.iout, cout, esr)


@inlined
def point_lean(
    fixed: Fixed, l: float, dcr: float, core_kf: float, core_b: float, theta_l: float, cout: float, esr_out: float  # noqa: E741
) -> Lean:
    """What designs are chosen by, for searches; equations and units as ``point``, without the output's ripple in the duty (up to 1e-3)."""
    status, now, warmth, p_core = settle(fixed, l, dcr, core_kf, core_b, theta_l, esr_out, 0.0, QUICK)
    loss = total(loss_terms(fixed, now, warmth, p_core, dcr, esr_out)) if status == FINE else NAN
    s_in, s_out = capacitor_squares(fixed, now)
    p_out = fixed.vout * fixed.iout
    return Lean(
        float(status), now.on, now.i_l, now.di, now.i_peak, loss, p_out / (p_out + loss), ripple_of(fixed, now, cout, esr_out),
        math.sqrt(s_in), math.sqrt(s_out), warmth.t_1, warmth.t_2, warmth.t_l, warmth.t_ic)


@inlined
def point(
    fixed: Fixed, l: float, dcr: float, core_kf: float, core_b: float, theta_l: float, cout: float, esr_out: float  # noqa: E741
) -> Point:
    """The operating point in full. H, Ω, F, K/W; ``core_kf`` = core_k f^core_a (W/A^b), so that a loop over inductors raises it once."""
    status, now, warmth, p_core = settle(fixed, l, dcr, core_kf, core_b, theta_l, esr_out, 1.0 / cout if cout > 0.0 else 0.0, EXACT)
    terms = loss_terms(fixed, now, warmth, p_core, dcr, esr_out)
    loss = total(terms) if status == FINE else NAN
    s_in, s_out = capacitor_squares(fixed, now)
    i_in = now.i_l if fixed.topology == BOOST else now.mean_1
    by_c, by_esr = NAN, NAN
    if now.mode == CONTINUOUS:
        by_c, by_esr = ripple_parts(fixed.topology, now.on, now.f, now.di, now.i_l, fixed.iout, cout, esr_out)
    vin_ripple = input_swing(fixed.topology, now.on, now.share, now.f, now.i_valley, now.i_peak, i_in, fixed.cin, fixed.esr_in)
    rs, rd, dcr_hot = resistances(fixed, warmth, dcr)
    if status == CANNOT_DELIVER:
        rs, rd, dcr_hot = fixed.rs, fixed.rd, dcr
    p_out = fixed.vout * fixed.iout
    return Point(
        float(status), float(now.mode), now.on, now.share, now.f, now.i_l, now.di, now.i_peak, now.i_valley, math.sqrt(now.m2),
        math.sqrt(now.s_1), math.sqrt(now.s_2), math.sqrt(s_in), math.sqrt(s_out), fixed.v_switch, by_c, by_esr, by_c + by_esr,
        ripple_of(fixed, now, cout, esr_out), vin_ripple, terms.p_cond_1, terms.p_sw, terms.p_coss, terms.p_rr, terms.p_cond_2,
        terms.p_dead, terms.p_gate, terms.p_iq, terms.p_dcr, terms.p_core, terms.p_cin, terms.p_cout, loss, p_out + loss, p_out,
        p_out / (p_out + loss), iout_max(fixed.topology, fixed.vin, fixed.vout, rs, rd, fixed.vd, dcr_hot, esr_out),
        warmth.t_1, warmth.t_2, warmth.t_l, warmth.t_ic, rs, rd, dcr_hot)


@compiled
def operating_point(
    topology: int, synchronous: bool, integrated: bool, light_load: int, vin: float, vout: float, iout: float, ambient: float, f: float,
    l: float, dcr: float, rs: float, rd: float, vd: float, cout: float, esr_out: float, cin: float, esr_in: float,  # noqa: E741
    a_fet: float, a_cu: float, qg_1: float, qg_2: float, qsw_1: float, qoss_1: float, qoss_2: float, qrr_2: float,
    v_drive: float, v_plateau: float, r_gate: float, t_dead: float, v_body: float, iq: float,
    theta_1: float, theta_2: float, theta_l: float, theta_ic: float, core_k: float, core_a: float, core_b: float, t_rr: float,
) -> Point:
    """The operating point in full, of plain numbers as in ``values.Stage``."""
    fixed = stage_constants(
        topology, synchronous, integrated, light_load, vin, vout, iout, ambient, f, rs, rd, vd, a_fet, a_cu, qg_1, qg_2, qsw_1, qoss_1,
        qoss_2, qrr_2, v_drive, v_plateau, r_gate, t_dead, v_body, iq, theta_1, theta_2, theta_ic, esr_in, cin, t_rr)
    return point(fixed, l, dcr, core_k * f**core_a, core_b, theta_l, cout, esr_out)
