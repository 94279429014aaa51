"""What every picture has: a title, one line below it, room for the drawing, and at the foot what the study is."""

from __future__ import annotations

from lifeworld.constellations.core.study import MappedStudy
from lifeworld.constellations.files.board.ink import Ink
from lifeworld.constellations.files.board.measure import wrapped
from lifeworld.constellations.files.board.svg import Canvas

MARGIN = 28.0
HEAD = 78.0
"""Height that title and subtitle take."""
BARE = 10.0
"""The same where a slide has the title already."""
FOOT = 36.0


def framed(title: str, below: str, says: str, width: float, height: float, ink: Ink, foot: str = "", *, bare: bool = False) -> Canvas:
    """A canvas with its title, the line below and the foot; ``height`` is that of the whole picture.

    ``bare`` draws none of the three: the slide around the picture has them.
    """
    canvas = Canvas(width, height, title, says, ink)
    if bare:
        return canvas
    room = width - 2 * MARGIN
    canvas.text(MARGIN, 40, title, size=18, bold=True, room=room)
    canvas.lines(MARGIN, 60, wrapped(below, room, 11.5, most=1), size=11.5, fill=ink.soft)
    if foot:
        canvas.line(MARGIN, height - FOOT, width - MARGIN, height - FOOT, ink.line)
        canvas.text(MARGIN, height - 15, foot, size=10, fill=ink.soft, room=room)
    return canvas


def foot_of(study: MappedStudy) -> str:
    """What the study is, on every picture that leaves it: its title and label.

    A fictional study whose label does not say so is called fictional all the same.
    """
    label = study.label.strip()
    if study.fictional and "fictional" not in f"{study.title} {label}".casefold():
        label = f"Fictional. {label}".strip()
    return ". ".join(part.rstrip(".") for part in (study.title.strip(), label) if part)
