"""Everything that coding needs besides texts: the coder, the codebook, and the names of a study."""

from __future__ import annotations

from dataclasses import dataclass

from lifeworld.voices.core.batches import Aliases, Coder
from lifeworld.voices.core.codebook import Codebook
from lifeworld.voices.core.lexicon import Lexicon
from lifeworld.voices.files.codebook import read_codebook
from lifeworld.voices.files.coders import load_coder
from lifeworld.voices.files.lexicon import default_lexicon
from lifeworld.voices.files.study import Study


def focal_aliases(study: Study, focal: str | None) -> dict[str, tuple[str, ...]]:
    """The focal provider's further names, where the study gives any."""
    if not study.focal or not study.focal_aliases or focal not in (None, study.focal):
        return {}
    return {study.focal: study.focal_aliases}


def lexicon_for(study: Study, focal: str | None) -> Lexicon:
    """The packaged lexicon with the providers of a study and their aliases."""
    aliases = focal_aliases(study, focal)
    if not aliases and not study.others:
        return default_lexicon()
    return default_lexicon().with_study(aliases, dict(study.others))


@dataclass(frozen=True)
class Coding:
    """Who codes, by which codebook, with which names: everything but the texts and where they are coded."""

    coder: Coder
    codebook: Codebook
    lexicon: Lexicon
    aliases: Aliases


def coding_for(study: Study, coder: str, focal: str | None, device: str = "cpu") -> Coding:
    """The coding of a study. Errors: InputRefused for a coder or a codebook that cannot be used."""
    return Coding(load_coder(coder, device), read_codebook(study.codebook), lexicon_for(study, focal), focal_aliases(study, focal))
