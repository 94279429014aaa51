"""Tools on the terminal: everything is written whole or not at all, with and without offers."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from lifeworld.kit.errors import InputRefused
from lifeworld.partners.tests.market import HEAD
from lifeworld.tools.commands import tools
from lifeworld.tools.core.values import Preset
from lifeworld.tools.tests.shelf import PLAN, ShelfTool


@pytest.fixture(autouse=True)
def _shelf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lifeworld.tools.commands.run.plans", lambda: {"shelf": PLAN})


def ran(*arguments: object) -> Result:
    return CliRunner().invoke(tools, [str(one) for one in arguments])


def test_tools_are_listed() -> None:
    assert ran("list").output == "shelf: Shelves\n"


def test_a_tool_writes_what_it_found(tmp_path: Path) -> None:
    spec, offers, out = tmp_path / "spec.json", tmp_path / "offers.csv", tmp_path / "out"
    spec.write_text('{"width": 1200, "load": 30, "wood": "oak"}')
    offers.write_text(HEAD + "oak-18,woodworks,o18,20,EUR,100,1,1\nsteel-s,ironworks,ss,4,EUR,100,1,1\n")
    done = ran("run", "shelf", "--spec", spec, "--offers", offers, "--out", out, "--order", "light")
    assert done.exit_code == 0, done.output
    assert re.search(r"\d+ designs can be made, of 75 combinations; \d+ of them are on the front\.", done.output)
    assert "another wood" in done.output
    names = {path.name for path in out.iterdir()}
    assert names == {"candidates.parquet", "summary.json", "design.json", "bom.csv", "report.pdf", "cuts.txt"}
    summary = json.loads((out / "summary.json").read_text())
    frame = pl.read_parquet(out / "candidates.parquet")
    assert len(frame) == summary["n"] and {"cost", "weight", "sag_low", "set_count", "wood", "part_board", "front"} <= set(frame.columns)
    assert frame["cost"].drop_nulls().len() > 0 and frame["cost"].null_count() > 0 and not frame["cost"].is_nan().any(), "unknown is null"
    design = json.loads((out / "design.json").read_text())
    assert design["parts"] == summary["best"][0]["parts"] and design["currency"] == "EUR"
    assert ran("run", "shelf", "--spec", spec, "--out", out).exit_code == 0, "results of an earlier run may be written over"


def test_without_offers_the_best_design_is_the_best_of_what_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    thrifty = replace(PLAN, load=lambda: ShelfTool(presets=(Preset("thrifty", "Thrifty", {"cost": 1.0, "weight": 1.0}),)))
    monkeypatch.setattr("lifeworld.tools.commands.run.plans", lambda: {"shelf": thrifty})
    done, out = ran("run", "shelf", "--out", tmp_path / "out"), tmp_path / "out"
    note = "Cost is not known of any of these designs: «Thrifty» orders them without it."
    assert done.exit_code == 0 and note in done.output
    summary, frame = json.loads((out / "summary.json").read_text()), pl.read_parquet(out / "candidates.parquet")
    design = json.loads((out / "design.json").read_text())
    weight = next(one["value"] for one in design["values"] if one["key"] == "weight")
    assert weight == pytest.approx(frame["weight"].min()) and weight < frame["weight"][0] and note in summary["notes"]


def test_what_cannot_be_made_is_said_and_no_design_is_written(tmp_path: Path) -> None:
    spec, out = tmp_path / "spec.json", tmp_path / "out"
    spec.write_text('{"width": 2900, "load": 500}')
    done = ran("run", "shelf", "--spec", spec, "--out", out)
    assert done.exit_code == 0 and "0 designs can be made" in done.output and "is asked" in done.output and "outside" in done.output
    assert {path.name for path in out.iterdir()} == {"candidates.parquet", "summary.json"}


@pytest.mark.parametrize(("arguments", "said"), [(("run", "shelv"), "shelf"), (("run", "shelf", "--order", "blue"), "balanced")])
def test_what_is_not_there_is_refused(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    done = ran(*arguments, "--out", tmp_path / "out")
    assert isinstance(done.exception, InputRefused) and said in str(done.exception) and not (tmp_path / "out").exists()


def test_a_currency_that_no_offer_can_be_told_in_is_refused(tmp_path: Path) -> None:
    offers = tmp_path / "offers.csv"
    offers.write_text(HEAD + "oak-18,woodworks,o18,20,EUR,100,1,1\n")
    done = ran("run", "shelf", "--offers", offers, "--currency", "XYZ", "--out", tmp_path / "out")
    assert isinstance(done.exception, InputRefused) and done.exception.code == "no_rate" and "EUR" in done.exception.next_step
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("text", ["[]", "{", '{"width": 5}', '{"width": NaN}'])
def test_a_bad_specification_is_refused(tmp_path: Path, text: str) -> None:
    spec = tmp_path / "spec.json"
    spec.write_text(text)
    done = ran("run", "shelf", "--spec", spec, "--out", tmp_path / "out")
    assert isinstance(done.exception, InputRefused) and not (tmp_path / "out").exists()
