"""Reading the actor lexicon that is packaged with lifeworld."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files

from lifeworld.voices.core.lexicon import Lexicon, lexicon
from lifeworld.voices.core.lexicon_entries import entries_of

NAMES = ("self", "focal", "brands", "media_shops", "peers", "kin", "strangers")


@lru_cache(maxsize=1)
def default_lexicon() -> Lexicon:
    """The packaged lexicon (``data/lexicon/*.toml``), read once a process."""
    folder = files("lifeworld.voices") / "data" / "lexicon"
    parsed = [(name, tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))) for name in NAMES]
    return lexicon([entry for name, data in parsed for entry in entries_of(data, f"data/lexicon/{name}.toml")])
