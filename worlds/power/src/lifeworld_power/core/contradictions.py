"""Parts whose parameters contradict each other: a thousandfold slip of a unit makes a part far better or far worse than it is.

A rated current is what warms a part as far as its maker allows, so what is dropped at it says whether resistance and current belong to
the same part. The bounds are declared; they lie in the gaps between what nearly all parts of an open catalogue of 120,000 state and what
cannot be. A value outside is unknown, never mended: nobody knows which of the figures slipped.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from lifeworld_power.core.values import Floats

SWITCH_DROP = (2e-4, 1.0)
"""On-resistance times rated current, as a share of the rated drain voltage: under it no transistor of that voltage and current is made,
above it the part would hold off what it is said to conduct."""
COIL_WARM, COIL_DROP, COIL_LEAST, COIL_SMALL = 10.0, 2.0, 1e-3, 0.1
"""W and V that a winding takes at its rated current, of which no inductor on a board takes more of both; V of which none of
``COIL_SMALL`` A and more takes less."""
DIODE_AT = (0.1, 10.0)
"""The current at which a drop is told, as a share of the rated current: far under it, it is not the drop of a diode at work."""
LOSSY = 3e-3
"""s: series resistance times capacitance. Above it (a loss factor of over two at 120 Hz) the part were a resistor."""


class Contradiction(NamedTuple):
    """Which rows contradict themselves, which of their columns are therefore unknown, and why, in words."""

    columns: tuple[str, ...]
    why: str
    rows: np.ndarray[tuple[int], np.dtype[np.bool_]]


def contradictions(kind: str, c: Mapping[str, Floats]) -> list[Contradiction]:
    """The contradictions of a kind, from columns in SI; what is unknown contradicts nothing.

    >>> of = {"rds": np.array([0.024, 24.0]), "id": np.array([50.0, 50.0]), "vds": np.array([60.0, 60.0])}
    >>> [(one.columns, one.rows.tolist()) for one in contradictions("mosfet", of) if one.rows.any()]
    [(('rds',), [False, True])]
    """
    n = len(next(iter(c.values()), ()))
    unknown = np.full(n, np.nan)

    def of(name: str) -> Floats:
        return c.get(name, unknown)

    if kind == "mosfet":
        made = []
        for name in ("rds", "rds_low"):
            share = of(name) * of("id") / of("vds")
            made.append(Contradiction((name,), "the drop at the rated current is none that the rated voltage allows",
                                      (share < SWITCH_DROP[0]) | (share > SWITCH_DROP[1])))
        return made
    if kind == "inductor":
        drop = of("dcr") * of("irms")
        much = (drop > COIL_DROP) & (drop * of("irms") > COIL_WARM)
        return [Contradiction(("dcr",), "the heat at the rated current is none that an inductor stands",
                              much | ((drop < COIL_LEAST) & (of("irms") >= COIL_SMALL)))]
    if kind == "diode":
        share = of("vf_at") / of("i_f")
        return [Contradiction(("vf", "vf_at"), "told at a current far from the rated one", (share < DIODE_AT[0]) | (share > DIODE_AT[1]))]
    if kind == "capacitor":
        return [Contradiction(("esr",), "with this capacitance it were a resistor", of("esr") * of("c") > LOSSY)]
    return []


def consistent(kind: str, columns: Mapping[str, Floats]) -> tuple[dict[str, Floats], dict[str, int]]:
    """The columns with what contradicts itself made unknown, and how many values by «kind.column: why».

    >>> kept, refused = consistent("capacitor", {"esr": np.array([3.5, 3500.0]), "c": np.array([3.3e-6, 3.3e-6])})
    >>> kept["esr"].tolist(), refused
    ([3.5, nan], {'capacitor.esr: with this capacitance it were a resistor': 1})
    """
    kept, refused = dict(columns), {}
    for one in contradictions(kind, columns):
        if one.rows.any():
            refused[f"{kind}.{one.columns[0]}: {one.why}"] = int(one.rows.sum())
            kept |= {name: np.where(one.rows, np.nan, columns[name]) for name in one.columns}
    return kept, refused
