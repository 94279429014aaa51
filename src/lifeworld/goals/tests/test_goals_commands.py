"""The terminal: tables of researchers come in, figures go out, and what is no such table is refused in words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from lifeworld.goals.commands import goals
from lifeworld.goals.commands.attained import attainment_command
from lifeworld.kit.errors import InputRefused, LifeworldError
from lifeworld.testing.cast import cast
from lifeworld.testing.terminal import refused, run


def said(*arguments: object) -> str:
    found = CliRunner().invoke(goals, [str(each) for each in arguments], catch_exceptions=False)
    assert found.exit_code == 0
    return found.output


def test_t_of_a_table_of_scales(tmp_path: Path) -> None:
    table, out = tmp_path / "scales.csv", tmp_path / "figures.json"
    scales = ((1, -1, 2), (1, "", 1), ("", -1, 1))
    rows = [f"g{at},c{at // 2},{level},{base},{weight}" for at in range(80) for level, base, weight in scales]
    table.write_text("\n".join(["goal,customer,level,baseline,weight", *rows]))
    words = said("gas", table, "--out", out)
    assert "2 of 3" in words and "attainment T" in words
    kept = json.loads(out.read_text())
    assert kept["figures"][0]["n"] == 40 and kept["figures"][0]["value"] == pytest.approx(50 + 30 / (0.7 * 5 + 0.3 * 9) ** 0.5)
    assert kept["figures"][2]["value"] == pytest.approx(20.0)  # only the scale that is known at both times
    assert len(kept["goals"]) == 80


def test_one_goal_is_no_goals(tmp_path: Path) -> None:
    table = tmp_path / "times.csv"
    table.write_text("days,state\n5,done\n7,open\n9,given up\n")
    assert "1 goal was given up: «done» reads it as open until then" in said("completion", table)


def test_goals_of_two_customers_are_two_goals_whatever_they_are_called(tmp_path: Path) -> None:
    file, out = tmp_path / "scales.csv", tmp_path / "figures.json"
    file.write_text("customer,goal,level\nana,1,2\nben,1,-2\nben,2,0\n", encoding="utf-8")
    words = said("gas", file, "--out", out)
    goals = json.loads(out.read_text(encoding="utf-8"))["goals"]
    assert [(one["customer"], one["goal"], one["t"]) for one in goals] == [("ana", "1", 70.0), ("ben", "1", 30.0), ("ben", "2", 50.0)]
    assert "customer" in words


def test_completion_of_a_table_of_times(tmp_path: Path) -> None:
    table, out = tmp_path / "times.csv", tmp_path / "figures.json"
    states = ["done", "open", "given up"]
    table.write_text("\n".join(["days,state,customer", *(f"{at},{states[at % 3]},c{at}" for at in range(1, 91))]))
    words = said("completion", table, "--out", out)
    kept = json.loads(out.read_text())
    assert kept["counts"] == {"n": 90, "done": 30, "given_up": 30, "open": 30, "customers": 90}
    assert "given up" in words and kept["curves"]["done"][-1]["value"] >= kept["curves"]["done_of_all"][-1]["value"]
    assert kept["figures"][0]["unit"] == "days"


def test_opportunity_of_a_table_of_answers(tmp_path: Path) -> None:
    table, out = tmp_path / "answers.csv", tmp_path / "figures.json"
    table.write_text("\n".join(["customer,outcome,importance,satisfaction,group",
                                *(f"c{at},rest,5,{1 if at % 2 else ''},{'a' if at < 70 else 'b'}" for at in range(80))]))
    words = said("opportunity", table, "--out", out)
    kept = json.loads(out.read_text())["opportunities"]
    assert (kept[0]["opportunity"]["value"], kept[0]["zone"], kept[0]["n"]) == (20.0, "extreme", 40)
    assert kept[2]["group"] == "b" and kept[2]["opportunity"]["value"] is None
    assert "extreme" in words and "not enough" in words


@pytest.mark.parametrize(("command", "text"), [
    ("gas", "goal,level\ng,3\n"), ("gas", "goal,level,weight\ng,1,0\n"), ("gas", "goal,level\n,1\n"), ("gas", "goal\ng\n"),
    ("gas", "goal,level\ng,high\n"), ("completion", "days,state\n-1,done\n"), ("completion", "days,state\n1,finished\n"),
    ("completion", "days,state\n,done\n"), ("completion", "state\ndone\n"), ("completion", "days,state,customer\n1,done,\n"),
    ("opportunity", "customer,outcome,importance,satisfaction\nc,rest,6,1\n"),
    ("opportunity", "customer,outcome,importance,satisfaction\nc,rest,2.5,1\n"),
    ("opportunity", "customer,outcome,importance,satisfaction\n,rest,5,1\n"), ("opportunity", "customer,outcome,importance\nc,rest,5\n")])
def test_a_table_that_is_none_is_refused(tmp_path: Path, command: str, text: str) -> None:
    table = tmp_path / "table.csv"
    table.write_text(text)
    with pytest.raises(InputRefused) as error:
        CliRunner().invoke(goals, [command, str(table)], catch_exceptions=False)
    assert "table.csv" in str(error.value) and error.value.next_step


def test_the_terminal_answers_and_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)  # SQLite, whichever database the other tests run on
    table = tmp_path / "scales.csv"
    table.write_text("goal,level,weight\ng,1,2\ng,1,1\ng,0,1\n")
    done = run("goals", "gas", table)
    assert done.returncode == 0 and "60.0" in done.stdout and "not enough" in done.stdout
    assert "no site" in refused("goals", "attainment", "--place", "acme", "--data", tmp_path / "nowhere")
    assert ".json" in refused("goals", "gas", table, "--out", tmp_path / "figures.csv")


@pytest.mark.django_db
def test_attainment_of_a_place(tmp_path: Path) -> None:
    cast()
    out = tmp_path / "figures.json"
    arguments = ["--place", "acme", "--data", str(tmp_path), "--from", "2026-01-01", "--to", "2026-03-01", "--out", str(out)]
    found = CliRunner().invoke(attainment_command, arguments, catch_exceptions=False)
    assert found.exit_code == 0 and "attainment T: not enough" in found.output
    assert json.loads(out.read_text())["from_day"] == 20454
    with pytest.raises(InputRefused, match="Did you mean «acme»"):
        CliRunner().invoke(attainment_command, ["--place", "acmee", "--data", str(tmp_path)], catch_exceptions=False)
    with pytest.raises(LifeworldError, match="no place"):
        CliRunner().invoke(attainment_command, ["--place", "nowhere", "--data", str(tmp_path)], catch_exceptions=False)
