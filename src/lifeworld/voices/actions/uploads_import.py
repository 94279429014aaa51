"""Reading an upload into its study, batch by batch: rows and cursor are kept in one transaction, so a crash loses and doubles nothing."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from django.db import transaction
from django.db.models import F

from lifeworld.customers.models import Alias, Customer, Trait
from lifeworld.events.actions import record
from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import InputRefused
from lifeworld.voices.core.columns import Columns
from lifeworld.voices.core.site_import import Fitting, facts_of, fitting
from lifeworld.voices.core.site_studies import StudySettings, worker
from lifeworld.voices.core.site_uploads import SKIPPED_KEPT, columns_of
from lifeworld.voices.files.statements import Options, read_statements, statement_batches
from lifeworld.voices.files.study import Study as StudyFile
from lifeworld.voices.files.uploaded import FILES, drop, transcripts_root, without_path
from lifeworld.voices.models import SkippedRow, Statement, Study, Upload
from lifeworld.voices.queries.uploads import bytes_of, upload_row

TRAIT_CHARS_MAX = 400
STUMBLES_MAX = 3
"""So often an upload may fail for no reason of its own before it is ended, because others wait behind it."""
STUMBLED = "The site could not read this file to its end; what was read stays. Send it once more, or tell the operator when it happened."


@dataclass(frozen=True, eq=False)
class Read:
    """A batch as it was read: statements and what was left out of ``n_rows`` rows; ``trait`` is the column of the group."""

    statements: pl.DataFrame
    skipped: pl.DataFrame
    n_rows: int
    trait: str


@dataclass(eq=False)
class _Open:
    """A reader that stands behind batch number ``done`` of an upload."""

    batches: Iterator[Read]
    done: int


_OPEN: dict[int, _Open] = {}
"""Readers of this process between two batches; another process begins anew and passes over what was read."""


def continue_import(upload_pk: int) -> None:
    """Read the next batch of an upload into its study, or end it. A refusal of the reader ends it with its reason."""
    row = Upload.objects.select_related("study__place").get(pk=upload_pk)
    done = int(row.progress.get("batches", 0))
    path = bytes_of(row)
    reader = _OPEN.pop(upload_pk, None)
    try:
        if reader is None or reader.done != done:
            reader = _Open(itertools.islice(_batches(row, path), done, None), done)
        batch = next(reader.batches, None)
    except InputRefused as error:
        _end(upload_pk, done, "refused", str(without_path(error, path)))
        drop(path)
        return
    if batch is None:
        _end(upload_pk, done, "done", "")
        drop(path)
        return
    if _take(upload_pk, done, batch):
        reader.done += 1
        _OPEN[upload_pk] = reader


def _batches(row: Upload, path: Path) -> Iterator[Read]:
    settings, rows = StudySettings.of(row.study.settings), int(row.options["rows"])
    study = StudyFile(language=settings.language)
    named = pl.col("file").str.replace(f"{path.parent / FILES}/", "", literal=True).str.replace(f"{path.parent}/", "", literal=True)
    if row.options["kind"] == "transcripts":
        whole = read_statements([transcripts_root(path)], Options(focal=settings.focal), study)
        for at in range(0, max(whole.statements.height, 1), rows):
            skipped = whole.skipped if at == 0 else whole.skipped.clear()
            part = whole.statements.slice(at, rows)
            yield Read(part.with_columns(named), skipped, part.height + skipped.height, "group")
        return
    columns: Columns = columns_of(row.options["columns"])
    for batch in statement_batches(path, Options(columns=columns, focal=settings.focal), study, rows):
        yield Read(batch.statements.with_columns(named), batch.skipped, batch.n_rows, batch.columns.group or "")


@transaction.atomic
def stumbled(upload_pk: int) -> None:
    """An error that nobody foresaw stopped a batch; the upload is ended where that happens again and again at the same batch."""
    row = Upload.objects.select_for_update().filter(pk=upload_pk, state="importing").first()
    if row is None:
        return
    _OPEN.pop(upload_pk, None)
    times = int(row.progress.get("stumbles", 0)) + 1
    row.progress = {**row.progress, "stumbles": times}
    if times >= STUMBLES_MAX:
        row.state, row.message = "refused", STUMBLED
        transaction.on_commit(lambda: drop(bytes_of(row)))
    row.save(update_fields=["state", "message", "progress"])


@transaction.atomic
def _end(upload_pk: int, done: int, state: str, message: str) -> None:
    row = Upload.objects.select_for_update().get(pk=upload_pk)
    if row.state == "importing" and int(row.progress.get("batches", 0)) == done:
        row.state, row.message = state, message[:4_000]
        row.save(update_fields=["state", "message"])


@transaction.atomic
def _take(upload_pk: int, done: int, batch: Read) -> bool:
    """Keep a batch; False where another process was faster."""
    row = Upload.objects.select_for_update().select_related("study__place").get(pk=upload_pk)
    if row.state != "importing" or int(row.progress.get("batches", 0)) != done:
        return False
    caller = worker(row.study.place.path, row.study.place_id)
    Study.objects.select_for_update().get(pk=row.study_id)  # one writer of statements a study: their keys become visible in order
    keys = batch.statements["id"].to_list()
    known = Statement.objects.filter(study=row.study_id, key__in=keys).values_list("key", flat=True)
    found = fitting(batch.statements, known)
    made = _add(row, caller, found, batch.trait)
    left = pl.concat([batch.skipped, found.skipped]).sort("row", "field", nulls_last=True)
    kept = left.head(max(0, SKIPPED_KEPT - row.n_skipped))
    SkippedRow.objects.bulk_create([
        SkippedRow(upload=row, row=number, field=(name or "")[:200], reason=reason[:60], detail=(detail or "")[:400])
        for number, name, reason, detail in kept.select("row", "field", "reason", "detail").iter_rows()])
    row.n_rows += batch.n_rows
    row.n_statements += made
    row.n_skipped += left.height
    row.progress = {**row.progress, "batches": done + 1, "stumbles": 0}
    row.save(update_fields=["n_rows", "n_statements", "n_skipped", "progress"])
    return True


def _add(row: Upload, caller: Caller, found: Fitting, trait: str) -> int:
    """Write the statements, their customers and traits, and the journal's line; returns how many."""
    statements = found.statements
    if not statements.height:
        return 0
    customers = customers_with_keys(caller, statements["customer"].drop_nulls().unique(maintain_order=True).to_list())
    pks = set(customers.values())
    seen = set(Statement.objects.filter(study=row.study_id, customer__in=pks).values_list("customer", flat=True).distinct())
    made = Statement.objects.bulk_create([
        Statement(study_id=row.study_id, customer_id=customers.get(who), key=key, text=text, context=context or "", at=at,
                  facts=facts, upload=row)
        for (key, who, text, context, at), facts in zip(
            statements.select("id", "customer", "text", "context", "at").iter_rows(), facts_of(statements), strict=True)])
    if trait:
        _traits(statements, customers, trait)
    Study.objects.filter(pk=row.study_id).update(n_statements=F("n_statements") + len(made), n_customers=F("n_customers") + len(pks - seen))
    record(caller, "voices.statements_added", data={
        "study": row.study_id, "upload": row.pk, "n": len(made), "first": min(one.pk for one in made), "last": max(one.pk for one in made)})
    return len(made)


def _traits(statements: pl.DataFrame, customers: dict[str, int], name: str) -> None:
    groups = statements.filter(pl.col("group").is_not_null() & pl.col("customer").is_not_null()).select("customer", "group")
    last = {customers[who]: group[:TRAIT_CHARS_MAX] for who, group in groups.iter_rows()}
    known = dict(Trait.objects.filter(customer__in=last, name=name[:100]).values_list("customer", "value"))
    Trait.objects.bulk_create(
        [Trait(customer_id=who, name=name[:100], value=value) for who, value in last.items() if known.get(who) != value],
        update_conflicts=True, unique_fields=["customer", "name"], update_fields=["value"])


def customers_with_keys(caller: Caller, keys: list[str]) -> dict[str, int]:
    """The key of the table of each customer, by the key or an alias that a file gives; those who are not known yet are added."""
    found = dict(Customer.objects.filter(place=caller.place_id, key__in=keys).values_list("key", "pk"))
    missing = [key for key in keys if key not in found]
    if missing:
        found |= dict(Alias.objects.filter(place=caller.place_id, alias__in=missing).values_list("alias", "customer"))
        new = [key for key in missing if key not in found]
        Customer.objects.bulk_create([Customer(place_id=caller.place_id, key=key) for key in new], ignore_conflicts=True)
        found |= dict(Customer.objects.filter(place=caller.place_id, key__in=new).values_list("key", "pk"))
    return found


def import_inline(caller: Caller, slug: str, key: str, batches_max: int = 3) -> None:
    """Read a small upload at once, so that nobody waits for the worker. Errors: LifeworldError 403, 404."""
    row = upload_row(caller, slug, key)
    for _ in range(batches_max):
        if not Upload.objects.filter(pk=row.pk, state="importing").exists():
            return
        continue_import(row.pk)
