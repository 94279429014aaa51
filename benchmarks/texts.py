"""Texts to measure on: the open pool of real texts where it is present, else fictional ones; never the reserved ones."""

from __future__ import annotations

from pathlib import Path

import polars as pl

ROOT = Path(__file__).resolve().parents[1]
POOL = ROOT.parent / "shared" / "data" / "gold" / "pool-open.csv"
RUNNERS = ROOT / "src" / "lifeworld" / "testing" / "runners" / "statements.csv"


def pool() -> tuple[list[str], str]:
    """Texts, and a sentence that says which."""
    path, what = (POOL, "the open pool of real texts") if POOL.exists() else (RUNNERS, "the fictional runners")
    texts = pl.read_csv(path, infer_schema=False)["text"].to_list()
    return texts, f"{what}, {len(texts):,} texts of {sum(len(t.split()) for t in texts) / len(texts):.0f} words on average"


def many(n: int, words: int = 22) -> list[str]:
    """n texts of about ``words`` words, cut from the pool; no two neighbours are alike."""
    source = " ".join(pool()[0]).split()
    step = max(1, len(source) // max(n, 1))
    return [" ".join(source[(i * 7 * step) % (len(source) - words):][:words]) for i in range(n)]
