"""From transcripts on disk to interviews: turns, who is the customer and why, and what a sheet says about them."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lifeworld.kit.errors import InputRefused, listed
from lifeworld.voices.core.columns import Columns
from lifeworld.voices.core.transcripts.mapping import Mapping
from lifeworld.voices.core.transcripts.people import People, key_of, label_keys
from lifeworld.voices.core.transcripts.role_words import plain_label
from lifeworld.voices.core.transcripts.roles import SAID_SO, Known, cast, frequent_names, named_like, speakers_of, spelled_like
from lifeworld.voices.core.transcripts.turns import heard
from lifeworld.voices.core.transcripts.values import NO_LABEL, Cast, Heard, Line
from lifeworld.voices.files.transcripts.found import CLOSED, SUFFIXES, Found, TranscriptFile, found_files, names_for_ids
from lifeworld.voices.files.transcripts.reading import read_lines
from lifeworld.voices.files.transcripts.sheets import read_mapping, read_people

UNREADABLE, SAME_NAME, NO_SPEAKERS = "unreadable transcript", "same interview in another format", "no speakers"


@dataclass(frozen=True, eq=False)
class Interview:
    """One transcript: turns, a role for each speaker, the id of each customer, and the row of the sheet about each.

    ``id_name`` begins the ids of its statements. ``customers`` leads from a speaker who is a customer to the id,
    ``about`` from a customer's id to cells by role.
    """

    file: TranscriptFile
    id_name: str
    heard: Heard
    casts: tuple[Cast, ...]
    customers: dict[str, str]
    about: dict[str, dict[str, str | None]]
    left_out: tuple[str, ...] = ()

    @property
    def unclear(self) -> tuple[Cast, ...]:
        """Speakers of whom nobody knows who they are."""
        return tuple(one for one in self.casts if one.role == "unclear")


@dataclass(frozen=True, eq=False)
class Interviews:
    """All interviews, what was left out (file, reason, detail), sentences that a reader should see, and the sheets read."""

    interviews: tuple[Interview, ...]
    skipped: tuple[tuple[str, str, str], ...] = ()
    notes: tuple[str, ...] = ()
    sheets: tuple[People, ...] = ()


@dataclass(frozen=True, eq=False)
class _Read:
    file: TranscriptFile
    keys: tuple[str, ...]
    lines: list[Line]
    left_out: tuple[str, ...]


def read_interviews(inputs: Sequence[str | Path], wanted: Columns | None = None) -> Interviews:
    """Every transcript of folders and files with its speakers; a file that cannot be read is listed, the others are read.

    Errors: InputRefused for a folder without transcripts, sheets that cannot be understood, and where no file at all
    can be read. Speakers whose role is unclear are not refused here: see ``statements.transcript_statements``.
    """
    found = found_files(inputs)
    people = {root: read_people(path, wanted or Columns()) for root, path in found.people.items()}
    mappings = {root: read_mapping(path) for root, path in found.mappings.items()}
    reads, skipped = _read_all(found)
    names = names_for_ids([one.file for one in reads])
    first = [heard(one.lines, _labels(one, people, mappings)) for one in reads]
    frequent = frequent_names([speakers_of(one.turns) for one in first])
    interviews = []
    for one, said in zip(reads, first, strict=True):
        mapping, sheet = mappings.get(one.file.root, Mapping()), people.get(one.file.root, People())
        interview = _interview(one, said, names[one.file], sheet, mapping, frequent)
        if not any(turn.speaker != NO_LABEL for turn in said.turns) and all(part.role == "unclear" for part in interview.casts):
            skipped.append((str(one.file.path), NO_SPEAKERS,
                            "No label says who speaks. If all of it is the customer's, say so in speakers.csv: "
                            f"{one.file.name},(no label),customer."
                            + (" If it is a table, call it .csv." if one.file.path.suffix.lower() in {".txt", ".text"} else "")))
            continue
        interviews.append(interview)
    if not interviews:
        raise _nothing(skipped)
    notes = _notes(found, interviews, people, mappings)
    return Interviews(tuple(interviews), tuple(skipped), notes, tuple(people.values()))


def _read_all(found: Found) -> tuple[list[_Read], list[tuple[str, str, str]]]:
    """The lines of every file that can be read, and the others with the reason."""
    reads: list[_Read] = []
    skipped: list[tuple[str, str, str]] = []
    best: dict[tuple[Path, str], TranscriptFile] = {}
    for file in sorted(found.files, key=lambda one: SUFFIXES.index(one.path.suffix.lower()) if one.path.suffix.lower() in SUFFIXES else 99):
        kept = best.setdefault((file.path.parent.resolve(), file.path.stem.casefold()), file)
        if kept is not file:
            skipped.append((str(file.path), SAME_NAME, f"«{kept.name}» has the same name and was read instead."))
    for file in found.files:
        if file not in best.values():
            continue
        try:
            lines, left_out = read_lines(file)
        except InputRefused as error:
            skipped.append((str(file.path), UNREADABLE, str(error)))
            continue
        reads.append(_Read(file, _keys(file), lines, left_out))
    return reads, skipped


def _keys(file: TranscriptFile) -> tuple[str, ...]:
    """By what a sheet may name a file: with its folder, its name."""
    return tuple(dict.fromkeys((key_of(file.name), key_of(file.path.name))))


def _labels(one: _Read, people: dict[Path, People], mappings: dict[Path, Mapping]) -> frozenset[str]:
    """Labels that are known before the file is looked at."""
    root = one.file.root
    own = {plain_label(one.file.path.stem), plain_label(one.file.folder or "")} - {""}
    said = {key for key in mappings.get(root, Mapping()).of(one.keys) if key}
    return frozenset(own | said | label_keys(people.get(root, People())))


def _interview(one: _Read, said: Heard, id_name: str, people: People, mapping: Mapping, frequent: frozenset[str]) -> Interview:
    speakers = speakers_of(said.turns)
    own = {plain_label(one.file.path.stem), plain_label(one.file.folder or "")} - {""}
    row = people.row(one.keys, one.file.folder or one.file.path.stem)
    if row is not None and people.customers[row]:
        own.add(plain_label(people.customers[row] or ""))
    spoken = {plain_label(speaker.name) for speaker in speakers}
    own |= named_like(own, spoken)
    known = Known(mapping.of(one.keys), own if own & spoken else label_keys(people), frequent)
    casts = tuple(cast(speakers, known))
    customers = _customer_ids(one, casts, people, row)
    about = {}
    for name in customers.values():
        # The row of the file is about its one customer; in a group every customer has a row of their own.
        mine = row if len(set(customers.values())) == 1 and row is not None else people.row((), name)
        if mine is not None:
            about[name] = people.rows[mine]
    return Interview(one.file, id_name, said, casts, customers, about, one.left_out)


def _customer_ids(one: _Read, casts: Sequence[Cast], people: People, row: int | None) -> dict[str, str]:
    """The id of each customer: said by a person, else the sheet's, the folder's or the file's name."""
    mine = [part for part in casts if part.role == "customer"]
    own_name = unicodedata.normalize("NFC", one.file.folder or one.file.path.stem)
    ids: dict[str, str] = {}
    for part in mine:
        label = part.speaker.name
        by_label = people.row((), label) if label else None
        if part.customer:
            ids[label] = part.customer
        elif len(mine) == 1 and row is not None:
            ids[label] = people.customers[row] or own_name
        elif by_label is not None:
            ids[label] = people.customers[by_label] or label
        else:
            ids[label] = own_name if len(mine) == 1 else f"{own_name}-{label}"
    for part in mine:
        # Two spellings that people call customers are one customer, unless they or the sheet say otherwise.
        like = spelled_like(part.speaker.name, [other.speaker.name for other in mine])
        if like and part.why == SAID_SO and not part.customer and people.row((), part.speaker.name) is None:
            ids[part.speaker.name] = ids[like]
    return ids


def _nothing(skipped: Sequence[tuple[str, str, str]]) -> InputRefused:
    file, reason, detail = skipped[0]
    if len(skipped) == 1:
        message, _, step = detail.partition(". ")
        return InputRefused("no_transcript_read", f"«{file}» could not be read ({reason}): {message.rstrip('.')}.",
                            step or "Check the file.")
    return InputRefused("no_transcript_read", f"None of {len(skipped)} transcripts could be read; the first is «{file}»: {detail}",
                        "See what is wrong with each by `lifeworld voices transcripts`, naming it alone.")


def _notes(found: Found, interviews: Sequence[Interview], people: dict[Path, People], mappings: dict[Path, Mapping]) -> tuple[str, ...]:
    """Whole sentences about what was read and what stayed unused."""
    n_customers = len({name for one in interviews for name in one.customers.values()})
    n_files = len(interviews)
    notes = [f"{n_files:,} transcript{'s' * (n_files != 1)} of {n_customers:,} customer{'s' * (n_customers != 1)} read; only the "
             "customers' turns are coded."]
    for root, sheet in people.items():
        notes += _about_people(sheet, [one for one in interviews if one.file.root == root], root in found.whole)
    for root, mapping in mappings.items():
        keys = {key for one in interviews if one.file.root == root for key in _keys(one.file)}
        strange = [name for key, name in mapping.files.items() if key not in keys]
        if strange and root in found.whole:
            notes.append(f"speakers.csv names files that are not there: {listed(strange, 5)}.")
    left_out = sorted({words for one in interviews for words in one.left_out})
    if left_out:
        notes.append(f"Left out of DOCX files: {', '.join(left_out)}.")
    if preamble := sum(one.heard.preamble for one in interviews):
        notes.append(f"{preamble:,} lines outside the conversations (titles, heads, credits) were left out.")
    merged: dict[str, int] = {}
    for one in interviews:
        if one.file.folder and one.file.folder in one.customers.values():
            merged[one.file.folder] = merged.get(one.file.folder, 0) + 1
    if several := [name for name, count in merged.items() if count > 1]:
        notes.append(f"Interviews in one folder were read as one customer: {listed(several, 5)}.")
    closed = [name for name in found.others if Path(name).suffix.lower() in CLOSED]
    if closed:
        notes.append(f"Not read, because their form is not known: {listed(closed, 8)}. Save them as DOCX or as plain text (.txt).")
    if others := [name for name in found.others if name not in closed]:
        notes.append(f"Not read, because they are no transcripts: {listed(others, 5)}.")
    return tuple(notes)


def _about_people(sheet: People, interviews: Sequence[Interview], whole: bool) -> list[str]:
    """Rows without a file, files without a row, columns used and not used."""
    used = {id(row) for one in interviews for row in one.about.values()}
    roles = "".join(f", {role} from «{name}»" for role, name in sheet.columns)
    notes = [f"Read from «{sheet.label}»{roles}."] if roles else []
    without = [name for one in interviews for name in one.customers.values() if name not in one.about]
    if without:
        notes.append(f"No row in «{sheet.label}» for {listed(dict.fromkeys(without), 8)}.")
    idle = [name for name, row in zip(sheet.names, sheet.rows, strict=True) if id(row) not in used and name]
    if idle and whole:
        notes.append(f"Rows of «{sheet.label}» without a transcript: {listed(idle, 8)}.")
    if sheet.respelled:
        said = ", ".join(f"«{old}» as «{new}»" for old, new in sheet.respelled[:6])
        more = f" and {len(sheet.respelled) - 6} more" if len(sheet.respelled) > 6 else ""
        notes.append(f"Cells of «{sheet.label}» that differ only by case or space were read as one: {said}{more}.")
    if sheet.unused:
        notes.append(f"Columns of «{sheet.label}» that were not used: {listed(sheet.unused, 12)}.")
    return notes


