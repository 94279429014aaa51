"""Coders by name, as the terminal's `--coder` asks for them."""

from __future__ import annotations

from pathlib import Path

from lifeworld.kit.errors import InputRefused, listed, nearest
from lifeworld.voices.core.batches import Coder
from lifeworld.voices.core.cascade import CascadeCoder
from lifeworld.voices.core.codebook import Codebook
from lifeworld.voices.core.heads.over import HeadsOver
from lifeworld.voices.files.accurate import packaged_accurate
from lifeworld.voices.files.artefact import packaged_coder
from lifeworld.voices.files.embeddings import embedding_for
from lifeworld.voices.files.heads import read_heads
from lifeworld.voices.files.llm.folder import read_recorded

CODERS = ("fast", "accurate", "cascade")
RECORDED, HEADS = "llm:", ".npz"
"""How the name of a coder begins that was asked before, and ends that a study has taught."""


def is_packaged(name: str) -> bool:
    """Whether the coder of that name came with lifeworld and so learned the default codebook.

    >>> is_packaged("fast"), is_packaged("llm:asked"), is_packaged("heads.npz")
    (True, False, False)
    """
    return not name.startswith(RECORDED) and not name.endswith(HEADS)


def check_codebook(codebook: Codebook, default: Codebook, coder: str = "fast") -> tuple[str, ...]:
    """Sentences on what the coder of that name, which learned the default codebook, does with a study's own.

    Errors: InputRefused where a default code changes its group or type, because constellations rest on them.
    """
    if not is_packaged(coder):
        return ()
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
        notes.append(f"The {coder} coder coded {listed(redefined)} as the default codebook defines it, not as the study does.")
    if missing:
        notes.append(f"The study's codebook leaves out {listed(missing)}; the {coder} coder coded it all the same.")
    if strange:
        notes.append(f"The {coder} coder has not learned {listed(strange)}, so nothing was coded with it.")
    return tuple(notes)


def load_coder(name: str, device: str = "cpu") -> Coder:
    """The coder of that name, loaded once a process; ``device`` is where the accurate and the cascade compute.

    ``llm:FOLDER`` is a finished run of `voices ask`; a file that ends in .npz are heads that `voices learn` wrote, over the fast coder.

    Errors: InputRefused with the nearest known name; for a device that is not there; a damaged artefact.
    """
    if device != "cpu" and (name == "fast" or not is_packaged(name)):
        said = "The fast coder does" if name == "fast" else f"What «{name}» names does"
        raise InputRefused("device_not_used", f"{said} not use the device «{device}».",
                           "Leave out --device, or use --coder accurate or cascade.")
    if name.startswith(RECORDED):
        return read_recorded(Path(name.removeprefix(RECORDED)))
    if name.endswith(HEADS):
        heads = read_heads(Path(name))
        return HeadsOver(load_coder("fast"), heads, embedding_for(heads.heads.encoder))
    if name not in CODERS:
        near = nearest(name, CODERS)
        raise InputRefused("unknown_coder", f"There is no coder «{name}».", f"Did you mean «{near}»?" if near else f"Use {listed(CODERS)}.")
    if name == "fast":
        return packaged_coder()
    accurate = packaged_accurate(device)
    return accurate if name == "accurate" else CascadeCoder(accurate)
