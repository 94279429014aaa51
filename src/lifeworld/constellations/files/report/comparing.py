"""Comparisons: each measure as a small multiple, its levels as aligned dots with intervals, the clear differences first."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from markupsafe import Markup

from lifeworld.constellations.core.comparison.values import Comparison, Contrast
from lifeworld.constellations.core.study import figure_title
from lifeworld.constellations.files.report.differences import difference_words
from lifeworld.constellations.files.report.scales import Tick, scale_of
from lifeworld.constellations.files.report.sentences import lead_and_rest
from lifeworld.constellations.files.report.trends import Trends, trends
from lifeworld.constellations.files.report.words import CODE_NAMES, capital, plural
from lifeworld.kit.figure import NOT_SHOWN, Figure
from lifeworld.kit.figure_html import FigureWords, clipped, interval_bar

LEVELS_MAX, SHOWN_MIN, SHOWN_MAX, MEASURES_MAX, UNMARKED_MAX = 8, 4, 12, 24, 3
"""Levels drawn; measures that stand open (at least and at most); measures on the page at all; differences shown of a measure
that has no clear one."""

BY = {"group": "groups", "wave": "waves", "brand": "brands", "outcome": "bands of the outcome", "study": "studies"}


@dataclass(frozen=True)
class LevelBar:
    """One level of a measure: its name, its bar, its figure."""

    name: str
    figure: Figure | None
    title: str
    bar: Markup


@dataclass(frozen=True)
class Difference:
    """One contrast in words, always with its sign; ``mark`` is holds, clear or ""."""

    says: str
    figure: Figure
    words: FigureWords
    title: str
    mark: str


@dataclass(frozen=True)
class Measure:
    """One measure over all levels, on its own scale; ``mark`` is the strongest of its contrasts."""

    title: str
    mark: str
    levels: tuple[LevelBar, ...]
    ticks: tuple[Tick, ...]
    differences: tuple[Difference, ...]
    unsaid: str
    strength: float


@dataclass(frozen=True)
class Compared:
    """One comparison as it is shown: measures that stand open, the others behind them, and trends.

    ``lead`` is the first sentence of the note, ``cautions`` are all others; ``left`` says which measures are not drawn.
    """

    anchor: str
    title: str
    by: str
    basis: str
    headline: str
    note: str
    lead: str
    cautions: tuple[str, ...]
    first: tuple[Measure, ...]
    more: tuple[Measure, ...]
    left: str
    trends: Trends


def comparisons(found: tuple[Comparison, ...]) -> tuple[Compared, ...]:
    """The comparisons of a study in their order."""
    return tuple(_compared(f"compare-{i}", comparison) for i, comparison in enumerate(found, start=1))


def _compared(anchor: str, comparison: Comparison) -> Compared:
    by_key: dict[str, list[Contrast]] = defaultdict(list)
    for contrast in comparison.contrasts:
        by_key[contrast.key].append(contrast)
    told = any(contrast.difference.enough for contrast in comparison.contrasts)
    known = [key for key in comparison.keys if told and any(f.enough for (k, _), f in comparison.values.items() if k == key)]
    order = {"holds": 0, "clear": 1, "": 2}
    ranked = sorted((_measure(comparison, key, by_key[key]) for key in known), key=lambda m: (order[m.mark], -m.strength))
    n_open = min(max(sum(1 for m in ranked if m.mark), SHOWN_MIN), SHOWN_MAX)
    lead, cautions = lead_and_rest(comparison.note) if told else ("", ())
    return Compared(
        anchor, comparison.title, BY.get(comparison.by, comparison.by), _basis(comparison), _headline(comparison), comparison.note,
        lead, cautions, tuple(ranked[:n_open]), tuple(ranked[n_open:MEASURES_MAX]),
        _left(len(comparison.keys) - len(known) if told else 0, max(len(ranked) - MEASURES_MAX, 0)), trends(comparison),
    )


def _basis(comparison: Comparison) -> str:
    """How much there is at each level; rows that name nobody are no customers, not nought of them."""
    nobody = not any(level.n_customers for level in comparison.levels)
    shown = [f"{clipped(level.name, 40)} ({'' if nobody else plural(level.n_customers, 'customer') + ', '}"
             f"{plural(level.n_statements, 'statement')})" for level in comparison.levels[:LEVELS_MAX]]
    left = len(comparison.levels) - LEVELS_MAX
    more = f"; {plural(left, 'more level is', 'more levels are')} in the result files" if left > 0 else ""
    return "; ".join(shown) + more + "." + _hidden(comparison)


def _hidden(comparison: Comparison) -> str:
    """How many differences are hidden to protect small groups; "" where nothing is shown beside which it would be missed."""
    n = sum(1 for c in comparison.contrasts if any(w.endswith(NOT_SHOWN) for w in c.difference.warnings))
    if not n or not any(c.difference.enough for c in comparison.contrasts):
        return ""
    return (f" {plural(n, 'further difference is', 'further differences are')} not shown, because so few customers stand behind "
            f"{'it' if n == 1 else 'them'} that they could be recognised; the counts below the measures include what could be judged.")


def _left(n_unknown: int, n_more: int) -> str:
    """Which measures are not drawn, and why."""
    verb = "is" if n_unknown == 1 else "are"
    said = [f"{plural(n_unknown, 'measure')} with too few customers at every level {verb} left out."] if n_unknown else []
    return " ".join(said + ([f"{plural(n_more, 'more measure is', 'more measures are')} in the result files."] if n_more else []))


def _headline(comparison: Comparison) -> str:
    """How many of the differences that can be told hold and how many are clear, as counted."""
    n = sum(1 for c in comparison.contrasts if c.difference.enough)
    hold, clear = sum(c.holds for c in comparison.contrasts), sum(c.clear for c in comparison.contrasts)
    if not n:
        return "There is nothing to compare: fewer than two levels have enough customers."
    if not clear:
        return f"No clear difference was found among {n:,} that {'is' if n == 1 else 'are'} shown."
    return (f"Of {plural(n, 'difference')} shown, {clear:,} {'is' if clear == 1 else 'are'} clear and {f'{hold:,}' if hold else 'none'} "
            f"{'hold' if hold > 1 else 'holds'} after allowing for how many were looked at.")


def _measure(comparison: Comparison, key: str, contrasts: list[Contrast]) -> Measure:
    title = capital(figure_title(key, CODE_NAMES))
    figures = [comparison.values.get((key, level.name)) for level in comparison.levels[:LEVELS_MAX]]
    scale = scale_of([f for f in figures if f is not None])
    levels = tuple(
        LevelBar(clipped(level.name, 28), figure, f"{title}: {level.name}", interval_bar(
            figure.value if figure else None, figure.low if figure else None, figure.high if figure else None,
            lowest=scale.lowest, highest=scale.highest))
        for level, figure in zip(comparison.levels, figures, strict=False)
    )
    shown, unsaid = _shown(contrasts)
    told = tuple(_difference(c, title) for c in shown)
    mark = "holds" if any(c.holds for c in contrasts) else "clear" if any(c.clear for c in contrasts) else ""
    return Measure(title, mark, levels, scale.ticks(3), told, unsaid, max((_strength(c) for c in contrasts), default=0.0))


def _shown(contrasts: list[Contrast]) -> tuple[list[Contrast], str]:
    """The clear differences of a measure, or a few known ones where none is clear; and a sentence on the others."""
    known = [c for c in contrasts if c.difference.value is not None]
    ranked = sorted(known, key=lambda c: (not c.holds, not c.clear, -_strength(c)))
    marked = [c for c in ranked if c.holds or c.clear]
    shown = (marked or ranked[:UNMARKED_MAX])[:SHOWN_MAX]
    missing, unclear = len(contrasts) - len(known), len(known) - len(shown)
    said = [f"{plural(unclear, 'further difference is', 'further differences are')} not clear"] if unclear else []
    said += [f"for {plural(missing, 'difference')} there are not enough customers"] if missing else []
    return shown, capital("; ".join(said)) + "." if said else ""


def _strength(contrast: Contrast) -> float:
    """The difference in units of its interval's half-width: comparable between measures."""
    f = contrast.difference
    if f.value is None or f.low is None or f.high is None:
        return -1.0
    return abs(f.value) / max((f.high - f.low) / 2, 1e-9)


def _difference(contrast: Contrast, title: str) -> Difference:
    says = f"{clipped(contrast.second, 28)} against {clipped(contrast.first, 28)}"
    paired = f", {plural(contrast.n_both, 'customer')} in both" if contrast.paired else ""
    mark = "holds" if contrast.holds else "clear" if contrast.clear else ""
    return Difference(says, contrast.difference, difference_words(contrast.difference), f"{title}: {says}{paired}", mark)
