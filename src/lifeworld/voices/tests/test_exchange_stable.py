"""Whatever words and places a bundle holds: written, read and written again gives the same bytes, through the folder, too."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from lifeworld.voices.core.exchange.checks import checked
from lifeworld.voices.core.exchange.coded_rows import codings_of, project_of
from lifeworld.voices.core.exchange.guids import guid
from lifeworld.voices.core.exchange.refi_settling import Exchanged
from lifeworld.voices.core.exchange.values import ExchangedCode, Note, Project, User
from lifeworld.voices.core.exchange.writable import for_refi
from lifeworld.voices.files.exchange import read_exchange, read_folder, write_folder, write_qdpx
from lifeworld.voices.tests.exchange_material import project
from lifeworld.voices.tests.test_exchange_refi import assert_same

ODD = st.sampled_from("ab \n\r\t<&>\"'=]…\ufeff\x00\x0b\x85\ufffe\u0301👩🏽\u200d\u2028")
WORDS = st.text(st.one_of(ODD, st.characters(exclude_categories=["Cs"])), max_size=12)
NAME = WORDS.filter(lambda one: one != "")
PLAIN = WORDS.map(lambda one: one.replace("\r", "").lstrip("\ufeff"))


@st.composite
def bundles(draw: st.DrawFn) -> Project:
    """A bundle with odd words in every place that holds words."""
    texts = draw(st.lists(PLAIN, min_size=1, max_size=3))
    names = draw(st.lists(NAME, min_size=len(texts), max_size=len(texts), unique=True))
    coders = draw(st.lists(NAME, min_size=1, max_size=2, unique=True))
    users = [User(guid("user", str(nth)), name, draw(WORDS)) for nth, name in enumerate(coders)]
    colors = st.sampled_from(["", "#fff", "red"])
    codes = [ExchangedCode(guid("code", str(nth)), draw(WORDS), draw(colors), draw(WORDS)) for nth in range(2)]
    rows = []
    for nth, text in enumerate(texts):
        for _ in range(draw(st.integers(0, 3)) if text else 0):
            start = draw(st.integers(0, len(text) - 1))
            rows.append((guid("text", str(nth)), start, draw(st.integers(start + 1, len(text))), draw(st.booleans()),
                         draw(st.sampled_from(users)).guid, draw(st.sampled_from(codes)).guid, draw(st.none() | WORDS),
                         draw(st.none() | st.floats(0, 1)), draw(st.sampled_from([None, "explicit", "interpretive"])),
                         draw(st.sampled_from([None, "soon", "2026-01-31 10:00"]))))
    columns = {"text": pl.String, "start": pl.Int64, "end": pl.Int64, "whole": pl.Boolean, "coder": pl.String, "code": pl.String,
               "note": pl.String, "probability": pl.Float64, "reading": pl.String, "created": pl.String}
    frame = pl.DataFrame({"guid": [guid("text", str(nth)) for nth in range(len(texts))], "name": names, "text": texts})
    notes = (Note(guid("note", "x"), draw(WORDS), draw(WORDS), users[0].guid, "", (draw(st.sampled_from(["", codes[0].guid])),)),)
    return Project(draw(WORDS), tuple(users), tuple(codes), texts=frame, selections=pl.DataFrame(rows, columns, orient="row"),
                   notes=notes, description=draw(WORDS))


@settings(max_examples=60, deadline=None)
@given(bundles())
def test_bytes_are_stable_and_only_what_was_told_is_lost(tmp_path_factory: pytest.TempPathFactory, bundle: Project) -> None:
    folder = tmp_path_factory.mktemp("stable")
    write_qdpx(bundle, folder / "a.qdpx")
    found = read_exchange(folder / "a.qdpx")
    assert not found.losses
    write_qdpx(found.project, folder / "b.qdpx")
    assert (folder / "a.qdpx").read_bytes() == (folder / "b.qdpx").read_bytes()
    ready, lost = for_refi(bundle)
    assert_frame_equal(found.project.selections, ready.selections)
    assert_frame_equal(found.project.texts, ready.texts)
    if not lost:
        assert_same(replace(found.project, name="", codes=(), description=""), replace(ready, name="", codes=(), description=""))


@settings(max_examples=40, deadline=None)
@given(bundles())
def test_the_folder_keeps_the_bytes(tmp_path_factory: pytest.TempPathFactory, bundle: Project) -> None:
    folder = tmp_path_factory.mktemp("stable")
    write_qdpx(bundle, folder / "a.qdpx")
    write_folder(read_exchange(folder / "a.qdpx"), folder / "f")
    write_qdpx(read_folder(folder / "f"), folder / "b.qdpx")
    assert (folder / "a.qdpx").read_bytes() == (folder / "b.qdpx").read_bytes()


def test_columns_of_codings_become_a_bundle_and_columns_again(tmp_path: Path) -> None:
    bundle = checked(project())
    names = dict(bundle.cases.select("guid", "name").iter_rows())
    statements = bundle.texts.select(pl.col("name").alias("id"), pl.col("customer").replace_strict(names, default=None), "text")
    codings = codings_of(bundle)
    again = project_of(statements, codings, Project("again"), "a test")
    assert_frame_equal(codings_of(again), codings)
    assert not Exchanged(again, write_qdpx(again, tmp_path / "a.qdpx")).losses
