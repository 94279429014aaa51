"""Refused events are kept for a while, so that somebody can look at them and send them again once the reason is mended."""

from __future__ import annotations

import msgspec
import polars as pl

from lifeworld.events.core.contents import wrong_value
from lifeworld.events.core.refusals import KEPT, said
from lifeworld.events.models import Refused

KEPT_MAX = 10_000
"""Refused events that a place keeps; the oldest go first."""
BODY = ("source", "key", "type", "subject", "at_us", "data", "anonymous", "corrected")


def keep_refused(place_id: int, rows: pl.DataFrame) -> None:
    """Keep those of the rows that were refused for a reason that can be mended here. Runs in the transaction of whoever calls."""
    refused = rows.filter(pl.col("code").is_in(sorted(KEPT)))
    if not refused.height:
        return
    Refused.objects.bulk_create([
        Refused(place=place_id, customer=row["subject"], code=row["code"], message=said(row["code"], row["about"] or "")[:500],
                body={**{name: row[name] for name in BODY}, "data": data})
        for row in refused.tail(KEPT_MAX).iter_rows(named=True)
        if not wrong_value(data := msgspec.json.decode(row["data"]))], batch_size=500)
    mine = Refused.objects.filter(place=place_id)
    if (last := mine.order_by("-id").values_list("pk", flat=True)[KEPT_MAX:KEPT_MAX + 1].first()) is not None:
        mine.filter(pk__lte=last).delete()
