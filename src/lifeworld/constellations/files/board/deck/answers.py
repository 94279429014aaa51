"""The last slides answer what a board asks: what is not known, what was changed by hand, and how it was done."""

from __future__ import annotations

from collections.abc import Iterator

from lifeworld.constellations.files.board.deck.evidence import evidence
from lifeworld.constellations.files.board.deck.master import BODY_BOTTOM, BODY_TOP, MARGIN, WIDTH
from lifeworld.constellations.files.board.deck.stage import Stage
from lifeworld.constellations.files.board.story import Story, first_of_each
from lifeworld.constellations.files.board.words import text_of

_WIDE, _TALL = WIDTH - 2 * MARGIN, BODY_BOTTOM - BODY_TOP


def undetermined(fresh: Iterator[Stage], story: Story) -> None:
    """What is not known and why, and what would settle it for customers without a type."""
    causes = (*story.undetermined.customers, *story.undetermined.gaps)
    if not causes and not story.untold:
        return
    stage = next(fresh)
    n = sum(int(cause.figure.n) for cause in story.undetermined.customers)
    stage.title(f"What is not known: {n:,} of {story.study.n_customers:,} customers have no type, and why." if n else
                "What is not known, and why.")
    rows = [(cause.title, text_of(cause.figure), cause.says) for cause in story.undetermined.customers]
    rows += [(title, "", why) for title, why in story.untold]
    rows += [(cause.title, text_of(cause.figure), cause.says) for cause in story.undetermined.gaps]
    n_torn = len(story.torn.rows)
    half = _TALL * min(max(len(rows) / (len(rows) + n_torn + 1), 0.45), 0.7) if n_torn else _TALL
    stage.table((MARGIN, BODY_TOP, _WIDE, half - 0.2), ["What", "How many", "Why"],
                rows, (4, 2.4, 8), "What is not known.", size=13)
    if story.torn.rows:
        stage.table((MARGIN, BODY_TOP + half, _WIDE, _TALL - half), ["Customer without a type", "Draws", "What would settle it"],
                    [(row.name, row.says.partition(": ")[2] or row.says, row.settle) for row in story.torn.rows], (2.4, 5, 7),
                    "Customers without a type.", size=12)
    stage.notes(evidence(story.study, [cause.figure for cause in causes], names=[cause.title for cause in causes]))


def method(fresh: Iterator[Stage], story: Story) -> None:
    """How it was done, what stands behind it, and what it cannot do; versions, protection and COREQ stand in the notes."""
    stage, told = next(fresh), story.method
    stage.title("How it was done, and what it cannot tell.")
    left = 6.1
    stage.text((MARGIN, BODY_TOP, left, 0.32), ["Steps"], size=16, bold=True)
    stage.text((MARGIN, BODY_TOP + 0.4, left, _TALL - 0.4), told.steps, size=15, least=10, bullets=True)
    x = MARGIN + left + 0.5
    room, half = WIDTH - MARGIN - x, _TALL / 2
    stage.text((x, BODY_TOP, room, 0.32), ["Limits"], size=16, bold=True)
    stage.text((x, BODY_TOP + 0.4, room, half - 0.5), told.limits, size=15, least=10, bullets=True)
    behind = _safeguards(story)
    if behind:
        stage.text((x, BODY_TOP + half, room, 0.32), ["Safeguards"], size=16, bold=True)
        stage.text((x, BODY_TOP + half + 0.4, room, half - 0.4), behind, size=15, least=10, bullets=True)
    did = [f"{name}: {what}" for name, what in story.protection.did] if story.protection else []
    items = [f"COREQ {item.number}, {item.name}: {' '.join(part for part in (item.answer, item.to_fill) if part)}" for item in story.coreq]
    versions = [f"{name}: {value}" for name, value in (*told.versions, *told.settings)]
    stage.notes("\n\n".join([*did, *versions, *items, *told.sources]))


def _safeguards(story: Story) -> list[str]:
    """Corrections, protection and saturation in a sentence each; the document has them in full."""
    said = [story.corrections.headline] if story.corrections else []
    did = story.protection.did if story.protection else ()
    said += [f"{name}: {what}." for name, what in (*did[:1], *did[-1:])]  # who is named, and what is too small to be shown
    return said + [curve.sentence for curve in first_of_each(story.study.saturation)]
