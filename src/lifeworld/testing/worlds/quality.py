"""How far a world is, by its own word: `quality.toml` beside its code, against the published rules."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib.resources import files

STATES = ("done", "todo", "exempt")
LEVELS = ("bronze", "silver", "gold")


def rules() -> dict[str, dict[str, str]]:
    """The published rules: by level, then by name, what a world does."""
    return tomllib.loads(files("lifeworld.testing.worlds").joinpath("rules.toml").read_text(encoding="utf-8"))


def faults(said: Mapping[str, Mapping[str, object]]) -> list[str]:
    """What does not hold of a world's word, as sentences; none: it is whole.

    ``said``: by rule, {"is": "done"}; "todo" and "exempt" have a "why".

    >>> faults({"manifest": {"is": "nearly"}})[0]
    '«manifest» is «nearly»; write done, todo or exempt.'
    """
    known = {name for level in rules().values() for name in level}
    found = [f"«{name}» is no rule." for name in sorted(set(said) - known)]
    for name in (one for level in rules().values() for one in level):
        line = said.get(name, {})
        if line.get("is") not in STATES:
            found.append(f"«{name}» is «{line.get('is', '')}»; write done, todo or exempt.")
        elif line["is"] != "done" and not str(line.get("why", "")).strip():
            found.append(f"«{name}» is {line['is']} and does not say why.")
    return found


def level_of(said: Mapping[str, Mapping[str, object]]) -> str:
    """The highest level of which nothing is left to do, "" for none.

    >>> level_of({})
    ''
    """
    reached = ""
    for level in LEVELS:
        if any(said.get(name, {}).get("is") not in {"done", "exempt"} for name in rules()[level]):
            return reached
        reached = level
    return reached
