"""Parts as columns: which kinds there are, what every column means, and what is plausible. ``docs`` and readers take the list from here."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from lifeworld_power.core.contradictions import consistent
from lifeworld_power.core.values import Catalogue, Floats, Parts

INFINITE = math.inf
DIELECTRICS = ("C0G", "X5R", "X6S", "X7R", "X7S", "X7T", "X8R", "X8L", "Y5V", "other")
"""Names of the codes in the column ``dielectric`` (code 0 is C0G); X6T and X5S count as X6S, NP0 as C0G, Y5U and Z5U as Y5V."""
TEXTS = ("mpn", "maker", "package", "about", "shelf", "lcsc", "datasheet")
"""``shelf``: the category as its source names it; ``lcsc``: the source's own number of the part."""


class Column(NamedTuple):
    """A column: its unit, what it is in words, and between which values it is believed (outside: refused and left unknown)."""

    unit: str
    about: str
    low: float = -INFINITE
    high: float = INFINITE


_FLAG = (0.0, 1.0)
_ALL = {
    "area": Column("m²", "board area of the part", 1e-8, 2e-2),
    "area_known": Column("", "1: dimensions are stated or the package is standard", *_FLAG),
    "height": Column("m", "height", 1e-5, 0.3),
    "theta": Column("K/W", "thermal resistance to ambient on a board", 0.1, 2000),
    "theta_known": Column("", "1: stated or follows from a stated rating; 0: a default of the package", *_FLAG),
}
_INDUCTOR = {
    "l": Column("H", "inductance", 1e-10, 10),
    "tol": Column("", "tolerance as a share", 0, 1),
    "dcr": Column("Ω", "resistance of the winding at 25 °C", 1e-5, 1e4),
    "irms": Column("A", "rated current (heating)", 1e-4, 500),
    "isat": Column("A", "saturation current", 1e-4, 1000),
    "shielded": Column("", "1: shielded", *_FLAG),
    "srf": Column("Hz", "self-resonant frequency", 1e3, 1e11),
    "core_k": Column("", "core loss P = core_k f^core_a dI^core_b (W, Hz, A p-p)", 0),
    "core_a": Column("", "exponent of frequency", 0.5, 3),
    "core_b": Column("", "exponent of ripple current", 1, 4),
}
_MOSFET = {
    "polarity": Column("", "1: N-channel; -1: P-channel", -1, 1),
    "channels": Column("", "transistors in the package", 1, 12),
    "vds": Column("V", "rated drain-source voltage", 1, 1e4),
    "id": Column("A", "rated drain current (the smallest that is told)", 1e-3, 2000),
    "rds": Column("Ω", "lowest on-resistance that is told, at 25 °C", 5e-5, 2000),
    "rds_vgs": Column("V", "gate drive of ``rds``", 0.5, 30),
    "rds_low": Column("Ω", "on-resistance at the lowest gate drive that is told", 5e-5, 2000),
    "rds_low_vgs": Column("V", "gate drive of ``rds_low``", 0.5, 30),
    "qg": Column("C", "total gate charge", 1e-12, 1e-5),
    "qg_vgs": Column("V", "gate drive of ``qg``", 0.5, 30),
    "qgd": Column("C", "gate-drain charge", 1e-13, 5e-6),
    "qgs2": Column("C", "gate-source charge from threshold to plateau", 1e-13, 5e-6),
    "ciss": Column("F", "input capacitance", 1e-13, 1e-6),
    "crss": Column("F", "reverse transfer capacitance", 1e-14, 5e-7),
    "coss": Column("F", "output capacitance", 1e-13, 1e-6),
    "c_vds": Column("V", "drain voltage at which the capacitances are told", 0.1, 1e4),
    "c_vds_known": Column("", "1: ``c_vds`` is told; 0: the rated voltage is declared", *_FLAG),
    "vth": Column("V", "threshold voltage (the largest that is told; size)", 0.1, 12),
    "vgs_max": Column("V", "largest gate-source voltage", 1, 60),
    "pd": Column("W", "rated dissipation", 0.05, 1e4),
    "qrr": Column("C", "reverse recovery charge of the body diode", 0, 1e-4),
    "v_body": Column("V", "forward drop of the body diode", 0.2, 5),
    "tech": Column("", "0: silicon; 1: SiC; 2: GaN", 0, 2),
}
_DIODE = {
    "vr": Column("V", "rated reverse voltage", 1, 5e4),
    "i_f": Column("A", "rated current", 1e-4, 2000),
    "vf": Column("V", "forward drop", 0.05, 30),
    "vf_at": Column("A", "current of ``vf``", 1e-6, 2000),
    "ir": Column("A", "reverse leakage", 0, 1),
    "trr": Column("s", "reverse recovery time", 1e-11, 1e-4),
    "qrr": Column("C", "reverse recovery charge", 0, 1e-4),
    "cj": Column("F", "junction capacitance", 1e-14, 1e-6),
    "channels": Column("", "diodes in the package", 1, 8),
    "class": Column("", "0: Schottky; 1: fast recovery; 2: SiC", 0, 2),
}
_CAPACITOR = {
    "c": Column("F", "nominal capacitance", 1e-14, 10),
    "tol": Column("", "tolerance as a share (the larger side)", 0, 2),
    "v": Column("V", "rated voltage", 0.5, 1e5),
    "esr": Column("Ω", "series resistance", 1e-5, 1e4),
    "esr_known": Column("", "1: stated; 0: a declared estimate, or unknown", *_FLAG),
    "esr_f": Column("Hz", "frequency of ``esr``", 1, 1e9),
    "irms": Column("A", "rated ripple current", 1e-4, 200),
    "irms_f": Column("Hz", "frequency of ``irms``", 1, 1e9),
    "dielectric": Column("", "code of the dielectric (ceramic)", 0, len(DIELECTRICS) - 1),
    "class": Column("", "0: ceramic; 1: aluminium; 2: polymer or hybrid; 3: tantalum", 0, 3),
    "tmax": Column("°C", "highest temperature", 40, 300),
    "bias_base": Column("", "share of the nominal that small ripple finds at 0 V (see core.derating)", 0.05, 1.5),
    "bias_v50": Column("V", "voltage at which about half of that is left", 1e-3),
    "bias_n": Column("", "how steeply it falls", 0.3, 8),
    "bias_floor": Column("", "share that stays", 0, 1),
    "bias_how": Column("", "0: loses nothing; 1: its own curve; 2: model of the class; 3: declared half at the rated voltage", 0, 3),
}
_REGULATOR = {
    "topology": Column("", "0: buck; 1: boost; 2: inverting; the first that it can do", 0, 2),
    "can_buck": Column("", "1: the source names it a buck", *_FLAG),
    "can_boost": Column("", "1: the source names it a boost", *_FLAG),
    "can_inverting": Column("", "1: the source names it inverting", *_FLAG),
    "synchronous": Column("", "1: rectifies with a switch; 0: needs a diode", *_FLAG),
    "vin_min": Column("V", "lowest input", 0.05, 2000),
    "vin_max": Column("V", "highest input", 0.5, 2000),
    "vout_min": Column("V", "lowest output (size)", 0.1, 2000),
    "vout_max": Column("V", "highest output (size)", 0.1, 2000),
    "vref": Column("V", "reference", 0.05, 20),
    "fixed": Column("", "1: one output voltage only", *_FLAG),
    "iout": Column("A", "largest output current (of boosts often the switch's)", 1e-3, 500),
    "f_min": Column("Hz", "lowest switching frequency", 1e3, 1e8),
    "f_max": Column("Hz", "highest switching frequency", 1e3, 1e8),
    "f_typ": Column("Hz", "switching frequency where there is one", 1e3, 1e8),
    "iq": Column("A", "quiescent current", 1e-9, 0.5),
    "outputs": Column("", "outputs", 1, 20),
    "t_on_min": Column("s", "shortest on-time", 1e-9, 1e-5),
    "d_max": Column("", "largest duty", 0.1, 1),
    "v_drive": Column("V", "gate drive", 1, 20),
}
COLUMNS: Mapping[str, Mapping[str, Column]] = {
    "inductor": _ALL | _INDUCTOR,
    "mosfet": _ALL | _MOSFET,
    "diode": _ALL | _DIODE,
    "capacitor": _ALL | _CAPACITOR,
    "regulator": _ALL | _REGULATOR | {"rs": Column("Ω", "control switch at 25 °C", 1e-4, 100),
                                      "rd": Column("Ω", "synchronous switch at 25 °C", 1e-4, 100),
                                      "t_sw": Column("s", "rise or fall of the switch node", 1e-10, 1e-6)},
    "controller": _ALL | _REGULATOR | {"r_gate": Column("Ω", "resistance of the gate driver", 0.01, 100)},
}
KINDS = tuple(COLUMNS)
COMPLETE: Mapping[str, tuple[str, ...]] = {
    "inductor": ("l", "dcr", "irms", "isat"), "mosfet": ("vds", "rds", "qg"), "diode": ("vr", "i_f", "vf"),
    "capacitor": ("c", "v", "esr", "irms"),
    "regulator": ("topology", "vin_max", "iout"), "controller": ("topology", "vin_max"),
}
"""What a part must tell before a figure can rest on it; ceramics need neither ``esr`` nor ``irms``."""


def parts(kind: str, keys: Sequence[str], columns: Mapping[str, Floats], texts: Mapping[str, Sequence[str]]) -> Parts:
    """One kind with every column that it has: absent columns are unknown (NaN), absent texts empty, flags that nothing says are 0.

    >>> p = parts("diode", ["a"], {"vf": np.array([0.5])}, {"mpn": ["D1"]})
    >>> float(p.columns["vf"][0]), bool(np.isnan(p.columns["trr"][0])), p.texts["maker"]
    (0.5, True, ('',))
    """
    n = len(keys)
    whole = {name: np.asarray(columns.get(name, np.full(n, 0.0 if name.endswith("_known") else np.nan)),
                              np.float64) for name in COLUMNS[kind]}
    return Parts(kind, tuple(keys), whole, {name: tuple(texts.get(name, ("",) * n)) for name in TEXTS})


def believed(kind: str, columns: Mapping[str, Floats]) -> tuple[dict[str, Floats], dict[str, int]]:
    """The columns with implausible values made unknown, and those that contradict each other (`contradictions`); and how many were
    refused, by «kind.column: ...».

    >>> columns, refused = believed("diode", {"vf": np.array([0.5, 500.0, np.nan])})
    >>> columns["vf"].tolist(), refused
    ([0.5, nan, nan], {'diode.vf: not between 0.05 and 30 V': 1})
    """
    kept, refused = {}, {}
    for name, values in columns.items():
        column = COLUMNS[kind][name]
        outside = (values < column.low) | (values > column.high)
        if outside.any():
            refused[f"{kind}.{name}: not between {column.low:g} and {column.high:g} {column.unit}".rstrip()] = int(outside.sum())
        kept[name] = np.where(outside, np.nan, values)
    agreeing, contradicted = consistent(kind, kept)
    return agreeing, refused | contradicted


def complete(those: Parts) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """bool[n]: which parts tell everything in ``COMPLETE``."""
    held = np.ones(len(those), np.bool_)
    for name in COMPLETE[those.kind]:
        known = ~np.isnan(those.columns[name])
        if those.kind == "capacitor" and name in ("esr", "irms"):
            known |= those.columns["class"] == 0
        held &= known
    return held


def missing(those: Parts) -> dict[str, int]:
    """By column, how many parts do not tell it."""
    return {name: int(np.isnan(values).sum()) for name, values in those.columns.items()}


def taken(those: Parts, rows: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Parts:
    """Some of the parts, in the order of ``rows``."""
    chosen = rows.tolist()
    return Parts(those.kind, tuple(those.keys[row] for row in chosen), {name: values[rows] for name, values in those.columns.items()},
                 {name: tuple(column[row] for row in chosen) for name, column in those.texts.items()})


def single(those: Parts, preferred: Floats | None = None) -> tuple[Parts, int]:
    """One part for each key: of those listed more than once the one that tells most (then ``preferred``, such as stock; then the first).

    Gives the parts, in the order of their first listing, and how many were left out.

    >>> p = parts("diode", ["a", "b", "a"], {"vf": np.array([np.nan, 0.4, 0.5])}, {})
    >>> [float(v) for v in single(p)[0].columns["vf"]], single(p)[1]
    ([0.5, 0.4], 1)
    """
    n = len(those)
    if not n:
        return those, 0
    told = np.sum([~np.isnan(values) for values in those.columns.values()], axis=0)
    _, first, inverse = np.unique(np.asarray(those.keys, dtype=object).astype(str), return_index=True, return_inverse=True)
    order = np.lexsort((np.arange(n), -(preferred if preferred is not None else np.zeros(n)), -told, inverse))
    best = order[np.unique(inverse[order], return_index=True)[1]]
    return taken(those, best[np.argsort(first, kind="stable")]), n - len(best)


def joined(source: str, date: str, kinds: Sequence[Parts], read: Mapping[str, int], refused: Mapping[str, int],
           fictional: bool = False) -> Catalogue:
    """A catalogue with all kinds, empty ones too."""
    by_kind = {those.kind: those for those in kinds}
    return Catalogue(source, date, {kind: by_kind.get(kind) or parts(kind, [], {}, {}) for kind in KINDS}, fictional, dict(read),
                     dict(refused))
