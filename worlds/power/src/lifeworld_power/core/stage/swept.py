"""Operating points of a ``Stage``: one, or many over input voltage and load."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lifeworld_power.core.compiled import compiled
from lifeworld_power.core.point import Point, point
from lifeworld_power.core.stage.fixed import CONTINUOUS, DISCONTINUOUS, Fixed, stage_constants
from lifeworld_power.core.values import Floats, Stage

PARTS = ("", "", "the control switch", "the rectifier", "the inductor", "the die of the regulator")
NAMES = ("buck", "boost", "inverting")


def fixed_of(stage: Stage, vin: float, vout: float, iout: float, ambient: float = 30.0, light_load: int = -1) -> Fixed:
    """What does not depend on inductor and output capacitor. ``light_load`` -1: as the rectifier does by itself."""
    if light_load < 0:
        light_load = CONTINUOUS if stage.synchronous else DISCONTINUOUS
    return stage_constants(
        int(stage.topology), bool(stage.synchronous), bool(stage.integrated), int(light_load),
        *(float(value) for value in (
            vin, vout, iout, ambient, stage.f, stage.rs, stage.rd, stage.vd, stage.a_fet, stage.a_cu, stage.qg_1, stage.qg_2, stage.qsw_1,
            stage.qoss_1, stage.qoss_2, stage.qrr_2, stage.v_drive, stage.v_plateau, stage.r_gate, stage.t_dead, stage.v_body, stage.iq,
            stage.theta_1, stage.theta_2, stage.theta_ic, stage.esr_in, stage.cin, stage.t_rr)))


@compiled
def points_into(out: Any, fixed: Fixed, vins: Any, iouts: Any, iq: float, own_drive: float,
                l: float, dcr: float, core_kf: float, core_b: float, theta_l: float, cout: float, esr: float) -> None:  # noqa: E741
    """Operating points by row of ``vins`` and ``iouts`` into ``out`` (n, fields of Point)."""
    for row in range(len(vins)):
        vin, vout = vins[row], fixed.vout
        v_switch = vin if fixed.topology == 0 else (vout if fixed.topology == 1 else vin + vout)
        here = Fixed(
            fixed.topology, fixed.synchronous, fixed.integrated, fixed.light_load, vin, vout, iouts[row], fixed.ambient, fixed.f, fixed.rs,
            fixed.rd, fixed.vd, fixed.a_fet, fixed.a_cu, v_switch, fixed.t_on, fixed.t_off, fixed.q_oss, fixed.q_rr, fixed.t_rr,
            fixed.q_gate,
            vin if vin > own_drive else own_drive,
            fixed.t_dead, fixed.v_body, vin * iq, fixed.theta_1, fixed.theta_2, fixed.theta_ic, fixed.esr_in,
            fixed.cin)
        values = point(here, l, dcr, core_kf, core_b, theta_l, cout, esr)
        for column in range(len(values)):
            out[row, column] = values[column]


def swept(stage: Stage, vins: ArrayLike, iouts: ArrayLike, vout: float, ambient: float = 30.0, light_load: int = -1) -> dict[str, Floats]:
    """Columns by field of ``Point`` over inputs (V) and loads (A), which are broadcast against each other and flattened.

    >>> from lifeworld_power.core.values import Stage
    >>> stage = Stage(0, True, 500e3, 6.8e-6, 0.03, 0.09, 0.06, 0.0, 30e-6, 3e-3, 10e-6, 0.0)
    >>> columns = swept(stage, [10.0, 12.0, 14.0], 2.0, 3.3)
    >>> columns["duty"].round(3).tolist()
    [0.351, 0.292, 0.25]
    """
    v, i = (np.ascontiguousarray(a, dtype=np.float64).ravel() for a in np.broadcast_arrays(vins, iouts))
    fixed = fixed_of(stage, 1.0, vout, 1.0, ambient, light_load)
    out = np.empty((len(v), len(Point._fields)))
    points_into(out, fixed, v, i, float(stage.iq), float(stage.v_drive), float(stage.l), float(stage.dcr),
                float(stage.core_k * stage.f**stage.core_a), float(stage.core_b), float(stage.theta_l), float(stage.cout),
                float(stage.esr_out))
    return dict(zip(Point._fields, out.T, strict=True))


def stage_point(stage: Stage, vin: float, vout: float, iout: float, ambient: float = 30.0, light_load: int = -1) -> Point:
    """The operating point of a stage. Unknown parameters stay unknown in what rests on them; ``why`` says what a status means.

    >>> from lifeworld_power.core.values import Stage
    >>> stage = Stage(0, True, 500e3, 6.8e-6, 0.03, 0.09, 0.06, 0.0, 30e-6, 3e-3, 10e-6, 0.0, a_fet=0.0, a_cu=0.0, t_dead=0.0)
    >>> found = stage_point(stage, 12.0, 3.3, 2.0)
    >>> round(found.efficiency, 4), round(1e3 * found.ripple, 2)
    (0.9429, 6.28)
    """
    columns = swept(stage, vin, iout, vout, ambient, light_load)
    return Point(*(float(column[0]) for column in columns.values()))


def why(point: Point, stage: Stage, vin: float, vout: float, iout: float) -> str:
    """Why there is no operating point, in a whole sentence; "" where there is one."""
    status = int(point.status)
    if status == 0:
        return ""
    asked = f"This {NAMES[stage.topology]} stage cannot deliver {iout:.4g} A at {vout:.4g} V from {vin:.4g} V"
    if status == 1:
        if point.iout_max <= 0:
            return f"{asked}: the topology does not make such a voltage from this one."
        return f"{asked}: with its resistances it delivers at most {point.iout_max:.4g} A."
    return (f"Thermal runaway at {PARTS[status]} from {vin:.4g} V at {iout:.4g} A: each kelvin of warming adds more heat than the part can "
            f"give off at this temperature of the air.")
