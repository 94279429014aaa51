"""What is asked while somebody codes: the statement to read next, what she found in it, how far she is."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Exists, OuterRef, QuerySet

from lifeworld.kit.caller import Caller, not_found
from lifeworld.voices.core.segments import segment
from lifeworld.voices.core.site_codebook import StudyCodebook, stale_codes
from lifeworld.voices.core.site_coding import MarkValue, ReadingValue
from lifeworld.voices.core.site_readings import coder_labels
from lifeworld.voices.core.site_studies import CoderValue, StudyValue
from lifeworld.voices.core.site_to_code import CoderProgress, OthersReading, Suggestion, ToCode
from lifeworld.voices.models import Change, CodebookVersion, Coder, Draft, Mark, Queue, QueueItem, Reading, Statement
from lifeworld.voices.queries.studies import codebook_value

SUGGESTED_MIN = 0.2
"""A code that the model thinks less likely is not suggested."""


def my_coder(caller: Caller, study_pk: int) -> int | None:
    """The key of the coder that the caller is in a study; None before the first statement. A login is a person, a key an import."""
    rows = Coder.objects.filter(study=study_pk, study__place=caller.place_id)
    mine = rows.filter(user=caller.user) if caller.user is not None else rows.filter(kind="imported", version=caller.who)
    return mine.values_list("pk", flat=True).first()


def reading_of(coder: int | None, statement: int) -> ReadingValue:
    """What a coder found in a statement until now: the draft where there is one, else what was read to its end, else nothing."""
    if coder is None:
        return ReadingValue()
    draft = Draft.objects.filter(coder=coder, statement=statement).values_list("body", "version").first()
    if draft is not None:
        return ReadingValue.of(draft[0] | {"version": draft[1], "done": False})
    row = Reading.objects.filter(coder=coder, statement=statement).first()
    return ReadingValue() if row is None else reading_value(row)


def reading_of_mine(caller: Caller, study: StudyValue, statement: int) -> ReadingValue:
    """What the caller found in a statement until now."""
    return reading_of(my_coder(caller, study.pk), statement)


def reading_value(row: Reading) -> ReadingValue:
    """A row with its marks as a value."""
    marks = Mark.objects.filter(reading=row.pk).order_by("start", "end", "code").values_list(
        "start", "end", "code", "quote", "memo", "interpretive")
    return ReadingValue(tuple(row.present), tuple(MarkValue(*mark) for mark in marks), row.memo, row.valence, row.codebook, done=True,
                        version=row.version)


def to_code(caller: Caller, study: StudyValue, statement: int, queue: int | None = None) -> ToCode:
    """A statement as the coding page shows it. Errors: LifeworldError 403; 404, also for a statement of another study."""
    caller.require("voices.code")
    row = Statement.objects.filter(pk=statement, study=study.pk, study__place=caller.place_id).values("key", "text", "context").first()
    if row is None:
        raise not_found("statement", statement)
    me = my_coder(caller, study.pk)
    reading = reading_of(me, statement)
    found = segment([row["text"]])
    sentences = tuple(zip(found.start.tolist(), found.end.tolist(), strict=True))
    return ToCode(statement, row["key"], row["text"], row["context"], sentences, reading, _suggestions(study, statement, reading),
                  _others(caller, study, statement, me, reading), _stale(study, reading), queue, study.codebook.number)


def state(caller: Caller, study: StudyValue, statement: int) -> str:
    """What a page of this statement rests on, for its ETag: the version of the caller's reading, of the codebook, and the settings."""
    reading = reading_of_mine(caller, study, statement)
    return f"{reading.version}-{study.codebook.number}-{study.settings.suggestions}-{study.settings.blind}"


def _suggestions(study: StudyValue, statement: int, reading: ReadingValue) -> tuple[Suggestion, ...] | None:
    """What the study's model says; None where the study hides it, or hides it until the statement is read."""
    if not may_see_model(study, reading):
        return None
    model = Reading.objects.filter(statement=statement, coder__kind="model", coder__name=study.settings.coder)
    codes = model.values_list("codes", flat=True).first()
    offered = {code.name for code in study.codebook.offered}
    found = [Suggestion(code, float(p)) for code, p in (codes or {}).items() if p >= SUGGESTED_MIN and code in offered]
    return tuple(sorted(found, key=lambda one: (-one.probability, one.code)))


def may_see_model(study: StudyValue, reading: ReadingValue) -> bool:
    """Whether the study shows what the model says of a statement in this state."""
    return study.settings.suggestions == "on" or (study.settings.suggestions == "after" and reading.done)


def _others(caller: Caller, study: StudyValue, statement: int, me: int | None, reading: ReadingValue) -> tuple[OthersReading, ...] | None:
    """What other people found: for whoever may analyse, and in a blind study only after she has read the statement herself."""
    if not caller.may("voices.analyse") or (study.settings.blind and not reading.done):
        return None
    read = Reading.objects.filter(statement=statement).exclude(coder=me).exclude(coder__kind="model").order_by("coder__name", "coder")
    rows = list(read.values_list("coder", "coder__kind", "coder__name", "present"))
    labels = coder_labels([CoderValue(pk, kind, name) for pk, kind, name, _ in rows])
    return tuple(OthersReading(labels[pk], kind, tuple(present)) for pk, kind, _, present in rows)


def _stale(study: StudyValue, reading: ReadingValue) -> tuple[str, ...]:
    if not reading.done or reading.codebook == study.codebook.number:
        return ()
    changed = stale_codes(codebook_version(study.pk, reading.codebook), study.codebook)
    return tuple(code.name for code in study.codebook.offered if code.name in changed)


def codebook_version(study_pk: int, number: int) -> StudyCodebook:
    """A version of a study's codebook. Errors: LifeworldError 404."""
    row = CodebookVersion.objects.filter(study=study_pk, number=number).values("number", "codes", "note").first()
    if row is None:
        raise not_found("version of the codebook", number)
    return codebook_value(dict(row))


def next_to_code(caller: Caller, study: StudyValue, queue: int | None = None, after: int | None = None) -> int | None:
    """The statement to read next: the next of the queue, or of the study's random order, that this coder has not read; None: none is left.

    ``after``: the statement on the page now, which is not told again; without it, one that was begun is gone on with. Errors:
    LifeworldError 403; 404 for a queue that is not this study's.
    """
    caller.require("voices.code")
    me = my_coder(caller, study.pk)
    newest = None
    if after is None and me is not None:
        newest = Change.objects.filter(coder=me, undone=False).order_by("-id").values_list("statement", flat=True).first()
        if newest is not None and queue is None and not reading_of(me, newest).done:
            return newest
    newest = after or newest
    if queue is not None:
        return _next_of_queue(caller, study, queue, me, newest, after)
    return _next_of_study(study, me, newest, after)


def _next_of_study(study: StudyValue, me: int | None, begin: int | None, but: int | None) -> int | None:
    """The first in the order of lots from the statement ``begin`` on, then from the first lot on, that is left and is not ``but``."""
    rows = Statement.objects.filter(study=study.pk).order_by("lot", "pk")
    if but is not None:
        rows = rows.exclude(pk=but)
    left = rows.filter(~Exists(Reading.objects.filter(statement=OuterRef("pk"), coder=me))) if me is not None else rows
    at = Statement.objects.filter(pk=begin, study=study.pk).values_list("lot", flat=True).first() if begin is not None else None
    found = left.filter(lot__gte=at).values_list("pk", flat=True).first() if at is not None else None
    return found or left.values_list("pk", flat=True).first()


def _next_of_queue(caller: Caller, study: StudyValue, queue: int, me: int | None, begin: int | None, but: int | None) -> int | None:
    row = queue_row(caller, study, queue)
    items = left_in(row, study, me).order_by("rank")
    at = None
    if begin is not None:
        at = QueueItem.objects.filter(queue=row.pk, statement=begin).order_by("-rank").values_list("rank", flat=True).first()
    if but is not None:
        items = items.exclude(statement=but)
    found = items.filter(rank__gt=at).values_list("statement", flat=True).first() if at is not None else None
    return found or items.values_list("statement", flat=True).first()


def left_in(queue: Queue, study: StudyValue, me: int | None) -> QuerySet[QueueItem]:
    """The items of a queue that a coder has still to read; in a queue of stale codings, to read again by the newest codebook."""
    items = QueueItem.objects.filter(queue=queue.pk)
    if me is None:
        return items
    read = Reading.objects.filter(statement=OuterRef("statement"), coder=me)
    return items.filter(~Exists(read.filter(codebook=study.codebook.number) if queue.kind == "stale" else read))


def queue_row(caller: Caller, study: StudyValue, queue: int) -> Queue:
    """The queue of a study, where it is for this caller. Errors: LifeworldError 404."""
    row = Queue.objects.filter(pk=queue, study=study.pk, study__place=caller.place_id).first()
    if row is None or (row.coders and caller.user not in row.coders and not caller.may("voices.analyse")):
        raise not_found("queue", queue)
    return row


def my_progress(caller: Caller, study: StudyValue, queue: int | None = None) -> CoderProgress:
    """How far the caller is in a queue, or in the study."""
    caller.require("voices.code")
    me = my_coder(caller, study.pk)
    if queue is None:
        read = Coder.objects.values_list("n_readings", flat=True).get(pk=me) if me is not None else 0
        return CoderProgress(caller.name, "person", read, study.n_statements, me=True)
    row = queue_row(caller, study, queue)
    n = QueueItem.objects.filter(queue=row.pk).count()
    return CoderProgress(caller.name, "person", n - left_in(row, study, me).count(), n, me=True)


def titles(study: StudyValue) -> Mapping[str, str]:
    """What people read for each code."""
    return {code.name: code.title for code in study.codebook.codes}
