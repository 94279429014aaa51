"""From a study to a PDF: blocks and pictures to typst, which knows nothing of studies."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from lifeworld.constellations.core.study import MappedStudy
from lifeworld.constellations.files.board.ink import ink
from lifeworld.constellations.files.board.measure import fitted
from lifeworld.constellations.files.board.paper import closing_pages, finding_pages, opening_pages
from lifeworld.constellations.files.board.paper.blocks import Sheets, plain
from lifeworld.constellations.files.board.raster import as_json, compiled
from lifeworld.constellations.files.board.story import Story
from lifeworld.constellations.files.report.words import plural


def write_document(study: MappedStudy, path: Path) -> None:
    """Write the document of a study as PDF; the same study gives the same bytes."""
    path.write_bytes(compiled(sources(study), "pdf")[0])


def sources(study: MappedStudy) -> dict[str, bytes]:
    """What the typesetter reads: the template, the blocks as JSON, and the pictures."""
    story, sheets = Story(study), Sheets()
    for part in (
        opening_pages.first_page, opening_pages.types, finding_pages.comparisons, finding_pages.drivers, finding_pages.impact,
        finding_pages.actors, finding_pages.undetermined, closing_pages.safeguards, closing_pages.methods,
    ):
        part(sheets, story)
    template = (files("lifeworld.constellations.files.board.paper") / "board.typ").read_bytes()
    label = fitted(story.label, 300, 7.6)
    board = {
        "title": plain(study.title) or "Customer ecosystems", "short": fitted(study.title, 200, 7.6), "tag": label,
        "foot": f"lifeworld {study.versions.code.removeprefix('lifeworld ')}".strip(), "label": plain(story.label),
        "counts": _counts(study, story), "ink": dict(ink().tokens), "blocks": sheets.blocks,
    }
    return {"main.typ": template, "board.json": as_json(board), **sheets.pictures}


def _counts(study: MappedStudy, story: Story) -> str:
    """Who and how much, in one line."""
    parts = [plural(study.n_customers, "customer") if study.n_customers else "rows name no customer",
             plural(study.statements.height, "statement"), story.front.who]
    return ", ".join(part for part in parts if part)
