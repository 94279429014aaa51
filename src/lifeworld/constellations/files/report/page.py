"""The report: one self-contained HTML file from a mapped study."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from importlib import resources

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from lifeworld.constellations.core.population import AS_LABELLED, UNCORRECTED
from lifeworld.constellations.core.study import MappedStudy, figure_title
from lifeworld.constellations.files.report.actors import actors
from lifeworld.constellations.files.report.assets import assets
from lifeworld.constellations.files.report.coders import coders_view
from lifeworld.constellations.files.report.coding import coding_view
from lifeworld.constellations.files.report.comparing import comparisons
from lifeworld.constellations.files.report.contents import contents
from lifeworld.constellations.files.report.coreq import coding_tree, coreq
from lifeworld.constellations.files.report.customers import gallery
from lifeworld.constellations.files.report.drivers import drivers
from lifeworld.constellations.files.report.front import front
from lifeworld.constellations.files.report.head import head
from lifeworld.constellations.files.report.impact import impact_view
from lifeworld.constellations.files.report.marks import outline
from lifeworld.constellations.files.report.material import Material, gather
from lifeworld.constellations.files.report.method import method
from lifeworld.constellations.files.report.pooled import pools
from lifeworld.constellations.files.report.population import population
from lifeworld.constellations.files.report.profiles import profiles, undetermined_advice
from lifeworld.constellations.files.report.quotable import without_words
from lifeworld.constellations.files.report.quotes import code_quotes
from lifeworld.constellations.files.report.safeguards import corrections_view, protection_view, safeguards_lede
from lifeworld.constellations.files.report.saturation import curves
from lifeworld.constellations.files.report.torn import torn
from lifeworld.constellations.files.report.undetermined import undetermined
from lifeworld.constellations.files.report.words import CATEGORIES, CODE_NAMES, TYPES
from lifeworld.kit.figure import Figure
from lifeworld.kit.figure_html import FigureWords, clipped, figure_html

MANY = 10
"""From so many customers on there are shares and means; of fewer it is said once that there are none."""

INDEX_MAX = 2000
"""Customers whose type the search of the page knows although their rings are not embedded."""

_CONTROL = {code: 0xFFFD for code in range(32) if code not in (9, 10, 13)} | {127: 0xFFFD}


def render_report(study: MappedStudy) -> str:
    """The report as the text of one HTML file (UTF-8): no network, no file beside it, every text escaped.

    Figures are looked up by the keys of ``core.study``; a missing figure is said, not guessed. At most sixty customers and
    twenty-four pools are drawn and quotes are limited, so that the file stays a few megabytes for any size of study.
    """
    material = gather(study)
    html = environment().get_template("page.html").render(
        study=study, assets=assets(), head=head(material), front=front(material), contents=contents(material),
        profiles=profiles(material), population=population(material), compared=comparisons(study.comparisons),
        drivers=drivers(material), impact=impact_view(study.impact), actors=actors(material), gallery=gallery(material),
        quotes=code_quotes(material), pools=pools(material), undetermined=undetermined(material), torn=torn(material),
        undetermined_advice=undetermined_advice(material), coding=coding_view(study), coders=coders_view(study.coders),
        curves=curves(study.saturation),
        corrections=corrections_view(study.corrections), protection=protection_view(study.protection),
        safeguards_lede=safeguards_lede(study), method=method(material),
        coreq=coreq(study), coding_tree=coding_tree(study), categories=CATEGORIES, types=TYPES, icon=outline,
        many=study.n_customers == 0 or study.n_customers >= MANY,
        notes=_notes(study), headnotes=_headnotes(study), figure=_figure_renderer(material), index=_index(material),
    )
    return clean(html)


def clean(html: str) -> str:
    """The page without control characters and lone surrogates: a browser would replace them in its own way, so the text does."""
    return html.translate(_CONTROL).encode("utf-8", "replace").decode("utf-8")


def _figure_renderer(material: Material) -> Callable[..., Markup]:
    """``figure(f, title)`` for the templates: the figure with its examples inside their statements."""
    texts = material.texts
    said = (*common_warnings(material.study), AS_LABELLED, UNCORRECTED)

    def render(figure: Figure, title: str = "", show_title: bool = False, examples: int = 20,
               words: FigureWords | None = None) -> Markup:
        quoted = without_words(figure, material.withheld)
        return figure_html(quoted, title=title or figure_title(figure.name, CODE_NAMES), show_title=show_title, texts=texts,
                           examples=examples, said_elsewhere=said, words=words)

    return render


def common_warnings(study: MappedStudy) -> tuple[str, ...]:
    """Warnings of more than half of the study's figures: the head states them once, so no figure has to announce them."""
    counted = Counter(warning for figure in study.figures for warning in figure.warnings)
    return tuple(warning for warning, n in counted.items() if n > len(study.figures) / 2)


def _notes(study: MappedStudy) -> tuple[str, ...]:
    """The notes of the study, and the common warnings whose matter (their first words) no note has."""
    return study.notes + _unsaid_warnings(study)


def _headnotes(study: MappedStudy) -> tuple[str, ...]:
    """What the first page says beside its sentences: the first note and the common warnings, unless the sentence on how sure
    the shares are has said that nobody corrected them. The others stand under the method.
    """
    return tuple(note for note in study.notes[:1] + _unsaid_warnings(study) if "corrected" not in note.casefold())


def _unsaid_warnings(study: MappedStudy) -> tuple[str, ...]:
    said = " ".join(study.notes).casefold()
    matter = {warning: re.split(r"[,:.]", warning.casefold())[0] for warning in common_warnings(study)}
    return tuple(warning for warning, words in matter.items() if words not in said)


def _index(material: Material) -> Markup:
    """Name and type of customers that are not drawn, as JSON for the search; safe inside a script element."""
    drawn = set(material.shown["customer"].to_list())
    rows = material.constellations.sort(["evidence", "customer"], descending=[True, False]).head(INDEX_MAX + len(drawn))
    others = [[name, label] for name, label in rows.select("customer", "type").rows() if name not in drawn][:INDEX_MAX]
    return safe_json(others)


def safe_json(value: object) -> Markup:
    r"""JSON that cannot end the script element it stands in: ASCII only, with <, > and & as escapes.

    >>> str(safe_json("</script>\u2028"))
    '"\\u003c/script\\u003e\\u2028"'
    """
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704


_TOGETHER = re.compile(r"(?<=\d) (?=%|points?\b|to [+−]?\d|in 10)|(?<=\d to) (?=[+−]?\d)|(?<=\d in) (?=10)")


def bound(text: str) -> str:
    """The text with a number and its unit, and both ends of a range, kept on one line.

    >>> bound("26 to 50 % and 3 in 10").replace("\N{NO-BREAK SPACE}", "_")
    '26_to_50_% and 3_in_10'
    """
    return _TOGETHER.sub("\N{NO-BREAK SPACE}", text)


@cache
def environment() -> Environment:
    """The templates of all reports, autoescaped; an unknown name is an error."""
    root = resources.files("lifeworld.constellations.files.report") / "templates"
    environment = Environment(
        loader=FunctionLoader(lambda name: (root / name).read_text(encoding="utf-8")), autoescape=True,
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )
    environment.filters["bound"] = bound
    environment.filters["clip"] = clipped
    environment.filters["coordinate"] = lambda value: f"{value:.1f}".removesuffix(".0")
    return environment
