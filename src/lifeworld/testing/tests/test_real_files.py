"""`lifeworld map` on real files, without the texts that are kept for acceptance."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from lifeworld.constellations.core.schemas import FILES
from lifeworld.testing.terminal import run, shared_data

DATA = shared_data()
needs_data = pytest.mark.skipif(DATA is None, reason="the real data of ../shared/data is not beside this checkout")


def mapped(out: Path, *arguments: object) -> dict[str, pl.DataFrame]:
    done = run("map", *arguments, "--out", out)
    assert done.returncode == 0, done.stderr
    return {name: pl.read_parquet(out / f"{name}.parquet") for name in FILES}


def reserved_ids() -> set[str]:
    assert DATA
    return set((DATA / "gold" / "reserved.txt").read_text(encoding="utf-8").split())


def text_id(text: str) -> str:
    return hashlib.sha1(" ".join(text.split()).encode(), usedforsecurity=False).hexdigest()[:12]


@needs_data
def test_open_pool_is_pooled_by_focal_provider(tmp_path: Path) -> None:
    found = mapped(tmp_path / "out", DATA / "gold" / "pool-open.csv")
    assert len(found["statements"]) == 4325
    assert found["constellations"].is_empty()
    assert found["ties"].is_empty()
    pools = set(found["pooled"].filter(pl.col("pool_kind") == "focal")["pool"])
    assert {"Garmin Connect", "Fitbit", "Strava"} <= pools
    shares = found["pooled"].filter(pl.col("part") == "driver").group_by("pool").agg(pl.col("share").sum())
    np.testing.assert_allclose(shares["share"], 1, atol=1e-9)


@needs_data
def test_goal_stories_with_several_answers(tmp_path: Path) -> None:
    source = DATA / "reviews" / "perfectfit-goals" / "experiment_data" / "goals.csv"
    kept = tmp_path / "goals.csv"
    frame = pl.read_csv(source, separator=";", infer_schema=False)
    columns = ("introduction", "goal", "how")
    reserved = reserved_ids()
    secret = [any(text_id(t or "") in reserved for t in (*row, " ".join(x or "" for x in row))) for row in frame.select(columns).rows()]
    kept.write_bytes(b"\xef\xbb\xbf" + frame.filter(~pl.Series(secret)).write_csv(separator=";").encode())
    found = mapped(tmp_path / "out", kept, "--customer", "example", "--text", ",".join(columns))
    assert len(found["constellations"]) == len(frame) - sum(secret)
    assert set(found["statements"]["field"]) == set(columns)
    assert found["constellations"]["type"].is_in(["individual-driven", "brand-driven", "socially driven", "undetermined"]).all()


@needs_data
@pytest.mark.slow()
def test_mini_bar_reviews(tmp_path: Path) -> None:
    folder, reserved, inputs = DATA / "reviews" / "mini-bar" / "dataset" / "for_classification", reserved_ids(), []
    for path in sorted(folder.glob("*.en.csv")):
        frame = pl.read_csv(path, infer_schema=False)
        text = "data" if "data" in frame.columns else "text"
        kept = frame.filter(~frame[text].fill_null("").map_elements(text_id, return_dtype=pl.String).is_in(list(reserved)))
        inputs.append(tmp_path / path.name)
        kept.write_csv(inputs[-1])
    assert len(inputs) == 3
    found = mapped(tmp_path / "out", *inputs)
    assert len(found["statements"]) > 5000
    assert found["pooled"].filter(pl.col("pool_kind") == "focal")["pool"].n_unique() == 3
