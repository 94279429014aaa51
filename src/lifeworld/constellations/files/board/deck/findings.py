"""Slides on drivers, comparisons, trends and impact."""

from __future__ import annotations

from collections.abc import Iterator

from lifeworld.constellations.core.comparison.values import Comparison, Trend
from lifeworld.constellations.core.study import customers_who_say_key, driver_valence_key, share_of_statements_key
from lifeworld.constellations.files.board.deck.dots import Row, dot_rows
from lifeworld.constellations.files.board.deck.evidence import evidence
from lifeworld.constellations.files.board.deck.master import BODY_BOTTOM, BODY_TOP, MARGIN, WIDTH
from lifeworld.constellations.files.board.deck.stage import Stage
from lifeworld.constellations.files.board.ink import ink
from lifeworld.constellations.files.board.pictures import comparison_svg, trend_svg
from lifeworld.constellations.files.board.pictures.ranked import ranked, strongest
from lifeworld.constellations.files.board.story import Story
from lifeworld.constellations.files.board.trends import trends_left
from lifeworld.constellations.files.board.words import name_of, parts_of, text_of
from lifeworld.constellations.files.report.comparing import Compared
from lifeworld.constellations.files.report.words import DRIVERS, plural

COMPARISONS, TRENDS, MEASURES, FACTORS = 4, 2, 4, 10
"""Comparisons that get a slide, trends and measures of each, factors of an outcome; the slide says what is left out."""
_WIDE, _TALL = WIDTH - 2 * MARGIN, BODY_BOTTOM - BODY_TOP


def drivers(fresh: Iterator[Stage], story: Story) -> None:
    """Who says each driver, and whether it is told of negatively or positively."""
    study, stage = story.study, next(fresh)
    by_customer = study.n_customers > 0
    key_of = customers_who_say_key if by_customer else share_of_statements_key
    stage.title(story.drivers.headline)
    rows = []
    for driver in DRIVERS:
        value, interval = parts_of(study.figure(driver_valence_key(driver.key)))
        aside = f"valence {value}" + (f" ({interval.split(', n = ')[0]})" if interval else "")
        rows.append(Row(driver.name, study.figure(key_of(driver.key)), ink().tint(driver.css), aside=aside))
    dot_rows(stage, (MARGIN, BODY_TOP + 0.1, _WIDE, _TALL - 0.6), rows, names=3.3, words=2.9, aside=2.6)
    who = "Share of customers who say it" if by_customer else "Share of statements"
    stage.text((MARGIN, BODY_BOTTOM - 0.3, _WIDE, 0.3), [f"{who}, and mean valence of the statements from −1 (negative) to +1 "
               "(positive). Lines are 90 % intervals."], size=12, colour=ink().soft)
    figures = [row.figure for row in rows] + [study.figure(driver_valence_key(driver.key)) for driver in DRIVERS]
    stage.notes(evidence(story.study, figures, says=[story.drivers.headline]))


def comparisons(fresh: Iterator[Stage], story: Story) -> None:
    """One slide for each comparison, and one for its trends where a wave lies outside its limits."""
    pairs = story.told
    left = [found.title for found, _ in pairs[COMPARISONS:]]
    for number, (found, told) in enumerate(pairs[:COMPARISONS], start=1):
        if any(contrast.difference.value is not None for contrast in found.contrasts):
            _comparison(next(fresh), story, found, told, left if number == COMPARISONS else [])
        if any(any(trend.outside) for trend in found.trends):
            _trends(next(fresh), story, found)


def _comparison(stage: Stage, story: Story, found: Comparison, told: Compared, left: list[str]) -> None:
    """The surest differences, large enough for the back row; how many more there are stands below."""
    message, _, aside = told.headline.partition(". ")
    stage.title(f"{found.title}: {message[:1].lower()}{message[1:].rstrip('.')}.")
    picture = comparison_svg(found, most=MEASURES, bare=True)
    stage.picture(picture, (MARGIN, BODY_TOP, _WIDE, _TALL - 0.62), told.headline)
    marked = [c for c in found.contrasts if c.holds or c.clear]
    shown = {contrast for panel in ranked(found, MEASURES).panels for key in panel.keys if (contrast := strongest(found, key))}
    more = len(marked) - len(shown)
    said = ["Dots are values at each level, lines their 90 % intervals; at the right the surest difference of each measure."]
    said += [f"{plural(more, 'more clear difference is', 'more clear differences are')} in the workbook (Differences)."] if more > 0 else []
    said += [aside] if aside else []
    said += [f"Further comparisons without a slide: {', '.join(left)}; they are in the report and the workbook."] if left else []
    stage.text((MARGIN, BODY_BOTTOM - 0.52, _WIDE, 0.52), [" ".join(said)], size=13, least=10, colour=ink().soft)
    clear = sorted(marked, key=lambda c: not c.holds)
    stage.notes(evidence(story.study, [c.difference for c in clear], says=[told.basis, found.note, *found.changed],
                         names=[f"{name_of(c.key)}: {c.second} against {c.first}" for c in clear]))


def _trends(stage: Stage, story: Story, found: Comparison) -> None:
    """The measures with a wave outside its limits, at most two side by side."""
    outside = [trend for trend in found.trends if any(trend.outside)]
    shown = outside[:TRENDS]
    names = [f"{name_of(trend.key)[:1].lower()}{name_of(trend.key)[1:]} ({', '.join(_outside(found, trend))})" for trend in shown]
    stage.title(f"Outside the control limits: {'; '.join(names)}.")
    wide = (_WIDE - 0.4 * (len(shown) - 1)) / len(shown)
    for i, trend in enumerate(shown):
        stage.text((MARGIN + i * (wide + 0.4), BODY_TOP, wide, 0.35), [name_of(trend.key)], size=15, least=11, bold=True)
        stage.picture(trend_svg(found, trend, bare=True), (MARGIN + i * (wide + 0.4), BODY_TOP + 0.4, wide, _TALL - 1.0),
                      f"{name_of(trend.key)} over waves with control limits.")
    said = ["The shaded band holds what chance alone would do (three standard errors of each wave); a ring marks what lies outside.",
            trends_left(found, len(shown))]
    stage.text((MARGIN, BODY_BOTTOM - 0.52, _WIDE, 0.52), [" ".join(part for part in said if part)], size=13, least=10, colour=ink().soft)
    stage.notes(evidence(story.study, [point for trend in shown for point in trend.points], says=[found.note, *found.changed],
                         names=[f"{name_of(trend.key)}, {level.name}" for trend in shown for level in found.levels]))


def _outside(found: Comparison, trend: Trend) -> list[str]:
    return [level.name for level, out in zip(found.levels, trend.outside, strict=False) if out]


def impact(fresh: Iterator[Stage], story: Story) -> None:
    """What goes with the outcome, ranked, with the share of a random column shaded."""
    view = story.impact
    if view is None or not story.shares_known:
        return
    stage = next(fresh)
    stage.title(view.headline)
    rows = [Row(row.word.name, row.share, ink().tint(row.word.css if row.above_noise else "c-none"), aside=row.sign_words)
            for row in view.rows[:FACTORS]]
    n_left = len(view.rows) - len(rows)
    left = f" {plural(n_left, 'more factor is', 'more factors are')} in the workbook." if n_left > 0 else ""
    dot_rows(stage, (MARGIN, BODY_TOP, _WIDE, _TALL - 0.75), rows, names=3.1, words=2.9, aside=3.0, band=view.noise)
    stage.text((MARGIN, BODY_BOTTOM - 0.5, _WIDE, 0.5), [
        f"Share of R². All factors together: R² {text_of(view.r2)}. The shaded band is the share of a random column: "
        f"{text_of(view.noise)}. Grey factors do not lie above it. Association, not cause." + left], size=12, least=10, colour=ink().soft)
    stage.notes(evidence(story.study, [view.r2, view.noise, *(row.share for row in view.rows)], says=view.notes,
                         names=["R² of all factors", "A random column", *(row.word.name for row in view.rows)]))
