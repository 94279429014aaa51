"""A codebook as exchanged codes and back: what other programs keep of a code is a name, a colour and a description.

Definition, inclusions, exclusions, examples, group and type stand in the description, a line each, so that people can read them
everywhere and nothing is lost on the way back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from lifeworld.kit.errors import InputRefused
from lifeworld.voices.core.codebook import GROUPS, Code, Codebook, Group
from lifeworld.voices.core.exchange.coded_rows import code_labels
from lifeworld.voices.core.exchange.guids import guid
from lifeworld.voices.core.exchange.values import ExchangedCode

FOLDERS = {"actor": "Actors", "driver": "Drivers"}
_MANY = {"Include": "include", "Exclude": "exclude", "Example": "examples"}
_ONE = {"Title": "title", "Group": "group", "Type": "type", "Refines": "refines"}


def exchanged_codes(codebook: Codebook) -> tuple[ExchangedCode, ...]:
    """The codes below a folder for each group, in the order of the codebook; a code's guid is made of its name alone.

    A line end inside an inclusion, an example or a title becomes a blank, because each is a line of its own.
    """
    used = [group for group in GROUPS if any(one.group == group for one in codebook.codes)]
    folders = {group: ExchangedCode(guid("code", FOLDERS[group]), FOLDERS[group], is_codable=False) for group in used}
    codes = [ExchangedCode(guid("code", one.name), one.name, "", _description(one), parent=folders[one.group].guid)
             for one in codebook.codes]
    return (*folders.values(), *codes)


def _description(code: Code) -> str:
    lines = [f"{label}: {_flat(value)}" for label, name in _MANY.items() for value in getattr(code, name)]
    lines += [f"{label}: {_flat(value)}" for label, name in _ONE.items() if (value := getattr(code, name))]
    return "\n".join([code.definition, "", *lines])


def _flat(words: str) -> str:
    return " ".join(words.split())


def codebook_of_codes(codes: Sequence[ExchangedCode], name: str, version: str, group: Group = "actor") -> Codebook:
    """The codebook of exchanged codes; folders are left out. ``group`` is that of codes whose description names none.

    Errors: InputRefused for a code without a definition, because no coder may use one, and for what ``Code`` refuses.

    >>> book = Codebook("b", "1", (Code("mood", "mood", "How it feels.", "driver", "individual", ("glad",), (), ("I was glad.",)),))
    >>> codebook_of_codes(exchanged_codes(book), "b", "1") == book
    True
    """
    labels = code_labels(codes)
    return Codebook(name, version, tuple(_code(replace(one, name=labels[one.guid]), group) for one in codes if one.is_codable))


def _code(code: ExchangedCode, group: Group) -> Code:
    definition, told = _parts(code.description)
    one = {label: told[label][0] for label in _ONE if told.get(label)}
    found = next((known for known in GROUPS if known == one.get("Group")), group)
    if not definition:
        raise InputRefused("code_without_definition", f"The code «{code.name}» has no description, so nobody can know when it applies.",
                           "Give it a description in the program that wrote it, and export again.")
    return Code(code.name, one.get("Title", code.name), definition, "driver" if found == "driver" else "actor", one.get("Type", ""),
                tuple(told.get("Include", ())), tuple(told.get("Exclude", ())), tuple(told.get("Example", ())), one.get("Refines", ""))


def _parts(description: str) -> tuple[str, dict[str, list[str]]]:
    """The definition, and the lines with labels below it."""
    lines = description.split("\n")
    start = len(lines)
    while start and lines[start - 1].partition(": ")[0] in {*_MANY, *_ONE} and ": " in lines[start - 1]:
        start -= 1
    return "\n".join(lines[:start]).strip(), _grouped(lines[start:])


def _grouped(lines: Iterable[str]) -> dict[str, list[str]]:
    told: dict[str, list[str]] = {}
    for line in lines:
        label, _, value = line.partition(": ")
        told.setdefault(label, []).append(value)
    return told
