"""The packaged rules of names and health words, the secret key of pseudonyms, and the table that undoes them."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import polars as pl

from lifeworld.kit.errors import InputRefused
from lifeworld.kit.frames import atomic_path, guarded
from lifeworld.voices.core.codebook import ACTORS
from lifeworld.voices.core.privacy.rules import Rules, rules_of
from lifeworld.voices.files.lexicon import default_lexicon

KEY_VARIABLE = "LIFEWORLD_PSEUDONYM_KEY"
KEY_LENGTH_MIN = 16
PROVIDERS, FAMILY = ("focal_provider", "other_providers"), "family_friends"
REDACTIONS_MAX = 10_000


@lru_cache(maxsize=1)
def default_rules() -> Rules:
    """The packaged lists (``data/privacy/*.toml``) with kin words and firms of the actor lexicon, read once a process."""
    folder = files("lifeworld.voices") / "data" / "privacy"
    names, health = (tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8")) for name in ("names", "health"))
    entries = default_lexicon().entries
    kin = [form for entry in entries if entry.category == FAMILY for form in entry.forms]
    keep = [form for entry in entries if entry.category in PROVIDERS for form in (entry.name, *entry.forms) if form]
    assert FAMILY in ACTORS  # noqa: S101  (the lexicon and the codebook use the same categories)
    return rules_of(names, health, kin, keep)


def pseudonym_key(environment: Mapping[str, str] | None = None) -> bytes:
    """The secret from the environment (LIFEWORLD_PSEUDONYM_KEY), or b"" where there is none.

    Errors: InputRefused for a key of fewer than 16 characters, because it could be guessed.
    """
    key = (os.environ if environment is None else environment).get(KEY_VARIABLE, "").strip()
    if key and len(key) < KEY_LENGTH_MIN:
        raise InputRefused(
            "pseudonym_key_short", f"The key in {KEY_VARIABLE} has {len(key)} characters, so it could be guessed.",
            f"Use at least {KEY_LENGTH_MIN} characters at random, and keep them outside the study.",
        )
    return key.encode()


def read_redactions(path: Path) -> tuple[str, ...]:
    """The phrases of a redaction list: a text file, one phrase a line; empty lines and lines from "#" are left out.

    Errors: InputRefused where the file cannot be read, is no UTF-8, or has more than 10,000 phrases.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        raise InputRefused("redact_unreadable", f"The redaction list «{path}» cannot be read: {reason}.", "Check the path.") from error
    except UnicodeDecodeError as error:
        where = f"The redaction list «{path}» is not UTF-8 (byte {error.start})."
        raise InputRefused("redact_encoding", where, "Save it as UTF-8.") from error
    phrases = tuple(dict.fromkeys(" ".join(line.split()) for line in lines if line.strip() and not line.lstrip().startswith("#")))
    if len(phrases) > REDACTIONS_MAX:
        raise InputRefused("redact_long", f"The redaction list «{path}» has {len(phrases):,} phrases.", f"Keep it to {REDACTIONS_MAX:,}.")
    return phrases


def default_key_table(out: Path) -> Path:
    """Where the table of pseudonyms goes unless asked otherwise: beside the folder of results, never inside it.

    >>> default_key_table(Path("studies/wave-1")).as_posix()
    'studies/wave-1-pseudonyms.csv'
    """
    return out.parent / f"{out.name}-pseudonyms.csv"


def write_key_table(pseudonyms: Mapping[str, str], path: Path, results: Path | None = None) -> None:
    """Write customer and pseudonym, one row a customer, readable by the owner only (mode 0600).

    Errors: InputRefused where ``path`` lies inside the folder of ``results``, which is made to be passed on; RunFailed where
    the disk does not take it.
    """
    if results is not None and results.resolve() in path.resolve().parents:
        raise InputRefused(
            "key_table_inside", f"The table of pseudonyms «{path}» would lie inside the results «{results}».",
            "Write it elsewhere: whoever has it can undo the pseudonyms.",
        )
    frame = pl.DataFrame({"customer": list(pseudonyms), "pseudonym": list(pseudonyms.values())},
                         schema={"customer": pl.String, "pseudonym": pl.String}).sort("customer")
    # The file is closed to others before the first byte is in it.
    with atomic_path(path) as work, os.fdopen(os.open(work, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        guarded(frame).write_csv(stream)
