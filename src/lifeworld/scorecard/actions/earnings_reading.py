"""A file of earnings is read: piece by piece, each in a transaction of its own, from where an earlier reader stood."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import polars as pl
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from lifeworld.events.actions import record
from lifeworld.events.actions.batches import Framed
from lifeworld.events.actions.importing import CONFLICT_SAID, CONFLICT_STEP
from lifeworld.events.actions.taking import take_batch
from lifeworld.events.core.refusals import REFUSALS
from lifeworld.events.core.refusals import said as refusal_said
from lifeworld.events.core.repeats import Repeats
from lifeworld.events.core.values import CONFLICT, DUPLICATE, TAKEN
from lifeworld.kit.caller import Caller, conflict
from lifeworld.kit.errors import LifeworldError
from lifeworld.kit.frames.pieces import Piece
from lifeworld.partners.models import Partner
from lifeworld.scorecard.core.earnings import NEXT, REFUSED, Judged, judged
from lifeworld.scorecard.files.earnings import drop, earning_pieces, path_of
from lifeworld.scorecard.models import EarningsImport, RefusedEarning
from lifeworld.scorecard.queries.factors import Factors
from lifeworld.scorecard.queries.plans import plan_kept

DONE, FAILED, READING = "done", "failed", "reading"
LEASE = timedelta(minutes=5)
"""A file whose reader was silent for so long is taken up by another."""
REFUSED_KEPT_MAX = 10_000
REASON_CHARS_MAX, SAID_CHARS_MAX = 400, 600
DAMAGED_STEP = "Correct the row, and give the file again."
BROKE_OFF = "It broke off. Give the file again: what came in before stays, and counts once."
Step = Callable[[int], None]


def read_import(caller: Caller, row: EarningsImport, path: Path, step: Step | None = None) -> None:
    """Read a file to its end, and say how it ended. What it holds that is no table, or breaks off, makes it a failed one, with what came
    before it. Errors: whatever nobody foresaw, and what ``step`` raises; then nothing is said yet.
    """
    try:
        reader = _Reader(caller, row)
        for piece in earning_pieces(path, row.filename):
            reader.read(piece)
            if step is not None:
                step(piece.frame.height + piece.damaged.height)
    except LifeworldError as error:
        ended(caller, row, FAILED, str(error).replace(str(path), row.filename).replace(path.name, row.filename))
    else:
        ended(caller, row, DONE)


@transaction.atomic
def ended(caller: Caller, row: EarningsImport, state: str, said: str = "") -> None:
    """How it ended, with its line, and its bytes go; nothing where another reader took it up meanwhile."""
    held = EarningsImport.objects.filter(pk=row.pk, state=READING, tries=row.tries)
    if held.update(state=state, said=said[:SAID_CHARS_MAX], busy_until=None):
        row.refresh_from_db()  # what a piece that was rolled back counted is not so
        record(caller, "scorecard.earnings_read", data={"import": row.pk, "n": row.n_taken, "refused": row.n_refused})
        if row.file:
            path = path_of(Path(settings.UPLOAD_DIR), row.file)
            transaction.on_commit(lambda: drop(path))


class _Reader:
    """What came of the pieces of a file so far. Those that an earlier reader took in are looked at again, so that rows that are alike are
    told apart as they were, and are not taken again.
    """

    def __init__(self, caller: Caller, row: EarningsImport) -> None:
        plan = plan_kept(caller)
        if plan is None:
            raise conflict("no_plan", "The scorecard of this place is not set up any more.", "Set it up again, and give the file again.")
        self.caller, self.row, self.plan = caller, row, plan
        self.partners = frozenset(Partner.objects.filter(place=caller.place_id).values_list("key", flat=True))
        self.repeats, self.now_us = Repeats(), time.time_ns() // 1000
        self.rates = Factors(caller, plan.currency)
        self.known: dict[tuple[str, int], bool] = {}
        self.kept = RefusedEarning.objects.filter(file=row).count() if row.n_read else 0
        self.before = row.n_read
        """Rows that an earlier reader took in and that did not come by yet."""

    def read(self, piece: Piece) -> None:
        """Take one piece in."""
        found = judged(piece.frame, piece.row, currency=self.row.currency, partners=self.partners, timezone=self.caller.timezone,
                       repeats=self.repeats)
        if self.before > 0:
            self.before -= _rows(piece)
            self._holds()
            return
        found = self._with_rates(found)
        with transaction.atomic():
            refused = [found.refused, _damaged(piece), *self._taken(found.events)]
            self._counted(piece, pl.concat(refused))

    def _with_rates(self, found: Judged) -> Judged:
        """Rows in other currencies are refused where no rate of their day is known."""
        pairs = found.events.filter(pl.col("currency") != self.plan.currency).select("currency", "day").unique()
        for code, day in pairs.iter_rows():
            self.known[code, day] = math.isfinite(self.rates.of(code, day))
        unknown = pl.DataFrame([pair for pair, is_known in self.known.items() if not is_known], orient="row",
                               schema={"currency": pl.String, "day": pl.Int64})
        lost = found.events.join(unknown, on=["currency", "day"], how="semi")
        words = pl.format(f"No rate of {{}} in {self.plan.currency} is known for that day.", "currency")
        refused = lost.select("row", pl.lit("currency").alias("field"), pl.lit("no_rate").alias("code"), words.alias("reason"),
                              pl.lit(NEXT["no_rate"]).alias("next_step"))
        return Judged(found.events.join(unknown, on=["currency", "day"], how="anti", maintain_order="left"),
                      pl.concat([found.refused, refused]))

    def _taken(self, events: pl.DataFrame) -> list[pl.DataFrame]:
        """What the intake refused of them."""
        if not events.height:
            return []
        with_events = replace(self.caller, scopes=self.caller.scopes | {"events.record"})
        outcome = take_batch(with_events, Framed(events.select("source", "key", "type", "subject", "at_us", "data")), now_us=self.now_us)
        self.row.n_taken += outcome.n(TAKEN)
        self.row.n_duplicate += outcome.n(DUPLICATE)
        left = outcome.rows.with_columns(events["row"]).filter(~pl.col("status").is_in([TAKEN, DUPLICATE]))
        said = [_said(code or CONFLICT, about or "") for code, about in left.select("code", "about").iter_rows()]
        return [left.select("row", pl.lit("").alias("field"), pl.col("code").fill_null(CONFLICT),
                            pl.Series("reason", [why for why, _ in said], pl.String),
                            pl.Series("next_step", [then for _, then in said], pl.String))]

    def _counted(self, piece: Piece, refused: pl.DataFrame) -> None:
        """Counts with the piece, so that both stay or neither does. Errors: 409 where another reader took the file up meanwhile."""
        row = self.row
        row.n_read += _rows(piece)
        row.n_refused += refused.height
        self._holds(n_read=row.n_read, n_taken=row.n_taken, n_duplicate=row.n_duplicate, n_refused=row.n_refused)
        room = REFUSED_KEPT_MAX - self.kept
        shown = refused.sort("row").head(max(room, 0))
        self.kept += shown.height
        RefusedEarning.objects.bulk_create(
            [RefusedEarning(file=row, row=number, field=field, code=code[:60], reason=reason[:REASON_CHARS_MAX],
                            next_step=then[:REASON_CHARS_MAX]) for number, field, code, reason, then in shown.iter_rows()],
            batch_size=1000)


    def _holds(self, **counts: int) -> None:
        """Go on holding the file. Errors: 409 where another reader took it up meanwhile."""
        held = EarningsImport.objects.filter(pk=self.row.pk, state=READING, tries=self.row.tries)
        if not held.update(busy_until=timezone.now() + LEASE, **counts):
            raise conflict("taken_up", "Another reader took this file up.", "Wait until it is done.")


def _rows(piece: Piece) -> int:
    return piece.frame.height + piece.damaged.height


def _damaged(piece: Piece) -> pl.DataFrame:
    return piece.damaged.select("row", pl.lit("").alias("field"), pl.lit("damaged_row").alias("code"), "reason",
                                pl.lit(DAMAGED_STEP).alias("next_step")).cast(REFUSED)  # type: ignore[arg-type]


def _said(code: str, about: str) -> tuple[str, str]:
    return (CONFLICT_SAID, CONFLICT_STEP) if code == CONFLICT else (refusal_said(code, about), REFUSALS[code].next_step)
