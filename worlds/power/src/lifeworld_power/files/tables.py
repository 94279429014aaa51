"""Tables of parts that people make: CSV or Parquet, one row a part, cells in SI («4.7e-6») or with a unit («4.7 µH»)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from lifeworld.plugin import InputRefused, item_keys, listed, nearest
from lifeworld_power.core.catalogue import COLUMNS, DIELECTRICS, KINDS, TEXTS, believed, joined, parts, single
from lifeworld_power.core.defaults import with_defaults
from lifeworld_power.core.units import parse
from lifeworld_power.core.values import TOPOLOGIES, Catalogue, Floats, Parts

WORDS = {
    "polarity": {"n": 1.0, "p": -1.0}, "class": {"ceramic": 0.0, "mlcc": 0.0, "aluminium": 1.0, "aluminum": 1.0, "polymer": 2.0,
                                                 "hybrid": 2.0, "tantalum": 3.0,
                                                 "schottky": 0.0, "fast": 1.0, "sic": 2.0},
    "dielectric": {name.lower(): float(code) for code, name in enumerate(DIELECTRICS)} | {"np0": 0.0},
    "tech": {"si": 0.0, "sic": 1.0, "gan": 2.0},
    "topology": {name: float(code) for code, name in enumerate(TOPOLOGIES)},
}
"""Words that cells may hold instead of codes."""
_FLAGS = {"yes": 1.0, "no": 0.0, "true": 1.0, "false": 0.0}
_SHOWN = 100
UNREADABLE = (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError)
"""What a damaged file may raise; a broken Parquet file makes its reader panic."""
REFUSALS = pl.Schema({"file": pl.String, "row": pl.Int64, "column": pl.String, "reason": pl.String, "message": pl.String})


@dataclass(frozen=True)
class TablesRead:
    """The catalogue, and what was refused: by row (the header is row 1), column («» for the whole row), a short reason and a whole
    sentence; at most 100 lines for each reason.
    """

    catalogue: Catalogue
    refusals: pl.DataFrame


def read_tables(path: Path) -> TablesRead:
    """A table of parts, or all tables of a folder.

    Columns: «kind» (one of ``KINDS``; may be absent where the file is named for one, such as mosfet.csv), «mpn», and any of the texts and
    of the columns of that kind; empty cells are unknown. A row without kind or part number is refused; a cell that cannot be read is
    refused and left unknown, and so is what contradicts itself (`core.contradictions`). Errors: InputRefused for what is no table, and
    where no row is a part.
    """
    files = sorted(one for one in path.iterdir() if one.suffix.lower() in (".csv",
                                                                           ".parquet")
                   and "offers" not in one.name) if path.is_dir() else [path]
    refusals: list[tuple[str, int, str, str, str]] = []
    counts: Counter[str] = Counter()
    read: Counter[str] = Counter()
    found: dict[str, list[Parts]] = {}
    for file in files:
        frame = _frame(file)
        _unknown_columns(file, frame, counts)
        for kind, rows in _by_kind(file, frame, refusals, counts).items():
            read[kind] += rows.height
            found.setdefault(kind, []).append(_kind(file, kind, rows, refusals, counts))
    kinds = []
    for kind, pieces in found.items():
        those, again = single(with_defaults(_one(kind, pieces)))
        counts[f"{kind}: listed more than once"] += again
        kinds.append(those)
    if not any(len(those) for those in kinds):
        raise InputRefused("no_parts", f"No row of «{path}» is a part that can be used: {_reasons(counts)}.",
                           f"Give rows with «kind» (one of {', '.join(KINDS)}), «mpn» and values, such as «4.7 µH».")
    catalogue = joined(path.name, "", kinds, read, {reason: number for reason, number in counts.items() if number})
    return TablesRead(catalogue, pl.DataFrame(refusals, schema=REFUSALS, orient="row"))


def _reasons(counts: Counter[str]) -> str:
    return "; ".join(f"{reason} ({number})" for reason, number in counts.most_common(3)) or "it has no rows"


def _frame(file: Path) -> pl.DataFrame:
    """The table, as text (CSV) or as it is (Parquet), with the number of each row."""
    try:
        frame = pl.read_parquet(file) if file.suffix.lower() == ".parquet" else pl.read_csv(file, infer_schema=False)
    except UNREADABLE as problem:
        raise InputRefused("unreadable_parts", f"The file «{file}» is no table that can be read: {str(problem).splitlines()[0]}.",
                           "Give a CSV in UTF-8 with a header, or a Parquet file.") from None
    if "mpn" not in frame.columns:
        raise InputRefused("no_part_numbers", f"The table «{file.name}» has no column «mpn»; it has {listed(frame.columns)}.",
                           "Name the column of part numbers «mpn».")
    return frame.with_row_index("__row", 2)


def _unknown_columns(file: Path, frame: pl.DataFrame, counts: Counter[str]) -> None:
    known = {"kind", "item", "__row", *TEXTS} | {column for columns in COLUMNS.values() for column in columns}
    for name in frame.columns:
        if name not in known:
            near = nearest(name, known)
            counts[f"{file.name}: the column «{name}» is not known" + (f" (did you mean «{near}»?)" if near else "")] += 1


def _by_kind(file: Path, frame: pl.DataFrame, refusals: list[tuple[str, int, str, str, str]], counts: Counter[str]) -> dict[str,
                                                                                                                            pl.DataFrame]:
    if "kind" not in frame.columns:
        frame = frame.with_columns(kind=pl.lit(file.stem.removesuffix("s")))
    frame = frame.with_columns(pl.col("kind").cast(pl.String).str.strip_chars().str.to_lowercase().fill_null(""),
                               pl.col("mpn").cast(pl.String).str.strip_chars().fill_null(""))
    for wrong, reason, said in ((~pl.col("kind").is_in(KINDS), "kind is not known", f"its kind is none of {', '.join(KINDS)}"),
                                (pl.col("kind").is_in(KINDS) & (pl.col("mpn") == ""), "no part number", "it has no part number")):
        rows = frame.filter(wrong)["__row"].to_list()
        counts[reason] += len(rows)
        refusals += [(file.name, row, "", reason, f"Row {row} of «{file.name}» is left out: {said}.") for row in rows[:_SHOWN]]
    kept = frame.filter(pl.col("kind").is_in(KINDS) & (pl.col("mpn") != ""))
    return {str(kind[0]): rows for kind, rows in kept.group_by("kind", maintain_order=True)}


def _kind(file: Path, kind: str, rows: pl.DataFrame, refusals: list[tuple[str, int, str, str, str]], counts: Counter[str]) -> Parts:
    columns = {}
    for name, column in COLUMNS[kind].items():
        if name in rows.columns:
            columns[name], wrong = _numbers(rows[name], name, column.unit)
            reason = f"{kind}.{name}: unreadable"
            counts[reason] += len(wrong)
            refusals += [(file.name, int(rows["__row"][at]), name, reason,
                          f"Row {rows['__row'][at]} of «{file.name}»: «{rows[name][at]}» is no {column.about}" + (f" in {column.unit}."
                                                                                                                  if column.unit else "."))
                         for at in wrong[:_SHOWN]]
    plausible, outside = believed(kind, columns)
    counts.update(outside)
    texts = {name: rows[name].cast(pl.String).fill_null("").to_list() for name in TEXTS if name in rows.columns}
    keys = item_keys(rows["mpn"], rows["maker"].cast(pl.String) if "maker" in rows.columns else pl.Series([""] * rows.height))
    return parts(kind, keys.fill_null("").to_list(), plausible, texts)


def _numbers(cells: pl.Series, name: str, unit: str) -> tuple[Floats, list[int]]:
    """Numbers of cells in SI, NaN unknown, and at which rows a cell is not empty and cannot be read."""
    if cells.dtype.is_numeric() or cells.dtype == pl.Boolean:
        return cells.cast(pl.Float64).fill_null(np.nan).to_numpy(), []
    texts = [text.strip() for text in cells.cast(pl.String).fill_null("").to_list()]
    words = WORDS.get(name, {}) | _FLAGS
    seen: dict[str, float] = {}
    for text in set(texts):
        told = parse(text, unit)
        value = words.get(text.lower(), told.value if told and told.unit == unit else np.nan)
        if told and name == "tol":
            value = max(abs(told.low), abs(told.high))
        seen[text] = value
    numbers = np.array([seen[text] for text in texts], np.float64)
    return numbers, [int(at) for at in np.flatnonzero(np.isnan(numbers)) if texts[at] not in ("", "-", "nan", "NaN")]


def _one(kind: str, pieces: list[Parts]) -> Parts:
    return parts(kind, [key for piece in pieces for key in piece.keys],
                 {name: np.concatenate([piece.columns[name] for piece in pieces]) for name in COLUMNS[kind]},
                 {name: [text for piece in pieces for text in piece.texts[name]] for name in TEXTS})
