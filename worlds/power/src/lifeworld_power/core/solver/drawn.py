"""Random stages under load, of every kind that designs are made of: equations, solver and simulator are compared on them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lifeworld.plugin import stream_keys, uniforms
from lifeworld_power.core.values import BOOST, BUCK, INVERTING, Stage

SEED = 20_260_827


@dataclass(frozen=True, slots=True)
class Loaded:
    """A stage with its input and output (V) and load (A)."""

    stage: Stage
    vin: float
    vout: float
    iout: float


def drawn(topology: int, synchronous: bool, n: int, seed: int = SEED) -> list[Loaded]:
    """``n`` random specifications with parts that fit: inputs of 3 to 48 V, outputs of a twelfth to 5 times the input, loads of 0.1 to 8 A,
    200 kHz to 1.5 MHz, ripple currents of 15 to 60 % of the average (half of the diode stages at a light load, down to discontinuous
    conduction), output ripples of 0.2 to 2 %, and resistances that each drop 0.1 to 3 % of the voltage across them.

    Stage i is the same whatever ``n`` is.

    >>> drawn(0, True, 2)[1] == drawn(0, True, 5)[1]
    True
    """
    if topology not in (BUCK, BOOST, INVERTING):
        raise ValueError("no such topology")
    keys = stream_keys(seed, 2 * topology + int(synchronous), np.arange(n, dtype=np.uint64))
    return [_one(topology, synchronous, *(float(x) for x in u)) for u in uniforms(keys, 15)]


def _between(u: float, low: float, high: float) -> float:
    """Evenly in the logarithm."""
    return float(low * (high / low)**u)


def _one(topology: int, synchronous: bool, *u: float) -> Loaded:
    vin, f, iout = _between(u[0], 3.0, 48.0), _between(u[1], 2e5, 1.5e6), _between(u[2], 0.1, 8.0)
    ratio = {BUCK: (0.08, 0.85), BOOST: (1.2, 5.0), INVERTING: (0.2, 2.5)}[topology]
    vout = max(vin * _between(u[3], *ratio), 0.8)
    duty = vout / vin if topology == BUCK else 1.0 - vin / vout if topology == BOOST else vout / (vin + vout)
    i_l = iout if topology == BUCK else iout / (1.0 - duty)
    across = (vin - vout if topology == BUCK else vin) * duty / f
    l = across / (i_l * _between(u[4], 0.15, 0.6))  # noqa: E741
    across_switch = vin if topology == BUCK else vout if topology == BOOST else vin + vout
    rs, rd, dcr = (_between(x, 1e-3, 0.03) * min(vin, vout) / i_l for x in u[5:8])
    ripple = _between(u[8], 0.002, 0.02) * vout
    cout = across / l / (8.0 * f * ripple) if topology == BUCK else iout * duty / (f * ripple)
    esr = _between(u[9], 0.02, 0.5) * ripple / (across / l if topology == BUCK else i_l)
    light = _between(u[10], 0.03, 0.5) if not synchronous and u[11] < 0.5 else 1.0
    stage = Stage(
        topology, synchronous, f, l, dcr, rs, rd, 0.25 + 0.4 * u[12] * min(1.0, vout / 2.0), cout, esr,
        iout / (f * 0.02 * vin), _between(u[13], 1e-3, 1e-2), qg_1=8e-9, qg_2=8e-9, qsw_1=_between(u[14], 1e-9, 6e-9),
        qoss_1=0.05e-9 * across_switch, qoss_2=0.05e-9 * across_switch, theta_1=15.0, theta_2=15.0, theta_l=15.0)
    return Loaded(stage, vin, vout, iout * light)
