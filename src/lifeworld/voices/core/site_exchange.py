"""A study of the site as the neutral bundle of exchange, and back: codes with everything that they say, facts as variables, coders."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import polars as pl

from lifeworld.voices.core.codebook import TYPES
from lifeworld.voices.core.exchange.codebooks import FOLDERS
from lifeworld.voices.core.exchange.coded_rows import code_labels
from lifeworld.voices.core.exchange.guids import guid
from lifeworld.voices.core.exchange.losses import Loss, Losses, losses
from lifeworld.voices.core.exchange.values import JUDGED, MODEL, VALUES, ExchangedCode, Project, Variable, VariableType
from lifeworld.voices.core.site_codebook import CHARS_MAX, GROUPS, KEY, LINES_MAX, Group, StudyCode, StudyCodebook

FACT_TYPES: dict[str, VariableType] = {
    "field": "Text", "time": "Text", "source": "Text", "focal": "Text", "group": "Text", "outcome": "Float", "language": "Text",
    "wave": "Text", "consent": "Boolean", "context": "Text",
}
"""What is exchanged of what came with a statement; where it stood in a file or recording is not."""
MANY = {"Include": "include", "Exclude": "exclude", "Example": "examples"}
ONE = {"Title": "title", "Group": "group", "Type": "type", "Refines": "refines", "Retired": "retired"}
HEADING = "A heading for the codes below it; nothing is coded with it."
UNDEFINED = "It came without a definition: say when it applies."
FILE_TYPES = {"qdpx": "application/zip", "qdc": "application/xml", "csv": "text/csv; charset=utf-8"}
IMPORT_BYTES_MAX = 64 << 20
"""What is imported at once; larger projects go in parts."""
QUEUES = ("random", "active")


def exchanged(codebook: StudyCodebook) -> tuple[ExchangedCode, ...]:
    """The codes with their hierarchy; what a format knows no field for stands in the description, a line each.

    >>> code = StudyCode("luck", "Good luck", "Chance plays a part.", include=("a lottery",))
    >>> exchanged(StudyCodebook(1, (code,)))[0].description.splitlines()
    ['Chance plays a part.', '', 'Include: a lottery', 'Title: Good luck', 'Group: other']
    """
    return tuple(ExchangedCode(guid("code", code.name), code.name, code.color, _description(code),
                               parent=guid("code", code.parent) if code.parent else "") for _, code in codebook.tree())


def _description(code: StudyCode) -> str:
    said = {"title": code.title if code.title != code.name else "", "group": code.group, "type": code.type, "refines": code.refines,
            "retired": "yes" if code.retired else ""}
    lines = [f"{label}: {_flat(value)}" for label, name in MANY.items() for value in getattr(code, name)]
    lines += [f"{label}: {_flat(said[name])}" for label, name in ONE.items() if said[name]]
    return "\n".join([code.definition, "", *lines])


def _flat(words: str) -> str:
    return " ".join(words.split())


def codes_of(codes: Sequence[ExchangedCode]) -> tuple[dict[str, str], tuple[StudyCode, ...]]:
    """The key of each exchanged code by its guid, and the codes; headings become retired codes, because nothing is coded with them.

    A code without a description gets one that asks for it. Our own codes come back as they were:

    >>> book = StudyCodebook(1, (StudyCode("luck", "Good luck", "Chance.", include=("a",)), StudyCode("bad", "bad", "No.", parent="luck")))
    >>> codes_of(exchanged(book))[1] == book.codes
    True
    """
    ours = {guid("code", name) for name in FOLDERS.values()}
    kept = [one for one in codes if one.is_codable or one.guid not in ours]
    labels = code_labels(kept)
    keys: dict[str, str] = {}
    for one in kept:
        keys[one.guid] = _free(_key(labels[one.guid]), set(keys.values()))
    return keys, tuple(_code(one, keys) for one in kept)


def _key(label: str) -> str:
    key = re.sub(r"[^\w .:-]", "_", label).strip()[:90] or "code"
    return key if KEY.fullmatch(key) else f"code {key}"[:100]


def _free(key: str, taken: set[str]) -> str:
    return next(one for one in (key, *(f"{key} {n}" for n in range(2, len(taken) + 3))) if one not in taken)


def _code(code: ExchangedCode, keys: dict[str, str]) -> StudyCode:
    definition, told = _parts(code.description)
    one = {name: told[label][0] for label, name in ONE.items() if told.get(label)}
    group: Group = next((known for known in GROUPS if known == one.get("group")), "other")
    type_ = one.get("type", "")
    if (group == "driver") != (type_ in TYPES):
        group, type_ = "other", ""
    lists = {name: tuple(line[:CHARS_MAX] for line in told.get(label, ()) if line)[:LINES_MAX] for label, name in MANY.items()}
    fallback = HEADING if not code.is_codable else UNDEFINED
    title = one.get("title") or _flat(code.name) or keys[code.guid]
    return StudyCode(keys[code.guid], title[:CHARS_MAX], (definition or fallback)[:CHARS_MAX], group, type_, **lists,
                     refines=one.get("refines", ""), parent=keys.get(code.parent, ""),
                     retired=one.get("retired") == "yes" or not code.is_codable, color=code.color)


def _parts(description: str) -> tuple[str, dict[str, list[str]]]:
    """The definition, and the labelled lines below it."""
    lines = description.split("\n")
    start = len(lines)
    while start and lines[start - 1].partition(": ")[0] in {*MANY, *ONE} and ": " in lines[start - 1]:
        start -= 1
    told: dict[str, list[str]] = {}
    for line in lines[start:]:
        label, _, value = line.partition(": ")
        told.setdefault(label, []).append(value)
    return "\n".join(lines[:start]).strip(), told


def merged(before: StudyCodebook, codes: Sequence[StudyCode]) -> tuple[tuple[StudyCode, ...], Losses]:
    """The codes of a study with those that it lacks; a code of the same key keeps the study's meaning, and where that differs it is said.

    Where the new codes hold all that the study has, they replace it, in their order: a study that comes back is as it was.
    """
    known = {code.name: code for code in before.codes}
    said = {code.name: code for code in codes if code.definition != UNDEFINED}
    if all(name in said and (said[name].group, said[name].type) == (code.group, code.type) for name, code in known.items()):
        return tuple(codes), losses(())
    other = sum(code.name in known and known[code.name].meaning != code.meaning for code in said.values())
    fresh = tuple(code for code in codes if code.name not in known)
    return (*before.codes, *fresh), losses([Loss(
        "codebook", "meanings of codes", other, "The study has a code of the same key with a meaning of its own; that one stays.")])


def user_name(kind: str, label: str) -> str:
    """What a coder is called outside: programs carry a mark.

    >>> user_name("model", "fast"), user_name("person", "Eva")
    ('model:fast', 'Eva')
    """
    return f"{MODEL}{label}" if kind == "model" else label


def variables_of(traits: Sequence[str], facts: Sequence[str]) -> tuple[Variable, ...]:
    """The variables of customers (traits) and of statements (facts)."""
    return (*(Variable(guid("variable", f"customer:{name}"), name) for name in traits),
            *(Variable(guid("variable", f"statement:{name}"), name, FACT_TYPES[name]) for name in FACT_TYPES if name in facts))


def fact_values(statements: pl.DataFrame) -> pl.DataFrame:
    """The facts of statements (columns of STATEMENT_SCHEMA) as values of variables, columns of VALUES; unknown ones have no row."""
    parts = [statements.select(
        pl.col("id").map_elements(lambda key: guid("text", key), return_dtype=pl.String).alias("owner"),
        pl.lit(guid("variable", f"statement:{name}")).alias("variable"), pl.col(name).cast(pl.String).alias("value"),
    ).filter(pl.col("value").is_not_null()) for name in FACT_TYPES]
    return pl.concat(parts).cast(pl.Schema(VALUES))


def fact_of(name: str, value: str) -> Any:
    """A fact from the words of its variable; None where they say nothing.

    >>> fact_of("outcome", "4.5"), fact_of("consent", "false"), fact_of("wave", "2026 Q1")
    (4.5, False, '2026 Q1')
    """
    if name == "outcome":
        try:
            return float(value)
        except ValueError:
            return None
    return {"true": True, "false": False}.get(value) if name == "consent" else value


def found_in(project: Project) -> pl.DataFrame:
    """One row for each text and coder with what the coder found: text, coder, judged (codes), queue, inclusion and marks.

    ``present`` are structs (code, probability); ``marks`` structs (code, start, end, quote, note, reading) of what was not coded whole.
    """
    unit = ["text", "coder"]
    selections = project.selections
    present = selections.group_by("text", "coder", "code", maintain_order=True).agg(pl.col("probability").max())
    by_code = present.group_by(unit, maintain_order=True).agg(present=pl.struct("code", "probability"))
    spans = selections.filter(~pl.col("whole")).group_by(unit, maintain_order=True).agg(
        marks=pl.struct("code", "start", "end", "quote", "note", "reading"))
    cells = pl.concat([present.select(*unit, "code"), project.judged.select(*unit, "code")]).unique(maintain_order=True)
    judged = cells.group_by(unit, maintain_order=True).agg(judged="code")
    drawn = project.judged.group_by(unit, maintain_order=True).agg(pl.col("queue").first(), pl.col("inclusion").first())
    return judged.join(by_code, on=unit, how="left", maintain_order="left").join(spans, on=unit, how="left", maintain_order="left").join(
        drawn, on=unit, how="left", maintain_order="left")


def judged_rows(codings: pl.DataFrame) -> pl.DataFrame:
    """Rows of JUDGED from codings with guids (text, coder, code, queue, inclusion), one for each text, coder and code."""
    queue = pl.when(pl.col("queue").is_in(QUEUES)).then("queue")
    rows = codings.select("text", "coder", "code", queue.alias("queue"), "inclusion")
    return rows.unique(["text", "coder", "code"]).cast(pl.Schema(JUDGED))
