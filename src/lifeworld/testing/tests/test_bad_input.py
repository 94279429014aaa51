"""What bad input gets: a refusal with exit code 2, rows skipped and listed, or a failure that leaves nothing half-written."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
from pathlib import Path

import polars as pl
import pytest

from lifeworld.testing.terminal import COMMAND, refused, run

GOOD = "id,who,text\n1,ana,I ran with my wife and felt proud.\n2,ben,The watch lost my run again.\n"


@pytest.fixture()
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.csv"
    path.write_text(GOOD, encoding="utf-8")
    return path


def nothing_written(tmp_path: Path) -> bool:
    return not [path for path in tmp_path.iterdir() if path.name.startswith((".out", "out"))]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.csv", b"", "empty"),
        ("header.csv", b"id,text\n", "header.csv"),
        ("blank.csv", b"id,text\n1,\n2,  \n", "text"),
        ("bytes.csv", b"id,text\n1,good\n2,\x81\xfe\x9d\xff\n" + bytes(range(128, 160)) * 4, "bytes.csv"),
        ("broken.parquet", b"PAR1 this is no parquet", "broken.parquet"),
        ("broken.xlsx", b"PK\x03\x04 this is no workbook", "broken.xlsx"),
        ("broken.jsonl", b'{"text": "a"}\n{"text": \n', "broken.jsonl"),
    ],
)
def test_files_that_cannot_be_used(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert says in refused("map", path, "--out", tmp_path / "out")
    assert nothing_written(tmp_path)


def test_missing_file_and_folder(tmp_path: Path) -> None:
    assert "nowhere.csv" in refused("map", tmp_path / "nowhere.csv", "--out", tmp_path / "out")
    assert str(tmp_path) in refused("map", tmp_path, "--out", tmp_path / "out")


def test_misnamed_column_gets_the_nearest_and_the_list(good: Path, tmp_path: Path) -> None:
    said = refused("map", good, "--text", "txt", "--out", tmp_path / "out")
    assert "«txt»" in said
    assert "«text»" in said
    assert "«who»" in said


def test_unknown_study_key_and_missing_study(good: Path, tmp_path: Path) -> None:
    study = tmp_path / "study.toml"
    study.write_text('titel = "x"\n', encoding="utf-8")
    assert "«title»" in refused("map", good, "--study", study, "--out", tmp_path / "out")
    assert "none.toml" in refused("map", good, "--study", tmp_path / "none.toml", "--out", tmp_path / "out")


def test_unknown_code_in_the_codebook(good: Path, tmp_path: Path) -> None:
    (tmp_path / "codes.toml").write_text(
        'name = "own"\nversion = "1"\n[[code]]\nname = "relibility"\naction = "refine"\ndefinition = "d"\n', encoding="utf-8"
    )
    (tmp_path / "study.toml").write_text('codebook = "codes.toml"\n', encoding="utf-8")
    assert "reliability" in refused("map", good, "--study", tmp_path / "study.toml", "--out", tmp_path / "out")


def test_folder_with_other_content_is_kept(good: Path, tmp_path: Path) -> None:
    out = tmp_path / "mine"
    out.mkdir()
    (out / "diary.txt").write_text("mine")
    assert "diary.txt" in refused("map", good, "--out", out)
    assert [path.name for path in out.iterdir()] == ["diary.txt"]


@pytest.mark.parametrize(("option", "content", "says"), [
    ("--drawn", "customer,actor,category,ring,rings\nana,wife,familly_friends,1,3\n", "family_friends"),
    ("--drawn", "customer,actor,category,ring,rings\nana,wife,family_friends,4,3\n", "4"),
    ("--events", "customer,category\nana,pers\n", "peers"),
    ("--events", "kunde,category\nana,peers\n", "customer"),
])
def test_wrong_maps_and_events(good: Path, tmp_path: Path, option: str, content: str, says: str) -> None:
    path = tmp_path / "facts.csv"
    path.write_text(content, encoding="utf-8")
    assert says in refused("map", good, option, path, "--out", tmp_path / "out")
    assert nothing_written(tmp_path)


def test_rows_are_skipped_counted_and_listed(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    rows = [["1", "Ran far today."], ["", "No id here."], ["3", "A NUL \x00 inside."], ["1", "Same id again."], ["5", "x" * 1_000_001]]
    path.write_text("id,text\n" + "".join(f'{i},"{t}"\n' for i, t in rows), encoding="utf-8")
    done = run("map", path, "--text", "text", "--id", "id", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    skipped = pl.read_csv(tmp_path / "out" / "skipped.csv", infer_schema=False)
    assert sorted(skipped["reason"]) == sorted(["empty id", "NUL or lone surrogate", "duplicate id", "over a million characters"])
    assert pl.read_parquet(tmp_path / "out" / "statements.parquet")["id"].to_list() == ["1"]
    assert "Skipped rows: 4" in done.stdout


def test_full_disk_leaves_nothing(good: Path, tmp_path: Path) -> None:
    def small_files() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))

    done = run("map", good, "--out", tmp_path / "out", before=small_files)
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert nothing_written(tmp_path)
    code = run("voices", "code", good, "--out", tmp_path / "out.parquet", "--id", "id", before=lambda: (
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN), resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))))
    assert code.returncode == 1, code.stderr
    assert nothing_written(tmp_path)


def test_ctrl_c_leaves_nothing(tmp_path: Path) -> None:
    process = subprocess.Popen([*COMMAND, "map", "-", "--out", str(tmp_path / "out")], stdin=subprocess.PIPE,
                               stderr=subprocess.PIPE, stdout=subprocess.PIPE, cwd=tmp_path)
    assert process.stdin
    # More than a pipe holds: when this returns, the process is reading.
    process.stdin.write(b"text\n" + b"We ran along the river and it was cold.\n" * 20_000)
    process.stdin.flush()
    os.kill(process.pid, signal.SIGINT)
    process.stdin.close()
    process.stdin = None
    _, said = process.communicate(timeout=120)
    assert process.returncode == 1, said
    assert b"Traceback" not in said
    assert b"Stopped" in said
    assert nothing_written(tmp_path)


def test_unknown_option_and_no_input() -> None:
    assert run("map", "--colour", "red").returncode == 2
    assert run("map").returncode == 2
