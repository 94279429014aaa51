"""The colours of pictures as literal values, read from the report's own tokens, so that one type has one colour everywhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

Theme = Literal["light", "dark"]

_TOKEN = re.compile(r"--([\w-]+):\s*light-dark\(\s*(#[0-9a-fA-F]{6})\s*,\s*(#[0-9a-fA-F]{6})\s*\)")


@dataclass(frozen=True)
class Ink:
    """The colours of one theme; ``tint`` gives that of a class of the report ("t-brand", "c-peers")."""

    theme: Theme
    tokens: Mapping[str, str]

    def tint(self, css: str) -> str:
        """The colour of a type or category; a class without a colour of its own is neutral."""
        return self.tokens.get(css) or self.tokens["c-none"]

    @property
    def ground(self) -> str:
        """What a picture stands on."""
        return self.tokens["surface"]

    @property
    def ink(self) -> str:
        """Text that is read first."""
        return self.tokens["ink"]

    @property
    def soft(self) -> str:
        """Text that explains."""
        return self.tokens["soft"]

    @property
    def line(self) -> str:
        """Thin lines: guides, tracks, axes."""
        return self.tokens["line"]

    @property
    def edge(self) -> str:
        """Lines that carry meaning."""
        return self.tokens["edge"]

    @property
    def sunken(self) -> str:
        """Quiet bands behind marks."""
        return self.tokens["sunken"]

    @property
    def caution(self) -> str:
        """What a reader must not overlook."""
        return self.tokens["caution"]


@cache
def ink(theme: Theme = "light") -> Ink:
    """The colours of a theme.

    >>> ink().tint("t-brand").startswith("#")
    True
    """
    text = (resources.files("lifeworld.constellations.files") / "report" / "css" / "tokens.css").read_text(encoding="utf-8")
    return Ink(theme, {name: (light if theme == "light" else dark).lower() for name, light, dark in _TOKEN.findall(text)})
