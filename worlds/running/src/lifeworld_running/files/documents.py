"""A document with many points: its points as columns where they are well-behaved, all the rest visited element by element."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from lifeworld_running.core.values import Notice
from lifeworld_running.files.limits import LIMITS, Limits
from lifeworld_running.files.markup import Fault, Visitor, as_utf8, visited
from lifeworld_running.files.points import Points
from lifeworld_running.files.scanning import Shape, scanned

STAND_IN = "lifeworld-stretch"
"""The element that stands where a stretch of points was taken out; ``n`` is its number."""
SHORT = 8_192
"""Documents below this are visited as they are: columns would not be sooner. Nor would they in stretches as short, where there are many."""
FEW = 32
GUESSED = Notice("encoding", "The text is not in the encoding that the file says; it was read as Windows-1252.")


class Gathering(Visitor, Protocol):
    """A visitor that also takes stretches of points which were read already."""

    stretches: list[list[Points]]


Visited = TypeVar("Visited", bound=Gathering)


def read_document(data: bytes, make: Callable[[], Visited], shape: Shape, around: str, *, quick: bool = True,
                  limits: Limits = LIMITS) -> tuple[Visited, Fault | None, tuple[Notice, ...]]:
    """Visit a document; returns the visitor, the fault that ended it if any, and notices.

    ``around``: the element that holds points one after another. ``quick`` False visits every element, which gives the same.
    """
    text, guessed = as_utf8(data)
    text = text.strip(b"\x00 \t\r\n")
    notices = (GUESSED,) if guessed else ()
    if quick and len(text) >= SHORT:
        visitor = _quick(text, make, shape, around, limits)
        if visitor is not None:
            return visitor, None, notices
    visitor = make()
    return visitor, visited(text, visitor, limits=limits), notices


def _quick(text: bytes, make: Callable[[], Visited], shape: Shape, around: str, limits: Limits) -> Visited | None:
    """The document with its stretches of points read as columns; None where anything in it is unusual."""
    if (b"!" in text and b"<!" in text) or STAND_IN.encode() in text:
        return None
    opening, closing = f"<{shape.point}".encode(), f"</{around}>".encode()
    skeleton: list[bytes] = []
    stretches: list[list[Points]] = []
    done = 0
    while (begin := text.find(opening, done)) >= 0:
        end = text.find(closing, begin)
        if end < 0:
            return None
        found = scanned(text[begin:end], shape)
        if found is None:
            return None
        skeleton += [text[done:begin], f'<{STAND_IN} n="{len(stretches)}"/>'.encode()]
        stretches.append(found)
        done = end
        if len(stretches) > FEW and done < len(stretches) * SHORT:
            return None
    if not stretches:
        return None
    visitor = make()
    visitor.stretches = stretches
    fault = visited(b"".join([*skeleton, text[done:]]), visitor, limits=limits)
    return None if fault is not None else visitor
