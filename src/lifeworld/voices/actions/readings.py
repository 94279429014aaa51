"""What coders do: they read a statement, and take a step back or forth. Each is one transaction with its line in the journal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from django.db import IntegrityError, transaction
from django.db.models import F, Min, Q

from lifeworld.events.actions import record
from lifeworld.kit.caller import Caller, conflict, not_found
from lifeworld.kit.errors import InputRefused
from lifeworld.kit.ids import content_ids
from lifeworld.voices.core.site_coding import MarkValue, ReadingValue, checked_reading
from lifeworld.voices.core.site_studies import StudyValue
from lifeworld.voices.models import Change, Coder, Draft, Mark, QueueItem, Reading, Statement
from lifeworld.voices.queries.coding import codebook_version, may_see_model, my_coder, reading_of

CLIENT_ID_CHARS_MAX = 64
NEWER = "It was changed in the meantime, for example in another window of yours."


def coder_for(caller: Caller, study: StudyValue) -> int:
    """The key of the coder that the caller is in a study, made where there is none yet: a person for a login, an import for a key."""
    caller.require("voices.code")
    if (known := my_coder(caller, study.pk)) is not None:
        return known
    kind, about = ("person", {"user_id": caller.user}) if caller.user is not None else ("imported", {"version": caller.who})
    taken = set(Coder.objects.filter(study=study.pk, kind=kind).values_list("name", flat=True))
    base = caller.name or caller.who
    name = next(name for name in (base, *(f"{base} {n}" for n in range(2, len(taken) + 3))) if name not in taken)
    try:
        with transaction.atomic():
            return Coder.objects.create(study_id=study.pk, kind=kind, name=name, **about).pk
    except IntegrityError:  # another window of the same login, or somebody of the same name, was faster
        return coder_for(caller, study)


@transaction.atomic
def read_statement(caller: Caller, study: StudyValue, statement: int, codes: Sequence[str], marks: Sequence[MarkValue], memo: str = "",
                   valence: float | None = None, *, version: int, done: bool = True, codebook: int | None = None,
                   client_id: str | None = None) -> ReadingValue:
    """Keep what the caller found in a statement: all of it, as it is now; before it is ``done`` it is a draft and counts nowhere.

    ``version`` is that of the reading which was changed (0: none). A reading that was read to its end stays so. ``codebook`` is the
    version that the caller judged by, None: the newest; by an older one the reading is stale at once, but it is what was judged.
    ``client_id`` names this step: sent again, the reading is told as it is and nothing is done twice. Two people never meet; the same
    person in two windows may. Errors: LifeworldError 403; 404; 409 where ``version`` is not the newest; InputRefused for codes and spans.
    """
    me = _locked(coder_for(caller, study))
    _checked_id(client_id)
    if client_id and Change.objects.filter(coder=me, client_id=client_id).exists():
        return reading_of(me, statement)
    row = Statement.objects.filter(pk=statement, study=study.pk, study__place=caller.place_id).values("text", "customer__key").first()
    if row is None:
        raise not_found("statement", statement)
    before = reading_of(me, statement)
    if before.version != version:
        raise conflict("reading_newer", f"What you found in this statement is not what this page knows. {NEWER}",
                       "Take the newer one, or look at it and send yours again with its version.")
    book = study.codebook if codebook in {None, study.codebook.number} else codebook_version(study.pk, codebook or 0)
    offered = [code.name for code in book.offered]
    after = checked_reading(row["text"], offered, book.number, codes, marks, memo=memo, valence=valence, done=done or before.done,
                            version=version + 1)
    if after.content == before.content:
        return before
    seen = {"seen": True} if may_see_model(study, before) or _saw(study, me, statement) else {}
    Change.objects.filter(coder=me, undone=True).delete()
    Change.objects.create(study_id=study.pk, coder_id=me, statement_id=statement, before=before.json(), after=after.json() | seen,
                          client_id=client_id or None)
    _keep(caller, study, me, statement, row["customer__key"] or "", before, after)
    return after


def _saw(study: StudyValue, me: int, statement: int) -> bool:
    """Whether the coder had read the statement to its end before, when that shows the model's codes: taken back, they stay seen."""
    steps = Change.objects.filter(coder=me, statement=statement)
    return study.settings.suggestions == "after" and steps.filter(Q(after__done=True) | Q(after__seen=True)).exists()


def undo(caller: Caller, study: StudyValue, client_id: str | None = None) -> tuple[int, ReadingValue, ReadingValue]:
    """Take the caller's newest step back: the statement, its reading before and after. Errors: LifeworldError 403; 409: none is left."""
    return _moved(caller, study, client_id, back=True)


def redo(caller: Caller, study: StudyValue, client_id: str | None = None) -> tuple[int, ReadingValue, ReadingValue]:
    """Take the step again that was taken back last. Errors: LifeworldError 403; 409: none is left."""
    return _moved(caller, study, client_id, back=False)


@transaction.atomic
def _moved(caller: Caller, study: StudyValue, client_id: str | None, *, back: bool) -> tuple[int, ReadingValue, ReadingValue]:
    me = _locked(coder_for(caller, study))
    _checked_id(client_id)
    known = Change.objects.filter(coder=me, moved_id=client_id).first() if client_id else None
    if known is not None:
        now = reading_of(me, known.statement_id)
        return known.statement_id, now, now
    steps = Change.objects.filter(coder=me, undone=not back)
    step = steps.order_by("-id" if back else "id").select_related("statement__customer").first()
    if step is None:
        raise conflict("nothing_to_undo" if back else "nothing_to_redo", f"There is no step to take {'back' if back else 'again'}.",
                       "Go on coding.")
    before = reading_of(me, step.statement_id)
    wanted = ReadingValue.of((step.before if back else step.after) or ReadingValue().json())
    after = ReadingValue(wanted.codes, wanted.marks, wanted.memo, wanted.valence, wanted.codebook, wanted.done, before.version + 1)
    customer = step.statement.customer.key if step.statement.customer else ""
    _keep(caller, study, me, step.statement_id, customer, before, after)
    step.undone, step.moved_id = back, client_id or ""
    step.save(update_fields=["undone", "moved_id"])
    return step.statement_id, before, after


def _locked(coder: int) -> int:
    """The coder's row is held to the end of the transaction: steps of one coder come one after another, those of two never wait."""
    Coder.objects.select_for_update().get(pk=coder)
    return coder


def _checked_id(client_id: str | None) -> None:
    if client_id is not None and not (0 < len(client_id) <= CLIENT_ID_CHARS_MAX and client_id.isascii() and client_id.isprintable()):
        raise InputRefused("client_id", "The name of a step is empty, too long, or not of plain characters.",
                           f"Use 1 to {CLIENT_ID_CHARS_MAX} letters, digits and signs, others for each step.")


def _keep(caller: Caller, study: StudyValue, me: int, statement: int, customer: str, before: ReadingValue, after: ReadingValue) -> None:
    """Write the state after a step: a draft, or a reading with its marks and the journal's line, because it counts."""
    if not after.done:
        if before.done:
            Reading.objects.filter(coder=me, statement=statement).delete()
            Coder.objects.filter(pk=me).update(n_readings=F("n_readings") - 1)
        Draft.objects.update_or_create(coder_id=me, statement_id=statement,
                                       defaults={"study_id": study.pk, "body": after.json(), "version": after.version})
    else:
        Draft.objects.filter(coder=me, statement=statement).delete()
        row, new = Reading.objects.update_or_create(coder_id=me, statement_id=statement, defaults={
            "study_id": study.pk, "codebook": after.codebook, "codes": dict.fromkeys(after.codes, 1), "present": list(after.codes),
            "valence": after.valence, "memo": after.memo, "version": after.version, **_drawn(study, statement)})
        if new:
            Coder.objects.filter(pk=me).update(n_readings=F("n_readings") + 1)
        if new or before.marks != after.marks:
            _mark(row, after.marks)
    if before.done or after.done:
        record(caller, "voices.coded", customer=customer, data={"study": study.pk, "statement": statement, "coder": me})


def _drawn(study: StudyValue, statement: int) -> dict[str, Any]:
    """How the statement came to be read: by a random queue with its probability, by another queue, or by no queue."""
    items = QueueItem.objects.filter(statement=statement, queue__study=study.pk)
    random = items.filter(queue__kind="random").order_by("queue").values_list("inclusion", flat=True).first()
    if random is not None:
        return {"queue": "random", "inclusion": random}
    kind = items.filter(queue__kind="active").aggregate(first=Min("queue"))["first"]
    return {"queue": "active" if kind is not None else "", "inclusion": None}


def _mark(row: Reading, marks: Sequence[MarkValue]) -> None:
    """The marks of a reading are these; those that stay keep their rows."""
    kept: set[MarkValue] = set()
    for old in Mark.objects.filter(reading=row):
        value = MarkValue(old.start, old.end, old.code, old.quote, old.memo, old.interpretive)
        if value in marks and value not in kept:
            kept.add(value)
        else:
            old.delete()
    new = [mark for mark in marks if mark not in kept]
    if new:
        hashes = content_ids(pl.Series([mark.quote for mark in new], dtype=pl.String)).to_list()
        Mark.objects.bulk_create([Mark(reading=row, code=mark.code, start=mark.start, end=mark.end, quote=mark.quote, quote_hash=quoted,
                                       memo=mark.memo, interpretive=mark.interpretive) for mark, quoted in zip(new, hashes, strict=True)])
