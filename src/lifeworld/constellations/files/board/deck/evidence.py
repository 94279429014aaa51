"""Speaker's notes: what each figure on a slide rests on, in the figure's own words, with up to five quotes."""

from __future__ import annotations

from collections.abc import Iterable

from lifeworld.constellations.core.study import MappedStudy
from lifeworld.constellations.files.board.clean import one_line
from lifeworld.constellations.files.board.voice import place_of
from lifeworld.constellations.files.board.words import name_of, text_of
from lifeworld.kit.figure import Figure
from lifeworld.kit.figure_html import clipped

QUOTES, FIGURES = 5, 14


def evidence(study: MappedStudy, figures: Iterable[Figure | None], *, says: Iterable[str] = (), names: Iterable[str] = ()) -> str:
    """The notes of a slide: sentences first, then each figure with its query, n and method, then quotes behind them.

    ``names`` name the figures in their order; a figure without one is named by its key.
    """
    told = list(names)
    known = [(told[i] if i < len(told) else name_of(f.name), f) for i, f in enumerate(figures) if f is not None]
    lines = [text for text in says if text]
    for name, figure in known[:FIGURES]:
        query = f" Evidence: {figure.evidence.query} (n = {figure.evidence.n:,})." if figure.evidence.query else ""
        lines.append(f"{name}: {text_of(figure)}.{query}")
    if len(known) > FIGURES:
        lines.append(f"{len(known) - FIGURES:,} more figures of this slide are in the workbook.")
    methods = list(dict.fromkeys(f.method for _, f in known if f.method))
    lines += [f"Method: {'; '.join(methods)}."] if methods else []
    lines += dict.fromkeys(warning for _, f in known for warning in f.warnings)
    return "\n\n".join([*lines, *_quotes(study, [f for _, f in known])])


def _quotes(study: MappedStudy, figures: list[Figure]) -> list[str]:
    """Up to five quotes, the first of each figure before the second of any, no words twice, with their place in the recording."""
    found: dict[str, tuple[str | None, str]] = {}
    for turn in range(QUOTES):
        for figure in figures:
            if turn < len(figure.evidence.examples):
                example = figure.evidence.examples[turn]
                words = clipped(one_line(example.quote), 280)
                if words and example.statement:
                    found.setdefault(words, (example.customer, example.statement))
    return [" ".join(part for part in (f"“{words}”", ", ".join(filter(None, (customer, place_of(study, statement))))) if part)
            for words, (customer, statement) in list(found.items())[:QUOTES]]
