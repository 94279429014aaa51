"""Words about health: a text that has one is flagged, never judged."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from lifeworld.kit.errors import InputRefused, listed

KEYS = ("words", "stems", "except")


@dataclass(frozen=True)
class Health:
    """Patterns of a family of words each, by its name, and of phrases that only sound like health ("" = none)."""

    families: Mapping[str, str]
    exceptions: str

    def flagged(self, texts: pl.Series) -> pl.Series:
        """Whether each text has a health word: Boolean[n]; a null text has none.

        >>> words = health_of({"illness": {"words": ["sick"], "stems": ["diabet"], "except": ["sick of"]}})
        >>> words.flagged(pl.Series(["Sick of updates", "my diabetes", None])).to_list()
        [False, True, False]
        """
        if not self.families:
            return pl.Series("health", [False] * len(texts), dtype=pl.Boolean)
        found = _without(texts, self.exceptions).str.contains("|".join(self.families.values()))
        return found.fill_null(False).alias("health")

    def families_of(self, texts: pl.Series) -> pl.Series:
        """The names of the families found in each text: List(String)[n], in the order of the families."""
        left = _without(texts, self.exceptions)
        found = [
            pl.select(pl.when(left.str.contains(pattern).fill_null(False)).then(pl.lit(name))).to_series().alias(name)
            for name, pattern in self.families.items()
        ]
        if not found:
            return pl.Series("families", [[]] * len(texts), dtype=pl.List(pl.String))
        return pl.DataFrame(found).select(families=pl.concat_list(pl.all()).list.drop_nulls()).to_series()


def _without(texts: pl.Series, exceptions: str) -> pl.Series:
    """The texts with plain apostrophes, and with a mark instead of what only sounds like health."""
    plain = texts.cast(pl.String).str.replace_all("\u2019", "'", literal=True)
    return plain.str.replace_all(exceptions, " ~ ") if exceptions else plain


def health_of(parsed: Mapping[str, Any]) -> Health:
    """The patterns of a parsed file of families. They are searched by an engine that is linear in the text.

    Errors: InputRefused for an unknown key.
    """
    families, exceptions = {}, []
    for name, family in parsed.items():
        strange = [key for key in family if key not in KEYS]
        if strange:
            raise InputRefused("health_unknown_key", f"The health words «{name}» have {listed(strange)}.", f"Use {listed(KEYS)}.")
        forms = [_phrase(word) for word in family.get("words", ())] + [_phrase(stem) + r"\w*" for stem in family.get("stems", ())]
        if forms:
            families[name] = rf"(?i)\b(?:{'|'.join(forms)})\b"
        exceptions += [_phrase(phrase) for phrase in family.get("except", ())]
    return Health(families, rf"(?i)\b(?:{'|'.join(sorted(exceptions, key=len, reverse=True))})\b" if exceptions else "")


def _phrase(words: str) -> str:
    """A phrase whose words may have any white space or a hyphen between them."""
    return r"[\s-]+".join(re.escape(word).replace(r"\-", "-") for word in words.split())
