"""What the terminal says of a card: the profile in six lines, the weakest link, what is not known, and what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from textwrap import wrap

from rich.console import Console
from rich.text import Text

from lifeworld.kit.figure import Figure
from lifeworld.kit.figure_html import figure_words
from lifeworld.scorecard.core.values import FACTOR, FACTORS, Scorecard
from lifeworld.scorecard.files.report import words

CELLS = 21
"""Places of a bar: one for each .05 of the axis, and its end."""
TITLE, STEPS_MAX, FIGURES_MAX, NOTES_MAX = 21, 6, 3, 8


def print_summary(console: Console, card: Scorecard, title: str, notes: Iterable[str] = (), files: Sequence[Path] = ()) -> None:
    """Print a card in whole sentences; lines break at the width of the terminal, and a bar stays on one line at 80 columns."""
    if card.simulated:
        _say(console, words.SIMULATED, style="bold")
    _say(console, f"Scorecard of {title or card.asked.query}. {words.window_words(card)}.", style="bold")
    console.print()
    for factor in FACTORS:
        console.print(lane(factor.number, factor.title, card.score(factor.key).axis, factor.key == card.weakest), soft_wrap=True)
    console.print(f"  {'':{TITLE + 2}}0{' ' * (CELLS - 2)}1", style="dim", highlight=False)
    console.print()
    _say(console, " ".join(filter(None, [words.weakest_words(card), words.overlap_words(card), words.weights_words(card)])))
    for key in card.unknown:
        _say(console, f"Not known: {FACTOR[key].title}. {words.unknown_words(card.score(key))}")
    _next(console, card)
    kept = list(dict.fromkeys(notes))
    if kept:
        _say(console, "\nTo know:", style="dim")
    for note in kept[:NOTES_MAX]:
        _say(console, note, "  - ", "dim")
    if len(kept) > NOTES_MAX:
        _say(console, f"{len(kept) - NOTES_MAX} more notes are in the report.", "  - ", "dim")
    console.print()
    for path in files:
        _say(console, f"Written: {path}")
    if not files:
        _say(console, "Add --out report.html to see what every figure rests on.", style="dim")


def lane(number: int, title: str, axis: Figure, weakest: bool) -> Text:
    """One factor in one line: a bar from 0 to 1 with its interval and value, and the same in figures.

    >>> from lifeworld.kit.figure import Evidence, estimate
    >>> figure = estimate("axis: sauce", 0.5, 0.25, 0.75, n=60, method="m", evidence=Evidence("q", 60))
    >>> str(lane(3, "Secret sauce", figure, False))
    '  3 Secret sauce         ·····├────●────┤·····  0.50 (0.25 to 0.75)'
    """
    shown, said = figure_words(axis), ""
    said = f"{shown.value} ({shown.interval})" if axis.enough else "not known"
    line = Text(f"  {number} {title:<{TITLE}}")
    line.append(bar(axis), style="bold" if axis.enough else "dim")
    line.append(f"  {said}", style="" if axis.enough else "dim")
    if weakest:
        line.append("  weakest", style="bold")
    return line


def bar(axis: Figure) -> str:
    """The axis from 0 to 1 in ``CELLS`` places; what is not known has no mark.

    >>> bar(Figure("axis: sauce", "estimate", None)).count("·")
    21
    """
    cells = ["·"] * CELLS
    if axis.value is None or axis.low is None or axis.high is None:
        return "".join(cells)
    low, value, high = (round(min(max(end, 0.0), 1.0) * (CELLS - 1)) for end in (axis.low, axis.value, axis.high))
    cells[low:high + 1] = ["─"] * (high - low + 1)
    cells[low], cells[high] = "├", "┤"
    cells[value] = "●"
    return "".join(cells)


def _next(console: Console, card: Scorecard) -> None:
    """What is to be done and watched; what goes well is in the report."""
    every = [one for one in words.steps(card) if one.finding.kind != "good"]
    if every:
        _say(console, "\nNext:")
    for said in every[:STEPS_MAX]:
        _say(console, " ".join(filter(None, [f"{said.kind}:", said.finding.words, said.finding.next_step])), "  - ")
        for figure in said.figures[:FIGURES_MAX]:
            _say(console, f"{words.title_of(figure)}: {words.figure_text(figure)}", "      ", "dim")
    if len(every) > STEPS_MAX:
        _say(console, f"{len(every) - STEPS_MAX} more are in the report.", "  - ", "dim")


def _say(console: Console, text: str, begin: str = "", style: str = "") -> None:
    """One text after ``begin``, its further lines as far in; a long path stays whole."""
    lines = [part for line in text.split("\n") for part in wrap(
        line, max(console.width, 40), initial_indent=begin, subsequent_indent=" " * len(begin), break_long_words=False,
        break_on_hyphens=False) or [""]]
    console.print("\n".join(lines), style=style, markup=False, highlight=False, soft_wrap=True)
