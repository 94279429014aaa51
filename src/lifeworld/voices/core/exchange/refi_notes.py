"""Memos of a REFI-QDA file: programs hang them on codings, on selections, behind links, or write them where no code is."""

from __future__ import annotations

from collections.abc import Mapping

from lifeworld.voices.core.exchange.guids import guid
from lifeworld.voices.core.exchange.marks import CODING_NOTE, note_parts
from lifeworld.voices.core.exchange.positions import plain_text
from lifeworld.voices.core.exchange.refi_found import Found, FoundCoding, FoundSelection, FoundText, as_note
from lifeworld.voices.core.exchange.refi_writing import WHOLE
from lifeworld.voices.core.exchange.typed import date_time
from lifeworld.voices.core.exchange.values import ExchangedCode, Note


class Notes:
    """Notes by guid: those on codings become part of them, the rest stay memos."""

    def __init__(self, found: Found, raw: Mapping[str, str]) -> None:
        self.by_guid = {one.guid: one for one in found.notes if one.guid}
        said = {key: raw.get(key, one.content) for key, one in self.by_guid.items()}
        self.words = {key: plain_text(words) for key, words in said.items() if words is not None}
        self.linked: dict[str, list[str]] = {}
        self.on_codings: set[str] = set()
        self.memos: list[Note] = []
        for one, other in found.links:
            for note, target in ((one, other), (other, one)):
                if note in self.by_guid:
                    self.linked.setdefault(target, []).append(note)
                    break
            else:
                found.lose("links", "links", "Only links of memos are kept.")
        found.lose("notes", "notes without words", "They are empty, or their file is missing.",
                   sum(key not in self.words for key in self.by_guid))

    def on(self, coding: FoundCoding, selection: FoundSelection) -> tuple[float | None, str | None, str | None]:
        """Probability, reading and rationale of a coding, from its own notes and those of its selection."""
        keys = dict.fromkeys([*coding.notes, *selection.notes, *self.linked.get(selection.guid, ())])
        probability, reading, said = None, None, []
        for key in keys:
            if key not in self.words:
                continue
            self.on_codings.add(key)
            own = note_parts(self.words[key]) if self.by_guid[key].name == CODING_NOTE else None
            probability, reading = (own[0], own[1]) if own else (probability, reading)
            said.append(own[2] if own else self.words[key])
        if selection.description not in ("", WHOLE):
            said.append(selection.description)
        return probability, reading, plain_text("\n\n".join(one for one in said if one)) or None

    def memo(self, text: FoundText, selection: FoundSelection, quote: str) -> None:
        """A comment on words that carry no code: a memo about their text."""
        words = "\n\n".join([selection.description, *(self.words[key] for key in selection.notes if key in self.words)]).strip()
        self.on_codings.update(selection.notes)
        key = selection.guid or guid("note", f"{text.guid} {selection.start} {selection.end}")
        when = date_time(selection.created) or ""
        self.memos.append(Note(guid("note", key), f"on «{quote[:60]}»", plain_text(words), selection.user, when, (text.guid,)))

    def left(self, found: Found, codes: Mapping[str, ExchangedCode], words: Mapping[str, str]) -> tuple[Note, ...]:
        """The notes that are memos, with what they are about."""
        about: dict[str, list[str]] = {}
        refs = [("", note) for note in found.project_notes] + found.code_notes
        refs += [(one.guid, note) for one in found.texts for note in one.notes]
        refs += [(key, note) for key, some in self.linked.items() for note in some]
        for key, note in refs:
            target = found.alias.get(key, key)
            if target == "" or target in codes or target in words:
                about.setdefault(note, []).append(target)
            elif note not in self.on_codings:
                found.lose("links", "links of memos", "What they are about is not in the file or is no text and no code.")
        kept = [as_note(note, self.words[key], tuple(dict.fromkeys(about.get(key, ())))) for key, note in self.by_guid.items()
                if key in self.words and (key not in self.on_codings or key in about)]
        unique = {one.guid: one for one in (*kept, *self.memos)}
        return tuple(unique.values())
