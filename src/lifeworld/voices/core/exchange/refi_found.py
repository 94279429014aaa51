"""What a file says, element by element, before its references are settled: the reader's notebook, filled by every format.

Elements of REFI-QDA come as parsed trees whose tags have no namespace; GUIDs are compared in lower case and without braces.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple
from xml.etree.ElementTree import Element

from lifeworld.voices.core.exchange.guids import plain_guid
from lifeworld.voices.core.exchange.typed import color, date_time
from lifeworld.voices.core.exchange.values import VARIABLE_TYPES, ExchangedCode, Graph, NamedSet, Note, User, Variable, VariableType

POSITION_MAX = 2**31
"""The standard allows no larger internal file, so no larger position."""


class FoundCoding(NamedTuple):
    """One Coding: the code's guid, who and when ("" = not said), and the guids of its notes."""

    code: str
    user: str
    created: str
    notes: tuple[str, ...]


class FoundSelection(NamedTuple):
    """One selection of a text: positions as the file counts them, its name (most programs: the quote) and what hangs on it."""

    guid: str
    start: int
    end: int
    name: str
    user: str
    created: str
    description: str
    codings: tuple[FoundCoding, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FoundText:
    """One text: where its words are (``content`` in the file, else at ``path``), its selections and the codings of it as a whole."""

    guid: str
    name: str
    path: str
    content: str | None
    user: str
    selections: tuple[FoundSelection, ...]
    codings: tuple[FoundCoding, ...]
    notes: tuple[str, ...]
    created: str = ""


@dataclass
class Found:
    """All that was found in a file. ``lost`` counts (where, what, why); ``alias`` leads from a source's guid to its text's."""

    name: str = ""
    description: str = ""
    origin: str = ""
    created: str = ""
    users: list[User] = field(default_factory=list)
    codes: list[ExchangedCode] = field(default_factory=list)
    code_notes: list[tuple[str, str]] = field(default_factory=list)
    variables: list[Variable] = field(default_factory=list)
    cases: list[tuple[str, str, str, tuple[str, ...]]] = field(default_factory=list)
    values: list[tuple[str, str, str, str]] = field(default_factory=list)
    texts: list[FoundText] = field(default_factory=list)
    notes: list[FoundText] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    sets: list[NamedSet] = field(default_factory=list)
    graphs: list[Graph] = field(default_factory=list)
    judged: list[tuple[str, str, str, str | None, float | None]] = field(default_factory=list)
    project_notes: list[str] = field(default_factory=list)
    alias: dict[str, str] = field(default_factory=dict)
    lost: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def lose(self, where: str, what: str, why: str, n: int = 1) -> None:
        """Count what is lost."""
        self.lost[where, what, why] += n


def key_of(element: Element, attribute: str = "guid") -> str:
    """The GUID in an attribute as it is compared, "" where there is none."""
    return plain_guid(element.get(attribute)) or ""


def words_of(element: Element, tag: str) -> str:
    """The words of the first child of that tag, "" without one."""
    return element.findtext(tag) or ""


def refs_of(element: Element, tag: str, attribute: str = "targetGUID") -> tuple[str, ...]:
    """The GUIDs that children of a tag refer to."""
    return tuple(key for one in element.findall(tag) if (key := key_of(one, attribute)))


def take_codes(found: Found, codes: Element) -> None:
    """The tree of codes below ``<Codes>``, in its order, from the top."""
    waiting = [(one, "") for one in reversed(codes.findall("Code"))]
    while waiting:
        element, parent = waiting.pop()
        key = key_of(element)
        below = element.findall("Code")
        if not key:
            found.lose("codebook", "codes without a GUID", "Nothing can refer to them; codes below them moved up.")
            waiting += [(one, parent) for one in reversed(below)]
            continue
        shade = color(element.get("color"))
        if element.get("color") and not shade:
            found.lose("codebook", "colours", "They are not written as #rgb or #rrggbb.")
        codable = (element.get("isCodable") or "true").strip().lower() not in {"false", "0"}
        found.codes.append(ExchangedCode(key, element.get("name") or "", shade, words_of(element, "Description"), codable, parent))
        found.code_notes += [(key, note) for note in refs_of(element, "NoteRef")]
        waiting += [(one, key) for one in reversed(below)]


def take_variable(found: Found, element: Element) -> None:
    """One Variable; a type that nobody knows is Text, and a variable without a GUID is none."""
    told = element.get("typeOfVariable")
    kind: VariableType = next((one for one in VARIABLE_TYPES if one == told), "Text")
    if not key_of(element):
        found.lose("variables", "variables without a GUID", "No value can refer to them.")
        return
    found.variables.append(Variable(key_of(element), element.get("name") or "", kind, words_of(element, "Description")))


def take_case(found: Found, element: Element) -> None:
    """One Case with its values and sources."""
    key = key_of(element)
    found.cases.append((key, element.get("name") or "", words_of(element, "Description"), refs_of(element, "SourceRef")))
    take_values(found, element, key)
    found.lose("cases", "references from cases to codes", "A customer is no code here.", len(element.findall("CodeRef")))
    found.lose("cases", "references from cases to selections", "A customer is the speaker of whole texts here.",
               len(element.findall("SelectionRef")))


def take_values(found: Found, element: Element, owner: str) -> None:
    """The VariableValues of a case or a source; an empty one is unknown."""
    for value in element.findall("VariableValue"):
        ref = value.find("VariableRef")
        for part in value:
            if part.tag.endswith("Value") and part.text is not None and ref is not None:
                found.values.append((owner, key_of(ref, "targetGUID"), part.tag.removesuffix("Value"), part.text))


def codings_of(element: Element) -> tuple[FoundCoding, ...]:
    """The Codings right below an element."""
    return tuple(_codings(element))


def _codings(element: Element) -> Iterator[FoundCoding]:
    for coding in element.findall("Coding"):
        ref = coding.find("CodeRef")
        yield FoundCoding("" if ref is None else key_of(ref, "targetGUID"), key_of(coding, "creatingUser"),
                          coding.get("creationDateTime") or "", refs_of(coding, "NoteRef"))


def selection_of(found: Found, element: Element, start: str | None, end: str | None) -> FoundSelection | None:
    """A selection of a text; None, and counted, where its positions are no numbers or its end lies before its start."""
    try:
        at, to = int(start or ""), int(end or "")
    except ValueError:
        at, to = -1, -1
    if not 0 <= at <= to <= POSITION_MAX:
        found.lose("sources", "selections", "Their positions are no numbers, or the end lies before the start.")
        return None
    return FoundSelection(key_of(element), at, to, element.get("name") or "", key_of(element, "creatingUser"),
                          element.get("creationDateTime") or "", words_of(element, "Description"), codings_of(element),
                          refs_of(element, "NoteRef"))


def text_of(found: Found, element: Element, selections: tuple[FoundSelection, ...] | None = None) -> FoundText:
    """A TextSource, Representation, Transcript or Note."""
    if selections is None:
        read = [selection_of(found, one, one.get("startPosition"), one.get("endPosition"))
                for one in element.findall("PlainTextSelection")]
        selections = tuple(one for one in read if one is not None)
    part = element.find("PlainTextContent")
    content = None if part is None else part.text or ""
    return FoundText(key_of(element), element.get("name") or "", element.get("plainTextPath") or "", content,
                     key_of(element, "creatingUser"), selections, codings_of(element), refs_of(element, "NoteRef"),
                     element.get("creationDateTime") or "")


def take_note(found: Found, element: Element) -> None:
    """A Note: what is coded or valued in it is lost, its words are kept."""
    note = text_of(found, element)
    found.lose("notes", "selections in notes", "Memos are not coded here.", len(note.selections) + len(note.codings))
    words = words_of(element, "Description")
    joined = "\n\n".join(part for part in (words, note.content) if part) if words else note.content
    found.notes.append(replace(note, content=joined, selections=(), codings=()))


def take_set(found: Found, element: Element, attribute: str = "targetGUID") -> None:
    """A Set of codes, sources and notes; in a codebook file members are named by ``guid``."""
    found.sets.append(NamedSet(key_of(element), element.get("name") or "", words_of(element, "Description"),
                               refs_of(element, "MemberCode", attribute), refs_of(element, "MemberSource", attribute),
                               refs_of(element, "MemberNote", attribute)))


def as_note(note: FoundText, words: str, about: tuple[str, ...]) -> Note:
    """The note as the bundle has it."""
    return Note(note.guid, note.name, words, note.user, date_time(note.created) or "", about)
