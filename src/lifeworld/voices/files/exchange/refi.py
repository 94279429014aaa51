"""REFI-QDA in and out: projects (.qdpx, or the bare .qde inside them) and codebooks (.qdc)."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import lifeworld
from lifeworld.kit.errors import InputRefused
from lifeworld.kit.frames import atomic_path, write_text
from lifeworld.voices.core.exchange.losses import Losses, told
from lifeworld.voices.core.exchange.refi_found import Found, FoundText
from lifeworld.voices.core.exchange.refi_places import REFI_UNITS
from lifeworld.voices.core.exchange.refi_settling import Exchanged, settled
from lifeworld.voices.core.exchange.refi_writing import codebook_xml, in_files, project_xml
from lifeworld.voices.core.exchange.values import Project
from lifeworld.voices.core.exchange.writable import for_refi, lost_in_codebook
from lifeworld.voices.files.exchange.refi_xml import found_in
from lifeworld.voices.files.exchange.zipped import FILE_BYTES_MAX, Archive, damaged, opened_archive

ORIGIN = f"lifeworld {lifeworld.__version__}"
STAMP = (1980, 1, 1, 0, 0, 0)
LEVEL = 6
PARTS_AT_ONCE = 2_000
"""Pieces of XML that are written together: a compressor that is fed in crumbs is slow."""
Reader = Callable[[str], bytes | None]


def read_qdpx(path: Path) -> Exchanged:
    """A project archive. Errors: InputRefused where it is damaged, unsafe, no project, or its positions fit no way of counting."""
    where = path.name
    with opened_archive(path, where) as archive:
        projects = (name for name in archive.names if name.lower().endswith(".qde"))
        inside = sorted(projects, key=lambda name: (name.lower() != "project.qde", name))
        if not inside:
            raise InputRefused("exchange_not_refi", f"The archive «{where}» holds no project: there is no .qde file in it.",
                               "Name a .qdpx file that a program for qualitative data wrote.")
        with archive.open(inside[0]) as stream:
            kind, found = found_in(stream, f"{where}/{inside[0]}")
        _refuse_codebook(kind, where)
        return _exchanged(found, _archived(archive), where)


def read_qde(path: Path) -> Exchanged:
    """The bare project file of an archive; texts are taken from a folder ``sources`` beside it, where there is one."""
    try:
        with path.open("rb") as stream:
            kind, found = found_in(stream, path.name)
    except OSError as error:
        raise damaged(path.name, error.strerror or "it cannot be opened") from error
    _refuse_codebook(kind, path.name)
    return _exchanged(found, _beside(path), path.name)


def read_qdc(path: Path) -> Exchanged:
    """A codebook. Errors: InputRefused where it is damaged or no codebook."""
    try:
        with path.open("rb") as stream:
            _, found = found_in(stream, path.name)
    except OSError as error:
        raise damaged(path.name, error.strerror or "it cannot be opened") from error
    found.name = found.name or path.stem
    return settled(found, {}, path.name)


def _refuse_codebook(kind: str, where: str) -> None:
    if kind != "Project":
        raise InputRefused("exchange_not_refi", f"The file «{where}» holds a codebook, no project.", "Give it the ending .qdc.")


def _archived(archive: Archive) -> Reader:
    """Reads what an internal path names: by its last part, in ``sources`` whatever its case, or at the top."""
    by_name = {name.rsplit("/", 1)[-1].lower(): name for name in sorted(archive.names, reverse=True)}

    def read(path: str) -> bytes | None:
        name = by_name.get(path.removeprefix("internal://").rsplit("/", 1)[-1].lower()) if path.startswith("internal://") else None
        return None if name is None else archive.read(name)

    return read


def _beside(path: Path) -> Reader:
    folder = next((one for name in ("sources", "Sources") if (one := path.parent / name).is_dir()), None)
    files = {one.name.lower(): one for one in sorted(folder.iterdir()) if one.is_file() and not one.is_symlink()} if folder else {}

    def read(internal: str) -> bytes | None:
        found = files.get(internal.removeprefix("internal://").lower()) if internal.startswith("internal://") else None
        return found.read_bytes() if found is not None and found.stat().st_size <= FILE_BYTES_MAX else None

    return read


def _exchanged(found: Found, read: Reader, where: str) -> Exchanged:
    """The bundle, with the words of texts and notes read from the file's own parts."""
    raw: dict[str, str] = {}
    for one in (*found.texts, *found.notes):
        words = _words(found, one, read)
        if words is not None:
            raw[one.guid] = words
    own = found.origin.startswith("lifeworld ")  # our own files count code points, whatever their quotes can tell
    result = settled(found, raw, where, ("code points",) if own else REFI_UNITS)
    return replace(result, notes=(f"Written by {found.origin[:100]}.", *result.notes)) if found.origin else result


def _words(found: Found, text: FoundText, read: Reader) -> str | None:
    """The words of a text: its file's, else those in the project file."""
    content = read(text.path) if text.path else None
    if content is None:
        return text.content
    try:
        words = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8")
    except UnicodeDecodeError:
        found.lose("sources", "files of texts", "They are not UTF-8, so their words are unknown.")
        return text.content
    if text.content not in (None, words):
        found.lose("sources", "texts given twice", "Their words stand in the project file and, differently, in a file; the file was taken.")
    return words


def write_qdpx(project: Project, path: Path) -> Losses:
    """The bundle as a project archive: the same bundle, the same bytes. Returns what the format could not hold.

    Errors: InputRefused where the bundle is not sound (``checks.checked``); RunFailed when the disk is full.
    """
    ready, lost = for_refi(project)
    ready = replace(ready, description=told(ready.description, lost))
    large = int(ready.texts["text"].str.len_bytes().sum()) + 1000 * ready.selections.height > FILE_BYTES_MAX // 2
    with atomic_path(path) as work, zipfile.ZipFile(work, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as packed:
        with packed.open(_entry("project.qde"), "w", force_zip64=large) as stream:
            for parts in batched(project_xml(ready, ORIGIN), PARTS_AT_ONCE):
                stream.write("".join(parts).encode("utf-8"))
        files = ready.texts.filter(in_files(ready.texts)).sort("guid")
        for key, words in files.select("guid", "text").iter_rows():
            packed.writestr(_entry(f"sources/{key}.txt"), words.encode("utf-8"), compresslevel=LEVEL)
    return lost


def batched(parts: Iterable[str], n: int) -> Iterator[tuple[str, ...]]:
    """The parts in tuples of ``n``, the last shorter."""
    rest = iter(parts)
    while some := tuple(islice(rest, n)):
        yield some


def _entry(name: str) -> zipfile.ZipInfo:
    """An entry without a clock and without the rights of a machine."""
    entry = zipfile.ZipInfo(name, date_time=STAMP)
    entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
    return entry


def write_qdc(project: Project, path: Path) -> Losses:
    """The codes of the bundle as a codebook file. Returns what it leaves out.

    Errors: InputRefused where there is no code, because the schema knows no empty codebook.
    """
    ready, lost = for_refi(project)
    if not ready.codes:
        raise InputRefused("exchange_no_codes", "There is no code to write, and a codebook file without codes is not valid.",
                           "Add a code, or write a project (.qdpx).")
    write_text("".join(codebook_xml(ready, ORIGIN)), path)
    return lost + lost_in_codebook(ready)
