"""`lifeworld map`, `voices code` and `demo` as their users run them, on the runners and on real files."""

from __future__ import annotations

import hashlib
import importlib.util
import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from lifeworld.constellations.core.schemas import FILES
from lifeworld.kit.ids import content_ids
from lifeworld.voices.core.codebook import CODES, DRIVERS

_spec = importlib.util.spec_from_file_location("terminal", Path(__file__).with_name("terminal.py"))
assert _spec
assert _spec.loader
terminal = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(terminal)
run = terminal.run

RUNNERS = Path(__file__).resolve().parents[1] / "runners"
DATA = terminal.shared_data()
needs_data = pytest.mark.skipif(DATA is None, reason="the real data of ../shared/data is not beside this checkout")


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
