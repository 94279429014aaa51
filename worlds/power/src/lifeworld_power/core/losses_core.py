"""Core loss of inductors: improved generalised Steinmetz with material data, or what vendors print for whole inductors.

Sources: Venkatachalam and Sullivan 2002, Accurate prediction of ferrite core loss with nonsinusoidal waveforms using only Steinmetz
parameters (iGSE, and its approximation of k_i). Where no source states a loss it is unknown, never 0.
"""

from __future__ import annotations

import math

from lifeworld_power.core.compiled import compiled, inlined


@inlined
def steinmetz_ki(k: float, a: float, b: float) -> float:
    """k_i of iGSE from Steinmetz P = k f^a B^b (B peak), by the approximation of its integral.

    >>> round(steinmetz_ki(1.0, 1.3, 2.4), 6), round(steinmetz_ki(1.0, 1.6, 2.6), 6)
    (0.073125, 0.048609)
    """
    return float(k / (2.0 ** (b + 1.0) * math.pi ** (a - 1.0) * (0.2761 + 1.7061 / (a + 1.354))))


@compiled
def steinmetz_ki_integral(k: float, a: float, b: float, steps: int) -> float:
    """k_i of iGSE from its integral over a quarter wave, by the substitution t = u² of its midpoint sum; what the approximation is held to.

    >>> round(steinmetz_ki_integral(1.0, 1.3, 2.4, 20000), 6)
    0.073149
    """
    total, end = 0.0, math.sqrt(0.5 * math.pi)
    for step in range(steps):
        u = end * (step + 0.5) / steps
        total += 2.0 * u * math.sin(u * u) ** a  # |cos| near its zero, where it is not smooth, starts at u = 0
    return float(k / ((2.0 * math.pi) ** (a - 1.0) * 4.0 * total * end / steps * 2.0 ** (b - a)))


@inlined
def flux_swing(l: float, di: float, turns: float, area: float) -> float:  # noqa: E741
    """Flux density swing (T, peak-to-peak) of ``turns`` about ``area`` (m²).

    >>> round(flux_swing(10e-6, 1.0, 10.0, 10e-6), 3)
    0.1
    """
    return l * di / (turns * area)


@inlined
def igse(ki: float, a: float, b: float, f: float, swing: float, duty: float) -> float:
    """Loss density (W/m³) under a voltage of two steps, duty and rest of the period; ``swing`` (T) is peak-to-peak.

    >>> round(igse(1.0, 1.0, 2.0, 100e3, 0.1, 0.3), 3)
    2000.0
    """
    return float(ki * swing**b * f**a * (duty ** (1.0 - a) + (1.0 - duty) ** (1.0 - a)))


@inlined
def k_factor(k_0: float, k_f: float, k_b: float, f: float, swing: float) -> float:
    """Loss (W) of a whole inductor in the form that vendors print: K0 f^Kf ΔB^Kb, in the vendor's units.

    >>> k_factor(2.0, 1.0, 2.0, 3.0, 0.5)
    1.5
    """
    return float(k_0 * f**k_f * swing**k_b)


@inlined
def volt_seconds(v_on: float, duty: float, f: float) -> float:
    """ET product (V s) that the inductor sees: what a vendor's ET_100 is compared with.

    >>> round(1e6 * volt_seconds(8.7, 0.29, 500e3), 3)
    5.046
    """
    return v_on * duty / f


@inlined
def et_loss(p_rated: float, et_rated: float, f_rated: float, a: float, b: float, et: float, f: float) -> float:
    """Loss (W) by ratio of ET to that at which the vendor states ``p_rated``, with the material's exponents.

    >>> et_loss(0.1, 10e-6, 100e3, 1.0, 2.0, 5e-6, 200e3)
    0.05
    """
    return float(p_rated * (f / f_rated) ** a * (et / et_rated) ** b)
