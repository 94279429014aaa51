"""Where coders differ: statements to talk about, codes taken for one another, a sheet to settle it in."""

from __future__ import annotations

import numpy as np
import polars as pl

from lifeworld.kit.ratio import ratio
from lifeworld.voices.core.agreement import MISSING
from lifeworld.voices.core.coder_comparison.judgements import Judgements
from lifeworld.voices.core.coder_comparison.values import ADJUDICATION, CONFUSIONS, DISAGREEMENTS, CoderComparison

SETTLED = "adjudicated"
_EXAMPLES = 5


def disagreements(found: Judgements, alphas: dict[str, float], codings: pl.DataFrame, statements: pl.DataFrame | None) -> pl.DataFrame:
    """Statements and codes on which coders differ, columns of DISAGREEMENTS: codes of the lowest alpha first, then the widest split."""
    present, absent = found.values == 1, found.values == 0
    yes, no = present.sum(axis=2), absent.sum(axis=2)
    code, statement = np.nonzero((yes > 0) & (no > 0))
    a, b = yes[code, statement], no[code, statement]
    rows = pl.DataFrame({
        "statement": found.statements.gather(statement), "code": pl.Series(found.codes).gather(code),
        "split": 2 * a * b / ((a + b) * (a + b - 1)), "alpha": [alphas[found.codes[c]] for c in code],
    }, schema_overrides={"alpha": pl.Float64, "split": pl.Float64, "code": pl.String})
    rows = rows.with_columns(pl.col("alpha").fill_nan(None), _names(found, present, code, statement, "present"),
                             _names(found, absent, code, statement, "absent"))
    places = codings.filter(pl.col("present") & (pl.col("start").is_not_null() | pl.col("quote").is_not_null())).sort(
        "statement", "code", "coder", "start").group_by("statement", "code", maintain_order=True).first()
    rows = rows.join(places.select("statement", "code", "start", "end", "quote"), on=["statement", "code"], how="left")
    texts = pl.DataFrame(schema={"id": pl.String, "customer": pl.String, "text": pl.String})
    if statements is not None:
        texts = pl.concat([texts, statements.select(name for name in texts.columns if name in statements.columns)], how="diagonal")
    rows = rows.join(texts.unique("id"), left_on="statement", right_on="id", how="left")
    rows = rows.sort("alpha", "code", "split", "statement", descending=[False, False, True, False], nulls_last=True)
    return rows.with_row_index("rank", offset=1).select(pl.col(name).cast(kind) for name, kind in DISAGREEMENTS.items())


def _names(found: Judgements, chosen: np.ndarray, code: np.ndarray, statement: np.ndarray, name: str) -> pl.Series:
    row, coder = np.nonzero(chosen[code, statement])
    lists = pl.DataFrame({"row": row, "coder": pl.Series(found.coders).gather(coder)}).group_by("row", maintain_order=True).agg("coder")
    return lists["coder"].alias(name) if len(lists) else pl.Series(name, [], dtype=pl.List(pl.String))


def confusions(found: Judgements) -> pl.DataFrame:
    """Pairs of codes that coders give in each other's place, columns of CONFUSIONS, the largest excess over chance first."""
    rows: list[dict[str, object]] = []
    for a in range(len(found.codes)):
        for b in range(a + 1, len(found.codes)):
            rows += _confused(found, a, b)
    frame = pl.DataFrame(rows, schema=CONFUSIONS)
    return frame.sort(pl.col("n") - pl.col("expected"), "code", "instead", descending=[True, False, False])


def _confused(found: Judgements, a: int, b: int) -> list[dict[str, object]]:
    one, other = found.values[a], found.values[b]
    known = (one != MISSING) & (other != MISSING)
    first, second = (one == 1) & (other == 0), (one == 0) & (other == 1)
    cases = first.sum(axis=1) * second.sum(axis=1)
    if not cases.any():
        return []
    held = known.astype(np.float64)
    gives_a = ((one == 1) & known).T.astype(np.float64) @ ((one == 0) & known)
    gives_b = ((other == 0) & known).T.astype(np.float64) @ ((other == 1) & known)
    both = held.T @ held
    expected = float(ratio(gives_a * gives_b, both, unknown=0.0)[~np.eye(len(found.coders), dtype=bool)].sum())
    shown = found.statements.gather(np.flatnonzero(cases)[:_EXAMPLES]).to_list()
    return [{"code": found.codes[a], "instead": found.codes[b], "n": int(cases.sum()), "expected": expected, "statements": shown}]


def adjudication_sheet(comparison: CoderComparison) -> pl.DataFrame:
    """A sheet of all disagreements in their order, columns of ADJUDICATION; ``present`` is for the verdict.

    Filled in, it is a file of codings of the coder "adjudicated" (``read_codings``).
    """
    rows = comparison.disagreements
    return rows.select(
        pl.col("statement").alias("id"), "customer", "text", "code", "quote",
        pl.col("present").list.join(", ").alias("said_present"), pl.col("absent").list.join(", ").alias("said_absent"),
        pl.lit(SETTLED).alias("coder"), pl.lit(None, pl.String).alias("present"),
    ).select(pl.col(name).cast(kind) for name, kind in ADJUDICATION.items())
