"""Of every customer of a place whether she is in an audience, and in which segment: as columns, for whoever reads a whole place at once.

Whoever does something for customers asks ``queries.targetable``; these columns are for figures.
"""

from __future__ import annotations

import polars as pl

from lifeworld.audiences.core.formula import both, negated
from lifeworld.audiences.models import SegmentMember
from lifeworld.audiences.queries.audiences import audience_of
from lifeworld.audiences.queries.compiling import compiled, rows_of
from lifeworld.audiences.queries.needs import segmentation_of
from lifeworld.kit.caller import Caller

INSIDE: dict[str, pl.DataType | type[pl.DataType]] = {"customer": pl.Int64, "inside": pl.Boolean}
SEGMENTS: dict[str, pl.DataType | type[pl.DataType]] = {
    "customer": pl.Int64, "segment": pl.String, "segment_stability": pl.Float64}
ROWS = 50_000


def inside(caller: Caller, slug: str) -> pl.DataFrame:
    """The customers who are in an audience as it is now (true), or of whom that is not known (null): customer, inside.

    Whoever is not in this table is certainly outside. Errors: LifeworldError 403, 404; InputRefused.
    """
    ready = compiled(caller, audience_of(caller, slug).expression, beginning=slug)
    unknown = both(ready.truth.possible, negated(ready.truth.true))
    parts = [pl.DataFrame(rows_of(ready.customers(formula, "c.id")), schema={"customer": pl.Int64}, orient="row").with_columns(
        pl.lit(said, pl.Boolean).alias("inside")) for formula, said in ((ready.truth.true, True), (unknown, None))]
    return pl.concat(parts).unique("customer", keep="first", maintain_order=True).sort("customer").cast(INSIDE)  # type: ignore[arg-type]


def segments_of(caller: Caller, slug: str) -> pl.DataFrame:
    """The name of the segment of each customer who is in one, and the likeness of that segment over bootstraps: customer, segment,
    segment_stability. Errors: LifeworldError 403, 404.
    """
    found = segmentation_of(caller, slug)
    told = pl.DataFrame([(one.number, one.name, one.stability) for one in found.segments], orient="row",
                        schema={"segment": pl.Int64, "name": pl.String, "segment_stability": pl.Float64})
    rows = SegmentMember.objects.filter(segmentation=found.pk).order_by("customer").values_list("customer_id", "segment")
    frame = pl.DataFrame(list(rows.iterator(chunk_size=ROWS)), schema={"customer": pl.Int64, "segment": pl.Int64}, orient="row")
    return frame.join(told, on="segment", how="left", maintain_order="left").select(
        "customer", pl.col("name").alias("segment"), pl.col("segment_stability").fill_nan(None))
