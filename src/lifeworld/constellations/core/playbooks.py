"""Playbooks: what a team might do about each type, as declared suggestions with their sources.

A playbook is data. Advice may depend on how the customers of a type tell of a driver: *weak* where the mean valence of their
statements is clearly negative (its whole interval below 0), *strong* where it is clearly positive. What is not known is
neither, so thin evidence gives no conditional advice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lifeworld.constellations.core.study import TYPE_NAMES
from lifeworld.constellations.core.type_profiles import TypeProfile
from lifeworld.kit.errors import InputRefused, listed, nearest
from lifeworld.kit.figure import Figure
from lifeworld.voices.core.codebook import DRIVERS

STATES = ("weak", "strong")
_NEXT = "Each [[advice]] has the texts for, says and source, and may have when = { driver = ..., is = ... }; sources may be named once."


@dataclass(frozen=True)
class Advice:
    """One suggestion for a type; ``driver`` and ``state`` are "" where it holds for every study of that type."""

    type: str
    says: str
    source: str
    driver: str = ""
    state: str = ""

    def text(self) -> str:
        """The suggestion with what it rests on.

        >>> Advice("brand-driven", "Consider fixing faults first.", "a source").text()
        'Consider fixing faults first. [a source]'
        """
        return f"{self.says} [{self.source}]"


@dataclass(frozen=True)
class Playbook:
    """Declared advice in the order in which it is shown."""

    name: str
    version: str
    advice: tuple[Advice, ...]


def driver_state(valence: Figure | None) -> str:
    """weak, strong, or "" where the mean valence is not known or its interval holds 0."""
    if valence is None or valence.low is None or valence.high is None:
        return ""
    return "weak" if valence.high < 0 else "strong" if valence.low > 0 else ""


def advised(playbook: Playbook, profiles: Sequence[TypeProfile]) -> Mapping[str, tuple[str, ...]]:
    """What the playbook advises for each type of a study: ``MappedStudy.playbook``. Conditional advice comes first.

    >>> book = Playbook("own", "1", (Advice("brand-driven", "Fix.", "s"), Advice("brand-driven", "Hm.", "s", "mood", "weak")))
    >>> advised(book, ())
    {'brand-driven': ('Fix. [s]',)}
    """
    states = {(p.label, driver): driver_state(f) for p in profiles for driver, f in zip(DRIVERS, p.valences, strict=True)}
    found: dict[str, tuple[str, ...]] = {}
    for label in TYPE_NAMES:
        own = [a for a in playbook.advice if a.type == label]
        said = [a.text() for a in own if a.driver and states.get((label, a.driver)) == a.state]
        said += [a.text() for a in own if not a.driver]
        if said:
            found[label] = tuple(said)
    return found


def playbook_of(parsed: Mapping[str, Any], where: str) -> Playbook:
    """A playbook from parsed TOML. ``where`` names the file in errors.

    Errors: InputRefused for unknown keys, types, drivers or sources, and for advice without words or without a source.
    """
    _known(parsed, ("name", "version", "sources", "advice"), where)
    sources = parsed.get("sources", {})
    entries = parsed.get("advice")
    if not isinstance(sources, Mapping) or not all(isinstance(value, str) for value in sources.values()):
        raise InputRefused("playbook_sources", f"{where} has a [sources] table whose values are not all text.", _NEXT)
    if not isinstance(entries, list) or not entries:
        raise InputRefused("playbook_empty", f"{where} gives no advice.", "Add at least one [[advice]] with for, says and source.")
    advice = tuple(_advice(entry, sources, f"{where}, advice {i}") for i, entry in enumerate(entries, start=1))
    return Playbook(_text(parsed, "name", where), str(parsed.get("version", "")), advice)


def _advice(entry: Any, sources: Mapping[str, str], where: str) -> Advice:
    """One [[advice]] table."""
    if not isinstance(entry, Mapping):
        raise InputRefused("playbook_advice", f"{where} is no table.", "Write it as [[advice]] with for, says and source.")
    _known(entry, ("for", "says", "source", "when"), where)
    label, says, source = (_text(entry, key, where) for key in ("for", "says", "source"))
    _one_of(label, TYPE_NAMES, "type", where)
    driver, state = "", ""
    if "when" in entry:
        when = entry["when"]
        if not isinstance(when, Mapping):
            raise InputRefused("playbook_when", f"{where} has a «when» that is no table.", 'Write { driver = "mood", is = "weak" }.')
        _known(when, ("driver", "is"), f"{where}, when")
        driver, state = _text(when, "driver", where), _text(when, "is", where)
        _one_of(driver, DRIVERS, "driver", where)
        _one_of(state, STATES, "state of a driver", where)
    return Advice(label, says, sources.get(source, source), driver, state)


def _known(table: Mapping[str, Any], keys: Sequence[str], where: str) -> None:
    """Refuse keys that nobody reads: a misspelt key would be ignored in silence."""
    for key in table:
        _one_of(str(key), keys, "key", where)


def _one_of(word: str, known: Sequence[str], what: str, where: str) -> None:
    if word not in known:
        near = nearest(word, known)
        meant = f" Did you mean «{near}»?" if near else ""
        raise InputRefused("playbook_word", f"{where} has the {what} «{word}», which is not one of {listed(known)}.{meant}", _NEXT)


def _text(table: Mapping[str, Any], key: str, where: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise InputRefused("playbook_text", f"{where} has no text for «{key}».", _NEXT)
    return " ".join(value.split())
