"""`lifeworld voices code` as its users run it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

from lifeworld.testing.terminal import run
from lifeworld.voices.core.codebook import CODES

RUNNERS = Path(__file__).resolve().parents[1] / "runners"


def test_voices_code_gives_one_row_for_each_row(tmp_path: Path) -> None:
    path = RUNNERS / "statements.csv"
    for ending in ("parquet", "csv", "jsonl"):
        out = tmp_path / f"codes.{ending}"
        done = run("voices", "code", path, "--text", "text", "--id", "id", "--focal", "Kestrel", "--out", out)
        assert done.returncode == 0, done.stderr
    codes = pl.read_parquet(tmp_path / "codes.parquet")
    assert codes["id"].to_list() == pl.read_csv(path)["id"].to_list()
    for code in CODES:
        assert codes[code].is_between(0, 1).all()
        assert codes[f"{code}_present"].dtype == pl.Boolean
    assert codes["valence"].is_between(-1, 1).all()
    assert set(codes["valence_label"]) <= {-1, 0, 1}
    assert pl.read_csv(tmp_path / "codes.csv").height == pl.read_ndjson(tmp_path / "codes.jsonl").height == len(codes)


def test_segments_noisy_or_is_the_statement(tmp_path: Path) -> None:
    path = RUNNERS / "statements.csv"
    for per in ("statement", "segment"):
        done = run("voices", "code", path, "--text", "text", "--id", "id", "--per", per, "--out", tmp_path / f"{per}.parquet")
        assert done.returncode == 0, done.stderr
    statements, segments = (pl.read_parquet(tmp_path / f"{per}.parquet") for per in ("statement", "segment"))
    derived = segments.group_by("id", maintain_order=True).agg((1 - (1 - pl.col(code)).product()).alias(code) for code in CODES)
    for code in CODES:
        np.testing.assert_allclose(derived[code], statements[code], atol=1e-9)
