"""Rows of a file as events on their way in: columns in, columns out."""

from __future__ import annotations

import json

import numpy as np
import polars as pl

from lifeworld.events.core.filetimes import times_us
from lifeworld.events.core.judging import BATCH
from lifeworld.events.core.mapping import NOBODY, EventColumns
from lifeworld.events.core.repeats import Repeats
from lifeworld.kit.ids import content_ids

READY = "\x00data"
"""The name of a column that holds an event's data as JSON already; no file has a column of this name."""
WHOLE = r"^(-?\d+)\.0+$"
NUMBER = r"^-?(0|[1-9]\d{0,14})(\.\d{1,15})?$"
"""Texts that become numbers in an event's data; others, such as 007 or 1e5, stay text."""


def mapped(frame: pl.DataFrame, columns: EventColumns, *, timezone: str, source: str) -> pl.DataFrame:
    """The rows as events with the columns of ``judging.BATCH``, in their order; ``key`` is "" where nothing but content tells rows apart.

    A time that is none is refused (``code``); empty cells are not said. Keys that are whole numbers lose a ".0".

    >>> rows = pl.DataFrame({"who": [7.0, None], "when": [0.0, 1.5], "n": [2, None]})
    >>> found = mapped(rows, EventColumns(customer="who", type_is="order", time="when", data=("n",)), timezone="UTC", source="shop")
    >>> found.select("subject", "type", "at_us", "data").rows()
    [('7', 'order', 0, '{"n":2}'), ('', 'order', 1500000, '{}')]
    """
    said = pl.select(pl.repeat(None, frame.height, dtype=pl.String).alias("said")).to_series()
    subject = said if columns.customer in {"", NOBODY} else frame.select(key_text(frame, columns.customer)).to_series()
    kind = said if not columns.type else frame.select(key_text(frame, columns.type)).to_series()
    times = times_us(frame[columns.time], columns.timezone or timezone, columns.time_format)
    written = frame[columns.time].is_not_null() & (frame[columns.time].cast(pl.String).str.strip_chars() != "")
    key = pl.concat_str([key_text(frame, name) for name in columns.id], separator="/") if columns.id else pl.lit("")
    wrong = written.fill_null(False) & times.is_null()
    rows = pl.DataFrame({
        "type": kind.fill_null(columns.type_is) if columns.type_is else kind, "subject": subject.fill_null(""), "at_us": times,
        "data": frame[READY] if READY in frame.columns else data_texts(frame, columns), "wrong": wrong})
    return rows.with_columns(
        frame.select(key.alias("key")).to_series() if columns.id else key.alias("key"), pl.lit(source).alias("source"),
        pl.lit(False).alias("anonymous"), pl.lit(False).alias("corrected"), pl.when("wrong").then(pl.lit("time_wrong")).alias("code"),
        pl.when("wrong").then(pl.lit(columns.time)).alias("about")).select(*BATCH)


def key_text(frame: pl.DataFrame, name: str) -> pl.Expr:
    """The cells of a column as keys; null where there is nothing. A number that is whole has no ".0"."""
    cell = pl.col(name)
    if frame.schema[name].is_float():
        whole = cell.is_finite() & (cell == cell.floor()) & (cell.abs() < 2**53)
        digits = cell.cast(pl.Int64, strict=False).cast(pl.String)
        text: pl.Expr = pl.when(whole).then(digits).when(cell.is_finite()).then(cell.cast(pl.String))
    else:
        text = cell.cast(pl.String).str.strip_chars().str.replace(WHOLE, "${1}")
    return pl.when(text != "").then(text).alias(name)


def data_texts(frame: pl.DataFrame, columns: EventColumns) -> pl.Series:
    """The kept columns of each row as JSON of an object (String[n]), without those that are empty."""
    cells = []
    for name in columns.data or ():
        value = _json_cell(frame, name, stays_text=name in columns.text)
        cells.append(pl.concat_str(pl.lit(json.dumps(name, ensure_ascii=False) + ":"), value))
    if not cells:
        return pl.Series("data", ["{}"]).new_from_index(0, frame.height)
    inside = pl.concat_str(cells, separator=",", ignore_nulls=True)
    return frame.select(pl.concat_str(pl.lit("{"), inside, pl.lit("}")).alias("data")).to_series()


def _json_cell(frame: pl.DataFrame, name: str, *, stays_text: bool) -> pl.Expr:
    """A cell as JSON; null where it is empty or no number that JSON has."""
    cell, dtype = pl.col(name), frame.schema[name]
    if dtype.is_integer():
        return cell.cast(pl.String)
    if dtype == pl.Boolean:
        return pl.when(cell).then(pl.lit("true")).when(~cell).then(pl.lit("false"))
    if dtype.is_float():
        return pl.when(cell.is_finite()).then(_encoded(cell))
    if dtype.is_nested():
        return pl.when(cell.is_not_null()).then(_encoded(cell))
    text = cell.cast(pl.String) if dtype != pl.Datetime else cell.dt.to_string("iso:strict")
    text = pl.when(text.str.strip_chars() != "").then(text)
    quoted = pl.when(text.is_not_null()).then(_encoded(text))
    return quoted if stays_text or dtype != pl.String else pl.when(text.str.contains(NUMBER)).then(text).otherwise(quoted)


def _encoded(value: pl.Expr) -> pl.Expr:
    """JSON of a cell: that of an object with nothing else in it, without the object around."""
    return pl.struct(value.alias("v")).struct.json_encode().str.slice(5).str.strip_suffix("}")


def content_keys(rows: pl.DataFrame, repeats: Repeats) -> pl.Series:
    """A key for each event from what it says, and from how often the file said the same before (String[n]).

    The same file gives the same keys, and so does a longer one for the rows that it begins with.
    """
    ids = content_ids(rows["type"], rows["subject"], rows["at_us"], rows["data"])
    hashes = np.array([int(one, 16) for one in ids], np.uint64)
    before = pl.Series("before", repeats.before(hashes))
    frame = pl.DataFrame({"id": ids, "before": before})
    return frame.select(pl.when(pl.col("before") > 0).then(
        pl.concat_str("id", pl.lit("-"), pl.col("before") + 1)).otherwise("id").alias("key")).to_series()
