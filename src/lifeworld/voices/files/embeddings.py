"""Embeddings of texts with a cache in a file: a text is embedded once, however often heads are learned anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import polars as pl

from lifeworld.kit.errors import InputRefused
from lifeworld.kit.frames import atomic_path
from lifeworld.kit.ids import hash64
from lifeworld.voices.core.heads.values import Float32
from lifeworld.voices.files.archive import archive_bytes, read_archive
from lifeworld.voices.files.encoder import WIDTH, embed, packaged_encoder

KIND, FORMAT = "embeddings", 1
Step = Callable[[int], None]


def encoder_label() -> str:
    """What made the embeddings: kept with heads and caches, because other vectors would mean something else."""
    return f"general {packaged_encoder('general').recipe}"


def embedded(texts: Sequence[str], cache: Path | None = None, step: Step | None = None) -> Float32:
    """Embeddings, float32[n, 384], to half precision, so that fresh and kept ones are the same.

    ``cache`` is a file that is read where it is of the same encoder, and then holds all these texts by hash (no text).
    """
    if not texts:
        return np.zeros((0, WIDTH), np.float32)
    keys = hash64(pl.Series(texts, dtype=pl.String))
    distinct, first, back = np.unique(keys, return_index=True, return_inverse=True)
    known, kept = _read(cache)
    at = np.minimum(np.searchsorted(known, distinct), max(len(known) - 1, 0))
    have = known[at] == distinct if len(known) else np.zeros(len(distinct), np.bool_)
    vectors = np.zeros((len(distinct), WIDTH), np.float16)
    vectors[have] = kept[at[have]] if len(known) else vectors[have]
    missing = np.flatnonzero(~have)
    if len(missing):
        vectors[missing] = embed([texts[first[k]] for k in missing], step).astype(np.float16)
        if cache is not None:
            _write(cache, np.concatenate([known, distinct[missing]]), np.concatenate([kept, vectors[missing]]))
    return vectors[back.ravel()].astype(np.float32)


def _read(cache: Path | None) -> tuple[np.ndarray, np.ndarray]:
    """Keys and vectors of a cache; a cache of another encoder, or a damaged one, is as none."""
    none = np.zeros(0, np.uint64), np.zeros((0, WIDTH), np.float16)
    if cache is None or not cache.is_file():
        return none
    try:
        arrays, meta = read_archive(cache.read_bytes(), str(cache), KIND, FORMAT)
    except (InputRefused, OSError):
        return none
    fits = meta.get("encoder") == encoder_label() and arrays["vectors"].shape == (len(arrays["keys"]), WIDTH)
    return (arrays["keys"], arrays["vectors"]) if fits else none


def _write(cache: Path, keys: np.ndarray, vectors: np.ndarray) -> None:
    order = np.argsort(keys)
    content = archive_bytes({"keys": keys[order], "vectors": vectors[order]}, {"kind": KIND, "format": FORMAT, "encoder": encoder_label()})
    with atomic_path(cache) as beside:
        beside.write_bytes(content)


def embedding_for(encoder: str, cache: Path | None = None) -> Callable[[Sequence[str]], Float32]:
    """What embeds texts for heads that learned with this encoder ("" = none needed). Errors: InputRefused for another encoder's heads."""
    if encoder and encoder != encoder_label():
        raise InputRefused("heads_encoder", f"The heads learned with the encoder «{encoder}»; this version has «{encoder_label()}».",
                           "Learn them again with «lifeworld voices learn», or use the version of lifeworld that made them.")
    return lambda texts: embedded(texts, cache)
