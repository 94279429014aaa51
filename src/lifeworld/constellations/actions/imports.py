"""Maps that were drawn in other programs, kept as drawings of the customers whom their files name."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from lifeworld.constellations.actions.drawings import import_drawings
from lifeworld.constellations.core.exchange.layouts import RingLayout
from lifeworld.constellations.core.exchange.network_canvas import CanvasChoices
from lifeworld.constellations.core.imported_drawings import imported_drawings
from lifeworld.constellations.files.exchange.read import ReadChoices, read_networks
from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import InputRefused
from lifeworld.voices.core.site_studies import StudyValue

FILE_BYTES_MAX = 32 * 1024**2
ENDING_CHARS_MAX = 12


class Sent(Protocol):
    """A file that arrived: its name, its size and its parts."""

    @property
    def name(self) -> str | None:
        """The name that the file had."""
        ...

    @property
    def size(self) -> int | None:
        """Its bytes."""
        ...

    def chunks(self) -> Iterable[bytes]:
        """The bytes, some at a time."""
        ...


@dataclass(frozen=True)
class Imported:
    """How many maps the file holds, how many of them are new, and what had to be decided."""

    n_maps: int
    n_new: int
    notes: tuple[str, ...]


def import_maps(caller: Caller, study: StudyValue, file: Sent, *, rings: int | None = None, skewed: bool | None = None,
                category: str = "", categories: str = "") -> Imported:
    """Keep the maps of a ZIP, CSV or GraphML file as drawings; ``categories`` has one «value = category» a line.

    A map that was brought in before stays once. Errors: LifeworldError 403; InputRefused for whatever the file leaves unclear.
    """
    caller.require("constellations.analyse")
    if (file.size or 0) > FILE_BYTES_MAX:
        raise InputRefused("file_too_large", f"The file is larger than {FILE_BYTES_MAX // 1024**2} MiB.", "Send fewer maps at once.")
    choices = ReadChoices(canvas=CanvasChoices(rings=RingLayout(rings, skewed)), category=category.strip() or None,
                          categories=mapping_of(categories))
    with tempfile.TemporaryDirectory(prefix="lw-maps-") as folder:
        kept = Path(folder) / f"maps{Path(file.name or '').suffix.lower()[:ENDING_CHARS_MAX]}"
        with kept.open("wb") as out:
            for part in file.chunks():
                out.write(part)
        networks = read_networks(kept, choices)
    bodies, notes = imported_drawings(networks)
    return Imported(len(bodies), import_drawings(caller, study, bodies), (*networks.notes, *notes))


def mapping_of(text: str) -> dict[str, str]:
    """Lines «value = category» as a mapping. Errors: InputRefused for a line without «=».

    >>> mapping_of("friend = family_friends")
    {'friend': 'family_friends'}
    """
    found = {}
    for line in filter(None, (line.strip() for line in text.splitlines())):
        value, equals, category = line.partition("=")
        if not equals:
            raise InputRefused("no_mapping", f"The line «{line[:80]}» maps nothing.",
                               "Write one line a value, as in: friend = family_friends.")
        found[value.strip()] = category.strip()
    return found
