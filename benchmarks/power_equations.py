"""The equations of a power stage: goldens, and full-model points per second of one core. `python -m benchmarks.power_equations [N]`.

The peer is the same model written in NumPy over whole columns (continuous conduction, synchronous, switches apart), with the same answers.
"""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from benchmarks.measure import table
from lifeworld_power.core.compiled import compiled
from lifeworld_power.core.losses_core import steinmetz_ki, steinmetz_ki_integral
from lifeworld_power.core.point import point_lean
from lifeworld_power.core.stage.swept import fixed_of, stage_point
from lifeworld_power.core.values import Stage

COLD = {"a_fet": 0.0, "a_cu": 0.0, "t_dead": 0.0}
WARM = {"qg_1": 1e-8, "qg_2": 1e-8, "qsw_1": 5e-9, "qoss_1": 1e-8, "qoss_2": 1e-8, "qrr_2": 1e-8, "iq": 1e-3}
STAGES = {
    "buck 12 V to 3.3 V, 2 A": (Stage(0, True, 500e3, 6.8e-6, 30e-3, 90e-3, 60e-3, 0.0, 30e-6, 3e-3, 10e-6, 0.0, **COLD), 12.0, 3.3, 2.0),
    "boost 5 V to 12 V, 0.5 A": (Stage(1, True, 600e3, 10e-6, 50e-3, 80e-3, 80e-3, 0.0, 20e-6, 3e-3, 10e-6, 0.0, **COLD), 5.0, 12.0, 0.5),
    "inverting 12 V to -5 V, 1 A": (Stage(2, True, 500e3, 10e-6, 40e-3, 90e-3, 60e-3, 0.0, 30e-6, 3e-3, 10e-6, 0.0, **COLD),
                                    12.0, 5.0, 1.0),
}
SOLVER = ((0.72545, 6.27, 0.94297), (0.48127, 27.8, 0.96718), (0.71667, 23.4, 0.95590))
ROUNDS = 3


@compiled
def lean_sum(fixed: Any, l: Any, dcr: Any, kf: Any, c: Any, esr: Any, out: Any) -> None:  # noqa: E741
    """Loss, ripple current, ripple, temperature and efficiency of every pair of inductor and capacitor."""
    for i in range(len(l)):
        found = point_lean(fixed, l[i], dcr[i], kf[i], 2.4, 40.0, c[i], esr[i])
        out[0, i], out[1, i], out[2, i], out[3, i], out[4, i] = found.loss, found.di, found.ripple, found.t_1, found.efficiency


def in_numpy(p: Any, l: Any, dcr_25: Any, kf: Any, c: Any, esr: Any) -> Any:  # noqa: E741
    """The same by columns: duty, currents, all losses, heat, ripple of a synchronous stage in continuous conduction."""
    t_1 = t_2 = t_l = np.full(len(l), p.ambient)
    for _ in range(3):
        rs, rd = p.rs * (1 + p.a_fet * (t_1 - 25)), p.rd * (1 + p.a_fet * (t_2 - 25))
        dcr = dcr_25 * (1 + p.a_cu * (t_l - 25))
        if p.topology == 0:
            d = (p.vout + p.iout * (rd + dcr)) / (p.vin - p.iout * (rs - rd))
            i_l, applied = np.full(len(l), p.iout), p.vin - p.vout
        else:
            a = p.vout - p.iout * esr + (p.vin if p.topology == 2 else 0.0)
            b, k = p.vin + p.iout * (rs - rd - esr), p.iout * (dcr + rs)
            d = 1 - (b + np.sqrt(b * b - 4 * a * k)) / (2 * a)
            i_l, applied = p.iout / (1 - d), p.vin
        x = 1 - d
        di = (applied - i_l * (rs + dcr)) * d / (l * p.f)
        low, high = i_l - di / 2, i_l + di / 2
        m2 = i_l**2 + di**2 / 12
        core = kf * di**2.4
        edges = 0.5 * p.v_switch * p.f * (np.maximum(low, 0) * p.t_on + high * p.t_off)
        other = edges + 0.5 * p.q_oss * p.v_switch * p.f + np.where(low > 0, p.q_rr * p.v_switch * p.f, 0.0)
        dead = p.v_body * p.f * p.t_dead * (np.abs(low) + high)

        def settled(theta: float, at: Any, slope: float, beside: Any) -> Any:
            return 25 + (p.ambient - 25 + theta * (at + beside)) / (1 - theta * at * slope)
        t_1, t_2 = settled(p.theta_1, p.rs * d * m2, p.a_fet, other), settled(p.theta_2, p.rd * x * m2, p.a_fet, dead)
        t_l = settled(40.0, dcr_25 * m2, p.a_cu, core)
    s_out = di**2 / 12 if p.topology == 0 else np.maximum(x * m2 - p.iout**2, 0)
    s_in = di**2 / 12 if p.topology == 1 else d * m2 - (d * i_l) ** 2
    loss = (p.rs * (1 + p.a_fet * (t_1 - 25)) * d * m2 + p.rd * (1 + p.a_fet * (t_2 - 25)) * x * m2
            + dcr_25 * (1 + p.a_cu * (t_l - 25)) * m2
            + other + dead + core + p.q_gate * p.v_gate * p.f + p.p_iq + p.esr_in * s_in + esr * s_out)
    tau = esr * c
    if p.topology == 0:
        rise, fall = d / p.f, x / p.f
        ripple = sum(np.where(2 * tau < t, di * (t / 8 + tau**2 / (2 * t)) / c, di * esr / 2) for t in (rise, fall))
    else:
        off, up = x / p.f, high - p.iout
        when = np.clip(off * up / di - tau, 0, off)
        top = esr * (up - di * when / off) + (up - 0.5 * di * when / off) * when / c - p.iout * d / (p.f * c)
        ripple = np.maximum(top, -p.iout * esr) - np.minimum(-p.iout * esr - p.iout * d / (p.f * c), esr * (up - di))
    return np.stack([loss, di, ripple, t_1, p.vout * p.iout / (p.vout * p.iout + loss)])


def best(work: Callable[[], object]) -> float:
    seconds = math.inf
    for _ in range(ROUNDS):
        start = time.process_time()  # of this process: other work on the machine is not counted
        work()
        seconds = min(seconds, time.process_time() - start)
    return seconds


def speed(n: int) -> str:
    rng = np.random.default_rng(8)
    l, dcr, kf, c, esr = (10 ** rng.uniform(low, low + 1, n) for low in (-5.5, -2, -2, -5, -3))  # noqa: E741
    rows, out = [], np.empty((5, n))
    for title, (stage, vin, vout, iout) in STAGES.items():
        warm = replace(stage, a_fet=0.005, a_cu=0.0039, t_dead=20e-9, **WARM)
        fixed = fixed_of(warm, vin, vout, iout)
        lean_sum(fixed, l[:9], dcr, kf, c, esr, out)
        ours = best(lambda fixed=fixed: lean_sum(fixed, l, dcr, kf, c, esr, out))
        peer = best(lambda fixed=fixed: [
            in_numpy(fixed, *(a[at:at + 4096] for a in (l, dcr, kf, c, esr))) for at in range(0, n, 4096)])
        said = in_numpy(fixed, *(a[:4096] for a in (l, dcr, kf, c, esr)))
        apart = np.nanmax(np.abs(said / out[:, :4096] - 1))
        rows.append([title, f"{n / ours / 1e6:.1f}", f"{n / peer / 1e6:.2f}", f"{peer / ours:.1f}", f"{apart:.1e}"])
    return (f"{n:,} pairs of inductor and capacitor, every loss, heat to its fixed point, exact ripple; one core, its own seconds; "
            "the peer in blocks of 4,096 rows.\n\n"
            + table(["stage", "ours, million points/s", "NumPy, million points/s", "times", "furthest apart"], rows))


def goldens() -> str:
    rows = []
    for (title, (stage, vin, vout, iout)), (di, ripple, efficiency) in zip(STAGES.items(), SOLVER, strict=True):
        found = stage_point(stage, vin, vout, iout)
        rows += [(title, "ripple current, A", f"{found.di:.5f}", f"{di:.5f}"),
                 (title, "output ripple, mV", f"{1e3 * found.ripple:.2f} (sum of its parts {1e3 * found.ripple_bound:.2f})", f"{ripple:g}"),
                 (title, "efficiency, conduction only", f"{found.efficiency:.5f}", f"{efficiency:.5f}")]
    for a, b in ((1.3, 2.4), (1.6, 2.6)):
        rows.append((f"core loss, exponents {a} and {b}", "k_i", f"{steinmetz_ki(1.0, a, b):.6f}",
                     f"{steinmetz_ki_integral(1.0, a, b, 20_000):.6f}"))
    return "Closed forms beside exact answers (matrix exponentials; the integral).\n\n" + table(
        ["example", "figure", "closed form", "exact"], rows)


def markdown(n: int = 2_000_000) -> str:
    return f"{goldens()}\n\n{speed(n)}"


if __name__ == "__main__":
    print(markdown(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000_000))
