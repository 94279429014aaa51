"""The accurate coder that comes with lifeworld: the tuned encoder, what stands on it, and the fast coder."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.resources import files

from lifeworld.kit.errors import InputRefused
from lifeworld.voices.core.accurate import AccurateCoder, Stack
from lifeworld.voices.files.archive import digest, read_archive
from lifeworld.voices.files.artefact import packaged_coder
from lifeworld.voices.files.encoder import packaged_encoder

KIND, FORMAT = "accurate", 1


@lru_cache(maxsize=2)
def packaged_accurate(device: str = "cpu") -> AccurateCoder:
    """The accurate coder, loaded once a process.

    Errors: InputRefused for a device that is not there, a damaged file, or files that do not belong together.
    """
    path = files("lifeworld.voices") / "data" / "encoder" / "accurate.npz"
    arrays, meta = read_archive(path.read_bytes(), "the packaged accurate coder", KIND, FORMAT)
    base, reader = packaged_coder(), packaged_encoder("tuned", device)
    if (meta["encoder"], meta["fast"], tuple(meta["sides"])) != (reader.recipe, base.recipe, base.table.sides):
        raise InputRefused(
            "coder_mixed", "The accurate coder was made with another fast coder or another encoder than those beside it.",
            "Install lifeworld anew, or make all three with `make coder` and `make accurate`.",
        )
    cut = float(arrays["cut"])
    stack = Stack(**{name: array for name, array in arrays.items() if name != "cut"}, cut=cut)
    recipe = hashlib.sha256("\n".join([base.recipe, reader.recipe, digest(arrays)]).encode()).hexdigest()
    return AccurateCoder(meta["name"], meta["version"], base.codebook, recipe, base, stack, reader)
