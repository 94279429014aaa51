"""The state in which a stage settles: duty, conduction mode, currents and the temperatures of its parts, all at once.

Losses heat the parts, heat raises their resistances, resistances raise duty and currents. For given currents the temperatures are a
quotient (``thermal.settled``), so that only the small way back through the duty is left to repeat: each round makes the error of the
duty smaller by about the share that resistances have in it, and two or three suffice.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from lifeworld_power.core import losses
from lifeworld_power.core.compiled import inlined
from lifeworld_power.core.stage.conduction import discontinuous
from lifeworld_power.core.stage.currents import on_voltage
from lifeworld_power.core.stage.duty import duty
from lifeworld_power.core.stage.fixed import CONTINUOUS, DISCONTINUOUS, SKIPPING, Fixed
from lifeworld_power.core.thermal import settled
from lifeworld_power.core.values import BUCK

FINE, CANNOT_DELIVER, RUNAWAY_1, RUNAWAY_2, RUNAWAY_L, RUNAWAY_IC = 0, 1, 2, 3, 4, 5
ROUNDS = 40
THIRD, TWELFTH = 1.0 / 3.0, 1.0 / 12.0


class Flow(NamedTuple):
    """Currents of one round: ``on`` and ``share`` of the period for control switch and rectifier, effective frequency, mean, p-p, valley
    and peak (A), mean squares of inductor, control switch, rectifier (A²), mean of control switch and rectifier (A).
    """

    mode: int
    on: float
    share: float
    f: float
    i_l: float
    di: float
    i_valley: float
    i_peak: float
    m2: float
    s_1: float
    s_2: float
    mean_1: float
    mean_2: float


class Heat(NamedTuple):
    """Temperatures (°C): control switch, rectifier, inductor, die of the controller."""

    t_1: float
    t_2: float
    t_l: float
    t_ic: float


@inlined
def triangle_flow(mode: int, on: float, share: float, f: float, peak: float) -> Flow:
    """Currents that start at zero, rise to ``peak``, fall to zero and rest."""
    third = peak * peak * THIRD
    half = 0.5 * peak
    return Flow(mode, on, share, f, half * (on + share), peak, 0.0, peak, third * (on + share), third * on, third * share, half * on,
                half * share)


@inlined
def flow(
    fixed: Fixed, l: float, per_lf: float, rs: float, rd: float, dcr: float, esr: float, elastance: float, lift: float  # noqa: E741
) -> Flow:
    """Currents of the stage with these resistances (Ω); ``per_lf`` is 1/(L f). NaN in ``on`` where it cannot deliver.

    The output's own ripple moves the voltage that the inductor sees in each part of the period: ``elastance`` is 1/C (1/F, 0 leaves that
    out), ``lift`` how far the output of a boost or inverting stage lies over its mean while its rectifier conducts (V).
    """
    on = duty(fixed.topology, fixed.vin, fixed.vout + lift, fixed.iout, rs, rd, fixed.vd, dcr, esr)
    x = 1.0 - on
    i_l = fixed.iout if fixed.topology == BUCK else fixed.iout / x
    di = on_voltage(fixed.topology, fixed.vin, fixed.vout, i_l, rs, dcr) * on * per_lf
    if fixed.topology == BUCK and elastance > 0.0:
        di /= max(1.0 - on * x * per_lf * elastance / (12.0 * fixed.f), 0.5)
    valley = i_l - 0.5 * di
    if valley < 0.0 and fixed.light_load == DISCONTINUOUS:
        on, share, peak = discontinuous(
            fixed.topology, fixed.vin, fixed.vout, fixed.iout, l, fixed.f, rs, rd, fixed.vd, dcr, esr, di, elastance)
        return triangle_flow(DISCONTINUOUS, on, share, fixed.f, peak)
    if valley < 0.0 and fixed.light_load == SKIPPING:  # pulses as at the boundary, and fewer of them
        kept = fixed.iout / (0.5 * di * (1.0 if fixed.topology == BUCK else x))
        return triangle_flow(SKIPPING, on * kept, x * kept, fixed.f * kept, di)
    m2 = i_l * i_l + di * di * TWELFTH
    return Flow(CONTINUOUS, on, x, fixed.f, i_l, di, valley, valley + di, m2, on * m2, x * m2, on * i_l, x * i_l)


@inlined
def steady_1(fixed: Fixed, now: Flow) -> float:
    """Losses of the control switch beside conduction (W)."""
    return (losses.switching(fixed.v_switch, now.f, now.i_valley, now.i_peak, fixed.t_on, fixed.t_off)
            + losses.output_charge(fixed.v_switch, now.f, fixed.q_oss, 0.0)
            + losses.recovery(fixed.v_switch, now.f, fixed.q_rr, fixed.t_rr, now.i_valley))


@inlined
def steady_2(fixed: Fixed, now: Flow) -> float:
    """Losses of the rectifier beside its resistance (W): a diode's drop, or the body diode's in the dead times."""
    return fixed.vd * now.mean_2 + losses.dead_time(fixed.v_body, now.f, fixed.t_dead, now.i_valley, now.i_peak)


@inlined
def steady_ic(fixed: Fixed, now: Flow) -> float:
    """Losses of controller and drive (W)."""
    return losses.gate(fixed.v_gate, fixed.v_gate, now.f, fixed.q_gate) + fixed.p_iq


@inlined
def heat(fixed: Fixed, now: Flow, dcr_25: float, theta_l: float, p_core: float) -> Heat:
    """Temperatures under these currents. Switches of an integrated regulator share its die."""
    t_l = settled(fixed.ambient, theta_l, dcr_25 * now.m2, fixed.a_cu, p_core)
    at_1, at_2 = fixed.rs * now.s_1, fixed.rd * now.s_2
    p_1, p_2, p_ic = steady_1(fixed, now), steady_2(fixed, now), steady_ic(fixed, now)
    if not fixed.integrated:
        return Heat(settled(fixed.ambient, fixed.theta_1, at_1, fixed.a_fet, p_1),
                    settled(fixed.ambient, fixed.theta_2, at_2, fixed.a_fet, p_2), t_l,
                    fixed.ambient + fixed.theta_ic * p_ic)
    if fixed.synchronous:
        die = settled(fixed.ambient, fixed.theta_ic, at_1 + at_2, fixed.a_fet, p_1 + p_2 + p_ic)
        return Heat(die, die, t_l, die)
    die = settled(fixed.ambient, fixed.theta_ic, at_1, fixed.a_fet, p_1 + p_ic)
    return Heat(die, fixed.ambient + fixed.theta_2 * p_2, t_l, die)


@inlined
def warm(r_25: float, coefficient: float, celsius: float, ambient: float) -> float:
    """Resistance (Ω) at a temperature, or at that of the air where it is unknown."""
    return losses.hot(r_25, coefficient, ambient if math.isnan(celsius) else celsius)


@inlined
def honest(now: Heat, integrated: bool) -> Heat:
    """Temperatures of which one is unknown are all unknown: each goes by the duty into the others."""
    if math.isnan(now.t_1 + now.t_2 + now.t_l):
        return Heat(math.nan, math.nan, math.nan, math.nan if integrated else now.t_ic)
    return now


@inlined
def runaway(fixed: Fixed, now: Heat) -> int:
    """Which part has no temperature at which it stays: a status."""
    if now.t_1 == math.inf:
        return RUNAWAY_IC if fixed.integrated else RUNAWAY_1
    if now.t_2 == math.inf:
        return RUNAWAY_2
    return RUNAWAY_L if now.t_l == math.inf else FINE


@inlined
def hottest(fixed: Fixed, now: Heat) -> int:
    """Which part is the hottest, as a status: what drives a stage whose duty has no answer once it is warm."""
    if now.t_l >= now.t_1 and now.t_l >= now.t_2:
        return RUNAWAY_L
    if fixed.integrated:
        return RUNAWAY_IC
    return RUNAWAY_1 if now.t_1 >= now.t_2 else RUNAWAY_2


@inlined
def slowed(fixed: Fixed, now: Flow) -> float:
    """The share of pulses that are not skipped."""
    return now.f / fixed.f if now.mode == SKIPPING else 1.0


@inlined
def settle(
    fixed: Fixed, l: float, dcr_25: float, core_kf: float, core_b: float, theta_l: float, esr: float,  # noqa: E741
    elastance: float, tolerance: float,
) -> tuple[int, Flow, Heat, float]:
    """Status, currents, temperatures and core loss (W) of the stage once it is warm.

    ``core_kf``: core_k f^core_a; ``elastance``: as in ``flow``. ``tolerance``: the relative step of the duty below which it stops; the
    error left is about its square. An unknown temperature is taken as that of the air where the duty asks for a resistance, so that
    currents are known; all temperatures are unknown then.
    """
    air, per_lf = fixed.ambient, 1.0 / (l * fixed.f)
    now = flow(fixed, l, per_lf, losses.hot(fixed.rs, fixed.a_fet, air), losses.hot(fixed.rd, fixed.a_fet, air),
               losses.hot(dcr_25, fixed.a_cu, air), esr, elastance, 0.0)
    di_0 = now.di
    p_0 = core_kf * di_0**core_b
    p_core = p_0 * slowed(fixed, now)
    warmth = heat(fixed, now, dcr_25, theta_l, p_core)
    if math.isnan(now.on):
        known = air + fixed.vin + fixed.vout + fixed.iout + fixed.rs + fixed.rd + fixed.vd + dcr_25 + esr + fixed.a_fet + fixed.a_cu
        return (FINE if math.isnan(known) else CANNOT_DELIVER), now, warmth, p_core
    for _ in range(ROUNDS):
        status = runaway(fixed, warmth)
        if status != FINE:
            return status, now, warmth, p_core
        before = now.on
        lift = now.di * now.on * now.share * elastance / (12.0 * now.f) if fixed.topology != BUCK and now.mode == CONTINUOUS else 0.0
        now = flow(fixed, l, per_lf, warm(fixed.rs, fixed.a_fet, warmth.t_1, air), warm(fixed.rd, fixed.a_fet, warmth.t_2, air),
                   warm(dcr_25, fixed.a_cu, warmth.t_l, air), esr, elastance, lift)
        if math.isnan(now.on):
            return hottest(fixed, warmth), now, warmth, p_core
        step = now.di / di_0 - 1.0 if di_0 > 0.0 else 0.0
        if abs(step) > 0.03:
            di_0, step = now.di, 0.0
            p_0 = core_kf * di_0**core_b
        # one power for all rounds: the ripple hardly moves, and (1 + s)^b is its series there
        series = 1.0 + core_b * step * (1.0 + 0.5 * (core_b - 1.0) * step * (1.0 + (core_b - 2.0) * THIRD * step))
        p_core = p_0 * series * slowed(fixed, now)
        warmth = heat(fixed, now, dcr_25, theta_l, p_core)
        if abs(now.on - before) <= tolerance * now.on:
            return runaway(fixed, warmth), now, honest(warmth, fixed.integrated), p_core
    return hottest(fixed, warmth), now, warmth, p_core
