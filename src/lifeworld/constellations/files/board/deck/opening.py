"""The first slides: what the study is, the three sentences of page one, and one slide for each type."""

from __future__ import annotations

from collections.abc import Iterator

from lifeworld.constellations.core.study import driver_share_key, relevance_key, type_share_key
from lifeworld.constellations.files.board.deck.dots import Row, dot_rows
from lifeworld.constellations.files.board.deck.evidence import evidence
from lifeworld.constellations.files.board.deck.master import BODY_BOTTOM, BODY_TOP, MARGIN, WIDTH
from lifeworld.constellations.files.board.deck.stage import Stage
from lifeworld.constellations.files.board.ink import ink
from lifeworld.constellations.files.board.pictures import constellation_svg, pooled_svg, triangle_svg
from lifeworld.constellations.files.board.story import Story
from lifeworld.constellations.files.board.voice import pool_ties, said_by
from lifeworld.constellations.files.board.words import text_of
from lifeworld.constellations.files.report.profiles import Section
from lifeworld.constellations.files.report.words import CATEGORIES, DRIVERS, TYPES, plural

_WIDE, _TALL = WIDTH - 2 * MARGIN, BODY_BOTTOM - BODY_TOP
_RIGHT = MARGIN + 6.6
"""Where the right half of a slide with a picture begins."""


def title(fresh: Iterator[Stage], story: Story) -> None:
    """What the study is, how much there is of it, and what changed since last time."""
    study, stage = story.study, next(fresh)
    stage.title(study.title or "Customer ecosystems", largest=40)
    stage.band([ink().tint(kind.css) for kind in TYPES[:3]])
    who = plural(study.n_customers, "customer") if study.n_customers else "rows name no customer"
    stage.text((MARGIN, 1.75, _WIDE, 0.5), [", ".join(
        part for part in (who, plural(study.statements.height, "statement"), story.front.who) if part)], size=20)
    stage.text((MARGIN, 2.35, _WIDE, 0.7), [story.label], size=18, bold=True, colour=ink().caution)
    stage.text((MARGIN, 3.1, _WIDE, 2.25), story.front.opening.sentences, size=18, least=11)
    if story.front.changed:
        stage.text((MARGIN, 5.42, _WIDE, 0.35), [f"What changed: {story.front.changed.title}"], size=16, bold=True)
        stage.text((MARGIN, 5.8, _WIDE, 1.05), story.front.changed.sentences, size=16, bullets=True)
    stage.notes(evidence(story.study, [], says=[*story.front.opening.sentences, *story.notes]))


def types(fresh: Iterator[Stage], story: Story) -> None:
    """The shares of the types; where nobody is typed, the pooled picture instead."""
    study, stage = story.study, next(fresh)
    stage.title(story.front.opening.prevails)
    rows = [Row(row.type.name, row.figure, ink().tint(row.type.css), row.plain) for row in story.front.rows]
    if rows:
        dot_rows(stage, (MARGIN, BODY_TOP + 0.15, _WIDE, _TALL - 0.7), rows, names=4.6)
        stage.text((MARGIN, BODY_BOTTOM - 0.3, _WIDE, 0.3), ["Share of customers of each type, as labelled. Lines are 90 % intervals."],
                   size=12, colour=ink().soft)
    elif pool_ties(study, "all customers"):
        stage.picture(pooled_svg(study), (MARGIN, BODY_TOP, _WIDE, _TALL), "The pooled constellation of all statements.")
    figures = [study.figure(type_share_key(row.type.key)) for row in story.front.rows]
    stage.notes(evidence(story.study, figures, says=[story.front.opening.prevails]))


def certainty(fresh: Iterator[Stage], story: Story) -> None:
    """How sure that is: where each customer stands between the types, and what the shares do not allow for."""
    if story.population.triangle is None:
        return
    stage = next(fresh)
    stage.title(story.front.opening.sure)
    stage.picture(triangle_svg(story.study), (MARGIN, BODY_TOP, 6.0, _TALL), story.population.triangle.says)
    stage.text((_RIGHT, BODY_TOP + 0.2, WIDTH - MARGIN - _RIGHT, 1.5), [story.population.headline], size=18, least=12)
    stage.text((_RIGHT, BODY_TOP + 1.9, WIDTH - MARGIN - _RIGHT, _TALL - 2.0), story.cautions, size=14, bullets=True)
    stage.notes(evidence(story.study, [], says=[story.front.opening.sure, story.population.triangle.says, *story.notes]))


def together(fresh: Iterator[Stage], story: Story) -> None:
    """What matters to these customers: the pooled constellation beside the shares of actors and drivers."""
    study, stage = story.study, next(fresh)
    stage.title(story.front.opening.matters)
    if pool_ties(study, "all customers"):
        stage.picture(pooled_svg(study), (MARGIN, BODY_TOP, 6.3, _TALL), "The pooled constellation of all customers.")
    relevance = [(c.name, study.figure(relevance_key(c.key))) for c in CATEGORIES]
    shares = [(d.name, study.figure(driver_share_key(d.key))) for d in DRIVERS]
    half, room = (_TALL - 0.2) / 2, WIDTH - MARGIN - _RIGHT
    for top, head, rows in ((BODY_TOP, "Actors: mean relevance", relevance), (BODY_TOP + half + 0.2, "Drivers: mean share", shares)):
        known = [(name, text_of(figure)) for name, figure in rows]
        stage.table((_RIGHT, top, room, half), [head, ""], known, (5, 6), f"{head}, by customer.", size=12)
    stage.notes(evidence(story.study, [figure for _, figure in relevance + shares], says=[story.front.opening.matters]))


def each_type(fresh: Iterator[Stage], story: Story) -> None:
    """One slide for each type: a customer as an example, how often its conditions hold, a quote, what might be done."""
    for section in story.profiles:
        _type(next(fresh), story, section)


def _type(stage: Stage, story: Story, section: Section) -> None:
    share = f", {text_of(section.share)}" if section.share is not None and section.share.enough else ""
    stage.title(f"{section.type.name.capitalize()}{share}: {section.plain[:1].lower()}{section.plain[1:]}")
    customer = section.customers[0][0]
    stage.picture(constellation_svg(story.study, customer), (MARGIN, BODY_TOP, 6.2, _TALL),
                  f"The constellation of one customer of this type, {customer}.")
    room = WIDTH - MARGIN - _RIGHT
    rows = [(c.name, text_of(c.holds)) for c in section.conditions]
    stage.table((_RIGHT, BODY_TOP, room, 1.6), ["Condition of the type", "Holds for"], rows, (5, 3),
                "How often the conditions of the type hold.", size=12)
    quotes = [f"“{quote.parts.span.strip()}” {said_by(story.study, quote)}".strip() for quote in section.quotes[:1]]
    stage.text((_RIGHT, BODY_TOP + 1.75, room, 1.0), quotes, size=13, least=10, colour=ink().tint(section.type.css))
    if section.advice:
        stage.text((_RIGHT, BODY_TOP + 2.85, room, 0.3), ["What might be done"], size=14, bold=True)
        stage.text((_RIGHT, BODY_TOP + 3.2, room, _TALL - 3.2), [said for said, _ in section.advice], size=13, least=10, bullets=True)
    names = [f"Driver: {row.word.name}" for row in section.drivers] + [f"Actors: {row.word.name}" for row in section.actors]
    figures = [section.share, *(row.figure for row in section.drivers), *(row.figure for row in section.actors)]
    sources = [f"{said} ({source})" for said, source in section.advice if source]
    stage.notes(evidence(story.study, figures, says=[section.about, *sources], names=["Share of customers", *names]))
