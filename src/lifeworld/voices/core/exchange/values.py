"""The neutral bundle that every exchange format is read into and written from: a study as other programs know studies.

Few things (users, codes, notes, graphs) are values; many things (texts, selections, customers' traits) are columns. A bundle is
what a site keeps in its tables and what a folder of an import holds; formats differ only in what they lose of it (``losses``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

Schema = Mapping[str, type[pl.DataType]]

TEXTS = {"guid": pl.String, "name": pl.String, "text": pl.String, "customer": pl.String}
"""One row a text (statement, answer, interview). ``name`` is its id, unique; ``text`` has LF line ends and no byte order mark, every
offset counts its code points; ``customer`` is the guid of a case, null where nobody is known."""

SELECTIONS = {
    "text": pl.String, "start": pl.Int64, "end": pl.Int64, "whole": pl.Boolean, "quote": pl.String, "coder": pl.String,
    "code": pl.String, "created": pl.String, "note": pl.String, "probability": pl.Float64, "reading": pl.String,
}
"""One row for each text, span, coder and code that is present. ``text``, ``coder`` and ``code`` are guids (text, user, code);
``start``, ``end`` are half-open code points of the text; ``whole`` says that the statement as a whole was coded (0 to its length);
``quote`` is the slice; ``created`` is an xsd:dateTime or null; ``note`` is the rationale or memo, ``probability`` 0..1, and
``reading`` "explicit" or "interpretive", all null where nobody said."""

JUDGED = {"text": pl.String, "coder": pl.String, "code": pl.String, "queue": pl.String, "inclusion": pl.Float64}
"""One row for each text, coder and code (guids) that the coder judged. A judged code without a selection is absent; a code that
was not judged has no row and no selection. ``queue`` is "random", "active" or null; ``inclusion`` the probability of the draw."""

CASES = {"guid": pl.String, "name": pl.String, "description": pl.String}
"""One row a customer; ``name`` is the customer's id, unique."""

VALUES = {"owner": pl.String, "variable": pl.String, "value": pl.String}
"""One row for each value of a variable: ``owner`` is the guid of a case or of a text, ``value`` its canonical words (true, 12, 0.5,
2026-01-31). An unknown value has no row."""

VariableType = Literal["Text", "Boolean", "Integer", "Float", "Date", "DateTime"]
VARIABLE_TYPES: tuple[VariableType, ...] = ("Text", "Boolean", "Integer", "Float", "Date", "DateTime")
READINGS = ("explicit", "interpretive")
MODEL = "model:"
"""What the name of a user that is a program begins with; ``User.id`` then is the digest of weights, prompt and codebook."""


@dataclass(frozen=True)
class User:
    """Somebody who codes, person or program: ``guid``, ``name`` (unique), and ``id`` ("" = none)."""

    guid: str
    name: str
    id: str = ""


@dataclass(frozen=True)
class ExchangedCode:
    """A code or, where not ``is_codable``, a folder of codes. ``parent`` is the guid of the code above ("" = none).

    ``color`` is "#rrggbb" or "". Order among siblings is the order in ``Project.codes``.
    """

    guid: str
    name: str
    color: str = ""
    description: str = ""
    is_codable: bool = True
    parent: str = ""


@dataclass(frozen=True)
class Variable:
    """What may be known of customers or texts, with the type of its values."""

    guid: str
    name: str
    type: VariableType = "Text"
    description: str = ""


@dataclass(frozen=True)
class Note:
    """A memo. ``about`` holds guids of codes and texts, and "" for the project itself; memos on codings are in SELECTIONS."""

    guid: str
    name: str
    text: str
    user: str = ""
    created: str = ""
    about: tuple[str, ...] = ()


@dataclass(frozen=True)
class NamedSet:
    """A named selection of codes, texts and notes (guids), such as the actors of one customer."""

    guid: str
    name: str
    description: str = ""
    codes: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Vertex:
    """A point of a drawing in whole pixels from the upper left; ``represents`` is the guid of a code, text or case ("" = none)."""

    guid: str
    name: str
    x: int
    y: int
    represents: str = ""
    shape: str = ""
    color: str = ""
    x2: int | None = None
    y2: int | None = None


@dataclass(frozen=True)
class Edge:
    """A line between two vertices (guids).

    ``direction`` is Associative, OneWay, Bidirectional or ""; ``line_style`` is solid, dashed, dotted or "".
    """

    guid: str
    source: str
    target: str
    name: str = ""
    direction: str = ""
    line_style: str = ""
    color: str = ""
    represents: str = ""


@dataclass(frozen=True)
class Graph:
    """A drawing, such as the map that a customer drew."""

    guid: str
    name: str
    vertices: tuple[Vertex, ...] = ()
    edges: tuple[Edge, ...] = ()


def empty(schema: Schema) -> pl.DataFrame:
    """A frame without rows.

    >>> empty(CASES).columns
    ['guid', 'name', 'description']
    """
    return pl.DataFrame(schema=schema)


@dataclass(frozen=True, eq=False)
class Project:
    """A study for exchange. Frames have the columns that their names say: TEXTS, SELECTIONS, JUDGED, CASES, VALUES.

    ``created`` is an xsd:dateTime or "" (a clock in a file would make two exports differ). ``description`` is for people; what
    was lost on the way stands at its end. ``checked`` (in ``checks``) says whether a bundle is sound.

    >>> Project("pilot", texts=pl.DataFrame({"guid": ["t"], "name": ["s1"], "text": ["Ran."], "customer": [None]}, TEXTS)).texts.height
    1
    """

    name: str
    users: tuple[User, ...] = ()
    codes: tuple[ExchangedCode, ...] = ()
    variables: tuple[Variable, ...] = ()
    notes: tuple[Note, ...] = ()
    sets: tuple[NamedSet, ...] = ()
    graphs: tuple[Graph, ...] = ()
    texts: pl.DataFrame = field(default_factory=lambda: empty(TEXTS))
    selections: pl.DataFrame = field(default_factory=lambda: empty(SELECTIONS))
    judged: pl.DataFrame = field(default_factory=lambda: empty(JUDGED))
    cases: pl.DataFrame = field(default_factory=lambda: empty(CASES))
    values: pl.DataFrame = field(default_factory=lambda: empty(VALUES))
    description: str = ""
    created: str = ""
