"""The first pages: three sentences, one picture, what changed, contents; then a section for each type."""

from __future__ import annotations

from functools import partial

from lifeworld.constellations.files.board.ink import ink
from lifeworld.constellations.files.board.paper.blocks import Sheets
from lifeworld.constellations.files.board.pictures import pooled_svg, small_multiples_svg, triangle_svg, types_svg
from lifeworld.constellations.files.board.story import Story
from lifeworld.constellations.files.board.voice import pool_ties, said_by
from lifeworld.constellations.files.board.words import text_of
from lifeworld.constellations.files.report.profiles import Section

SHOWN = 25


def first_page(sheets: Sheets, story: Story) -> None:
    """What kind of ecosystem these customers live in, and how sure that is."""
    study = story.study
    sheets.heading("What kind of ecosystem these customers live in" if story.front.rows else "What is said together")
    sheets.words(*story.front.opening.sentences, style="lead")
    if story.front.rows:
        sheets.picture(types_svg(study), "Shares of the types of ecosystem, in words below under each type.", 94)
    elif pool_ties(study, "all customers"):
        sheets.picture(pooled_svg(study), "The pooled constellation of all statements.", 82)
    if story.front.changed:
        sheets.heading(f"What changed: {story.front.changed.title}", 2)
        sheets.bullets(story.front.changed.sentences)
    sheets.page()
    sheets.heading("Contents")
    sheets.contents()
    if story.notes:
        sheets.heading("What a reader must know", 2)
        sheets.bullets(story.notes)
    sheets.page()


def types(sheets: Sheets, story: Story) -> None:
    """Where customers stand between the types, a section for each type, and the constellations side by side."""
    if not story.profiles and story.population.triangle is None:
        return
    sheets.heading("The types")
    sheets.words(story.population.headline, style="lead")
    if story.population.triangle is not None:
        sheets.picture(triangle_svg(story.study), story.population.triangle.says, 62)
    for section in story.profiles:
        sheets.page()
        _type(sheets, story, section)
    names = story.material.shown["customer"].head(SHOWN).to_list()
    if names:
        sheets.page()
        sheets.heading("Constellations side by side")
        svg = small_multiples_svg(story.study, names)
        sheets.picture(svg, f"Small constellations of {len(names)} customers, ordered by type.", 96)


def _type(sheets: Sheets, story: Story, section: Section) -> None:
    sheets.heading(section.type.name.capitalize(), 2, ink().tint(section.type.css))
    sheets.words(section.plain, style="lead")
    sheets.words(section.about)
    sheets.words(f"Share of customers, as labelled: {text_of(section.share)}.")
    sheets.table(["Condition", "Holds for"], [(c.name, text_of(c.holds)) for c in section.conditions], (3, 2))
    sheets.table(["Driver", "Mean share over these customers"], [(r.word.name, text_of(r.figure)) for r in section.drivers], (3, 4))
    sheets.table(["Actors", "Mean relevance over these customers"], [(r.word.name, text_of(r.figure)) for r in section.actors],
                 (3, 4))
    if section.named:
        told = ", ".join(f"{name} ({n:,})" for name, n in section.named)
        sheets.words(f"Named by most of these customers: {told}.", style="soft")
    if section.quotes:
        sheets.heading("In their words", 3)
        sheets.quotes(section.quotes, partial(said_by, story.study))
    if section.advice:
        sheets.heading("What might be done", 3)
        sheets.bullets(f"{said} ({source})" if source else said for said, source in section.advice)
    more = f" and {section.n_more:,} more" if section.n_more else ""
    sheets.words(f"Customers: {', '.join(name for name, _ in section.customers)}{more}.", style="soft")
