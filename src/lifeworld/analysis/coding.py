"""`lw.code`: the twelve codes of every statement."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Unpack

import polars as pl

from lifeworld.analysis.reading import ReadOptions, Statements, statements_of
from lifeworld.analysis.sources import Source
from lifeworld.engines.core import LocalEngine
from lifeworld.kit.progress import progress
from lifeworld.voices.commands.coding import Coding, code_statements, focal_aliases, lexicon_for
from lifeworld.voices.core.batches import CodedBatch
from lifeworld.voices.core.coded_rows import statement_rows
from lifeworld.voices.files.codebook import read_codebook
from lifeworld.voices.files.coders import load_coder


@dataclass(frozen=True, eq=False)
class Coded:
    """Coded statements: ``frame`` has a row a statement with each code's calibrated probability and presence."""

    statements: Statements
    batch: CodedBatch

    @cached_property
    def frame(self) -> pl.DataFrame:
        """The codes of every statement: a probability column for each code, and ``<code>_present`` beside it."""
        return statement_rows(self.statements.frame, self.batch)

    def __len__(self) -> int:
        return len(self.statements)

    def _repr_html_(self) -> str:
        return self.frame._repr_html_()


def code(source: Statements | Source, /, *, coder: str = "fast", workers: int = 2, **options: Unpack[ReadOptions]) -> Coded:
    """Code statements of ``read``, or anything that it reads with ``options``.

    Errors: InputRefused for an unknown coder, and as ``read``.

    >>> import lifeworld as lw
    >>> one = pl.DataFrame({"answer": ["My wife runs with me every Sunday, and it makes me happy."]})
    >>> lw.code(one, text="answer").frame["family_friends_present"].to_list()
    [True]
    """
    statements = statements_of(source, options)
    study = statements.study
    coding = Coding(load_coder(coder), read_codebook(study.codebook), lexicon_for(study, statements.focal),
                    focal_aliases(study, statements.focal))
    with progress("Coding statements", len(statements)) as step:
        return Coded(statements, code_statements(statements.frame, coding, LocalEngine(workers), step))
