"""Which shelves hold which kind of parts, and how each kind is read from attributes and descriptions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import polars as pl

from lifeworld_power.core.catalogue import DIELECTRICS
from lifeworld_power.core.values import Floats
from lifeworld_power.files.jlcparts.converters import converters
from lifeworld_power.files.jlcparts.telling import Rule, Told, described, least, most, with_condition

SHELVES: Mapping[str, tuple[str, ...]] = {
    "inductor": ("power inductors", "inductors (smd)", "color ring inductors / through hole inductors",
                 "color ring inductors/through hole inductors",
                 "through hole inductors"),
    "mosfet": ("mosfet", "mosfets", "sic mosfets", "silicon carbide field effect transistor (mosfet)", "gan transistors(gan hemt)"),
    "diode": ("schottky barrier diodes (sbd)", "schottky diodes", "super barrier rectifier (sbr)", "super barrier rectifiers (sbr)",
              "super barrier rectifier（sbr）",
              "diodes - fast recovery rectifiers", "diodes - rectifiers - fast recovery", "diodes rectifiers fast recovery",
              "diodes - rectifiers - hyperfast",
              "fast recovery / high efficiency diodes", "fast recovery/high efficiency diode", "high effic rectifier", "sic diodes"),
    "capacitor": ("multilayer ceramic capacitors mlcc - smd/smt", "multilayer ceramic capacitors mlcc - leaded",
                  "aluminum electrolytic capacitors - smd",
                  "aluminum electrolytic capacitors - leaded", "aluminum electrolytic capacitors (can - screw terminals)",
                  "horn-type electrolytic capacitors",
                  "horn-type electrolytic capacitor", "hybrid aluminum electrolytic capacitors", "polymer aluminum capacitors",
                  "solid polymer electrolytic capacitor", "tantalum capacitors"),
    "converter": ("dc-dc converters", "dc-dc controllers", "switching controllers", "voltage regulators - dc dc switching regulators"),
}
"""Shelves by kind, in small letters; "converter" becomes regulators and controllers. What is on no shelf here is no part of a power
stage.
"""
_KIND = {shelf: kind for kind, shelves in SHELVES.items() for shelf in shelves}
Read = tuple[dict[str, Floats], dict[str, "np.ndarray[Any, np.dtype[np.bool_]]"]]
"""Columns, and by reason which rows are refused."""


def kind_of(shelf: str) -> str | None:
    """The kind of parts on a shelf, None for those that no power stage is made of."""
    return _KIND.get(shelf.strip().lower())


def _coded(words: list[str], codes: Mapping[str, float]) -> Floats:
    """A number for each text: of the first of ``codes`` that it contains; NaN for none. Each different text is looked at once."""
    seen = {word: next((code for part, code in codes.items() if part in word.lower()), np.nan) for word in set(words)}
    return np.array([seen[word] for word in words], np.float64)


def inductors(told: Told) -> Read:
    """Power inductors and chokes with one winding."""
    columns = told.fill((
        Rule(("l",), ("Inductance", "Inductance @ frequency"), "H"), Rule(("tol",), ("Tolerance",), "", most),
        Rule(("dcr",), ("Dc resistance", "Dc resistance (dcr)"), "Ω", most), Rule(("irms",), ("Rated current",), "A", least),
        Rule(("isat",), ("Current - saturation(isat)", "Saturation current (isat)"), "A", least),
        Rule(("srf",), ("Frequency - self resonant",), "Hz"),
    ))
    columns["shielded"] = _coded(told.words("Type"), {"unshield": 0.0, "非屏蔽": 0.0, "semi": 1.0, "shield": 1.0, "屏蔽": 1.0, "mold": 1.0,
                                                      "一体": 1.0})
    lines = np.array([word not in ("", "-", "1") for word in told.words("Number of lines", "Number of circuits")], np.bool_)
    return columns, {"inductor: more than one winding": lines}


def mosfets(told: Told) -> Read:
    """Single power transistors. On-resistance: of all that is told (attributes and description), the lowest and that at the least drive."""
    columns = told.fill((
        Rule(("vds",), ("Drain to source voltage", "Drain source voltage (vdss)"), "V", least),
        Rule(("id",), ("Continuous drain current (id)",), "A", least),
        Rule(("vth",), ("Gate threshold voltage (vgs(th)@id)",), "V", most),
        Rule(("pd",), ("Power dissipation (pd)", "Pd - power dissipation(pd)"), "W", least),
        Rule(("ciss", "c_vds"), ("Input capacitance (ciss@vds)", "Input capacitance(ciss@vds)", "Ciss-input capacitance"), "F",
             with_condition("V")),
        Rule(("crss",), ("Reverse transfer capacitance (crss@vds)", "Reverse transfer capacitance (crss)"), "F"),
        Rule(("coss",), ("Output capacitance (coss@vds)",), "F"), Rule(("vgs_max",), ("Vgs",), "V", most),
    ))
    columns["vth"] = np.abs(columns["vth"])
    texts = [str(text or "") for text in told.shelf.cells["description"]]
    number = r"[\d.]+"
    drives = pl.concat([told.pairs(("Rds(on)", "Drain source on resistance (rds(on)@vgs,id)"), "Ω", "V"),
                        described(texts, rf"{number}m?Ω@{number}V(?:[,、].*)?", "Ω", "V")])
    columns |= _resistances(drives, told.n)
    charges = described(texts, rf"{number}[pnu]C(?:@{number}V)?(?:[,、].*)?", "C", "V").unique("row", keep="first", maintain_order=True)
    columns["qg"], columns["qg_vgs"] = np.full(told.n, np.nan), np.full(told.n, np.nan)
    columns["qg"][charges["row"]], columns["qg_vgs"][charges["row"]] = charges["value"], charges["at"]
    sort = told.words("Number", "Type")
    texts_of = {text: _channels(text) for text in set(sort)}
    columns["polarity"], columns["channels"] = np.array([texts_of[text] for text in sort], np.float64).reshape(-1, 2).T
    columns["tech"] = _coded(told.shelf.shelves, {"sic": 1.0, "silicon carbide": 1.0, "gan": 2.0, "mosfet": 0.0})
    return columns, {"mosfet: more than one transistor": columns["channels"] > 1}


def _resistances(drives: pl.DataFrame, n: int) -> dict[str, Floats]:
    """The lowest of a row's resistances, and that at its least gate drive (where a drive is told)."""
    names = ("rds", "rds_vgs", "rds_low", "rds_low_vgs")
    columns = {name: np.full(n, np.nan) for name in names}
    drives = drives.filter(pl.col("value") > 0).with_columns(pl.col("at").abs().fill_nan(None))
    drives = drives.with_columns(at=pl.when(pl.col("at") <= 30).then("at"))
    lowest = drives.sort("row", "value", "at", nulls_last=True).unique("row", keep="first", maintain_order=True)
    least_drive = drives.sort("row", "at", "value", nulls_last=True).unique("row", keep="first", maintain_order=True)
    for frame, (value, at) in ((lowest, names[:2]), (least_drive, names[2:])):
        rows = frame["row"].to_numpy()
        columns[value][rows], columns[at][rows] = frame["value"].to_numpy(), frame["at"].fill_null(np.nan).to_numpy()
    return columns


def _channels(text: str) -> tuple[float, float]:
    """Polarity (1 N, -1 P) and how many transistors: «1 N-channel», «2 P-Channel», «1 N-Channel + 1 P-Channel», «N-Channel»."""
    low = text.lower().replace(" ", "").replace("piece", "").replace("pcs", "")
    n, p = "nch" in low or "n-ch" in low or "n沟" in low, "pch" in low or "p-ch" in low or "p沟" in low
    counted = sum(int(sign) for before, sign in zip(" " + low, low,
                                                    strict=False) if sign.isdigit() and not before.isdigit() and sign != "0")
    several = (n and p) or "dual" in low or "双" in low
    polarity = 1.0 if n and not p else -1.0 if p and not n else np.nan
    return polarity, float(max(counted, 2 if several else 1)) if n or p else np.nan


def diodes(told: Told) -> Read:
    """Schottky, fast recovery and SiC rectifiers."""
    columns = told.fill((
        Rule(("vr",), ("Voltage - dc reverse (vr) (max)", "Reverse voltage (vr)"), "V", least),
        Rule(("i_f",), ("Rectified current", "Average rectified current (io)"), "A", least),
        Rule(("vf", "vf_at"), ("Forward voltage (vf@if)", "Voltage - forward (vf) (max) @ if", "Forward voltage (vf) @ if"), "V",
             with_condition("A")),
        Rule(("ir",), ("Reverse leakage current (ir)", "Reverse leakage current"), "A", most),
        Rule(("trr",), ("Reverse recovery time (trr)",), "s", most),
        Rule(("cj",), ("Capacitance @ vr, f",), "F"),
    ))
    at = columns["vf_at"]
    columns["vf_at"] = np.where(np.isnan(at), columns["i_f"], at)
    columns["channels"] = _coded(told.words("Diode configuration"), {"1 independent": 1.0, "standalone": 1.0, "single": 1.0,
                                                                     "2 independent": 2.0, "2 pair": 4.0,
                                                                     "3 independent": 3.0, "4 independent": 4.0, "pair": 2.0, "series": 2.0,
                                                                     "common": 2.0, "dual": 2.0, "independent": 1.0, "bridge": 4.0})
    columns["class"] = _coded(told.shelf.shelves, {"schottky": 0.0, "super barrier": 0.0, "sic": 2.0, "": 1.0})
    return columns, {"diode: four diodes or more in a package": columns["channels"] >= 4}


def capacitors(told: Told) -> Read:
    """Ceramic, aluminium, polymer, hybrid and tantalum capacitors. What attributes leave as NaN is looked for in the description."""
    names = ("Equivalent series resistance", "Esr"), ("Ripple current", "Rated ripple curren")
    columns = told.fill((
        Rule(("c",), ("Capacitance",), "F"), Rule(("tol",), ("Tolerance",), "", most),
        Rule(("v",), ("Allowable voltage", "Voltage rating - dc"), "V", least),
        Rule(("esr", "esr_f"), names[0], "Ω", with_condition("Hz")), Rule(("irms", "irms_f"), names[1], "A", with_condition("Hz")),
        Rule(("tmax",), ("Operating temperature",), "°C", most),
    ))
    texts = [str(text or "") for text in told.shelf.cells["description"]]
    number = r"[\d.]+"
    found = {"esr": described(texts, rf"{number}[mk]?Ω(?:@{number}k?Hz)?", "Ω", "Hz"),
             "irms": described(texts, rf"{number}m?A@{number}k?Hz", "A", "Hz")}
    for name, words in found.items():
        frame = words.unique("row", keep="first", maintain_order=True)
        rows = frame["row"].to_numpy()
        new = np.isnan(columns[name][rows])
        columns[name][rows[new]], columns[f"{name}_f"][rows[new]] = frame["value"].to_numpy()[new], frame["at"].to_numpy()[new]
    columns["class"] = _coded(told.shelf.shelves, {"ceramic": 0.0, "polymer": 2.0, "hybrid": 2.0, "tantalum": 3.0, "": 1.0})
    polymer = np.array([word.lower() in ("polymer", "hybrid") for word in told.words("Type")], np.bool_)
    columns["class"][polymer & (columns["class"] == 1)] = 2.0
    columns["dielectric"] = np.where(columns["class"] == 0, _dielectric(told.words("Temperature coefficient")), np.nan)
    columns["esr_known"] = (~np.isnan(columns["esr"])).astype(np.float64)
    several = np.array([word not in ("", "-", "1", "1.0") for word in told.words("Number of capacitors")], np.bool_)
    counted = told.fill((Rule(("count",), ("Number of capacitors",), ""),))["count"]
    return columns, {"capacitor: more than one capacitor": several | (counted > 1)}


_DIELECTRIC = {"np0": "C0G", "npo": "C0G", "c0g": "C0G", "cog": "C0G", "c0h": "C0G", "u2j": "C0G", "sl": "C0G", "x5s": "X6S", "x6t": "X6S",
               "y5u": "Y5V", "z5u": "Y5V",
               "z5v": "Y5V", **{name.lower(): name for name in DIELECTRICS[:-1]}}


def _dielectric(words: list[str]) -> Floats:
    codes = {part: float(DIELECTRICS.index(name)) for part, name in _DIELECTRIC.items()}
    found = _coded(words, codes)
    return np.where(np.isnan(found) & np.array([word not in ("", "-") for word in words], np.bool_), float(len(DIELECTRICS) - 1), found)


READERS: Mapping[str, Callable[[Told], Read]] = {"inductor": inductors, "mosfet": mosfets, "diode": diodes, "capacitor": capacitors,
                                                 "converter": converters}
