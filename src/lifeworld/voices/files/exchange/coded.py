"""Codings as one CSV that needs no other file beside it: a row for each statement, coder, code and passage."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from lifeworld.kit.errors import InputRefused
from lifeworld.kit.frames import read_frame, write_csv
from lifeworld.voices.core.coder_codings import CODER_CODINGS
from lifeworld.voices.core.exchange.checks import checked
from lifeworld.voices.core.exchange.coded_rows import CODINGS, project_of, restored, rows_of, safe
from lifeworld.voices.core.exchange.losses import Losses
from lifeworld.voices.core.exchange.values import Project
from lifeworld.voices.core.exchange.writable import lost_in_rows
from lifeworld.voices.files.coder_codings import statements_in
from lifeworld.voices.files.exchange.folder import any_codings


def write_coded(project: Project, path: Path) -> Losses:
    """The codings as one CSV with customers and texts. Returns what the table has no column for.

    Errors: InputRefused where the bundle is not sound; RunFailed when the disk is full.
    """
    ready = checked(project)
    write_csv(safe(rows_of(ready)), path, guard=False)
    return lost_in_rows(ready)


def read_coded(path: Path) -> Project:
    """A table of codings: one that ``write_coded`` wrote, or any that `voices agree` reads and that holds the texts.

    Errors: InputRefused where statements have no text or two, and what ``read_codings`` refuses.
    """
    frame = read_frame(path)
    if not set(CODER_CODINGS) | {"text", "customer"} <= set(frame.columns):
        statements = statements_in([path])
        _refuse_textless(statements, path.name)
        return project_of(statements, any_codings(path, statements), Project(path.stem), path.name)
    rows = restored(frame.cast(pl.String))
    rows = rows.with_columns(pl.lit(None, pl.String).alias(name) for name in CODINGS if name not in rows.columns)
    statements = rows.group_by("statement", maintain_order=True).agg(
        pl.col("text", "customer").drop_nulls().n_unique().name.suffix("_n"), pl.col("text", "customer").drop_nulls().first())
    several = statements.filter((pl.col("text_n") > 1) | (pl.col("customer_n") > 1))
    if several.height:
        raise InputRefused("exchange_texts", f"In «{path.name}», the statement «{several['statement'][0]}» has two texts or customers.",
                           "Keep the one that was coded.")
    return project_of(statements.rename({"statement": "id"}), rows, Project(path.stem), path.name)


def _refuse_textless(statements: pl.DataFrame, where: str) -> None:
    if statements.height and statements["text"].null_count() == statements.height:
        raise InputRefused("exchange_texts", f"«{where}» holds codings, but no column «text» with what was coded.",
                           "Add the texts, or put the table as codings.csv beside a statements.csv (id, customer, text) and export that "
                           "folder.")
