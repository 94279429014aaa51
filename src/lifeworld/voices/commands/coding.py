"""What the commands share: options to columns, the lexicon of a study, coding with a progress bar."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from lifeworld.engines.core import LocalEngine
from lifeworld.kit.errors import InputRefused
from lifeworld.kit.progress import Step
from lifeworld.voices.core.batches import BATCH_TEXTS, CodedBatch, Coder, code_batch, joined
from lifeworld.voices.core.codebook import Codebook
from lifeworld.voices.core.columns import Columns
from lifeworld.voices.core.lexicon import Lexicon
from lifeworld.voices.files.lexicon import default_lexicon
from lifeworld.voices.files.statements import Options
from lifeworld.voices.files.study import Study


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
    )
    return Options(columns, options["focal"])


def lexicon_for(study: Study, focal: str | None) -> Lexicon:
    """The packaged lexicon with the providers of a study and their aliases."""
    name = focal or study.focal
    aliases = {name: study.focal_aliases} if name and study.focal_aliases else {}
    if not aliases and not study.others:
        return default_lexicon()
    return default_lexicon().with_study(aliases, dict(study.others))


def code_statements(statements: pl.DataFrame, coder: Coder, lexicon: Lexicon, codebook: Codebook,
                    engine: LocalEngine, step: Step) -> CodedBatch:
    """Code all statements in batches on an engine, in their order; ``step`` is told how many are done."""
    starts = range(0, len(statements), BATCH_TEXTS)

    def work(first: int) -> CodedBatch:
        part = statements[first : first + BATCH_TEXTS]
        return code_batch(coder, lexicon, codebook.label, part["text"].to_list(), part["focal"].to_list())

    batches = []
    for batch in engine.map(work, starts):
        batches.append(batch)
        step(len(batch.coded.probability))
    return joined(batches)
