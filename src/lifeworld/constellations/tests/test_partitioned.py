"""A partitioned map is the map: the same figures and rows for each engine and any number of partitions and files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner
from polars.testing import assert_frame_equal

from lifeworld.constellations.commands.map import map_command
from lifeworld.constellations.core.settings import Settings
from lifeworld.constellations.files.partitions import run as river
from lifeworld.constellations.files.partitions.found import TABLES
from lifeworld.constellations.files.partitions.recipe import Recipe
from lifeworld.constellations.files.partitions.work import clear_work, work_folder
from lifeworld.constellations.files.stored import read_mapped
from lifeworld.kit.errors import InputRefused
from lifeworld.testing.cluster import cluster
from lifeworld.voices.core.columns import Columns

KIN = ("wife", "husband", "sister", "friend", "mother", "son")
PEOPLE = ("Ada", "Ben", "Cleo", "Emil", "Hana")
SAID = (
    "My {kin} {name} runs with me twice a week and that lifts my mood.", "The app lost my run again and the sync is broken.",
    "I ran my best ten kilometres and I am proud of it.", "People in my running club cheer for me on the leaderboard.",
    "The battery is great and the heart rate is exact.", "A stranger at the park asked about my watch. My {kin} laughed.",
    "Strava shows every route, my {kin} {name} likes that.", "I am tired but happy after every run.",
)


def invented(n: int = 700) -> pl.DataFrame:
    """Statements of fictional runners, some without a customer, some repeated, two spellings of one provider."""
    kin, people = [KIN[i // 3 % len(KIN)] for i in range(n)], [PEOPLE[i // 7 % len(PEOPLE)] for i in range(n)]
    texts = [f"{SAID[i * 5 % len(SAID)].format(kin=kin[i], name=people[i])} Week {i % 9}." for i in range(n)]
    return pl.DataFrame({
        "customer": [None if i % 53 == 0 else f"c{i // 5:04d}" for i in range(n)], "text": texts,
        "focal": [("Kestrel", "kestrel", "Wren", None)[i // 60 % 4] for i in range(n)],
        "group": [("new", "old")[i // 5 % 2] for i in range(n)],
        "stars": [str(i % 6) if i % 6 else "none" for i in range(n)],
    })


def written(folder: Path, n_files: int, frame: pl.DataFrame | None = None) -> str:
    """The statements in some files, shuffled; the pattern that finds them."""
    folder.mkdir(exist_ok=True)
    rows = (invented() if frame is None else frame).sample(fraction=1, shuffle=True, seed=n_files)
    for i in range(n_files):
        rows[i * len(rows) // n_files : (i + 1) * len(rows) // n_files].write_parquet(folder / f"{i}.parquet")
    return f"{folder}/*.parquet"


def mapped(pattern: str, out: Path, *options: str) -> dict[str, Any]:
    """What a run of the terminal wrote: figures by key, tables, pools, notes."""
    done = CliRunner().invoke(map_command, [pattern, "--outcome", "stars", "--out", str(out), *options], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    figures = {one["name"]: one for one in json.loads((out / "figures.json").read_text())}
    tables = {name: pl.read_parquet(out / f"{name}.parquet") for name in (*TABLES, "pooled")}
    return {"figures": figures, "tables": tables, "about": json.loads((out / "study.json").read_text())}


def refused(pattern: str, out: Path, *options: str) -> str:
    """What is said where a run is refused."""
    with pytest.raises(InputRefused) as found:
        CliRunner().invoke(map_command, [pattern, "--out", str(out), *options], catch_exceptions=False)
    return found.value.message


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The map in memory."""
    folder = tmp_path_factory.mktemp("whole")
    return mapped(written(folder / "in", 1), folder / "out")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with cluster(2) as (found, _):
        yield found


def the_same(found: dict[str, Any], whole: dict[str, Any]) -> None:
    """Figures to 1e-9 with the same evidence, rows as sets, pools in the same order."""
    assert found["figures"].keys() == whole["figures"].keys()
    for name, figure in whole["figures"].items():
        other = found["figures"][name]
        for part, value in figure.items():
            if isinstance(value, float):
                assert other[part] == pytest.approx(value, abs=1e-9), (name, part)
            else:
                assert other[part] == value, (name, part)
    for name in TABLES:
        by = [column for column in ("customer", "id", "statement", "code", "actor") if column in whole["tables"][name].columns]
        assert_frame_equal(found["tables"][name].sort(by), whole["tables"][name].sort(by), abs_tol=1e-9)
    assert_frame_equal(found["tables"]["pooled"], whole["tables"]["pooled"], abs_tol=1e-9)
    assert found["about"]["skipped"] == whole["about"]["skipped"]
    assert found["about"]["saturation"] == whole["about"]["saturation"]
    assert set(whole["about"]["notes"]) <= set(found["about"]["notes"])


@pytest.mark.parametrize(("engine", "partitions", "files"), [("threads", 1, 1), ("threads", 7, 3), ("processes", 3, 2)])
def test_engines_and_partitions_change_nothing(whole: dict[str, Any], tmp_path: Path, engine: str, partitions: int, files: int) -> None:
    pattern = written(tmp_path / "in", files)
    found = mapped(pattern, tmp_path / "out", "--engine", engine, "--partitions", str(partitions))
    the_same(found, whole)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "out"], "the folder of work is gone"


@pytest.mark.slow
def test_a_cluster_changes_nothing(whole: dict[str, Any], tmp_path: Path, address: str) -> None:
    the_same(mapped(written(tmp_path / "in", 3), tmp_path / "out", "--engine", address, "--partitions", "4"), whole)


def test_a_run_that_was_cut_short_goes_on_and_computes_nothing_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = [written(tmp_path / "in", 2), "--engine", "threads", "--partitions", "5", "--workers", "1", "--out", str(tmp_path / "out")]
    calls: list[int] = []
    real = river.map_partition

    def map_partition(part: Any) -> Any:
        calls.append(part.number)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return real(part)

    monkeypatch.setattr(river, "map_partition", map_partition)
    CliRunner().invoke(map_command, asked)
    assert calls == [0, 1, 2]
    assert not (tmp_path / "out").exists()
    done = CliRunner().invoke(map_command, asked)
    assert done.exit_code == 0, done.output
    assert calls == [0, 1, 2, 2, 3, 4]
    assert read_mapped(tmp_path / "out").statements.height == 700


def test_addresses_are_read_by_fsspec(whole: dict[str, Any], tmp_path: Path) -> None:
    fsspec = pytest.importorskip("fsspec")
    from lifeworld.constellations.files.partitions.inputs import expanded, fingerprint, on_disk

    memory = fsspec.filesystem("memory")
    invented().write_parquet(tmp_path / "a.parquet")
    for name in ("b", "a"):
        memory.pipe(f"/statements/{name}.parquet", (tmp_path / "a.parquet").read_bytes())
    found = expanded(["memory://statements/*.parquet"])
    assert [one.rsplit("/", 1)[1] for one in found] == ["a.parquet", "b.parquet"]
    assert fingerprint(found[0]) != fingerprint(found[1])
    with on_disk(found[0]) as path:
        assert pl.read_parquet(path).height == 700
    with pytest.raises(InputRefused, match="There is no file"), on_disk("memory://statements/c.parquet"):
        pass
    memory.pipe("/once/a.parquet", (tmp_path / "a.parquet").read_bytes())
    the_same(mapped("memory://once/*.parquet", tmp_path / "out", "--engine", "threads", "--partitions", "2"), whole)
    with pytest.raises(InputRefused, match="cannot be opened"):
        expanded(["nowhere://x/*.parquet"])


def test_what_needs_all_customers_is_refused_by_name(tmp_path: Path) -> None:
    pattern = written(tmp_path / "in", 1)
    said = refused(pattern, tmp_path / "out", "--engine", "threads", "--by", "group")
    assert "--by" in said
    assert "all customers at once" in said
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "corrections.csv").write_text("")
    assert "corrections" in refused(pattern, tmp_path / "out", "--engine", "threads")
    assert "more than once" in refused(pattern, tmp_path / "other", "--engine", "threads", f"{tmp_path}/in/0.parquet")
    assert "No file fits" in refused(f"{tmp_path}/nothing-*.csv", tmp_path / "other")


def test_an_id_of_several_customers_is_refused(tmp_path: Path) -> None:
    frame = invented(60).with_columns(id=pl.format("s{}", pl.int_range(pl.len()) % 50))
    said = refused(written(tmp_path / "in", 1, frame), tmp_path / "out", "--engine", "threads", "--partitions", "6")
    assert "stand in rows of different customers" in said


def test_files_with_other_columns_are_refused(tmp_path: Path) -> None:
    pattern = written(tmp_path / "in", 1)
    pl.DataFrame({"words": ["Runs."]}).write_parquet(tmp_path / "in" / "z.parquet")
    assert "z.parquet" in refused(pattern, tmp_path / "out", "--engine", "threads")


def test_reviews_without_customers_and_rows_that_cannot_be_used(tmp_path: Path) -> None:
    damaged = pl.when(pl.int_range(pl.len()) % 40 == 0).then(pl.lit("a\x00b")).otherwise("text")
    frame = invented(300).drop("customer", "group").with_columns(text=damaged)
    one = mapped(written(tmp_path / "in", 2, frame), tmp_path / "one")
    found = mapped(str(tmp_path / "in/*.parquet"), tmp_path / "two", "--engine", "threads", "--partitions", "4")
    the_same(found, one)
    assert found["about"]["n_customers"] == 0
    assert pl.read_csv(tmp_path / "two" / "skipped.csv").height == pl.read_csv(tmp_path / "one" / "skipped.csv").height > 0


def test_the_report_is_bounded_and_tells_of_all_customers(tmp_path: Path) -> None:
    frame = invented().with_columns(text=pl.col("text") + " Write to ada@example.org.")
    mapped(written(tmp_path / "in", 2, frame), tmp_path / "out", "--engine", "threads", "--partitions", "2", "--pseudonyms")
    page = (tmp_path / "out" / "report.html").read_text()
    assert "140 customers" in page
    assert "700 statements" in page
    assert not re.search(r"\bc0\d{3}\b", page), "customers are shown under pseudonyms"
    assert "ada@example.org" not in page
    assert "<mark>" in page
    assert page.count("<h3>") < 200
    again = mapped(written(tmp_path / "in", 2), tmp_path / "out")  # a map in memory takes the place of a partitioned one
    assert (tmp_path / "out" / "statements.parquet").is_file()
    assert again["tables"]["statements"].height == 700


def test_only_the_folders_of_work_of_these_results_are_cleared(tmp_path: Path) -> None:
    recipe = Recipe(Columns(), None, None, "fast", Settings(), 1, str(work_folder(tmp_path / "a", "0" * 16)))
    mine = [Path(recipe.work), tmp_path / f".a-work-{'1' * 16}"]
    others = [tmp_path / f".a-work-b-work-{'0' * 16}", tmp_path / ".a-work-notes", tmp_path / f".b-work-{'0' * 16}"]
    for folder in (*mine, *others):
        (folder / "kept").mkdir(parents=True)
    clear_work(recipe, tmp_path / "a")
    assert not any(folder.exists() for folder in mine)
    assert all(folder.is_dir() for folder in others)
