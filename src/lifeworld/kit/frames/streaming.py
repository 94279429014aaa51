"""Writing a table batch by batch, for results larger than memory; the format follows from the file's ending."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

import polars as pl

from lifeworld.kit.errors import InputRefused, listed, nearest
from lifeworld.kit.frames.writing import atomic_path, flat_cells, guarded

Write = Callable[[pl.DataFrame], None]
ENDINGS = (".csv", ".tsv", ".jsonl", ".ndjson", ".parquet")


@contextmanager
def frame_writer(path: str | Path, *, guard: bool = True) -> Iterator[Write]:
    """A function that appends a frame to ``path``; all frames must have the same columns.

    ``.csv`` and ``.tsv`` (with ``guard``, see ``writing.guarded``), ``.jsonl`` and ``.parquet`` are known. The file
    appears under its name when the block ends well, also when nothing was written to it.
    Errors: InputRefused for another ending; ValueError when columns change; otherwise as ``writing.atomic_path``.
    """
    ending = Path(path).suffix.lower()
    if ending not in ENDINGS:
        near = nearest(ending, ENDINGS)
        raise InputRefused("unknown_ending", f"«{path}» has no known ending; known are {listed(ENDINGS)}.",
                           f"Did you mean «{near}»?" if near else "Choose one of these.")
    with ExitStack() as stack:
        work = stack.enter_context(atomic_path(path))
        if ending == ".parquet":
            parts = stack.enter_context(tempfile.TemporaryDirectory(prefix=f".{work.name[1:]}-", dir=work.parent))
            pieces: list[Path] = []
            yield _same_columns(lambda frame: _write_part(frame, Path(parts), pieces))
            _join_parts(pieces, work)
            return
        stream = stack.enter_context(work.open("wb"))
        yield _same_columns(_text_writer(stream, ending, guard))


def _same_columns(write: Write) -> Write:
    schema: pl.Schema | None = None

    def checked(frame: pl.DataFrame) -> None:
        nonlocal schema
        schema = schema or frame.schema
        if frame.schema != schema:
            raise ValueError(f"a batch has the columns {frame.schema}, earlier ones had {schema}")
        write(frame)

    return checked


def _text_writer(stream: IO[bytes], ending: str, guard: bool) -> Write:
    first = True

    def write(frame: pl.DataFrame) -> None:
        nonlocal first
        if ending in {".jsonl", ".ndjson"}:
            frame.write_ndjson(stream)
        else:
            cells = flat_cells(guarded(frame) if guard else frame)
            cells.write_csv(stream, include_header=first, separator="\t" if ending == ".tsv" else ",")
        first = False

    return write


def _write_part(frame: pl.DataFrame, folder: Path, pieces: list[Path]) -> None:
    pieces.append(folder / f"{len(pieces):08d}.parquet")
    frame.write_parquet(pieces[-1], compression="lz4")


def _join_parts(pieces: list[Path], work: Path) -> None:
    """Parts become one file as a stream; there is no Parquet writer in polars that can be fed piece by piece."""
    if pieces:
        pl.scan_parquet(pieces, glob=False).sink_parquet(work, maintain_order=True)
    else:
        pl.DataFrame().write_parquet(work)
