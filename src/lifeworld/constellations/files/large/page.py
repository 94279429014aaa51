"""One self-contained HTML file whose size does not grow with the study: what it counts comes from figures, never from rows."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import resources

import polars as pl
from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from lifeworld.constellations.core import study as keys
from lifeworld.constellations.core.study import MappedStudy, figure_title
from lifeworld.constellations.files.large.parts import customers, pools, profile_rows
from lifeworld.constellations.files.report.assets import assets
from lifeworld.constellations.files.report.quotable import withheld, without_words
from lifeworld.constellations.files.report.safeguards import protection_view
from lifeworld.constellations.files.report.words import CODE_NAMES
from lifeworld.kit.figure import Figure
from lifeworld.kit.figure_html import figure_html
from lifeworld.voices.core.codebook import ACTORS, CODES, DRIVERS

_CONTROL = {code: 0xFFFD for code in range(32) if code not in (9, 10, 13)} | {127: 0xFFFD}


def render_large_report(study: MappedStudy) -> str:
    """The report as the text of one HTML file: no network, every text escaped.

    ``study`` has the figures, pools and saturation of all customers and the rows of some of them, protected.
    """
    html = _environment().get_template("large.html").render(
        study=study, assets=assets(), figure=_renderer(study), sections=_sections(study), profiles=profile_rows(study),
        pools=pools(study.pooled), customers=customers(study), protection=protection_view(study.protection),
        skipped=sum(study.skipped.values()),
    )
    return html.translate(_CONTROL).encode("utf-8", "replace").decode("utf-8")


def _renderer(study: MappedStudy) -> Callable[..., Markup]:
    """``figure(f, title)`` for the template: the figure with its examples inside their statements."""
    silent = withheld(study.statements)
    texts = dict(study.statements.filter(~pl.col("id").is_in(list(silent))).select("id", "text").rows())
    common = tuple(dict.fromkeys(warning for figure in study.figures[:40] for warning in figure.warnings))

    def render(figure: Figure, title: str = "") -> Markup:
        named = title or figure_title(figure.name, CODE_NAMES)
        return figure_html(without_words(figure, silent), title=named, show_title=True, texts=texts, examples=6, said_elsewhere=common)

    return render


def _sections(study: MappedStudy) -> tuple[tuple[str, str, str, tuple[tuple[str, Figure], ...]], ...]:
    """(anchor, title, what it says, (name, figure) ...) of each list of figures; a section without figures is left out."""
    asked = (
        ("counts", "How much there is", "Exact counts over the whole study.",
         [(key, "") for key in (keys.COUNT_CUSTOMERS, keys.COUNT_STATEMENTS, keys.COUNT_CODINGS, keys.COUNT_ACTORS)]),
        ("types", "Types of customer ecosystems", "Share of customers with each type, as labelled.",
         [(keys.type_share_key(label), label) for label in keys.TYPE_NAMES]),
        ("drivers", "Drivers of the experience", "Mean share among a customer's drivers, and how the statements that carry it feel.",
         [pair for code in DRIVERS for pair in ((keys.driver_share_key(code), ""), (keys.driver_valence_key(code), ""))]),
        ("actors", "Actors", "Mean relevance per customer of all actors of a category, and how many actors are relevant.",
         [*((keys.relevance_key(code), "") for code in ACTORS), (keys.SIZE, "")]),
        ("said", "What customers talk about", "Share of customers who say it at least once.",
         [(keys.customers_who_say_key(code), "") for code in CODES]),
        ("statements", "What statements carry", "Share of statements that carry the code.",
         [(keys.share_of_statements_key(code), "") for code in CODES]),
    )
    found = []
    for anchor, title, says, wanted in asked:
        figures = tuple((name, figure) for key, name in wanted if (figure := study.figure(key)) is not None)
        if figures:
            found.append((anchor, title, says, figures))
    return tuple(found)


@cache
def _environment() -> Environment:
    root = resources.files("lifeworld.constellations.files.large")
    return Environment(loader=FunctionLoader(lambda name: (root / name).read_text(encoding="utf-8")), autoescape=True,
                       undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
