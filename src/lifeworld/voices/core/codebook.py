"""The codebook: what each code means, in words that people and coders share.

Names and definitions follow the method page; the texts of the default codes are data (``data/codebook.toml``).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Literal

from lifeworld.kit.errors import InputRefused, listed, nearest

ACTORS = ("self", "focal_provider", "other_providers", "peers", "family_friends", "strangers")
DRIVERS = ("mood", "performance", "features", "reliability", "belonging", "status")
CODES = ACTORS + DRIVERS
"""The twelve default codes in the order of every array, file and page."""

ACTOR_NAMES: Mapping[str, str] = MappingProxyType({
    "self": "focal customer", "focal_provider": "focal provider", "other_providers": "other providers",
    "peers": "co-customers and peers", "family_friends": "family and friends", "strangers": "strangers",
})
DRIVER_NAMES: Mapping[str, str] = MappingProxyType({
    "mood": "mood", "performance": "individual performance", "features": "functional and technical features",
    "reliability": "reliability", "belonging": "connection and belonging", "status": "social status",
})
TYPES = ("individual", "brand", "social")
TYPE_OF_DRIVER: Mapping[str, str] = MappingProxyType({
    "mood": "individual", "performance": "individual", "features": "brand", "reliability": "brand",
    "belonging": "social", "status": "social",
})

Group = Literal["actor", "driver"]
GROUPS = ("actor", "driver")


@dataclass(frozen=True)
class Code:
    """One code: its key, what it means, what counts, what does not, and examples written for it.

    ``name`` is the key used in files and columns; ``title`` is what people read. ``type`` is that of a driver
    ("individual", "brand" or "social") and "" for an actor category. ``refines`` names the default code that a
    study's narrower code belongs to ("" = none).
    Errors: InputRefused when the definition is empty, or group and type do not fit.
    """

    name: str
    title: str
    definition: str
    group: Group
    type: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    refines: str = ""

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise InputRefused("code_without_name", "A code of the codebook has no name.", "Give every code a name.")
        if not self.definition.strip():
            raise InputRefused(
                "code_without_definition", f"The code «{self.name}» has no definition.",
                "Say in a sentence when it applies; no coder may use a code without a definition.",
            )
        if self.group not in GROUPS:
            raise InputRefused(
                "code_group", f"The code «{self.name}» has the group «{self.group}».", f"Use one of {listed(GROUPS)}."
            )
        if (self.group == "driver") != (self.type in TYPES):
            raise InputRefused(
                "code_type", f"The code «{self.name}» ({self.group}) has the type «{self.type}».",
                f"A driver has one of the types {listed(TYPES)}; an actor category has none.",
            )


@dataclass(frozen=True)
class Codebook:
    """Codes in a fixed order, with a name and a version; ``codes`` are unique by name."""

    name: str
    version: str
    codes: tuple[Code, ...]

    def __post_init__(self) -> None:
        seen: set[str] = set()
        for code in self.codes:
            if code.name in seen:
                raise InputRefused(
                    "code_twice", f"The code «{code.name}» stands twice in the codebook «{self.name}».",
                    "Keep one of them.",
                )
            seen.add(code.name)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the codes, in order."""
        return tuple(code.name for code in self.codes)

    @property
    def hash(self) -> str:
        """First 16 hex digits of the sha256 of the canonical text: the same meaning, the same hash.

        Name and version of the codebook count, and so does the order of the codes.
        """
        text = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @property
    def label(self) -> str:
        """What a coding keeps about its codebook: name, version and hash, such as ``default 1 0123456789abcdef``."""
        return f"{self.name} {self.version} {self.hash}"

    def code(self, name: str) -> Code:
        """The code of that name. Errors: InputRefused, with the nearest known name."""
        for code in self.codes:
            if code.name == name:
                return code
        raise unknown_code(name, self.names, f"the codebook «{self.name}»")


def unknown_code(name: str, known: tuple[str, ...], where: str) -> InputRefused:
    """The refusal of a code name that nobody defined, with the nearest known one."""
    near = nearest(name, known)
    hint = f"Did you mean «{near}»?" if near else f"Known codes are {listed(known)}."
    return InputRefused("unknown_code", f"The code «{name}» is not known in {where}.", hint)
