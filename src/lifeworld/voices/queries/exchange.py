"""A study as the neutral bundle that every exchange format is written from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from django.db.models import CharField, F, Value
from django.db.models.functions import Coalesce

from lifeworld.customers.models import Customer, Trait
from lifeworld.kit.caller import Caller, not_found
from lifeworld.kit.errors import InputRefused, listed
from lifeworld.voices.core.exchange.guids import guid, guids
from lifeworld.voices.core.exchange.losses import Loss, Losses, losses
from lifeworld.voices.core.exchange.names import unique_names
from lifeworld.voices.core.exchange.values import CASES, SELECTIONS, TEXTS, VALUES, Note, Project, User
from lifeworld.voices.core.site_exchange import exchanged, fact_values, judged_rows, user_name, variables_of
from lifeworld.voices.core.site_readings import coder_labels
from lifeworld.voices.core.site_studies import CoderValue, StudyValue
from lifeworld.voices.core.site_uploads import UploadValue
from lifeworld.voices.files.exchange import write_coded, write_qdc, write_qdpx
from lifeworld.voices.models import Coder, Mark, Reading
from lifeworld.voices.queries.readings import codings_frame
from lifeworld.voices.queries.statements import statements_frame
from lifeworld.voices.queries.uploads import upload_row, upload_value, uploads_of

WRITERS = {"qdpx": write_qdpx, "qdc": write_qdc, "csv": write_coded}
CODINGS_MAX = 1_500_000
"""Judgements (statements, coders and codes multiplied) that one file may hold, because it is made while its asker waits."""


@dataclass(frozen=True)
class Bundle:
    """A study as a bundle, and what of the study the bundle does not hold."""

    project: Project
    losses: Losses


def project_of_study(caller: Caller, study: StudyValue, coders: Sequence[int] | None = None) -> Bundle:
    """A whole study with the codings of some coders (None: all).

    GUIDs are made of ids alone, and no clock is written: the same study gives the same bundle. Errors: LifeworldError 403; InputRefused
    where there are more codings than a file may hold.
    """
    caller.require("voices.analyse")
    rows = Coder.objects.filter(study=study.pk, study__place=caller.place_id).order_by("pk")
    everybody = [CoderValue(row.pk, row.kind, row.name, row.user_id, row.version) for row in rows]
    who = [one for one in everybody if coders is None or one.pk in coders]
    n = Reading.objects.filter(study=study.pk, coder__in=[one.pk for one in who]).count() * len(study.codebook.offered)
    if n > CODINGS_MAX:
        raise InputRefused("export_too_large", f"The export would hold {n:,} judgements.", "Choose fewer coders.")
    labels = coder_labels(who)
    names = dict(zip(labels, unique_names(user_name(one.kind, labels[one.pk]) for one in who), strict=True))
    statements = statements_frame(caller, study.pk)
    cases, values, traits = _customers(caller, statements)
    facts = fact_values(statements)
    known = facts["variable"].unique()
    fact_names = [name for name in statements.columns if guid("variable", f"statement:{name}") in known]
    texts = statements.select(guids("text", statements["id"]).alias("guid"), pl.col("id").alias("name"), "text",
                              _keyed("customer", "case", statements["customer"]))
    selections, judged = _codings(caller, study, who, names, labels)
    users = tuple(User(guid("user", names[one.pk]), names[one.pk], one.version if one.kind in {"model", "imported"} else "") for one in who)
    project = Project(study.title, users, exchanged(study.codebook), variables_of(traits, fact_names), _memos(study, names),
                      texts=texts.cast(pl.Schema(TEXTS)), selections=selections, judged=judged, cases=cases,
                      values=pl.concat([values, facts]))
    return Bundle(project, losses([
        Loss("codings", "moods of statements (valence)", Reading.objects.filter(
            study=study.pk, coder__in=names, valence__isnull=False).count(), "No format has a field for them."),
        Loss("codings", "probabilities of codes that were not found present",
             sum(one.kind == "model" for one in who), "Only codings that are present are exchanged; counted here are models.")]))


def written(caller: Caller, study: StudyValue, kind: str, coders: Sequence[int] | None = None) -> tuple[bytes, Losses]:
    """A study as a file of a kind (qdpx, qdc, csv), and what the file does not hold: the same study, the same bytes.

    Errors: as ``project_of_study``; InputRefused for another kind.
    """
    if kind not in WRITERS:
        raise InputRefused("export_kind", f"There is no export as «{kind[:20]}».", f"Choose one of {listed(WRITERS)}.")
    bundle = project_of_study(caller, study, coders)
    with TemporaryDirectory(prefix="lifeworld-") as folder:
        path = Path(folder) / f"{study.slug}.{kind}"
        lost = WRITERS[kind](bundle.project, path)
        return path.read_bytes(), bundle.losses + lost


def import_of(caller: Caller, slug: str, key: str) -> tuple[UploadValue, Losses, int, int]:
    """The account of an import: the file, what was lost, how many readings and codes came in. Errors: LifeworldError 403, 404."""
    row = upload_row(caller, slug, key)
    if row.options.get("kind") != "exchange":
        raise not_found("import", key)
    said = row.progress
    return upload_value(row), Losses(tuple(Loss(*one) for one in said["losses"])), said["n_readings"], said["n_codes"]


def imports_of(caller: Caller, slug: str) -> list[UploadValue]:
    """The imports of a study, newest first."""
    return [value for value in uploads_of(caller, slug) if value.options.get("kind") == "exchange"]


def _customers(caller: Caller, statements: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, list[str]]:
    """Cases, the values of their traits, and the names of these."""
    keys = statements["customer"].drop_nulls().unique().sort()
    rows, traits = [], []
    for at in range(0, len(keys), 5_000):
        part = keys[at:at + 5_000].to_list()
        rows += list(Customer.objects.filter(place=caller.place_id, key__in=part).values_list("key", "label"))
        traits += list(Trait.objects.filter(customer__place=caller.place_id, customer__key__in=part).values_list(
            "customer__key", "name", "value"))
    cases = pl.DataFrame([(guid("case", key), key, label) for key, label in rows], schema=pl.Schema(CASES), orient="row")
    values = pl.DataFrame([(guid("case", key), guid("variable", f"customer:{name}"), value) for key, name, value in traits],
                          schema=pl.Schema(VALUES), orient="row")
    return cases, values, sorted({name for _, name, _ in traits})


def _keyed(name: str, kind: str, values: pl.Series) -> pl.Series:
    known = {one: guid(kind, one) for one in values.drop_nulls().unique()}
    return pl.Series(name, [known.get(one) for one in values], pl.String)


def _codings(caller: Caller, study: StudyValue, who: Sequence[CoderValue], names: dict[int, str],
             labels: dict[int, str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Selections and judgements with guids instead of names."""
    codings = codings_frame(caller, study.pk, [one.pk for one in who])
    frame = codings.join(_marks(study.pk, labels), on=["statement", "coder", "code", "start", "end"], how="left", maintain_order="left")
    frame = frame.join(_probabilities(study.pk, who, labels), on=["statement", "coder", "code"], how="left", maintain_order="left")
    outside = {labels[pk]: guid("user", name) for pk, name in names.items()}
    frame = frame.with_columns(
        _keyed("text", "text", frame["statement"]), _keyed("code", "code", frame["code"]),
        pl.col("coder").replace_strict(outside, return_dtype=pl.String) if outside else pl.col("coder"))
    present = frame.filter(pl.col("present")).with_columns(
        whole=pl.col("start").is_null(), created=pl.lit(None, pl.String))
    return present.select(pl.col(name).cast(kind) for name, kind in SELECTIONS.items()), judged_rows(frame)


def _marks(study: int, labels: dict[int, str]) -> pl.DataFrame:
    rows = Mark.objects.filter(reading__study=study, reading__coder__in=labels).values_list(
        "reading__statement__key", "reading__coder", "code", "start", "end", "memo", "interpretive")
    return pl.DataFrame(
        [(key, labels[coder], code, start, end, memo or None, "interpretive" if interpretive else "explicit")
         for key, coder, code, start, end, memo, interpretive in rows],
        schema={"statement": pl.String, "coder": pl.String, "code": pl.String, "start": pl.Int32, "end": pl.Int32, "note": pl.String,
                "reading": pl.String}, orient="row").unique(["statement", "coder", "code", "start", "end"])


def _probabilities(study: int, who: Sequence[CoderValue], labels: dict[int, str]) -> pl.DataFrame:
    """Probabilities that are not 1: those of models, also of imported ones."""
    programs = [one.pk for one in who if one.kind in {"model", "imported"}]
    rows = Reading.objects.filter(study=study, coder__in=programs).values_list("statement__key", "coder", "codes")
    return pl.DataFrame(
        [(key, labels[coder], code, p) for key, coder, codes in rows.iterator(chunk_size=20_000) for code, p in codes.items() if p != 1],
        schema={"statement": pl.String, "coder": pl.String, "code": pl.String, "probability": pl.Float64}, orient="row")


def _memos(study: StudyValue, names: dict[int, str]) -> tuple[Note, ...]:
    rows = Reading.objects.filter(study=study.pk, coder__in=names).exclude(memo="").order_by("statement__key", "coder").annotate(
        key=Coalesce(F("statement__key"), Value(""), output_field=CharField())).values_list("key", "coder", "memo")
    return tuple(Note(guid("note", f"{names[coder]}/{key}"), "memo", memo, guid("user", names[coder]), about=(guid("text", key),))
                 for key, coder, memo in rows)
