"""`lifeworld voices train`: the recipe of the fast coder, from coded texts to the artefact and its page."""

from __future__ import annotations

import os
from pathlib import Path

import click
import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.kit.errors import RunFailed
from lifeworld.kit.progress import progress
from lifeworld.voices.core.evaluation import evaluate, mean_table
from lifeworld.voices.core.learning import Settings
from lifeworld.voices.core.training import (
    REPEATS,
    Corpus,
    Prepared,
    cross_coded,
    final_coder,
    prepared,
    without_dev,
)
from lifeworld.voices.files.artefact import coder_bytes
from lifeworld.voices.files.codebook import default_codebook
from lifeworld.voices.files.coder_report import coder_page
from lifeworld.voices.files.lexicon import default_lexicon
from lifeworld.voices.files.training import (
    STORIES,
    corpus_of,
    off_topic,
    read_coded,
    read_cues,
    read_examples,
    read_pool,
    read_reserved,
    recipe_hash,
)

NAME, VERSION = "fast", "1"
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("train")
@click.argument("files", metavar="TRAIN...", nargs=-1, required=True, type=FILE)
@click.option("--dev", type=FILE, required=True, help="Texts coded twice: they calibrate, set thresholds and score.")
@click.option("--pool", type=FILE, help="CSV with id and text: unlabelled texts for words and word vectors.")
@click.option("--reserved", type=FILE, help="Ids that nothing may learn from; a file that holds one of them is refused.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="File for the coder (.npz).")
@click.option("--report", type=click.Path(path_type=Path, dir_okay=False), help="Markdown page that says how good it is.")
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of the splits into folds.")
def train(
    files: tuple[Path, ...], dev: Path, pool: Path | None, reserved: Path | None, out: Path, report: Path | None,
    seed: int,
) -> None:
    """Learn the fast coder from coded texts (JSON Lines) and write it to a file.

    The packaged examples, cues and lexicon are used as well. It takes two minutes on one core; the same input gives the
    same file.

    \b
      lifeworld voices train train.jsonl --dev dev.jsonl --pool pool.csv --reserved reserved.txt \\
        --out fast.npz --report coder.md
    """
    kept_back = read_reserved(reserved) if reserved else frozenset()
    coded = [text for path in files for text in read_coded(path, kept_back)]
    judged, examples = read_coded(dev, kept_back), read_examples()
    stories = [text for text in examples if text.source == STORIES]
    own = [text for text in examples if text.source != STORIES]
    known = {text.id for text in judged}
    texts = {text.id: text.text for text in (*coded, *examples)} | (read_pool(pool, kept_back) if pool else {})
    unlabelled = [texts[key] for key in sorted(texts.keys() - known)]
    coded = [text for text in coded if text.id not in known]
    corpus = corpus_of([*coded, *own, *off_topic([*coded, *own])], [*judged, *stories])
    is_story = np.isin(corpus.ids[corpus.dev], np.array([int(text.id, 16) for text in stories], np.uint64))
    settings, entries = Settings(), default_lexicon().entries
    recipe = recipe_hash(corpus, unlabelled, entries, settings, seed)
    with progress("Learning", REPEATS + 3) as step:
        ready = prepared(corpus, unlabelled, entries, read_cues(), settings)
        step(1)
        start = without_dev(ready, corpus, settings)
        step(1)
        coder = final_coder(ready, corpus, settings, start, seed, name=NAME, version=VERSION,
                            codebook=default_codebook().hash, recipe=recipe)
        step(1)
        _write(out, coder_bytes(coder))
        tables: list[list[pl.DataFrame]] = []
        for repeat in range(REPEATS if report else 0):
            tables.append(_tables(ready, corpus, settings, start, seed, repeat, is_story))
            step(1)
    click.echo(f"The coder {coder.label} is in {out} ({out.stat().st_size / 1e6:.1f} MB).", err=True)
    if report:
        table, of_stories = (mean_table(several) for several in zip(*tables, strict=True))
        page = coder_page(coder, table, of_stories, settings, n_own=len(own), n_dev=len(judged), n_stories=len(stories),
                          repeats=REPEATS)
        _write(report, page.encode())
        mean = table.filter(pl.col("code").str.starts_with("mean"))["alpha"][0]
        click.echo(f"Mean alpha over eleven codes, out of fold: {mean:.3f}. The page is in {report}.", err=True)


def _tables(
    ready: Prepared, corpus: Corpus, settings: Settings, start: NDArray[np.float64], seed: int, repeat: int,
    is_story: NDArray[np.bool_],
) -> list[pl.DataFrame]:
    """How well the dev texts and the stories are coded out of fold, one table each."""
    gold = corpus.gold.rows(np.flatnonzero(corpus.dev))
    coded = cross_coded(ready, corpus, settings, start, seed, repeat)
    return [
        evaluate(coded.only(rows), gold.present[rows], gold.valence[rows], resamples=0 if repeat else 1000, seed=seed)
        for rows in (np.flatnonzero(~is_story), np.flatnonzero(is_story))
    ]


def _write(path: Path, content: bytes) -> None:
    """The file whole or not at all."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise RunFailed("cannot_write", f"{path} cannot be written: {error.strerror}.", "Check the folder and space.") from error
