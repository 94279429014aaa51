"""`lifeworld voices code`: code a file of any size, statement by statement or segment by segment."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import polars as pl

from lifeworld.engines.core import LocalEngine
from lifeworld.kit.errors import InputRefused
from lifeworld.kit.frames import frame_writer, write_csv
from lifeworld.kit.progress import Step, progress
from lifeworld.voices.commands.coding import Coding, code_statements, focal_aliases, lexicon_for, options_from
from lifeworld.voices.commands.options import column_options
from lifeworld.voices.core.coded_rows import segment_rows, statement_rows
from lifeworld.voices.core.heads.coder import heads_rows
from lifeworld.voices.core.other_languages import merged, other_languages, spoken
from lifeworld.voices.files.codebook import default_codebook, read_codebook
from lifeworld.voices.files.coders import HEADS, check_codebook, load_coder
from lifeworld.voices.files.embeddings import embedding_for
from lifeworld.voices.files.heads import read_heads
from lifeworld.voices.files.languages import default_languages
from lifeworld.voices.files.statements import Options, statement_batches
from lifeworld.voices.files.study import Study, read_study

ROWS_AT_ONCE = 32_768
Rows = Callable[[pl.DataFrame, Step], pl.DataFrame]


@click.command("code")
@click.argument("path", metavar="INPUT")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True,
              help="File for the codes; its ending says the format: .csv, .jsonl or .parquet.")
@click.option("--per", type=click.Choice(["statement", "segment"]), default="statement", show_default=True,
              help="One row for each statement, or one for each of its sentences.")
@column_options
@click.option("--workers", type=click.IntRange(1, 256), default=2, show_default=True,
              help="Threads; results are the same for any number.")
def code(path: str, out: Path, per: str, workers: int, **options: Any) -> None:
    """Code a file with the twelve codes of the default codebook, or with learned heads.

    The file is streamed, so it may be larger than memory. Per statement, each row has the id, for each code its calibrated
    probability and whether it is present, and the valence from -1 to 1. Per segment, probabilities are derived from the
    statement's.

    \b
      lifeworld voices code reviews.csv --text review --focal Kestrel --out codes.parquet
      lifeworld voices code answers.jsonl --per segment --out sentences.csv
      lifeworld voices code answers.csv --coder heads.npz --out codes.csv
    """
    study = read_study(options["study"]) if options["study"] else Study()
    asked = options_from(options)
    rows = (_rows_by_heads if options["coder"].endswith(HEADS) else _rows)(per, options, study, asked, workers)
    if path != "-" and Path(path).resolve() == out.resolve():
        raise InputRefused("out_is_input", f"«{out}» is the input itself.", "Give --out another name, so that nothing is lost.")
    n_rows, known, heard = 0, default_languages(), merged(())
    skipped: list[pl.DataFrame] = []
    with frame_writer(out) as write, progress("Coding") as step:
        for batch in statement_batches(path, asked, study, ROWS_AT_ONCE):
            skipped.append(batch.skipped)
            heard = merged((heard, spoken(batch.statements, known)))
            if len(batch.statements):
                frame = rows(batch.statements, step)
                n_rows += len(frame)
                write(frame)
    click.echo(f"{n_rows:,} rows of codes are in {out}.", err=True)
    if figure := other_languages(heard, known):
        click.echo(figure.warnings[0], err=True)
    left_out = pl.concat(skipped) if skipped else pl.DataFrame()
    if len(left_out):
        listed_in = out.with_name(f"{out.stem}.skipped.csv")
        write_csv(left_out, listed_in)
        click.echo(f"{len(left_out):,} rows were skipped; they are listed in {listed_in}.", err=True)


def _rows(per: str, options: dict[str, Any], study: Study, asked: Options, workers: int) -> Rows:
    """How a coder of the twelve codes makes rows of statements."""
    codebook = read_codebook(study.codebook)
    coder = load_coder(options["coder"], options["device"])
    for note in check_codebook(codebook, default_codebook(), options["coder"]):
        click.echo(note, err=True)
    coding = Coding(coder, codebook, lexicon_for(study, asked.focal), focal_aliases(study, asked.focal))
    made = statement_rows if per == "statement" else segment_rows
    return lambda statements, step: made(statements, code_statements(statements, coding, LocalEngine(workers), step))


def _rows_by_heads(per: str, options: dict[str, Any], study: Study, asked: Options, workers: int) -> Rows:
    """How learned heads make rows of statements. Errors: InputRefused for sentences, which heads were not learned on."""
    if per != "statement":
        raise InputRefused("heads_per_segment", "Learned heads code whole statements, not sentences.", "Leave out --per segment.")
    heads = read_heads(Path(options["coder"]))
    embed = embedding_for(heads.heads.encoder)

    def rows(statements: pl.DataFrame, step: Step) -> pl.DataFrame:
        parts = []
        for part in statements.iter_slices(2048):
            coded = heads.code(part["text"].fill_null("").to_list(), embed)
            parts.append(heads_rows(part, heads, coded))
            step(len(part))
        return pl.concat(parts)

    return rows
