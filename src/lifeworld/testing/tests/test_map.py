"""`lifeworld map`, `voices code` and `demo` as their users run them, on the runners and on real files."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from lifeworld.constellations.core.schemas import FILES
from lifeworld.kit.ids import content_ids
from lifeworld.testing.terminal import run
from lifeworld.voices.core.codebook import CODES, DRIVERS

RUNNERS = Path(__file__).resolve().parents[1] / "runners"


def mapped(out: Path, *arguments: object) -> dict[str, pl.DataFrame]:
    done = run("map", *arguments, "--out", out)
    assert done.returncode == 0, done.stderr
    return {name: pl.read_parquet(out / f"{name}.parquet") for name in FILES}


def test_version_and_help_teach() -> None:
    assert run("--version").stdout.startswith("lifeworld, version 0.")
    said = run("map", "--help").stdout
    assert "lifeworld map reviews.csv" in said
    assert all(option in said for option in ("--text", "--customer", "--focal", "--drawn", "--events", "--seed"))


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    out = tmp_path_factory.mktemp("demo") / "study"
    done = run("demo", "--out", out)
    assert done.returncode == 0, done.stderr
    return out, done.stdout


def test_demo_types_most_runners_as_their_writers_meant(demo: tuple[Path, str]) -> None:
    out, said = demo
    pairs = pl.read_csv(out / "intended.csv")
    assert len(pairs) == 40
    known = pairs.filter(pl.col("agrees").is_not_null())
    assert known["agrees"].mean() >= 0.8
    assert "Fictional" in said
    assert "report.html" in said


def test_files_have_the_columns_that_the_docs_state(demo: tuple[Path, str]) -> None:
    for name, schema in FILES.items():
        frame = pl.read_parquet(demo[0] / f"{name}.parquet")
        assert list(frame.schema.items()) == [(column, dtype) for column, (dtype, _) in schema.items()], name


def test_relevances_add_up_and_intervals_hold(demo: tuple[Path, str]) -> None:
    ties, found = (pl.read_parquet(demo[0] / f"{name}.parquet") for name in ("ties", "constellations"))
    total = ties.group_by("customer").agg(pl.col("relevance").sum()).join(found, on="customer")
    np.testing.assert_allclose(total["relevance"] + total["unmentioned"], 1, atol=1e-6)
    assert ties.filter((pl.col("relevance_low") > pl.col("relevance")) | (pl.col("relevance_high") < pl.col("relevance"))).is_empty()
    np.testing.assert_allclose(found.select(DRIVERS).sum_horizontal(), 1, atol=1e-9)
    assert ties.filter(pl.col("actor") == "self").height == len(found) == 40
    assert ties.filter(pl.col("proximity").is_not_null() & (pl.col("drawn") == 0)).is_empty()
    assert ties.filter(pl.col("n_evidence") != pl.col("said") + pl.col("done") + pl.col("drawn")).is_empty()


def test_every_coding_quotes_its_statement(demo: tuple[Path, str]) -> None:
    codings, statements = (pl.read_parquet(demo[0] / f"{name}.parquet") for name in ("codings", "statements"))
    joined = codings.join(statements.select(statement="id", text="text"), on="statement")
    assert len(joined) == len(codings)
    quotes = pl.Series([text[a:b] for text, a, b in joined.select("text", "start", "end").iter_rows()], dtype=pl.String)
    assert content_ids(quotes).to_list() == joined["quote_hash"].to_list()
    assert (quotes.str.strip_chars() == quotes).all()
    assert (quotes.str.len_chars() > 0).all()
    assert codings["probability"].min() >= 0.05
    assert set(codings["code"]) <= set(CODES)


def test_every_figure_has_an_interval_or_says_what_is_missing(demo: tuple[Path, str]) -> None:
    figures = json.loads((demo[0] / "figures.json").read_text(encoding="utf-8"))
    assert len(figures) > 40
    for figure in figures:
        assert figure["evidence"]["query"]
        assert figure["versions"]["coder"].startswith("fast")
        if figure["kind"] == "estimate" and figure["value"] is not None:
            assert figure["low"] <= figure["value"] <= figure["high"]
        elif figure["kind"] == "estimate":
            assert figure["text"].startswith("not enough: n = ")


def test_order_and_number_of_files_change_nothing(demo: tuple[Path, str], tmp_path: Path) -> None:
    rows = pl.read_csv(RUNNERS / "statements.csv", infer_schema=False).sample(fraction=1, shuffle=True, seed=4)
    parts = []
    for number, (first, last) in enumerate(((0, 50), (50, 51), (51, 400))):
        parts.append(tmp_path / f"part{number}.csv")
        rows[first:last].write_csv(parts[-1])
    facts = ["--drawn", RUNNERS / "drawn.csv", "--events", RUNNERS / "events.csv", "--study", RUNNERS / "study.toml"]
    again = mapped(tmp_path / "out", *parts, *facts, "--workers", 1)
    for name, frame in again.items():
        before = pl.read_parquet(demo[0] / f"{name}.parquet")
        assert before.shape == frame.shape, name
        for column in frame.columns:
            if frame[column].dtype == pl.Float64:
                np.testing.assert_allclose(frame[column], before[column], rtol=0, atol=1e-9, err_msg=f"{name}.{column}")
            else:
                assert frame[column].to_list() == before[column].to_list(), f"{name}.{column}"


def test_seed_changes_draws_but_not_means(demo: tuple[Path, str], tmp_path: Path) -> None:
    facts = ["--drawn", RUNNERS / "drawn.csv", "--events", RUNNERS / "events.csv", "--study", RUNNERS / "study.toml"]
    other = mapped(tmp_path / "out", RUNNERS / "statements.csv", *facts, "--seed", 99)["ties"]
    ties = pl.read_parquet(demo[0] / "ties.parquet")
    np.testing.assert_allclose(other["relevance"], ties["relevance"], atol=1e-12)
    assert (other["relevance_low"] != ties["relevance_low"]).any()


def test_standard_input_and_detected_columns(tmp_path: Path) -> None:
    done = run("map", "-", "--out", tmp_path / "out", stdin=b"user;review\nana;My wife and I run.\nben;It crashed again\n")
    assert done.returncode == 0, done.stderr
    assert pl.read_parquet(tmp_path / "out" / "constellations.parquet")["customer"].to_list() == ["ana", "ben"]
