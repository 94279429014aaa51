"""Slides on drivers, comparisons, trends and impact."""

from __future__ import annotations

from collections.abc import Iterator

from lifeworld.constellations.core.comparison.values import Comparison
from lifeworld.constellations.core.study import customers_who_say_key, driver_valence_key, share_of_statements_key
from lifeworld.constellations.files.board.deck.dots import Row, dot_rows
from lifeworld.constellations.files.board.deck.evidence import evidence
from lifeworld.constellations.files.board.deck.master import BODY_BOTTOM, BODY_TOP, MARGIN, WIDTH
from lifeworld.constellations.files.board.deck.stage import Stage
from lifeworld.constellations.files.board.ink import ink
from lifeworld.constellations.files.board.pictures import comparison_svg, trend_svg
from lifeworld.constellations.files.board.pictures.frame import foot_of
from lifeworld.constellations.files.board.story import Story
from lifeworld.constellations.files.board.words import name_of, parts_of, text_of
from lifeworld.constellations.files.report.comparing import Compared
from lifeworld.constellations.files.report.words import DRIVERS

COMPARISONS, TRENDS = 4, 2
"""Comparisons that get a slide, and trends of each; the others are in the workbook."""
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
    stage.notes(evidence(figures, says=[story.drivers.headline]))


def comparisons(fresh: Iterator[Stage], story: Story) -> None:
    """One slide for each comparison, and one for each trend that has something to say."""
    for found, told in list(zip(story.study.comparisons, story.compared, strict=True))[:COMPARISONS]:
        if found.contrasts:
            _comparison(next(fresh), story, found, told)
        ranked = sorted(found.trends, key=lambda trend: not any(trend.outside))
        for trend in [trend for trend in ranked if trend.centre is not None][:TRENDS]:
            stage = next(fresh)
            outside = [level.name for level, out in zip(found.levels, trend.outside, strict=False) if out]
            stage.title(f"{name_of(trend.key)}: " + (
                f"{', '.join(outside)} {'lies' if len(outside) == 1 else 'lie'} outside the control limits." if outside else
                "no wave lies outside the control limits."))
            stage.picture(trend_svg(found, trend, foot=foot_of(story.study)), (MARGIN, BODY_TOP, _WIDE, _TALL),
                          "A trend over waves with control limits.")
            stage.notes(evidence(trend.points, says=[found.note, *found.changed], names=[level.name for level in found.levels]))


def _comparison(stage: Stage, story: Story, found: Comparison, told: Compared) -> None:
    stage.title(f"{found.title}: {told.headline[:1].lower()}{told.headline[1:]}")
    stage.picture(comparison_svg(found, foot=foot_of(story.study), most=7), (MARGIN, BODY_TOP, 7.0, _TALL), told.headline)
    rows = [(measure.title, d.says, text_of(d.figure), "holds" if d.mark == "holds" else "clear") for measure in
            (*told.first, *told.more) for d in measure.differences if d.mark]
    left = MARGIN + 7.2
    if rows:
        stage.table((left, BODY_TOP, WIDTH - MARGIN - left, _TALL - 1.0), ["Measure", "Difference", "Estimate", ""], rows,
                    (5, 4, 5, 1.6), "The differences that are clear or hold.", size=12)
    stage.text((left, BODY_BOTTOM - 0.85, WIDTH - MARGIN - left, 0.85), [found.note], size=12, least=9, colour=ink().soft)
    clear = [c for c in found.contrasts if c.holds] + [c for c in found.contrasts if c.clear and not c.holds]
    stage.notes(evidence([c.difference for c in clear], says=[told.basis, found.note, *found.changed],
                         names=[f"{name_of(c.key)}: {c.second} minus {c.first}" for c in clear]))


def impact(fresh: Iterator[Stage], story: Story) -> None:
    """What goes with the outcome, ranked, with the share of a random column shaded."""
    view = story.impact
    if view is None:
        return
    stage = next(fresh)
    stage.title(view.headline)
    rows = [Row(row.word.name, row.share, ink().tint(row.word.css if row.above_noise else "c-none"), aside=row.sign_words)
            for row in view.rows[:10]]
    dot_rows(stage, (MARGIN, BODY_TOP, _WIDE, _TALL - 0.75), rows, names=3.1, words=2.9, aside=3.0, band=view.noise)
    stage.text((MARGIN, BODY_BOTTOM - 0.5, _WIDE, 0.5), [
        f"Share of R². All factors together: R² {text_of(view.r2)}. The shaded band is the share of a random column: "
        f"{text_of(view.noise)}. Grey factors do not lie above it. Association, not cause."], size=12, least=10, colour=ink().soft)
    stage.notes(evidence([view.r2, view.noise, *(row.share for row in view.rows)], says=view.notes,
                         names=["R² of all factors", "A random column", *(row.word.name for row in view.rows)]))
