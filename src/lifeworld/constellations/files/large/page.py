"""One self-contained HTML file whose size does not grow with the study: what it counts comes from figures, never from rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl
from markupsafe import Markup

from lifeworld.constellations.core import study as keys
from lifeworld.constellations.core.study import MappedStudy, figure_title
from lifeworld.constellations.files.large.parts import customers, pools, profile_rows
from lifeworld.constellations.files.report.assets import assets
from lifeworld.constellations.files.report.page import clean, environment
from lifeworld.constellations.files.report.quotable import withheld, without_words
from lifeworld.constellations.files.report.safeguards import protection_view
from lifeworld.constellations.files.report.scales import Tick, scale_of
from lifeworld.constellations.files.report.words import CODE_NAMES, word
from lifeworld.kit.figure import Figure
from lifeworld.kit.figure_html import figure_html, interval_bar
from lifeworld.voices.core.codebook import ACTORS, CODES, DRIVERS


@dataclass(frozen=True)
class Row:
    """One figure: its name, its bar on the section's scale ("" for a count), and its title for those who hear the page."""

    name: str
    figure: Figure
    title: str
    bar: Markup
    css: str


@dataclass(frozen=True)
class Section:
    """Figures of one kind on one scale."""

    anchor: str
    title: str
    says: str
    rows: tuple[Row, ...]
    ticks: tuple[Tick, ...]


def render_large_report(study: MappedStudy) -> str:
    """The report as the text of one HTML file: no network, every text escaped.

    ``study`` has the figures, pools and saturation of all customers and the rows of some of them, protected.
    """
    return clean(environment().get_template("large.html").render(
        study=study, assets=assets(), figure=_renderer(study), sections=_sections(study), profiles=profile_rows(study),
        pools=pools(study.pooled), customers=customers(study), protection=protection_view(study.protection),
        skipped=sum(study.skipped.values()),
    ))


def _renderer(study: MappedStudy) -> Callable[..., Markup]:
    """``figure(f, title)`` for the template: the figure with its examples inside their statements."""
    silent = withheld(study.statements)
    texts = dict(study.statements.filter(~pl.col("id").is_in(list(silent))).select("id", "text").rows())
    common = tuple(dict.fromkeys(warning for figure in study.figures[:40] for warning in figure.warnings))

    def render(figure: Figure, title: str = "") -> Markup:
        named = title or figure_title(figure.name, CODE_NAMES)
        return figure_html(without_words(figure, silent), title=named, texts=texts, examples=6, said_elsewhere=common)

    return render


def _sections(study: MappedStudy) -> tuple[Section, ...]:
    """The lists of figures; one without a figure is left out."""
    asked = (
        ("counts", "How much there is", "Exact counts over the whole study.",
         [(key, figure_title(key)) for key in (keys.COUNT_CUSTOMERS, keys.COUNT_STATEMENTS, keys.COUNT_CODINGS, keys.COUNT_ACTORS)]),
        ("types", "Types of customer ecosystems", "Share of customers with each type, as labelled.",
         [(keys.type_share_key(label), label) for label in keys.TYPE_NAMES]),
        ("drivers", "Drivers of the experience", "Mean share among a customer's drivers.",
         [(keys.driver_share_key(code), code) for code in DRIVERS]),
        ("valence", "How it feels", "Mean valence, from -1 to 1, of the statements that carry each driver.",
         [(keys.driver_valence_key(code), code) for code in DRIVERS]),
        ("actors", "Actors", "Mean relevance per customer of all actors of a category.",
         [(keys.relevance_key(code), code) for code in ACTORS]),
        ("size", "Size", "How many actors are relevant to a customer.", [(keys.SIZE, "relevant actors")]),
        ("said", "What customers talk about", "Share of customers who say it at least once.",
         [(keys.customers_who_say_key(code), code) for code in CODES]),
        ("statements", "What statements carry", "Share of statements that carry the code.",
         [(keys.share_of_statements_key(code), code) for code in CODES]),
    )
    found = []
    for anchor, title, says, wanted in asked:
        figures = [(name, figure) for key, name in wanted if (figure := study.figure(key)) is not None]
        if figures:
            found.append(_section(anchor, title, says, figures))
    return tuple(found)


def _section(anchor: str, title: str, says: str, figures: list[tuple[str, Figure]]) -> Section:
    """The figures as rows on one scale; counts have none."""
    scale = scale_of([figure for _, figure in figures])
    counted = figures[0][1].kind == "count"
    rows = tuple(
        Row(word(name).name, figure, figure_title(figure.name, CODE_NAMES), Markup("") if counted else interval_bar(
            figure.value, figure.low, figure.high, lowest=scale.lowest, highest=scale.highest), word(name).css)
        for name, figure in figures
    )
    return Section(anchor, title, says, rows, () if counted else scale.ticks(5))
