"""Reading playbooks: the packaged default one, or a study's own TOML file, which replaces it."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from lifeworld.constellations.core.playbooks import Playbook, playbook_of
from lifeworld.kit.errors import InputRefused


@lru_cache(maxsize=1)
def default_playbook() -> Playbook:
    """The packaged playbook (``data/playbooks.toml``), read once a process."""
    text = (files("lifeworld.constellations") / "data" / "playbooks.toml").read_text(encoding="utf-8")
    return playbook_of(tomllib.loads(text), "data/playbooks.toml")


def read_playbook(path: Path | None = None) -> Playbook:
    """The playbook in a TOML file; None = the default one.

    Errors: InputRefused when the file is missing, is no UTF-8 or no TOML, or its content is refused (see ``playbook_of``).
    """
    if path is None:
        return default_playbook()
    try:
        parsed = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        raise InputRefused("playbook_unreadable", f"The playbook «{path}» cannot be read: {reason}.", "Check the path.") from error
    except UnicodeDecodeError as error:
        raise InputRefused("playbook_encoding", f"The playbook «{path}» is not UTF-8 (byte {error.start}).",
                           "Save it as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise InputRefused("playbook_toml", f"The playbook «{path}» is no valid TOML: {error}.",
                           "Correct the line that is named.") from error
    return playbook_of(parsed, f"The playbook «{path.name}»")
