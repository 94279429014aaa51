"""Files of earnings come in: each row once, as an event of the type partner.earned; rows that cannot be are kept with the reason.

A file that was broken off, or grew, is given again as it is: what is there already is there.
"""

from __future__ import annotations

import math
import re
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import polars as pl
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
from lifeworld.kit.errors import InputRefused, LifeworldError
from lifeworld.kit.frames.pieces import Piece
from lifeworld.partners.files.kept import SUFFIX, bounded, plain_name
from lifeworld.partners.models import Partner
from lifeworld.scorecard.core.deeds import CURRENCY
from lifeworld.scorecard.core.earnings import NEXT, REFUSED, Judged, judged
from lifeworld.scorecard.core.plans import ImportValue, PlanValue
from lifeworld.scorecard.files.earnings import earning_pieces
from lifeworld.scorecard.models import EarningsImport, RefusedEarning
from lifeworld.scorecard.queries.earned import import_value
from lifeworld.scorecard.queries.factors import Factors
from lifeworld.scorecard.queries.plans import may_manage, plan_kept

FILE_BYTES_MAX = 32 * 1024**2
"""A larger file comes in at the terminal: `lifeworld scorecard earnings`."""
REFUSED_KEPT_MAX = 10_000
NAME_CHARS_MAX, REASON_CHARS_MAX = 255, 400
DAMAGED_STEP = "Correct the row, and give the file again."
Step = Callable[[int], None]


def import_earnings(caller: Caller, path: Path, name: str, *, currency: str = "", step: Step | None = None) -> ImportValue:
    """Take the earnings of a file in, piece by piece, each in a transaction of its own. ``currency``: of rows that say none.

    Errors: 403; 409 where the scorecard is not set up; 422. A file that is no table, or breaks off, is kept as failed, with what came
    before it.
    """
    may_manage(caller)
    plan = plan_kept(caller)
    if plan is None:
        raise conflict("no_plan", "The scorecard of this place is not set up.", "Set it up first, so that its currency is known.")
    code = _currency(currency, plan.currency)
    row = EarningsImport.objects.create(place_id=caller.place_id, filename=name[:NAME_CHARS_MAX], state="reading", who=caller.who,
                                        made_at=timezone.now())
    reader = _Reader(caller, row, plan, code)
    try:
        for piece in earning_pieces(path, name):
            reader.read(piece)
            if step is not None:
                step(piece.frame.height + piece.damaged.height)
    except LifeworldError as error:
        _ended(caller, row, "failed", str(error).replace(str(path), name).replace(path.name, name))
    except Exception:  # whatever broke it off, the file is not left as if it were still being read
        _ended(caller, row, "failed", "It broke off. Give the file again: what came in before stays, and counts once.")
        raise
    else:
        _ended(caller, row, "done")
    return import_value(row)


@transaction.atomic
def _ended(caller: Caller, row: EarningsImport, state: str, said: str = "") -> None:
    row.state, row.said = state, said[:600]
    row.save()
    record(caller, "scorecard.earnings_read", data={"import": row.pk, "n": row.n_taken, "refused": row.n_refused})


def import_upload(caller: Caller, name: str, chunks: Iterable[bytes], size: int, *, currency: str = "") -> ImportValue:
    """``import_earnings`` of a file that came with a request. Errors: as there; InputRefused for a larger one, or a strange currency."""
    may_manage(caller)
    if size > FILE_BYTES_MAX:
        raise InputRefused("file_too_large", f"The file has more than {FILE_BYTES_MAX // 1024**2} MiB.",
                           "Bring it in at the terminal: lifeworld scorecard earnings FILE.")
    named = plain_name(name) or "earnings"
    with tempfile.TemporaryDirectory(prefix="lifeworld-") as folder:
        suffix = SUFFIX.search(named.lower())
        path = Path(folder) / f"earnings{suffix[0] if suffix else ''}"
        with path.open("wb") as out:
            for chunk in chunks:
                out.write(chunk)
        bounded(path, named)
        return import_earnings(caller, path, named, currency=currency)


def _currency(text: str, default: str) -> str:
    code = text.strip().upper()
    if code and not re.fullmatch(CURRENCY, code):
        raise InputRefused("bad_currency", f"«{text[:12]}» is no currency.", "Give its code of three letters, such as EUR.")
    return code or default


class _Reader:
    """What came of the pieces of a file so far."""

    def __init__(self, caller: Caller, row: EarningsImport, plan: PlanValue, currency: str) -> None:
        self.caller, self.row, self.plan, self.currency = caller, row, plan, currency
        self.partners = frozenset(Partner.objects.filter(place=caller.place_id).values_list("key", flat=True))
        self.repeats, self.now_us, self.kept = Repeats(), time.time_ns() // 1000, 0
        self.rates = Factors(caller, plan.currency)
        self.known: dict[tuple[str, int], bool] = {}

    def read(self, piece: Piece) -> None:
        """Take one piece in."""
        found = judged(piece.frame, piece.row, currency=self.currency, partners=self.partners, timezone=self.caller.timezone,
                       repeats=self.repeats)
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
        self.row.n_read += piece.frame.height + piece.damaged.height
        self.row.n_refused += refused.height
        self.row.save()
        room = REFUSED_KEPT_MAX - self.kept
        shown = refused.sort("row").head(max(room, 0))
        self.kept += shown.height
        RefusedEarning.objects.bulk_create(
            [RefusedEarning(file=self.row, row=number, field=field, code=code[:60], reason=reason[:REASON_CHARS_MAX],
                            next_step=then[:REASON_CHARS_MAX]) for number, field, code, reason, then in shown.iter_rows()],
            batch_size=1000)


def _damaged(piece: Piece) -> pl.DataFrame:
    return piece.damaged.select("row", pl.lit("").alias("field"), pl.lit("damaged_row").alias("code"), "reason",
                                pl.lit(DAMAGED_STEP).alias("next_step")).cast(REFUSED)  # type: ignore[arg-type]


def _said(code: str, about: str) -> tuple[str, str]:
    return (CONFLICT_SAID, CONFLICT_STEP) if code == CONFLICT else (refusal_said(code, about), REFUSALS[code].next_step)
