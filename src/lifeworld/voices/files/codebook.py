"""Reading codebooks: the packaged default one, and a study's own TOML file that changes or replaces it."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from lifeworld.kit.errors import InputRefused
from lifeworld.voices.core.codebook import Codebook
from lifeworld.voices.core.codebook_changes import codebook_of


@lru_cache(maxsize=1)
def default_codebook() -> Codebook:
    """The twelve default codes (``data/codebook.toml``), read once a process."""
    text = (files("lifeworld.voices") / "data" / "codebook.toml").read_text(encoding="utf-8")
    return codebook_of(tomllib.loads(text), "data/codebook.toml")


def read_codebook(path: Path | None = None) -> Codebook:
    """The codebook in a TOML file, as changes to the default one unless it says ``base = "none"``; None = the default.

    Errors: InputRefused when the file is missing, is no UTF-8 or no TOML, or its content is refused
    (see ``codebook_of``).
    """
    if path is None:
        return default_codebook()
    try:
        parsed = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        raise InputRefused(
            "codebook_unreadable", f"The codebook «{path}» cannot be read: {reason}.", "Check the path."
        ) from error
    except UnicodeDecodeError as error:
        raise InputRefused(
            "codebook_encoding", f"The codebook «{path}» is not UTF-8 (byte {error.start}).", "Save it as UTF-8."
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise InputRefused(
            "codebook_toml", f"The codebook «{path}» is no valid TOML: {error}.", "Correct the line that is named."
        ) from error
    return codebook_of(parsed, f"The codebook «{path.name}»", default_codebook())
