"""REFI-QDA out and in again: valid for the schema, the same bytes, and nothing that stood in the bundle missing."""

from __future__ import annotations

import zipfile
from dataclasses import fields, replace
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from lifeworld.kit.errors import InputRefused
from lifeworld.testing.terminal import shared_data
from lifeworld.voices.core.exchange.checks import checked
from lifeworld.voices.core.exchange.losses import HEADING
from lifeworld.voices.core.exchange.values import Project
from lifeworld.voices.files.exchange.refi import read_qdc, read_qdpx, write_qdc, write_qdpx
from lifeworld.voices.tests.exchange_material import CODE, TEXT, USER, project


def assert_same(one: Project, other: Project) -> None:
    for part in fields(Project):
        mine, theirs = getattr(one, part.name), getattr(other, part.name)
        if isinstance(mine, pl.DataFrame):
            assert_frame_equal(mine, theirs)
        else:
            assert mine == theirs, part.name


def written(bundle: Project, path: Path) -> bytes:
    write_qdpx(bundle, path)
    return path.read_bytes()


def schema(name: str):
    lxml = pytest.importorskip("lxml.etree", reason="lxml is not installed, so nothing is held against the schemas")
    data = shared_data()
    if data is None or not (data / "exchange" / "refi-qda" / name).exists():
        pytest.skip("the schemas of ../shared/data/exchange are not beside this checkout")
    return lxml, lxml.XMLSchema(lxml.parse(str(data / "exchange" / "refi-qda" / name)))


def test_a_project_comes_back_whole(tmp_path: Path) -> None:
    lost = write_qdpx(project(), tmp_path / "a.qdpx")
    assert not lost
    found = read_qdpx(tmp_path / "a.qdpx")
    assert not found.losses
    assert_same(found.project, checked(project()))


def test_the_same_study_gives_the_same_bytes_whatever_its_order(tmp_path: Path) -> None:
    first = written(project(), tmp_path / "a.qdpx")
    again = written(read_qdpx(tmp_path / "a.qdpx").project, tmp_path / "b.qdpx")
    shuffled = project()
    order = [3, 0, 6, 2, 5, 1, 4]
    shuffled = replace(shuffled, users=shuffled.users[::-1], notes=shuffled.notes[::-1], texts=shuffled.texts.reverse(),
                       selections=shuffled.selections[order], judged=shuffled.judged.reverse(), values=shuffled.values.reverse())
    assert first == again == written(shuffled, tmp_path / "c.qdpx")


def test_bytes_are_stable_when_something_is_lost(tmp_path: Path) -> None:
    odd = project()
    codes = (replace(odd.codes[0], name="Act\x0bors", color="red"), *odd.codes[1:])
    texts = odd.texts.with_columns(pl.when(pl.col("name") == "s4").then(pl.lit("a\x00b\x0b")).otherwise("text").alias("text"))
    odd = replace(odd, codes=codes, texts=texts, created="soon")
    first = written(odd, tmp_path / "a.qdpx")
    back = read_qdpx(tmp_path / "a.qdpx").project
    assert HEADING in back.description and back.description.startswith("A pilot.")
    assert back.texts.filter(pl.col("name") == "s4")["text"].item() == "a\x00b\x0b"
    assert first == written(back, tmp_path / "b.qdpx")


def test_our_own_positions_need_no_quote(tmp_path: Path) -> None:
    """A passage whose quote XML cannot hold, in a text where two ways of counting differ."""
    odd = project()
    texts = odd.texts.with_columns(pl.when(pl.col("name") == "s4").then(pl.lit("👩 \x01\x01\x01 b")).otherwise("text").alias("text"))
    row = {"text": [TEXT["s4"]], "start": [2], "end": [5], "coder": [USER["Ana"]], "code": [CODE["mood"]]}
    write_qdpx(replace(odd, texts=texts, selections=pl.DataFrame(row)), tmp_path / "a.qdpx")
    found = read_qdpx(tmp_path / "a.qdpx")
    assert not found.losses
    assert found.project.selections["quote"].to_list() == ["\x01\x01\x01"]


def test_projects_are_valid_for_the_schema(tmp_path: Path) -> None:
    lxml, valid = schema("Project-mrt2019.xsd")
    for name, bundle in (("full", project()), ("empty", Project("nothing"))):
        write_qdpx(bundle, tmp_path / f"{name}.qdpx")
        with zipfile.ZipFile(tmp_path / f"{name}.qdpx") as packed:
            valid.assertValid(lxml.fromstring(packed.read("project.qde")))


def test_codebooks_are_valid_and_come_back(tmp_path: Path) -> None:
    lost = write_qdc(project(), tmp_path / "a.qdc")
    assert {one.what for one in lost.rows} >= {"texts", "codings", "drawings"}
    found = read_qdc(tmp_path / "a.qdc")
    assert found.project.codes == project().codes and found.project.name == "a"
    write_qdc(found.project, tmp_path / "b.qdc")
    assert (tmp_path / "a.qdc").read_bytes() == (tmp_path / "b.qdc").read_bytes()
    lxml, valid = schema("Codebook_from_spec_1-5.xsd")
    valid.assertValid(lxml.parse(str(tmp_path / "a.qdc")))


def test_an_empty_codebook_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="no code to write"):
        write_qdc(Project("nothing"), tmp_path / "a.qdc")


def test_each_coder_has_a_selection_of_their_own(tmp_path: Path) -> None:
    write_qdpx(project(), tmp_path / "a.qdpx")
    with zipfile.ZipFile(tmp_path / "a.qdpx") as packed:
        assert packed.namelist()[0] == "project.qde"
        assert all(one.date_time == (1980, 1, 1, 0, 0, 0) for one in packed.infolist())
        xml = packed.read("project.qde").decode()
        long = packed.read(f"sources/{TEXT['s2']}.txt").decode()
    assert long.startswith("Long ago.")
    assert xml.count("<PlainTextSelection ") == 6  # Ben's two codes share one
    assert f'name="My mum" startPosition="6" endPosition="12" creatingUser="{USER["Ana"]}"' in xml
    assert xml.count(f'<CodeRef targetGUID="{CODE["family_friends"]}"/>') == 2
    assert 'name="model:fast" id="0123abcd"' in xml


@pytest.mark.parametrize(("change", "words"), [
    (lambda one: replace(one, selections=one.selections.with_columns(end=pl.lit(10_000, pl.Int64), quote=pl.lit(None, pl.String))),
     "outside"),
    (lambda one: replace(one, selections=one.selections.with_columns(quote=pl.lit("other"))), "not the words"),
    (lambda one: replace(one, selections=one.selections.with_columns(code=pl.lit(CODE["Actors"]))), "not there"),
    (lambda one: replace(one, selections=one.selections.with_columns(probability=pl.lit(1.5))), "probability"),
    (lambda one: replace(one, codes=(*one.codes, one.codes[0])), "twice"),
    (lambda one: replace(one, codes=(replace(one.codes[0], parent=CODE["peers"]), *one.codes[1:])), "below itself"),
    (lambda one: replace(one, users=(replace(one.users[0], guid="42"), *one.users[1:])), "no guid"),
    (lambda one: replace(one, texts=one.texts.with_columns(text=pl.lit("a\rb"))), "CR line ends"),
    (lambda one: replace(one, texts=one.texts.with_columns(name=pl.lit("s1"))), "called"),
    (lambda one: replace(one, texts=one.texts.with_columns(customer=pl.lit(CODE["peers"]))), "customer that is not there"),
])
def test_a_bundle_that_is_not_sound_is_refused(change, words: str, tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match=words):
        write_qdpx(change(project()), tmp_path / "a.qdpx")
    assert not list(tmp_path.iterdir())
