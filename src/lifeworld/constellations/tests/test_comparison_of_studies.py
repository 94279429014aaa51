"""Studies held against each other, read back from their folders, and the terminal's `compare`."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import as_file, files
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from lifeworld.constellations.commands.compare import compare_command
from lifeworld.constellations.commands.request import MapRequest, map_files
from lifeworld.constellations.core.comparison.compare import compare_studies, comparison
from lifeworld.constellations.core.gather import Said
from lifeworld.constellations.core.schemas import FILES
from lifeworld.constellations.core.settings import Settings
from lifeworld.constellations.core.study import MappedStudy
from lifeworld.constellations.files.stored import ABOUT_FILE, about_study, read_mapped
from lifeworld.kit.errors import InputRefused
from lifeworld.kit.frames import write_json, write_parquet
from lifeworld.voices.core.codebook import CODES


@pytest.fixture(scope="module")
def runners() -> MappedStudy:
    """The fictional runners, without drawings and events."""
    with as_file(files("lifeworld.testing") / "runners") as folder:
        return map_files(MapRequest((str(folder / "statements.csv"),), study=folder / "study.toml"))[0]


def part(study: MappedStudy, customers: list[str]) -> MappedStudy:
    """The study of some customers only."""
    kept = {name: getattr(study, name).filter(pl.col("customer").is_in(customers)) for name in FILES if name != "pooled"}
    return replace(study, **kept, n_customers=len(customers))


def stored(study: MappedStudy, folder: Path, about: bool = True) -> Path:
    folder.mkdir()
    for name, schema in FILES.items():
        write_parquet(getattr(study, name).select(list(schema)), folder / f"{name}.parquet")
    write_json([figure.json() for figure in study.figures], folder / "figures.json")
    if about:
        write_json(about_study(study), folder / ABOUT_FILE)
    return folder


def test_a_study_against_itself_differs_by_nothing(runners: MappedStudy) -> None:
    found = compare_studies({"then": runners, "now": runners})
    known = [c for c in found.contrasts if c.difference.enough]
    assert len(known) > 30
    assert all((c.difference.value, c.difference.low, c.difference.high) == (0, 0, 0) for c in known)
    assert not any(c.clear or c.holds for c in found.contrasts)
    assert found.changed == ("Nothing changed between then and now: they rest on the same words, and every difference is nought.",)


def test_a_level_of_everybody_has_the_figures_of_the_study(runners: MappedStudy) -> None:
    found = compare_studies({"then": runners, "now": runners})
    for (key, level), figure in found.values.items():
        own = runners.figure(key)
        assert own is not None
        assert figure.name == f"compare/study/{level}/{key}"
        assert (figure.n, figure.n_unit, figure.n_customers) == (own.n, own.n_unit, own.n_customers)
        for mine, theirs in zip((figure.value, figure.low, figure.high), (own.value, own.low, own.high), strict=True):
            assert mine == (None if theirs is None else pytest.approx(theirs, abs=1e-6)), key
        assert figure.evidence.n == own.evidence.n


def test_comparing_statements_and_comparing_frames_agree(runners: MappedStudy) -> None:
    """Customers of two groups: from coded statements, and from two studies of these customers."""
    group = runners.statements["group"]
    row = runners.statements.select(statement="id", row=pl.int_range(pl.len()))
    where = runners.codings.filter("present").join(row, on="statement")
    wide = where.pivot("code", index="row", values="probability").join(row, on="row", how="right").sort("row")
    present = wide.select(pl.col(code).fill_null(0.0).cast(pl.Float32) for code in CODES).to_numpy()
    # Without the names of actors their sizes are others; shares of statements and valences are the same.
    empty = pl.Series("name", [], dtype=pl.String)
    said = Said(runners.statements, present, runners.statements["valence"].to_numpy().astype("float32"),
                *(pl.Series([], dtype=kind).to_numpy() for kind in (pl.Int64, pl.Int8)), empty)
    level = pl.select(pl.when(group != "competitive").then(group)).to_series()
    within = comparison(said, level, "group", "Groups", runners.codings, Settings(), runners.versions)
    assert within is not None
    halves = {
        name: part(runners, runners.statements.filter(pl.col("group") == name)["customer"].unique().to_list())
        for name in ("beginner", "regular")
    }
    between = compare_studies(halves)
    one, other = ({c.key: c.difference for c in found.contrasts} for found in (within, between))
    for key in one:
        if key.startswith(("share_of_statements", "driver/", "customers_who_say")):
            assert one[key].value == (None if other[key].value is None else pytest.approx(other[key].value)), key
            assert one[key].low == (None if other[key].low is None else pytest.approx(other[key].low, abs=1e-6)), key


def test_customers_at_one_level_have_the_types_of_the_study_with_what_they_drew_and_did() -> None:
    with as_file(files("lifeworld.testing") / "runners") as folder:
        request = MapRequest((str(folder / "statements.csv"),), study=folder / "study.toml", drawn=folder / "drawn.csv",
                             events=folder / "events.csv", by=("group",))
        mapped = map_files(request)[0]
    found = mapped.comparisons[0]
    group = mapped.statements.select("customer", "group").unique()
    counts = mapped.constellations.join(group, on="customer").group_by("type", "group").len()
    for label, level, n in counts.iter_rows():
        figure = found.values[f"types/{label}", level]
        assert figure.evidence.n == n
        assert figure.value in (None, pytest.approx(n / figure.n))


def test_studies_made_by_different_coders_say_so(runners: MappedStudy) -> None:
    other = replace(runners, versions=replace(runners.versions, coder="other@2"))
    assert "not made with the same coder" in compare_studies({"a": runners, "b": other}).note
    assert "not made with the same" not in compare_studies({"a": runners, "b": runners}).note
    with pytest.raises(ValueError, match="at least two"):
        compare_studies({"a": runners})


def test_a_folder_is_read_back_as_it_was_written(runners: MappedStudy, tmp_path: Path) -> None:
    found = read_mapped(stored(runners, tmp_path / "study"))
    for name, schema in FILES.items():
        assert getattr(found, name).equals(getattr(runners, name).select(list(schema)))
    assert found.figures == runners.figures
    for name in ("title", "label", "fictional", "notes", "skipped", "settings", "versions", "n_customers"):
        assert getattr(found, name) == getattr(runners, name), name


def test_a_folder_of_an_earlier_version_is_read_and_says_what_it_lacks(runners: MappedStudy, tmp_path: Path) -> None:
    folder = stored(runners, tmp_path / "spring", about=False)
    statements = pl.read_parquet(folder / "statements.parquet")
    statements.drop("wave", "consent").write_parquet(folder / "statements.parquet")
    found = read_mapped(folder)
    assert found.title == "spring"
    assert found.statements["wave"].null_count() == len(statements)
    assert found.versions == runners.versions
    assert "earlier version" in found.notes[0]


def test_folders_that_hold_no_study_are_refused(runners: MappedStudy, tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="There is no folder"):
        read_mapped(tmp_path / "nowhere")
    folder = stored(runners, tmp_path / "study")
    (folder / "figures.json").write_text('[{"name": "x"}]')
    with pytest.raises(InputRefused, match="an entry is no figure"):
        read_mapped(folder)
    (folder / "figures.json").write_text("[")
    with pytest.raises(InputRefused, match=r"figures\.json» cannot be read"):
        read_mapped(folder)
    (folder / "ties.parquet").write_bytes(b"PAR1")
    with pytest.raises(InputRefused, match=r"ties\.parquet» cannot be read"):
        read_mapped(folder)
    (folder / "ties.parquet").unlink()
    with pytest.raises(InputRefused, match=r"«ties\.parquet» is missing"):
        read_mapped(folder)


def test_compare_prints_what_changed_and_writes_a_table(runners: MappedStudy, tmp_path: Path) -> None:
    customers = runners.constellations["customer"].to_list()
    old = stored(part(runners, customers[:20]), tmp_path / "old")
    new = stored(part(runners, customers[10:]), tmp_path / "new")
    done = CliRunner().invoke(compare_command, [str(old), str(new), "--names", "spring, autumn", "--out", str(tmp_path / "t.csv")])
    assert done.exit_code == 0, done.output
    assert "spring: 20 customers" in done.output
    assert "differences were looked at" in done.output.replace("\n", " ")
    assert runners.label in done.output
    table = pl.read_csv(tmp_path / "t.csv")
    assert table["what"].value_counts().sort("what")["count"].to_list() == [47, 94]
    assert table.filter(pl.col("what") == "difference")["n_both"].max() == 10
    for suffix in ("json", "parquet"):
        assert CliRunner().invoke(compare_command, [str(old), str(new), "--out", str(tmp_path / f"t.{suffix}")]).exit_code == 0
    written = json.loads((tmp_path / "t.json").read_text())
    assert len(written["differences"]) == 47
    assert pl.read_parquet(tmp_path / "t.parquet").shape == table.shape


@pytest.mark.parametrize(("options", "says"), [
    (["--out", "t.docx"], "no such table can be written"), (["--names", "spring"], "does not give two different names"),
    (["--names", "x,x"], "does not give two different names"),
])
def test_what_cannot_be_done_is_refused_in_words(tmp_path: Path, options: list[str], says: str) -> None:
    done = CliRunner().invoke(compare_command, [str(tmp_path), str(tmp_path), *options])
    assert isinstance(done.exception, InputRefused)
    assert says in str(done.exception)
