"""`lifeworld correct` and `lifeworld map` over one folder: what a person wrote stays, and counts."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from lifeworld.constellations.commands.correct import correct_command
from lifeworld.constellations.commands.map import map_command
from lifeworld.constellations.files.corrections import read_corrections
from lifeworld.kit.errors import InputRefused

ROWS = [
    ("s1", "ana", "My sister Lena runs with me every Sunday and I love it."),
    ("s2", "ana", "Lena my sister lent me her watch, and my wife laughed."),
    ("s3", "ben", "The club trains on Tuesdays; the people there push me."),
    ("s4", "ben", "I felt proud after the race with my club."),
    ("s5", "cleo", "The app lost my run again and I was annoyed."),
]


@pytest.fixture
def study(tmp_path: Path) -> Path:
    pl.DataFrame(ROWS, schema=["id", "customer", "text"], orient="row").write_csv(tmp_path / "texts.csv")
    mapped(tmp_path / "study")
    return tmp_path / "study"


def ran(command, *arguments: object, env: dict[str, str] | None = None) -> str:
    done = CliRunner().invoke(command, [str(one) for one in arguments], catch_exceptions=False, env=env)
    assert done.exit_code == 0, done.output
    return done.output


def mapped(out: Path, *more: object) -> str:
    return ran(map_command, out.parent / "texts.csv", "--out", out, *more)


def correct(study: Path, *arguments: object) -> str:
    return ran(correct_command, study, *arguments, env={"LIFEWORLD_WHO": "Kim"})


def table(study: Path, name: str) -> pl.DataFrame:
    return pl.read_parquet(study / f"{name}.parquet")


def test_a_correction_is_checked_written_replayed_listed_and_undone(study: Path) -> None:
    before = {name: table(study, name) for name in ("codings", "ties", "statements")}
    key = next(key for key in before["ties"]["actor"] if key.endswith("club"))
    said = correct(study, "merge", "CLUB", "Tuesday club", "--why", "its name")
    assert f"«{key}» is in" in said
    assert "«peers:tuesday club», a new actor" in said
    assert "line 2" in said
    correct(study, "code", "s5", "mood", "absent", "--why", "only the app")
    correct(study, "valence", "s5", "negative", "--who", "Ida", "--why", "annoyed")
    assert "Not replayed yet" in correct(study, "list")
    line = read_corrections(study / "corrections.csv")[1]
    assert line.when[:2] == "20"
    assert line.text_hash[0] == "h"
    out = mapped(study)
    assert "3 corrections by 2 people were replayed." in out
    assert "peers:tuesday club" in set(table(study, "ties")["actor"])
    assert "human:Kim" in set(table(study, "codings")["coder"])
    assert table(study, "statements").filter(pl.col("id") == "s5")["valence_label"].item() == -1
    listed = correct(study, "list")
    assert "«peers:club» became «peers:tuesday club» in" in listed
    assert "Not replayed yet" not in listed
    assert "Removed" in correct(study, "undo", 3)
    correct(study, "undo", 3)
    correct(study, "undo", 2)
    assert correct(study, "list") == "There are no corrections.\n"
    mapped(study)
    assert all(table(study, name).equals(frame) for name, frame in before.items())
    assert not (study / "corrections_applied.csv").exists()
    assert (study / "corrections.csv").exists()


@pytest.mark.parametrize(("arguments", "says"), [
    (("merge", "clab", "x"), "perhaps «peers:club» is meant"),
    (("merge", "club", "peers:CLUB"), "already that actor"),
    (("ignore", "club", "--customer", "bem"), "Did you mean «ben»?"),
    (("ignore", "club", "--customer", "ana"), "No actor «club»"),
    (("code", "s55", "mood", "absent"), "Did you mean «s5»?"),
    (("split", "club", "x", "--statement", "s9"), "no statement «s9»"),
    (("undo", 7), "no correction in line 7"),
])
def test_what_cannot_be_is_refused_and_nothing_is_written(study: Path, arguments: tuple[object, ...], says: str) -> None:
    why = () if arguments[0] == "undo" else ("--why", "x")
    with pytest.raises(InputRefused) as error:
        correct(study, *arguments, *why)
    assert says in str(error.value)
    assert not (study / "corrections.csv").exists()


def test_the_same_correction_twice_is_refused(study: Path) -> None:
    correct(study, "ignore", "club", "--why", "x")
    with pytest.raises(InputRefused, match=r"Line 2 of .* says the same, by Kim"):
        correct(study, "ignore", "Club", "--who", "Ida", "--why", "y")


def test_who_is_needed_and_a_folder_must_hold_a_study(study: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(correct_command, [str(study), "ignore", "club", "--why", "x"], env={"LIFEWORLD_WHO": ""})
    assert done.exit_code == 2
    assert "--who" in done.output
    with pytest.raises(InputRefused, match="holds no mapped study"):
        correct(tmp_path, "list")


def test_a_text_that_has_changed_stops_the_run_and_leaves_everything(study: Path) -> None:
    correct(study, "code", "s5", "mood", "absent", "--why", "x")
    wrote, had = (study / "corrections.csv").read_bytes(), table(study, "codings")
    rows = [(*ROWS[-1][:2], "Another text altogether.") if row == ROWS[-1] else row for row in ROWS]
    pl.DataFrame(rows, schema=["id", "customer", "text"], orient="row").write_csv(study.parent / "texts.csv")
    with pytest.raises(InputRefused, match="statement «s5» has another text"):
        mapped(study)
    assert (study / "corrections.csv").read_bytes() == wrote
    assert table(study, "codings").equals(had)


def test_another_file_of_corrections(study: Path, tmp_path: Path) -> None:
    ran(correct_command, "--corrections", tmp_path / "team.csv", study, "ignore", "club", "--who", "Kim", "--why", "x")
    assert "1 correction by 1 person was replayed." in mapped(study, "--corrections", tmp_path / "team.csv")
    assert "peers:club" not in set(table(study, "ties")["actor"])


def test_a_line_against_an_earlier_one_is_told_when_it_is_written_and_when_it_is_replayed(study: Path) -> None:
    correct(study, "code", "s5", "mood", "present", "--why", "annoyed is a mood")
    said = correct(study, "code", "s5", "mood", "absent", "--who", "Ann", "--why", "of the app,\nnot hers")
    assert "Line 2, by Kim, says otherwise (code «present»)" in said
    assert "the new line counts" in said
    correct(study, "merge", "peers:club", "peers:team", "--why", "its name")
    said = correct(study, "ignore", "peers:club", "--who", "Ann", "--why", "no actor")
    assert "Line 4, by Kim, says otherwise (merge «peers:team»)" in said
    assert "the new line finds what that one leaves" in said
    correct(study, "ignore", "family_friends:wife", "--why", "a figure of speech")
    correct(study, "recategorise", "family_friends:wife", "peers", "--who", "Ann", "--why", "she runs, too")
    mapped(study)
    listed = correct(study, "list")
    assert "(before: present, as Kim had decided)" in listed
    assert "«peers:team» was left out in 2 statements of 1 customer." in listed
    assert "Line 6, by Kim, had moved «family_friends:wife» or left it out before." in listed
    assert read_corrections(study / "corrections.csv")[1].why == "of the app, not hers"
