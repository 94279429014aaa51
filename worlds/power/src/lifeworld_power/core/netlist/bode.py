"""The loop of a stage at small signals, as SPICE text: an averaged stage of its own parts, and the compensator of its own parts.

Nothing of the equations of core.loop is in it, so that both can be held against each other. Sources: Erickson and Maksimović, chapters 7
and 8 (averaged switch); Ridley 1991 (current mode: the sampling gain He(s) = 1 - s T/2 + s²/(π f)², the gain k_r from the output voltage).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lifeworld_power.core.loop.compensators import TypeThree, TypeTwo, TypeTwoOta
from lifeworld_power.core.loop.margins import Margins
from lifeworld_power.core.netlist.cards import Netlist, card, number
from lifeworld_power.core.solver.rows import COUT, DCR, DIODE, ESR_OUT, IOUT, RD, RS, TOPOLOGY, VD, VIN, VOUT, F, L
from lifeworld_power.core.values import BOOST, BUCK, NAN, TOPOLOGIES, Floats

Complexes = NDArray[np.complex128]
OP_AMP = 1e6
"""Gain of the amplifier of op-amp compensators, at every frequency."""


@dataclass(frozen=True, slots=True)
class Modulator:
    """How the control voltage becomes a duty: against a ramp of ``v_ramp`` volts, or against the inductor current through ``r_sense``
    (V/A) with the slope compensation ``m_c`` = 1 + Se/Sn, where ``v_ramp`` is NaN.
    """

    v_ramp: float = NAN
    r_sense: float = NAN
    m_c: float = NAN


def bode(row: Floats, duty: float, modulator: Modulator, parts: TypeTwo | TypeTwoOta | TypeThree, points: int = 40) -> Netlist:
    """The loop of a row (solver.solved.asked) in continuous conduction at its duty, from 10 Hz to half the switching frequency, ``points``
    a decade. The loop is opened between compensator ("v(comp)") and modulator ("v(ctl)"), where ``loop_gain`` reads it.

    Errors: InputRefused for unknown values.
    """
    p, x = row, 1.0 - duty
    topology = int(p[TOPOLOGY])
    i_l = p[IOUT] if topology == BUCK else p[IOUT] / x
    blocked = p[VIN] if topology == BUCK else p[VOUT] if topology == BOOST else p[VIN] + p[VOUT]
    gain = blocked + (p[VD] if p[DIODE] > 0 else 0.0) + i_l * (p[RD] - p[RS])
    resistance = p[DCR] + duty * p[RS] + x * p[RD]
    cards = [card("Ed", "sw", "fed", "d", "0", gain), card("Vl", "sw", "l1", "DC", 0.0), card("L1", "l1", "l2", p[L]),
             card("Rl", "l2", "l3", max(resistance, 1e-9))]
    if topology == BUCK:
        cards += [card("Vfed", "fed", "0", "DC", 0.0), card("Vout", "l3", "out", "DC", 0.0)]
    else:
        cards += [card("Efed", "0", "fed", "out", "0", x), card("Vend", "l3", "0", "DC", 0.0), card("Fl", "0", "out", "Vl", x),
                  card("Gd", "out", "0", "d", "0", i_l)]
    cards += [card("Co", "out", "co", p[COUT]), card("Rco", "co", "0", max(p[ESR_OUT], 1e-9)), card("Ro", "out", "0", p[VOUT] / p[IOUT]),
              *_modulated(p, topology, modulator), *_compensator(parts), card("Vopen", "ctl", "comp", "DC", 0.0, "AC", 1.0),
              f".ac dec {int(points)} 10 {number(0.5 * p[F])}"]
    mode = "current mode" if math.isnan(modulator.v_ramp) else "voltage mode"
    return Netlist(f"{TOPOLOGIES[topology]}, {mode}, loop at small signals", tuple(cards), ("v(comp)", "v(ctl)", "v(out)"))


def _modulated(p: Floats, topology: int, modulator: Modulator) -> list[str]:
    if not math.isnan(modulator.v_ramp):
        return [card("Em", "d", "0", "ctl", "0", 1.0 / modulator.v_ramp)]
    period = 1.0 / p[F]
    rising = p[VIN] - p[VOUT] if topology == BUCK else p[VIN]
    steep = 1.0 / (modulator.m_c * modulator.r_sense * rising / p[L] * period)
    fed_back = period * modulator.r_sense / (2.0 * p[L])
    if topology != BUCK:
        on = p[VOUT] / (p[VIN] + p[VOUT]) if topology != BOOST else 1.0 - p[VIN] / p[VOUT]
        fed_back *= (1.0 - on)**2
    w_n = math.pi * p[F]
    return [card("Hi", "i", "0", "Vl", modulator.r_sense), card("Gi", "0", "i1", "i", "0", 1.0), card("Li", "i1", "0", 1.0),
            card("Gj", "0", "i2", "i1", "0", 1.0), card("Lj", "i2", "0", 1.0),
            card("Em", "d", "d1", "ctl", "0", steep), card("En", "d1", "d2", "i", "0", -steep),
            card("Eo", "d2", "d3", "i1", "0", 0.5 * period * steep), card("Ep", "d3", "d4", "i2", "0", -steep / w_n**2),
            card("Eq", "d4", "0", "out", "0", steep * fed_back)]


def _compensator(parts: TypeTwo | TypeTwoOta | TypeThree) -> list[str]:
    if isinstance(parts, TypeTwoOta):
        return [card("Gm", "amp", "0", "out", "0", parts.gm * parts.h), card("Rc", "amp", "z", parts.rc), card("Cz", "z", "0", parts.cz),
                card("Cp", "amp", "0", parts.cp), card("Rg", "amp", "0", 1e12), card("Eb", "comp", "0", "amp", "0", 1.0)]
    cards = [card("R1", "out", "inv", parts.r1), card("R2", "inv", "z", parts.r2), card("C1", "z", "comp", parts.c1),
             card("C2", "inv", "comp", parts.c2), card("Rg", "inv", "comp", 1e12), card("Eb", "comp", "0", "inv", "0", -OP_AMP)]
    if isinstance(parts, TypeThree):
        cards += [card("R3", "out", "y", parts.r3), card("C3", "y", "inv", parts.c3)]
    return cards


def loop_gain(frequency: Complexes, comp: Complexes, ctl: Complexes) -> tuple[Floats, Floats, Floats]:
    """Frequencies (Hz), magnitudes (dB) and phases (degrees, continuous, the inversion left out: -180° is the edge) of vectors that were
    simulated: "frequency", "v(comp)", "v(ctl)".
    """
    loop = -comp / ctl
    phase = np.degrees(np.unwrap(np.angle(loop)))
    return np.real(frequency).astype(np.float64), 20.0 * np.log10(np.abs(loop)), phase - 360.0 * np.round((phase[0] + 90.0) / 360.0)


def margins_read(f: Floats, decibels: Floats, phase: Floats) -> Margins:
    """Crossover, phase margin and gain margin of a loop's curve, between its points by straight lines over the logarithm of frequency."""
    log = np.log(f)
    crossed = np.flatnonzero((decibels[:-1] > 0) & (decibels[1:] <= 0))
    if not len(crossed):
        return Margins(NAN, NAN, NAN)
    at = [_where(log, decibels, int(k), 0.0) for k in crossed]
    turned = np.flatnonzero((phase[:-1] > -180) & (phase[1:] <= -180))
    gains = [-float(np.interp(_where(log, phase, int(k), -180.0), log, decibels)) for k in turned]
    return Margins(math.exp(at[-1]), min(float(np.interp(one, log, phase)) + 180.0 for one in at), min(gains, default=math.inf))


def _where(log: Floats, y: Floats, k: int, level: float) -> float:
    return float(log[k] + (level - y[k]) / (y[k + 1] - y[k]) * (log[k + 1] - log[k]))
