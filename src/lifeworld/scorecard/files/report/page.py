"""The report: one self-contained HTML file from a card. It works without scripts, and every text in it is escaped."""

from __future__ import annotations

from functools import cache
from importlib import resources

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from lifeworld.constellations.files.report.page import bound, clean
from lifeworld.kit.figure import Figure
from lifeworld.kit.figure_html import clipped, figure_html
from lifeworld.scorecard.core.values import FACTOR, Scorecard
from lifeworld.scorecard.files.report import words
from lifeworld.scorecard.files.report.assets import assets
from lifeworld.scorecard.files.report.hexagon import hexagon
from lifeworld.scorecard.files.report.sections import inputs, lanes, method, notes, sections, weights

TITLE_MAX = 160
FIGURES_SHOWN = 7
"""Figures of a factor that stand open; the others open with one press."""


def report_html(card: Scorecard, title: str = "") -> str:
    """The report of a card as the text of one HTML file (UTF-8); ``title`` says of what, else the query of the card does.

    No request leaves it; a policy in its head allows its own style and script and nothing else. The same card gives the same text.
    """
    html = _environment().get_template("page.html").render(
        card=card, title=clipped(title or card.asked.query, TITLE_MAX), assets=assets(), words=words, factors=FACTOR,
        lanes=lanes(card), hexagon=hexagon(card), sections=sections(card), steps=words.steps(card),
        weighed_steps=words.weighed_steps(card),
        weights=weights(card), method=method(card), inputs=inputs(card), notes=notes(card), figure=_figure, shown=FIGURES_SHOWN,
        unknown=[card.score(key) for key in card.unknown],
    )
    return clean(html)


def _figure(figure: Figure, show_title: bool = False) -> Markup:
    """A figure that opens its evidence."""
    return figure_html(figure, title=words.title_of(figure), show_title=show_title, words=words.stated(figure))


@cache
def _environment() -> Environment:
    root = resources.files("lifeworld.scorecard.files.report") / "templates"
    environment = Environment(
        loader=FunctionLoader(lambda name: (root / name).read_text(encoding="utf-8")), autoescape=True,
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )
    environment.filters["bound"] = bound
    environment.filters["place"] = lambda value: f"{value:.2f}".rstrip("0").rstrip(".")
    return environment
