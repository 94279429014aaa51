"""Published designs beside the model: `python -m benchmarks.power_references`.

A stage is made of what an entry of ../shared/data/power/reference-designs states and what data sheets of the parts it names state;
nothing is fitted to a curve. What neither states is open: what is inside of regulators over the ranges of ``core.losses_bounds`` (edges,
charges and core losses of the others too, of the inductor's current at full load), resistances of outside switches and of inductors over 5
to 95 of 100 of the real parts of such a voltage, inductance and current, an inductance over ripples of 0.2 to 0.4, capacitors over 0 to
10 mΩ, and light load with and without a current that turns round. A published point is inside where it lies between the least and the
largest efficiency of all these corners. A corner that overheats has no efficiency: bounds with such a corner are open below, and counted.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import power_switching as switching
from benchmarks.measure import table
from lifeworld_power.core.losses_bounds import bounded
from lifeworld_power.core.stage.sizing import inductance_for
from lifeworld_power.core.stage.swept import stage_point
from lifeworld_power.core.tool.placed import INSIDE
from lifeworld_power.core.values import BOOST, BUCK, INVERTING, NAN, Catalogue, Parts, Stage
from lifeworld_power.files.catalogue import read_catalogue

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "power"
BAR = 3.0
RIPPLES, ESRS, CAPACITY = (0.2, 0.4), (0.0, 0.01), 50e-6
CONTINUOUS, DISCONTINUOUS = 0, 1
LIKE, CURRENTS, DRAIN, MOST = 0.2, (1.0, 2.5), (2.0, 10.0), (0.05, 0.95)
"""Real parts of the same kind: inductance within a fifth, rated currents (of inductors, of switches) as multiples of the full load's."""


@dataclass(frozen=True)
class Known:
    """What is known of a published design, SI. ``facts``: fields of ``Stage``; ``vds``: ratings of outside switches; ``series``: a switch
    that is always closed lies in the way of the current (four-switch stages); ``whole``: efficiency has a figure, for inductor, switches
    and their resistances are all stated.
    """

    topology: int
    synchronous: bool
    integrated: bool
    f: float
    i_rated: float
    vin_rated: float
    said: str
    l: float = NAN  # noqa: E741
    dcr: float = NAN
    irms: float = NAN
    facts: Mapping[str, float] = field(default_factory=dict)
    vds: tuple[float, float] = (NAN, NAN)
    series: bool = False
    whole: bool = False


@dataclass(frozen=True)
class Compared:
    """One published point: V, A, efficiencies in %. ``predicted`` is NaN where there are bounds only; ``low`` is 0 where they are open."""

    vin: float
    iout: float
    published: float
    low: float
    high: float
    predicted: float

    @property
    def inside(self) -> bool:
        """Whether the bounds hold it."""
        return self.low <= self.published <= self.high

    @property
    def difference(self) -> float:
        """Predicted minus published, in points."""
        return self.predicted - self.published


HEAD = ["design", "topology", "kind of source", "parts", "points", "model and publication", "bounds, points wide", "verdict", "stated"]
DESIGNS: Mapping[str, Known] = {
    "TPS54383_12V_5V": Known(
        BUCK, False, True, 310e3, 3.0, 28.0, "data sheets: 85 mΩ, 5 mA while switching; diode 0.5 V at 3 A; inductor 2.9 A", l=22e-6,
        dcr=0.038, irms=2.9, facts={"rs": 0.085, "iq": 5e-3, "qg_1": 0.0, "vd": 0.5}, whole=True),
    "LM5176_buckboost_24V_12V": Known(
        BUCK, True, False, 300e3, 6.0, 60.0, "outside switches of 60 V, not named", l=4.7e-6, vds=(60.0, 60.0), series=True),
    "LM5176_buckboost_9V_12V": Known(
        BOOST, True, False, 300e3, 8.0, 60.0, "outside switches of 60 V, not named", l=4.7e-6, vds=(60.0, 60.0), series=True),
    "LM2596_3.3": Known(
        BUCK, False, True, 150e3, 3.0, 40.0, "data sheet: 1.16 V at 3 A, 5 mA; diode 0.38 V at 5 A", l=68e-6,
        facts={"rs": 1.16 / 3.0, "a_fet": 0.0, "iq": 5e-3, "vd": 0.38}),
    "PMP4486_36V_12V": Known(BUCK, True, False, 800e3, 10.0, 36.5, "switches and inductor are not in the excerpt", vds=(60.0, 100.0)),
    "LM25148_12V_5V_10A": Known(BUCK, True, False, 440e3, 10.0, 42.0, "switches and inductor are not in the excerpt", vds=(30.0, 60.0)),
    "LM5148_48V_12V_8A": Known(BUCK, True, False, 400e3, 8.0, 80.0, "switches and inductor are not in the excerpt", vds=(80.0, 100.0)),
    "TPS61094_boost": Known(
        BOOST, True, True, 1e6, 0.6, 5.5, "data sheet: 60 and 140 mΩ, 1 MHz, 60 nA", facts={"rs": 0.06, "rd": 0.14, "iq": 60e-9}),
    "TLVM13660_IBB": Known(INVERTING, True, True, 1.2e6, 6.0, 36.0, "module of 6 A, 36 V: switches and inductor are not stated"),
    "TPSM63606E_IBB": Known(INVERTING, True, True, 2.0e6, 6.0, 36.0, "module of 6 A, 36 V: switches and inductor are not stated"),
}
NOT_USABLE: Mapping[str, str] = {
    "TPS54383_24V": "misprinted: the two curves are most probably swapped",
    "LM2596_12": "misprinted: 12 V out from 12 V in",
    "TIDT335_boost_8V5": "neither frequency nor any part is published in the excerpt",
    "TPS62130EVM505": "a headline: the best efficiency, at which input and load is not said",
    "TPS51163EVM": "a limit of the input current, no efficiency",
    "TPS51113EVM": "a limit of the input current, no efficiency",
    "LP39xx_SNVS511U_buck": "the output voltage of the row is not printed",
    "PMP30722_boost_24V": "a headline: over 93 %, over a range of loads and inputs",
    "bPOL_powerboard_11V_1V5": "neither inductor nor frequency is published, and losses of the board are in it",
}


def published(entry: Mapping[str, Any]) -> Iterator[tuple[float, float, float]]:
    """Input (V), load (A) and efficiency (%) of every usable point of an entry."""
    curve = {float(load): float(share) for load, share in entry["efficiency_percent_at_load_A"].items()}
    vins = entry.get("Vin_measured") or [entry["Vin"]] * len(curve)
    for vin, (load, share) in zip(vins, curve.items(), strict=True):
        yield float(vin), load, share
    for vin, more in entry.get("other_vin", {}).items():
        for load, share in more.items():
            yield float(vin), float(load), float(share)


def through(known: Known, vin: float, vout: float, iout: float) -> float:
    """About the inductor's mean current (A), without losses."""
    return iout * {BUCK: 1.0, BOOST: vout / vin, INVERTING: 1.0 + vout / vin}[known.topology]


def inductances(known: Known, vin: float, vout: float, iout: float) -> tuple[float, ...]:
    """The inductance that is stated, or those that make both ends of the ripple at full load."""
    if not math.isnan(known.l):
        return (known.l,)
    duty = {BUCK: vout / vin, BOOST: 1.0 - vin / vout, INVERTING: vout / (vin + vout)}[known.topology]
    return tuple(inductance_for(known.topology, vin, vout, iout, duty, known.f, ratio) for ratio in RIPPLES)


def windings(inductors: Parts, l: float, current: float) -> tuple[float, float, float]:  # noqa: E741
    """Resistances (Ω) at both ends and the middle rated current (A) of real inductors like one of this inductance (H) and current (A)."""
    columns = inductors.columns
    like = (np.abs(columns["l"] / l - 1.0) <= LIKE) & ~np.isnan(columns["dcr"])
    like &= (columns["irms"] >= CURRENTS[0] * current) & (columns["irms"] <= CURRENTS[1] * current)
    low, high = np.quantile(columns["dcr"][like], MOST)
    return float(low), float(high), float(np.median(columns["irms"][like]))


def outside_switches(mosfets: Parts, vds: tuple[float, float], current: float) -> tuple[float, float]:
    """Resistances (Ω) at both ends of real n-channel switches of such ratings (V) for such a current (A)."""
    columns = mosfets.columns
    like = (columns["polarity"] == 1) & (columns["vds"] >= vds[0]) & (columns["vds"] <= vds[1]) & ~np.isnan(columns["rds"])
    like &= (columns["id"] >= DRAIN[0] * current) & (columns["id"] <= DRAIN[1] * current)
    low, high = np.quantile(columns["rds"][like], MOST)
    return float(low), float(high)


def bare(known: Known, l: float, dcr: float, esr: float) -> Stage:  # noqa: E741
    """The stage with what is known; the rest is NaN."""
    unknown = dict.fromkeys(("rs", "rd", "vd", *INSIDE, "iq", "core_k"), NAN)
    if known.synchronous:
        unknown["vd"] = 0.0
    else:
        unknown |= {"rd": 0.0, "qg_2": 0.0}
    return Stage(known.topology, known.synchronous, known.f, l, dcr, **{**unknown, "a_fet": 0.005, **known.facts},
                 cout=CAPACITY, esr_out=esr, cin=CAPACITY, esr_in=esr, integrated=known.integrated)


def corners(known: Known, catalogue: Catalogue, vin: float, vout: float, full: float, real: bool) -> tuple[list[Stage], Stage | None]:
    """The stage at all ends of what is open, and in its middle where efficiency has a figure. ``real``: outside switches are real ones."""
    current = through(known, vin, vout, full)
    outside = NAN if known.integrated or not real else outside_switches(catalogue.kinds["mosfet"], known.vds, current)
    made: list[Stage] = []
    for l in inductances(known, vin, vout, full):  # noqa: E741
        low, high, irms = windings(catalogue.kinds["inductor"], l, current) if math.isnan(known.dcr) else (known.dcr, known.dcr, known.irms)
        for dcr, end in product((low, high), (0, 1)):
            start = bare(known, l, dcr, ESRS[end])
            if isinstance(outside, tuple):
                start = replace(start, rs=outside[end], rd=outside[end] if known.synchronous else 0.0)
            stage = bounded(start, known.i_rated, known.vin_rated, irms)[end]
            made.append(replace(stage, dcr=dcr + stage.rd) if known.series else stage)
    if not known.whole:
        return made, None
    least, most = made[0], made[-1]
    between = {name: 0.5 * (getattr(least, name) + getattr(most, name)) for name in (*INSIDE, "iq", "esr_in", "esr_out")}
    return made, replace(least, **between, core_k=math.sqrt(least.core_k * most.core_k))


def compared(entry: Mapping[str, Any], known: Known, catalogue: Catalogue, real: bool = True) -> list[Compared]:
    """Every published point of an entry beside the model."""
    vout = abs(float(entry["Vout"]))
    rows = list(published(entry))
    full = float(entry.get("Iout_max") or entry.get("Iout") or max(load for _, load, _ in rows))
    nominal = float(entry.get("Vin") or rows[0][0])
    stages, middle = corners(known, catalogue, nominal, vout, full, real)
    modes = (CONTINUOUS, DISCONTINUOUS) if known.synchronous else (-1,)
    made = []
    for vin, load, share in rows:
        found = [100.0 * stage_point(stage, vin, vout, load, 25.0, mode).efficiency for stage in stages for mode in modes]
        figure = 100.0 * stage_point(middle, vin, vout, load, 25.0).efficiency if middle else NAN
        low = 0.0 if np.isnan(found).any() else min(found)
        made.append(Compared(vin, load, share, low, float(np.nanmax(found)), figure))
    return made


def compare_all(folder: Path, real: bool = True) -> tuple[dict[str, Mapping[str, Any]], dict[str, list[Compared]]]:
    """Entries and comparisons by id; ``folder`` holds reference-designs and parts. ``real`` False: outside switches as in regulators."""
    entries = {entry["id"]: entry for entry in json.loads((folder / "reference-designs" / "reference_points.json").read_text("utf-8"))}
    catalogue = read_catalogue(folder / "parts")
    return entries, {name: compared(entries[name], known, catalogue, real) for name, known in DESIGNS.items()}


def agrees(points: list[Compared]) -> bool:
    """Whether a design keeps its bar at every point."""
    return all(abs(one.difference) <= BAR if not math.isnan(one.predicted) else one.inside for one in points)


def row(entry: Mapping[str, Any], known: Known, points: list[Compared]) -> list[str]:
    """One row of the table."""
    inside, n = sum(one.inside for one in points), len(points)
    widths = sorted(one.high - one.low for one in points if one.low > 0.0)
    wide = f"{widths[0]:.1f} to {widths[-1]:.1f}" if widths else ""
    unbounded = n - len(widths)
    beyond = max(max(one.low - one.published, one.published - one.high) for one in points)
    said = f"{inside} of {n} inside" + (f", most outside by {beyond:.1f}" if inside < n else "")
    if known.whole:
        worst = max(points, key=lambda one: abs(one.difference))
        said = f"largest difference {worst.difference:+.1f} ({worst.vin:g} V, {worst.iout:g} A); {said}"
    yes = "within 3 points" if known.whole else "inside"
    return [entry["id"], entry["topology"], entry["kind"].partition(" (")[0], "known" if known.whole else "open", str(n), said,
            wide + (f"; {unbounded} open below" if unbounded else ""), yes if agrees(points) else f"not {yes}", known.said]


def totals(found: Mapping[str, list[Compared]]) -> dict[str, int]:
    """Designs and points that keep their bar, and all of them; by whether the parts are known."""
    counted: dict[str, int] = {}
    for word, whole in (("known", True), ("open", False)):
        those = [points for name, points in found.items() if DESIGNS[name].whole == whole]
        every = [one for points in those for one in points]
        counted |= {f"{word} designs": len(those), f"{word} designs agree": sum(map(agrees, those)), f"{word} points": len(every),
                    f"{word} points agree": sum(agrees([one]) for one in every)}
    return counted | {"not counted": len(NOT_USABLE)}


def report(folder: Path) -> str:
    """The tables, and totals."""
    entries, found = compare_all(folder)
    rows = [row(entries[name], DESIGNS[name], points) for name, points in found.items()]
    n = totals(found)
    above = [one.high - one.published for name, points in found.items() if not DESIGNS[name].whole for one in points]
    kept = {word: ", ".join(f"{n[f'{word} {things} agree']} of {n[f'{word} {things}']} {things}" for things in ("designs", "points"))
            for word in ("known", "open")}
    said = (f"Parts known: {kept['known']} within {BAR:g} points. Parts open: {kept['open']} inside the bounds; the published figure lies "
            f"{min(above):.1f} to {max(above):.1f} points, in the middle {float(np.median(above)):.1f}, below the end of little loss. "
            f"Not counted: {n['not counted']} of {len(entries)} entries. With the ranges of regulators for outside switches too, "
            f"{totals(compare_all(folder, real=False)[1])['open points agree']} of {n['open points']} points would lie inside.")
    left_out = table(["not counted", "why"], [[name, why] for name, why in NOT_USABLE.items()])
    return "\n".join([table(HEAD, rows), "", said, "", left_out, ""])


if __name__ == "__main__":
    sys.stdout.write(report(DATA) + "\n#### Switching energy beside digitised curves\n\n" + switching.report(DATA))
