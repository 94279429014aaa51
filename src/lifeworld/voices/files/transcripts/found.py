"""Which files are transcripts, which sheets stand beside them, and what every interview is called."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from lifeworld.kit.errors import InputRefused, listed
from lifeworld.voices.core.columns import NAMES, Columns, plain_name

SUFFIXES = (".docx", ".vtt", ".srt", ".md", ".markdown", ".txt", ".text")
"""Endings of transcripts; of files with one name the first of these is read."""

CLOSED = frozenset((".doc", ".odt", ".rtf", ".pdf", ".pages", ".docm", ".dot", ".dotx", ".html", ".htm"))
"""Endings of documents that may well be transcripts, in forms that are not read."""

PEOPLE = tuple(f"{name}{ending}" for name in ("people", "participants", "metadata") for ending in (".csv", ".tsv", ".xlsx"))
MAPPING = "speakers.csv"
HEAD_BYTES = 4096


@dataclass(frozen=True)
class TranscriptFile:
    """A transcript on disk: ``root`` is where its sheets lie, ``folder`` the customer's own folder below it, if any."""

    path: Path
    root: Path
    folder: str | None = None

    @property
    def name(self) -> str:
        """How people name it: relative to the folder of the study, with "/"."""
        return f"{self.folder}/{self.path.name}" if self.folder else self.path.name


@dataclass(frozen=True)
class Found:
    """What a list of inputs holds: transcripts, the sheets beside them by root, files that are neither, roots read whole."""

    files: tuple[TranscriptFile, ...]
    people: dict[Path, Path]
    mappings: dict[Path, Path]
    others: tuple[str, ...]
    whole: frozenset[Path]


def is_transcript(source: str | Path, wanted: Columns | None = None) -> bool:
    """Whether an input is a folder or a transcript by its ending; a .txt that starts like a table is a table.

    Documents in forms that are not read count, too: the reader of transcripts says what to do with them.

    Standard input and files that do not exist are left to the reader of tables, which has the words for them.
    """
    path = Path(source)
    if str(source) == "-" or not path.exists():
        return False
    if path.is_dir():
        return True
    ending = path.suffix.lower()
    return ending in CLOSED or (ending in SUFFIXES and not (ending in {".txt", ".text"} and _is_table(path, wanted or Columns())))


def _is_table(path: Path, wanted: Columns) -> bool:
    """A first line that is the header of a table with a column of texts, or JSON or a packed file."""
    try:
        with path.open("rb") as stream:
            head = stream.read(HEAD_BYTES)
    except OSError:
        return False
    if head.startswith((b"\x1f\x8b", b"{\"", b"[{", b"PAR1", b"PK\x03\x04")):
        return True
    text = head.decode("utf-16" if head[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig", "replace")
    header = text.lstrip().split("\n", 1)[0].strip()
    cells = [plain_name(cell) for cell in re.split(r"[,;\t|]", header.replace('"', ""))]
    asked = {plain_name(name) for name in (*wanted.text, *wanted.named().values())}
    if len(cells) == 1:
        return header.strip('"').casefold() in {*NAMES["text"], *asked} and not header.endswith(":")
    known = {*asked, *(name for names in NAMES.values() for name in names)}
    named = sum(cell in known for cell in cells) >= 2 or any(cell in {*NAMES["text"], *asked} for cell in cells)
    return named and all(len(cell) <= 40 for cell in cells) and not re.search(r"[.!?:]\s*$|:\s", header)


def found_files(inputs: Sequence[str | Path]) -> Found:
    """The transcripts of folders (and of the folders directly inside them) and of files named one by one.

    Errors: InputRefused for a folder without any transcript.
    """
    files: dict[Path, TranscriptFile] = {}
    others: list[str] = []
    roots: list[Path] = []
    for one in inputs:
        path = Path(one)
        if not path.is_dir():
            files.setdefault(path.resolve(), TranscriptFile(path, path.parent))
            roots.append(path.parent)
            continue
        inside, left = _of_folder(path)
        if not inside:
            raise InputRefused(
                "no_transcripts", f"The folder «{path}» holds no transcript" + (f", but {listed(left, 5)}" if left else "") + ".",
                "Put transcripts into it (DOCX, TXT, MD, VTT or SRT), or name the tables inside it one by one.")
        for file in inside:
            files.setdefault(file.path.resolve(), file)
        others += left
        roots.append(path)
    whole = frozenset(Path(one) for one in inputs if Path(one).is_dir())
    people = {root: sheet for root in dict.fromkeys(roots) if (sheet := _people_sheet(root))}
    mappings = {root: root / MAPPING for root in dict.fromkeys(roots) if (root / MAPPING).is_file()}
    ordered = tuple(sorted(files.values(), key=lambda file: (file.name, str(file.path))))
    return Found(ordered, people, mappings, tuple(others), whole)


def _of_folder(root: Path) -> tuple[list[TranscriptFile], list[str]]:
    inside, others = [], []
    for entry in _visible(root):
        if entry.is_dir():
            for deeper in _visible(entry):
                if deeper.suffix.lower() in SUFFIXES and deeper.is_file():
                    inside.append(TranscriptFile(deeper, root, entry.name))
                else:
                    others.append(f"{entry.name}/{deeper.name}")
        elif entry.suffix.lower() in SUFFIXES and not entry.stem.casefold().startswith("readme"):
            inside.append(TranscriptFile(entry, root))
        elif entry.name.casefold() not in {*PEOPLE, MAPPING, "study.toml"} and not entry.stem.casefold().startswith("readme"):
            others.append(entry.name)
    return inside, others


def _visible(folder: Path) -> Iterable[Path]:
    """Entries of a folder by name, without hidden ones and the lock files of Word."""
    try:
        return sorted(entry for entry in folder.iterdir() if not entry.name.startswith((".", "~$", "__MACOSX")))
    except OSError as error:
        raise InputRefused("unreadable_folder", f"The folder «{folder}» cannot be read: {error.strerror or error}.",
                           "Check that you may read it.") from error


def _people_sheet(root: Path) -> Path | None:
    sheets = [entry for entry in _visible(root) if entry.name.casefold() in PEOPLE and entry.is_file()]
    if len(sheets) > 1:
        names = listed(one.name for one in sheets)
        raise InputRefused("several_people_sheets", f"The folder «{root}» holds several sheets about people: {names}.",
                           "Keep one of them there.")
    return sheets[0] if sheets else None


def names_for_ids(files: Sequence[TranscriptFile]) -> dict[TranscriptFile, str]:
    """What each file's statements are called after: its stem, with its folders where two stems are the same.

    >>> names_for_ids([TranscriptFile(Path("a/x.txt"), Path("a")), TranscriptFile(Path("b/x.txt"), Path("b"))]).values()
    dict_values(['a-x', 'b-x'])
    """
    names = {file: f"{file.folder}-{file.path.stem}" if file.folder else file.path.stem for file in files}
    for depth in range(2, 40):
        counts: dict[str, int] = {}
        for name in names.values():
            counts[name] = counts.get(name, 0) + 1
        again = [file for file, name in names.items() if counts[name] > 1]
        if not again:
            return names
        for file in again:
            parts = file.path.resolve().with_suffix("").parts if depth > len(file.path.parts) else file.path.with_suffix("").parts
            names[file] = "-".join(part.strip("/") for part in parts[-depth:])
    return {file: file.path.name for file in files}
