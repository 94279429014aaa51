"""The bill of materials of a design, and what could take a part's place."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import numpy as np

from lifeworld.plugin import Items, Line, Supply
from lifeworld_power.core.circuit import Circuit, Component, Feedback, circuit_of
from lifeworld_power.core.tool.placed import Placed, rows_of
from lifeworld_power.core.values import Catalogue, Floats, Parts
from lifeworld_power.core.writing.values import UNITS, engineered

ALTERNATES_MAX, ASKED_MAX = 6, 200
REFS: Mapping[str, str] = {"Cin": "C1", "Cout": "C2"}
"""References of the slots whose names are none that board editors take."""
AT_LEAST: Mapping[str, tuple[str, ...]] = {
    "inductor": ("irms", "isat"), "mosfet": ("vds", "id"), "diode": ("vr", "i_f"), "capacitor": ("c", "v"),
    "regulator": ("vin_max", "iout"), "controller": ("vin_max",)}
AT_MOST: Mapping[str, tuple[str, ...]] = {
    "inductor": ("dcr",), "mosfet": ("rds", "qg"), "diode": ("vf",), "capacitor": ("esr",), "regulator": ("vin_min", "vout_min"),
    "controller": ("vin_min", "vout_min")}
SAME: Mapping[str, tuple[str, ...]] = {
    "inductor": ("l",), "mosfet": ("polarity", "tech"), "diode": ("class",), "capacitor": ("class",),
    "regulator": ("synchronous", "f_typ"), "controller": ("synchronous",)}
"""What an alternate has as much of, as little of, and the same as the part (within `NEAR`); the first two decide with a tenth of slack."""
NEAR, SLACK = 0.01, 0.1
TOLD: Mapping[str, tuple[tuple[str, str], ...]] = {
    "inductor": (("l", "H"), ("dcr", "Ω"), ("irms", "A"), ("isat", "A")), "mosfet": (("vds", "V"), ("rds", "Ω"), ("qg", "C")),
    "diode": (("vr", "V"), ("i_f", "A"), ("vf", "V")), "capacitor": (("c", "F"), ("v", "V"), ("esr", "Ω")),
    "regulator": (("vin_max", "V"), ("iout", "A")), "controller": (("vin_max", "V"),)}
NAMES: Mapping[str, Mapping[str, str]] = {
    "inductor": {"dcr": "winding", "irms": "heating", "isat": "saturation"}, "mosfet": {"rds": "on", "qg": "gate"},
    "diode": {"vr": "reverse", "i_f": "rated", "vf": "drop"}, "capacitor": {"esr": "series"},
    "regulator": {"vin_max": "input up to", "iout": "output"}, "controller": {"vin_max": "input up to"}}


def circuit(placed: Placed, title: str, feedback: Feedback) -> Circuit:
    """The design as a circuit."""
    chosen: dict[str, Component] = {}
    for slot in ("U1", "Q1", "Q2", "D1", "L1", "Cin", "Cout"):
        if slot not in placed.parts:
            continue
        those = placed.parts[slot]
        column = {"inductor": "l", "capacitor": "c"}.get(those.kind)
        chosen[slot] = Component(REFS.get(slot, slot), those.kind, {}, slot, placed.number(slot, column) if column else math.nan,  # type: ignore[arg-type]
                                 _label(placed) if slot == "U1" else "", placed.text(slot, "mpn"), placed.text(slot, "maker"),
                                 placed.text(slot, "package"), placed.n.get(slot, 1))
    return circuit_of(title, placed.topology, placed.synchronous, placed.integrated, chosen, feedback)


def lines(placed: Placed, whole: Circuit, catalogue: Catalogue, supply: Supply) -> Iterator[Line]:
    """Every line: parts of the catalogue with their alternates that can be bought, then what anybody sells."""
    for slot, those in placed.parts.items():
        volts = {"Cin": placed.spec.vin_max, "Cout": placed.spec.vout}.get(slot, 0.0)
        found = alternates(catalogue.kinds[those.kind], those.keys[0], volts, supply, placed.n.get(slot, 1))
        ref = f"{REFS[slot]} of the schematic, " if slot in REFS else ""
        about = ref + about_part(those)
        yield Line(slot, those.keys[0], placed.text(slot, "mpn"), placed.n.get(slot, 1), about, placed.text(slot, "maker"),
                   placed.text(slot, "package"), tuple(found))
    for one in whole.components:
        if not one.slot:
            said = "of any maker, 1 %" if one.kind == "resistor" else "of any maker, C0G or X7R"
            said += _divides(placed) if one.ref in ("R1", "R2") else ""
            value = f"{engineered(one.value, UNITS[one.kind])} {one.kind}" if one.value == one.value else f"{one.kind}, its value open"
            yield Line(one.ref, "", value, 1, said)


def _divides(placed: Placed) -> str:
    """What the resistors of the divider rest on, where that is not stated."""
    vref, how = placed.reference
    if how == "open":
        return f"; R1 = R2 × ({placed.spec.vout:g} V / reference - 1): find the reference of {placed.named('U1')} in its data sheet"
    return f"; for a reference of {engineered(vref, 'V')}, which its data sheet has to confirm" if how == "derived" else ""


def about_part(those: Parts, row: int = 0) -> str:
    """A part's main parameters in words; what its source does not say is left out.

    >>> from lifeworld_power.core.catalogue import parts
    >>> about_part(parts("inductor", ["a"], {"l": np.array([6.8e-6]), "isat": np.array([3.1])}, {}))
    '6.8 µH, saturation 3.1 A'
    """
    said = []
    for name, unit in TOLD[those.kind]:
        value = float(those.columns[name][row])
        if not math.isnan(value):
            what = NAMES[those.kind].get(name, "")
            said.append(f"{what} {engineered(value, unit)}".strip())
    return ", ".join(said)


def alternates(those: Parts, key: str, volts: float, supply: Supply, pieces: int = 1) -> list[str]:
    """Keys of parts that could take this one's place: the same in what must be the same, no worse than a tenth in the rest.

    Nearest first (sum of relative differences); a part whose parameters are unknown is none. ``volts``: a capacitor's lowest rating.
    Where there is a market, of the ``ASKED_MAX`` nearest those that it sells by the customer's choice of suppliers.
    """
    row = rows_of(those).get(key)
    if row is None:
        return []
    fits = np.ones(len(those), np.bool_)
    distance = np.zeros(len(those))
    for names, low, high in ((SAME, 1 - NEAR, 1 + NEAR), (AT_LEAST, 1 - SLACK, np.inf), (AT_MOST, -np.inf, 1 + SLACK)):
        for name in names[those.kind]:
            values = those.columns[name]
            own = float(values[row])
            if math.isnan(own):
                continue
            ratio = np.divide(values, own) if own else np.where(values == 0, 1.0, np.inf)
            fits &= (ratio >= low) & (ratio <= high)
            distance += np.abs(np.log(np.maximum(_known(ratio), 1e-9)))
    if those.kind == "capacitor":
        fits &= (those.columns["v"] >= volts) & (_known(those.columns["area"]) <= 1.3 * float(those.columns["area"][row]))
    fits[row] = False
    rows = np.flatnonzero(fits)
    near = rows[np.argsort(distance[rows], kind="stable")]
    if supply.given:
        near = near[:ASKED_MAX]
        near = near[~np.isnan(supply.priced(Items.of([those.keys[one] for one in near]), pieces).cost)]
    return [those.keys[one] for one in near[:ALTERNATES_MAX]]


def _known(values: Floats) -> Floats:
    return np.where(np.isnan(values), 1.0, values)


def _label(placed: Placed) -> str:
    return f"{placed.text('U1', 'maker')}, {engineered(placed.f, 'Hz')}".strip(", ")
