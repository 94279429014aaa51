"""What changes queues: one is made from the study as it is now, or taken away; what was read stays."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from django.db import transaction
from django.db.models import TextField
from django.db.models.functions import Cast

from lifeworld.events.actions import record
from lifeworld.kit.caller import Caller, conflict, not_found
from lifeworld.kit.errors import InputRefused
from lifeworld.places.queries import who_may
from lifeworld.voices.core.codebook import CODES
from lifeworld.voices.core.site_codebook import stale_codes
from lifeworld.voices.core.site_queues import Bool, Chosen, Float, Int, active_rows, checked_queue, disputed_rows, model_table, random_rows
from lifeworld.voices.core.site_studies import StudyValue
from lifeworld.voices.models import Queue, QueueItem, Reading, Statement, Study
from lifeworld.voices.queries.coding import codebook_version, queue_row
from lifeworld.voices.queries.readings import coders_seen, readings_matrix

NAMES = {"random": "Random sample", "active": "Would teach the model most", "disagreements": "Where people differ",
         "stale": "Read again: a meaning changed"}
NAME_CHARS_MAX, ROWS_A_WRITE = 200, 2_000
NOTHING = {
    "random": "Every statement stands in a random queue already.",
    "active": "Every statement was read by somebody, or stands in such a queue already.",
    "disagreements": "No two people differ on any code.",
    "stale": "No reading was made by an older meaning of a code.",
}


def make_queue(caller: Caller, study: StudyValue, kind: str, n: int, name: str = "", coders: Sequence[int] = ()) -> int:
    """Make a queue of about ``n`` statements for these logins (none: for everybody who codes); returns its key.

    A random queue records with which probability it drew each statement, also for statements that were read before it was made.
    Errors: LifeworldError 403; InputRefused for a kind, a number or a coder; 409 where nothing is left for such a queue.
    """
    caller.require("voices.analyse")
    checked_queue(kind, n)
    if strangers := sorted(set(coders) - {user for user, _ in who_may(caller, "voices.code")}):
        raise InputRefused("queue_coders", f"The logins {strangers} do not code here.", "Choose people who have the right to code.")
    choose = {"random": _random, "active": _active, "disagreements": _disputed, "stale": _stale}[kind]
    name = (name.replace("\x00", "").strip() or NAMES[kind])[:NAME_CHARS_MAX]
    while True:  # it is chosen while others go on coding, and chosen again where somebody made a queue meanwhile
        newest = _newest(study)
        pks, chosen = choose(caller, study, n, newest)
        if not len(chosen.rows):
            raise conflict("queue_empty", f"There is nothing for this queue. {NOTHING[kind]}", "Choose another kind of queue.")
        with transaction.atomic():
            Study.objects.select_for_update().get(pk=study.pk)
            if _newest(study) == newest:
                return _written(caller, study, Queue(study_id=study.pk, kind=kind, name=name, coders=sorted(set(coders)), seed=newest,
                                                     who=caller.who), pks, chosen)


def _newest(study: StudyValue) -> int:
    """The key of the newest queue of a study, 0 where there is none: the seed of the next, so that no two draw alike."""
    return Queue.objects.filter(study=study.pk).order_by("-pk").values_list("pk", flat=True).first() or 0


def _written(caller: Caller, study: StudyValue, row: Queue, pks: Int, chosen: Chosen) -> int:
    row.save()
    keys = pks[chosen.rows].tolist()
    chance = [None if np.isnan(p) else float(p) for p in chosen.inclusion]
    QueueItem.objects.bulk_create(
        (QueueItem(queue=row, statement_id=statement, rank=rank, inclusion=p, code=code)
         for rank, (statement, p, code) in enumerate(zip(keys, chance, chosen.codes, strict=True), start=1)), batch_size=ROWS_A_WRITE)
    if row.kind == "random":
        _recorded(study, dict(zip(keys, chance, strict=True)))
    record(caller, "voices.queue_made", data={"study": study.pk, "queue": row.pk, "n": len(keys)})
    return row.pk


@transaction.atomic
def delete_queue(caller: Caller, study: StudyValue, queue: int) -> None:
    """Take a queue away; what was read through it stays with its probabilities. Errors: LifeworldError 403; 404."""
    caller.require("voices.analyse")
    row = queue_row(caller, study, queue)
    record(caller, "voices.queue_deleted", data={"study": study.pk, "queue": row.pk})
    row.delete()


def _keys(study: StudyValue) -> tuple[Int, pl.Series]:
    rows = list(Statement.objects.filter(study=study.pk).order_by("pk").values_list("pk", "key"))
    if not rows:
        raise not_found("statement", "in this study")
    pks, keys = zip(*rows, strict=True)
    return np.array(pks, np.int64), pl.Series(keys, dtype=pl.String)


def _model(study: StudyValue, pks: Int) -> tuple[Float, Bool] | None:
    """What the study's model said of each statement, 0 where it did not read it; None where it read none."""
    rows = Reading.objects.filter(study=study.pk, coder__kind="model", coder__name=study.settings.coder).order_by().annotate(
        said=Cast("codes", TextField()), found=Cast("present", TextField())).values_list("statement", "said", "found")
    frame = pl.DataFrame(list(rows), schema={"statement": pl.Int64, "said": pl.String, "found": pl.String}, orient="row")
    if not len(frame):
        return None
    probability, present = model_table(frame["said"], frame["found"], CODES)
    at = np.searchsorted(pks, frame["statement"].to_numpy())
    whole = np.zeros((len(pks), len(CODES))), np.zeros((len(pks), len(CODES)), np.bool_)
    whole[0][at], whole[1][at] = probability, present
    return whole


def _random(caller: Caller, study: StudyValue, n: int, seed: int) -> tuple[Int, Chosen]:
    pks, ids = _keys(study)
    before = list(QueueItem.objects.filter(queue__study=study.pk, queue__kind="random").values_list("statement", flat=True))
    said = _model(study, pks)
    return pks, random_rows(ids, np.isin(pks, before), None if said is None else said[1], n, seed)


def _active(caller: Caller, study: StudyValue, n: int, seed: int) -> tuple[Int, Chosen]:
    pks, ids = _keys(study)
    said = _model(study, pks)
    if said is None:
        raise conflict("no_model", "The study's model has not read any statement yet.", "Wait until it has, or make a random queue.")
    people = Reading.objects.filter(study=study.pk).exclude(coder__kind="model").values_list("statement", flat=True).distinct()
    waiting = QueueItem.objects.filter(queue__study=study.pk, queue__kind="active").values_list("statement", flat=True)
    return pks, active_rows(ids, np.isin(pks, [*people, *waiting]), *said, n)


def _disputed(caller: Caller, study: StudyValue, n: int, seed: int) -> tuple[Int, Chosen]:
    people = [one.pk for one in coders_seen(caller, study.pk) if one.kind in {"person", "imported"}]
    matrix = readings_matrix(caller, study.pk, people)
    return matrix.statements, disputed_rows(matrix.values, matrix.codes, n)


def _stale(caller: Caller, study: StudyValue, n: int, seed: int) -> tuple[Int, Chosen]:
    """Statements that people read by an older meaning of a code, those where such a code was found first, then in lot order."""
    rows = Reading.objects.filter(study=study.pk, coder__kind="person", codebook__lt=study.codebook.number)
    numbers = rows.order_by().values_list("codebook", flat=True).distinct()
    changed = {number: stale_codes(codebook_version(study.pk, number), study.codebook) for number in numbers}
    old = [number for number, codes in changed.items() if codes]
    found = rows.filter(codebook__in=old).order_by("statement__lot", "statement").values_list("statement", "codebook", "present")
    first: dict[int, bool] = {}
    for statement, number, present in found:
        first[statement] = first.get(statement, False) or bool(changed[number] & set(present))
    ordered = np.array(sorted(first, key=lambda one: not first[one])[:n], np.int64)
    return ordered, Chosen(np.arange(len(ordered)), np.full(len(ordered), np.nan), ("",) * len(ordered))


def _recorded(study: StudyValue, chance: dict[int, float | None]) -> None:
    """What people had read before the draw was drawn all the same: their readings keep the probability."""
    keys = list(chance)
    for at in range(0, len(keys), ROWS_A_WRITE):
        read = Reading.objects.filter(study=study.pk, statement__in=keys[at:at + ROWS_A_WRITE])
        rows = list(read.exclude(coder__kind="model").only("pk", "statement"))
        for row in rows:
            row.queue, row.inclusion = "random", chance[row.statement_id]
        Reading.objects.bulk_update(rows, ["queue", "inclusion"], batch_size=500)
