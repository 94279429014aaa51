"""`lifeworld voices agree`: compare coders on equal terms, people and models alike."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import polars as pl

from lifeworld.engines.core import LocalEngine
from lifeworld.kit.errors import InputRefused, listed
from lifeworld.kit.progress import progress
from lifeworld.voices.commands.agreement_shown import show_comparison
from lifeworld.voices.commands.coding import Coding, code_statements, focal_aliases, lexicon_for, options_from
from lifeworld.voices.commands.options import Command, column_options
from lifeworld.voices.core.codebook import Codebook
from lifeworld.voices.core.coder_comparison import compare_coders
from lifeworld.voices.core.model_codings import model_codings
from lifeworld.voices.files.agreement import check_out, write_comparison
from lifeworld.voices.files.codebook import default_codebook, read_codebook
from lifeworld.voices.files.coder_codings import read_codings, statements_in
from lifeworld.voices.files.coders import CODERS, load_coder
from lifeworld.voices.files.statements import read_statements
from lifeworld.voices.files.study import Study, read_study
from lifeworld.voices.files.training import text_id


def _statement_options(command: Command) -> Command:
    """The shared options on columns without the one coder of other commands: here any number of models may join in."""
    command = column_options(command)
    options = command.__click_params__  # type: ignore[attr-defined]
    options[:] = [one for one in options if one.name != "coder"]
    return command


@click.command("agree")
@click.argument("codings", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="CODINGS...")
@click.option("--statements", "inputs", multiple=True, metavar="FILE",
              help="File(s) with the statements that were coded: their customers, texts and ids. Default: what the codings say.")
@click.option("--codebook", type=click.Path(path_type=Path), help="Codebook that the codes must be of; default: the codes as they come.")
@click.option("--out", type=click.Path(path_type=Path), help="A new folder for all tables, or a .csv or .parquet file for the codes.")
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of the resampled intervals.")
@_statement_options
@click.option("--coder", "coders", multiple=True, type=click.Choice(CODERS), help="Let a model code the same statements as one more coder.")
def agree(codings: tuple[Path, ...], inputs: tuple[str, ...], codebook: Path | None, out: Path | None, seed: int,
          coders: tuple[str, ...], **options: Any) -> None:
    """Compare the coders in CODINGS, code by code: where they differ first, coefficients second.

    A file of codings has a column of statements (id) and either code (one row each), codes (a list) or one column a code with
    1, 0, x or nothing; the column coder, or else the file's name, says who coded. From alpha .80 on rely on a code; from .667
    on draw tentative conclusions; intervals resample customers. No coder is taken for the truth.

    \b
      lifeworld voices agree ana.csv ben.xlsx --out agreement
      lifeworld voices agree coded.csv --statements answers.csv --customer who --coder fast --out agreement
    """
    if out is not None:
        check_out(out)
    study = read_study(options["study"]) if options["study"] else Study()
    book = read_codebook(codebook or study.codebook) if codebook or study.codebook else None
    statements = read_statements(list(inputs), options_from(options), study).statements if inputs else None
    found = read_codings(codings, statements, book)
    known = statements if statements is not None else statements_in(codings)
    notes: list[str] = []
    for name in dict.fromkeys(coders):
        rows, told = _coded_by(name, found, known, study, options, book)
        found, notes = pl.concat([found, rows]), notes + told
    comparison = compare_coders(found, known, () if book is None else book.names, seed=seed)
    if out is not None:
        write_comparison(comparison, out)
    show_comparison(comparison)
    for note in notes:
        click.echo(note)
    if out is not None:
        click.echo(f"The comparison is in {out}.", err=True)


def _coded_by(name: str, codings: pl.DataFrame, statements: pl.DataFrame, study: Study, options: dict[str, Any],
              book: Codebook | None) -> tuple[pl.DataFrame, list[str]]:
    """A model's codings of the statements that people coded, and what a reader must know about them."""
    chosen = statements.filter(pl.col("id").is_in(codings["statement"].implode()) & pl.col("text").is_not_null())
    codes = [code for code in default_codebook().names if code in set(codings["code"])]
    if not codes or not chosen.height:
        reason = f"the codings have {listed(codings['code'].unique().sort())}" if not codes else "no text of a statement is known"
        raise InputRefused("coder_cannot_join", f"The {name} coder cannot join in: {reason}.",
                           "It knows the codes of the default codebook; name the file with the texts with --statements.")
    focal = options["focal"] or study.focal
    if "focal" not in chosen.columns:
        chosen = chosen.with_columns(focal=pl.lit(focal, pl.String))
    coder = load_coder(name)
    coding = Coding(coder, book or default_codebook(), lexicon_for(study, focal), focal_aliases(study, focal))
    with progress("Coding") as step:
        batch = code_statements(chosen, coding, LocalEngine(1), step)
    learned = getattr(coder, "learned_from", None)
    notes = []
    if learned is not None:
        own = {int(one) for one in learned}
        n = sum(int(text_id(text), 16) in own for text in chosen["text"])
        notes = [f"The {name} coder learned from {n:,} of these {chosen.height:,} statements, so its figures flatter it."] if n else []
    return model_codings(chosen, batch.coded, codes), notes
