"""`lw.read`: statements from files, folders of transcripts, or a frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from lifeworld.analysis.sources import Source, frame_of, is_frame, paths_of
from lifeworld.voices.core.columns import Columns
from lifeworld.voices.core.statements import Prepared
from lifeworld.voices.files.statements import Options, read_statements
from lifeworld.voices.files.study import Study, read_study


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
        return self.frame._repr_html_()


def read(source: Source | Sequence[str | Path], *, text: str | Sequence[str] = (), focal: str | None = None,
         study: str | Path | None = None, **columns: str) -> Statements:
    """Read what customers said.

    ``source``: a path, several paths, a folder of transcripts, or a frame of Polars or pandas. ``text`` names the text
    column(s); ``columns`` the others by role: customer, id, time, source, group, wave, outcome, consent, language,
    focal_column. What is not named is found by its name. ``focal`` is the focal provider of every statement; ``study`` a
    study.toml. Errors: InputRefused, a whole sentence that says what to do.

    >>> said = read(pl.DataFrame({"who": ["Ana"], "answer": ["My club waits for me."]}), text="answer", customer="who")
    >>> said.frame.select("customer", "text").rows()
    [('Ana', 'My club waits for me.')]
    """
    found = read_study(study) if study else Study()
    wanted = Columns((text,) if isinstance(text, str) else tuple(text), **_roles(columns))
    paths: Any = source
    inputs = [frame_of(source)] if is_frame(source) else paths_of(paths)
    return Statements(read_statements(inputs, Options(wanted, focal), found), found, focal)


def _roles(columns: dict[str, str]) -> dict[str, str]:
    """Columns by role; ``focal`` is a name, so its column is ``focal_column``. Errors: TypeError for an unknown role."""
    roles = {("focal" if role == "focal_column" else role): name for role, name in columns.items()}
    Columns(**roles)  # type: ignore[arg-type]  # an unknown role is a TypeError that names it
    return roles


def statements_of(source: Any, options: dict[str, Any]) -> Statements:
    """Statements as they are, or read with these options."""
    return source if isinstance(source, Statements) else read(source, **options)
