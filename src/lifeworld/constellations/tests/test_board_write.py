"""Exports as a folder and as a command: whole or not at all, refusals in sentences, Kumu maps that load."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from lifeworld.constellations.commands.export import export_command
from lifeworld.constellations.files.board import KINDS, customer_kumu, pool_kumu, write_board
from lifeworld.constellations.tests.board_material import full_study
from lifeworld.constellations.tests.invented_study import invented_study
from lifeworld.kit.errors import InputRefused
from lifeworld.testing.demo import demo_command


def exported(tmp_path: Path, kinds: str) -> set[str]:
    """The names of the files that the command writes of the demo."""
    assert CliRunner().invoke(demo_command, ["--out", str(tmp_path / "study")], catch_exceptions=False).exit_code == 0
    done = CliRunner().invoke(export_command, [str(tmp_path / "study"), "--to", kinds], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    found = list((tmp_path / "study-export").iterdir())
    assert all(path.stat().st_size > 500 for path in found)
    assert all(path.stem.removeprefix("picture-") in done.output.replace("\n", "") for path in found)
    return {path.name for path in found}


def test_the_command_exports_what_map_wrote(tmp_path: Path) -> None:
    names = exported(tmp_path, "kumu, XLSX,svg")
    assert len(names) <= 20
    assert {"tables.xlsx", "constellation.kumu.json", "picture-types.svg"} <= names
    assert not {"board.pptx", "board.pdf", "picture-types.png"} & names


@pytest.mark.slow
def test_all_kinds_of_the_demo(tmp_path: Path) -> None:
    names = exported(tmp_path, ",".join(KINDS))
    assert {"board.pptx", "board.pdf", "tables.xlsx", "constellation.kumu.json", "picture-types.svg", "picture-types.png"} <= names


def test_an_earlier_export_is_replaced_and_other_content_is_not_touched(tmp_path: Path) -> None:
    study = invented_study(12)
    first = write_board(study, tmp_path / "out", ["svg"])
    assert "picture-types.svg" in first
    assert write_board(study, tmp_path / "out", ["kumu"]) == ("constellation.kumu.json",)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["constellation.kumu.json"]
    (tmp_path / "out" / "mine.txt").write_text("mine")
    with pytest.raises(InputRefused, match=r"other content: «mine\.txt»"):
        write_board(study, tmp_path / "out", ["kumu"])


def test_kinds_are_checked(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="«ppt» is not a form of export"):
        write_board(invented_study(12), tmp_path / "out", ["ppt"])
    with pytest.raises(InputRefused, match="No form of export"):
        write_board(invented_study(12), tmp_path / "out", [])
    assert not (tmp_path / "out").exists()
    assert set(KINDS) == {"pptx", "pdf", "xlsx", "svg", "png", "kumu"}


def test_kumu_maps_join_by_unique_labels() -> None:
    study = full_study(12)
    for found in (pool_kumu(study), customer_kumu(study, study.constellations["customer"][0])):
        labels = [element["label"] for element in found["elements"]]
        assert len({label.casefold() for label in labels}) == len(labels) > 1
        assert {c["from"] for c in found["connections"]} == {labels[0]}
        assert [c["to"] for c in found["connections"]] == labels[1:]
        assert all("relevance low" in element and "relevance high" in element for element in found["elements"])
        assert json.loads(json.dumps(found)) == found
        assert "Fictional" in found["elements"][0]["description"]


def test_kumu_names_that_are_the_same_are_told_apart() -> None:
    study = invented_study(12)
    customer = study.constellations["customer"][0]
    study = replace(study, ties=study.ties.with_columns(name=study.ties["name"].replace({"wife": customer, "Tempo": customer})))
    labels = [element["label"] for element in customer_kumu(study, customer)["elements"]]
    assert len(set(labels)) == len(labels)


def test_an_unknown_customer_is_refused() -> None:
    with pytest.raises(InputRefused, match="no customer «Nobody»"):
        customer_kumu(invented_study(12), "Nobody")
    assert pool_kumu(invented_study(12), "no pool") == {"elements": [], "connections": []}
