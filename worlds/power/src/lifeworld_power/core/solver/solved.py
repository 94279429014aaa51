"""One stage, or columns of many, solved; and whether the equations agree with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan
from typing import Protocol

import numpy as np

from lifeworld_power.core.solver.period import solved_rows
from lifeworld_power.core.solver.rows import ASKED, FOUND
from lifeworld_power.core.values import NAN, Floats, Stage

TOLERANCES = {"vout": 1e-3, "di": 1e-3, "efficiency": 2e-3}
"""How far the equations may be from the solver: shares of output voltage, ripple current and efficiency."""


@dataclass(frozen=True, slots=True)
class Solved:
    """A repeating period (rows.FOUND says what each is; SI). ``other``: losses that a linear circuit has not (switching, gate, core, supply
    of the controller; W); ``duty`` NaN: there is no such period, and then nothing else is known.
    """

    duty: float
    duty_2: float
    dcm: float
    vout: float
    i_l: float
    di: float
    i_peak: float
    i_valley: float
    i_l_rms: float
    i_s_rms: float
    i_d: float
    i_d_rms: float
    i_in: float
    i_cin_rms: float
    i_cout_rms: float
    vout_pp: float
    vin_pp: float
    p_in: float
    p_out: float
    p_rs: float
    p_rd: float
    p_vd: float
    p_dcr: float
    p_esr_out: float
    p_esr_in: float
    conduction_efficiency: float
    start_i: float
    start_v: float
    start_vin: float
    other: float = 0.0

    @property
    def found(self) -> bool:
        """Whether a period repeats at all."""
        return self.duty == self.duty

    @property
    def efficiency(self) -> float:
        """Output over input with the other losses counted; NaN where they are unknown."""
        return self.p_out / (self.p_in + self.other)


@dataclass(frozen=True, slots=True)
class Difference:
    """One quantity by equations and by solver. ``share``: their difference over the solver's; ``limit``: the largest that agrees."""

    key: str
    equations: float
    solver: float
    share: float
    limit: float

    @property
    def agrees(self) -> bool:
        """Whether both are known and near enough."""
        return abs(self.share) <= self.limit


class PointLike(Protocol):
    """What agreement needs of an operating point (point.Point has it): SI, with the resistances as warm as the parts are."""

    @property
    def mode(self) -> float: ...  # noqa: D102
    @property
    def duty(self) -> float: ...  # noqa: D102
    @property
    def f(self) -> float: ...  # noqa: D102
    @property
    def di(self) -> float: ...  # noqa: D102
    @property
    def efficiency(self) -> float: ...  # noqa: D102
    @property
    def rs_hot(self) -> float: ...  # noqa: D102
    @property
    def rd_hot(self) -> float: ...  # noqa: D102
    @property
    def dcr_hot(self) -> float: ...  # noqa: D102


def asked(stage: Stage, vin: float, vout: float, iout: float, *, duty: float = NAN, source: float = 0.0,
          one_way: bool | None = None, rs: float = NAN, rd: float = NAN, dcr: float = NAN, f: float = NAN) -> Floats:
    """The row (rows.ASKED) of a stage under load. ``rs``, ``rd``, ``dcr``: as warm as they are (NaN: those of the stage); ``one_way``: the
    rectifier carries no negative current (None: a diode's; True also for a synchronous switch that turns off at zero). An input capacitor
    of unknown size or resistance is left out, what else is unknown makes the answer unknown.
    """
    def or_else(value: float, otherwise: float) -> float:
        return otherwise if isnan(value) else value

    synchronous = stage.synchronous
    return np.array([
        stage.topology, float(not synchronous if one_way is None else one_way), vin, vout, iout, or_else(f, stage.f), stage.l,
        or_else(dcr, stage.dcr), or_else(rs, stage.rs), or_else(rd, stage.rd) if synchronous else 0.0, 0.0 if synchronous else stage.vd,
        stage.cout, stage.esr_out, or_else(stage.cin, 0.0), or_else(stage.esr_in, 0.0), source, duty])


def solved(row: Floats, *, other: float = 0.0) -> Solved:
    """A row of ``asked``, solved exactly.

    >>> stage = Stage(0, True, 500e3, 6.8e-6, 0.03, 0.09, 0.06, 0.0, 30e-6, 3e-3, NAN, NAN)
    >>> found = solved(asked(stage, vin=12.0, vout=3.3, iout=2.0))
    >>> round(found.di, 5), round(found.vout_pp * 1e3, 2)
    (0.72545, 6.27)
    """
    found = np.empty((1, len(FOUND)))
    solved_rows(np.ascontiguousarray(row, np.float64).reshape(1, -1), found)
    return Solved(*(float(value) for value in (*found[0], other)))


def solved_columns(columns: Mapping[str, Floats | float]) -> dict[str, Floats]:
    """Columns of many stages under load (names of rows.ASKED, of one length or single numbers; ``cin``, ``esr_in``, ``source`` are 0 and
    ``duty`` is NaN where absent) to columns of what is found (rows.FOUND). About 10^5 rows a second and processor.
    """
    absent = {"cin": 0.0, "esr_in": 0.0, "source": 0.0, "duty": NAN}
    given = np.broadcast_arrays(*(np.asarray(columns[name] if name in columns else absent[name], np.float64) for name in ASKED))
    rows = np.ascontiguousarray(np.stack([np.ravel(one) for one in given], axis=1))
    found = np.empty((len(rows), len(FOUND)))
    solved_rows(rows, found)
    return {name: found[:, at].copy() for at, name in enumerate(FOUND)}


def solved_at(stage: Stage, point: PointLike, vin: float, vout: float, iout: float, *, other: float = 0.0) -> Solved:
    """The solver at the operating point of the equations: their duty, frequency and warm resistances; the load is vout/iout."""
    return solved(asked(stage, vin, vout, iout, duty=point.duty, f=point.f, rs=point.rs_hot, rd=point.rd_hot, dcr=point.dcr_hot,
                        one_way=not stage.synchronous or point.mode != 0), other=other)


def agreement(point: PointLike, found: Solved, vout: float) -> tuple[Difference, ...]:
    """Output voltage, ripple current and efficiency, by the equations and by the solver at their duty (``solved_at`` with the other losses
    of the point). Where the losses are not all known the efficiency is left out; a period that was not found agrees in nothing.
    """
    pairs = {"vout": (vout, found.vout), "di": (point.di, found.di)}
    if point.efficiency == point.efficiency:
        pairs["efficiency"] = (point.efficiency, found.efficiency)
    return tuple(Difference(key, ours, exact, ours / exact - 1.0, TOLERANCES[key]) for key, (ours, exact) in pairs.items())
