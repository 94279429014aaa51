"""`lifeworld events simulate`: three files, whole or not at all, the same from the same seed."""

from __future__ import annotations

import json
import re
import time
import tomllib
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner

from lifeworld.events.commands.simulate import simulate_command
from lifeworld.events.core.simulation import plan_of
from lifeworld.events.core.webhooks import headers_of, secret_of
from lifeworld.kit.errors import InputRefused


def run(*arguments: str) -> str:
    result = CliRunner().invoke(simulate_command, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_a_folder_is_made_but_not_a_path_of_them(tmp_path: Path) -> None:
    out = tmp_path / "simulated" / "events.jsonl"
    run("--customers", "5", "--days", "7", "--out", str(out))
    assert out.exists() and out.with_name("truth.json").exists()
    deep = tmp_path / "no" / "such" / "events.jsonl"
    with pytest.raises(InputRefused, match="does not exist"):
        run("--customers", "5", "--days", "7", "--out", str(deep))


def test_the_files_are_written_and_say_that_they_are_simulated(tmp_path: Path) -> None:
    out = tmp_path / "events.jsonl"
    said = run("--customers", "30", "--days", "20", "--seed", "3", "--out", str(out))
    assert "Simulated: 30 customers" in said
    truth = json.loads((tmp_path / "truth.json").read_text())
    assert truth["simulated"] is True
    assert truth["plan"]["seed"] == 3
    written = out.read_text().splitlines()
    assert len(written) == sum(truth["quality"][name] for name in ("events", "duplicates", "conflicts", "malformed"))
    assert json.loads(written[0])["source"].startswith("simulated/")
    assert pl.read_csv(tmp_path / "customers.csv").height == 30
    before = out.read_bytes()
    run("--customers", "30", "--days", "20", "--seed", "3", "--out", str(out))
    assert out.read_bytes() == before


def test_the_plan_says_what_is_planted_and_options_win(tmp_path: Path) -> None:
    plan = tmp_path / "plan.toml"
    plan.write_text('customers = 12\ndays = 9\nuplift = 2\n[[partners]]\nname = "Quay Cycles"\nuse = 0.5\neffect = 0.3\n')
    run("--plan", str(plan), "--days", "7", "--out", str(tmp_path / "a.jsonl"))
    truth = json.loads((tmp_path / "truth.json").read_text())
    assert (truth["plan"]["customers"], truth["plan"]["days"], truth["uplift"]["of_use"]) == (12, 7, 2)
    assert [partner["name"] for partner in truth["partners"]] == ["Quay Cycles"]


@pytest.mark.parametrize(("text", "code"), [(None, "no_plan"), ("customers = ", "plan_unreadable"), ("uplifts = 1", "plan_name")])
def test_a_plan_that_cannot_be_read_is_refused(tmp_path: Path, text: str | None, code: str) -> None:
    plan = tmp_path / "plan.toml"
    if text is not None:
        plan.write_text(text)
    with pytest.raises(InputRefused) as refusal:
        CliRunner().invoke(simulate_command, ["--plan", str(plan), "--out", str(tmp_path / "a.jsonl")], catch_exceptions=False)
    assert refusal.value.code == code
    assert not (tmp_path / "a.jsonl").exists()


def test_the_plan_and_the_check_of_a_signature_in_the_documentation_hold() -> None:
    page = Path(__file__).parents[4] / "docs" / "how-to" / "events.md"
    if not page.exists():
        pytest.skip("needs the source tree of lifeworld")
    blocks = dict(re.findall(r"```(toml|python)\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL))
    assert [partner.name for partner in plan_of(tomllib.loads(blocks["toml"])).partners] == ["Oakline Physio", "Tarn Shoes"]
    known: dict[str, Any] = {}
    exec(blocks["python"], known)  # noqa: S102  (the page's own example)
    secret, now = secret_of(bytes(32)), int(time.time())
    assert known["is_ours"](secret, headers_of(secret, "msg_1_1", now, b"[]"), b"[]")
    assert not known["is_ours"](secret, headers_of(secret, "msg_1_1", now, b"[]"), b"[1]")
    assert not known["is_ours"](secret, headers_of(secret, "msg_1_1", now - 600, b"[]"), b"[]")


def test_the_events_file_cannot_have_the_name_of_another(tmp_path: Path) -> None:
    with pytest.raises(InputRefused):
        CliRunner().invoke(simulate_command, ["--customers", "5", "--days", "3", "--out", str(tmp_path / "truth.json")],
                           catch_exceptions=False)
