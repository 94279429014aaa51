"""A project of another program, or of this one, as a study: whole and in one transaction, or not at all."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
from django.db import transaction
from django.db.models import F

from lifeworld.customers.models import Customer, Trait
from lifeworld.events.actions import record
from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import InputRefused
from lifeworld.kit.ids import content_ids
from lifeworld.voices.actions.codebooks import save_codebook
from lifeworld.voices.actions.studies import create_study
from lifeworld.voices.actions.uploads_import import customers_with_keys
from lifeworld.voices.core.exchange.losses import Loss, Losses, losses
from lifeworld.voices.core.exchange.values import Project
from lifeworld.voices.core.site_codebook import storable
from lifeworld.voices.core.site_exchange import FACT_TYPES, IMPORT_BYTES_MAX, codes_of, fact_of, found_in, merged
from lifeworld.voices.core.site_import import KEY_CHARS_MAX, moment
from lifeworld.voices.core.site_studies import StudyValue
from lifeworld.voices.files.exchange import Reading as How
from lifeworld.voices.files.exchange import read_exchange
from lifeworld.voices.files.uploaded import plain_name, without_path
from lifeworld.voices.models import Coder, Mark, Reading, Statement, Study, Upload
from lifeworld.voices.queries.studies import newest_codebook, study_of

ROWS_A_QUERY = 2_000
TEXT_CHANGED = "The study has another text under this id; its codings would not fit."


@dataclass(frozen=True)
class Imported:
    """What an import did: the study, the key under which its account is kept, how much came in, and what was lost."""

    study: StudyValue
    key: str
    n_statements: int
    n_readings: int
    n_codes: int
    losses: Losses
    notes: tuple[str, ...]


def import_exchange(caller: Caller, path: Path, filename: str, slug: str = "", title: str = "", coder: str = "") -> Imported:
    """Read a file (REFI-QDA, Taguette, Label Studio, coded table) into a study; without ``slug`` a new one of that ``title``.

    All coders come in as coders of the kind "imported", whoever they were. The same file again changes nothing but what changed in it.
    Errors: LifeworldError 403, 404; 409 where the title is taken; InputRefused for files that cannot be read or do not fit.
    """
    caller.require("voices.analyse")
    if slug:
        study_of(caller, slug)
    try:
        found = read_exchange(path, How(coder=coder))
    except InputRefused as error:
        raise without_path(error, path) from error
    _checked(found.project)
    with transaction.atomic():
        study = study_of(caller, slug) if slug else create_study(caller, title.strip() or found.project.name or filename)
        Study.objects.select_for_update().get(pk=study.pk)
        keys, lost_codes, n_codes = _codes(caller, study, found.project)
        statements, lost_texts, n_statements = _statements(caller, study, found.project)
        n_readings = _readings(caller, study, found.project, keys, statements)
        left = losses([Loss("sets", "sets", len(found.project.sets), "A study has none."),
                       Loss("graphs", "drawings", len(found.project.graphs), "Bring drawings in on the page of exports of ecosystems.")])
        lost = found.losses + lost_codes + lost_texts + left
        notes = tuple(found.notes)
        row = Upload.objects.create(
            study_id=study.pk, key=uuid.uuid4(), filename=filename[:255], size=path.stat().st_size, received=path.stat().st_size,
            state="done", n_statements=n_statements, who=caller.who, options={"kind": "exchange"},
            progress={"notes": list(notes), "losses": [[one.where, one.what, one.n, one.why] for one in lost.rows],
                      "n_readings": n_readings, "n_codes": n_codes})
    return Imported(study_of(caller, study.slug), str(row.key), n_statements, n_readings, n_codes, lost, notes)


def _checked(project: Project) -> None:
    """Refuses what a database cannot keep."""
    for frame, names in ((project.texts, ("name", "text")), (project.cases, ("name", "description")), (project.values, ("value",)),
                         (project.selections, ("note",))):
        for name in names:
            if frame[name].str.contains("\x00", literal=True).any():
                raise InputRefused("unreadable_characters", "A text of the file holds a NUL character.", "Export the project again.")
    for text in (project.name, *(one.name for one in project.users), *(one.id for one in project.users),
                 *(one.text for one in project.notes)):
        storable(text)


def import_file(caller: Caller, filename: str, chunks: Iterable[bytes], size: int, slug: str = "", title: str = "",
                coder: str = "") -> Imported:
    """As ``import_exchange``, from a file that a form sent."""
    caller.require("voices.analyse")
    if not 0 < size <= IMPORT_BYTES_MAX:
        raise InputRefused("import_size", f"The file has {size:,} bytes.", f"Import a file of at most {IMPORT_BYTES_MAX >> 20} MiB.")
    name = plain_name(filename)
    with TemporaryDirectory(prefix="lifeworld-") as folder:
        kept = Path(folder) / name
        with kept.open("wb") as stream:
            stream.writelines(chunks)
        return import_exchange(caller, kept, name, slug, title, coder)


def _codes(caller: Caller, study: StudyValue, project: Project) -> tuple[dict[str, str], Losses, int]:
    """The key of each code by its guid; codes that the study lacks are added as a new version of its codebook."""
    keys, codes = codes_of(project.codes)
    if not codes:
        return keys, losses(()), 0
    before = newest_codebook(study.pk)
    after, lost = merged(before, codes)
    save_codebook(caller, study.slug, after, before.number, "Codes that came with an import.")
    return keys, lost, len([code for code in after if code.name not in before.names])


def _statements(caller: Caller, study: StudyValue, project: Project) -> tuple[dict[str, int], Losses, int]:
    """The key of the table of each text by its guid; texts that are not there are added, with customers, traits and facts."""
    cases = dict(project.cases.select("guid", "name").iter_rows())
    labels = dict(project.cases.select("name", "description").iter_rows())
    customers = _customers(caller, project, cases, labels)
    facts = _facts(project)
    known: dict[str, tuple[int, str]] = {}
    names = {key: _name(name, key) for key, name in project.texts.select("guid", "name").iter_rows()}
    wanted = list(names.values())
    for at in range(0, len(wanted), ROWS_A_QUERY):
        rows = Statement.objects.filter(study=study.pk, key__in=wanted[at:at + ROWS_A_QUERY]).values_list("key", "pk", "text")
        known |= {key: (pk, text) for key, pk, text in rows}
    seen = set(Statement.objects.filter(study=study.pk, customer__isnull=False).values_list("customer", flat=True).distinct())
    times = {key: facts.get(key, {}).get("time") for key in names}
    at_of = dict(zip(times, pl.DataFrame({"time": list(times.values())}, schema={"time": pl.String}).select(
        moment(pl.col("time"))).to_series(), strict=True))
    fresh, where, changed = [], {}, 0
    for key, text, case in project.texts.select("guid", "text", "customer").iter_rows():
        there = known.get(names[key])
        if there is not None and there[1] == text:
            where[key] = there[0]
        elif there is not None:
            changed += 1
        elif text.strip():
            said = dict(facts.get(key, {}))
            fresh.append((key, Statement(study_id=study.pk, key=names[key], text=text, context=said.pop("context", ""), facts=said,
                                         at=at_of[key], customer_id=customers.get(cases.get(case, "")))))
    Statement.objects.bulk_create([row for _, row in fresh], batch_size=ROWS_A_QUERY)
    where |= {key: row.pk for key, row in fresh}
    new_customers = {row.customer_id for _, row in fresh if row.customer_id} - seen
    if fresh:
        Study.objects.filter(pk=study.pk).update(n_statements=F("n_statements") + len(fresh),
                                                 n_customers=F("n_customers") + len(new_customers))
        pks = [row.pk for _, row in fresh]
        record(caller, "voices.statements_added", data={"study": study.pk, "n": len(fresh), "first": min(pks), "last": max(pks)})
    return where, losses([Loss("sources", "texts", changed, TEXT_CHANGED)]), len(fresh)


def _name(name: str, key: str) -> str:
    """The id of a statement; one that is too long is told by its own hash."""
    return name if len(name) <= KEY_CHARS_MAX else f"{name[:KEY_CHARS_MAX - 17]}-{hashlib.sha256(key.encode()).hexdigest()[:16]}"


def _customers(caller: Caller, project: Project, cases: Mapping[str, str], labels: Mapping[str, str]) -> dict[str, int]:
    """Customers by the name of their case, added where they are new, with the traits that the project knows."""
    named = [name for name in dict.fromkeys(cases.values()) if len(name) <= KEY_CHARS_MAX]
    found: dict[str, int] = {}
    for at in range(0, len(named), ROWS_A_QUERY):
        found |= customers_with_keys(caller, named[at:at + ROWS_A_QUERY])
    for name, pk in found.items():
        if labels.get(name):
            Customer.objects.filter(pk=pk, label="").update(label=labels[name][:200])
    variables = {one.guid: one.name for one in project.variables}
    traits = {(found[cases[owner]], variables[variable][:100]): value[:400] for owner, variable, value in project.values.iter_rows()
              if owner in cases and cases[owner] in found and variable in variables}
    Trait.objects.bulk_create([Trait(customer_id=pk, name=name, value=value) for (pk, name), value in traits.items()],
                              update_conflicts=True, unique_fields=["customer", "name"], update_fields=["value"], batch_size=ROWS_A_QUERY)
    return found


def _facts(project: Project) -> dict[str, dict[str, Any]]:
    """What is known of each text by its guid: variables that are called like facts."""
    variables = {one.guid: one.name for one in project.variables if one.name in FACT_TYPES}
    texts = set(project.texts["guid"])
    facts: dict[str, dict[str, Any]] = {}
    for owner, variable, value in project.values.iter_rows():
        if owner in texts and variable in variables and (said := fact_of(variables[variable], value)) is not None:
            facts.setdefault(owner, {})[variables[variable]] = said
    return facts


def _readings(caller: Caller, study: StudyValue, project: Project, keys: Mapping[str, str], statements: Mapping[str, int]) -> int:
    """Every coder's readings with their marks; a reading that is there already is replaced by what the file says now."""
    codebook = newest_codebook(study.pk)
    offered = {code.name for code in codebook.offered}
    memos = {(note.about[0], note.user): note.text for note in project.notes if len(note.about) == 1 and note.user}
    total = 0
    found = found_in(project)
    for user in project.users:
        mine = found.filter((pl.col("coder") == user.guid) & pl.col("text").is_in(list(statements)))
        coder, _ = Coder.objects.get_or_create(study_id=study.pk, kind="imported", name=user.name[:200],
                                               defaults={"version": user.id[:200]})
        made = [_reading(study.pk, coder.pk, codebook.number, offered, row, keys, statements, memos.get((row["text"], user.guid), ""))
                for row in mine.iter_rows(named=True)]
        Reading.objects.bulk_create([reading for reading, _ in made], update_conflicts=True, unique_fields=["statement", "coder"],
                                    update_fields=["codes", "present", "judged", "codebook", "memo", "queue", "inclusion", "made_at"],
                                    batch_size=ROWS_A_QUERY)
        pks = dict(Reading.objects.filter(coder=coder).values_list("statement", "pk"))
        for at in range(0, len(made), ROWS_A_QUERY):
            part = [reading.statement_id for reading, _ in made[at:at + ROWS_A_QUERY]]
            Mark.objects.filter(reading__coder=coder, reading__statement__in=part).delete()
        _marks([(pks[reading.statement_id], mark) for reading, marks in made for mark in marks], keys)
        Coder.objects.filter(pk=coder.pk).update(n_readings=Reading.objects.filter(coder=coder).count())
        total += len(made)
        if made:
            touched = [reading.statement_id for reading, _ in made]
            record(caller, "voices.imported", data={"study": study.pk, "coder": coder.pk, "n": len(made), "first": min(touched),
                                                    "last": max(touched)})
    return total


def _reading(study: int, coder: int, number: int, offered: set[str], row: Mapping[str, Any], keys: Mapping[str, str],
             statements: Mapping[str, int], memo: str) -> tuple[Reading, list[Mapping[str, Any]]]:
    present = [one for one in row["present"] or () if one["code"] in keys]
    codes = {keys[one["code"]]: 1 if one["probability"] is None else one["probability"] for one in present}
    judged = sorted({keys[code] for code in row["judged"] if code in keys})
    return Reading(study_id=study, coder_id=coder, statement_id=statements[row["text"]], codebook=number, codes=codes, present=list(codes),
                   judged=None if set(judged) == offered else judged, memo=memo, queue=row["queue"] or "",
                   inclusion=row["inclusion"]), row["marks"] or []


def _marks(rows: list[tuple[int, Mapping[str, Any]]], keys: Mapping[str, str]) -> None:
    if not rows:
        return
    hashes = content_ids(pl.Series([mark["quote"] for _, mark in rows], dtype=pl.String))
    Mark.objects.bulk_create([
        Mark(reading_id=reading, code=keys[mark["code"]], start=mark["start"], end=mark["end"], quote=mark["quote"], quote_hash=quoted,
             memo=mark["note"] or "", interpretive=mark["reading"] == "interpretive")
        for (reading, mark), quoted in zip(rows, hashes, strict=True) if mark["code"] in keys], batch_size=ROWS_A_QUERY)
