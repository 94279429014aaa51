"""Events are taken in: each (source, id) once, in one transaction for a batch, with an answer for every one of them."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from django.db import OperationalError, connection

from lifeworld.events.actions import interning
from lifeworld.events.actions.batches import Batch, Framed, batch_of
from lifeworld.events.actions.interning import Known
from lifeworld.events.actions.keeping_refused import keep_refused
from lifeworld.events.actions.quick import PlainBatch
from lifeworld.events.actions.writing import COLUMNS, alone, count_days, in_order, inserted, stored
from lifeworld.events.core.contents import same_json, wrong_value
from lifeworld.events.core.judging import judged
from lifeworld.events.core.refusals import said
from lifeworld.events.core.values import CONFLICT, DUPLICATE, REFUSED, TAKEN, Answer, Incoming
from lifeworld.events.queries.schemas import check_of
from lifeworld.events.queries.spent import spent_keys
from lifeworld.kit.caller import Caller

FRAME_ROWS = 10_000
"""Rows of a frame that one transaction takes in."""
SHOWN_REFUSED = 20
TRIES, DEADLOCK = 5, "40P01"
"""How often a batch is tried where PostgreSQL ends one of two that wait for each other, and its word for that."""
Wrong = tuple[int, str, str]
"""Number of a row, the code of what is wrong with it, and what of it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a batch: a row for each event in the order in which they were sent, with ``key``, ``status``, ``position`` (null:
    not kept), ``code`` and ``about``.
    """

    rows: pl.DataFrame

    def n(self, status: str) -> int:
        """How many events have this status."""
        return int((self.rows["status"] == status).sum())

    def answers(self) -> list[Answer]:
        """The answers in their order."""
        return [answer for _, answer in self.numbered()]

    def numbered(self, *, but: str = "") -> list[tuple[int, Answer]]:
        """The answers with their numbers, counted from 0; ``but`` leaves one status out."""
        rows = self.rows.filter(pl.col("status") != but) if but else self.rows
        return [(i, _answer(*rest)) for i, *rest in rows.select("i", "key", "status", "position", "code", "about").iter_rows()]


@dataclass(frozen=True, slots=True)
class Taken:
    """How many rows of a frame became what; ``refused`` are the first answers that refuse."""

    n_taken: int
    n_duplicate: int
    n_conflict: int
    n_refused: int
    refused: tuple[Answer, ...]


def take(caller: Caller, events: Sequence[Incoming], *, now_us: int | None = None) -> list[Answer]:
    """Take events in, in one transaction, and answer each in the order in which they were sent. Needs «events.record».

    ``now_us`` is when they arrived (microseconds since 1970, UTC); events without a time happened then. One that cannot be taken in does
    not touch the others. The same batch again gives the same positions.
    """
    return take_batch(caller, batch_of(events), now_us=now_us).answers()


def take_frame(caller: Caller, frame: pl.DataFrame, *, now_us: int | None = None) -> Taken:
    """Take a frame of events in, as ``take`` does, some rows in each transaction; killed in between, the same frame again goes on.

    Columns: source, key, type, subject (null or "": nobody), at_us (null: not said), data (JSON text of an object), and anonymous and
    corrected where there are such. Needs «events.record».
    """
    caller.require("events.record")
    now = now_us or _now_us()
    counts = dict.fromkeys((TAKEN, DUPLICATE, CONFLICT, REFUSED), 0)
    shown: list[Answer] = []
    for part in frame.iter_slices(FRAME_ROWS):
        outcome = take_batch(caller, Framed(part), now_us=now)
        for status in counts:
            counts[status] += outcome.n(status)
        if len(shown) < SHOWN_REFUSED and outcome.n(REFUSED):
            refused = outcome.rows.filter(pl.col("status") == REFUSED).head(SHOWN_REFUSED - len(shown))
            shown += Outcome(refused).answers()
    return Taken(counts[TAKEN], counts[DUPLICATE], counts[CONFLICT], counts[REFUSED], tuple(shown))


def take_batch(caller: Caller, batch: Batch | PlainBatch, *, now_us: int | None = None) -> Outcome:
    """Take a batch in, in one transaction. Needs «events.record»."""
    caller.require("events.record")
    with alone():
        return _judged_and_written(caller, batch, now_us or _now_us())


def _judged_and_written(caller: Caller, batch: Batch | PlainBatch, now: int) -> Outcome:
    frame = batch.frame()
    known = interning.types(caller.place_id, frame["type"].drop_nulls().unique())
    rows = judged(frame, now, caller.timezone, {name: one.keep_days for name, one in known.items() if one.declared})
    rows = _refused(rows, _looked_at(rows, batch.values, known))
    for tries_left in reversed(range(TRIES)):
        try:
            return _written(caller.place_id, rows, now)
        except OperationalError as error:  # two that send the same events in another order may each hold what the other waits for
            if not tries_left or connection.in_atomic_block or getattr(error.__cause__, "sqlstate", "") != DEADLOCK:
                raise
    raise AssertionError


def _written(place_id: int, rows: pl.DataFrame, now_us: int) -> Outcome:
    """What became of judged rows after the transaction that writes them."""
    with in_order(place_id):
        rows = _numbered(place_id, rows)
        good = rows if rows["code"].null_count() == rows.height else rows.filter(pl.col("code").is_null())
        kept = _kept(place_id, good, now_us)
        if good.height < rows.height:
            keep_refused(place_id, rows)
    if good.height == rows.height:
        return Outcome(rows.select("i", "key", "code", "about", kept["status"], kept["position"]))
    told = rows.select("i", "key", "code", "about").join(kept, on="i", how="left", maintain_order="left")
    return Outcome(told.with_columns(pl.col("status").fill_null(REFUSED)))


def _looked_at(rows: pl.DataFrame, values: Sequence[Mapping[str, Any]], known: Mapping[str, Known]) -> list[Wrong]:
    """What is wrong with data: something that no column can hold, or something that its type's schema does not allow."""
    wrong: list[Wrong] = []
    suspects = set(rows.filter(pl.col("suspect"), pl.col("code").is_null())["i"]) if rows["suspect"].any() else ()
    wrong += [(i, code, "") for i in suspects if (code := wrong_value(values[i]))]
    checks = {name: check_of(one.key, one.version) for name, one in known.items() if one.version}
    if checks:
        seen = {i for i, _, _ in wrong}
        for i, (name, code) in enumerate(zip(rows["type"].to_list(), rows["code"].to_list(), strict=True)):
            if code is None and (check := checks.get(name)) is not None and i not in seen and (words := check(values[i])):
                wrong.append((i, "does_not_fit", words))
    return wrong


def _numbered(place_id: int, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with numbers for source, type and subject; what was erased, and one type too many, is refused."""
    good = rows if rows["code"].null_count() == rows.height else rows.filter(pl.col("code").is_null())
    sources, with_spent = interning.sources(place_id, good["source"].unique())
    if spent := [(uri, key) for uri in with_spent for key in spent_keys(sources[uri], good.filter(pl.col("source") == uri)["key"])]:
        gone = pl.DataFrame(spent, schema={"source": pl.String, "key": pl.String}, orient="row")
        rows = _refused(rows, [(i, "erased", "") for i in good.join(gone, on=["source", "key"], how="semi")["i"]])
        good = rows.filter(pl.col("code").is_null())
    types = interning.new_types(place_id, good["type"].unique())
    if len(types) < good["type"].n_unique():
        rows = _refused(rows, [(i, "too_many_types", "") for i in good.filter(~pl.col("type").is_in(list(types)))["i"]])
        good = rows.filter(pl.col("code").is_null())
    named = good.filter(pl.col("subject") != "").group_by("subject").agg(pl.col("anonymous").all())
    devices = dict(zip(named["subject"].to_list(), named["anonymous"].to_list(), strict=True))
    numbers = {"source": sources, "type": types, "subject": interning.subjects(place_id, devices)}
    return rows.with_columns(pl.col(column).replace_strict(some, default=None, return_dtype=pl.Int64).alias(f"{column}_key")
                             for column, some in numbers.items())


def _kept(place_id: int, good: pl.DataFrame, now_us: int) -> pl.DataFrame:
    """i, status and position of the good rows after they went into the table."""
    nothing = pl.DataFrame(schema={"i": pl.UInt32, "status": pl.String, "position": pl.Int64})
    if not good.height:
        return nothing
    rows = good.select("i", pl.lit(place_id).alias("place"), pl.col("source_key").alias("source"), "key", pl.col("type_key").alias("type"),
                       pl.col("subject_key").alias("subject"), "at_us", pl.lit(now_us).alias("received_us"), "day", "flags", "data")
    new = inserted(rows.select(COLUMNS))
    if new.len() == rows.height:
        count_days(place_id, rows)
        return rows.select("i", pl.lit(TAKEN).alias("status"), new)
    before = rows.join(stored(rows), on=["source", "key"], how="left", maintain_order="left")
    first = pl.col("i") == pl.col("i").min().over("source", "key")
    is_new = first & pl.col("position").is_in(new.implode())
    count_days(place_id, before.filter(is_new))
    like = (pl.col("type") == pl.col("stored_type")) & pl.col("subject").eq_missing(pl.col("stored_subject"))
    before = before.with_columns(is_new=is_new, like=like)
    old = before.filter(~pl.col("is_new"), "like").select("i", "data", "stored_data")
    same = [i for i, one, other in old.iter_rows() if same_json(one, other)]
    status = pl.when("is_new").then(pl.lit(TAKEN)).when(pl.col("i").is_in(same)).then(pl.lit(DUPLICATE)).otherwise(pl.lit(CONFLICT))
    return before.select("i", status.alias("status"), "position")


def _refused(rows: pl.DataFrame, wrong: list[Wrong]) -> pl.DataFrame:
    """The rows with what is wrong with some that had nothing wrong before."""
    if not wrong:
        return rows
    found = pl.DataFrame(wrong, schema={"i": pl.UInt32, "more": pl.String, "words": pl.String}, orient="row").unique("i", keep="first")
    return rows.join(found, on="i", how="left", maintain_order="left").with_columns(
        pl.coalesce("code", "more").alias("code"), pl.coalesce("about", "words").alias("about")).drop("more", "words")


def _answer(key: str | None, status: str, position: int | None, code: str | None, about: str | None) -> Answer:
    return Answer(key or "", status, position, code or "", said(code, about or "") if code else "")


def _now_us() -> int:
    return time.time_ns() // 1000
