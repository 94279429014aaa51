"""A folder of results that is complete or not there: nothing half-written ever stands under a final name."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from lifeworld.kit.errors import InputRefused, RunFailed, listed

_SYSTEM_NAMES = {".DS_Store", "Thumbs.db", "desktop.ini"}
"""What file managers leave in a folder that was looked at."""


def check_folder(final: Path, own_names: Collection[str], kept: Collection[str] = ()) -> None:
    """Refuse a folder that holds anything but results of an earlier run and files that are ``kept``.

    Errors: InputRefused when ``final`` is a file, or holds names that are in neither of both.
    """
    if final.is_symlink() or (final.exists() and not final.is_dir()):
        raise InputRefused("out_not_a_folder", f"«{final}» is not a folder.", "Give --out a new folder.")
    if not final.exists():
        return
    own = {*own_names, *kept, *_SYSTEM_NAMES}
    foreign = sorted(
        path.name for path in final.iterdir()
        if path.name not in own and not path.name.startswith(f".{final.name}-")  # a killed run's working folder
        and not any(_beside(path.name, name) for name in kept)
    )
    if foreign:
        raise InputRefused(
            "out_has_other_content",
            f"The folder «{final}» holds other content: {listed(foreign, 5)}.",
            "Give --out a new or empty folder, so that nothing of yours is overwritten.",
        )


def _beside(name: str, kept: str) -> bool:
    """Whether a name is that of a killed write of a kept file, or of the lock of a spreadsheet that has it open."""
    return (name.startswith(f".{kept}.") and name.endswith(".part")) or name in (f"~${kept}", f".~lock.{kept}#")


@contextmanager
def whole_folder(final: Path, own_names: Collection[str], kept: Collection[str] = ()) -> Iterator[Path]:
    """Give a temporary folder beside ``final``; when the block ends well, its files take their final names.

    Files called as in ``kept`` were written by a person and stay as they are, whatever happens. An error or Ctrl-C inside
    the block removes the temporary folder and leaves ``final`` as it was.
    Errors: InputRefused (see ``check_folder``), RunFailed when the disk is full or not writable.
    """
    check_folder(final, own_names, kept)
    try:
        final.parent.mkdir(parents=True, exist_ok=True)
        # Inside a folder that exists, because it may be a mount point: files are renamed within one file system only.
        work = Path(tempfile.mkdtemp(prefix=f".{final.name}-", dir=final if final.exists() else final.parent))
    except OSError as error:
        raise _failed(final, error) from error
    try:
        yield work
        work.chmod(0o755)
        take_final_names(work, final, set(own_names) - set(kept))
    except OSError as error:
        raise _failed(final, error) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


def take_final_names(work: Path, final: Path, own_names: Collection[str]) -> None:
    """One rename where the folder is new, else one rename an entry; results that this run does not have are removed.

    ``work`` lies on the same file system; entries are files, or folders of part files.
    """
    if not final.exists():
        work.rename(final)
        return
    written = {path.name for path in work.iterdir()}
    for path in sorted(work.iterdir()):
        if path.is_dir() or (final / path.name).is_dir():
            _remove(final / path.name)
        path.replace(final / path.name)
    for name in set(own_names) - written:
        _remove(final / name)


def _remove(path: Path) -> None:
    """A file or a folder goes; none is fine."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


@contextmanager
def failing_folder(final: Path) -> Iterator[None]:
    """What the disk does not take inside the block is said in words. Errors: RunFailed."""
    try:
        yield
    except OSError as error:
        raise _failed(final, error) from error


def _failed(final: Path, error: OSError) -> RunFailed:
    """The words for a disk that does not take what is written."""
    return RunFailed(
        "cannot_write", f"The results could not be written to «{final}»: {error.strerror or error}.",
        "Nothing half-written was left. Make room or choose another folder with --out, and run again.",
    )
