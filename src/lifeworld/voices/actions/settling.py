"""Settling: what people decide on a statement after they saw where coders differ becomes the reading of one more coder."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
from django.db import transaction

from lifeworld.events.actions import record
from lifeworld.kit.caller import Caller, conflict
from lifeworld.kit.ids import content_ids
from lifeworld.voices.core.settling import Span, ToSettle, decided, reasons_text, spans_of, valence_of
from lifeworld.voices.core.site_coding import ReadingValue
from lifeworld.voices.core.site_studies import StudyValue
from lifeworld.voices.models import Change, Coder, Mark, Reading
from lifeworld.voices.queries.coding import reading_value
from lifeworld.voices.queries.settling import SETTLED, to_settle


@transaction.atomic
def settle(caller: Caller, study: StudyValue, statement: int, decisions: Mapping[str, bool], reasons: Mapping[str, str], *,
           version: int) -> int:
    """Keep what was decided on a statement, and tell the version that it has now.

    ``decisions`` say of each code on which coders differ whether it is present; what they agree on stays unless it is decided
    otherwise. ``version`` is that of what was settled before (0: nothing). Errors: LifeworldError 403; 404; 409 where somebody settled it
    meanwhile, or nothing is to be settled; InputRefused where a difference is left open.
    """
    caller.require("voices.analyse")
    coder = _settled_coder(study)
    asked = to_settle(caller, study, statement, show=True)
    if asked.version != version:
        raise conflict("settled_meanwhile", "Somebody settled this statement in the meantime.",
                       "Look at what was decided, and decide again if it should be otherwise.")
    if len(asked.opinions) < 2:
        raise conflict("one_opinion", "Fewer than two coders have read this statement, so there is nothing to settle.",
                       "Let another coder read it first.")
    if not asked.open and not asked.version:
        raise conflict("unanimous", "All coders say the same of this statement, so there is nothing to settle.", "Go on to the next.")
    present = decided(asked.questions, decisions)
    memo = reasons_text({one.code: reasons.get(one.code, "") for one in asked.questions})
    _write(caller, study, coder, asked, present, memo)
    return version + 1


@transaction.atomic
def take_back(caller: Caller, study: StudyValue, statement: int, *, version: int) -> None:
    """Take the newest decision on a statement back: what was settled before it holds again, or nothing.

    Errors: LifeworldError 403; 404; 409 where it is another one by now, or there is none.
    """
    caller.require("voices.analyse")
    coder = _settled_coder(study)
    asked = to_settle(caller, study, statement, show=True)
    step = Change.objects.filter(coder=coder, statement=statement, undone=False).order_by("-pk").first()
    if step is None or asked.version != version:
        raise conflict("settled_meanwhile", "This decision is not the newest, or was taken back already.", "Look at the statement again.")
    reading = Reading.objects.filter(coder=coder, statement=statement)
    if step.before is None:
        reading.delete()
    else:
        before = ReadingValue.of(step.before)
        row = reading.select_for_update().get()
        row.codes, row.present, row.memo, row.valence = dict.fromkeys(before.codes, 1), list(before.codes), before.memo, before.valence
        row.codebook, row.version, row.judged = before.codebook, version + 1, step.before.get("judged")
        row.save()
        _mark(row, tuple(Span(mark.code, mark.start, mark.end, mark.quote, mark.memo, mark.interpretive) for mark in before.marks))
    step.undone = True
    step.save(update_fields=["undone"])
    record(caller, "voices.settled", customer=asked.customer, data={"study": study.pk, "statement": statement, "coder": coder.pk})


def _settled_coder(study: StudyValue) -> Coder:
    """The coder that holds decisions, held to the end of the transaction: two people who settle come one after the other."""
    coder, _ = Coder.objects.get_or_create(study_id=study.pk, kind="settled", name=SETTLED)
    return Coder.objects.select_for_update().get(pk=coder.pk)


def _write(caller: Caller, study: StudyValue, coder: Coder, asked: ToSettle, present: tuple[str, ...], memo: str) -> None:
    old = Reading.objects.filter(coder=coder, statement=asked.statement).first()
    before = reading_value(old).json() | {"judged": old.judged} if old else None
    judged = [one.code for one in asked.questions]
    row, _ = Reading.objects.update_or_create(coder=coder, statement_id=asked.statement, defaults={
        "study_id": study.pk, "codebook": study.codebook.number, "codes": dict.fromkeys(present, 1), "present": list(present),
        "judged": judged if len(judged) < len(study.codebook.offered) else None, "valence": valence_of(asked.opinions), "memo": memo,
        "version": asked.version + 1})
    _mark(row, spans_of(asked.opinions, present))
    Change.objects.create(study_id=study.pk, coder=coder, statement_id=asked.statement, before=before,
                          after=reading_value(row).json() | {"who": caller.who})
    record(caller, "voices.settled", customer=asked.customer, data={"study": study.pk, "statement": asked.statement, "coder": coder.pk})


def _mark(row: Reading, spans: tuple[Span, ...]) -> None:
    Mark.objects.filter(reading=row).delete()
    if spans:
        hashes = content_ids(pl.Series([span.quote for span in spans], dtype=pl.String)).to_list()
        Mark.objects.bulk_create([Mark(reading=row, code=span.code, start=span.start, end=span.end, quote=span.quote, quote_hash=quoted,
                                       memo=span.memo, interpretive=span.interpretive) for span, quoted in zip(spans, hashes, strict=True)])

