"""The document: pages, bookmarks, tags, every letter, and user text that is never read as markup."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest

from lifeworld.constellations.files.board.paper import write_document
from lifeworld.constellations.files.board.paper.typeset import sources
from lifeworld.constellations.files.board.raster import compiled
from lifeworld.constellations.tests.board_material import full_study
from lifeworld.constellations.tests.invented_study import invented_study
from lifeworld.constellations.tests.test_board_pictures import HOSTILE

NAMES = ("Ångström", "Łukasz", "Ελένη", "Žofie", "Дарья", "O'Neill", "Çağla", "Nguyễn")


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> pypdf.PdfReader:
    path = tmp_path_factory.mktemp("document") / "board.pdf"
    write_document(full_study(), path)
    return pypdf.PdfReader(io.BytesIO(path.read_bytes()))


def words(document: pypdf.PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in document.pages).split())


def test_pages_header_and_page_numbers(document: pypdf.PdfReader) -> None:
    n = len(document.pages)
    assert 8 <= n <= 30
    width, height = (round(float(x)) for x in document.pages[0].mediabox[2:])
    assert (width, height) == (595, 842)
    for i, page in enumerate(document.pages, start=1):
        text = page.extract_text()
        assert f"{i} / {n}" in text
        assert "Runners and their watches" in text and "Fictional" in text


def test_bookmarks_title_tags_and_language(document: pypdf.PdfReader) -> None:
    top = [entry.title for entry in document.outline if not isinstance(entry, list)]
    assert top[0] == "What kind of ecosystem these customers live in"
    for heading in ("Contents", "The types", "Drivers of the experience", "What is undetermined", "Safeguards", "Methods"):
        assert heading in top
    assert document.metadata.title == "Runners and their watches"
    root = document.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "en"
    assert "/StructTreeRoot" in root


def test_figures_in_their_own_words_and_coreq(document: pypdf.PdfReader) -> None:
    study, said = full_study(), words(document)
    assert study.figure("types/brand-driven").text() in said
    assert study.figure("customers_who_say/mood").text() in said
    for name in ("Sample size", "Data saturation", "Number of data coders", "Quotations presented"):
        assert name in said


def test_letters_of_many_languages_are_there(tmp_path: Path) -> None:
    write_document(invented_study(16, names=NAMES), tmp_path / "board.pdf")
    document = pypdf.PdfReader(tmp_path / "board.pdf")
    said = words(document)
    for name in NAMES:
        assert name in said
    fonts = {str(font.get_object()["/BaseFont"]) for page in document.pages for font in page["/Resources"]["/Font"].values()}
    assert all("Inter" in font for font in fonts), fonts


def test_texts_are_never_markup(tmp_path: Path) -> None:
    title = '#panic("x") *bold* $x$ <label> @ref [a] \\ "'
    study = replace(full_study(12, names=HOSTILE, extra=" #sys.inputs = heading `raw` // \x00"), title=title)
    write_document(study, tmp_path / "board.pdf")
    said = words(pypdf.PdfReader(tmp_path / "board.pdf"))
    assert '#panic("x") *bold* $x$ <label> @ref [a] \\ "' in said
    assert "#sys.inputs = heading `raw` //" in said


def test_letters_that_no_font_has_do_not_stop_it(tmp_path: Path) -> None:
    write_document(invented_study(12, names=("\U0001fae8 \U000e0041 \ue000",)), tmp_path / "board.pdf")
    assert len(pypdf.PdfReader(tmp_path / "board.pdf").pages) > 5


def test_the_same_study_gives_the_same_bytes() -> None:
    study = invented_study(12)
    assert compiled(sources(study), "pdf") == compiled(sources(study), "pdf")
