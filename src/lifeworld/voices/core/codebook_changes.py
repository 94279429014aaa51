"""A codebook from parsed data, and a study's changes to another one: codes added, refined or replaced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from lifeworld.kit.errors import InputRefused, listed, nearest
from lifeworld.voices.core.codebook import GROUPS, Code, Codebook, unknown_code

BOOK_KEYS = ("name", "version", "base", "code")
BASES = ("default", "none")
TEXT_KEYS = ("name", "title", "definition", "group", "type", "refines")
LIST_KEYS = ("include", "exclude", "examples")
CODE_KEYS = (*TEXT_KEYS, *LIST_KEYS, "action")
ACTIONS = ("add", "refine", "replace")


def codebook_of(parsed: Mapping[str, Any], where: str, default: Codebook | None = None) -> Codebook:
    """The codebook that ``parsed`` describes; ``where`` names the file in messages.

    Keys: ``name``, ``version``, ``base`` ("default": changes to ``default``, which is also the rule where one is given;
    "none": a codebook of its own) and a list ``code``. A code has the fields of ``Code`` and ``action``: "add" (a new
    name; needs a definition and a group), "refine" (the fields given replace those of the known code, lists are
    appended) or "replace" (nothing of the known code stays but its name). Without an action a known name is refined
    and a new one added. A narrower code says with ``refines`` which code it belongs to.
    Errors: InputRefused for unknown keys, code names and actions, and for codes without a definition.
    """
    _known(parsed, BOOK_KEYS, where)
    base = parsed.get("base", "none" if default is None else "default")
    if base not in BASES or (base == "default" and default is None):
        raise InputRefused("codebook_base", f"{where} has the base «{base}».", f"Use one of {listed(BASES)}.")
    codes = {code.name: code for code in default.codes} if base == "default" and default else {}
    raws = parsed.get("code", ())
    if not isinstance(raws, list) or not all(isinstance(raw, Mapping) for raw in raws) or not (raws or codes):
        raise InputRefused("codebook_empty", f"{where} has no list of codes.", "Write each code as a table [[code]].")
    seen: set[str] = set()
    for number, raw in enumerate(raws, start=1):
        name = raw.get("name")
        spot = f"{where}, code {number} («{name}»)" if name else f"{where}, code {number}"
        _checked(raw, spot)
        if name in seen:
            raise InputRefused("code_twice", f"{spot} stands twice in this file.", "Keep one of them.")
        seen.add(str(name))
        codes[str(name)] = _changed(raw, codes, spot)
    for code in codes.values():
        if code.refines and code.refines not in codes:
            raise unknown_code(code.refines, tuple(codes), f"{where} (code «{code.name}» refines it)")
    return Codebook(str(parsed.get("name", "study")), str(parsed.get("version", "1")), tuple(codes.values()))


def _changed(raw: Mapping[str, Any], codes: Mapping[str, Code], spot: str) -> Code:
    name = raw["name"]
    action = raw.get("action", "refine" if name in codes else "add")
    if action == "add" and name in codes:
        raise InputRefused("code_twice", f"{spot} is known already.", "Refine or replace it, or give another name.")
    if action != "add" and name not in codes:
        raise unknown_code(name, tuple(codes), f"the codebook that {spot} wants to {action}")
    if action == "refine":
        known = codes[name]
        fields: dict[str, Any] = {key: raw[key] for key in TEXT_KEYS if key in raw}
        fields |= {key: (*getattr(known, key), *raw[key]) for key in LIST_KEYS if key in raw}
        return replace(known, **fields)
    if not str(raw.get("definition", "")).strip():
        near = nearest(name, codes) if action == "add" else None
        hint = f" If «{near}» was meant, write its name." if near else ""
        raise InputRefused(
            "code_without_definition", f"{spot} has no definition.",
            f"Say in a sentence when it applies; no coder may use a code without a definition.{hint}",
        )
    if action == "add" and "group" not in raw:
        raise InputRefused("code_group", f"{spot} has no group.", f"Give one of {listed(GROUPS)}.")
    known_group = codes[name].group if action == "replace" else ""
    known_type = codes[name].type if action == "replace" else ""
    return Code(
        name=name, title=raw.get("title", name.replace("_", " ")), definition=raw["definition"],
        group=raw.get("group", known_group), type=raw.get("type", known_type), refines=raw.get("refines", ""),
        include=tuple(raw.get("include", ())), exclude=tuple(raw.get("exclude", ())),
        examples=tuple(raw.get("examples", ())),
    )


def _checked(raw: Mapping[str, Any], spot: str) -> None:
    _known(raw, CODE_KEYS, spot)
    for key in TEXT_KEYS:
        if key in raw and not isinstance(raw[key], str):
            raise InputRefused("codebook_value", f"{spot} has a {key} that is no text.", "Write it in quotes.")
    for key in LIST_KEYS:
        value = raw.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise InputRefused("codebook_value", f"{spot} has {key} that is no list of texts.", "Write [\"…\", \"…\"].")
    if not raw.get("name", "").strip():
        raise InputRefused("code_without_name", f"{spot} has no name.", "Give every code a name.")
    if raw.get("group", "actor") not in GROUPS:
        raise InputRefused("code_group", f"{spot} has the group «{raw['group']}».", f"Use one of {listed(GROUPS)}.")
    if raw.get("action", "add") not in ACTIONS:
        raise InputRefused(
            "codebook_action", f"{spot} has the action «{raw['action']}».", f"Use one of {listed(ACTIONS)}."
        )


def _known(raw: Mapping[str, Any], keys: tuple[str, ...], where: str) -> None:
    for key in raw:
        if key not in keys:
            near = nearest(key, keys)
            hint = f"Did you mean «{near}»?" if near else f"Known keys are {listed(keys)}."
            raise InputRefused("codebook_key", f"{where} has the unknown key «{key}».", hint)
