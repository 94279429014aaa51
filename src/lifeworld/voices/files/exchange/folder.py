"""A bundle as a folder of tables that people can open and other commands can read.

``statements.parquet`` and ``codings.csv`` are what was said and coded; ``values.csv`` what is known of customers and texts;
``losses.csv`` what the import lost; ``project.json`` the rest. Everything stands in one place only, so that what somebody corrects there
counts. Texts are no CSV, because a spreadsheet would run, cut or trim some of them, and every position after that would be wrong.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any, TypeVar

import polars as pl

from lifeworld.kit.errors import InputRefused, listed
from lifeworld.kit.folders import whole_folder
from lifeworld.kit.frames import read_frame, write_csv, write_json, write_parquet
from lifeworld.voices.core.coder_codings import CODER_CODINGS
from lifeworld.voices.core.exchange.checks import checked
from lifeworld.voices.core.exchange.codebooks import exchanged_codes
from lifeworld.voices.core.exchange.coded_rows import CODINGS, codings_of, project_of, restored, safe
from lifeworld.voices.core.exchange.names import unique_names
from lifeworld.voices.core.exchange.refi_settling import Exchanged
from lifeworld.voices.core.exchange.values import (
    CASES,
    VALUES,
    VARIABLE_TYPES,
    Edge,
    ExchangedCode,
    Graph,
    NamedSet,
    Note,
    Project,
    User,
    Variable,
    Vertex,
)
from lifeworld.voices.files.codebook import read_codebook
from lifeworld.voices.files.coder_codings import read_codings

STATEMENTS, CODED, VALUES_FILE, LOSSES_FILE, PROJECT = "statements.parquet", "codings.csv", "values.csv", "losses.csv", "project.json"
FILES = (STATEMENTS, CODED, VALUES_FILE, LOSSES_FILE, PROJECT)
OWN_STATEMENTS, OWN_CODEBOOK = "statements.csv", "codebook.toml"
"""What people who make a folder themselves may give."""
FORMAT = 1
One = TypeVar("One")


def write_folder(found: Exchanged, folder: Path) -> None:
    """The bundle and its losses as a folder, whole or not at all.

    Errors: InputRefused where the folder holds anything else, or the bundle is not sound; RunFailed when the disk is full.
    """
    project = checked(found.project)
    names = project.cases.select(pl.col("guid").alias("customer"), pl.col("name").alias("_name"))
    statements = project.texts.join(names, on="customer", how="left", maintain_order="left").select(
        pl.col("name").alias("id"), pl.col("_name").alias("customer"), "text", "guid")
    with whole_folder(folder, FILES) as work:
        write_parquet(statements, work / STATEMENTS)
        write_csv(safe(codings_of(project)), work / CODED, guard=False)
        write_csv(safe(_values(project)), work / VALUES_FILE, guard=False)
        write_csv(safe(found.losses.frame), work / LOSSES_FILE, guard=False)
        write_json(_described(project), work / PROJECT)


def _values(project: Project) -> pl.DataFrame:
    """Values with names instead of guids: about ("customer" or "statement"), id, variable, value."""
    owners = pl.concat([frame.select(pl.col("guid").alias("owner"), pl.lit(about).alias("about"), pl.col("name").alias("id"))
                        for about, frame in (("customer", project.cases), ("statement", project.texts))])
    known = pl.DataFrame({"variable": [one.guid for one in project.variables], "_name": _variable_names(project)},
                         schema={"variable": pl.String, "_name": pl.String})
    return project.values.join(owners, on="owner", maintain_order="left").join(known, on="variable", maintain_order="left").select(
        "about", "id", pl.col("_name").alias("variable"), "value")


def _variable_names(project: Project) -> list[str]:
    return unique_names(one.name for one in project.variables)


def _described(project: Project) -> dict[str, Any]:
    lists = ("users", "codes", "variables", "notes", "sets", "graphs")
    return {"format": FORMAT, "name": project.name, "created": project.created, "description": project.description,
            **{name: [asdict(one) for one in getattr(project, name)] for name in lists}, "customers": project.cases.to_dicts()}


def read_folder(folder: Path) -> Project:
    """The bundle of a folder that ``write_folder`` wrote, or of one with statements and codings of any shape.

    Errors: InputRefused where a file is missing or damaged, or codings and statements do not fit.
    """
    if not folder.is_dir():
        raise InputRefused("exchange_folder", f"«{folder}» is no folder.", "Name the folder that `lifeworld voices import` wrote.")
    said = next((one for name in (STATEMENTS, OWN_STATEMENTS) if (one := folder / name).is_file()), None)
    if said is None or not (folder / CODED).is_file():
        raise InputRefused("exchange_folder", f"The folder «{folder}» has no {OWN_STATEMENTS if said is None else CODED}.",
                           f"Put {OWN_STATEMENTS} (id, customer, text) and {CODED} (statement, coder, code) there.")
    statements = _table(said, ("id", "text"), ("customer", "guid"))
    if not (folder / PROJECT).is_file():
        given = statements.select("id", "customer", "text")
        book = folder / OWN_CODEBOOK
        codes = exchanged_codes(read_codebook(book)) if book.is_file() else ()
        return project_of(statements, any_codings(folder / CODED, given), Project(folder.resolve().name, codes=codes), folder.name)
    base = _base(folder / PROJECT)
    project = project_of(statements, _table(folder / CODED, ("statement", "coder", "code", "present"), CODINGS), base, folder.name)
    return _with_values(project, folder / VALUES_FILE)


def _table(path: Path, needed: tuple[str, ...], wanted: tuple[str, ...]) -> pl.DataFrame:
    """A table with all columns as words, formulas restored; wanted columns that are not there are null. An empty table is fine."""
    try:
        frame = read_frame(path).cast(pl.String)
        frame = frame if path.suffix == ".parquet" else restored(frame)
    except InputRefused as error:
        if error.code not in {"empty_file", "no_rows"}:
            raise
        frame = pl.DataFrame(schema=dict.fromkeys((*needed, *wanted), pl.String))
    missing = [name for name in needed if name not in frame.columns]
    if missing:
        raise InputRefused("exchange_columns", f"«{path.name}» has no column «{missing[0]}».", f"Its columns are {listed(frame.columns)}.")
    names = tuple(dict.fromkeys((*needed, *wanted)))
    return frame.select(pl.col(name) if name in frame.columns else pl.lit(None, pl.String).alias(name) for name in names)


def any_codings(path: Path, statements: pl.DataFrame | None) -> pl.DataFrame:
    """Codings of any shape that `voices agree` reads, as words with the columns of CODINGS."""
    given = None if statements is None else statements.with_columns(pl.col("text").fill_null(""))
    codings = read_codings([path], given).cast(pl.String)
    return codings.with_columns(pl.lit(None, pl.String).alias(name) for name in CODINGS if name not in CODER_CODINGS)


def _base(path: Path) -> Project:
    """What ``project.json`` says. Errors: InputRefused where it is damaged or of a later version."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        json.dumps(told, ensure_ascii=False).encode()  # halves of surrogate pairs are no text
        if told["format"] != FORMAT:
            raise InputRefused("exchange_format", f"«{path.name}» has the format {str(told['format'])[:20]}; this version reads {FORMAT}.",
                               "Use the version of lifeworld that wrote it.")
        graphs = tuple(Graph(one["guid"], one["name"], _many(Vertex, one["vertices"]), _many(Edge, one["edges"])) for one in told["graphs"])
        variables = _many(Variable, told["variables"])
        if any(one.type not in VARIABLE_TYPES for one in variables):
            raise ValueError("a variable has an unknown type")
        customers = [(one["guid"], one["name"], one["description"]) for one in told["customers"]]
        return Project(
            str(told["name"]), _many(User, told["users"]), _many(ExchangedCode, told["codes"]), variables, _many(Note, told["notes"]),
            _many(NamedSet, told["sets"]), graphs, cases=pl.DataFrame(customers, schema=pl.Schema(CASES), orient="row"),
            description=str(told["description"]), created=str(told["created"]))
    except (ValueError, KeyError, TypeError, RecursionError, OSError, pl.exceptions.PolarsError) as error:
        raise InputRefused("exchange_damaged", f"«{path.name}» cannot be read: it was changed or cut off.",
                           "Import the project again.") from error


def _many(make: type[One], told: list[Mapping[str, Any]]) -> tuple[One, ...]:
    """Values of a kind from JSON: lists are tuples, and words are words."""
    known = {one.name: str(one.type) for one in fields(make)}  # type: ignore[arg-type]
    values = []
    for one in told:
        read = {name: tuple(value) if isinstance(value, list) else value for name, value in one.items() if name in known}
        if any(known[name] == "str" and not isinstance(value, str) for name, value in read.items()):
            raise TypeError("a name is no text")
        values.append(make(**read))
    return tuple(values)


def _with_values(project: Project, path: Path) -> Project:
    if not path.is_file():
        return project
    rows = _table(path, ("about", "id", "variable", "value"), ())
    owners = {("customer", name): key for key, name in project.cases.select("guid", "name").iter_rows()}
    owners |= {("statement", name): key for key, name in project.texts.select("guid", "name").iter_rows()}
    variables = dict(zip(_variable_names(project), (one.guid for one in project.variables), strict=True))
    values = []
    for about, name, variable, value in rows.iter_rows():
        if value is None:
            continue
        if (about, name) not in owners or variable not in variables:
            raise InputRefused("exchange_values", f"«{path.name}» has a value of «{variable}» for the {about} «{name}», which the project "
                               "lacks.", "Correct the row, or add what it names.")
        values.append((owners[about, name], variables[variable], value))
    frame = pl.DataFrame(values, schema=pl.Schema(VALUES), orient="row")
    return checked(replace(project, values=frame))
