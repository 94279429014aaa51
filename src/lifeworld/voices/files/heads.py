"""Learned heads as one file: numbers, hashes of n-grams and of ids, and the names of the codes; never a text, never a pickle."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lifeworld.kit.errors import InputRefused
from lifeworld.kit.frames import atomic_path
from lifeworld.voices.core.heads.coder import HeadsCoder, digest
from lifeworld.voices.core.heads.values import Heads, Scaling
from lifeworld.voices.files.archive import archive_bytes, read_archive

KIND, FORMAT = "heads", 1
_ARRAYS = {"keys": "u8", "idf": "f4", "is_word": "b1", "words": "f4", "vectors": "f4", "bias": "f8", "slope": "f8", "offset": "f8",
           "threshold": "f8", "n_judged": "i8", "n_present": "i8"}
_TAUGHT = "taught"


def heads_bytes(heads: Heads) -> bytes:
    """The file's content; the same heads give the same bytes."""
    own = {name: getattr(heads.scaling if name in ("slope", "offset", "threshold") else heads, name) for name in _ARRAYS}
    arrays: dict[str, NDArray[Any]] = {name: np.asarray(own[name], kind) for name, kind in _ARRAYS.items()}
    arrays[_TAUGHT] = np.asarray(heads.taught, "u8")
    return archive_bytes(arrays, {
        "kind": KIND, "format": FORMAT, "codes": heads.codes, "codebook": heads.codebook, "best_sentence": heads.best_sentence,
        "encoder": heads.encoder, "digest": digest(heads)})


def write_heads(heads: Heads, path: Path) -> None:
    """Write the heads to a file, whole or not at all."""
    with atomic_path(path) as beside:
        beside.write_bytes(heads_bytes(heads))


def read_heads(path: Path) -> HeadsCoder:
    """The heads in a file, as a coder. Errors: InputRefused when the file cannot be read, is damaged, or is of another kind."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputRefused("heads_unreadable", f"The heads {path} cannot be read ({error.strerror}).", "Check the name.") from error
    return HeadsCoder(heads_from(content, str(path)))


def heads_from(content: bytes, where: str) -> Heads:
    """The heads in the bytes of a file; ``where`` names it in messages. Errors as for ``read_heads``."""
    arrays, meta = read_archive(content, where, KIND, FORMAT)
    try:
        codes = tuple(str(code) for code in meta["codes"])
        checked = {name: arrays[name].astype(kind, casting="safe") for name, kind in _ARRAYS.items()}
        k, f = len(codes), len(checked["keys"])
        shapes = {"idf": (f,), "is_word": (f,), "words": (f, k), "vectors": (len(checked["vectors"]), k)}
        fits = all(checked[name].shape == shapes.get(name, (k,)) for name in _ARRAYS if name != "keys")
        if not fits or (checked["keys"][1:] <= checked["keys"][:-1]).any():
            raise ValueError("shapes")
        taught = arrays.get(_TAUGHT, np.zeros(0, "u8")).astype("u8", casting="safe").ravel()
        scaling = Scaling(*(checked.pop(name) for name in ("slope", "offset", "threshold")))
        heads = Heads(codes=codes, codebook=str(meta["codebook"]), scaling=scaling, best_sentence=float(meta["best_sentence"]),
                      encoder=str(meta["encoder"]), taught=taught, **checked)
        if digest(heads) != meta["digest"]:
            raise ValueError("digest")
    except (KeyError, ValueError, TypeError) as error:
        raise InputRefused("heads_damaged", f"The heads {where} are damaged: their arrays do not fit each other.",
                           "Learn them again with «lifeworld voices learn».") from error
    return heads
