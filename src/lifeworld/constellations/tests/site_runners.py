"""The forty fictional runners as a study of the site: statements, what the fast coder finds, and their drawn maps."""

from __future__ import annotations

import math
import uuid
from importlib.resources import as_file, files
from typing import Any

import polars as pl
from django.utils import timezone

from lifeworld.constellations.core.mapping import About, map_study
from lifeworld.constellations.core.study import MappedStudy
from lifeworld.constellations.models import Drawing
from lifeworld.constellations.queries.material import material
from lifeworld.customers.models import Customer
from lifeworld.events.actions import record
from lifeworld.kit.caller import Caller
from lifeworld.voices.actions.studies import create_study
from lifeworld.voices.core.batches import CodedBatch, code_batch
from lifeworld.voices.core.codebook import CODES
from lifeworld.voices.core.columns import Columns
from lifeworld.voices.core.site_studies import StudyValue
from lifeworld.voices.files.coding import coding_for
from lifeworld.voices.files.statements import Options, read_statements
from lifeworld.voices.files.study import read_study
from lifeworld.voices.models import Coder, Reading, Statement

FACTS = ("field", "time", "source", "group", "outcome", "language", "wave", "consent")


def runners(caller: Caller, *, drawn: bool = False, people: int = 40) -> tuple[StudyValue, pl.DataFrame, CodedBatch]:
    """The study with the first ``people`` runners, its statements as `lifeworld map` reads them, and what the coder found."""
    with as_file(files("lifeworld.testing") / "runners") as folder:
        file = read_study(folder / "study.toml")
        read = read_statements((str(folder / "statements.csv"),), Options(Columns(), None), file).statements
        maps = pl.read_csv(folder / "drawn.csv", infer_schema_length=None)
    chosen = read["customer"].unique().sort().head(people).to_list()
    statements = read.filter(pl.col("customer").is_in(chosen))
    study = create_study(caller, "Runners", {"focal": file.focal, "aliases": list(file.focal_aliases),
                                             "others": {name: list(aliases) for name, aliases in file.others.items()}})
    coding = coding_for(file, "fast", file.focal)
    batch = code_batch(coding.coder, coding.lexicon, coding.codebook.label, statements["text"].to_list(), statements["focal"].to_list(),
                       coding.aliases)
    _keep(caller, study, statements, batch)
    if drawn:
        for customer in chosen:
            draw_in(caller, study, customer, maps.filter(pl.col("customer") == customer))
    return study, statements, batch


def mapped(statements: pl.DataFrame, batch: CodedBatch, caller: Caller, study: StudyValue) -> MappedStudy:
    """The same study as `lifeworld map` maps it, with the drawings that the site keeps."""
    known = material(caller, study)
    return map_study(statements, batch, known.lexicon, About(), drawn=known.drawn)


def _keep(caller: Caller, study: StudyValue, statements: pl.DataFrame, batch: CodedBatch) -> None:
    customers = {key: Customer.objects.create(place_id=study.place_id, key=key).pk for key in statements["customer"].unique().sort()}
    rows = [Statement(
        study_id=study.pk, customer_id=customers[row["customer"]], key=row["id"], text=row["text"], context=row["context"] or "",
        facts={name: row[name] for name in FACTS if row[name] is not None},
    ) for row in statements.iter_rows(named=True)]
    made = Statement.objects.bulk_create(rows)
    coder = Coder.objects.get(study=study.pk, kind="model")
    found = batch.coded
    Reading.objects.bulk_create(Reading(
        study_id=study.pk, statement=one, coder=coder, codebook=1, valence=float(found.valence[row]),
        codes={code: float(p) for code, p in zip(CODES, found.probability[row], strict=True) if p >= 0.05},
        present=[code for code, there in zip(CODES, found.present[row], strict=True) if there],
    ) for row, one in enumerate(made))
    ends = {"first": min(one.pk for one in made), "last": max(one.pk for one in made)}
    record(caller, "voices.statements_added", data={"study": study.pk, "n": len(rows), **ends})
    record(caller, "voices.model_coded", data={"study": study.pk, "coder": coder.pk, "n": len(rows), **ends})


def draw_in(caller: Caller, study: StudyValue, customer: str, rows: pl.DataFrame) -> None:
    """Keep a drawing made of the rows of a drawn map."""
    if rows.is_empty():
        return
    body = drawing_of(rows)
    who, _ = Customer.objects.get_or_create(place_id=study.place_id, key=customer)
    position = record(caller, "constellations.drawn", customer=customer, data={"study": study.pk})
    Drawing.objects.create(study_id=study.pk, customer=who, client_id=uuid.UUID(body["client_id"]), body=body, position=position,
                           drawn_at=timezone.now())


def drawing_of(rows: pl.DataFrame) -> dict[str, Any]:
    """A drawing as the element sends it, with the actors of a drawn map spread around their rings."""
    k = int(rows["rings"][0])
    actors = []
    for number, row in enumerate(rows.filter(pl.col("actor").is_not_null()).iter_rows(named=True)):
        angle, far = 2.4 * number, (row["ring"] - 0.5) / k
        category = row["category"] if row["category"] in CODES else "focal_provider"
        actors.append({"id": str(number), "name": row["actor"], "category": category, "ring": row["ring"], "x": far * math.cos(angle),
                       "y": far * math.sin(angle), "size": 0.5, "valence": 1 if number == 0 else None})
    return {"rings": {"k": k, "words": []}, "actors": actors, "ties": [{"a": "0", "b": "1"}] if len(actors) > 1 else [],
            "question": "Who or what plays a part?", "drawn_at": "2026-05-01T07:30:00Z", "client_id": str(uuid.uuid4())}
