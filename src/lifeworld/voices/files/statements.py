"""Statements from tables and transcripts: many files as one study, or one file after the other in batches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from lifeworld.kit.errors import InputRefused, listed, nearest
from lifeworld.kit.frames import Piece, Table, read_pieces, read_table
from lifeworld.kit.ids import content_ids
from lifeworld.voices.core.columns import NOT_USED, PERIODS, Columns, detect_columns, with_period
from lifeworld.voices.core.statements import (
    DAMAGED,
    DUPLICATE_ID,
    SKIPPED_SCHEMA,
    Gathered,
    Prepared,
    as_text,
    gathered,
    settled,
    skips,
)
from lifeworld.voices.core.transcripts.people import ABOUT
from lifeworld.voices.files.study import Study
from lifeworld.voices.files.transcripts.found import is_transcript
from lifeworld.voices.files.transcripts.interviews import Interviews, read_interviews
from lifeworld.voices.files.transcripts.statements import TURN, skipped_files, transcript_rows

BATCH_ROWS = 50_000


@dataclass(frozen=True)
class Options:
    """What the caller asks for; it wins over the study file, which wins over what is found by name.

    ``focal`` is the name of the focal provider where rows name none; ``sheet`` chooses a sheet of a workbook.
    """

    columns: Columns = field(default_factory=Columns)
    focal: str | None = None
    sheet: str | None = None


@dataclass(frozen=True, eq=False)
class Batch:
    """Statements in the order of the input, at most about ``rows`` of them, and what was left out among them.

    ``statements`` and ``skipped`` have the columns of a ``Prepared``; a cell without text is kept as "".
    """

    statements: pl.DataFrame
    skipped: pl.DataFrame
    n_rows: int
    n_bad_outcomes: int
    columns: Columns


def read_statements(inputs: Sequence[str | Path | pl.DataFrame], options: Options | None = None,
                    study: Study | None = None) -> Prepared:
    """The statements of all files together; any order and number of files with the same rows gives the same result.

    Inputs are tables, transcripts (DOCX, TXT, MD, VTT, SRT), folders of transcripts and frames, mixed at will. Tables with the
    same column names share one decision on what their columns mean. A transcript that cannot be read is listed in
    ``skipped`` where others can.
    Errors: InputRefused for tables that cannot be read, columns that do not exist, transcripts whose customer is not
    clear, and when there is no text at all.
    """
    options, study = options or Options(), study or Study()
    wanted, focal = _wishes(options, study)
    if not inputs:
        raise InputRefused("no_input", "No input file was named.", "Name at least one file, or - for standard input.")
    files = [one for one in inputs if not isinstance(one, pl.DataFrame)]
    frames = [one for one in inputs if isinstance(one, pl.DataFrame)]
    if [str(one) for one in files].count("-") > 1:
        raise InputRefused("stdin_twice", "Standard input is named more than once.", "Name - once.")
    paths = [Path(one).resolve() for one in files if str(one) != "-"]
    if len(set(paths)) < len(paths):
        twice = next(path.name for path in paths if paths.count(path) > 1)
        raise InputRefused("input_twice", f"The input «{twice}» is named more than once.",
                           "Name each file once: the same words would count twice.")
    talks = [one for one in files if is_transcript(one, wanted)]
    tables = [_texts_of(read_table(one, sheet=options.sheet)) for one in files if one not in talks]
    tables += [_texts_of(_table_of(frame, number)) for number, frame in enumerate(frames, start=1)]
    columns = _columns_of(tables, wanted)
    parts = [
        gathered(table.frame, found, focal, table.label, language=study.language, row=table.row, part=number)
        for number, (table, found) in enumerate(zip(tables, columns, strict=True))]
    found = read_interviews(talks, wanted) if talks else Interviews(())
    if talks:
        if not tables:
            _check_sheet_wishes(found, wanted)
        wave_by = with_period(wanted, _sheet_columns(found)).wave_by
        parts.append(transcript_rows(found, focal, study.language, wave_by, len(tables)))
    prepared = _with_skipped(settled(parts), tables, found)
    if not prepared.statements.height:
        raise _no_text(prepared, [str(one) for one in files] + [table.label for table in tables[len(tables) - len(frames):]])
    called = [one.outcome for one in columns] + [name for sheet in found.sheets for role, name in sheet.columns if role == "outcome"]
    return replace(prepared, columns=tuple(dict.fromkeys(columns)), outcome_name=next(filter(None, called), ""),
                   notes=(*found.notes, *_unread(found), *_wave_notes(wanted, prepared), *prepared.notes))


def _unread(found: Interviews) -> tuple[str, ...]:
    """Transcripts that could not be read, by name: a customer who is missing must not go unnoticed."""
    names = listed((Path(file).name for file, _, _ in found.skipped), 5)
    return (f"Transcripts that were not read: {names}; skipped.csv says why.",) if names else ()


def _wave_notes(wanted: Columns, prepared: Prepared) -> tuple[str, ...]:
    """Says that waves were made of times, where they were."""
    made = wanted.wave in PERIODS and prepared.statements["wave"].is_not_null().any()
    return (f"Each wave is a {wanted.wave}, told from the time.",) if made else ()


def statement_batches(source: str | Path, options: Options | None = None, study: Study | None = None,
                      rows: int = BATCH_ROWS) -> Iterator[Batch]:
    """The statements of one file of any size, in its order, one for each usable row (and text column).

    Columns are found on the first batch. Of rows that share an id the first one is kept; ids from content are those
    of ``read_statements``. Memory grows by the ids alone.
    Errors: as ``read_statements``; when all rows lack text, at the end.
    """
    options, study = options or Options(), study or Study()
    wanted, focal = _wishes(options, study)
    if is_transcript(source, wanted):
        whole = read_statements([source], options, study)
        yield Batch(whole.statements, whole.skipped, whole.n_rows, whole.n_bad_outcomes, Columns((TURN,), customer="customer"))
        return
    label = "standard input" if str(source) == "-" else str(source)
    columns: Columns | None = None
    seen: dict[str, int] = {}
    n_texts = 0
    for number, piece in enumerate(read_pieces(source, rows, sheet=options.sheet)):
        frame = as_text(piece.frame)
        columns = columns or detect_columns(frame.columns, frame, wanted, f"«{label}»")
        found = gathered(_with_columns(frame, columns), columns, focal, label, language=study.language, row=piece.row,
                         part=number, keep_blank=True)
        batch = _batch(found, piece, columns, seen, label)
        n_texts += int((batch.statements["text"].str.strip_chars() != "").sum())
        yield batch
    if not n_texts:
        raise InputRefused("no_text", f"No row of «{label}» has any text.", "Check the text column, or name another.")


def _wishes(options: Options, study: Study) -> tuple[Columns, str | None]:
    """Columns and focal provider that were asked for; a named provider is not searched in a column of its own."""
    wanted = options.columns.over(study.columns)
    focal = options.focal or study.focal
    if focal and wanted.focal is None:
        wanted = replace(wanted, focal=NOT_USED)
    return wanted, focal


def _table_of(frame: pl.DataFrame, number: int) -> Table:
    """A frame as a table; its rows count from 1."""
    damaged = pl.DataFrame(schema={"row": pl.Int64, "reason": pl.String})
    return Table(f"frame {number}", frame, pl.int_range(1, frame.height + 1, eager=True), damaged)


def _texts_of(table: Table) -> Table:
    return replace(table, frame=as_text(table.frame))


def _columns_of(tables: Sequence[Table], wanted: Columns) -> list[Columns]:
    """The columns of each table; tables with one header are looked at together, so that a split changes nothing."""
    same_header: dict[frozenset[str], list[Table]] = {}
    for table in tables:
        same_header.setdefault(frozenset(table.frame.columns), []).append(table)
    found: dict[frozenset[str], Columns] = {}
    for header, group in same_header.items():
        names = group[0].frame.columns
        texts = [name for name in names if all(table.frame.schema[name] == pl.String for table in group)]
        sample = pl.concat([table.frame.select(texts) for table in group])
        found[header] = detect_columns(names, sample, wanted, f"«{group[0].label}»")
    return [found[frozenset(table.frame.columns)] for table in tables]


def _with_columns(frame: pl.DataFrame, columns: Columns) -> pl.DataFrame:
    """The frame with null columns for keys that a later batch of JSON objects does not have."""
    missing = [name for name in (*columns.text, *columns.named().values()) if name not in frame.columns]
    return frame.with_columns(pl.lit(None, pl.String).alias(name) for name in missing)


def _sheet_columns(found: Interviews) -> tuple[str, ...]:
    """Names of the columns of the sheets beside transcripts."""
    return tuple(dict.fromkeys(name for sheet in found.sheets for name in (*(name for _, name in sheet.columns), *sheet.unused)))


def _check_sheet_wishes(found: Interviews, wanted: Columns) -> None:
    """What is asked for must stand in a sheet where there is no table that could have it."""
    known = _sheet_columns(found)
    for role in ABOUT:
        name = getattr(wanted, role)
        if name and name not in known and not (role == "wave" and name in PERIODS):
            near = nearest(name, known)
            raise InputRefused(
                "no_such_column", f"No sheet beside the transcripts has a column «{name}» (as {role})"
                + (f"; there are {listed(known, 30)}." if known else ", because there is none."),
                f"Did you mean «{near}»?" if near else "Put people.csv beside the transcripts, one row a customer.")


def _with_skipped(prepared: Prepared, tables: Sequence[Table], found: Interviews) -> Prepared:
    """Adds rows and files that the readers could not use to the list of skipped ones."""
    damage = [_damage(table.damaged, table.label) for table in tables if table.damaged.height]
    if not damage and not found.skipped:
        return prepared
    skipped = pl.concat([prepared.skipped, *damage, skipped_files(found)]).sort("file", "row", "field", "id")
    return replace(prepared, skipped=skipped, n_rows=prepared.n_rows + sum(one.height for one in damage))


def _damage(damaged: pl.DataFrame, label: str) -> pl.DataFrame:
    return damaged.select(
        pl.lit(label).alias("file"), "row", pl.lit(None, pl.String).alias("id"), pl.lit(None, pl.String).alias("field"),
        pl.lit(DAMAGED).alias("reason"), pl.col("reason").alias("detail")).cast(pl.Schema(SKIPPED_SCHEMA))


def _batch(found: Gathered, piece: Piece, columns: Columns, seen: dict[str, int], label: str) -> Batch:
    """Statements of one piece with ids that no earlier piece has; ``seen`` counts how often each id stood."""
    statements = found.rows
    if columns.id is None:
        keys = content_ids(*(statements[name] for name in ("customer", "time", "field", "text")))
        nth = _nth(keys, seen)
        suffix = pl.when(pl.col("nth") > 1).then(pl.concat_str(pl.lit("-"), "nth")).otherwise(pl.lit(""))
        statements = statements.with_columns(keys, nth).with_columns(pl.concat_str("id", suffix).alias("id"))
        repeated = statements.clear()
    else:
        by_row = statements.unique("row", keep="first", maintain_order=True).select("row", "id")
        by_row = by_row.with_columns(_nth(by_row["id"], seen))
        statements = statements.join(by_row.select("row", "nth"), on="row", how="left", maintain_order="left")
        repeated = statements.filter(pl.col("nth") > 1).unique("row", keep="first", maintain_order=True)
        repeated = repeated.with_columns(pl.lit(None, pl.String).alias("field"))
        statements = statements.filter(pl.col("nth") == 1)
    if found.several:
        statements = statements.with_columns(pl.concat_str("id", pl.lit(":"), "field").alias("id"))
    damage = _damage(piece.damaged, label)
    skipped = pl.concat([found.skipped, skips(repeated, pl.lit(DUPLICATE_ID)), damage]).sort("row", "field")
    return Batch(statements.drop("nth", "part", strict=False), skipped, found.n_rows + damage.height,
                 found.n_bad_outcomes, columns)


def _nth(ids: pl.Series, seen: dict[str, int]) -> pl.Series:
    """How often each id stood so far, itself included; ``seen`` is brought up to date."""
    within = pl.DataFrame({"id": ids}).select(pl.int_range(pl.len()).over("id") + 1).to_series()
    known = seen.keys() & set(ids)
    before = ids.replace_strict({key: seen[key] for key in known} or {"": 0}, default=0, return_dtype=pl.Int64)
    for key, count in ids.value_counts().rows():
        seen[key] = seen.get(key, 0) + count
    return (before + within).alias("nth")


def _no_text(prepared: Prepared, labels: Sequence[str]) -> InputRefused:
    where = f"«{labels[0]}»" if len(labels) == 1 else f"the {len(labels)} files"
    skipped = ", ".join(f"{count:,} with {reason}" for reason, count in prepared.skipped_by_reason.items())
    reason = f" ({skipped} skipped)" if skipped else ""
    return InputRefused("no_text", f"No row of {where} has any usable text{reason}.",
                        "Check the text column, or name another with --text.")
