"""Taguette's projects, highlights and codebooks. It keeps no coder with a highlight, so one is named at the import."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lifeworld.voices.core.exchange.guids import guid
from lifeworld.voices.core.exchange.html_words import Words
from lifeworld.voices.core.exchange.refi_found import Found, FoundCoding, FoundSelection, FoundText
from lifeworld.voices.core.exchange.refi_settling import Exchanged, settled
from lifeworld.voices.core.exchange.typed import date_time
from lifeworld.voices.core.exchange.values import ExchangedCode, User, Variable

CODER = "taguette"
"""The coder of highlights where nobody says who it was."""
HIGHLIGHTS = ("id", "document", "tag", "content")
CODEBOOK = ("tag", "description")
NO_TAG = "They carry no tag."


@dataclass(frozen=True)
class TaguetteProject:
    """Rows of Taguette's tables: tags (id, path, description, parent id), documents (id, name, HTML), highlights (id, document id, start,
    end, snippet as HTML, login of who made it or ""), and pairs of highlight and tag.
    """

    name: str
    description: str
    created: str
    tags: Sequence[tuple[int, str, str, int | None]]
    documents: Sequence[tuple[int, str, str]]
    highlights: Sequence[tuple[int, int, int, int, str, str]]
    tagged: Sequence[tuple[int, int]]


def from_project(project: TaguetteProject, where: str, coder: str = "") -> Exchanged:
    """The bundle of a project. ``coder`` names who highlighted, where the file does not.

    Errors: InputRefused where snippets do not stand at the positions of their highlights.
    """
    found = Found(name=project.name, description=project.description, created=date_time(project.created) or "", origin="Taguette")
    codes = {key: guid("code", f"taguette {key} {path}") for key, path, _, _ in project.tags}
    found.codes = [ExchangedCode(codes[key], path, "", text, parent=codes.get(above, "") if above is not None else "")
                   for key, path, text, above in project.tags]
    tags: dict[int, list[str]] = {}
    for highlight, tag in project.tagged:
        if tag in codes:
            tags.setdefault(highlight, []).append(codes[tag])
    coders = _coders(found, (one[5] for one in project.highlights), coder)
    by_document: dict[int, list[tuple[int, int, int, int, str, str]]] = {}
    for one in project.highlights:
        by_document.setdefault(one[1], []).append(one)
    raw = {}
    for key, name, html in project.documents:
        words, some = Words(html), by_document.pop(key, [])
        text = guid("text", f"taguette {key} {name}")
        raw[text] = words.text
        found.texts.append(FoundText(text, name, "", None, "", tuple(_selections(found, words, some, tags, coders)), (), ()))
    found.lose("highlights", "highlights", "Their document is not in the file.", sum(map(len, by_document.values())))
    return settled(found, raw, where, ("code points",))


def _coders(found: Found, logins: Iterable[str], coder: str) -> dict[str, str]:
    """Guids of coders by login; the highlights of nobody are those of ``coder``."""
    names = {login: login or coder or CODER for login in {*logins, ""}}
    found.users = [User(guid("user", name), name) for name in sorted(set(names.values()))]
    return {login: guid("user", name) for login, name in names.items()}


def _selections(found: Found, words: Words, some: Sequence[tuple[int, int, int, int, str, str]], tags: Mapping[int, list[str]],
                coders: Mapping[str, str]) -> Iterable[FoundSelection]:
    start, end = words.places(np.array([one[2] for one in some], np.int64), np.array([one[3] for one in some], np.int64))
    for (key, _, _, _, snippet, login), at, to in zip(some, start.tolist(), end.tolist(), strict=True):
        if key not in tags:
            found.lose("highlights", "highlights", NO_TAG)
        elif not 0 <= at < to:
            found.lose("positions", "highlights", "Their positions lie outside the document or inside a character.")
        else:
            codings = tuple(FoundCoding(code, coders[login], "", ()) for code in dict.fromkeys(tags[key]))
            yield FoundSelection("", at, to, Words(snippet).text, coders[login], "", "", codings, ())


def from_highlights(rows: Iterable[Mapping[str, str | None]], where: str, coder: str = "") -> Exchanged:
    """The bundle of a table of highlights: each is a text of its own, coded as a whole, because documents are not in the file.

    Rows have the columns of HIGHLIGHTS and perhaps tag_full_path and tag_description.
    """
    found = Found(name=where, origin="Taguette")
    users = _coders(found, (), coder)
    document = Variable(guid("variable", "document"), "document")
    found.variables = [document]
    codes: dict[str, ExchangedCode] = {}
    texts: dict[str, tuple[str, str, str, dict[str, None]]] = {}
    for row in rows:
        name = f"{row['document'] or ''} #{row['id'] or ''}"
        key = guid("text", f"taguette {name}")
        tag = row.get("tag_full_path") or row["tag"]
        _, _, _, tags = texts.setdefault(key, (name, row["document"] or "", row["content"] or "", {}))
        if tag:
            code = guid("code", f"taguette {tag}")
            codes.setdefault(code, ExchangedCode(code, tag, "", row.get("tag_description") or ""))
            tags[code] = None
        else:
            found.lose("highlights", "highlights", NO_TAG)
    found.codes = list(codes.values())
    for key, (name, source, _, tags) in texts.items():
        codings = tuple(FoundCoding(code, users[""], "", ()) for code in tags)
        found.texts.append(FoundText(key, name, "", None, users[""], (), codings, ()))
        if source:
            found.values.append((key, document.guid, "Text", source))
    found.lose("documents", "documents", "A table of highlights has only the words that were highlighted; export the project as SQLite "
               "to keep the documents.", len({source for _, source, _, _ in texts.values()}))
    return settled(found, {key: content for key, (_, _, content, _) in texts.items()}, where)


def from_codebook(rows: Iterable[Mapping[str, str | None]], where: str) -> Exchanged:
    """The bundle of a codebook table: a code a row, with the columns of CODEBOOK."""
    found = Found(name=where, origin="Taguette")
    names = {row["tag"]: row["description"] or "" for row in rows if row["tag"]}
    found.codes = [ExchangedCode(guid("code", f"taguette {tag}"), tag, "", words) for tag, words in names.items() if tag]
    return settled(found, {}, where)
