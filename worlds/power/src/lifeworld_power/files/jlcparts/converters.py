"""DC-DC converters and controllers as the source tells them: topology in words, ranges of voltage, and whose switch it is."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import polars as pl

from lifeworld_power.core.values import Floats
from lifeworld_power.files.jlcparts.telling import Rule, Told, described, first, least, most, span

_OTHER = ("charge pump", "flying", "switched cap", "电荷泵", "isolat")
_PARTED = re.compile(r"[,;、/|]+\s*|\s+and\s+")


def topologies(topology: str, function: str) -> tuple[float, float, float]:
    """Whether it can be a buck, a boost, inverting (0 or 1), by the words of its topology, else of its function. A buck-boost with four
    switches is none of them.

    >>> topologies("Boost、Buck、Inverting", ""), topologies("-", "Step-down type"), topologies("Buck-Boost", "")
    ((1.0, 1.0, 1.0), (1.0, 0.0, 0.0), (0.0, 0.0, 0.0))
    """
    for text in (topology, function):
        words = [word.strip().lower() for word in _PARTED.split(text) if word.strip(" -")]
        if not words:
            continue
        if any(other in word for word in words for other in _OTHER):
            return (0.0, 0.0, 0.0)
        buck = any(word.removesuffix(" type") in ("buck", "step-down", "step down", "降压", "降压型", "synchronous buck") for word in words)
        boost = any(word.removesuffix(" type") in ("boost", "step-up", "step up", "升压", "升压型", "synchronous boost") for word in words)
        inverting = any("invert" in word or "反" in word for word in words)
        return float(buck), float(boost), float(inverting)
    return (0.0, 0.0, 0.0)


def converters(told: Told) -> tuple[dict[str, Floats], dict[str, np.ndarray[Any, np.dtype[np.bool_]]]]:
    """Regulators and controllers together; the column ``external`` (1: the switch is outside) parts them."""
    columns = told.fill((
        Rule(("vin_max", "vin_min"), ("Voltage - supply", "Input voltage", "Operating voltage", "Supply voltage"), "V", span),
        Rule(("iout",), ("Output current", "Output current (max)", "Iout"), "A", least),
        Rule(("vout_max",), ("Output voltage", "Vout"), "V", most),
        Rule(("negative",), ("Output voltage", "Vout"), "V", first),
        Rule(("f_max", "f_min"), ("Frequency - switching", "Switching frequency"), "Hz", span),
        Rule(("iq",), ("Quiescent current", "Quiescent current (iq)"), "A", most),
        Rule(("outputs",), ("Number of outputs",), "", first), Rule(("d_max",), ("Duty cycle(max)", "Duty cycle (max)", "Duty cycle"), "",
                                                                    most),
    ))
    words = list(zip(told.words("Topology"), told.words("Function"), strict=True))
    can = {pair: topologies(*pair) for pair in set(words)}
    buck, boost, inverting = np.array([can[pair] for pair in words], np.float64).reshape(-1, 3).T
    inverting = np.where((columns.pop("negative") < 0) & (buck + boost == 0), np.maximum(inverting, 0), inverting)
    columns |= {"can_buck": buck, "can_boost": boost, "can_inverting": inverting}
    columns["topology"] = np.select([buck > 0, boost > 0, inverting > 0], [0.0, 1.0, 2.0], np.nan)
    columns["f_typ"] = np.where(np.isnan(columns["f_min"]), columns["f_max"], np.nan)
    columns["f_min"] = np.where(np.isnan(columns["f_min"]), columns["f_max"], columns["f_min"])
    columns["synchronous"] = _yes(told.words("Synchronous rectifier", "Synchronous rectification"))
    output = [word.lower() for word in told.words("Output type")]
    columns["fixed"] = np.array([1.0 if word.startswith("fixed") else 0.0 if "adjust" in word else np.nan for word in output], np.float64)
    columns["vout_min"] = _lowest_output(told, columns)
    switch = [word.lower() for word in told.words("Switch tube (built-in/external)")]
    controllers = np.array(["controller" in shelf.lower() for shelf in told.shelf.shelves], np.bool_)
    outside = np.array([1.0 if "external" in word or "non" in word or "外" in word else 0.0 if word not in ("",
                                                                                                           "-") else np.nan
                        for word in switch], np.float64)
    columns["external"] = np.where(np.isnan(outside), controllers, outside)
    pumps = _charge_pumps(told)
    return columns, {"converter: a charge pump": pumps,
                     "converter: neither a buck, a boost nor inverting": np.isnan(columns["topology"]) & ~pumps}


def _charge_pumps(told: Told) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Inverters and doublers without an inductor: the source says so somewhere, or states their output's resistance."""
    said = [f"{text or ''} {topology} {category}".lower() for text, topology, category in
            zip(told.shelf.cells["description"], told.words("Topology"), told.words("Description"), strict=True)]
    resists = np.array([word not in ("", "-") for word in told.words("Output resistance")], np.bool_)
    return np.array(["charge pump" in text or "switched cap" in text for text in said], np.bool_) | resists


def _yes(words: list[str]) -> Floats:
    return np.array([1.0 if word.lower() == "yes" else 0.0 if word.lower() == "no" else np.nan for word in words], np.float64)


def _lowest_output(told: Told, columns: dict[str, Floats]) -> Floats:
    """The lower end of the output: that of the range in the description which ends at the highest output and is not the input's range."""
    lowest = np.where(columns["fixed"] == 1, columns["vout_max"], np.nan)
    texts = [str(text or "") for text in told.shelf.cells["description"]]
    ranges = described(texts, r"-?[\d.]+m?V?~-?[\d.]+m?V(?:[,、].*)?", "V", "V").filter(pl.col("low") < pl.col("high"))
    rows, low, high = (ranges[name].to_numpy() for name in ("row", "low", "high"))
    near = np.abs(np.maximum(np.abs(low), np.abs(high)) - columns["vout_max"][rows]) <= 1e-3 * columns["vout_max"][rows]
    input_too = (np.abs(low - columns["vin_min"][rows]) < 1e-6) & (np.abs(high - columns["vin_max"][rows]) < 1e-6)
    ours = near & ~input_too & (columns["fixed"][rows] != 1)
    lowest[rows[ours]] = np.minimum(np.abs(low), np.abs(high))[ours]
    return lowest
