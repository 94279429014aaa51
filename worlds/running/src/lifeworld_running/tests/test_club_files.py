"""A simulated club as files: the readers read what the club's devices wrote, and say where a file broke off."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from lifeworld.plugin import InputRefused
from lifeworld_running.core.club import Club, ClubPlan, recordings, simulated_club
from lifeworld_running.core.club.values import TRUNCATED
from lifeworld_running.core.values import PARTIAL, READ
from lifeworld_running.files.club import OWN, write_club
from lifeworld_running.files.reading import read_path


@pytest.fixture(scope="module")
def club() -> Club:
    """Three runners over four weeks whose devices fail often."""
    return simulated_club(ClubPlan(runners=3, weeks=4, seed=2, faulty=5.0))


def test_every_file_is_read_and_those_that_broke_off_up_to_there(club: Club, tmp_path: Path) -> None:
    write_club(club, tmp_path / "club")
    expected = {made.provenance.name: (made, TRUNCATED in run.faults and part == 0)
                for run in club.runs for part, made in enumerate(recordings(club, run))}
    found = {Path(one.name).name: one for one in read_path(tmp_path / "club" / "runs") if one.recordings}
    assert set(found) == set(expected)
    assert {cut for _, cut in expected.values()} == {True, False}
    for name, (made, cut) in expected.items():
        one = found[name]
        assert one.verdict == (PARTIAL if cut else READ), (name, one.reason)
        back = one.recordings[0]
        n = len(back)
        assert len(made) - 5 <= n <= len(made) and (n == len(made) or cut)
        assert np.abs(back.lat - made.lat[:n]).max() < 1e-6
        assert (back.time_us == made.time_us[:n]).all()
        assert cut or back.sport == "running"


def test_the_tables_hold_the_truth(club: Club, tmp_path: Path) -> None:
    write_club(club, tmp_path / "club")
    assert {path.name for path in (tmp_path / "club").iterdir()} == set(OWN)
    truth = pl.read_csv(tmp_path / "club" / "truth.csv")
    assert truth["run"].to_list() == [run.key for run in club.runs]
    said = pl.read_csv(tmp_path / "club" / "statements.csv")
    assert said["text"].to_list() == [one.text for one in club.said] and said["id"].is_unique().all()
    write_club(club, tmp_path / "club")


def test_a_folder_with_something_else_is_left_alone(club: Club, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(InputRefused):
        write_club(club, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]
