"""What is asked of queues: which there are, what stands in them, how far each coder is."""

from __future__ import annotations

from django.db.models import Count

from lifeworld.kit.caller import Caller
from lifeworld.places.queries import as_text
from lifeworld.voices.core.site_readings import coder_labels
from lifeworld.voices.core.site_studies import StudyValue
from lifeworld.voices.core.site_to_code import CoderProgress, QueueItemValue, QueueValue
from lifeworld.voices.models import Coder, Queue, QueueItem, Reading
from lifeworld.voices.queries.coding import my_progress, queue_row
from lifeworld.voices.queries.readings import coders_seen

ITEMS_A_PAGE, QUEUES_A_PAGE = 100, 20


def queues_of(caller: Caller, study: StudyValue, before: int = 2**63 - 1, limit: int = QUEUES_A_PAGE) -> list[QueueValue]:
    """The queues of a study that are for the caller, the newest first, with her progress; with everybody's for whoever may analyse.

    ``before``: only those with a smaller key, for the next page.
    """
    caller.require("voices.code")
    rows = Queue.objects.filter(study=study.pk, study__place=caller.place_id, pk__lt=before).order_by("-pk")
    mine = [row for row in rows if not row.coders or caller.user in row.coders or caller.may("voices.analyse")][:limit]
    counts = dict(QueueItem.objects.filter(queue__in=[row.pk for row in mine]).order_by().values_list("queue").annotate(n=Count("pk")))
    return [_value(caller, study, row, counts.get(row.pk, 0)) for row in mine]


def queue_of(caller: Caller, study: StudyValue, queue: int) -> QueueValue:
    """One queue. Errors: LifeworldError 403; 404."""
    caller.require("voices.code")
    row = queue_row(caller, study, queue)
    return _value(caller, study, row, QueueItem.objects.filter(queue=row.pk).count())


def _value(caller: Caller, study: StudyValue, row: Queue, n: int) -> QueueValue:
    progress = _progress(study, row, n) if caller.may("voices.analyse") else (my_progress(caller, study, row.pk),)
    return QueueValue(row.pk, row.kind, row.name, n, tuple(row.coders), row.who, as_text(row.made_at), progress)


def _progress(study: StudyValue, row: Queue, n: int) -> tuple[CoderProgress, ...]:
    """What each person has read of a queue; people for whom it is and who began."""
    newest = {"statement__readings__codebook": study.codebook.number} if row.kind == "stale" else {}
    read = QueueItem.objects.filter(queue=row.pk, statement__readings__coder__kind="person", **newest).order_by()
    counts = dict(read.values_list("statement__readings__coder").annotate(n=Count("pk")))
    people = Coder.objects.filter(study=study.pk, kind="person").order_by("name", "pk").values_list("pk", "name", "user")
    return tuple(CoderProgress(name, "person", counts.get(pk, 0), n) for pk, name, user in people if not row.coders or user in row.coders)


def items_of(caller: Caller, study: StudyValue, queue: int, after: int = 0, limit: int = ITEMS_A_PAGE) -> list[QueueItemValue]:
    """The statements of a queue after a rank, in their order. Errors: LifeworldError 403; 404."""
    caller.require("voices.analyse")
    row = queue_row(caller, study, queue)
    items = QueueItem.objects.filter(queue=row.pk, rank__gt=after).order_by("rank")
    told = items.values_list("rank", "statement", "statement__key", "statement__text", "inclusion", "code")
    return [QueueItemValue(*item) for item in told[:limit]]


def progress(caller: Caller, study: StudyValue) -> list[CoderProgress]:
    """How many statements of the study each coder has read; the caller's own alone for whoever may not analyse."""
    caller.require("voices.code")
    if not caller.may("voices.analyse"):
        return [my_progress(caller, study)]
    coders = coders_seen(caller, study.pk)
    labels = coder_labels(coders)
    uncounted = [one.pk for one in coders if not one.n_readings and one.kind != "model"]
    counted = dict(Reading.objects.filter(coder__in=uncounted).order_by().values_list("coder").annotate(n=Count("pk")))
    return [CoderProgress(labels[one.pk], one.kind, one.n_readings or counted.get(one.pk, 0), study.n_statements,
                          caller.user is not None and one.user == caller.user) for one in coders]
