"""A protocol of Network Canvas: which variables of a study are categorical, so that nothing about them has to be found by their names."""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from lifeworld.kit.errors import InputRefused

BYTES_MAX = 32 << 20


def categorical_variables(path: str | Path) -> tuple[str, ...]:
    """Names of the categorical variables of egos, nodes and edges, sorted; from a .netcanvas file or its protocol.json.

    Errors: InputRefused for what is no protocol.
    """
    place = Path(path)
    if not place.is_file():
        raise InputRefused("no_such_file", f"There is no file «{path}».", "Check the path.")
    try:
        protocol = json.loads(_content(place))
        return tuple(sorted({str(variable["name"]) for variable in _variables(protocol["codebook"])
                             if variable.get("type") == "categorical"}))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, RuntimeError, NotImplementedError, zlib.error,
            zipfile.BadZipFile) as error:
        raise InputRefused("no_protocol", f"«{path}» is no protocol of Network Canvas.",
                           "Give the .netcanvas file of the study.") from error


def _content(place: Path) -> bytes:
    """The protocol as JSON, read no further than is allowed. Errors: ValueError where it is larger."""
    if zipfile.is_zipfile(place):
        with zipfile.ZipFile(place) as archive, archive.open("protocol.json") as part:
            content = part.read(BYTES_MAX + 1)
    else:
        with place.open("rb") as stream:
            content = stream.read(BYTES_MAX + 1)
    if len(content) > BYTES_MAX:
        raise ValueError("too large")
    return content


def _variables(codebook: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The variables of the ego and of every type of nodes and edges."""
    parts = [codebook.get("ego") or {}, *(codebook.get("node") or {}).values(), *(codebook.get("edge") or {}).values()]
    for part in parts:
        yield from (part.get("variables") or {}).values()
