"""Coders beside one another: where they differ first, how far they agree on each code second."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from lifeworld.constellations.files.report.scales import Scale, Tick
from lifeworld.constellations.files.report.words import Word, capital, plural, told, word
from lifeworld.kit.figure import Figure
from lifeworld.kit.figure_html import QuoteParts, clipped, interval_bar, quote_parts
from lifeworld.voices.core.coder_comparison.values import CodeAgreement, CoderComparison

DIFFERENCES_MAX, CONFUSIONS_MAX = 24, 4
RELY, TENTATIVE = 0.8, 0.667
"""Krippendorff's thresholds: to rely on, and for tentative conclusions."""


@dataclass(frozen=True)
class DifferenceRow:
    """One statement on which coders differ: its words, the code, who found it and who did not."""

    parts: QuoteParts
    customer: str
    code: Word
    present: str
    absent: str


@dataclass(frozen=True)
class AgreementRow:
    """One code: alpha on a bar, the other coefficients behind it, and how often each coder found it."""

    word: Word
    alpha: Figure
    bar: Markup
    verdict: str
    css: str
    others: tuple[tuple[str, Figure], ...]
    prevalence: tuple[tuple[str, Figure], ...]


@dataclass(frozen=True)
class CodersView:
    """The part of the section; ``rely`` and ``tentative`` are where the thresholds stand on the scale, in per cent."""

    headline: str
    differences: tuple[DifferenceRow, ...]
    n_left: int
    confusions: tuple[str, ...]
    rows: tuple[AgreementRow, ...]
    ticks: tuple[Tick, ...]
    rely: float
    tentative: float
    mean: Figure
    spans: tuple[tuple[str, Figure], ...]
    notes: tuple[str, ...]


_HASH = re.compile(r" [0-9a-f]{12}$")
"""The end of a model's label; the figures' details have it whole."""
NAMES = {"percent": "percent agreement", "f1": "F1 of “present”", "kappa": "Cohen’s kappa", "ac1": "Gwet’s AC1", "pabak": "PABAK"}


def coders_view(found: CoderComparison | None) -> CodersView | None:
    """The comparison as it is shown, or None where fewer than two coders coded the same statements."""
    if found is None:
        return None
    known = [c.figures["alpha"] for c in found.codes if c.figures["alpha"].low is not None]
    lowest = min([-0.2, *(f.low for f in known if f.low is not None)])
    scale = Scale(max(lowest, -1.0), 1.0)
    rows = sorted(found.codes, key=lambda c: _value(c.figures["alpha"]))
    shown = found.disagreements.unique("statement", keep="first", maintain_order=True).head(DIFFERENCES_MAX)
    return CodersView(
        capital(_headline(found)), tuple(_difference(row) for row in shown.iter_rows(named=True)), len(found.disagreements) - len(shown),
        tuple(_confusion(row) for row in found.confusions.head(CONFUSIONS_MAX).iter_rows(named=True) if row["n"] > row["expected"]),
        tuple(_row(c, scale) for c in rows), scale.ticks(5), scale.at(RELY), scale.at(TENTATIVE), found.mean_alpha,
        tuple((name, figure) for name, figure in found.spans.items()), found.notes,
    )


def named(coders: Sequence[str], most: int = 5) -> str:
    """Coders by name, and how many more.

    >>> named(["Ana", "Ben", "Cleo"], 2)
    'Ana, Ben and 1 more'
    >>> named(["fast 1 0123456789ab"])
    'fast 1'
    """
    shown = [clipped(_HASH.sub("", name), 40) for name in coders[:most]]
    return f"{', '.join(shown)} and {len(coders) - most} more" if len(coders) > most else told(shown)


def _value(figure: Figure) -> float:
    return 2.0 if figure.value is None else figure.value


def _headline(found: CoderComparison) -> str:
    """Who coded how much together, and where they can be relied on."""
    who = named(found.coders)
    rely = [word(c.code).name for c in found.codes if c.verdict == "rely on"]
    judged = sum(1 for c in found.codes if c.verdict != "not enough")
    if not judged:
        return f"{who} coded {plural(found.n_statements, 'statement')} together: not enough to say how far they agree."
    which = f": {told(rely)}" if 0 < len(rely) <= 4 else ""
    return (f"{who} coded {plural(found.n_statements, 'statement')} together. On {len(rely):,} of {plural(judged, 'code')} they agree "
            f"so far that it can be relied on (alpha of .80 or more){which}.")


def _difference(row: dict[str, Any]) -> DifferenceRow:
    text, quote = row["text"] or row["quote"] or "", row["quote"]
    start, end = row["start"], row["end"]
    if quote and start is not None and row["text"] and row["text"][start:end] == quote:
        parts = quote_parts(row["text"], start, end)
    else:
        parts = QuoteParts(clipped(text, 320), "", "")
    return DifferenceRow(parts, row["customer"] or "", word(row["code"]), named(row["present"]), named(row["absent"]))


def _confusion(row: dict[str, Any]) -> str:
    by_chance = f"{row['expected']:.0f}" if row["expected"] >= 0.5 else "hardly any"
    pair = f"{word(row['code']).name} by one and {word(row['instead']).name} by the other"
    return f"{pair}: {plural(row['n'], 'case')} ({by_chance} by chance)"


def _row(code: CodeAgreement, scale: Scale) -> AgreementRow:
    alpha = code.figures["alpha"]
    bar = interval_bar(alpha.value, alpha.low, alpha.high, lowest=scale.lowest, highest=scale.highest, colour=word(code.code).css)
    others = tuple((NAMES[name], code.figures[name]) for name in NAMES if name in code.figures)
    css = "agree--" + code.verdict.replace(" ", "-")
    return AgreementRow(word(code.code), alpha, bar, code.verdict, css, others, tuple(code.prevalence.items()))
