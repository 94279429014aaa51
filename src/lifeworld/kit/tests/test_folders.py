"""Folders of results: complete or not there."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from lifeworld.kit.errors import InputRefused, RunFailed
from lifeworld.kit.folders import whole_folder

OWN = ("a.txt", "b.txt")


def test_new_folder_appears_whole(tmp_path: Path) -> None:
    with whole_folder(tmp_path / "deep" / "out", OWN) as work:
        (work / "a.txt").write_text("1")
        assert not (tmp_path / "deep" / "out").exists()
    assert [p.name for p in (tmp_path / "deep").iterdir()] == ["out"]
    assert (tmp_path / "deep" / "out" / "a.txt").read_text() == "1"


def test_second_run_replaces_the_first_and_leaves_nothing_stale(tmp_path: Path) -> None:
    out = tmp_path / "out"
    for names in (OWN, ("a.txt",)):
        with whole_folder(out, OWN) as work:
            for name in names:
                (work / name).write_text(str(len(names)))
    assert [p.name for p in out.iterdir()] == ["a.txt"]
    assert (out / "a.txt").read_text() == "1"


@pytest.mark.parametrize("error", [KeyboardInterrupt(), ValueError("x")])
def test_an_error_leaves_the_earlier_result(tmp_path: Path, error: BaseException) -> None:
    out = tmp_path / "out"
    with whole_folder(out, OWN) as work:
        (work / "a.txt").write_text("old")
    with pytest.raises(type(error)), whole_folder(out, OWN) as work:
        (work / "a.txt").write_text("new")
        raise error
    assert (out / "a.txt").read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_full_disk_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(RunFailed, match="No space left"), whole_folder(tmp_path / "out", OWN) as work:
        (work / "a.txt").write_text("part")
        raise OSError(errno.ENOSPC, "No space left on device")
    assert list(tmp_path.iterdir()) == []


def test_other_content_is_refused_and_kept(tmp_path: Path) -> None:
    (tmp_path / "diary.txt").write_text("mine")
    with pytest.raises(InputRefused, match=r"diary\.txt"), whole_folder(tmp_path, OWN):
        pass
    assert (tmp_path / "diary.txt").read_text() == "mine"


def test_a_file_is_not_a_folder(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(InputRefused, match="not a folder"), whole_folder(tmp_path / "out", OWN):
        pass


def test_what_a_person_wrote_is_kept_whatever_happens(tmp_path: Path) -> None:
    out = tmp_path / "out"
    for error in (None, ValueError("x")):
        out.mkdir(exist_ok=True)
        (out / "mine.csv").write_text("mine")
        (out / ".mine.csv.1a2b.part").write_text("a killed write")
        (out / ".~lock.mine.csv#").write_text("open in a spreadsheet")
        try:
            with whole_folder(out, (*OWN, "mine.csv"), ["mine.csv"]) as work:
                (work / "a.txt").write_text("1")
                if error:
                    raise error
        except ValueError:
            pass
        assert (out / "mine.csv").read_text() == "mine"
        assert (out / "a.txt").exists()
    with pytest.raises(InputRefused, match=r"mine\.csv"), whole_folder(out, OWN):
        pass
