"""`lw.read`: statements from files, folders of transcripts, or a frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, TypedDict, Unpack, cast

import polars as pl

from lifeworld.analysis.sources import Source, frame_of, is_frame, paths_of
from lifeworld.kit.errors import InputRefused, listed
from lifeworld.voices.core.columns import Columns
from lifeworld.voices.core.statements import Prepared
from lifeworld.voices.files.statements import Options, read_statements
from lifeworld.voices.files.study import Study, read_study


class ColumnNames(TypedDict, total=False):
    """Which column plays which role; a role that is not named is found by its column's name.

    ``wave`` may also be "quarter", "month" or "year" of the time; "" means that no column plays the role.
    """

    customer: str
    id: str
    time: str
    source: str
    group: str
    wave: str
    outcome: str
    consent: str
    language: str
    context: str
    focal_column: str


class ReadOptions(ColumnNames, total=False):
    """What ``read`` may be told; ``code`` and ``map`` pass it on where they read themselves."""

    text: str | Sequence[str]
    focal: str | None
    study: str | Path | None


@dataclass(frozen=True, eq=False)
class Statements:
    """Statements ready to be coded; ``frame`` has one row a statement (docs/reference/files.md)."""

    prepared: Prepared
    study: Study
    focal: str | None

    @property
    def frame(self) -> pl.DataFrame:
        """The statements."""
        return self.prepared.statements

    @property
    def skipped(self) -> pl.DataFrame:
        """Rows that could not be used, with the reason."""
        return self.prepared.skipped

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know about how the input was understood."""
        return self.prepared.notes

    def __len__(self) -> int:
        return len(self.frame)

    def _repr_html_(self) -> str:
        notes = "".join(f"<li>{escape(note)}</li>" for note in self.notes)
        return f"<p>{len(self):,} statements</p><ul>{notes}</ul>{self.frame._repr_html_()}"


def read(source: Source, /, *, text: str | Sequence[str] = (), focal: str | None = None, study: str | Path | None = None,
         **columns: Unpack[ColumnNames]) -> Statements:
    """Read what customers said.

    ``source``: a path, several paths, a folder of transcripts, or a frame of Polars or pandas. ``text`` names the text
    column(s); ``columns`` the others by role: customer, id, time, source, group, wave, outcome, consent, language, context,
    focal_column. What is not named is found by its name. ``focal`` is the focal provider of every statement; ``study`` a
    study.toml. Errors: InputRefused, a whole sentence that says what to do; TypeError for an unknown role.

    >>> import lifeworld as lw
    >>> said = lw.read(pl.DataFrame({"who": ["Ana"], "answer": ["My club waits for me."]}), text="answer", customer="who")
    >>> said.frame.select("customer", "text").rows()
    [('Ana', 'My club waits for me.')]
    """
    found = read_study(study) if study else Study()
    wanted = _columns((text,) if isinstance(text, str) else tuple(text), columns)
    inputs = [frame_of(source)] if is_frame(source) else paths_of(cast("Sequence[str | Path]", source))
    return Statements(read_statements(inputs, Options(wanted, focal), found), found, focal)


def _columns(text: tuple[str, ...], columns: ColumnNames) -> Columns:
    """Columns by role; ``focal`` is a name, so its column is ``focal_column``. Errors: TypeError for an unknown role."""
    strange = [role for role in columns if role not in ColumnNames.__annotations__]
    if strange:
        raise TypeError(f"There is no role {listed(strange)}; roles are {listed(ColumnNames.__annotations__, 20)}.")
    roles: dict[str, Any] = {("focal" if role == "focal_column" else role): name for role, name in columns.items()}
    return Columns(text, **roles)


def statements_of(source: Statements | Source, options: ReadOptions) -> Statements:
    """Statements as they are, or read with these options. Errors: InputRefused for options that come too late."""
    if not isinstance(source, Statements):
        return read(source, **options)
    too_late(options)
    return source


def too_late(options: ReadOptions) -> None:
    """Refuse options of reading for statements that were read already: they would be passed over in silence."""
    if options:
        raise InputRefused("read_already", f"The statements were read already, so {listed(options)} would change nothing.",
                           "Give this to lw.read instead.")
