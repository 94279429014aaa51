"""The scorecard on the terminal: six lines that fit 80 columns, whole sentences, files whole or not at all, and exit codes."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from lifeworld.kit.errors import InputRefused
from lifeworld.scorecard.commands import score_command, simulate_command
from lifeworld.scorecard.commands.summary import CELLS, bar, print_summary
from lifeworld.scorecard.core.simulation import WORLDS
from lifeworld.scorecard.core.values import FACTORS, Scorecard
from lifeworld.scorecard.core.wire import card_of
from lifeworld.scorecard.tests.cards import figure, hostile_card, made_card, unknown_card
from lifeworld.testing.terminal import refused, run

CUSTOMERS = 120


def ran(command: object, *arguments: object) -> Result:
    return CliRunner().invoke(command, [str(one) for one in arguments], catch_exceptions=True)


def printed(card: Scorecard, width: int = 80) -> list[str]:
    out = io.StringIO()
    print_summary(Console(file=out, width=width), card, "", ("A note.",), (Path("report.html"),))
    return out.getvalue().splitlines()


def test_six_lines_fit_eighty_columns_and_the_weakest_is_marked() -> None:
    lines = printed(made_card())
    lanes = [line for line in lines if any(line.startswith(f"  {factor.number} {factor.title}") for factor in FACTORS)]
    assert len(lanes) == 6 and max(map(len, lines)) <= 80
    assert [line.endswith("  weakest") for line in lanes] == [False] * 4 + [True, False]
    assert lanes[5].endswith("not known") and lanes[5].count("·") == CELLS
    said = " ".join(" ".join(lines).split())
    assert "The weakest link is «Aligned with success». That is not settled" in said
    assert "Not known: There when needed. Not enough: n = 12, about 68 needed. About 68 journeys" in said
    assert said.index("To do: Partners who contribute more") < said.index("To watch: Partners are paid")
    assert "Kendall's tau-b of earnings and contribution: 0.18 (−0.05 to 0.39, n = 24 customers)" in said
    assert "Written: report.html" in said and "Simulated" not in said


def test_an_unknown_ecosystem_and_hostile_texts_are_said_as_they_are() -> None:
    said = " ".join(" ".join(printed(unknown_card())).split())
    assert "Too little is known to name a weakest link." in said and said.count("Not known: ") == 6
    hostile = printed(hostile_card())
    assert hostile[0] == "Simulated: a program wrote these data, and nobody in them exists."


@pytest.mark.parametrize(("ends", "drawn"), [
    ((0.5, 0.0, 1.0), "├─────────●─────────┤"), ((0.0, 0.0, 0.1), "●─┤··················"), ((1.0, 1.0, 1.0), "····················●"),
])
def test_bars_begin_at_nought_and_end_at_one(ends: tuple[float, float, float], drawn: str) -> None:
    assert bar(figure("axis: sauce", *ends)) == drawn


def test_a_simulated_world_is_scored_from_its_files(tmp_path: Path) -> None:
    tables, html, pdf, card = tmp_path / "tables", tmp_path / "report.html", tmp_path / "board.pdf", tmp_path / "card.json"
    done = ran(simulate_command, "critical", "--out", tables, "--customers", CUSTOMERS, "--partners", 6, "--format", "parquet")
    assert done.exit_code == 0, done.output
    assert "do not exist" in done.output and json.loads((tables / "truth.json").read_text())["asked"]["customers"] == CUSTOMERS
    asked = ("--as-of", "2026-08-01", "--looks", "once", "--title", "Kestrel")
    done = ran(score_command, tables, "--out", html, "--pdf", pdf, "--json", card, *asked)
    assert done.exit_code == 0, done.output
    assert done.output.startswith("Simulated: ") and "Scorecard of Kestrel." in done.output
    read = card_of(json.loads(card.read_text()))
    assert read.simulated and read.asked.looks == "once" and read.asked.query == "tables" and len(read.scores) == 6
    assert read.inputs["customers"]["file"] == "customers.parquet" and len(read.inputs["customers"]["sha256"]) == 64
    assert "Simulated: a program wrote these data" in html.read_text() and pdf.read_bytes().startswith(b"%PDF")
    assert {path.name for path in tmp_path.iterdir()} == {"tables", "report.html", "board.pdf", "card.json"}


def test_what_is_refused_leaves_nothing_behind(tmp_path: Path) -> None:
    tables = tmp_path / "tables"
    tables.mkdir()
    (tables / "customers.csv").write_text("customer\nana\nana\n")
    out = tmp_path / "report.html"
    for arguments, code in (((tables, "--out", out), "frame_refused"), ((tables, "--out", tmp_path / "report.pdf"), "out_format"),
                            ((tables, "--pdf", tmp_path / "none" / "x.pdf"), "no_such_folder"), ((tables, "--since", "soon"), "no_day"),
                            ((tmp_path / "none",), "no_folder")):
        error = ran(score_command, *arguments).exception
        assert isinstance(error, InputRefused) and error.code == code, arguments
    assert {path.name for path in tmp_path.iterdir()} == {"tables"}
    error = ran(simulate_command, "critcal", "--out", tmp_path / "world").exception
    assert isinstance(error, InputRefused) and "Did you mean «critical»?" in str(error)
    assert isinstance(ran(simulate_command, "sound", "--out", tables).exception, InputRefused)
    assert (tables / "customers.csv").read_text() == "customer\nana\nana\n"


def test_help_names_every_world() -> None:
    said = " ".join(ran(simulate_command, "--help").output.split())
    assert all(f"{name} (" in said for name in WORLDS)


def test_the_word_is_in_the_terminal_and_gives_exit_codes(tmp_path: Path) -> None:
    (tmp_path / "customers.csv").write_text("customer\nana\n")
    done = run("scorecard", "score", tmp_path, "--as-of", "2026-08-01")
    assert done.returncode == 0, done.stderr
    assert "Too little is known to name a weakest link." in done.stdout and "Written" not in done.stdout


def test_the_terminal_refuses_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "customers.csv").write_text("customer\nana\n")
    assert "a folder of tables" in refused("scorecard", "score", tmp_path / "customers.csv")
