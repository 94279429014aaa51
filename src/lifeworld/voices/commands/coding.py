"""What the commands share: options to columns, the lexicon of a study, coding with a progress bar."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from lifeworld.engines.core import Engine
from lifeworld.kit.errors import InputRefused
from lifeworld.kit.progress import Step
from lifeworld.voices.core.batches import CodedBatch, batch_bounds, code_batch, joined
from lifeworld.voices.core.columns import Columns
from lifeworld.voices.files.coding import Coding, coding_for, focal_aliases, lexicon_for
from lifeworld.voices.files.statements import Options

__all__ = ["Coding", "code_statements", "coding_for", "focal_aliases", "lexicon_for", "options_from"]


def options_from(options: Mapping[str, Any]) -> Options:
    """The reader's options from those of the terminal (or from ready ``columns`` and ``focal``).

    Errors: InputRefused when --focal and --focal-column are both given.
    """
    if "columns" in options:
        return Options(options["columns"], options["focal"])
    if options["focal"] and options["focal_column"]:
        raise InputRefused("focal_twice", "--focal and --focal-column were both given.",
                           "Use --focal where all texts are about one provider, --focal-column where a column names it.")
    text = tuple(name.strip() for name in (options["text"] or "").split(",") if name.strip())
    columns = Columns(
        text, customer=options["customer"], id=options["id_column"], time=options["time"], source=options["source"],
        focal=options["focal_column"], outcome=options["outcome"], group=options["group"],
        wave=options.get("wave"), consent=options.get("consent"),
    )
    return Options(columns, options["focal"])


def code_statements(statements: pl.DataFrame, coding: Coding, engine: Engine, step: Step) -> CodedBatch:
    """Code all statements in batches on an engine, in their order; ``step`` is told how many are done."""

    def work(bounds: tuple[int, int]) -> CodedBatch:
        part = statements[bounds[0] : bounds[1]]
        texts, focal = part["text"].to_list(), part["focal"].to_list()
        return code_batch(coding.coder, coding.lexicon, coding.codebook.label, texts, focal, coding.aliases)

    batches = []
    for batch in engine.map(work, batch_bounds(statements["text"].str.len_chars().to_numpy())):
        batches.append(batch)
        step(len(batch.coded.probability))
    return joined(batches)
