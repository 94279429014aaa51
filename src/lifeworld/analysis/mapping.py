"""`lw.map`: every customer's constellation, and the population's."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Unpack

from lifeworld.analysis.coding import Coded
from lifeworld.analysis.mapped import Mapped, mapped_from
from lifeworld.analysis.reading import ReadOptions, Statements, statements_of, too_late
from lifeworld.analysis.sources import Source
from lifeworld.constellations.commands.release import policy_of
from lifeworld.constellations.commands.request import MapRequest, map_prepared


def map(source: Coded | Statements | Source, /, *, by: str | Sequence[str] = (), drawn: str | Path | None = None,
        events: str | Path | None = None, corrections: str | Path | None = None, since: str | Path | None = None,
        seed: int | None = None, workers: int = 2, **options: Unpack[ReadOptions]) -> Mapped:
    """Map statements: of ``code``, of ``read``, or anything that ``read`` reads with ``options``.

    ``by`` compares by group, wave, brand or outcome; ``drawn`` and ``events`` are files of drawn maps and of events;
    ``corrections`` a file of corrections to replay; ``since`` a folder of last time's results. Everything found is in
    frames (``constellations``, ``ties``, ``codings``, ``actors``, ``pooled``, ``statements``), every number that may be
    printed in ``figures``. The frames are the team's own; ``report`` protects what leaves it.
    Errors: InputRefused as ``read``, and for a file that cannot be used.

    >>> import lifeworld as lw, polars as pl
    >>> said = pl.DataFrame({"who": ["Ana"] * 3, "answer": ["I ran and felt great.", "My legs are strong.", "I sleep better."]})
    >>> lw.map(said, text="answer", customer="who").constellations["type"].to_list()
    ['individual-driven']
    """
    if isinstance(source, Coded):
        too_late(options)
    statements = source.statements if isinstance(source, Coded) else statements_of(source, options)
    request = MapRequest(
        (), focal=statements.focal, drawn=_path(drawn), events=_path(events), corrections=_path(corrections), since=_path(since),
        seed=seed, workers=workers, by=(by,) if isinstance(by, str) else tuple(by),
    )
    found = map_prepared(statements.prepared, statements.study, request, source.batch if isinstance(source, Coded) else None)
    return mapped_from(found, policy_of(statements.study), statements.skipped)


def _path(name: str | Path | None) -> Path | None:
    return None if name is None else Path(name)
