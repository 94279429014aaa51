"""Agreement on the words that were marked, code by code: unitizing alpha, alpha of characters, F1 of spans."""

from __future__ import annotations

import math

import numpy as np
import polars as pl

from lifeworld.kit.figure import Evidence, Figure, estimate
from lifeworld.voices.core.agreement import unitizing
from lifeworld.voices.core.agreement.strips import Spans
from lifeworld.voices.core.coder_comparison.figures import Basis
from lifeworld.voices.core.coder_comparison.judgements import Judgements

SHOWN = {
    "u_alpha": "unitizing alpha (Krippendorff et al. 2016)", "character_alpha": "Krippendorff's alpha of characters",
    "span_f1": "F1 of spans with the same borders",
}


def span_figures(found: Judgements, codings: pl.DataFrame, statements: pl.DataFrame | None, basis: Basis) -> dict[str, Figure]:
    """Figures by "code/coefficient" of codes that two coders marked with spans; none where texts or spans are not known.

    A coder who found a code without marking where is left out for that statement; overlapping spans of one coder are one.
    """
    spans = codings.filter(pl.col("start").is_not_null())
    if statements is None or "text" not in statements.columns or spans["coder"].n_unique() < 2:
        return {}
    lengths = pl.DataFrame({"statement": found.statements}).join(
        statements.select(pl.col("id").alias("statement"), pl.col("text").str.len_chars().alias("length")).unique("statement"),
        on="statement", how="left", maintain_order="left")["length"].fill_null(0).to_numpy().astype(np.int64)
    figures: dict[str, Figure] = {}
    for number, code in enumerate(found.codes):
        own = spans.filter(pl.col("code") == code)
        if own["coder"].n_unique() >= 2:
            figures |= _of_code(found, number, own, lengths, basis)
    return figures


def _of_code(found: Judgements, number: int, own: pl.DataFrame, lengths: np.ndarray, basis: Basis) -> dict[str, Figure]:
    code = found.codes[number]
    marking = [name for name in found.coders if (own["coder"] == name).any()]
    merged = _merged(own)
    at = merged.select(
        pl.col("statement").cast(pl.Enum(found.statements)).to_physical().cast(pl.Int64).alias("document"),
        pl.col("coder").cast(pl.Enum(marking)).to_physical().cast(pl.Int64), pl.col("start", "end").cast(pl.Int64),
    ).filter(pl.col("end") <= pl.Series(lengths).gather(pl.Series(merged["statement"].cast(pl.Enum(found.statements)).to_physical())))
    columns = [found.coders.index(name) for name in marking]
    values = found.values[number][:, columns]
    marked = np.zeros(values.shape, bool)
    marked[at["document"].to_numpy(), at["coder"].to_numpy()] = True
    judged = (values == 0) | ((values == 1) & marked)
    judged[lengths == 0] = False
    keep = judged.sum(axis=1) >= 2
    if not (marked & judged)[keep].any():
        return {}
    row = np.cumsum(keep) - 1
    at = at.filter(pl.Series((judged & keep[:, None])[at["document"].to_numpy(), at["coder"].to_numpy()]))
    document = row[at["document"].to_numpy()]
    spans = Spans(document, at["coder"].to_numpy(), np.ones(len(document), np.int64), at["start"].to_numpy(), at["end"].to_numpy(),
                  lengths[keep], judged[keep])
    customers = None if found.customers is None else found.customers[keep]
    result = unitizing(spans, customers, level=basis.level, seed=basis.seed)
    evidence = Evidence(f"spans of {code}", len(document))
    figures = {}
    for name, method in SHOWN.items():
        value, low, high = getattr(result, name), result.low[name], result.high[name]
        known = not any(math.isnan(one) for one in (value, low, high))
        figures[f"{code}/{name}"] = estimate(
            f"agreement/{code}/{name}", value if known else None, low, high, method=f"{method}; interval by resampling {basis.unit}",
            n=int(keep.sum()), n_unit="statements", n_customers=result.n_clusters if basis.by_customer else None, evidence=evidence,
            level=basis.level)
    return figures


def _merged(spans: pl.DataFrame) -> pl.DataFrame:
    """Spans of one coder and statement that overlap as one span."""
    by = ["statement", "coder"]
    ordered = spans.select(*by, "start", "end").sort(*by, "start", "end")
    reached = pl.col("end").cum_max().shift(1).over(by)
    ordered = ordered.with_columns(part=(pl.col("start") >= reached).fill_null(value=True).cum_sum().over(by))
    return ordered.group_by(*by, "part", maintain_order=True).agg(pl.col("start").min(), pl.col("end").max())
