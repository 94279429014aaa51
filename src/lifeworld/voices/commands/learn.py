"""`lifeworld voices learn`: from codings of any codebook to heads that code the rest, and what more codings would buy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from lifeworld.kit.frames import write_text
from lifeworld.kit.progress import progress
from lifeworld.voices.commands.learning_inputs import Lesson, lesson, read_inputs
from lifeworld.voices.commands.options import Command, column_options
from lifeworld.voices.core.heads.coder import HeadsCoder
from lifeworld.voices.core.heads.curve import TRIALS, Curve, learning_curve
from lifeworld.voices.core.heads.report import Report, reported
from lifeworld.voices.files.heads import write_heads
from lifeworld.voices.files.heads_picture import learning_svg
from lifeworld.voices.files.heads_report import cell, heads_page

CACHE = "embeddings.cache"
SHOWN = ("code", "judged", "present", "alpha", "low", "high", "f1", "brier", "ece")


def learning_options(command: Command) -> Command:
    """The options on columns, without the choice of a coder: the heads are the coder; and what learning needs."""
    command = column_options(command)
    options = command.__click_params__  # type: ignore[attr-defined]
    options[:] = [one for one in options if one.name not in ("coder", "device")]
    for option in (
        click.option("--cache", type=click.Path(path_type=Path, dir_okay=False),
                     help=f"File that keeps embeddings by hash, to learn anew quickly; default: {CACHE} beside the codings."),
        click.option("--words-alone", is_flag=True, help="Learn from words and letters, without the packaged encoder."),
        click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Seed of folds and draws."),
        click.option("--codebook", type=click.Path(path_type=Path), help="The codebook (TOML); default: the study's, else the twelve."),
    ):
        command = option(command)
    return command


@click.command("learn")
@click.argument("study_paths", nargs=-1, metavar="[STUDY]")
@click.option("--codings", multiple=True, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="File(s) with codings of people or programs, in any form that `voices agree` reads.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="File for the heads (.npz).")
@click.option("--report", type=click.Path(path_type=Path, dir_okay=False),
              help="Markdown page: agreement, calibration, learning curve (its picture beside it, .svg).")
@click.option("--curve/--no-curve", default=True, show_default=True, help="Whether to draw the learning curve, which takes longest.")
@learning_options
def learn(study_paths: tuple[str, ...], codings: tuple[Path, ...], out: Path, report: Path | None, curve: bool, cache: Path | None,
          words_alone: bool, seed: int, codebook: Path | None, **options: Any) -> None:
    """Learn a codebook from codings, so that the rest of the statements can be coded by it.

    STUDY is a study.toml, a folder that `lifeworld map` wrote, or files with statements; without it the texts are taken from the
    codings. A statement that nobody judged for a code says nothing about it. Definitions and examples of the codebook count as
    weak examples as long as there are few codings. Every figure is out of fold.

    \b
      lifeworld voices learn answers.csv --codings ana.csv --codings ben.csv --codebook codes.toml --out heads.npz --report learned.md
      lifeworld voices code answers.csv --coder heads.npz --out codes.csv
    """
    inputs = read_inputs(study_paths, codings, codebook, options)
    kept = None if words_alone else cache or codings[0].parent / CACHE
    taught = lesson(inputs, kept, words_alone, seed)
    write_heads(taught.found.heads, out)
    drawn = _drawn(taught, seed) if curve else None
    made = reported(taught.found, drawn, seed)
    label = HeadsCoder(taught.found.heads).label
    if report:
        heads = taught.found.heads
        picture = learning_svg(drawn, made.advice)
        if picture:
            write_text(picture, report.with_suffix(".svg"))
        shown = f"![Learning curve: {made.advice}](<{report.with_suffix('.svg').name}>)" if picture else ""
        write_text(heads_page(made, drawn, label, inputs.codebook.label, heads.encoder, len(taught.found.rows), shown), report)
    _show(made, label)
    for note in _unlearned(taught.coded.never, taught.coded.unjudged):
        click.echo(note)
    click.echo(f"The heads are in {out}.", err=True)


def _drawn(taught: Lesson, seed: int) -> Curve:
    """The learning curve, which takes longest."""
    with progress("Learning curve", TRIALS) as step:
        return learning_curve(taught.parts, taught.examples, taught.coded.codes, taught.settings, seed, step)


def _unlearned(never: tuple[str, ...], unjudged: tuple[str, ...]) -> list[str]:
    """Codes that have no head, and why."""
    notes = []
    if never:
        notes.append(f"Judged and never found, so not learned: {', '.join(never)}.")
    if unjudged:
        notes.append(f"Judged by nobody, so not learned: {', '.join(unjudged)}.")
    return notes


def _show(made: Report, label: str) -> None:
    table = Table(title=f"{label}, out of fold")
    for name in SHOWN:
        table.add_column(name, justify="left" if name == "code" else "right")
    for row in made.by_code.select(SHOWN).iter_rows():
        table.add_row(*map(cell, row))
    Console(width=120).print(table)
    click.echo(f"Mean alpha: {made.mean.text()}.")
    if made.advice:
        click.echo(made.advice)
    for note in made.notes:
        click.echo(note)
