"""The trained coder as one file: arrays of numbers and hashes, never a text.

A file is a NumPy archive without pickles. ``meta`` is its description as JSON: format, name and version of the coder,
hash of the codebook and of the recipe, names of the features, and the sha256 of all other arrays, which is checked.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lifeworld.kit.errors import InputRefused
from lifeworld.voices.core.coder import FastCoder
from lifeworld.voices.core.features import FeatureTable

FORMAT = 1
_TABLE = ("keys", "longer", "word", "family_ptr", "family", "owner", "kind")
_CODER = ("word_weight", "side_weight", "bias", "threshold", "learned_from")


@lru_cache(maxsize=1)
def packaged_coder() -> FastCoder:
    """The fast coder that comes with lifeworld (``data/fast.npz``), read once a process."""
    return coder_from((files("lifeworld.voices") / "data" / "fast.npz").read_bytes(), "the packaged fast coder")


def read_coder(path: Path) -> FastCoder:
    """The coder in a file. Errors: InputRefused when the file cannot be read, is damaged, or is of another format."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputRefused(
            "coder_unreadable", f"The coder {path} cannot be read ({error.strerror}).", "Check its name and rights."
        ) from error
    return coder_from(content, str(path))


def coder_from(content: bytes, where: str) -> FastCoder:
    """The coder in the bytes of a file; ``where`` names it in messages. Errors as for ``read_coder``."""
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
        meta = json.loads(arrays.pop("meta").tobytes().decode("utf-8"))
    except (ValueError, KeyError, EOFError, OSError, zipfile.BadZipFile) as error:
        raise _damaged(where, "it is no coder file or is cut off") from error
    if meta.get("format") != FORMAT:
        raise InputRefused(
            "coder_format", f"The coder {where} has the format {meta.get('format')}, and this version reads {FORMAT}.",
            "Learn it anew with «lifeworld voices train», or use the version of lifeworld that wrote it.",
        )
    if set(arrays) != {*_TABLE, *_CODER} or meta.get("sha256") != _digest(arrays):
        raise _damaged(where, "its content does not match its checksum")
    table = FeatureTable(
        **{name: arrays[name] for name in _TABLE}, families=tuple(meta["families"]), kinds=tuple(meta["kinds"])
    )
    return FastCoder(
        meta["name"], meta["version"], meta["codebook"], meta["recipe"], table,
        **{name: arrays[name] for name in _CODER},
    )


def coder_bytes(coder: FastCoder) -> bytes:
    """The file of a coder; the same coder gives the same bytes."""
    arrays: dict[str, NDArray[Any]] = {name: getattr(coder.table, name) for name in _TABLE}
    arrays |= {name: getattr(coder, name) for name in _CODER}
    meta = {
        "format": FORMAT, "name": coder.name, "version": coder.version, "codebook": coder.codebook,
        "recipe": coder.recipe, "families": coder.table.families, "kinds": coder.table.kinds, "sha256": _digest(arrays),
    }
    arrays["meta"] = np.frombuffer(json.dumps(meta, ensure_ascii=False, sort_keys=True).encode("utf-8"), np.uint8)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(arrays):
            part = io.BytesIO()
            np.save(part, arrays[name], allow_pickle=False)
            stamped = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))  # no clock in the file
            archive.writestr(stamped, part.getvalue(), compress_type=zipfile.ZIP_DEFLATED, compresslevel=9)
    return out.getvalue()


def _digest(arrays: dict[str, NDArray[Any]]) -> str:
    digest = hashlib.sha256()
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name])
        digest.update(f"{name} {array.dtype.str} {array.shape}".encode())
        digest.update(array.tobytes())
    return digest.hexdigest()


def _damaged(where: str, why: str) -> InputRefused:
    return InputRefused(
        "coder_damaged", f"The coder {where} is damaged: {why}.",
        "Copy it again, or learn it anew with «lifeworld voices train».",
    )
