"""A stage that switches at a fixed duty, as SPICE text: what it draws, delivers and loses by another program's reckoning."""

from __future__ import annotations

import math

from lifeworld_power.core.netlist.cards import Measure, Netlist, card, number
from lifeworld_power.core.solver.rows import (
    CIN,
    COUT,
    DCR,
    DIODE,
    ESR_IN,
    ESR_OUT,
    IOUT,
    RD,
    RS,
    SOURCE,
    TOPOLOGY,
    VD,
    VIN,
    VOUT,
    F,
    L,
)
from lifeworld_power.core.solver.solved import Solved
from lifeworld_power.core.values import BOOST, BUCK, TOPOLOGIES, Floats

EDGE = 1e-5
"""Rise and fall of the gate signals, as a share of the period: the switches turn halfway up."""
SATURATION, SLOPE, THERMAL = 1e-9, 0.05, 0.025864186
"""The diode: a steep junction (current in A, emission, kT/q in V at 27 °C) with the rest of the drop as a source in series."""
TOLERANCE = 1e-4
"""Relative tolerance of the simulator at most. Times the highest voltage it also has to stay below the diode's N kT/q: else a round of
Newton's may be taken for the answer in which the junction is still its tangent, and the current runs on through zero.
"""


def switching(row: Floats, found: Solved, periods: int = 60, measured: int = 20, points: int = 200, *, whole: bool = True) -> Netlist:
    """The stage of a row (solver.solved.asked) at the duty that was found, begun in the state that was found, for ``periods``; measures are
    of the last ``measured``. Switches are ideal but for their resistance, dead time is left out, a diode's drop is that of the row at its
    mean current. An inverting stage's output is negative. At least ``points`` steps a period. ``whole``: False keeps the vectors of what is
    measured only.

    Errors: InputRefused for unknown values.
    """
    p, period = row, 1.0 / row[F]
    edge = EDGE * period
    on = found.duty * period
    gate = f"PULSE(0 1 0 {number(edge)} {number(edge)} {number(on - edge)} {number(period)})"
    topology = int(p[TOPOLOGY])
    high, low = ("sw", "0") if topology == BOOST else ("in", "sw")
    cards = [card("Vin", "src", "0", "DC", p[VIN]), *_input(p, found), card("Vg", "g", "0", gate),
             f".model control SW(VT=0.5 VH=0 RON={number(max(p[RS], 1e-6))} ROFF=1e+07)",
             card("S1", high, low, "g", "0", "control")]
    if topology == BUCK:
        cards += _rectifier(p, found, "0", "sw")
        coil = ("sw", "mid", "out")
    elif topology == BOOST:
        cards += _rectifier(p, found, "sw", "out")
        coil = ("in", "mid", "sw")
    else:
        cards += _rectifier(p, found, "out", "sw")
        coil = ("sw", "mid", "0")
    span = ((periods - measured) * period, periods * period)
    sign = 1.0 if topology in {BUCK, BOOST} else -1.0
    tolerance = min(TOLERANCE, 0.5 * SLOPE * THERMAL / (p[VIN] + p[VOUT])) if p[DIODE] > 0 else TOLERANCE
    cards += [card("L1", coil[0], coil[1], p[L], f"IC={number(found.start_i)}"), card("Rl", coil[1], coil[2], max(p[DCR], 1e-6)),
              card("Co", "out", "co", p[COUT], f"IC={number(sign * found.start_v)}"), card("Rco", "co", "0", max(p[ESR_OUT], 1e-6)),
              card("Ro", "out", "0", p[VOUT] / p[IOUT]), f".options method=trap reltol={number(tolerance)} abstol=1e-9 vntol=1e-6",
              f".tran {number(period / points)} {number(periods * period)} {number(0.0 if whole else span[0])} "
              f"{number(period / points)} UIC"]
    rectifier = "diode" if p[DIODE] > 0 else "second switch"
    return Netlist(
        f"{TOPOLOGIES[topology]}, rectifier: {rectifier}, duty {found.duty:.6f}, open loop, steady state",
        tuple(cards), ("v(out)", "v(sw)", "v(in)", "v(src)", "i(L1)", "i(Vin)"),
        (Measure("vo", "AVG", "v(out)", *span), Measure("vo_pp", "PP", "v(out)", *span), Measure("di", "PP", "i(L1)", *span),
         Measure("il_rms", "RMS", "i(L1)", *span), Measure("iin", "AVG", "i(Vin)", *span), Measure("vo_rms", "RMS", "v(out)", *span)))


def _input(p: Floats, found: Solved) -> list[str]:
    """Source, its resistance and the input capacitor."""
    cards = [card("Rsrc", "src", "in", max(p[SOURCE], 1e-6))]
    if p[CIN] > 0 and p[SOURCE] > 0:
        cards += [card("Ci", "in", "ci", p[CIN], f"IC={number(found.start_vin)}"), card("Rci", "ci", "0", max(p[ESR_IN], 1e-6))]
    return cards


def _rectifier(p: Floats, found: Solved, anode: str, cathode: str) -> list[str]:
    """A second switch that conducts while the first does not, or a diode of the drop of the row."""
    if not p[DIODE] > 0:
        return [f".model second SW(VT=-0.5 VH=0 RON={number(max(p[RD], 1e-6))} ROFF=1e+07)", card("S2", anode, cathode, "0", "g", "second")]
    current = max(found.i_d / found.duty_2, 1e-6)
    junction = SLOPE * THERMAL * math.log(current / SATURATION + 1.0)
    return [f".model rectifier D(IS={number(SATURATION)} N={number(SLOPE)} RS={number(max(p[RD], 1e-6))})",
            card("Vd", anode, "da", "DC", p[VD] - junction), card("D1", "da", cathode, "rectifier")]
