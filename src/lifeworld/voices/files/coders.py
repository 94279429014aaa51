"""Coders by name, as the terminal's `--coder` asks for them."""

from __future__ import annotations

from lifeworld.kit.errors import InputRefused, listed, nearest
from lifeworld.voices.core.batches import Coder
from lifeworld.voices.files.artefact import packaged_coder

CODERS = ("fast",)


def load_coder(name: str) -> Coder:
    """The coder of that name. Errors: InputRefused with the nearest known name; a damaged artefact."""
    if name not in CODERS:
        near = nearest(name, CODERS)
        raise InputRefused("unknown_coder", f"There is no coder «{name}».", f"Did you mean «{near}»?" if near else f"Use {listed(CODERS)}.")
    return packaged_coder()
