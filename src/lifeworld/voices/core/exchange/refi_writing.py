"""A bundle as the XML of a REFI-QDA project (project.qde), element by element in the order that the schema binds.

One PlainTextSelection for each coder and span: some programs take the coder from the selection and would lose the second coder.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

import polars as pl

from lifeworld.voices.core.exchange.guids import guids
from lifeworld.voices.core.exchange.marks import CODING_NOTE, judged_sets, note_text
from lifeworld.voices.core.exchange.typed import color, date_time
from lifeworld.voices.core.exchange.values import ExchangedCode, Graph, NamedSet, Note, Project
from lifeworld.voices.core.exchange.xml_words import (
    attribute,
    attribute_column,
    attributes,
    content,
    content_column,
    element,
    unwritable_column,
)

NAMESPACE = "urn:QDA-XML:project:1.0"
CODEBOOK_NAMESPACE = "urn:QDA-XML:codebook:1.0"
INLINE_CHARS_MAX = 500
"""A text of up to so many characters stands in the project file; a longer one is a file of its own."""
QUOTE_CHARS = 100
WHOLE = "The whole text was coded."
"""Description of a selection that is the statement as a whole, so that it is read back as one."""
TEXTS_AT_ONCE = 10_000
SHAPES = ("Person", "Oval", "Rectangle", "RoundedRectangle", "Star", "LeftTriangle", "RightTriangle", "UpTriangle", "DownTriangle", "Note")
DIRECTIONS = ("Associative", "OneWay", "Bidirectional")
LINE_STYLES = ("dotted", "dashed", "solid")


def in_files(texts: pl.DataFrame) -> pl.Series:
    """Which texts are files of their own: long ones, and those that XML cannot hold or that programs would trim. Boolean[n].

    >>> in_files(pl.DataFrame({"text": ["Ran.", " Ran.", ""]})).to_list()
    [False, True, True]
    """
    text = pl.col("text")
    long = text.str.len_chars() > INLINE_CHARS_MAX
    return texts.select(long | (text.str.strip_chars() != text) | (text == "") | unwritable_column(text)).to_series()


def project_xml(project: Project, origin: str) -> Iterator[str]:
    """The XML in pieces. ``project`` is ``checked``; ``origin`` names the program that writes."""
    coded = _coded(project)
    yield '<?xml version="1.0" encoding="utf-8"?>\n'
    named = attributes(origin=origin, creationDateTime=date_time(project.created))
    yield f'<Project xmlns="{NAMESPACE}" name="{attribute(project.name or " ")}"{named}>\n'
    yield from _wrapped("Users", (f"<User{attributes(guid=one.guid, name=one.name, id=one.id)}/>" for one in project.users))
    about = _about(project.notes)
    if project.codes:
        yield "<CodeBook>"
        yield from _wrapped("Codes", codes_xml(project.codes, about))
        yield "</CodeBook>\n"
    yield from _wrapped("Variables", (
        f"<Variable{attributes(guid=one.guid, name=one.name or ' ', typeOfVariable=one.type)}>{element('Description', one.description)}"
        "</Variable>"
        for one in project.variables))
    yield from _wrapped("Cases", _cases(project))
    yield from _wrapped("Sources", _sources(project, coded, about))
    yield from _wrapped("Notes", chain(map(_note, project.notes), _coding_notes(coded)))
    yield from _wrapped("Sets", map(_set, (*project.sets, *judged_sets(project.judged, {one.guid: one.name for one in project.users}))))
    yield from _wrapped("Graphs", map(_graph, project.graphs))
    yield element("Description", project.description)
    yield "".join(map(_note_ref, about.get("", ())))
    yield "</Project>\n"


def _wrapped(name: str, parts: Iterator[str]) -> Iterator[str]:
    """The parts inside their wrapper; no wrapper where there are none, because an empty one is not valid."""
    first = next(parts, None)
    if first is not None:
        yield f"<{name}>\n{first}\n"
        for part in parts:
            yield f"{part}\n"
        yield f"</{name}>\n"


def _about(notes: Sequence[Note]) -> dict[str, list[str]]:
    """The guids of notes by what they are about."""
    found: dict[str, list[str]] = {}
    for note in notes:
        for target in note.about:
            found.setdefault(target, []).append(note.guid)
    return found


def _note_ref(target: str) -> str:
    return f'<NoteRef targetGUID="{target}"/>'


def codes_xml(codes: Sequence[ExchangedCode], about: dict[str, list[str]]) -> Iterator[str]:
    """The tree of codes; ``about`` has the guids of notes on each (none in a codebook file, whose codes have no notes)."""
    below: dict[str, list[ExchangedCode]] = {}
    for one in codes:
        below.setdefault(one.parent, []).append(one)
    waiting: list[ExchangedCode | None] = list(reversed(below.get("", [])))
    while waiting:
        code = waiting.pop()
        if code is None:  # all codes below one are written
            yield "</Code>"
            continue
        head = f'<Code guid="{code.guid}" name="{attribute(code.name or " ")}"'
        head += attributes(isCodable=code.is_codable, color=color(code.color)) + ">"
        yield head + element("Description", code.description) + "".join(map(_note_ref, about.get(code.guid, ())))
        waiting += [None, *reversed(below.get(code.guid, []))]


def _coded(project: Project) -> pl.DataFrame:
    """Selections with their guids and the notes on their codings: columns selection, coding, words, note_guid."""
    frame = project.selections.with_columns(note_text())
    unit = pl.when("whole").then(pl.lit("w")).otherwise(pl.lit(""))
    spans = frame.select(pl.concat_str("text", "coder", "start", "end", unit, separator=" "))
    frame = frame.with_columns(guids("selection", spans.to_series()).alias("selection"))
    frame = frame.with_columns(guids("coding", frame.select(pl.concat_str("selection", "code", separator=" ")).to_series()).alias("coding"))
    said = frame.filter(pl.col("words").is_not_null()).select("coder", "words").unique()
    said = said.with_columns(guids("note", said.select(pl.concat_str("coder", "words", separator=" ")).to_series()).alias("note_guid"))
    return frame.join(said, on=["coder", "words"], how="left", maintain_order="left")


def _coding_notes(coded: pl.DataFrame) -> Iterator[str]:
    """The notes on codings, one for each coder and words, in the order of their guids."""
    said = coded.filter(pl.col("note_guid").is_not_null()).select("note_guid", "words", "coder").unique("note_guid").sort("note_guid")
    yield from said.select(pl.concat_str(
        pl.lit('<Note guid="'), "note_guid", pl.lit(f'" name="{CODING_NOTE}" creatingUser="'), "coder", pl.lit('"><PlainTextContent>'),
        content_column(pl.col("words")), pl.lit("</PlainTextContent></Note>"))).to_series()


def _cases(project: Project) -> Iterator[str]:
    texts = project.texts.filter(pl.col("customer").is_not_null()).group_by("customer").agg(pl.col("guid"))
    sources = {case: list(found) for case, found in texts.iter_rows()}
    values = _values(project)
    for key, name, description in project.cases.iter_rows():
        refs = "".join(f'<SourceRef targetGUID="{one}"/>' for one in sorted(sources.get(key, ())))
        yield f"<Case{attributes(guid=key, name=name)}>{element('Description', description or '')}{values.get(key, '')}{refs}</Case>"


def _values(project: Project) -> dict[str, str]:
    """The values of each customer and text as XML, by guid."""
    kinds = pl.DataFrame([(one.guid, one.type) for one in project.variables], {"variable": pl.String, "kind": pl.String}, orient="row")
    rows = project.values.join(kinds, on="variable", how="left", maintain_order="left").with_columns(xml=pl.concat_str(
        pl.lit('<VariableValue><VariableRef targetGUID="'), "variable", pl.lit('"/><'), "kind", pl.lit("Value>"),
        content_column(pl.col("value")), pl.lit("</"), "kind", pl.lit("Value></VariableValue>")))
    return dict(rows.group_by("owner", maintain_order=True).agg(pl.col("xml").str.join("")).iter_rows())


def _sources(project: Project, coded: pl.DataFrame, about: dict[str, list[str]]) -> Iterator[str]:
    """A TextSource for each text, by blocks of texts: strings are made by columns, not by rows."""
    values = _values(project)
    marked = {*values, *about}
    texts = project.texts.with_columns(in_files(project.texts).alias("file"))
    for first in range(0, texts.height, TEXTS_AT_ONCE):
        block = texts[first : first + TEXTS_AT_ONCE]
        selected = _selections(coded.filter(pl.col("text").is_in(block["guid"].implode())))
        tails = ["".join(map(_note_ref, about.get(key, ()))) + values.get(key, "") if key in marked else "" for key in block["guid"]]
        yield from block.with_columns(tail=pl.Series(tails, dtype=pl.String)).join(
            selected, left_on="guid", right_on="text", how="left", maintain_order="left"
        ).select(pl.concat_str(
            pl.lit('<TextSource guid="'), "guid", pl.lit('" name="'), attribute_column(pl.col("name")), pl.lit('"'),
            pl.when("file").then(pl.concat_str(pl.lit(' plainTextPath="internal://'), "guid", pl.lit('.txt">')))
            .otherwise(pl.concat_str(pl.lit("><PlainTextContent>"), content_column(pl.col("text")), pl.lit("</PlainTextContent>"))),
            pl.col("selections").fill_null(""), "tail", pl.lit("</TextSource>"),
        )).to_series()


def _selections(coded: pl.DataFrame) -> pl.DataFrame:
    """The selections of each text as XML: columns text, selections."""
    at = pl.when(pl.col("created").is_not_null()).then(
        pl.concat_str(pl.lit(' creationDateTime="'), attribute_column(pl.col("created")), pl.lit('"'))).otherwise(pl.lit(""))
    note = pl.when(pl.col("note_guid").is_not_null()).then(
        pl.concat_str(pl.lit('<NoteRef targetGUID="'), "note_guid", pl.lit('"/>'))).otherwise(pl.lit(""))
    codings = coded.with_columns(xml=pl.concat_str(
        pl.lit('<Coding guid="'), "coding", pl.lit('" creatingUser="'), "coder", pl.lit('"'), at, pl.lit('><CodeRef targetGUID="'), "code",
        pl.lit('"/>'), note, pl.lit("</Coding>")))
    spans = codings.group_by("text", "selection", maintain_order=True).agg(
        pl.col("start", "end", "whole", "quote", "coder").first(), pl.col("xml").str.join(""))
    whole = pl.when("whole").then(pl.lit(f"<Description>{content(WHOLE)}</Description>")).otherwise(pl.lit(""))
    marks = spans.with_columns(xml=pl.concat_str(
        pl.lit('\n<PlainTextSelection guid="'), "selection",
        pl.lit('" name="'), attribute_column(pl.col("quote").str.slice(0, QUOTE_CHARS)),
        pl.lit('" startPosition="'), "start", pl.lit('" endPosition="'), "end",
        pl.lit('" creatingUser="'), "coder", pl.lit('">'), whole, "xml", pl.lit("</PlainTextSelection>")))
    return marks.group_by("text", maintain_order=True).agg(pl.col("xml").str.join("").alias("selections"))


def _note(note: Note) -> str:
    named = attributes(guid=note.guid, name=note.name, creatingUser=note.user, creationDateTime=date_time(note.created))
    return f"<Note{named}><PlainTextContent>{content(note.text)}</PlainTextContent></Note>"


def _set(one: NamedSet) -> str:
    kinds = (("Code", one.codes), ("Source", one.texts), ("Note", one.notes))
    members = [f'<Member{kind} targetGUID="{target}"/>' for kind, targets in kinds for target in targets]
    named = f'guid="{one.guid}" name="{attribute(one.name or " ")}"'
    return f"<Set {named}>{element('Description', one.description)}{''.join(members)}</Set>"


def _graph(graph: Graph) -> str:
    points = "".join(
        "<Vertex" + attributes(guid=one.guid, representedGUID=one.represents, name=one.name, firstX=one.x, firstY=one.y, secondX=one.x2,
                               secondY=one.y2, shape=one.shape if one.shape in SHAPES else "", color=color(one.color)) + "/>"
        for one in graph.vertices)
    lines = "".join(
        "<Edge" + attributes(guid=one.guid, representedGUID=one.represents, name=one.name, sourceVertex=one.source, targetVertex=one.target,
                             color=color(one.color), direction=one.direction if one.direction in DIRECTIONS else "",
                             lineStyle=one.line_style if one.line_style in LINE_STYLES else "") + "/>"
        for one in graph.edges)
    return f"<Graph{attributes(guid=graph.guid, name=graph.name)}>{points}{lines}</Graph>"


def codebook_xml(project: Project, origin: str) -> Iterator[str]:
    """The codes of a bundle as a codebook file; ``project`` is ``checked`` and has a code."""
    yield '<?xml version="1.0" encoding="utf-8"?>\n'
    yield f'<CodeBook xmlns="{CODEBOOK_NAMESPACE}"{attributes(origin=origin)}>\n'
    yield from _wrapped("Codes", codes_xml(project.codes, {}))
    yield "</CodeBook>\n"
