from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner, Result

from lifeworld.plugin import InputRefused
from lifeworld_running.commands import running
from lifeworld_running.files.reading import read_path
from lifeworld_running.tests.made_texts import gpx, run_gpx, trkpt, zipped


def said(*arguments: object) -> Result:
    return CliRunner().invoke(running, ["read", *map(str, arguments)], catch_exceptions=False)


def test_every_file_is_named_with_its_verdict_and_every_point_is_kept(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    (source / "all.zip").write_bytes(zipped({"a.gpx": run_gpx(200), "plan.gpx": gpx([trkpt(0, time=""), trkpt(1, time="")])}))
    (source / "b.gpx").write_bytes(run_gpx(300)[:20_000])
    (source / "notes.csv").write_bytes(b"a,b")
    done = said(source, "--out", tmp_path / "out")
    assert done.exit_code == 0
    assert "2026-05-01 08:00" in done.output and "breaks off" in done.output and "3 recordings" in done.output
    assert "2 read" not in done.output and "3 read, 1 partial, 1 refused" in done.output
    points = pl.read_parquet(tmp_path / "out" / "recordings.parquet")
    files = pl.read_csv(tmp_path / "out" / "files.csv")
    runs = [run for read in read_path(source) for run in read.recordings]
    assert points.height == sum(map(len, runs)) and points["key"].n_unique() == 3
    np.testing.assert_array_equal(
        points["heart_rate"].drop_nulls(), np.concatenate([run.heart_rate for run in runs if run.heart_rate[0] > 0])
    )
    assert points["time"].null_count() == 2 and str(points["time"].dtype) == "Datetime(time_unit='us', time_zone='UTC')"
    by_name = {row["file"]: row for row in files.iter_rows(named=True)}
    assert by_name["notes.csv"]["verdict"] == "refused" and by_name["notes.csv"]["distance_m"] is None
    assert by_name["a.gpx"]["distance_m"] > 1000 and 0 <= by_name["a.gpx"]["trust"] <= 1
    assert by_name["plan.gpx"]["kind"] == "planned"
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["files.csv", "recordings.parquet"]


def test_where_nothing_can_be_read_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"a")
    with pytest.raises(InputRefused, match="None of the files holds a run"):
        said(tmp_path / "a.csv", "--out", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_folder_with_other_things_is_not_written_into(tmp_path: Path) -> None:
    (tmp_path / "a.gpx").write_bytes(run_gpx(5))
    with pytest.raises(InputRefused, match="other content"):
        said(tmp_path / "a.gpx", "--out", tmp_path)
