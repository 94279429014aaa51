"""Saturation, corrections, protection, and the methods appendix with the items of COREQ."""

from __future__ import annotations

from lifeworld.constellations.files.board.paper.blocks import Sheets
from lifeworld.constellations.files.board.pictures import saturation_svg
from lifeworld.constellations.files.board.pictures.frame import foot_of
from lifeworld.constellations.files.board.story import Story, first_of_each


def safeguards(sheets: Sheets, story: Story) -> None:
    """Saturation, corrections by hand and protection; nothing where the study has none of them."""
    study = story.study
    if not (study.saturation or story.corrections or story.protection):
        return
    sheets.heading("Safeguards")
    for found in first_of_each(study.saturation):
        sheets.heading(f"Saturation of {found.what}", 2)
        sheets.bullets(one.sentence for one in study.saturation if one.what == found.what)
        sheets.picture(saturation_svg(found, foot=foot_of(study)), found.sentence, 66)
    if story.corrections:
        sheets.heading("Corrections by hand", 2)
        sheets.words(story.corrections.headline)
        rows = [(f"{row.row:,}", row.problem or row.says, row.who, row.why, row.effect) for row in story.corrections.rows]
        sheets.table(["Line", "What", "Who", "Why", "Effect"], rows, (1, 6, 3, 4, 3))
    if story.protection:
        sheets.heading("Protection", 2)
        sheets.table(["What", "What was done"], story.protection.did, (2, 6))
        sheets.bullets(story.protection.notes)


def methods(sheets: Sheets, story: Story) -> None:
    """How it was done: steps, COREQ, the coding tree, versions, settings, limits, sources."""
    method = story.method
    sheets.page()
    sheets.heading("Methods")
    sheets.bullets(method.steps)
    sheets.heading("Items of COREQ", 2)
    sheets.words("Tong, Sainsbury & Craig 2007, doi 10.1093/intqhc/mzm042. What only the team knows is left to the team.", style="soft")
    rows = [(f"{item.number}", item.name, " ".join(part for part in (item.answer, item.to_fill) if part)) for item in story.coreq]
    sheets.table(["Item", "Name", "Answer"], rows, (1, 3, 10))
    sheets.heading("Coding tree", 2)
    sheets.table(["Code", "Definition", "Statements"], [(code.title, code.definition, f"{code.n:,}") for code in story.codes], (3, 9, 2))
    sheets.heading("Versions and settings", 2)
    sheets.table(["Name", "Value"], (*method.versions, *method.settings), (4, 6))
    sheets.heading("Limits", 2)
    sheets.bullets(method.limits)
    sheets.heading("Glossary", 2)
    sheets.table(["Word", "Meaning"], method.glossary, (2, 8))
    sheets.heading("Sources", 2)
    sheets.bullets(method.sources)
