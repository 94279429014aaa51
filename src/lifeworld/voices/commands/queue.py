"""`lifeworld voices queue`: the sheet of statements to code next."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import numpy as np
import polars as pl

from lifeworld.kit.errors import InputRefused
from lifeworld.kit.frames import write_csv
from lifeworld.kit.ids import hash64
from lifeworld.kit.streams import stream_keys, uniforms
from lifeworld.voices.commands.learn import CACHE, learning_options
from lifeworld.voices.commands.learning_inputs import Inputs, lesson, read_inputs, vectors_of
from lifeworld.voices.core.heads.coder import HeadsCoder
from lifeworld.voices.core.heads.queue import RANDOM_SHARE, Queue, queue_of, uncertainty
from lifeworld.voices.files.embeddings import embedding_for
from lifeworld.voices.files.heads import read_heads

FIRST = ("id", "customer", "text", "queue", "inclusion", "coder")
"""Columns of the sheet before the codes; `lifeworld sample` writes the same."""
DONE = "done"
"""The last column: marked where a statement was read, so that one in which nothing was found counts as judged."""


@click.command("queue")
@click.argument("study_paths", nargs=-1, metavar="[STUDY]")
@click.option("--n", type=click.IntRange(2, 5000), default=50, show_default=True, help="How many statements to code.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The sheet (.csv).")
@click.option("--codings", multiple=True, type=click.Path(exists=True, dir_okay=False, path_type=Path), help="What is coded already.")
@click.option("--heads", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Heads that say what is uncertain; default: learned from --codings.")
@click.option("--random", "random_share", type=click.FloatRange(0, 1), default=RANDOM_SHARE, show_default=True,
              help="Share of the sheet that is drawn at random with recorded probability; the rest teaches the heads most.")
@learning_options
def queue(study_paths: tuple[str, ...], n: int, out: Path, codings: tuple[Path, ...], heads: Path | None, random_share: float,
          cache: Path | None, words_alone: bool, seed: int, codebook: Path | None, **options: Any) -> None:
    """Write the statements that people should code next, one row each, with an empty column for each code.

    Half of them would teach the heads most (queue "active"); the other half is drawn at random, with the probability in the column
    inclusion (queue "random"), so that shares estimated from it are unbiased. People write their name into «coder», 1 under each code
    that they find, and x under «done» of every statement that they read: a row with nothing in it was not judged. Give the sheet back
    with --codings to `voices learn`, `voices agree` or `map`. Code all of the random rows: a part of them is no random sample.

    \b
      lifeworld voices queue answers.csv --codings ana.csv --codebook codes.toml --n 50 --out next.csv
    """
    if out.exists():
        raise InputRefused("sheet_exists", f"«{out}» exists already, and somebody may have filled it.",
                           "Give --out another name, or move the file.")
    inputs = read_inputs(study_paths, codings, codebook, options)
    statements = inputs.statements.filter(pl.col("text").str.strip_chars() != "").unique("id").sort("id")
    if not len(statements):
        raise InputRefused("no_text", "No statement has any text.", "Check the text column, or name another with --text.")
    kept = None if words_alone else cache or out.parent / CACHE
    coder = _coder(inputs, heads, kept, words_alone, seed)
    chosen = _chosen(statements, inputs, coder, n, random_share, kept, words_alone, seed)
    write_csv(_sheet(statements, chosen, inputs.codebook.names, seed), out)
    click.echo(f"{len(chosen.active) + len(chosen.random):,} statements to code are in {out}: {len(chosen.active):,} would teach most, "
               f"{len(chosen.random):,} are drawn at random." + ("" if len(chosen.active) or random_share == 1 else
                                                                 " Every other statement is coded already."), err=True)


def _coder(inputs: Inputs, heads: Path | None, cache: Path | None, words_alone: bool, seed: int) -> HeadsCoder | None:
    if heads is not None:
        return read_heads(heads)
    found = inputs.codings is not None and inputs.codings["present"].any()
    return HeadsCoder(lesson(inputs, cache, words_alone, seed).found.heads) if found else None


def _chosen(statements: pl.DataFrame, inputs: Inputs, coder: HeadsCoder | None, n: int, random_share: float, cache: Path | None,
            words_alone: bool, seed: int) -> Queue:
    texts, none = statements["text"].to_list(), pl.Series([], dtype=pl.String)
    codings = inputs.codings
    coded = statements["id"].is_in((none if codings is None else codings["statement"]).implode()).to_numpy()
    before = none if codings is None else codings.filter(pl.col("inclusion").is_not_null())["statement"]
    doubt = positive = None
    if coder is not None:
        said = coder.code(texts, embedding_for(coder.heads.encoder, cache))
        doubt, positive = uncertainty(said.probability, coder.heads.scaling.threshold), said.present
    vectors, _ = vectors_of(texts, cache, words_alone)
    if words_alone:
        vectors = np.zeros((len(texts), 1), np.float32)
    return queue_of(hash64(statements["id"]), coded, statements["id"].is_in(before.implode()).to_numpy(), vectors, n, doubt=doubt,
                    positive=positive, random_share=random_share, seed=seed)


def _sheet(statements: pl.DataFrame, chosen: Queue, codes: tuple[str, ...], seed: int) -> pl.DataFrame:
    """The rows of both queues in random order, so that nobody sees from the order which is which."""
    n_active = len(chosen.active)
    rows = statements[np.concatenate([chosen.active, chosen.random])].select("id", "customer", "text").with_columns(
        queue=pl.Series(["active"] * n_active + ["random"] * len(chosen.random), dtype=pl.String),
        inclusion=pl.Series([None] * n_active + chosen.inclusion.tolist(), dtype=pl.Float64), coder=pl.lit(None, pl.String))
    order = np.argsort(uniforms(stream_keys(seed, 41, hash64(rows["id"])), 1)[:, 0], kind="stable")
    return rows[order].select(FIRST).with_columns(pl.lit(None, pl.String).alias(name) for name in (*codes, DONE))
