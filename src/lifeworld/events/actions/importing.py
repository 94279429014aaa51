"""Files of events come in: each event once, so that a file that was broken off, or grew, is given again as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import polars as pl
from django.db import transaction

from lifeworld.events.actions.batches import Batch, Framed
from lifeworld.events.actions.taking import Outcome, take_batch
from lifeworld.events.core.cloudevents import Refused
from lifeworld.events.core.judging import days_of
from lifeworld.events.core.mapped import content_keys, mapped
from lifeworld.events.core.refusals import REFUSALS, said
from lifeworld.events.core.repeats import Repeats
from lifeworld.events.core.values import CONFLICT, DUPLICATE, REFUSED, TAKEN
from lifeworld.events.files.importing import Part
from lifeworld.kit.caller import Caller

SHOWN = 20
KEPT_REFUSED = 100_000
"""Rows that were not taken in are given back up to this number; their count goes on."""
GIVEN_BACK = {"row": pl.Int64, "status": pl.String, "code": pl.String, "why": pl.String, "next_step": pl.String}
CONFLICT_SAID = "An event with this source and id is kept already, with other content."
CONFLICT_STEP = "Give another id or another --source; the first event stays."
DAMAGED_STEP = "Correct the row, and give the file again."


@dataclass(slots=True)
class Imported:
    """What became of a file: counts of rows, days and customers, and the rows that were not taken in (``GIVEN_BACK`` and their cells)."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys((TAKEN, DUPLICATE, CONFLICT, REFUSED), 0))
    days: set[int] = field(default_factory=set)
    customers: set[str] = field(default_factory=set)
    not_taken: list[pl.DataFrame] = field(default_factory=list)

    @property
    def n_rows(self) -> int:
        """All rows of the file."""
        return sum(self.counts.values())

    @property
    def refused(self) -> pl.DataFrame:
        """The rows that were not taken in, in the order of the file, with their cells."""
        rows = pl.concat(self.not_taken, how="diagonal_relaxed") if self.not_taken else pl.DataFrame(schema=GIVEN_BACK)
        return rows.sort("row", maintain_order=True)


def import_parts(caller: Caller, parts: Iterable[Part], *, source: str, now_us: int, dry_run: bool = False,
                 step: Callable[[int], None] | None = None) -> Imported:
    """Take the events of a file in, part by part, each in a transaction of its own. Needs «events.record».

    ``source`` is where they come from, for rows that do not say so themselves; ``now_us`` when they arrive (microseconds since 1970);
    ``dry_run`` tells what would become of them and keeps nothing. Given again, the same file changes nothing and a longer one adds what
    is new, because rows without an id are known by their content and by how often the file said the same before.
    """
    caller.require("events.record")
    found, repeats = Imported(), Repeats()
    for part in parts:
        if part.damaged.height:
            _give_back(found, part.damaged.select("row", pl.lit(REFUSED).alias("status"), pl.lit("damaged_row").alias("code"),
                                                  pl.col("reason").alias("why"), pl.lit(DAMAGED_STEP).alias("next_step")))
            found.counts[REFUSED] += part.damaged.height
        if part.row.len():
            batch = _batch(caller, part, source, repeats)
            _tally(found, caller, part, batch.frame(), _taken(caller, batch, now_us, dry_run=dry_run))
        if step is not None:
            step(part.row.len() + part.damaged.height)
    return found


class Rows(Framed):
    """Rows of a table on their way in, with a key from their content where they have none."""

    def __init__(self, rows: pl.DataFrame, repeats: Repeats | None) -> None:
        super().__init__(rows)
        batch = super().frame()
        self.whole = batch.with_columns(code=pl.coalesce(rows["code"], batch["code"]), about=pl.coalesce(rows["about"], batch["about"]),
                                        key=batch["key"] if repeats is None else content_keys(batch, repeats))

    def frame(self) -> pl.DataFrame:
        """The columns of ``judging.BATCH``."""
        return self.whole


def _batch(caller: Caller, part: Part, source: str, repeats: Repeats) -> Batch:
    """The part as a batch on its way in."""
    if part.columns is None:
        batch = Batch()
        for one in part.events:
            if isinstance(one, Refused):
                batch.refuse(one.code, one.about, one.key)
            else:
                batch.add(one.source, one.key, one.type, one.subject, one.at_us, one.data, one.anonymous, one.corrected)
        return batch
    rows = mapped(part.frame, part.columns, timezone=caller.timezone, source=source)
    return Rows(rows, None if part.columns.id else repeats)


def _taken(caller: Caller, batch: Batch, now_us: int, *, dry_run: bool) -> Outcome:
    if not dry_run:
        return take_batch(caller, batch, now_us=now_us)
    with transaction.atomic():
        outcome = take_batch(caller, batch, now_us=now_us)
        transaction.set_rollback(True)
    return outcome


def _tally(found: Imported, caller: Caller, part: Part, batch: pl.DataFrame, outcome: Outcome) -> None:
    status = outcome.rows["status"]
    for name in found.counts:
        found.counts[name] += outcome.n(name)
    kept = batch.filter(status.is_in([TAKEN, DUPLICATE]))
    found.days |= set(kept.select(days_of(pl.col("at_us"), caller.timezone)).to_series().drop_nulls().unique())
    found.customers |= set(kept["subject"].unique()) - {""}
    left = status.is_in([REFUSED, CONFLICT])
    if left.any():
        rows = outcome.rows.filter(left).select("status", pl.col("code").fill_null(CONFLICT), pl.col("about").fill_null(""))
        words = [_said(code, about) for code, about in rows.select("code", "about").iter_rows()]
        given = rows.with_columns(part.row.filter(left).alias("row"), pl.Series("why", [why for why, _ in words]),
                                  pl.Series("next_step", [next_step for _, next_step in words])).select(*GIVEN_BACK)
        cells = (pl.DataFrame({"line": part.lines}).filter(left) if part.lines
                 else part.frame.filter(left).rename(lambda name: f"file: {name}"))
        _give_back(found, pl.concat([given, cells], how="horizontal"))


def _said(code: str, about: str) -> tuple[str, str]:
    return (CONFLICT_SAID, CONFLICT_STEP) if code == CONFLICT else (said(code, about), REFUSALS[code].next_step)


def _give_back(found: Imported, rows: pl.DataFrame) -> None:
    room = KEPT_REFUSED - sum(some.height for some in found.not_taken)
    if room > 0:
        found.not_taken.append(rows.head(room))
