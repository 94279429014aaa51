"""What `voices learn` and `voices queue` share: where the statements, the codebook and the codings come from, and one lesson."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from lifeworld.kit.errors import InputRefused
from lifeworld.kit.progress import progress
from lifeworld.voices.commands.coding import options_from
from lifeworld.voices.core.codebook import Codebook
from lifeworld.voices.core.heads.examples import CodedStatements, coded_statements
from lifeworld.voices.core.heads.learning import Ready, learned_from, ready, thinned
from lifeworld.voices.core.heads.material import material
from lifeworld.voices.core.heads.values import EXAMPLES_MAX, Examples, Float32, HeadSettings, Learned
from lifeworld.voices.files.codebook import read_codebook
from lifeworld.voices.files.coder_codings import read_codings, statements_in
from lifeworld.voices.files.embeddings import embedded, encoder_label
from lifeworld.voices.files.statements import read_statements
from lifeworld.voices.files.study import Study, read_study

RESULTS = "statements.parquet"
"""What makes a folder one of results: the statements that `lifeworld map` kept in it."""


@dataclass(frozen=True)
class Inputs:
    """Statements (id, customer, text), the codebook, and codings of people or programs (None where none were named)."""

    statements: pl.DataFrame
    codebook: Codebook
    codings: pl.DataFrame | None
    folder: Path


@dataclass(frozen=True)
class Lesson:
    """Heads learned from the coded statements, with what a learning curve needs."""

    coded: CodedStatements
    parts: Ready
    examples: Examples
    found: Learned
    settings: HeadSettings


def read_inputs(paths: tuple[str, ...], codings: tuple[Path, ...], codebook: Path | None, options: Mapping[str, Any]) -> Inputs:
    """What the command was given. ``paths``: study files (.toml), a folder of results, or files with statements.

    Without any statements named, they are those that stand in the codings. Errors: InputRefused as the readers; two study files.
    """
    studies = [path for path in paths if path.endswith(".toml")]
    if len(studies) + bool(options["study"]) > 1:
        raise InputRefused("study_twice", "More than one study file was named.", "Name one study.toml.")
    found = studies[0] if studies else options["study"]
    study = read_study(found) if found else Study()
    book = read_codebook(codebook or study.codebook)
    rest = [path for path in paths if path not in studies]
    if rest:
        statements = _statements(rest, study, options)
    elif codings:
        statements = statements_in(codings)
    else:
        raise InputRefused("no_input", "No statements and no codings were named.", "Name a file, a folder of results, or --codings.")
    if not statements["text"].is_not_null().any():
        raise InputRefused("no_text", "The codings hold no texts of statements.", "Name the file with the statements.")
    made = read_codings(codings, statements, book) if codings else None
    folder = Path(rest[0]) if rest and Path(rest[0]).is_dir() else Path(found or (rest or [str(path) for path in codings])[0]).parent
    return Inputs(statements.select("id", "customer", "text"), book, made, folder)


def _statements(paths: list[str], study: Study, options: Mapping[str, Any]) -> pl.DataFrame:
    folders = [path for path in paths if (Path(path) / RESULTS).exists()]
    if not folders:
        return read_statements(list(paths), options_from(options), study).statements
    if len(paths) > 1:
        raise InputRefused("results_and_more", f"«{folders[0]}» is a folder of results, and more was named.", "Name the folder alone.")
    try:
        return pl.read_parquet(Path(folders[0]) / RESULTS, columns=["id", "customer", "text"])
    except (pl.exceptions.PolarsError, OSError) as error:
        raise InputRefused("results_damaged", f"The statements in «{folders[0]}» cannot be read.", "Map the study again.") from error


def lesson(inputs: Inputs, cache: Path | None, words_alone: bool, seed: int) -> Lesson:
    """Learn heads from the coded statements. Errors: InputRefused where nothing is coded or no code is present."""
    if inputs.codings is None:
        raise InputRefused("no_codings", "No codings were named, so there is nothing to learn from.", "Name them with --codings.")
    coded = coded_statements(inputs.statements, inputs.codings, inputs.codebook.names)
    rows = thinned(coded.examples, seed)
    examples = coded.examples.rows(rows)
    place = pl.DataFrame({"row": rows, "new": np.arange(len(rows))})
    spans = coded.spans.join(place, on="row").select(pl.col("new").alias("row"), "code", "quote")
    room = max(EXAMPLES_MAX - len(rows), 0)
    made = material(coded.frame["text"].gather(rows).to_list(), spans.head(room), inputs.codebook, coded.codes)
    settings = HeadSettings()
    vectors, encoder = vectors_of(made.texts, cache, words_alone)
    parts = ready(made, vectors, examples, settings)
    found = learned_from(parts, examples, coded.codes, inputs.codebook.label, encoder, settings, seed)
    return Lesson(coded, parts, examples, found, settings)


def vectors_of(texts: list[str], cache: Path | None, words_alone: bool) -> tuple[Float32, str]:
    """Embeddings of texts and what made them; none, and "", with words alone."""
    if words_alone:
        return np.zeros((len(texts), 0), np.float32), ""
    with progress("Reading", len(texts)) as step:
        return embedded(texts, cache, step), encoder_label()
