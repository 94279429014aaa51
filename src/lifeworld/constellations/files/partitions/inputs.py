"""Which files are meant: paths, patterns such as ``statements/*.parquet``, and addresses such as ``s3://bucket/part-*.parquet``."""

from __future__ import annotations

import glob
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lifeworld.kit.errors import InputRefused, RunFailed

PATTERN = set("*?[")


def is_address(path: str) -> bool:
    """Whether a path is an address of fsspec and no path of this machine.

    >>> is_address("s3://bucket/a.parquet"), is_address("a.parquet")
    (True, False)
    """
    return "://" in path


def expanded(inputs: Sequence[str]) -> tuple[str, ...]:
    """The inputs with every pattern replaced by the files that it fits, sorted; paths without a pattern stay as they are.

    Errors: InputRefused for a pattern that fits nothing, and where addresses need fsspec and it is not installed.
    """
    found: list[str] = []
    for one in inputs:
        if not PATTERN & set(one) or (not is_address(one) and Path(one).exists()):
            found.append(one)
            continue
        fitting = _addresses(one) if is_address(one) else sorted(glob.glob(one, recursive=True))  # noqa: PTH207  (may be absolute)
        if not fitting:
            raise InputRefused("no_such_file", f"No file fits the pattern «{one}».",
                               "Check it, and quote it so that it arrives as written.")
        found += fitting
    return tuple(found)


def _addresses(pattern: str) -> list[str]:
    """The addresses that a pattern fits."""
    system, path = _system(pattern)
    return sorted(system.unstrip_protocol(name) for name in system.glob(path))


def _system(address: str) -> tuple[Any, str]:
    """The file system behind an address, and the path in it. Errors: InputRefused."""
    try:
        from fsspec.core import url_to_fs  # noqa: PLC0415  (optional)
    except ImportError as error:
        raise InputRefused("no_fsspec", f"«{address}» is an address, but fsspec is not installed here.",
                           "Run: pip install 'lifeworld[cluster]'") from error
    try:
        system, path = url_to_fs(address)
    except (ImportError, ValueError) as error:
        raise InputRefused("unknown_address", f"«{address}» cannot be opened: {error}.",
                           "Install what this kind of address needs (s3fs for s3://, gcsfs for gs://), or copy the files.") from error
    return system, str(path)


def absolute(path: str) -> str:
    """The path as a worker finds it that stands in another folder; an address stays."""
    return path if is_address(path) else str(Path(path).resolve())


def fingerprint(path: str) -> str:
    """What tells one state of a file from another: its name, size and time. Errors: InputRefused where there is no such file."""
    if is_address(path):
        system, name = _system(path)
        try:
            about = system.info(name)
        except OSError as error:
            raise _missing(path) from error
        return f"{path} {about.get('size')} {about.get('ETag') or about.get('mtime') or about.get('created')}"
    try:
        state = Path(path).stat()
    except OSError as error:
        raise _missing(path) from error
    return f"{Path(path).resolve()} {state.st_size} {state.st_mtime_ns}"


@contextmanager
def on_disk(path: str) -> Iterator[Path]:
    """The file on this machine; what an address names is copied into a temporary folder first.

    Errors: InputRefused where there is no such file, RunFailed where it cannot be copied.
    """
    if not is_address(path):
        yield Path(path)
        return
    system, name = _system(path)
    with tempfile.TemporaryDirectory(prefix="lifeworld-") as folder:
        copy = Path(folder) / Path(name).name
        try:
            with system.open(name, "rb") as stream, copy.open("wb") as target:
                shutil.copyfileobj(stream, target, 1 << 20)
        except FileNotFoundError as error:
            raise _missing(path) from error
        except OSError as error:
            raise RunFailed("copy_failed", f"«{path}» could not be copied: {error}.",
                            "Check the address and the space that is left.") from error
        yield copy


def _missing(path: str) -> InputRefused:
    return InputRefused("no_such_file", f"There is no file «{path}», or it cannot be looked at.", "Check the path.")
