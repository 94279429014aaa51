"""From what a REFI-QDA file says to a bundle: references settled, positions read, and everything that is lost counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import polars as pl

from lifeworld.kit.errors import InputRefused
from lifeworld.voices.core.exchange.checks import SPAN, checked
from lifeworld.voices.core.exchange.losses import Loss, Losses, losses, told
from lifeworld.voices.core.exchange.marks import judged_rows
from lifeworld.voices.core.exchange.names import unique_names
from lifeworld.voices.core.exchange.positions import Match, Unit, plain_text
from lifeworld.voices.core.exchange.refi_found import Found, FoundSelection, FoundText
from lifeworld.voices.core.exchange.refi_notes import Notes
from lifeworld.voices.core.exchange.refi_people import Users, customers_of, without_case_codes
from lifeworld.voices.core.exchange.refi_places import REFI_UNITS, places_of
from lifeworld.voices.core.exchange.refi_writing import WHOLE
from lifeworld.voices.core.exchange.typed import date_time, typed
from lifeworld.voices.core.exchange.values import (
    JUDGED,
    SELECTIONS,
    TEXTS,
    VALUES,
    ExchangedCode,
    Graph,
    NamedSet,
    Project,
    Variable,
)

Keyed = TypeVar("Keyed", NamedSet, Graph, Variable)
Row = tuple[str, int, int, bool, str | None, str, str, str | None, str | None, float | None, str | None]


@dataclass(frozen=True)
class Exchanged:
    """What came out of a file: the bundle, what was lost on the way, and sentences that a reader should see."""

    project: Project
    losses: Losses
    notes: tuple[str, ...] = ()


def settled(found: Found, raw: Mapping[str, str], where: str, units: Sequence[Unit] = REFI_UNITS) -> Exchanged:
    """The bundle of a project file. ``raw`` has the words of texts and notes by guid as the file holds them; ``where`` names the file,
    ``units`` are those its positions may count in.

    Errors: InputRefused for GUIDs that stand twice among codes or texts, and for positions that fit no way of counting.
    """
    _refuse_twice("codes", (one.guid for one in found.codes), where)
    _refuse_twice("sources", (one.guid for one in found.texts), where)
    _refuse_twice("cases", (one[0] for one in found.cases), where)
    found.texts = [one for one in found.texts if _has_words(found, one, raw)]
    places = places_of(found.texts, raw, where, units)
    if places.n_unconfirmed:
        found.lose("positions", "selections whose place no quote confirms", "They were read in the format's own way; look at some of them.",
                   places.n_unconfirmed)
    words = {one.guid: plain_text(raw[one.guid]) for one in found.texts}
    notes = Notes(found, raw)
    users = Users(found)
    codes = _codes(found)
    rows = [row for text, match in zip(found.texts, places.chosen, strict=True)
            for row in _rows(found, text, match, words[text.guid], codes, users, notes)]
    selections = pl.DataFrame(rows, schema=pl.Schema(SELECTIONS), orient="row").unique(list(SPAN), keep="first", maintain_order=True)
    found.lose("sources", "codings that stand twice", "The same coder gave the same words the same code; the first counts.",
               len(rows) - selections.height)
    customers, selections, cases = customers_of(found, selections)
    texts = pl.DataFrame(
        [(one.guid, name, words[one.guid], customers.get(one.guid)) for one, name in
         zip(found.texts, unique_names(one.name or one.guid for one in found.texts), strict=True)], schema=pl.Schema(TEXTS), orient="row")
    judged, sets = _sets(found, {*words}, {*codes}, users)
    sets, graphs = _once(found, "sets", sets), _once(found, "graphs", tuple(found.graphs))
    variables = _once(found, "variables", tuple(found.variables))
    project = Project(
        found.name or where, users=users.all, codes=tuple(codes.values()), variables=variables,
        notes=notes.left(found, codes, words),
        sets=sets, graphs=graphs, texts=texts, selections=selections, judged=judged, cases=cases,
        values=_values(found, {*words, *cases["guid"]}), created=date_time(found.created) or "")
    lost = losses(Loss(place, what, n, why) for (place, what, why), n in found.lost.items())
    return Exchanged(replace(checked(without_case_codes(project)), description=told(found.description, lost)), lost,
                     (places.sentence,) if selections.height else ())


def _refuse_twice(kind: str, keys: Iterable[str], where: str) -> None:
    for key, n in Counter(keys).items():
        if n > 1 or not key:
            what = f"the GUID {key} stands {n} times" if key else f"{n:,} have no GUID"
            raise InputRefused("exchange_guids", f"Among the {kind} of {where} {what}, so references to it have no one meaning.",
                               "Export the project again, or repair the GUIDs.")


def _has_words(found: Found, text: FoundText, raw: Mapping[str, str]) -> bool:
    if text.guid in raw:
        return True
    found.lose("sources", "texts", "Their words are not in the file.")
    n = sum(len(one.codings) for one in text.selections) + len(text.codings)
    found.lose("sources", "codings of texts whose words are not in the file", "Without words there is nothing to code.", n)
    return False


def _once(found: Found, kind: str, values: tuple[Keyed, ...]) -> tuple[Keyed, ...]:
    """The values with a GUID of their own; nothing that matters refers to the others."""
    first: dict[str, Keyed] = {}
    for one in values:
        if one.guid:
            first.setdefault(one.guid, one)
    found.lose(kind, f"{kind} without a GUID of their own", "The first of each GUID was kept.", len(values) - len(first))
    return tuple(first.values())


def _codes(found: Found) -> dict[str, ExchangedCode]:
    """Codes by guid; a folder that carries codings is a code."""
    used = {coding.code for text in found.texts for one in text.selections for coding in one.codings}
    used |= {coding.code for text in found.texts for coding in text.codings}
    codes = {}
    for one in found.codes:
        folder = not one.is_codable and one.guid in used
        found.lose("codebook", "folders of codes", "They carry codings, so they were read as codes.", int(folder))
        codes[one.guid] = replace(one, is_codable=one.is_codable or folder)
    return codes


def _rows(found: Found, text: FoundText, match: Match | None, words: str, codes: Mapping[str, ExchangedCode], users: Users,
          notes: Notes) -> Iterable[Row]:
    """Rows of SELECTIONS: those of a text's selections, then those of the text as a whole."""
    for nth, one in enumerate(text.selections):
        assert match is not None  # noqa: S101 - a text with selections was matched
        start, end, whole = int(match.start[nth]), int(match.end[nth]), one.description == WHOLE
        if match.misplaced[nth] or start < 0 or end < 0 or (start >= end and not whole):
            why = "Their quotes stand elsewhere in the text." if match.misplaced[nth] else "They are empty or lie outside their text."
            found.lose("positions", "codings", why, max(1, len(one.codings)))
            continue
        if not one.codings and (one.description or one.notes):
            notes.memo(text, one, words[start:end])
        elif not one.codings:
            found.lose("sources", "selections without a code", "Nothing was said of them.")
        yield from _coded(found, text, one, (start, end, whole), words[start:end], codes, users, notes)
    everything = FoundSelection(text.guid, 0, len(words), "", "", "", "", text.codings, ())
    yield from _coded(found, text, everything, (0, len(words), True), words, codes, users, notes)


def _coded(found: Found, text: FoundText, one: FoundSelection, place: tuple[int, int, bool], quote: str,
           codes: Mapping[str, ExchangedCode], users: Users, notes: Notes) -> Iterable[Row]:
    for coding in one.codings:
        if coding.code not in codes:
            found.lose("sources", "codings", "Their code is not in the codebook of the file.")
            continue
        probability, reading, note = notes.on(coding, one)
        created = date_time(coding.created or one.created)
        yield (text.guid, *place, quote, users.coder(coding.user, one.user, text.user), coding.code, created, note, probability, reading)


def _values(found: Found, owners: set[str]) -> pl.DataFrame:
    """Values of the variables that are known, canonical."""
    kinds = {one.guid: one.type for one in found.variables}
    rows = []
    for owner, variable, kind, words in found.values:
        key = found.alias.get(owner, owner)
        value = typed(words, kinds.get(variable, kind))
        if variable in kinds and key in owners and value is not None:
            rows.append((key, variable, value))
        else:
            found.lose("variables", "values", "They are no values of their variable, or what they are about is not in the file.")
    return pl.DataFrame(rows, schema=pl.Schema(VALUES), orient="row").unique(["owner", "variable"], keep="first", maintain_order=True)


def _sets(found: Found, texts: set[str], codes: set[str], users: Users) -> tuple[pl.DataFrame, tuple[NamedSet, ...]]:
    """What was judged, and the other sets without members that are not there."""
    known = {one.guid for one in found.notes}
    kept = []
    for one in found.sets:
        sources = tuple(dict.fromkeys(found.alias.get(key, key) for key in one.texts))
        trimmed = replace(one, codes=tuple(key for key in one.codes if key in codes), texts=tuple(key for key in sources if key in texts),
                          notes=tuple(key for key in one.notes if key in known))
        gone = len(one.codes) + len(sources) + len(one.notes) - len(trimmed.codes) - len(trimmed.texts) - len(trimmed.notes)
        found.lose("sets", "members of sets", "They are not in the file, or are no texts.", gone)
        kept.append(trimmed)
    judged, others = judged_rows(tuple(kept))
    judged = pl.concat([judged, pl.DataFrame(found.judged, schema=pl.Schema(JUDGED), orient="row")])
    strange = judged.filter(~pl.col("coder").is_in(list(users.by_guid)))
    found.lose("sets", "judgements", "Their coder is not in the file.", strange.height)
    return judged.filter(pl.col("coder").is_in(list(users.by_guid))).select(list(JUDGED)), others
