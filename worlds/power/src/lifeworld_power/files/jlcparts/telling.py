"""What attributes and descriptions tell, as columns: every different entry is parsed once, whatever number of rows has it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld_power.core.units import NAN, Quantity, parse_all
from lifeworld_power.core.values import Floats
from lifeworld_power.files.jlcparts.shards import Shelf

Ints = NDArray[np.int64]
_UNITS = {"voltage": "V", "current": "A", "resistance": "Ω", "capacitance": "F", "inductance": "H", "frequency": "Hz", "power": "W",
          "charge": "C",
          "count": ""}
Pick = Callable[[Sequence[Quantity]], tuple[float, ...]]


def first(found: Sequence[Quantity]) -> tuple[float, ...]:
    """The first value that is told."""
    return (found[0].value,)


def least(found: Sequence[Quantity]) -> tuple[float, ...]:
    """The smallest size."""
    return (min(abs(one.low) for one in found),)


def most(found: Sequence[Quantity]) -> tuple[float, ...]:
    """The largest size."""
    return (max(max(abs(one.high), abs(one.low)) for one in found),)


def span(found: Sequence[Quantity]) -> tuple[float, ...]:
    """From the lowest end to the highest; the lowest is unknown where one value without a range is told."""
    alone = len(found) == 1 and found[0].low == found[0].high
    return (max(one.high for one in found), NAN if alone else min(one.low for one in found))


def with_condition(unit: str) -> Pick:
    """The first value and its condition in ``unit``."""
    return lambda found: (found[0].value, found[0].condition(unit))


@dataclass(frozen=True, slots=True)
class Rule:
    """``columns`` from attributes called ``names``, in order of preference, told in ``unit``; ``pick`` gives one number a column."""

    columns: tuple[str, ...]
    names: tuple[str, ...]
    unit: str
    pick: Pick = first



def quantities(values: Mapping[str, Any], unit: str) -> tuple[Quantity, ...]:
    """The quantities in ``unit`` of one entry of the table: text, or numbers by name, of which those in other units are conditions. None
    where the entry is built otherwise.
    """
    try:
        return _quantities(values, unit)
    except (TypeError, ValueError, LookupError, AttributeError):
        return ()


def _quantities(values: Mapping[str, Any], unit: str) -> tuple[Quantity, ...]:
    text = values.get("default")
    if text is not None and text[1] == "string":
        return tuple(one for one in parse_all(str(text[0]), unit) if one.unit == unit)
    told = [(name.rsplit(" ", 1)[-1] if name[-1:].isdigit() else "", number_of(number), _UNITS.get(kind, ""))
            for name, (number, kind) in values.items() if number is not None]
    found = []
    for turn in dict.fromkeys(turn for turn, _, _ in told):
        here = [(number, measured) for other, number, measured in told if other == turn and not math.isnan(number)]
        main = next((number for number, measured in here if measured == unit), None)
        if main is not None:
            found.append(Quantity(main, unit, main, main, tuple(Quantity(number, measured, number, number) for number,
                                                                measured in here if measured != unit)))
    return tuple(found)


def _said(values: Mapping[str, Any]) -> str:
    """The text of an entry, "" where there is none."""
    try:
        return str(values.get("default", ("",))[0])
    except (TypeError, LookupError, AttributeError):
        return ""


def number_of(cell: Any) -> float:
    """What a cell of numbers holds, NaN for what is none or has no end."""
    try:
        number = float(cell)
    except (TypeError, ValueError, OverflowError):
        return NAN
    return number if math.isfinite(number) else NAN


class Told:
    """The attributes of a shelf, by name."""

    def __init__(self, shelf: Shelf, table: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
        self.shelf = shelf
        self.n = len(shelf)
        used, where = np.unique(shelf.entries, return_inverse=True)
        self._values = [table[number][1] for number in used.tolist()]
        names = np.array([table[number][0] for number in used.tolist()], dtype=object)
        labels, codes = np.unique(names.astype(str), return_inverse=True) if len(names) else (np.array([], str), np.array([], np.int64))
        order = np.argsort(codes[where], kind="stable") if len(names) else np.array([], np.int64)
        ends = np.searchsorted(codes[where][order], np.arange(len(labels) + 1)) if len(names) else np.array([0])
        self._where, self._rows = where[order], shelf.rows[order]
        self._slices = {str(label): (int(ends[i]), int(ends[i + 1])) for i, label in enumerate(labels)}

    def attribute(self, name: str) -> tuple[list[Mapping[str, Any]], Ints, Ints]:
        """The different entries called so, which of them each use is of, and whose (row)."""
        start, end = self._slices.get(name, (0, 0))
        used, which = np.unique(self._where[start:end], return_inverse=True)
        return [self._values[number] for number in used.tolist()], which, self._rows[start:end]

    def fill(self, rules: Sequence[Rule]) -> dict[str, Floats]:
        """Columns float64[n] by the rules: what an earlier name or rule tells is not overwritten."""
        columns: dict[str, Floats] = {}
        for rule in rules:
            out = [columns.setdefault(name, np.full(self.n, np.nan)) for name in rule.columns]
            for name in rule.names:
                entries, which, rows = self.attribute(name)
                if not entries:
                    continue
                table = np.full((len(entries), len(out)), np.nan)
                for i, entry in enumerate(entries):
                    found = quantities(entry, rule.unit)
                    if found:
                        table[i] = rule.pick(found)
                values = table[which]
                new = ~np.isnan(values[:, 0]) & np.isnan(out[0][rows])
                for column, told in zip(out, values.T, strict=True):
                    column[rows[new]] = told[new]
        return columns

    def pairs(self, names: Sequence[str], unit: str, at: str) -> pl.DataFrame:
        """Every quantity in ``unit`` of these attributes, with its condition in ``at``: row, value, at (NaN unknown)."""
        frames = []
        for name in names:
            entries, which, rows = self.attribute(name)
            frames.append(_expanded([quantities(entry, unit) for entry in entries], which, rows, at))
        return pl.concat(frames)

    def words(self, *names: str) -> list[str]:
        """Text of the first of these attributes that a row has, "" where it has none; lists and ranges as they are written."""
        out = np.full(self.n, "", dtype=object)
        for name in names:
            entries, which, rows = self.attribute(name)
            texts = np.array([_said(entry) for entry in entries], dtype=object)
            if len(texts):
                new = out[rows] == ""
                out[rows[new]] = texts[which][new]
        return [str(text) for text in out.tolist()]


def described(descriptions: Sequence[str], pattern: str, unit: str, at: str) -> pl.DataFrame:
    """Quantities in the words of descriptions: row, value, low, high, at, for words that look like ``pattern`` (the whole word)."""
    words = (pl.DataFrame({"text": pl.Series(descriptions, dtype=pl.String)}).with_row_index("row")
             .select("row", word=pl.col("text").str.split(" ")).explode("word").filter(pl.col("word").str.contains(f"^(?:{pattern})$")))
    different = words["word"].unique()
    which = words["word"].replace_strict(different, pl.Series(np.arange(len(different))),
                                         return_dtype=pl.Int64) if len(words) else pl.Series([], dtype=pl.Int64)
    return _expanded([tuple(one for one in parse_all(text, unit) if one.unit == unit) for text in different.to_list()],
                     which.to_numpy(), words["row"].to_numpy().astype(np.int64), at)


def _expanded(found: Sequence[Sequence[Quantity]], which: Ints, rows: Ints, at: str) -> pl.DataFrame:
    """One line a row and quantity."""
    counts = np.array([len(ones) for ones in found], np.int64)
    starts = np.concatenate([[0], np.cumsum(counts)])[:-1].astype(np.int64) if len(counts) else np.zeros(0, np.int64)
    flat = np.array([(one.value, one.low, one.high, one.condition(at)) for ones in found for one in ones], np.float64).reshape(-1, 4)
    each = counts[which] if len(counts) else np.zeros(0, np.int64)
    total = int(each.sum())
    within = np.arange(total) - np.repeat(np.cumsum(each) - each, each)
    lines = flat[np.repeat(starts[which], each) + within] if total else flat[:0]
    return pl.DataFrame({"row": np.repeat(rows, each), "value": lines[:, 0], "low": lines[:, 1], "high": lines[:, 2], "at": lines[:, 3]})
