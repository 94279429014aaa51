"""What is left of a design when parts are as their makers allow: corners, and a yield by Monte Carlo with its interval."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np

from lifeworld.plugin import stream_keys, uniforms, wilson
from lifeworld_power.core.compiled import compiled
from lifeworld_power.core.point import operating_point
from lifeworld_power.core.values import Floats, Spec, Stage

TEMPERATURES = (-40.0, 25.0, 85.0)
VARIED = ("vin", "vout", "ambient", "l", "dcr", "cout", "cin", "rs", "rd")
FIELDS = ("status", "ripple", "i_peak", "efficiency", "t_1", "t_2", "t_l", "t_ic")


@dataclass(frozen=True, slots=True)
class Tolerances:
    """How far parts may be off, as shares of their values; each is drawn evenly between its limits, and independently of the others."""

    l: float = 0.2  # noqa: E741
    dcr: float = 0.1
    cout: float = 0.2
    cin: float = 0.2
    switch: float = 0.3
    reference: float = 0.01
    resistor: float = 0.01


@dataclass(frozen=True, slots=True)
class Limits:
    """What a built supply must keep: its output within ``vout`` (share), ripple (V), the inductor's saturation (A), temperatures (°C)."""

    vout: float = 0.03
    ripple: float = math.inf
    saturation: float = math.inf
    switch: float = 150.0
    inductor: float = 125.0


@dataclass(frozen=True)
class Yielded:
    """Samples drawn, how many keep every limit, the Wilson interval (90 %) of that share, how many break each limit, and the worst of each
    quantity. Parts that leave their losses open leave temperatures unknown; a limit on what is unknown is not counted as kept or broken.
    """

    n: int
    kept: int
    low: float
    high: float
    broken: Mapping[str, int]
    worst: Mapping[str, float]
    unknown: tuple[str, ...]

    @property
    def share(self) -> float:
        """Share of supplies that keep every limit."""
        return self.kept / self.n


@compiled
def _points(out: Floats, asked: Floats, one: Floats, topology: int, synchronous: bool, integrated: bool,
            light_load: int) -> None:
    """Operating points by row: ``asked`` (n, VARIED), ``one``: what does not vary, in the order of ``_fixed``."""
    for row in range(asked.shape[0]):
        vin, vout, ambient, l, dcr, cout, cin, rs, rd = asked[row]  # noqa: E741
        found = operating_point(
            topology, synchronous, integrated, light_load, vin, vout, one[0], ambient, one[1], l, dcr, rs, rd, one[2], cout, one[3],
            cin, one[4], one[5], one[6], one[7], one[8], one[9], one[10], one[11], one[12], one[13], one[14], one[15], one[16], one[17],
            one[18], one[19], one[20], one[21], one[22], one[23], one[24], one[25], one[26])
        out[row, 0], out[row, 1], out[row, 2], out[row, 3] = found.status, found.ripple, found.i_peak, found.efficiency
        out[row, 4], out[row, 5], out[row, 6], out[row, 7] = found.t_1, found.t_2, found.t_l, found.t_ic


def _fixed(stage: Stage, iout: float) -> Floats:
    return np.array([iout, stage.f, stage.vd, stage.esr_out, stage.esr_in, stage.a_fet, stage.a_cu, stage.qg_1, stage.qg_2, stage.qsw_1,
                     stage.qoss_1, stage.qoss_2, stage.qrr_2, stage.v_drive, stage.v_plateau, stage.r_gate, stage.t_dead, stage.v_body,
                     stage.iq, stage.theta_1, stage.theta_2, stage.theta_l, stage.theta_ic, stage.core_k, stage.core_a, stage.core_b,
                     stage.t_rr])


def points(stage: Stage, asked: Floats, iout: float) -> Mapping[str, Floats]:
    """Columns by ``FIELDS`` for rows of ``VARIED`` (V, V, °C, H, Ω, F, F, Ω, Ω)."""
    out = np.empty((len(asked), len(FIELDS)))
    _points(out, np.ascontiguousarray(asked), _fixed(stage, iout), int(stage.topology), bool(stage.synchronous), bool(stage.integrated),
            0 if stage.synchronous else 1)
    return dict(zip(FIELDS, out.T, strict=True))


def corners(stage: Stage, spec: Spec, tolerances: Tolerances, divider: float) -> tuple[Floats, Mapping[str, Floats]]:
    """Every corner of input, temperature, inductor and capacitor (36 rows of ``VARIED``), and what the stage does there.

    ``divider``: Vout over the reference, less one (0 for an output at the reference).
    """
    vins = (spec.vin_min, spec.nominal, spec.vin_max)
    rows = [(vin, spec.vout, t, stage.l * (1 + dl * tolerances.l), stage.dcr, stage.cout * (1 + dc * tolerances.cout), stage.cin, stage.rs,
             stage.rd)
            for vin, t, dl, dc in product(vins, TEMPERATURES, (-1, 1), (-1, 1))]
    asked = np.array(rows)
    return asked, points(stage, asked, spec.iout)


def yielded(stage: Stage, spec: Spec, limits: Limits, tolerances: Tolerances, divider: float, n: int = 10_000, seed: int = 1,
            set_v: float = math.nan) -> Yielded:
    """The yield over ``n`` built supplies, drawn by the counter-based generator: the same seed gives the same supplies on every machine.

    Input and temperature are drawn evenly over the input's range and -40 to 85 °C. ``divider``: resistance at the top of the feedback over
    that at the bottom (NaN: not known, as then whether the output keeps its limit); ``set_v``: the output that it sets with every part as
    it should be (NaN: the specified one).
    """
    drawn = uniforms(stream_keys(seed, np.arange(n, dtype=np.uint64)), 11)
    off = 2.0 * drawn - 1.0
    vin = spec.vin_min + drawn[:, 0] * (spec.vin_max - spec.vin_min)
    ambient = TEMPERATURES[0] + drawn[:, 1] * (TEMPERATURES[-1] - TEMPERATURES[0])
    ratio = (1 + off[:, 3] * tolerances.resistor) / (1 + off[:, 4] * tolerances.resistor)
    by_divider = 1.0 if math.isnan(divider) else (1 + divider * ratio) / (1 + divider)
    vout = (spec.vout if math.isnan(set_v) else set_v) * (1 + off[:, 2] * tolerances.reference) * by_divider
    missed = np.full(n, np.nan) if math.isnan(divider) else np.abs(vout / spec.vout - 1)
    asked = np.column_stack([
        vin, vout, ambient, stage.l * (1 + off[:, 5] * tolerances.l), stage.dcr * (1 + off[:, 6] * tolerances.dcr),
        stage.cout * (1 + off[:, 7] * tolerances.cout), stage.cin * (1 + off[:, 8] * tolerances.cin),
        stage.rs * (1 + off[:, 9] * tolerances.switch), stage.rd * (1 + off[:, 10] * tolerances.switch)])
    found = points(stage, asked, spec.iout)
    warmest = np.maximum(np.maximum(found["t_1"], found["t_2"]), found["t_ic"])  # one that is unknown leaves the warmest unknown
    measured = {"delivers": (found["status"], 0.5), "output": (missed, limits.vout),
                "ripple": (found["ripple"], limits.ripple), "saturation": (found["i_peak"], limits.saturation),
                "switches": (warmest, limits.switch), "inductor": (found["t_l"], limits.inductor)}
    delivers = found["status"] == 0
    known = {name: not math.isnan(limit) and not bool(np.isnan(values[delivers]).any()) and (name == "delivers" or bool(delivers.any()))
             for name, (values, limit) in measured.items()}
    bad = {name: ~(values <= limit) for name, (values, limit) in measured.items() if known[name]}
    kept = int((~np.logical_or.reduce(list(bad.values()))).sum())
    low, high = wilson(kept / n, n)
    return Yielded(n, kept, low, high, {name: int(rows.sum()) for name, rows in bad.items()},
                   {name: float(np.nanmax(values)) for name, (values, _) in measured.items() if known[name]},
                   tuple(name for name, one in known.items() if not one))

