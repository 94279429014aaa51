"""`lw.map`: every customer's constellation, and the population's."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lifeworld.analysis.coding import Coded
from lifeworld.analysis.reading import statements_of
from lifeworld.constellations.commands.request import MapRequest, map_prepared
from lifeworld.constellations.core.study import MappedStudy


def map(source: Any, *, by: str | Sequence[str] = (), drawn: str | Path | None = None, events: str | Path | None = None,
        corrections: str | Path | None = None, seed: int | None = None, workers: int = 2, **options: Any) -> MappedStudy:
    """Map statements: of ``code``, of ``read``, or anything that ``read`` reads with ``options``.

    ``by`` compares by group, wave, brand or outcome; ``drawn`` and ``events`` are files of drawn maps and of events;
    ``corrections`` a file of corrections to replay. Everything found is in frames (``constellations``, ``ties``,
    ``codings``, ``actors``, ``pooled``, ``statements``), every number that may be printed in ``figures``.
    The frames are a study's own: ``report`` protects what leaves it.
    """
    batch = source.batch if isinstance(source, Coded) else None
    statements = source.statements if isinstance(source, Coded) else statements_of(source, options)
    request = MapRequest(
        (), focal=statements.focal, drawn=_path(drawn), events=_path(events), corrections=_path(corrections), seed=seed,
        workers=workers, by=(by,) if isinstance(by, str) else tuple(by),
    )
    return map_prepared(statements.prepared, statements.study, request, batch)


def _path(name: str | Path | None) -> Path | None:
    return None if name is None else Path(name)
