"""Drivers, actors, comparisons, impact, and what is undetermined."""

from __future__ import annotations

from functools import partial

from lifeworld.constellations.core.study import (
    customers_who_say_key,
    driver_share_key,
    driver_valence_key,
    share_of_statements_key,
)
from lifeworld.constellations.files.board.paper.blocks import Sheets
from lifeworld.constellations.files.board.pictures import comparison_svg, drivers_svg, impact_svg, pooled_svg, trend_svg
from lifeworld.constellations.files.board.pictures.frame import foot_of
from lifeworld.constellations.files.board.story import Story
from lifeworld.constellations.files.board.trends import trends_left, trends_shown
from lifeworld.constellations.files.board.voice import pool_ties, said_by
from lifeworld.constellations.files.board.words import text_of
from lifeworld.constellations.files.report.words import DRIVERS, plural

_QUOTED, _NAMED, _MARKED, _DRAWN = 2, 6, 16, 9


def drivers(sheets: Sheets, story: Story) -> None:
    """The drivers with all their figures and the best quotes of each."""
    study = story.study
    sheets.page()
    sheets.heading("Drivers of the experience")
    sheets.words(story.drivers.headline, style="lead")
    sheets.picture(drivers_svg(study), "Drivers with their shares and valence; the table below says the same.")
    keys = (customers_who_say_key, share_of_statements_key, driver_share_key, driver_valence_key)
    rows = [(d.name, *(text_of(study.figure(key(d.key))) for key in keys)) for d in DRIVERS]
    sheets.table(["Driver", "Customers who say it", "Statements", "Mean share of a customer’s drivers", "Mean valence"], rows,
                 (3, 4, 4, 4, 4))
    codes = [code for code in story.quotes if not code.is_category]
    if codes:
        sheets.heading("In their words", 2)
    for code in codes:
        sheets.heading(code.code.name.capitalize(), 3)
        sheets.quotes((*code.first, *code.more)[:_QUOTED], partial(said_by, study))


def actors(sheets: Sheets, story: Story) -> None:
    """Who is named most, by category, and what everybody says together."""
    sheets.page()
    sheets.heading("Actors")
    rows = [
        (group.category.name, text_of(group.customers), text_of(group.relevance),
         ", ".join(f"{row.name} ({row.figure.text()})" for row in group.rows[:_NAMED]) or "nobody by name")
        for group in story.actors
    ]
    sheets.table(["Category", "Customers who say it", "Mean relevance", "Named most"], rows, (3, 4, 4, 6))
    if pool_ties(story.study, "all customers"):
        sheets.picture(pooled_svg(story.study), "What all customers say together, as one constellation.", 78)


def comparisons(sheets: Sheets, story: Story) -> None:
    """Each comparison: how many differences hold, the picture, the differences that are clear, and trends."""
    for found, told in story.told:
        sheets.page()
        sheets.heading(f"Comparison: {found.title}")
        sheets.words(told.headline, style="lead")
        sheets.words(told.basis, style="soft")
        sheets.bullets(found.changed)
        sheets.words(found.note, style="note")
        if any(contrast.difference.value is not None for contrast in found.contrasts):
            sheets.picture(comparison_svg(found, foot=foot_of(story.study), most=_DRAWN, noted=False), told.headline, 88)
        marked = [(m.title, d.says, f"{d.words.value} ({d.words.interval}, {d.words.basis})", "holds" if d.mark == "holds" else "clear")
                  for m in (*told.first, *told.more) for d in m.differences if d.mark]
        sheets.table(["Measure", "Difference", "Estimate", "Mark"], marked[:_MARKED], (5, 4, 5, 2))
        if len(marked) > _MARKED:
            left = plural(len(marked) - _MARKED, "more clear difference is", "more clear differences are")
            sheets.words(f"{left} in the workbook (Differences).", style="soft")
        shown = trends_shown(found)
        if shown:
            sheets.heading("Trends", 2)
        sheets.words(trends_left(found, len(shown)), style="soft")
        for trend in shown:
            sheets.picture(trend_svg(found, trend, foot=foot_of(story.study)), "A trend over waves with control limits.", 80)


def impact(sheets: Sheets, story: Story) -> None:
    """What goes with the outcome, where one was given."""
    view, found = story.impact, story.study.impact
    if view is None or found is None or not story.shares_known:
        return
    sheets.page()
    sheets.heading(f"What goes with {view.outcome}")
    sheets.words(view.headline, style="lead")
    sheets.picture(impact_svg(found, foot=foot_of(story.study)), view.headline, 64)
    rows = [(row.word.name, text_of(row.share), row.sign_words, text_of(row.leave_out), "yes" if row.above_noise else "no")
            for row in view.rows]
    sheets.table(["Factor", "Share of R²", "Direction", "Mean with minus mean without", "Above noise"], rows, (4, 5, 5, 5, 2))
    sheets.words(f"R² of all factors together: {text_of(view.r2)}. A random column’s share: {text_of(view.noise)}.")
    sheets.bullets(view.notes)


def undetermined(sheets: Sheets, story: Story) -> None:
    """Why customers have no type, what would settle it, and what else is not known."""
    sheets.heading("What is undetermined")
    causes = [(cause.title, text_of(cause.figure), cause.says) for cause in (*story.undetermined.customers, *story.undetermined.gaps)]
    sheets.table(["What", "How many", "Why"], [*causes, *((title, "", why) for title, why in story.untold)], (4, 3, 7))
    if story.torn.rows:
        sheets.heading("Customers without a type", 2)
        sheets.table(["Customer", "Draws", "Why", "What would settle it"],
                     [(row.name, row.says.partition(": ")[2] or row.says, row.why, row.settle) for row in story.torn.rows], (2, 4, 5, 5))
    if story.torn.n_left:
        sheets.words(f"{story.torn.n_left:,} more customers without a type are in the result files.", style="soft")
