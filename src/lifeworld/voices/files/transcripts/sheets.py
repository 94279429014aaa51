"""The sheets beside transcripts: people.csv (or .tsv, .xlsx) and speakers.csv."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from lifeworld.kit.errors import InputRefused
from lifeworld.kit.frames import read_frame, write_csv
from lifeworld.voices.core.columns import Columns
from lifeworld.voices.core.statements import as_text
from lifeworld.voices.core.transcripts.mapping import COLUMNS, GUESSED_FROM, NO_LABEL_WRITTEN, Mapping, mapping_from
from lifeworld.voices.core.transcripts.people import People, people_from


def read_people(path: Path | None, wanted: Columns) -> People:
    """The sheet about people, or an empty one. Errors: InputRefused, also for a damaged row."""
    if path is None:
        return People()
    return people_from(_strings(path), path.name, wanted)


def read_mapping(path: Path | None) -> Mapping:
    """The mapping file, or an empty one. Errors: InputRefused with file and row."""
    return Mapping() if path is None else mapping_from(_strings(path), path.name)


def _strings(path: Path) -> pl.DataFrame:
    """All cells as text; columns of other kinds are refused with their name."""
    frame = as_text(read_frame(path))
    for name, kind in frame.schema.items():
        if kind != pl.String:
            raise InputRefused("nested_column", f"The column «{name}» of «{path.name}» holds {kind}, not text or numbers.",
                               "Remove the column, or save the sheet as CSV.")
    return frame


def write_mapping(rows: Sequence[tuple[str, str, str, str, str, int, int, str]], path: Path) -> None:
    """A mapping file to correct: file, speaker, role, customer and what the roles were guessed from.

    Errors: InputRefused where the file exists, because somebody may have worked on it.
    """
    if path.exists():
        raise InputRefused("mapping_exists", f"«{path}» exists already and may hold your work.",
                           "Edit it, or move it away and run again.")
    frame = pl.DataFrame([(file, speaker or NO_LABEL_WRITTEN, *rest) for file, speaker, *rest in rows],
                         schema=[*COLUMNS, *GUESSED_FROM], orient="row")
    write_csv(frame, path)
