"""Writing: complete or not there; spreadsheets run nothing; batches make one file."""

from __future__ import annotations

import errno
import json
import math
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.kit.errors import InputRefused, RunFailed
from lifeworld.kit.frames import (
    atomic_path,
    frame_writer,
    guarded,
    read_frame,
    write_csv,
    write_json,
    write_parquet,
    write_text,
)

FRAME = pl.DataFrame({"id": ["1", "2"], "text": ["one, two", "three\nfour"], "n": [-1.5, None], "l": [["a", "ü"], []]})


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_files_appear_whole_and_replace_earlier_ones(tmp_path: Path) -> None:
    write_parquet(FRAME, tmp_path / "a.parquet")
    write_text("old\n", tmp_path / "a.json")
    write_json({"x": [1, math.nan], "ü": ("a",)}, tmp_path / "a.json")
    assert pl.read_parquet(tmp_path / "a.parquet").equals(FRAME)
    assert json.loads((tmp_path / "a.json").read_text("utf-8")) == {"x": [1, None], "ü": ["a"]}
    assert names(tmp_path) == ["a.json", "a.parquet"]


@pytest.mark.parametrize("error", [
    OSError(errno.ENOSPC, "No space left on device"),
    OSError("No space left on device (os error 28)"),  # as polars says it
    pl.exceptions.ComputeError("parquet: underlying IO error: No space left on device (os error 28)"),
])
def test_a_full_disk_leaves_the_earlier_file(tmp_path: Path, error: Exception) -> None:
    write_text("old", tmp_path / "a.txt")
    with pytest.raises(RunFailed, match=r"a\.txt.* No space left on device.*nothing half-written"), \
            atomic_path(tmp_path / "a.txt") as work:
        work.write_text("half")
        raise error
    assert (tmp_path / "a.txt").read_text() == "old"
    assert names(tmp_path) == ["a.txt"]


def test_ctrl_c_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(RunFailed, match="interrupted") as failure, atomic_path(tmp_path / "a.txt") as work:
        work.write_text("half")
        raise KeyboardInterrupt
    assert isinstance(failure.value.__cause__, KeyboardInterrupt)
    assert names(tmp_path) == []


@pytest.mark.parametrize("error", [ValueError("x"), pl.exceptions.ComputeError("a mistake")])
def test_mistakes_of_the_program_pass_through(tmp_path: Path, error: Exception) -> None:
    with pytest.raises(type(error)), atomic_path(tmp_path / "a.txt") as work:
        work.write_text("half")
        raise error
    assert names(tmp_path) == []


def test_bad_targets_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="is a folder"):
        write_text("", tmp_path)
    with pytest.raises(InputRefused, match=r"folder of .* does not exist"):
        write_text("", tmp_path / "no" / "a.txt")


def test_links_keep_pointing_and_devices_stay_devices(tmp_path: Path) -> None:
    write_text("old", tmp_path / "real.txt")
    (tmp_path / "link.txt").symlink_to(tmp_path / "real.txt")
    write_text("new", tmp_path / "link.txt")
    assert (tmp_path / "real.txt").read_text() == "new"
    assert (tmp_path / "link.txt").is_symlink()
    write_text("gone", "/dev/null")
    assert not Path("/dev/null").is_file()


def test_infinite_numbers_are_no_json(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_json([math.inf], tmp_path / "a.json")
    assert names(tmp_path) == []


@pytest.mark.parametrize(("cell", "safe"), [
    ("=1+1", "'=1+1"), ("+49 30 1234", "'+49 30 1234"), ("-", "'-"), ("@SUM(A1)", "'@SUM(A1)"), ("\t=1", "'\t=1"),
    ("\r=1", "'\r=1"), ("- good", "'- good"), ("-5", "-5"), ("+3.2", "+3.2"), ("-1,5e-3", "-1,5e-3"), ("a=1", "a=1"),
    ("", ""), (None, None), ("-5+cmd|x", "'-5+cmd|x"), ("-5\n=1", "'-5\n=1"),
])
def test_cells_that_a_spreadsheet_would_run(cell: str | None, safe: str | None) -> None:
    assert guarded(pl.DataFrame({"a": [cell]}, schema={"a": pl.String}))["a"][0] == safe


def test_csv_guards_text_and_leaves_numbers(tmp_path: Path) -> None:
    frame = pl.DataFrame({"t": ["=1", "ok"], "n": [-1.5, 2.0], "l": [["a", "ü"], None]})
    write_csv(frame, tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text("utf-8") == 't,n,l\n\'=1,-1.5,"[""a"", ""ü""]"\nok,2.0,\n'
    write_csv(frame, tmp_path / "b.csv", guard=False)
    assert "\n=1," in (tmp_path / "b.csv").read_text("utf-8")


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".jsonl", ".ndjson", ".parquet"])
def test_batches_make_one_file(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a{ending}"
    with frame_writer(path) as write:
        for start in range(0, 10, 4):
            write(pl.DataFrame({"id": [f"r{i}" for i in range(start, min(10, start + 4))], "t": "x, \"y\"\n"}))
        assert not path.exists()
    frame = read_frame(path)
    assert frame["id"].to_list() == [f"r{i}" for i in range(10)]
    assert set(frame["t"]) == {'x, "y"\n'}
    assert names(tmp_path) == [path.name]


def test_no_batch_is_an_empty_file(tmp_path: Path) -> None:
    for name in ("a.csv", "a.parquet", "a.jsonl"):
        with frame_writer(tmp_path / name):
            pass
    assert names(tmp_path) == ["a.csv", "a.jsonl", "a.parquet"]


@pytest.mark.parametrize("ending", [".csv", ".jsonl", ".parquet"])
def test_an_interrupted_stream_leaves_nothing(tmp_path: Path, ending: str) -> None:
    with pytest.raises(RunFailed), frame_writer(tmp_path / f"a{ending}") as write:
        write(pl.DataFrame({"id": ["1"]}))
        raise KeyboardInterrupt
    assert names(tmp_path) == []


def test_batches_must_agree(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="earlier ones"), frame_writer(tmp_path / "a.csv") as write:
        write(pl.DataFrame({"id": ["1"]}))
        write(pl.DataFrame({"text": ["1"]}))
    assert names(tmp_path) == []


def test_unknown_endings_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match=r"Did you mean «\.parquet»"), frame_writer(tmp_path / "a.parqet"):
        pass


@settings(deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=6), max_size=5))
def test_guarding_twice_changes_nothing_more(cells: list[str]) -> None:
    once = guarded(pl.DataFrame({"a": cells}, schema={"a": pl.String}))
    assert guarded(once).equals(once)
    assert [cell[-len(raw):] if raw else cell for cell, raw in zip(once["a"], cells, strict=True)] == cells
