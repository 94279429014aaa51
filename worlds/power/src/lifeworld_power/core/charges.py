"""Charges of switches at the voltages of a converter, from what data sheets state; estimates say that they are. All functions take columns
(or numbers, which broadcast) in SI; unknown is NaN and stays so.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from lifeworld_power.core.values import NAN, Floats

PLATEAU_ABOVE_THRESHOLD = 0.8
"""V: how far above the threshold the plateau is taken to lie at a converter's currents, where no transconductance is told."""
TOLD_AT = 4.5
"""V: the lowest gate drive at which charges are usually told; nearly all transistors of an open catalogue tell theirs at this drive, at the
lowest at which they tell an on-resistance, or at more."""


def charge_at(qg: ArrayLike, qg_vgs: ArrayLike, v_drive: ArrayLike, vth: ArrayLike = NAN, opens_at: ArrayLike = NAN) -> Floats:
    """Total gate charge (C) at a gate drive (V), from that at ``qg_vgs``.

    A curve of gate charge rises with the input capacitance, rests at the plateau, and rises again: it is taken as a rise in proportion up
    to the plateau (``vth`` + 0.8 V; half the charge is taken to have come before and on it), then a line to the stated point. Above the
    plateau a lower drive therefore saves less than in proportion. A higher drive takes at most in proportion more. Where the threshold is
    not told, in proportion both ways.

    Where the stated voltage is not told it is taken to be as low as it may be: ``opens_at``, the lowest gate drive at which an
    on-resistance is told, and at most 4.5 V. From there the charge grows in proportion, and a lower drive saves nothing. Whatever the
    voltage is, if it is no lower than that, the charge is no larger: not to know it improves no figure.

    >>> [round(float(charge_at(20e-9, 10.0, v, 2.2)) * 1e9, 2) for v in (10.0, 5.0, 3.0)]
    [20.0, 12.86, 10.0]
    >>> [round(float(charge_at(20e-9, NAN, 5.0, 2.2, opens_at)) * 1e9, 2) for opens_at in (10.0, 2.5)]
    [22.22, 40.0]
    """
    qg, qg_vgs, v_drive, vth, opens_at = np.broadcast_arrays(*(np.asarray(one, np.float64) for one in (qg, qg_vgs, v_drive, vth, opens_at)))
    plateau = vth + PLATEAU_ABOVE_THRESHOLD
    shaped = (qg_vgs > plateau) & (v_drive >= plateau)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(shaped, np.fmin(0.5 + 0.5 * (v_drive - plateau) / (qg_vgs - plateau), np.maximum(v_drive / qg_vgs, 1.0)),
                         v_drive / qg_vgs)
    return np.asarray(qg * np.where(np.isnan(qg_vgs), np.maximum(v_drive / np.fmin(opens_at, TOLD_AT), 1.0), share))


def switching_charge(qg: ArrayLike, qgd: ArrayLike, qgs2: ArrayLike, ciss: ArrayLike, crss: ArrayLike, vth: ArrayLike, v_sw: ArrayLike,
                     current: ArrayLike = NAN, c_vds: ArrayLike = NAN) -> tuple[Floats, Floats]:
    """The charge (C) that a gate takes while current and voltage change over, Qgs2 + Qgd; and 1 where it is an estimate.

    Stated charges are used. Otherwise Qgd = 2 Crss sqrt(c_vds v_sw), for Crss falls as 1/sqrt(V) about the voltage at which it is told
    (``c_vds``; NaN: ``v_sw`` itself), and at most half of the total gate charge; Qgs2 = Ciss times the 0.8 V of the plateau above the
    threshold, half of Qgd where Ciss is not told. ``vth`` and ``current`` are asked for, so that better estimates need no other call.

    >>> q, estimated = switching_charge(20e-9, NAN, NAN, 1e-9, 50e-12, 2.0, 12.0)
    >>> round(float(q) * 1e9, 2), float(estimated)
    (2.0, 1.0)
    """
    qg, qgd, qgs2, ciss, crss, v_sw, c_vds = (np.asarray(one, np.float64) for one in (qg, qgd, qgs2, ciss, crss, v_sw, c_vds))
    drain = np.fmin(2.0 * crss * np.sqrt(np.where(np.isnan(c_vds), v_sw, c_vds) * v_sw), np.where(np.isnan(crss), NAN, 0.5 * qg))
    drain = np.where(np.isnan(qgd), drain, qgd)
    source = np.where(np.isnan(ciss), 0.5 * drain, ciss * PLATEAU_ABOVE_THRESHOLD)
    source = np.where(np.isnan(qgs2), source, qgs2)
    return drain + source, (np.isnan(qgd) | np.isnan(qgs2)).astype(np.float64) + np.zeros(np.shape(drain))


def output_charge(coss: ArrayLike, c_vds: ArrayLike, v: ArrayLike) -> Floats:
    """Charge (C) of the output capacitance at ``v`` volts: 2 Coss sqrt(c_vds v), for Coss falls as 1/sqrt(V) about the voltage at which
    it is told (``c_vds``; NaN: ``v`` itself, so Qoss = 2 Coss v).

    >>> round(float(output_charge(200e-12, 12.0, 12.0)) * 1e9, 2)
    4.8
    """
    coss, c_vds, v = (np.asarray(one, np.float64) for one in (coss, c_vds, v))
    return np.asarray(2.0 * coss * np.sqrt(np.where(np.isnan(c_vds), v, c_vds) * v))
