"""Arrays with a description in one file, as the encoder and its coder keep them: numbers only, never a pickle.

It is a compressed NumPy archive; ``meta`` is the description as JSON and holds the sha256 of all other arrays, which is
checked at reading. The same arrays give the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import json
import lzma
import struct
import zipfile
import zlib
from collections.abc import Mapping
from tokenize import TokenError
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lifeworld.kit.errors import InputRefused

Arrays = Mapping[str, NDArray[Any]]

UNPACKED_BYTES_MAX = 2 << 30
"""An archive that unpacks to more than this is refused before it fills the memory."""
_DAMAGE = (ValueError, KeyError, TypeError, AttributeError, EOFError, OSError, MemoryError, RecursionError, RuntimeError,
           NotImplementedError, SyntaxError, TokenError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error)
"""What NumPy, zipfile and json raise at bytes that somebody bent."""


def archive_bytes(arrays: Arrays, meta: Mapping[str, Any]) -> bytes:
    """The file's content. Errors: ValueError where an array is called ``meta`` or holds objects."""
    if "meta" in arrays:
        raise ValueError("«meta» is the name of the description")
    described = {**meta, "sha256": digest(arrays)}
    content = json.dumps(described, ensure_ascii=False, sort_keys=True).encode("utf-8")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in sorted({**arrays, "meta": np.frombuffer(content, np.uint8)}.items()):
            part = io.BytesIO()
            np.save(part, array, allow_pickle=False)
            stamped = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))  # no clock in the file
            archive.writestr(stamped, part.getvalue(), compress_type=zipfile.ZIP_DEFLATED, compresslevel=9)
    return out.getvalue()


def read_archive(content: bytes, where: str, kind: str, format_: int) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """Arrays and description; ``where`` names the file in messages, ``kind`` and ``format_`` are what is expected.

    Errors: InputRefused when it is no such file, damaged, or of another format.
    """
    try:
        _refuse_bomb(content, where)
        with np.load(io.BytesIO(content), allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
        meta = json.loads(arrays.pop("meta").tobytes().decode("utf-8"))
        found = (meta["kind"], meta["format"])
    except _DAMAGE as error:
        raise _damaged(where, "it is no archive of lifeworld or is cut off") from error
    if found != (kind, format_):
        raise InputRefused(
            "archive_format", f"The file {where} holds «{found[0]}» of format {found[1]}; this version reads «{kind}» of format "
            f"{format_}.", "Use the file that came with this version of lifeworld.",
        )
    if meta.get("sha256") != digest(arrays):
        raise _damaged(where, "its content does not match its checksum")
    return arrays, meta


def _refuse_bomb(content: bytes, where: str) -> None:
    """Refuse what unpacks to more than UNPACKED_BYTES_MAX; no more than a part's stated size is ever unpacked."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = sum(part.file_size for part in archive.infolist())
    if size > UNPACKED_BYTES_MAX:
        raise InputRefused("archive_too_large", f"The file {where} unpacks to {size / (1 << 30):.1f} GiB; no archive of lifeworld "
                           f"needs more than {UNPACKED_BYTES_MAX >> 30}.", "Use a file that lifeworld wrote.")


def digest(arrays: Arrays) -> str:
    """sha256 over names, kinds, shapes and numbers of all arrays, as hexadecimal digits.

    >>> digest({"a": np.zeros(2)}) == digest({"a": np.zeros(2)}), digest({"a": np.zeros(2)}) == digest({"b": np.zeros(2)})
    (True, False)
    """
    total = hashlib.sha256()
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name])
        total.update(f"{name} {array.dtype.str} {array.shape}".encode())
        total.update(array.tobytes())
    return total.hexdigest()


def _damaged(where: str, why: str) -> InputRefused:
    return InputRefused("archive_damaged", f"The file {where} is damaged: {why}.", "Copy it again or install lifeworld anew.")
