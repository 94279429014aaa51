"""``corrections.csv``: strict to read, safe in a spreadsheet, never written over."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lifeworld.constellations.core.corrections.rules import COLUMNS
from lifeworld.constellations.core.corrections.values import Correction
from lifeworld.constellations.files.corrections import bytes_of, corrections_for, read_corrections, write_corrections
from lifeworld.kit.errors import InputRefused, RunFailed

HEADER = ",".join(COLUMNS)
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")) | st.just(" "), max_size=12).map(
    lambda text: " ".join(text.split()))


def refusal(path: Path, *lines: str) -> str:
    path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    with pytest.raises(InputRefused) as error:
        read_corrections(path)
    return str(error.value)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=st.lists(st.tuples(WORDS, WORDS, WORDS), min_size=1, max_size=4),
       odd=st.sampled_from(["", "=1+1", "'=1", "''-x", "@a", "- no", "-5", "'quoted'", "a,b;c", 'say "yes"', "'"]))
def test_what_is_written_is_read(tmp_path: Path, cells: list[tuple[str, str, str]], odd: str) -> None:
    lines = [Correction(n, "merge", customer=a, actor=f"x {b}", to=f"y {c}", who=f"Kim {a}".strip(), why=odd or "seen")
             for n, (a, b, c) in enumerate(cells, 2)]
    lines = [Correction(**{**vars(one), "actor": one.actor.strip(), "to": one.to.strip()}) for one in lines]
    path = tmp_path / "corrections.csv"
    write_corrections(lines, path, bytes_of(path))
    assert read_corrections(path) == tuple(lines)


def test_no_cell_runs_in_a_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "corrections.csv"
    write_corrections([Correction(2, "valence", statement="s1", to="-1", who="@Kim", why="=HYPERLINK(1)")], path, None)
    assert path.read_text(encoding="utf-8").splitlines()[1] == "valence,,,s1,,,-1,'@Kim,'=HYPERLINK(1),,"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_a_spreadsheet_may_save_it_in_its_own_way(tmp_path: Path, encoding: str) -> None:
    text = "action;actor;to;who;why;when\r\nmerge;Zoë;Chloé;Jürgen;dieselbe, sagt sie;31.03.2026\r\n;;;;;\r\nignore;Bär;;Kim;Figur;\r\n"
    (tmp_path / "c.csv").write_bytes(text.encode(encoding))
    first, second = read_corrections(tmp_path / "c.csv")
    assert (first.actor, first.to, first.who, first.why, first.when) == ("Zoë", "Chloé", "Jürgen", "dieselbe, sagt sie", "31.03.2026")
    assert (second.row, second.action, second.to) == (4, "ignore", "")


@pytest.mark.parametrize(("text", "column", "says"), [
    ("murge,,a,,,,b,Kim,x,,", "action", "Did you mean «merge»?"),
    ("merge,,a,,,,b,,x,,", "who", "the cell is empty"),
    ("merge,,a,,,,b,Kim,,,", "why", "the cell is empty"),
    ("merge,,a,,,,,Kim,x,,", "to", "the name or key"),
    ("merge,,a,s1,,,b,Kim,x,,", "statement", "does not use «s1»"),
    ("split,,a,,,,b,Kim,x,,", "statement", "neither statements nor words"),
    ("recategorise,,a,,,,family,Kim,x,,", "to", "Did you mean «family_friends»?"),
    ("recategorise,,a,,,,self,Kim,x,,", "to", "no value of the action"),
    ("ignore,,self,,,,,Kim,x,,", "actor", "stays as it is"),
    ("ignore,,pears:club,,,,,Kim,x,,", "actor", "Did you mean «peers:»?"),
    ("code,,,s1,modd,,present,Kim,x,,", "code", "Did you mean «mood»?"),
    ("code,,,s1,mood,,presnt,Kim,x,,", "to", "Did you mean «present»?"),
    ("code,,,s1;s2,mood,,present,Kim,x,,", "statement", "one line for each statement"),
    ("valence,,,s1,,,2,Kim,x,,", "to", "«-1», «0», «1»"),
    ("code,,,s1,mood,,present,Kim,x,,123", "text_hash", "not one hash"),
])
def test_a_wrong_cell_is_named_with_what_is_allowed(tmp_path: Path, text: str, column: str, says: str) -> None:
    said = refusal(tmp_path / "c.csv", "ignore,,bus,,,,,Kim,x,,", text)
    assert f"Line 3 of «{tmp_path / 'c.csv'}», column «{column}»" in said
    assert says in said


def test_a_strange_header_or_line_is_refused_and_an_empty_file_is_none(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    for text in ("", HEADER + "\n"):
        path.write_text(text, encoding="utf-8")
        assert read_corrections(path) == ()
    path.write_text("action,actr,who,why\nignore,bus,Kim,x\n", encoding="utf-8")
    with pytest.raises(InputRefused, match="Did you mean «actor»"):
        read_corrections(path)
    path.write_text("action,actor,who\nignore,bus,Kim\n", encoding="utf-8")
    with pytest.raises(InputRefused, match="no column «why»"):
        read_corrections(path)
    assert "Line 3" in refusal(path, "ignore,,bus,,,,,Kim,x,,", "ignore,bus")


def test_nobodys_lines_are_lost_when_two_write_at_once(tmp_path: Path) -> None:
    path = tmp_path / "corrections.csv"
    mine, theirs = (Correction(2, "ignore", actor=name, who="Kim", why="x") for name in ("mine", "theirs"))
    seen = bytes_of(path)
    write_corrections([theirs], path, bytes_of(path))
    with pytest.raises(RunFailed, match="changed by somebody else"):
        write_corrections([mine], path, seen)
    assert read_corrections(path) == (theirs,)
    assert [entry.name for entry in tmp_path.iterdir()] == ["corrections.csv"]


def test_corrections_stand_in_one_file_named_or_in_the_folder(tmp_path: Path) -> None:
    own, named = tmp_path / "corrections.csv", tmp_path / "team.csv"
    lines = [Correction(2, "ignore", actor=name, who="Kim", why="x") for name in ("own", "named")]
    assert corrections_for(None, tmp_path) == corrections_for(None, None) == ()
    write_corrections(lines[:1], own, None)
    write_corrections(lines[1:], named, None)
    assert corrections_for(None, tmp_path) == corrections_for(own, tmp_path) == (lines[0],)
    with pytest.raises(InputRefused, match=r"in «.*team\.csv», which the run names, and in «.*corrections\.csv»"):
        corrections_for(named, tmp_path)
    write_corrections([], own, bytes_of(own))
    assert corrections_for(named, tmp_path) == (lines[1],)
    with pytest.raises(InputRefused):
        corrections_for(tmp_path / "none.csv", tmp_path)
