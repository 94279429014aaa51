"""All that the room keeps about one customer, as tables."""

from __future__ import annotations

from typing import Any

from lifeworld.kit.caller import Caller
from lifeworld.voices.models import Mark, Reading, Statement


def export_of(caller: Caller, customer_pk: int) -> dict[str, list[dict[str, Any]]]:
    """What a customer said and what was found in it; who found it is told by kind, because coders are people, too.

    Errors: LifeworldError 403.
    """
    caller.require("customers.change")
    statements = Statement.objects.filter(study__place=caller.place_id, customer=customer_pk).order_by("pk")
    readings = Reading.objects.filter(statement__in=statements).order_by("statement", "pk")
    marks = Mark.objects.filter(reading__in=readings).order_by("reading", "start")
    return {
        "statements": [{"study": study, "id": key, "text": text, "context": context, "at": at, **facts}
                       for study, key, text, context, at, facts in statements.values_list(
                           "study__slug", "key", "text", "context", "at", "facts")],
        "readings": [{"statement": key, "coder": kind, "codes": codes, "present": present, "valence": valence, "memo": memo}
                     for key, kind, codes, present, valence, memo in readings.values_list(
                         "statement__key", "coder__kind", "codes", "present", "valence", "memo")],
        "marks": [{"statement": key, "coder": kind, "code": code, "quote": quote, "memo": memo}
                  for key, kind, code, quote, memo in marks.values_list(
                      "reading__statement__key", "reading__coder__kind", "code", "quote", "memo")],
    }
