"""Slides: messages as titles, evidence in notes, nothing overlapping or off the slide, the label everywhere."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from pptx import Presentation

from lifeworld.constellations.files.board.deck import write_deck
from lifeworld.constellations.tests.board_material import full_study
from lifeworld.constellations.tests.invented_study import invented_study
from lifeworld.constellations.tests.test_board_pictures import HOSTILE

INCH = 914_400


def opened(study: Any, path: Path) -> Any:
    write_deck(study, path)
    return Presentation(str(path))


@pytest.fixture(scope="module")
def deck(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return opened(full_study(), tmp_path_factory.mktemp("deck") / "board.pptx")


def words_of(slide: Any) -> str:
    parts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    parts += [cell.text for shape in slide.shapes if shape.has_table for row in shape.table.rows for cell in row.cells]
    return "\n".join(parts)


def test_each_slide_has_one_message_and_the_label(deck: Any) -> None:
    assert (deck.slide_width / INCH, deck.slide_height / INCH) == pytest.approx((13.333, 7.5), abs=0.01)
    assert 10 <= len(deck.slides) <= 16
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert len(set(titles)) == len(titles)
    assert all(title.endswith((".", "…")) for title in titles[1:])
    for slide in deck.slides:
        assert "Fictional" in [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]


def test_pictures_and_tables_have_words_for_those_who_do_not_see_them(deck: Any) -> None:
    drawn = [shape for slide in deck.slides for shape in slide.shapes if not shape.has_text_frame]
    assert drawn
    for shape in drawn:
        assert len(shape._element.xpath(".//p:cNvPr")[0].get("descr", "")) > 10


def boxes(slide: Any) -> list[tuple[str, float, float, float, float]]:
    return [(shape.name, shape.left / INCH, shape.top / INCH, (shape.left + shape.width) / INCH, (shape.top + shape.height) / INCH)
            for shape in slide.shapes]


def assert_in_order(deck: Any) -> None:
    for number, slide in enumerate(deck.slides, start=1):
        found = boxes(slide)
        for name, left, top, right, bottom in found:
            assert left >= -0.01 and top >= -0.01 and right <= 13.34 and bottom <= 7.51, (number, name)
        for a, b in combinations(found, 2):
            across, down = min(a[3], b[3]) - max(a[1], b[1]), min(a[4], b[4]) - max(a[2], b[2])
            assert min(across, down) <= 0.03, (number, a, b)


def test_nothing_overlaps_or_leaves_the_slide(deck: Any) -> None:
    assert_in_order(deck)


def test_every_figure_is_in_its_own_words(deck: Any) -> None:
    study = full_study()
    said = "\n".join(words_of(slide) for slide in deck.slides)
    for label in ("individual-driven", "brand-driven", "socially driven", "undetermined"):
        assert study.figure(f"types/{label}").text() in said
    allowed = {f.text().replace("-", "−") for f in study.figures} | {f.text() for f in study.figures}
    types = next(slide for slide in deck.slides if "Lines are 90 % intervals" in words_of(slide))
    printed = re.findall(r"^\d+ % \(.*\)$", words_of(types), flags=re.MULTILINE)
    assert printed and set(printed) <= allowed


def test_notes_hold_evidence_and_quotes(deck: Any) -> None:
    notes = [slide.notes_slide.notes_text_frame.text for slide in deck.slides]
    assert all(notes)
    assert any("Evidence: codings where code = " in text and "(n = " in text and "Method: " in text for text in notes)
    assert any(text.count("“") >= 2 for text in notes)
    assert max(text.count("“") for text in notes) <= 5
    assert "COREQ 22" in notes[-1]


def test_the_same_study_gives_the_same_bytes(tmp_path: Path) -> None:
    study = invented_study(12)
    write_deck(study, tmp_path / "a.pptx")
    write_deck(study, tmp_path / "b.pptx")
    assert (tmp_path / "a.pptx").read_bytes() == (tmp_path / "b.pptx").read_bytes()


def test_hostile_and_long_texts(tmp_path: Path) -> None:
    deck = opened(full_study(12, names=HOSTILE, extra=" =cmd|'/c'!A1 \x0b\u202e"), tmp_path / "board.pptx")
    assert_in_order(deck)
    assert all("\u202e" not in words_of(slide) for slide in deck.slides)


def test_a_study_without_customers_shows_the_pool(tmp_path: Path) -> None:
    from dataclasses import replace

    full = invented_study(12)
    statements = full.statements.with_columns(customer=pl.lit(None, pl.String))
    study = replace(full, constellations=full.constellations.clear(), ties=full.ties.clear(), statements=statements, n_customers=0,
                    codings=full.codings.with_columns(customer=pl.lit(None, pl.String)),
                    figures=tuple(f for f in full.figures if not f.name.startswith("types/")))
    deck = opened(study, tmp_path / "board.pptx")
    assert_in_order(deck)
    assert "no customer" in deck.slides[1].shapes.title.text_frame.text
