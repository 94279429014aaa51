"""What a tool reaches and what the market does, from a table of specifications: on the terminal, and scored from its folder."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner, Result

from lifeworld.kit.errors import InputRefused
from lifeworld.partners.core.supply import Supply
from lifeworld.partners.tests.market import HEAD
from lifeworld.scorecard.commands import reach_command, score_command
from lifeworld.scorecard.core.card import scorecard
from lifeworld.scorecard.core.frames import FRAMES, checked
from lifeworld.scorecard.core.sauce.covering import covering
from lifeworld.scorecard.core.sauce.frontier import GAIN, volumes
from lifeworld.scorecard.core.sauce.hypervolume import hypervolume
from lifeworld.scorecard.core.sauce.policies import POLICIES
from lifeworld.scorecard.core.sauce.reaching import Reach, limits_of, reach_of, reached, unpriced
from lifeworld.scorecard.core.values import Asked
from lifeworld.scorecard.core.wire import card_of
from lifeworld.scorecard.files.reading import read_folder
from lifeworld.testing.terminal import run, shared_data
from lifeworld.tools.core.schema import fitted
from lifeworld.tools.core.values import Candidates, Measure
from lifeworld.tools.tests.shelf import PLAN, SCHEMA, ShelfTool

OFFERS = HEAD + "".join(f"{mpn},{maker},{mpn},{price},EUR,100,1,1\n" for mpn, maker, price in (
    ("oak-18", "woodworks", 20), ("oak-27", "woodworks", 35), ("pine-18", "woodworks", 9), ("chip-19", "woodworks", 6),
    ("mystery-22", "woodworks", 5), ("steel-s", "ironworks", 4), ("steel-l", "ironworks", 7), ("wire", "ironworks", 1)))
MEASURES = (Measure("cost", "Cost", better="less", in_front=True), Measure("life", "Life", better="more", in_front=True),
            Measure("colour", "Colour"))


@pytest.fixture(autouse=True)
def _shelf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lifeworld.tools.commands.run.plans", lambda: {"shelf": PLAN})


def reach(*arguments: object) -> Result:
    return CliRunner().invoke(reach_command, [str(one) for one in arguments])


def wanted(folder: Path, rows: int = 36) -> Path:
    """A table of shelves that customers asked for."""
    path = folder / "asked.csv"
    path.write_text("customer,width,load\n" + "".join(f"c{at:02},{700 + 40 * at},{10 + at % 5}\n" for at in range(rows)), "utf-8")
    (folder / "offers.csv").write_text(OFFERS, "utf-8")
    return path


def shelf_candidates(said: dict[str, object]) -> Candidates:
    tool = ShelfTool()
    return tool.configure(fitted(tool.schema, said), Supply.none())


def test_a_folder_of_specifications_becomes_a_figure_of_the_frontier(tmp_path: Path) -> None:
    asked, out, card = wanted(tmp_path), tmp_path / "tables", tmp_path / "card.json"
    done = reach("shelf", asked, "--out", out, "--offers", tmp_path / "offers.csv", "--k", 3, "--reference", "weight=40",
                 "--reference", "cost=200")
    assert done.exit_code == 0, done.output
    assert "Of 36 specifications 36 were taken" in done.output and "cheapest_page@1" in done.output and "no price" not in done.output
    assert {path.name for path in out.iterdir()} == {"customers.csv", "designs.csv"}
    rows = read_folder(out).frames["designs"]
    assert rows["spec"].n_unique() == rows["customer"].n_unique() == 36
    ends = dict(rows.select("measure", "reference").unique().iter_rows())
    assert ends == {"cost": 200.0, "weight": 40.0, "sag": 0.005}, "the sag that a shelf may have is declared by its specification"
    market = rows.filter(pl.col("side") == "market")
    assert market["policy"].unique().to_list() == ["cheapest_page@1"]
    assert market.group_by("spec").agg(pl.col("design").n_unique())["design"].max() == 3
    scored = CliRunner().invoke(score_command, [str(out), "--json", str(card), "--as-of", "2026-08-01"], catch_exceptions=False)
    assert scored.exit_code == 0, scored.output
    sauce = card_of(json.loads(card.read_text())).score("sauce")
    gain = next(one for one in sauce.figures if one.name == GAIN)
    assert gain.n == 36 and gain.value and gain.low and gain.high and 0 < gain.low < gain.value < gain.high < 1
    assert "reference point declared for every measure; the market's by «cheapest_page@1»" in gain.method
    assert sauce.axis.value == pytest.approx(gain.value)


def test_a_bad_row_is_refused_with_its_number_and_loses_no_other(tmp_path: Path) -> None:
    asked, out = tmp_path / "asked.jsonl", tmp_path / "tables"
    lines = [{"spec": "hall", "width": 900, "load": 5}, {"spec": "den", "width": 9000, "load": 5},
             {"spec": "hall", "width": 800, "load": 5}, {"spec": "attic", "width": "wide", "load": 5},
             {"spec": "twin", "width": 900, "load": 5, "painted": False}]
    asked.write_text("".join(json.dumps(one) + "\n" for one in lines), "utf-8")
    done = reach("shelf", asked, "--out", out, "--format", "parquet")
    assert done.exit_code == 1, done.output
    assert "Of 5 specifications 2 were taken" in done.output
    assert all(f"Row {row}: " in done.output for row in (2, 3, 4)) and "more than 3000" in done.output and "twice" in done.output
    assert "For 2 of them no price is known" in done.output and "add a customers.csv" in done.output
    assert "recorded as first_listed" in done.output
    rows = pl.read_parquet(out / "designs.parquet")
    assert rows["spec"].unique().sort().to_list() == ["hall", "twin"]
    same = [rows.filter(pl.col("spec") == spec).drop("spec") for spec in ("hall", "twin")]
    assert same[0].equals(same[1]), "two who ask the same reach the same"


def test_other_tables_of_a_scorecard_stay_and_an_earlier_run_goes(tmp_path: Path) -> None:
    asked, out = wanted(tmp_path, 4), tmp_path / "tables"
    out.mkdir()
    (out / "customers.csv").write_text("customer,household\nc00,h1\n", "utf-8")
    (out / "goals.csv").write_text("customer\n", "utf-8")
    assert reach("shelf", asked, "--out", out, "--format", "parquet").exit_code == 0
    done = reach("shelf", asked, "--out", out)
    assert "3 of their customers are not in «customers.csv»" in done.output
    assert {path.name for path in out.iterdir()} == {"customers.csv", "goals.csv", "designs.csv"}
    assert (out / "customers.csv").read_text("utf-8") == "customer,household\nc00,h1\n"


@pytest.mark.parametrize(("arguments", "code"), [
    (("shelv",), "no_tool"), (("shelf", "--measure", "sagg"), "reach_refused"), (("shelf", "--reference", "cost"), "bad_reference"),
    (("shelf", "--reference", "brackets=3"), "reach_refused"), (("shelf", "--out", "foreign"), "out_has_other_content")])
def test_what_cannot_be_reached_is_refused_and_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                                                  arguments: tuple[str, ...], code: str) -> None:
    monkeypatch.chdir(tmp_path)
    asked = wanted(tmp_path, 2)
    Path("foreign").mkdir()
    Path("foreign/mine.txt").write_text("keep", "utf-8")
    error = reach(arguments[0], asked, "--out", "tables", *arguments[1:]).exception
    assert isinstance(error, InputRefused) and error.code == code, error
    assert not Path("tables").exists() and [path.name for path in Path("foreign").iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(("text", "code"), [("width,lod\n900,5\n", "unknown_column"), ("width,load\n9,5\n", "no_specification")])
def test_a_table_that_is_not_of_the_tool_is_refused_whole(tmp_path: Path, text: str, code: str) -> None:
    (tmp_path / "asked.csv").write_text(text, "utf-8")
    error = reach("shelf", tmp_path / "asked.csv", "--out", tmp_path / "tables").exception
    assert isinstance(error, InputRefused) and error.code == code
    assert not (tmp_path / "tables").exists()


def test_what_breaks_off_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, out = wanted(tmp_path, 3), tmp_path / "tables"
    assert reach("shelf", asked, "--out", out).exit_code == 0
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    made = ShelfTool.configure

    def breaks(self: ShelfTool, spec: dict[str, float], *rest: object) -> Candidates:
        if spec["width"] > 760:
            raise KeyboardInterrupt
        return made(self, spec, *rest)

    monkeypatch.setattr(ShelfTool, "configure", breaks)
    assert reach("shelf", asked, "--out", out, "--k", 1).exit_code != 0
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before and len(list(tmp_path.iterdir())) == 3


@pytest.mark.parametrize("policy", list(POLICIES))
def test_both_sides_are_rows_of_the_frame_and_a_page_of_all_is_no_less(policy: str) -> None:
    found, tool = shelf_candidates({"width": 900, "load": 20}), ShelfTool()
    asked = reach_of(tool.measures, policy=policy, k=4)
    rows = reached("s", "ana", found, asked, limits_of(SCHEMA, {"sag": 0.004, "cost": None}))
    assert rows.schema == FRAMES["designs"].schema and checked("designs", rows).equals(rows)
    ends = {measure: end for measure, end in rows.select("measure", "reference").unique().iter_rows() if end is not None}
    assert ends == {"sag": 0.004} and unpriced(found, asked)
    named = "first_listed" if policy == "cheapest_page" else policy
    assert rows["policy"].drop_nulls().unique().to_list() == [POLICIES[named].name], "without prices none is the cheapest"
    of = rows.group_by("side").agg(pl.col("design").n_unique())
    assert dict(of.iter_rows())["market"] == 4 and rows.equals(reached("s", "ana", found, asked, {"sag": 0.004}))
    whole = reached("s", "ana", found, replace(asked, k=10_000))
    assert volumes(whole.filter(pl.col("measure") == "weight"))["gain"].to_list() == pytest.approx([0.0])


def test_what_is_open_is_worse_for_the_sauce_and_better_for_the_market() -> None:
    found = Candidates({"cost": np.array([1.0, 2.0]), "life": np.array([np.nan, 5.0])}, {}, low={"life": np.array([3.0, 5.0])},
                       high={"life": np.array([9.0, 5.0])})
    rows = reached("s", None, found, Reach(MEASURES[:2], k=2, price="cost")).filter(pl.col("measure") == "life")
    said = {side: rows.filter(pl.col("side") == side).sort("design")["value"].to_list() for side in ("sauce", "market")}
    assert said == {"sauce": [3.0, 5.0], "market": [9.0, 5.0]}
    endless = Candidates({"cost": np.array([1.0, 2.0]), "life": np.array([np.inf, 5.0])}, {})
    rows = reached("s", None, endless, Reach(MEASURES[:2], k=2, price="cost"))
    assert rows["value"].is_finite().all() and set(rows["side"]) == {"sauce", "market"}
    none = reached("s", None, Candidates({"cost": np.zeros(0)}, {}), Reach(MEASURES[:1]))
    assert none.is_empty() and none.schema == FRAMES["designs"].schema


def test_measures_are_those_of_the_front_or_those_that_are_named() -> None:
    assert [one.key for one in reach_of(MEASURES).measures] == ["cost", "life"]
    assert [one.key for one in reach_of(MEASURES, ["life"]).measures] == ["life"]
    with pytest.raises(InputRefused, match="colour"):
        reach_of(MEASURES, ["colour"])
    with pytest.raises(InputRefused):
        reach_of(MEASURES[2:])
    with pytest.raises(InputRefused, match="Did you mean «random»"):
        reach_of(MEASURES, policy="ramdom")


@pytest.mark.parametrize(("k", "share"), [(2, 0.95), (3, 0.9), (5, 0.6)])
def test_few_that_are_kept_reach_nearly_all_and_never_more(k: int, share: float) -> None:
    drawn = np.abs(np.random.default_rng(k).normal(size=(400, k)))
    points, end = 1.2 - drawn / np.linalg.norm(drawn, axis=1)[:, None], np.full(k, 1.3)
    kept = covering(points, end, 40)
    every, some, first = (hypervolume(each, end)[0] for each in (points, points[kept], points[:40]))
    assert len(kept) <= 40 and share * every < some <= every + 1e-9 and some > first
    assert np.array_equal(covering(points, end, 10_000), np.arange(400)), "where there are few, all are kept"
    beyond = np.vstack([points, np.full((1, k), 9.0), np.full((1, k), np.nan)])
    assert np.array_equal(covering(beyond, end, 40), kept)


POWER = (shared_data() or Path("nowhere")) / "power" / "parts"


@pytest.mark.skipif(not POWER.is_dir(), reason="the real parts of ../shared/data/power are not beside this checkout")
def test_a_supply_of_real_parts_reaches_more_than_the_cheapest_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parts, offers, asked, out = (tmp_path / name for name in ("parts.parquet", "offers.parquet", "asked.csv", "tables"))
    for word, path in (("parts", parts), ("offers", offers)):
        done = run("power", word, POWER, "--out", path)
        assert done.returncode == 0, done.stderr
    pl.read_parquet(offers).drop("observed_at").write_parquet(offers)  # as if they were seen today, whenever this runs
    asked.write_text("customer,vin_min,vin_max,vout,iout,ripple,area,controller\nana,10,14,5,1,0.05,600,integrated\n"
                     "ben,14,10,5,1,,,\n", "utf-8")
    monkeypatch.setenv("LIFEWORLD_POWER_PARTS", str(parts))
    done = run("scorecard", "reach", "power-supply", asked, "--out", out, "--offers", offers, "--currency", "USD",
               "--reference", "cost=10", "--reference", "efficiency=0.5", "--reference", "stock=0.5")
    assert done.returncode == 1 and "Of 2 specifications 1 were taken" in done.stdout and "Row 2: " in done.stdout, done.stderr
    rows = read_folder(out).frames["designs"]
    ends = dict(rows.select("measure", "reference").unique().iter_rows())
    assert ends == {"cost": 10.0, "efficiency": 0.5, "stock": 0.5, "ripple": 0.05, "area": 600.0}
    gain = volumes(rows)["gain"].item()
    assert 0.02 < gain < 1
    card = scorecard(read_folder(out).frames, Asked(query="test"))
    figure = next(one for one in card.score("sauce").figures if one.name == GAIN)
    assert not figure.enough and figure.n == 1, "one specification is too few for a figure"
