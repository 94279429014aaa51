"""Rows that were not taken in, as a table for whoever sent them; cells that a spreadsheet would run as a formula are guarded."""

from __future__ import annotations

import polars as pl

from lifeworld.kit.caller import Caller
from lifeworld.kit.frames.writing import guarded
from lifeworld.partners.models import RefusedOffer
from lifeworld.partners.queries.feeds import run_row

COLUMNS = {"row": pl.Int64, "field": pl.String, "code": pl.String, "reason": pl.String, "next_step": pl.String}


def csv_of(caller: Caller, partner: str, run: int) -> bytes:
    """UTF-8 with a header. Errors: 403; 404."""
    rows = RefusedOffer.objects.filter(run=run_row(caller, partner, run)).order_by("pk").values_list(*COLUMNS)
    return guarded(pl.DataFrame(list(rows), schema=COLUMNS, orient="row")).write_csv().encode()
