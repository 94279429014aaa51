"""Designs that are told, drawn at random and solved exactly: whether the equations by which all of them were chosen agree with the solver.

Each design drawn is reckoned in full at the nominal input and full load, as an opened design is (``tool.realised``), and the exact periodic
steady state is found at that point. Which are drawn depends on nothing but how many there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lifeworld.plugin import stream_keys, uniforms
from lifeworld_power.core import assembly
from lifeworld_power.core.compiled import compiled
from lifeworld_power.core.point import Point, point
from lifeworld_power.core.search import stages
from lifeworld_power.core.search.answers import Told, bridges_of
from lifeworld_power.core.solver.solved import TOLERANCES, solved_columns
from lifeworld_power.core.stage.fixed import stage_constants
from lifeworld_power.core.values import Floats

SHARE, SEED = 0.01, 9
OTHER = ("p_sw", "p_coss", "p_rr", "p_dead", "p_gate", "p_iq", "p_core")
"""Losses that the solver's circuit does not hold."""


@dataclass(frozen=True, slots=True)
class Proof:
    """How many designs there were, how many were drawn, and how many of these agree; ``worst``: largest difference by quantity, as a share
    (NaN: of some there is no steady state, or a loss that is unknown).
    """

    n: int
    drawn: int
    agree: int
    worst: dict[str, float]

    @property
    def said(self) -> str:
        """The same as a whole sentence; "" where there is nothing to draw from.

        >>> Proof(250, 3, 3, {}).said  # doctest: +NORMALIZE_WHITESPACE
        'Of the 250 designs shown, 1 % (3) were drawn at random and solved exactly: 3 of 3 agree with the equations within 0.1 % of output
        voltage and ripple current and 0.2 % of efficiency.'
        """
        if not self.drawn:
            return ""
        near = f"{100 * TOLERANCES['vout']:g} % of output voltage and ripple current and {100 * TOLERANCES['efficiency']:g} % of efficiency"
        most = float(np.max(list(self.worst.values()), initial=0.0))
        far = ""
        if self.agree < self.drawn:
            far = "; of some there is nothing to compare" if np.isnan(most) else f"; the largest difference is {100 * most:.2g} %"
        return (f"Of the {self.n:,} designs shown, {100 * SHARE:g} % ({self.drawn:,}) were drawn at random and solved exactly: "
                f"{self.agree:,} of {self.drawn:,} agree with the equations within {near}{far}.")


def proof(parts: Sequence[Told]) -> Proof:
    """A hundredth of all designs (one at least), drawn at random, against the solver."""
    sizes = [len(one.f) for one in parts]
    n = sum(sizes)
    if not n:
        return Proof(0, 0, 0, {})
    luck = uniforms(stream_keys(SEED, np.arange(n, dtype=np.uint64)), 1)[:, 0]
    drawn = np.sort(np.argsort(luck, kind="stable")[:max(1, round(SHARE * n))])
    apart = []
    for one, first in zip(parts, np.cumsum([0, *sizes[:-1]]), strict=True):
        rows = drawn[(drawn >= first) & (drawn < first + len(one.f))] - first
        if len(rows):
            apart.append(differences(one, rows))
    shares = {name: np.concatenate([one[name] for one in apart]) for name in TOLERANCES}
    agree = np.logical_and.reduce([np.abs(shares[name]) <= limit for name, limit in TOLERANCES.items()])
    return Proof(n, len(drawn), int(agree.sum()), {name: float(np.max(np.abs(share))) for name, share in shares.items()})


def differences(one: Told, which: Any) -> dict[str, Floats]:
    """Equations over solver, less one, of some designs of a family: by quantity, NaN where either has none."""
    spec, f, rows = one.one.spec, one.f[which], {slot: held[which] for slot, held in one.rows.items()}
    _, bridges, bounded = bridges_of(one.one, rows, f)
    coil = one.one.options("L1").take(rows["L1"])
    middle, _, much = stages.coils(coil, f)
    coils = np.where(bounded[:, None], much, middle)
    farads, ohms = ({slot: one.one.capacitance[slot][k][rows[slot]] for slot in ("Cin", "Cout")} for k in (0, 1))
    cin = one.one.options("Cin").take(rows["Cin"])
    bridges[:, stages.AT["esr_in"]] = ohms["Cin"]
    bridges[:, stages.AT["cin"]] = assembly.capacitances(cin.parts(), spec.nominal) * cin.n
    out = np.empty((len(f), len(Point._fields)))
    points_of(np.ascontiguousarray(bridges), np.ascontiguousarray(coils), farads["Cout"], ohms["Cout"], out)
    p = dict(zip(Point._fields, out.T, strict=True))
    synchronous = one.one.synchronous
    found = solved_columns({
        "topology": float(one.one.s.topology), "diode": np.where(p["mode"] != 0, 1.0, 0.0 if synchronous else 1.0), "vin": spec.nominal,
        "vout": spec.vout, "iout": spec.iout, "f": p["f"], "l": coils[:, 0], "dcr": p["dcr_hot"], "rs": p["rs_hot"],
        "rd": p["rd_hot"] if synchronous else 0.0, "vd": 0.0 if synchronous else bridges[:, stages.AT["vd"]], "cout": farads["Cout"],
        "esr_out": ohms["Cout"], "cin": bridges[:, stages.AT["cin"]], "esr_in": ohms["Cin"], "duty": p["duty"]})
    exact = found["p_out"] / (found["p_in"] + np.sum([p[name] for name in OTHER], axis=0))
    works = np.where(p["status"] == 0, 1.0, np.nan)
    return {"vout": works * (spec.vout / found["vout"] - 1.0), "di": works * (p["di"] / found["di"] - 1.0),
            "efficiency": works * (p["efficiency"] / exact - 1.0)}


@compiled
def points_of(bridges: Any, coils: Any, cout: Any, esr: Any, out: Any) -> None:
    """Operating points in full, row by row: bridges (n, BRIDGE), coils (n, COIL), output capacitors (F, Ω) into ``out`` (n, Point)."""
    for i in range(bridges.shape[0]):
        b, c = bridges[i], coils[i]
        fixed = stage_constants(
            int(b[0]), b[1] > 0.5, b[2] > 0.5, int(b[3]), b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15],
            b[16], b[17], b[18], b[19], b[20], b[21], b[22], b[23], b[24], b[25], b[26], b[27], b[28], b[29], b[30], b[31])
        found = point(fixed, c[0], c[1], c[2], c[3], c[4], cout[i], esr[i])
        for column in range(len(found)):
            out[i, column] = found[column]


__all__ = ["Proof", "differences", "points_of", "proof"]
