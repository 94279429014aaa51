"""The page of learned heads in Markdown: how well they code, how well calibrated they are, and the learning curve."""

from __future__ import annotations

import polars as pl

from lifeworld.voices.core.heads.curve import Curve
from lifeworld.voices.core.heads.report import Report

_PAGE = """# Learned heads

Coder `{label}`, codebook `{codebook}`, encoder `{encoder}`. Learned from {n:,} coded statements.

## How well they code

{mean} `alpha` is Krippendorff's against the people (most of them, where several coded), with a 90 % interval over resampled customers;
`brier` and `ece` judge the probabilities, 0 is perfect.

{table}

{notes}

## What more codings would buy

{advice}

{curve}
"""


def heads_page(made: Report, curve: Curve | None, label: str, codebook: str, encoder: str, n: int, picture: str = "") -> str:
    """The page; ``curve`` is None where none was drawn, ``picture`` the Markdown that shows it ("" = none)."""
    drawn = "\n\n".join(part for part in (picture, _curve(curve)) if part)
    return _PAGE.format(
        label=label, codebook=codebook, encoder=encoder or "none", n=n, table=_table(made.by_code), mean=f"Mean alpha: {made.mean.text()}.",
        notes="\n".join(f"- {note}" for note in made.notes), advice=made.advice or "The learning curve was not drawn.", curve=drawn)


def cell(value: object) -> str:
    """One cell: two decimals, a dash for what is undefined."""
    return "–" if value is None else f"{value:.2f}" if isinstance(value, float) else str(value)


def _table(frame: pl.DataFrame) -> str:
    lines = [f"| {' | '.join(frame.columns)} |", f"|{' --- |' * frame.width}"]
    return "\n".join(lines + [f"| {' | '.join(map(cell, row))} |" for row in frame.iter_rows()])


def _curve(curve: Curve | None) -> str:
    if curve is None or not len(curve.size):
        return ""
    frame = pl.DataFrame({
        "coded statements": [round(size) for size in curve.size], "mean alpha": curve.mean,
        "by the law": [curve.at(size) for size in curve.size], "low": [curve.band(size)[0] for size in curve.size],
        "high": [curve.band(size)[1] for size in curve.size]})
    means = curve.points.group_by("code", "n").agg(pl.col("alpha").mean()).sort("n")
    by_code = means.pivot(on="n", index="code", values="alpha").sort("code")
    return f"{_table(frame)}\n\nAlpha of each code, by coded statements:\n\n{_table(by_code)}"
