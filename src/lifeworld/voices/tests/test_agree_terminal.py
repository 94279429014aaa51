"""`lifeworld voices agree` as its users meet it: the table, the folder, a model as one more coder, refusals."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from lifeworld.kit.errors import InputRefused
from lifeworld.voices.commands.agree import agree
from lifeworld.voices.core.coder_comparison import COEFFICIENTS

HAPPY, PLAIN = "I felt so happy and proud after the run.", "The box arrived on a Tuesday."


@pytest.fixture
def sheets(tmp_path: Path) -> list[Path]:
    for coder, wrong in (("Ana", {3}), ("Ben", {3, 10, 21})):
        lines = ["id,customer,mood"] + [f"s{s},u{s // 2},{int((s % 2 == 0) != (s in wrong))}" for s in range(60)]
        (tmp_path / f"{coder}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    texts = ["id,customer,text"] + [f's{s},u{s // 2},"{HAPPY if s % 2 == 0 else PLAIN}"' for s in range(60)]
    (tmp_path / "said.csv").write_text("\n".join(texts) + "\n", encoding="utf-8")
    return [tmp_path / "Ana.csv", tmp_path / "Ben.csv"]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(agree, [str(one) for one in arguments], catch_exceptions=False)


def test_disagreements_are_shown_before_coefficients(sheets: list[Path]) -> None:
    shown = run(*sheets).output
    assert "2 coders: Ana, Ben. They differ 2 times, on 2 of 60 statements." in shown
    assert shown.index("Talk about these first") < shown.index("Agreement by code")
    assert "kappa" in shown
    assert "Mean alpha of the codes: 0.93 (" in shown


def test_the_folder_holds_every_table_and_keeps_what_people_settled(sheets: list[Path], tmp_path: Path) -> None:
    out = tmp_path / "agreement"
    assert run(*sheets, "--out", out).exit_code == 0
    names = {path.name for path in out.iterdir()}
    assert names == {"agreement.csv", "pairs.csv", "disagreements.csv", "confusions.csv", "agreement.json", "adjudicate.csv"}
    values = json.loads((out / "agreement.json").read_text(encoding="utf-8"))
    assert set(values["codes"][0]["figures"]) == set(COEFFICIENTS)
    assert values["pairs"][0]["table"] == [30, 1, 1, 28]
    (out / "adjudicate.csv").write_text("settled by hand", encoding="utf-8")
    assert run(*sheets, "--out", out).exit_code == 0
    assert (out / "adjudicate.csv").read_text(encoding="utf-8") == "settled by hand"


def test_one_table_as_parquet(sheets: list[Path], tmp_path: Path) -> None:
    run(*sheets, "--out", tmp_path / "codes.parquet")
    assert pl.read_parquet(tmp_path / "codes.parquet")["n_customers"].to_list() == [30]


def test_a_model_is_one_more_coder(sheets: list[Path], tmp_path: Path) -> None:
    done = run(*sheets, "--statements", tmp_path / "said.csv", "--coder", "fast", "--out", tmp_path / "agreement")
    assert "3 coders: Ana, Ben, fast" in done.output
    values = json.loads((tmp_path / "agreement/agreement.json").read_text(encoding="utf-8"))
    assert len(values["coders"]) == 3
    assert len(values["pairs"]) == 3
    assert values["disagreements"][0]["text"] in {HAPPY, PLAIN}


def test_refusals_before_any_work(sheets: list[Path], tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="agreement needs two coders"):
        run(sheets[0])
    with pytest.raises(InputRefused, match="neither in"):
        run(*sheets, "--out", tmp_path / "agreement.txt")
    with pytest.raises(InputRefused, match="no text of a statement is known"):
        run(*sheets, "--coder", "fast")
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / "thesis.docx").write_text("mine", encoding="utf-8")
    with pytest.raises(InputRefused, match="other content"):
        run(*sheets, "--out", tmp_path / "odd")
