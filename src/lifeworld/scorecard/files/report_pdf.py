"""A card for the board: at most four pages, the first of which says the weakest link and shows the profile.

All texts go to the typesetter as data and never as markup. Rows are bounded; where four pages do not hold them, fewer are shown and the
pages say so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files

from lifeworld.constellations.files.board.ink import ink
from lifeworld.constellations.files.board.paper.blocks import Sheets, plain
from lifeworld.constellations.files.board.raster import as_json, compiled
from lifeworld.kit.figure import Figure
from lifeworld.scorecard.core.values import FACTORS, Scorecard
from lifeworld.scorecard.files.profile import profile
from lifeworld.scorecard.files.report import words
from lifeworld.scorecard.files.report.sections import inputs, method, notes, weights

PAGES_MAX = 4
FIRST, GOOD = 3, 3
"""So many things to do stand on the first page already; so many that go well are listed."""
_PAGE = re.compile(rb"/Type\s*/Page\b")


@dataclass(frozen=True)
class _Room:
    """How much is shown: next steps, figures of each, figures of a factor, notes, and characters of a text."""

    steps: int
    beside: int
    figures: int
    notes: int
    text: int


ROOMS = (_Room(9, 2, 4, 8, 420), _Room(7, 2, 3, 6, 300), _Room(5, 1, 2, 4, 200), _Room(3, 1, 1, 2, 120))


def report_pdf(card: Scorecard, title: str = "") -> bytes:
    """The pages of a card as PDF; ``title`` says of what, else the query of the card does. The same card gives the same bytes.

    Errors: ValueError where the typesetter refuses, which would be a fault of this file.
    """
    made = b""
    for room in ROOMS:
        made = _compiled(card, title, room)
        if len(_PAGE.findall(made)) <= PAGES_MAX:
            break
    return made


def _compiled(card: Scorecard, title: str, room: _Room) -> bytes:
    sheets = Sheets()
    _first(sheets, card, room)
    _next(sheets, card, room)
    _weights(sheets, card)
    _factors(sheets, card, room)
    _method(sheets, card, room)
    shown = _short(title or card.asked.query, 90)
    report = {
        "title": words.weakest_words(card), "of": f"Scorecard of {shown}", "said": f"{words.window_words(card)}.",
        "simulated": words.SIMULATED if card.simulated else "", "ink": dict(ink().tokens), "blocks": sheets.blocks,
        "foot": f"Scorecard of {shown}{' (simulated)' if card.simulated else ''}, definitions {card.definitions}",
    }
    template = (files("lifeworld.scorecard.files") / "report.typ").read_bytes()
    return compiled({"main.typ": template, "report.json": as_json(report), **sheets.pictures}, "pdf")[0]


def _first(sheets: Sheets, card: Scorecard, room: _Room) -> None:
    """The weakest link in words, the profile, and what is not known."""
    if card.weakest:
        factor = next(one for one in FACTORS if one.key == card.weakest)
        sheets.words(f"{factor.asks} {words.axis_words(card, card.weakest)}", style="lead")
        sheets.words(f"{words.lowest_words(card)} {words.overlap_words(card)}")
    sheets.picture(profile(card), f"Six axes from 0 to 1. {words.weakest_words(card)}")
    sheets.words(words.AXES, style="soft")
    if card.unknown:
        sheets.heading("What is not known, and what it needs", 2)
        title = {one.key: one.title for one in FACTORS}
        sheets.bullets(_short(f"{title[key]}: {words.unknown_words(card.score(key))}", room.text) for key in card.unknown)
    first = [one for one in words.steps(card) if one.finding.kind == "act"][:FIRST]
    if first:
        sheets.heading("What to do first", 2)
        sheets.bullets(_short(f"{one.finding.words} {one.finding.next_step}", room.text) for one in first)
    sheets.page()


def _next(sheets: Sheets, card: Scorecard, room: _Room) -> None:
    every = words.steps(card)
    shown = [one for one in every if one.finding.kind != "good"][:room.steps]
    shown += [one for one in every if one.finding.kind == "good"][:GOOD]
    sheets.heading("What to do next")
    rows = [(one.kind, one.factor.title, _short(one.finding.words, room.text), _short(one.finding.next_step, room.text),
             _figures(one.figures[:room.beside], room)) for one in shown]
    sheets.table(("", "Factor", "What is seen", "Next step", "It rests on"), rows, (2, 3, 6, 6, 5))
    if not rows:
        sheets.words("Nothing is known yet from which a next step would follow.")
    if len(every) > len(shown):
        sheets.words(f"{len(every) - len(shown)} more are in the report.", style="soft")


def _weights(sheets: Sheets, card: Scorecard) -> None:
    rows = [(one.factor.title, _text(one.owner), _text(one.customers)) for one in weights(card)]
    if rows:
        sheets.heading("What matters, and to whom")
        sheets.words(words.weights_words(card))
        sheets.table(("Factor", "To the owner", "To the customers"), rows, (3, 3, 5))


def _factors(sheets: Sheets, card: Scorecard, room: _Room) -> None:
    sheets.heading("The six factors in figures")
    rows = []
    for factor in FACTORS:
        score = card.score(factor.key)
        shown = [one for one in score.figures if one.enough][:room.figures] or list(score.figures[:1])
        for at, one in enumerate(shown):
            rows.append((factor.title if at == 0 else "", _short(one.name, 140), words.figure_text(one)))
    sheets.table(("Factor", "Figure", "Value, interval, counted over"), rows, (3, 6, 6))


def _method(sheets: Sheets, card: Scorecard, room: _Room) -> None:
    sheets.heading("How it was measured")
    sheets.bullets(_short(note, room.text) for note in notes(card)[:room.notes])
    rows = [(one.title, one.axis, one.none, one.full) for one in FACTORS]
    sheets.table(("On the axis of", "lies", "0 means", "1 means"), rows, (3, 6, 4, 4))
    read = ", ".join(f"{name} ({rows} rows)" for name, rows, _ in inputs(card))
    settings = "; ".join(f"{name}: {said}" for name, said in method(card))
    sheets.words(_short(f"{settings}.", 900), _short(f"Read: {read}." if read else "", 600), style="soft")


def _figures(figures: Iterable[Figure], room: _Room) -> str:
    return "; ".join(f"{_short(words.title_of(one), room.text)}: {words.figure_text(one)}" for one in figures)


def _text(figure: Figure | None) -> str:
    return "not said" if figure is None else words.stated_text(figure)


def _short(text: str, limit: int) -> str:
    said = plain(text)
    return said if len(said) <= limit else f"{said[:limit - 1]}…"
