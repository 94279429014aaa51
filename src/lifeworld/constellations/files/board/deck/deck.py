"""The deck: which slides a study gets, in the order of telling."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from lifeworld.constellations.core.study import MappedStudy
from lifeworld.constellations.files.board.clean import one_line
from lifeworld.constellations.files.board.deck import answers, findings, opening
from lifeworld.constellations.files.board.deck.master import empty_deck
from lifeworld.constellations.files.board.deck.stage import Stage
from lifeworld.constellations.files.board.pictures.frame import foot_of
from lifeworld.constellations.files.board.story import Story

_DAY = (2000, 1, 1, 0, 0, 0)
PARTS = (
    opening.title, opening.types, opening.certainty, opening.together, opening.each_type, findings.drivers, findings.comparisons,
    findings.impact, answers.undetermined, answers.method,
)


def write_deck(study: MappedStudy, path: Path) -> None:
    """Write the slides of a study as PPTX; the same study gives the same bytes."""
    story = Story(study)
    deck = empty_deck(one_line(study.title), one_line(study.label))

    def stages() -> Iterator[Stage]:
        while True:
            yield Stage(deck.slides.add_slide(deck.slide_layouts[0]))

    fresh = stages()
    for part in PARTS:
        part(fresh, story)
    for number, slide in enumerate(deck.slides, start=1):
        Stage(slide).label(story.tag, foot_of(study), number)
    saved = io.BytesIO()
    deck.save(saved)
    path.write_bytes(_dateless(saved.getvalue()))


def _dateless(packed: bytes) -> bytes:
    """The same archive with one fixed date on each of its parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as kept:
        for entry in given.infolist():
            fixed = zipfile.ZipInfo(entry.filename, _DAY)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            kept.writestr(fixed, given.read(entry.filename))
    return out.getvalue()
