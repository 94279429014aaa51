"""Pictures and pages by typst with the bundled typeface: the same bytes on every machine that has no further fonts to offer."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from importlib.resources import as_file, files
from typing import Any

import typst

PPI = 200
_PICTURE = "#set page(width: auto, height: auto, margin: 0pt)\n#image(\"picture.svg\", width: {}pt, alt: \"picture\")\n"
_compile: Any = typst.compile  # its type stubs do not know that a document may be a dict of files
_VIEW = re.compile(r'viewBox="0 0 ([0-9.]+) [0-9.]+"')


def compiled(sources: Mapping[str, bytes], kind: str, *, ppi: float | None = None, pages: bool = False) -> list[bytes]:
    """Compile ``sources`` (``main.typ`` and what it reads); one entry for PDF, one a page for PNG where ``pages``.

    The bundled typeface comes first; letters that it lacks are looked for in the machine's own fonts. A PDF is tagged by
    PDF/UA-1; where a letter is in no font at all, which that standard forbids, it is tagged without the claim.
    Errors: ValueError where typst refuses the document, which would be a fault of ours: user text is data, never source.
    """
    claims = ("ua-1", None) if kind == "pdf" else (None,)
    with as_file(files("lifeworld.constellations") / "data" / "fonts") as fonts:
        for claim in claims:
            try:
                found = _compile(dict(sources), font_paths=[str(fonts)], format=kind, ppi=ppi,
                                      pdf_standards=claim or [])
            except typst.TypstError as error:
                if claim == claims[-1]:
                    raise ValueError(f"typst refused the document: {error}") from error
            else:
                break
    parts = found if isinstance(found, list) else [found]
    return [bytes(part) for part in parts] if pages else [bytes(parts[0])]


def png(svg: str, ppi: float = PPI) -> bytes:
    """A standalone SVG as PNG; one unit of the picture is 1/72 inch."""
    view = _VIEW.search(svg)
    source = _PICTURE.format(view[1] if view else "600")
    return compiled({"main.typ": source.encode(), "picture.svg": svg.encode("utf-8")}, "png", ppi=ppi)[0]


def as_json(value: object) -> bytes:
    """A value for typst's ``json``: texts stay data, whatever they hold."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
