"""Writing whole files: under a temporary name first, so that nothing half-written stands under a final name."""

from __future__ import annotations

import json
import math
import os
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl

from lifeworld.kit.errors import InputRefused, RunFailed

OS_ERROR = re.compile(r" ?\(os error \d+\)")
"""Polars reports a full disk as an error of its own kind; only these words tell it from a mistake in the program."""

FORMULA = r"^[=+\-@\t\r\n]"
NUMBER = r"^[+\-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+\-]?\d+)?$"


@contextmanager
def atomic_path(final: str | Path) -> Iterator[Path]:
    """Gives a temporary sibling of ``final``; when the block ends well, it is renamed to ``final``.

    On any error and on Ctrl-C the temporary file is removed and an earlier ``final`` stays as it was. A device or pipe
    (``/dev/stdout``) is written directly.
    Errors: InputRefused when ``final`` is a folder or its folder is missing; RunFailed when the disk is full or not
    writable, and on Ctrl-C.
    """
    target = Path(final)
    if target.is_dir():
        raise InputRefused("out_is_a_folder", f"«{final}» is a folder, not a file.", "Give a file name inside it.")
    if not target.parent.is_dir():
        raise InputRefused("no_such_folder", f"The folder of «{final}» does not exist.",
                           "Create it, or write elsewhere.")
    target = target.resolve()  # a link keeps pointing at the file that is replaced
    direct = target.exists() and not target.is_file()
    work = target if direct else target.with_name(f".{target.name[:200]}.{secrets.token_hex(4)}.part")
    try:
        yield work
        if not direct:
            _settled(work)
            work.replace(target)
    except OSError as error:
        raise _failed(final, error.strerror or str(error)) from error
    except pl.exceptions.PolarsError as error:
        if OS_ERROR.search(str(error)):
            raise _failed(final, str(error).splitlines()[0].rsplit("error: ", 1)[-1]) from error
        raise
    except KeyboardInterrupt as error:
        raise RunFailed("interrupted", f"Writing «{final}» was interrupted; nothing half-written was left.",
                        "Run the command again when you are ready.") from error
    finally:
        if not direct:
            work.unlink(missing_ok=True)


def _settled(work: Path) -> None:
    """Forces the bytes to disk, because some file systems report a full disk only then."""
    with work.open("rb+") as stream:
        os.fsync(stream.fileno())


def _failed(final: str | Path, reason: str) -> RunFailed:
    return RunFailed("cannot_write", f"«{final}» could not be written: {OS_ERROR.sub('', reason)}; nothing half-written was left.",
                     "Make room or choose another place, and run again.")


def write_parquet(frame: pl.DataFrame, path: str | Path) -> None:
    """The frame as a Parquet file, atomically. Errors: see ``atomic_path``."""
    with atomic_path(path) as work:
        frame.write_parquet(work)


def write_csv(frame: pl.DataFrame, path: str | Path, *, guard: bool = True) -> None:
    """The frame as UTF-8 CSV with a header, atomically; lists become JSON text.

    ``guard`` puts an apostrophe before text cells that a spreadsheet would run as a formula; see ``guarded``.
    """
    with atomic_path(path) as work:
        flat_cells(guarded(frame) if guard else frame).write_csv(work)


def write_text(text: str, path: str | Path) -> None:
    """The text as UTF-8 with LF line ends, atomically."""
    with atomic_path(path) as work:
        work.write_bytes(text.encode("utf-8"))


def write_json(value: Any, path: str | Path) -> None:
    """Plain values as JSON (UTF-8, two spaces of indent), atomically; NaN becomes null because unknown is no number.

    Errors: ValueError for an infinite number.
    """
    write_text(json.dumps(_known(value), ensure_ascii=False, indent=2, allow_nan=False) + "\n", path)


def _known(value: Any) -> Any:
    if isinstance(value, float):
        return None if math.isnan(value) else value
    if isinstance(value, Mapping):
        return {key: _known(part) for key, part in value.items()}
    return [_known(part) for part in value] if isinstance(value, list | tuple) else value


def guarded(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with an apostrophe before text cells that begin with = + - @ or a tab or line end, unless a number.

    Source: OWASP, CSV injection. Numeric columns and texts that are plain numbers ("-5", "+3.2") are untouched.

    >>> guarded(pl.DataFrame({"a": ["=1+1", "-5", "- thanks", "ok", None]}))["a"].to_list()
    ["'=1+1", '-5', "'- thanks", 'ok', None]
    """
    return frame.with_columns(_guarded(pl.col(name)).alias(name) for name, dtype in frame.schema.items()
                              if dtype == pl.String)


def _guarded(text: pl.Expr) -> pl.Expr:
    risky = text.str.contains(FORMULA) & ~text.str.contains(NUMBER)
    return pl.when(risky).then(pl.concat_str(pl.lit("'"), text)).otherwise(text)


def flat_cells(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with lists and structs as JSON text, which is how CSV can hold them."""
    nested = [name for name, dtype in frame.schema.items() if dtype.is_nested()]
    return frame.with_columns(
        pl.Series(name, [None if cell is None else json.dumps(_plain(cell), ensure_ascii=False)
                         for cell in frame[name]], dtype=pl.String) for name in nested)


def _plain(cell: Any) -> Any:
    return cell.to_list() if isinstance(cell, pl.Series) else cell
