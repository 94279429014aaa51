"""Sources of a REFI-QDA project: texts as they are, and the words of what is no text (PDF, recordings, pictures)."""

from __future__ import annotations

from dataclasses import replace
from xml.etree.ElementTree import Element

from lifeworld.voices.core.exchange.refi_found import (
    Found,
    FoundSelection,
    FoundText,
    codings_of,
    key_of,
    refs_of,
    selection_of,
    take_values,
    text_of,
)
from lifeworld.voices.core.exchange.values import Edge, Graph, Vertex

ONLY_TEXT = "Only texts are coded here."


def take_source(found: Found, element: Element) -> None:
    """One child of ``<Sources>``; a source of a kind that nobody knows is counted."""
    kind = element.tag
    if kind == "TextSource":
        found.texts.append(text_of(found, element))
        take_values(found, element, key_of(element))
    elif kind == "PDFSource":
        _pdf(found, element)
    elif kind in {"AudioSource", "VideoSource"}:
        _recording(found, element)
    else:
        found.lose("sources", "pictures" if kind == "PictureSource" else "sources of another kind", ONLY_TEXT)
        found.lose("sources", "codings of pictures", ONLY_TEXT, len(element.findall(".//Coding")))


def _pdf(found: Found, element: Element) -> None:
    """The text that a PDF is represented by; areas of its pages are lost unless the text has them, too."""
    found.lose("sources", "pages of PDF files", "Their text is kept, how it looks is not.")
    represented = element.find("Representation")
    areas = element.findall("PDFSelection")
    if represented is None:
        found.lose("sources", "PDF files without a text", ONLY_TEXT)
        found.lose("sources", "codings of areas of PDF pages", ONLY_TEXT, len(element.findall(".//Coding")))
        return
    text = text_of(found, represented)
    twins = {one.guid for one in text.selections}
    found.lose("sources", "codings of areas of PDF pages", "No passage of the text belongs to them.",
               sum(len(area.findall("Coding")) for area in areas if key_of(area) not in twins))
    _keep(found, element, text)


def _recording(found: Found, element: Element) -> None:
    """The transcripts of a recording, each a text; what was coded in sound or picture is lost."""
    found.lose("sources", "recordings", ONLY_TEXT)
    kind = element.tag.removesuffix("Source") + "Selection"
    found.lose("sources", "codings of recordings", ONLY_TEXT, sum(len(one.findall("Coding")) for one in element.findall(kind)))
    transcripts = element.findall("Transcript")
    for transcript in transcripts:
        points = {key_of(one): one.get("position") for one in transcript.findall("SyncPoint")}
        read = [_transcript_selection(found, one, points) for one in transcript.findall("TranscriptSelection")]
        _keep(found, element, text_of(found, transcript, tuple(one for one in read if one is not None)))
    if not transcripts:
        found.lose("sources", "codings of recordings", ONLY_TEXT, len(element.findall("Coding")))


def _transcript_selection(found: Found, element: Element, points: dict[str, str | None]) -> FoundSelection | None:
    """A selection of a transcript: from the text position of one point in time to that of another."""
    return selection_of(found, element, points.get(key_of(element, "fromSyncPoint")), points.get(key_of(element, "toSyncPoint")))


def _keep(found: Found, source: Element, text: FoundText) -> None:
    """The text under the name of its source, with what hangs on the source; the first text stands for the source."""
    key = key_of(source)
    first = key not in found.alias
    found.alias.setdefault(key, text.guid)
    if first:
        take_values(found, source, text.guid)
        text = replace(text, codings=(*text.codings, *codings_of(source)), notes=(*text.notes, *refs_of(source, "NoteRef")))
    found.texts.append(replace(text, name=source.get("name") or text.name, user=text.user or key_of(source, "creatingUser")))


def take_graph(found: Found, element: Element) -> None:
    """A Graph; vertices without a place and edges without two vertices are counted."""
    points: list[Vertex] = []
    for one in element.findall("Vertex"):
        x, y, x2, y2 = (_pixel(one.get(name)) for name in ("firstX", "firstY", "secondX", "secondY"))
        if x is None or y is None or not key_of(one):
            found.lose("graphs", "vertices", "They have no place or no GUID.")
            continue
        points.append(Vertex(key_of(one), one.get("name") or "", x, y, key_of(one, "representedGUID"), one.get("shape") or "",
                             one.get("color") or "", x2, y2))
    known = {one.guid for one in points}
    lines: list[Edge] = []
    for one in element.findall("Edge"):
        ends = key_of(one, "sourceVertex"), key_of(one, "targetVertex")
        if not known.issuperset(ends) or not key_of(one):
            found.lose("graphs", "edges", "A vertex at one of their ends is missing, or their GUID.")
            continue
        lines.append(Edge(key_of(one), *ends, one.get("name") or "", one.get("direction") or "", one.get("lineStyle") or "",
                          one.get("color") or "", key_of(one, "representedGUID")))
    found.graphs.append(Graph(key_of(element), element.get("name") or "", tuple(points), tuple(lines)))


def _pixel(words: str | None) -> int | None:
    try:
        number = round(float(words or ""))
    except (ValueError, OverflowError):
        return None
    return number if abs(number) <= 2**31 else None
