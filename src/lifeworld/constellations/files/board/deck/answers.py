"""The last slides answer what a board asks: what is not known, what was changed by hand, and how it was done."""

from __future__ import annotations

from collections.abc import Iterator

from lifeworld.constellations.files.board.deck.evidence import evidence
from lifeworld.constellations.files.board.deck.master import BODY_BOTTOM, BODY_TOP, MARGIN, WIDTH
from lifeworld.constellations.files.board.deck.stage import Stage
from lifeworld.constellations.files.board.pictures import saturation_svg
from lifeworld.constellations.files.board.pictures.frame import foot_of
from lifeworld.constellations.files.board.story import Story
from lifeworld.constellations.files.board.words import text_of

_WIDE, _TALL = WIDTH - 2 * MARGIN, BODY_BOTTOM - BODY_TOP


def undetermined(fresh: Iterator[Stage], story: Story) -> None:
    """What is not known and why, and what would settle it for customers without a type."""
    causes = (*story.undetermined.customers, *story.undetermined.gaps)
    if not causes:
        return
    stage = next(fresh)
    n = sum(int(cause.figure.n) for cause in story.undetermined.customers)
    stage.title(f"What is not known: {n:,} of {story.study.n_customers:,} customers have no type, and why." if n else
                "What is not known, and why.")
    half = _TALL * 0.5 if story.torn.rows else _TALL
    stage.table((MARGIN, BODY_TOP, _WIDE, half - 0.2), ["What", "How many", "Why"],
                [(cause.title, text_of(cause.figure), cause.says) for cause in causes], (4, 2.4, 8), "What is not known.", size=13)
    if story.torn.rows:
        stage.table((MARGIN, BODY_TOP + half, _WIDE, _TALL - half), ["Customer without a type", "Draws", "What would settle it"],
                    [(row.name, row.says.removeprefix("Draws: "), row.settle) for row in story.torn.rows], (2.4, 5, 7),
                    "Customers without a type.", size=12)
    stage.notes(evidence([cause.figure for cause in causes], names=[cause.title for cause in causes]))


def safeguards(fresh: Iterator[Stage], story: Story) -> None:
    """Corrections by hand, protection and saturation; no slide where the study has none of them."""
    study = story.study
    if not (story.corrections or story.protection or study.saturation):
        return
    stage = next(fresh)
    done = [name for name, there in (("corrections by hand", story.corrections), ("protection of those who spoke", story.protection),
                                     ("saturation", study.saturation)) if there]
    stage.title(f"What stands behind the figures: {', '.join(done)}.")
    left = _WIDE if not study.saturation else 6.7
    top = BODY_TOP
    if story.corrections:
        stage.text((MARGIN, top, left, 0.75), [story.corrections.headline], size=14, least=11)
        rows = [(row.problem or row.says, row.who, row.effect) for row in story.corrections.rows]
        stage.table((MARGIN, top + 0.85, left, 1.5), ["Correction", "Who", "Effect"], rows, (6, 3, 3), "Corrections by hand.", size=11)
        top += 2.5
    if story.protection:
        stage.table((MARGIN, top, left, BODY_BOTTOM - top), ["Protection", "What was done"], story.protection.did, (2, 7),
                    "What was done to protect those who spoke.", size=12)
    if study.saturation:
        found = study.saturation[0]
        box = (MARGIN + 7.0, BODY_TOP, _WIDE - 7.0, _TALL) if done[:-1] else (MARGIN, BODY_TOP, _WIDE, _TALL)
        stage.picture(saturation_svg(found, foot=foot_of(study)), box, found.sentence)
    said = [story.corrections.headline] if story.corrections else []
    said += list(story.protection.notes) if story.protection else []
    stage.notes(evidence([f for s in study.saturation for f in (s.reached, s.share_reached)],
                         says=[*said, *(s.sentence for s in study.saturation)]))


def method(fresh: Iterator[Stage], story: Story) -> None:
    """How it was done, with which versions, and what it cannot do; COREQ stands in the notes."""
    stage, told = next(fresh), story.method
    stage.title("How it was done, and what it cannot tell.")
    left = 7.2
    stage.text((MARGIN, BODY_TOP, left, 0.3), ["Steps"], size=14, bold=True)
    stage.text((MARGIN, BODY_TOP + 0.35, left, _TALL - 0.4), told.steps, size=13, least=10, bullets=True)
    x = MARGIN + left + 0.5
    room = WIDTH - MARGIN - x
    stage.text((x, BODY_TOP, room, 0.3), ["Limits"], size=14, bold=True)
    stage.text((x, BODY_TOP + 0.35, room, 2.1), told.limits, size=13, least=10, bullets=True)
    stage.table((x, BODY_TOP + 2.6, room, _TALL - 2.7), ["Version or setting", ""], [*told.versions, *told.settings], (5, 4),
                "Versions and settings.", size=11)
    items = [f"COREQ {item.number}, {item.name}: {' '.join(part for part in (item.answer, item.to_fill) if part)}" for item in story.coreq]
    stage.notes("\n\n".join([*items, *told.sources]))
