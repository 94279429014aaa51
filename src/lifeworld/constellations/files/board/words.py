"""A figure in words for pictures, slides and pages: always the figure's own text, parted but never worded again."""

from __future__ import annotations

from lifeworld.constellations.core.study import figure_title
from lifeworld.constellations.files.report.words import CODE_NAMES
from lifeworld.kit.figure import Figure
from lifeworld.kit.figure_html import figure_words

NO_FIGURE = "not known"


def text_of(figure: Figure | None) -> str:
    """``Figure.text()``, with a true minus sign; "not known" where the study has no such figure."""
    if figure is None:
        return NO_FIGURE
    words = figure_words(figure)
    beside = ", ".join(part for part in (words.interval, words.basis) if part)
    return f"{words.value} ({beside})" if beside else words.value


def parts_of(figure: Figure | None) -> tuple[str, str]:
    """The value, and in the second place its interval and what it was counted over."""
    if figure is None:
        return NO_FIGURE, ""
    words = figure_words(figure)
    return words.value, ", ".join(part for part in (words.interval, words.basis) if part)


def name_of(key: str) -> str:
    """The key of a figure as a title that begins with a capital letter.

    >>> name_of("types/brand-driven")
    'Share of customers: brand-driven (as labelled)'
    """
    title = figure_title(key, CODE_NAMES)
    return title[:1].upper() + title[1:]
