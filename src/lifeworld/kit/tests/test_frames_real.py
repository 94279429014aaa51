"""Real tables: shapes and names, no text is shown. Skipped where the data folder beside the repository is absent."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
import pytest

from lifeworld.kit.frames import read_batches, read_frame, read_table

FOUND = [parent / "shared" / "data" for parent in Path(__file__).resolve().parents
         if (parent / "shared" / "data").is_dir()]


@pytest.fixture
def data() -> Path:
    if not FOUND:
        pytest.skip("the folder shared/data is not beside the repository")
    return FOUND[0]


MINI_BAR = ["data", "score", "thumbsUpCount", "problem_report", "feature_request", "irrelevant", "ori_lang", "app"]


@pytest.mark.parametrize(("name", "columns", "rows"), [
    ("reviews/perfectfit-goals/experiment_data/goals.csv", ["example", "introduction", "goal", "how"], 73),
    ("reviews/strava-ios/data/strava_reviews.csv", ["review", "rating", "date"], 490),
    ("gold/pool-open.csv", ["id", "source", "focal", "text"], 4325),
    ("reviews/mini-bar/dataset/for_classification/Garmin Connect.en.csv", MINI_BAR, 2000),
    ("reviews/mini-bar/dataset/for_classification/Samsung Health.fr.csv", MINI_BAR, 2000),
    ("coded/re21-feedback/data/P1-Golden.xlsx", ["reviews", "Judgement"], 1000),
])
def test_shapes_of_real_tables(data: Path, name: str, columns: list[str], rows: int) -> None:
    found = read_table(data / name)
    assert found.frame.columns == columns
    assert found.frame.height == rows
    assert found.damaged.height == 0


@pytest.mark.parametrize("name", [
    "gold/pool-open.csv", "coded/shuffle/shuffle_music_coded_LONG.csv", "coded/shuffle/shuffle_music_coded_WIDE.csv",
    "networks/vacca/Data/raw_data/alter_ties.csv",
])
def test_cells_are_those_of_the_csv_module(data: Path, name: str) -> None:
    with (data / name).open(encoding="utf-8-sig", newline="") as stream:
        by_csv = [tuple(cell or None for cell in row) for row in csv.reader(stream) if row]
    same = by_csv[1:] == read_frame(data / name).rows()
    assert same, f"{name} reads differently"  # never the rows themselves: they are texts of people


def test_embedded_line_ends_survive(data: Path) -> None:
    frame = read_frame(data / "reviews/perfectfit-goals/experiment_data/goals.csv")
    assert frame["example"].n_unique() == 73
    assert int(frame.select(pl.all().str.contains("\n")).sum().row(0)[1]) > 0


def test_csv_and_workbook_of_one_table_agree(data: Path) -> None:
    stem = data / "coded/review-emotions/data/agreements/agreement_Ann1-Ann2-Ann3-Ann4-Ann5"
    by_csv, by_sheet = read_frame(f"{stem}.csv"), read_frame(f"{stem}.xlsx")
    assert by_csv.columns == by_sheet.columns
    assert by_csv.shape == by_sheet.shape == (1112, 20)
    for name in ("sentenceId", "sentence"):
        same = by_csv[name].str.strip_chars().eq_missing(by_sheet[name].str.strip_chars())
        assert same.mean() > 0.99, f"the column {name} differs between the two files"


def test_parquet_in_batches(data: Path) -> None:
    batches = read_batches(data / "retail/online-retail/data/onlineretail.parquet", 100_000)
    heights = [batch.height for batch in batches]
    assert heights == [100_000] * 5 + [41_909]


def test_json_lines(data: Path) -> None:
    frame = read_frame(data / "gold/dev.jsonl")
    assert frame.height == 445
    assert {"id", "text", "agreed"} <= set(frame.columns)
    assert frame["agreed"].str.starts_with("[").all()
