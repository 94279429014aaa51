"""Coders by name, as the terminal's `--coder` asks for them."""

from __future__ import annotations

from lifeworld.kit.errors import InputRefused, listed, nearest
from lifeworld.voices.core.batches import Coder
from lifeworld.voices.core.codebook import Codebook
from lifeworld.voices.files.artefact import packaged_coder

CODERS = ("fast",)


def check_codebook(codebook: Codebook, default: Codebook) -> tuple[str, ...]:
    """Sentences on what a coder that learned the default codebook does with a study's own.

    Errors: InputRefused where a default code changes its group or type, because constellations rest on them.
    """
    notes, own = [], {code.name: code for code in codebook.codes}
    for code in default.codes:
        changed = own.get(code.name, code)
        if (changed.group, changed.type) != (code.group, code.type):
            raise InputRefused(
                "code_changed_type", f"The codebook «{codebook.name}» makes «{code.name}» a {changed.group} of type «{changed.type}»; "
                f"it is a {code.group} of type «{code.type}».", "Give a new meaning a new name: constellations rest on the twelve codes.",
            )
    redefined = [c.name for c in default.codes if c.name in own and own[c.name].definition != c.definition]
    missing = [c.name for c in default.codes if c.name not in own]
    strange = [name for name in codebook.names if name not in default.names]
    if redefined:
        notes.append(f"The fast coder coded {listed(redefined)} as the default codebook defines it, not as the study does.")
    if missing:
        notes.append(f"The study's codebook leaves out {listed(missing)}; the fast coder coded it all the same.")
    if strange:
        notes.append(f"The fast coder has not learned {listed(strange)}, so nothing was coded with it.")
    return tuple(notes)


def load_coder(name: str) -> Coder:
    """The coder of that name. Errors: InputRefused with the nearest known name; a damaged artefact."""
    if name not in CODERS:
        near = nearest(name, CODERS)
        raise InputRefused("unknown_coder", f"There is no coder «{name}».", f"Did you mean «{near}»?" if near else f"Use {listed(CODERS)}.")
    return packaged_coder()
