"""The codebook of a study on the site: codes in a hierarchy, of which every save makes a new version.

A code's key never changes; what people read may. A coding is stale where the meaning of its code has changed since: the hash of a
meaning is over what coders go by (definition, include, exclude), not over title, examples, colour or place in the hierarchy.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

from lifeworld.kit.errors import InputRefused, listed, nearest
from lifeworld.voices.core.codebook import CODES, TYPES, Code, Codebook, unknown_code

Group = Literal["actor", "driver", "other"]
GROUPS: tuple[Group, ...] = ("actor", "driver", "other")
KEY = re.compile(r"[^\W\d_][\w .:-]{0,99}")
TINTS = {"self": "c-self", "focal_provider": "c-focal", "other_providers": "c-other", "peers": "c-peers", "family_friends": "c-family",
         "strangers": "c-strangers"}
"""The colour of each category, the same on every page."""
CODES_MAX, LINES_MAX, CHARS_MAX, DEPTH_MAX = 500, 40, 2_000, 8
LISTS = ("include", "exclude", "examples")


def storable(text: str) -> str:
    """The text, where every database can keep it. Errors: InputRefused for a NUL character or half of a surrogate pair."""
    if "\x00" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise InputRefused("unreadable_characters", "A text holds a NUL character or half of a surrogate pair.", "Write it anew.")
    return text


@dataclass(frozen=True)
class StudyCode:
    """One code. ``name`` is the key in tables and files; ``title`` what people read; ``parent`` the key of the code above ("" = none).

    ``group`` is "actor" or "driver" (then ``type`` is one of TYPES) or "other", a theme of the study's own. ``refines`` names the
    default code that it belongs to. A ``retired`` code is not offered any more; codings that have it stay.
    Errors: InputRefused without a definition, because no coder may use a code without one.
    """

    name: str
    title: str
    definition: str
    group: Group = "other"
    type: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    refines: str = ""
    parent: str = ""
    retired: bool = False
    color: str = ""

    def __post_init__(self) -> None:
        if not KEY.fullmatch(self.name):
            raise InputRefused("code_key", f"«{self.name}» cannot be the key of a code.",
                               "Begin with a letter; use up to 100 letters, digits, spaces and . : _ -")
        if not self.definition.strip():
            raise InputRefused("code_without_definition", f"The code «{self.name}» has no definition.",
                               "Say in a sentence when it applies; no coder may use a code without a definition.")
        if not self.title.strip():
            raise InputRefused("code_without_title", f"The code «{self.name}» has no title.", "Say what people read.")
        for text in (self.title, self.definition, self.refines, self.color, *self.include, *self.exclude, *self.examples):
            storable(text)
        if self.group not in GROUPS or (self.group == "driver") != (self.type in TYPES):
            raise InputRefused("code_group", f"The code «{self.name}» has the group «{self.group}» and the type «{self.type}».",
                               f"Use the group actor, other, or driver with one of the types {listed(TYPES)}.")
        if any(len(getattr(self, key)) > LINES_MAX for key in LISTS) or any(
                len(text) > CHARS_MAX for text in (self.title, self.definition, *self.include, *self.exclude, *self.examples)):
            raise InputRefused("code_too_long", f"The code «{self.name}» says more than a code may.",
                               f"Keep to {LINES_MAX} lines of {CHARS_MAX:,} characters in each part.")

    @property
    def meaning(self) -> str:
        """The hash of what coders go by: 16 hex digits.

        >>> a = StudyCode("luck", "luck", "Chance plays a part.")
        >>> from dataclasses import replace
        >>> a.meaning == replace(a, title="good luck").meaning, a.meaning == replace(a, exclude=("skill",)).meaning
        (True, False)
        """
        said = json.dumps([self.definition.split(), *([line.split() for line in getattr(self, key)] for key in ("include", "exclude"))],
                          ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    @property
    def tint(self) -> str:
        """The name of the code's colour: that of a driver's type, or of the category that it is or refines; "" for a theme.

        >>> StudyCode("luck", "luck", "Chance plays a part.", refines="self").tint
        'c-self'
        """
        return f"t-{self.type}" if self.group == "driver" else TINTS.get(self.name, TINTS.get(self.refines, ""))

    def json(self) -> dict[str, Any]:
        """As JSON: ``StudyCode.of(code.json()) == code``."""
        return {one.name: list(value) if isinstance(value := getattr(self, one.name), tuple) else value for one in fields(self)}

    @staticmethod
    def of(said: Mapping[str, Any]) -> StudyCode:
        """A code from JSON. Errors: InputRefused for unknown keys and wrong types."""
        known = {one.name: one for one in fields(StudyCode)}
        values: dict[str, Any] = {}
        for key, value in said.items():
            if key not in known:
                near = nearest(key, known)
                raise InputRefused("code_field", f"A code has no field «{key}».",
                                   f"Did you mean «{near}»?" if near else f"Known are {listed(known, 20)}.")
            if key in LISTS:
                if not isinstance(value, Sequence) or isinstance(value, str) or not all(isinstance(one, str) for one in value):
                    raise InputRefused("code_field", f"The field «{key}» of a code is no list of texts.", "Give a list of texts.")
                values[key] = tuple(one.strip() for one in value if one.strip())
            elif not isinstance(value, bool if key == "retired" else str):
                raise InputRefused("code_field", f"The field «{key}» of a code has the wrong type.", "Give a text; retired: true or false.")
            else:
                values[key] = value.strip() if isinstance(value, str) else value
        for key in ("name", "definition"):
            if key not in values:
                raise InputRefused("code_field", f"A code has no field «{key}».", "Give every code a name and a definition.")
        values.setdefault("title", values["name"].replace("_", " "))
        return StudyCode(**values)


@dataclass(frozen=True)
class StudyCodebook:
    """A version: codes in order, unique by name, parents known and without a circle."""

    number: int
    codes: tuple[StudyCode, ...]
    note: str = ""

    def __post_init__(self) -> None:
        if not 1 <= len(self.codes) <= CODES_MAX:
            raise InputRefused("codebook_size", f"The codebook has {len(self.codes)} codes.", f"Keep 1 to {CODES_MAX} codes.")
        if twice := sorted({name for name in self.names if self.names.count(name) > 1}):
            raise InputRefused("code_twice", f"The code {listed(twice)} stands twice in the codebook.", "Keep one of them.")
        parents = {code.name: code.parent for code in self.codes}
        for code in self.codes:
            seen, at = [code.name], code.parent
            while at:
                if at not in parents:
                    raise unknown_code(at, self.names, f"the codebook (above «{code.name}»)")
                if at in seen or len(seen) >= DEPTH_MAX:
                    raise InputRefused("code_circle", f"The code «{code.name}» would stand under itself, or more than {DEPTH_MAX} deep.",
                                       "Choose another code above it.")
                seen.append(at)
                at = parents[at]

    @property
    def names(self) -> tuple[str, ...]:
        """Keys of all codes, in order, also of retired ones."""
        return tuple(code.name for code in self.codes)

    @property
    def offered(self) -> tuple[StudyCode, ...]:
        """The codes that coders judge by: those not retired, in order."""
        return tuple(code for code in self.codes if not code.retired)

    @property
    def meanings(self) -> dict[str, str]:
        """The hash of the meaning of each code."""
        return {code.name: code.meaning for code in self.codes}

    def code(self, name: str) -> StudyCode:
        """The code of that key. Errors: InputRefused, with the nearest known one."""
        for code in self.codes:
            if code.name == name:
                return code
        raise unknown_code(name, self.names, "the codebook of the study")

    def tree(self) -> list[tuple[int, StudyCode]]:
        """Depth and code, children after their parents, siblings in order."""
        under: dict[str, list[StudyCode]] = {}
        for code in self.codes:
            under.setdefault(code.parent, []).append(code)

        def walk(parent: str, depth: int) -> Iterable[tuple[int, StudyCode]]:
            for code in under.get(parent, ()):
                yield depth, code
                yield from walk(code.name, depth + 1)

        return list(walk("", 0))

    def in_tree_order(self) -> StudyCodebook:
        """The same codes, children right behind their parents, as every list and file shows them."""
        return replace(self, codes=tuple(code for _, code in self.tree()))

    def core(self) -> Codebook:
        """The codebook of the cores: the offered actors and drivers; themes of the study's own count nowhere else."""
        return Codebook("study", str(self.number), tuple(_core_code(code) for code in self.offered if code.group != "other"))


def _core_code(code: StudyCode) -> Code:
    return Code(code.name, code.title, code.definition, "driver" if code.group == "driver" else "actor", code.type, code.include,
                code.exclude, code.examples, code.refines)


def first_version(default: Codebook) -> StudyCodebook:
    """What a study begins with: the default codes as they are."""
    return StudyCodebook(1, tuple(
        StudyCode(code.name, code.title, code.definition, code.group, code.type, code.include, code.exclude, code.examples, code.refines)
        for code in default.codes), "The default codebook.")


def stale_codes(then: StudyCodebook, now: StudyCodebook) -> frozenset[str]:
    """Codes whose meaning is another one now than in the version that a coder went by; retired ones and new ones are not among them.

    >>> then = StudyCodebook(1, (StudyCode("luck", "luck", "Chance plays a part."),))
    >>> now = StudyCodebook(2, (StudyCode("luck", "luck", "Chance alone decides."), StudyCode("rain", "rain", "It rains.")))
    >>> stale_codes(then, now)
    frozenset({'luck'})
    """
    before = then.meanings
    return frozenset(code.name for code in now.offered if before.get(code.name, code.meaning) != code.meaning)


def checked_change(before: StudyCodebook, after: Sequence[StudyCode], used: Iterable[str] = ()) -> None:
    """Refuses what a new version may not do: lose a key (retire it instead), or turn one of the twelve into something else.

    ``used`` are codes that codings have; others may be taken away. Errors: InputRefused.
    """
    kept = {code.name: code for code in after}
    if gone := [code.name for code in before.codes if code.name not in kept and (code.name in CODES or code.name in set(used))]:
        raise InputRefused("code_gone", f"The codes {listed(gone)} would be lost with their codings.",
                           "Retire them: a retired code is not offered any more, and its codings stay.")
    for code in before.codes:
        now = kept.get(code.name)
        if code.name in CODES and now is not None and (now.group, now.type) != (code.group, code.type):
            raise InputRefused("code_changed_type", f"«{code.name}» would change its group or type.",
                               "Give a new meaning a new key: ecosystems rest on the twelve codes.")


@dataclass(frozen=True)
class CodeDifference:
    """What became of a code: ``what`` is added, removed, retired, back, meaning, words or moved; ``before`` and ``after`` show it."""

    name: str
    what: str
    before: str = ""
    after: str = ""


def differences(before: StudyCodebook, after: StudyCodebook) -> tuple[CodeDifference, ...]:
    """What changed from one version to another, in the order of the newer one."""
    old = {code.name: code for code in before.codes}
    found = []
    for code in after.codes:
        was = old.pop(code.name, None)
        if was is None:
            found.append(CodeDifference(code.name, "added", "", code.definition))
            continue
        if was.retired != code.retired:
            found.append(CodeDifference(code.name, "retired" if code.retired else "back"))
        for key in ("definition", *LISTS, "title", "refines", "color"):
            a, b = getattr(was, key), getattr(code, key)
            if a != b:
                what = "meaning" if key in {"definition", "include", "exclude"} else "words"
                found.append(CodeDifference(code.name, what, _shown(a), _shown(b)))
        if (was.group, was.type) != (code.group, code.type):
            found.append(CodeDifference(code.name, "words", f"{was.group} {was.type}".strip(), f"{code.group} {code.type}".strip()))
        if was.parent != code.parent:
            found.append(CodeDifference(code.name, "moved", was.parent, code.parent))
    return (*found, *(CodeDifference(code.name, "removed", code.definition) for code in old.values()))


def _shown(value: object) -> str:
    return "\n".join(value) if isinstance(value, tuple) else str(value)


def moved(codes: Sequence[StudyCode], name: str, parent: str, after: str = "") -> tuple[StudyCode, ...]:
    """The codes with one moved under a parent ("" = top), behind a sibling ("" = first)."""
    rest = [code for code in codes if code.name != name]
    one = next((code for code in codes if code.name == name), None)
    if one is None:
        raise unknown_code(name, tuple(code.name for code in codes), "the codebook of the study")
    at = next((i + 1 for i, code in enumerate(rest) if code.name == after), 0)
    return (*rest[:at], replace(one, parent=parent), *rest[at:])
