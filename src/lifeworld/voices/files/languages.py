"""Reading what languages are told by, which is packaged with lifeworld."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files

from lifeworld.voices.core.languages import Languages, languages


@lru_cache(maxsize=1)
def default_languages() -> Languages:
    """The packaged languages (``data/languages.toml``), read once a process."""
    return languages(tomllib.loads((files("lifeworld.voices") / "data" / "languages.toml").read_text(encoding="utf-8")))
