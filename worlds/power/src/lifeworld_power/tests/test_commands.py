"""`lifeworld power`: what an engineer types, and what comes of it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from lifeworld.plugin import InputRefused
from lifeworld_power.commands import power
from lifeworld_power.commands.designing import ORDERS, STALE_S, _oldest, _span, _supply
from lifeworld_power.core.search.measures import PRESETS

WORDS = ["design", "--vin", "14:22", "--vout", "3.3", "--iout", "2"]


def ran(*words: str) -> Result:
    """The terminal with these words."""
    return CliRunner().invoke(power, list(words))


@pytest.fixture(scope="module")
def designed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Path]:
    """What a fresh clone designs."""
    out = tmp_path_factory.mktemp("terminal") / "supply"
    return ran(*WORDS, "--out", str(out), "--topology", "buck", "--controller", "integrated"), out


def test_a_fresh_clone_designs(designed: tuple[Result, Path]) -> None:
    result, out = designed
    assert result.exit_code == 0, result.output
    assert "designs can be made" in result.output and "ruled out by" in result.output and "fictional" in result.output
    for preset in PRESETS:
        assert f"Best by «{preset.title}»: " in result.output
    assert "nan" not in result.output and "not known" not in result.output.split("ruled out")[0]
    assert pl.read_parquet(out / "candidates.parquet").height > 100


def test_the_best_leaves_as_files(designed: tuple[Result, Path]) -> None:
    _, out = designed
    assert (out / "report.pdf").read_bytes().startswith(b"%PDF-")
    assert (out / "kicad.net").read_text("utf-8").startswith("(export")
    assert ".meas" in (out / "spice.cir").read_text("utf-8")
    body = json.loads((out / "design.json").read_text("utf-8"))
    assert body["holds"] and body["cost"] > 0 and body["oldest"]
    rows = list(csv.DictReader((out / "bom.csv").read_text("utf-8").splitlines()))
    assert {row["slot"] for row in rows if row["item"]} == set(body["parts"])
    assert all(row["seller"] and row["quote age"] for row in rows if row["item"])


def test_a_folder_that_holds_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep", "utf-8")
    result = ran(*WORDS, "--out", str(tmp_path))
    assert result.exception is not None and (tmp_path / "mine.txt").read_text("utf-8") == "keep"


@pytest.mark.parametrize(("words", "said"), [
    (["--vin", "lots", "--vout", "3.3", "--iout", "2"], "--vin: «lots»"),
    (["--vin", "14:22", "--vout", "3.3A", "--iout", "2"], "--vout"),
    (["--vin", "14:", "--vout", "3.3", "--iout", "2"], "--vin"),
    (["--vin", "22:14", "--vout", "3.3", "--iout", "2"], "backwards"),
    (["--vin", "14:22", "--vout", "18", "--iout", "2"], "no topology"),
    (["--vin", "14:22", "--vout", "3.3", "--iout", "1000"], "Load"),
    (["--vin", "14:22", "--vout", "3.2V-3.4", "--iout", "2"], "--vout: «3.2V-3.4» is a range"),
    (["--vin", "14:22", "--vout", "3.3", "--iout", "1:2"], "--iout: «1:2» is a range"),
    (["--vin", "14-18:22", "--vout", "3.3", "--iout", "2"], "--vin: «14-18» is a range"),
    (["--vin", "14:22", "--vout", "3.3", "--iout", "2", "--currency", "XYZ"], "no rate"),
])
def test_what_makes_no_supply_is_refused_in_a_sentence(words: list[str], said: str, tmp_path: Path) -> None:
    result = ran("design", *words, "--out", str(tmp_path / "none"))
    assert result.exit_code != 0 and said in str(result.exception) + result.output
    assert not (tmp_path / "none").exists()


def test_numbers_are_read_as_engineers_write_them(tmp_path: Path) -> None:
    result = ran("design", "--vin", "10V:14V", "--vout", "-5", "--iout", "500m", "--ripple", "100m", "--frequency", "200k:1M",
                 "--controller", "integrated", "--order", "small", "--currency", "EUR", "--quantity", "100",
                 "--out", str(tmp_path / "negative"))
    assert result.exit_code == 0, result.output
    spec = json.loads((tmp_path / "negative" / "summary.json").read_text("utf-8"))["spec"]
    assert (spec["vin_min"], spec["vin_max"], spec["vout"], spec["iout"], spec["ripple"]) == (10, 14, -5, 0.5, 0.1)
    assert (spec["frequency_min"], spec["frequency_max"]) == (200e3, 1e6)


@pytest.mark.parametrize("said", ["14:22", "14-22", "14~22 V", "14 to 22", "14V-22V"])
def test_a_range_is_read_whole(said: str) -> None:
    assert _span("--vin", said, "V") == pytest.approx((14.0, 22.0))
    assert _span("--vin", "12", "V") == (12.0, 12.0)


def test_a_currency_without_a_rate_names_those_that_there_are(tmp_path: Path) -> None:
    feed = tmp_path / "offers.csv"
    feed.write_text("mpn,manufacturer,sku,price,currency,stock\nA1,Acme,1,0.5,CHF,10\n", "utf-8")
    with pytest.raises(InputRefused, match="XYZ") as refused:
        _supply(True, feed, 1, "XYZ", lambda _: None)
    assert refused.value.next_step == "Choose CHF." and refused.value.code == "no_rate"
    assert _supply(True, feed, 1, "CHF", lambda _: None).given
    with pytest.raises(InputRefused, match="no rate") as refused:
        _supply(True, None, 1, "XYZ", lambda _: None)
    assert refused.value.next_step == "Choose EUR or USD."


def test_the_terminal_says_how_old_quotes_are(designed: tuple[Result, Path], tmp_path: Path) -> None:
    result, out = designed
    days = int(json.loads((out / "design.json").read_text("utf-8"))["oldest_age_s"] // 86_400)
    assert f"The oldest quote used is {days} day" in result.output
    (tmp_path / "design.json").write_text(json.dumps({"oldest_age_s": 185.5 * 86_400}), "utf-8")
    assert _oldest(tmp_path, True) == "The oldest quote used is 185 days old; older than 365 days are not used."
    assert _oldest(tmp_path, False) == "The oldest quote used is 185 days old."


def test_what_cannot_be_met_says_what_came_nearest(tmp_path: Path) -> None:
    words = ["--vin", "14:22", "--vout", "3.3", "--iout", "90", "--controller", "integrated"]
    result = ran("design", *words, "--out", str(tmp_path / "none"))
    assert result.exit_code == 0, result.output
    assert "0 designs can be made" in result.output and "is asked" in result.output and "outside" in result.output


def test_parts_are_read_and_written_again(tmp_path: Path) -> None:
    from lifeworld_power.files.fictional import FOLDER

    result = ran("parts", str(FOLDER / "inductors.csv"), "--out", str(tmp_path / "mine.parquet"))
    assert result.exit_code == 0 and "inductor" in result.output, result.output
    assert "inductor" in ran("parts", str(tmp_path / "mine.parquet")).output


def test_every_word_has_its_help() -> None:
    assert {"design", "parts", "offers"} <= set(power.commands)
    for word in power.commands:
        assert ran(word, "--help").exit_code == 0


def test_orders_are_those_of_the_tool() -> None:
    assert tuple(one.name for one in PRESETS) == ORDERS and STALE_S <= 366 * 86_400
