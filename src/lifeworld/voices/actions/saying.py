"""What a customer says by the way: one statement at a time, into a study, by herself or by whoever writes it down."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F

from lifeworld.customers.models import Customer
from lifeworld.events.actions import record
from lifeworld.kit.caller import Caller, not_found
from lifeworld.kit.errors import InputRefused
from lifeworld.voices.models import Coder, Kept, Reading, Statement, Study

WORDS_CHARS_MAX = 5_000


@transaction.atomic
def say(caller: Caller, study: str, customer: str, key: str, text: str, *, at: datetime | None = None, context: str = "",
        facts: Mapping[str, str] | None = None) -> None:
    """A statement of a customer (her key) in a study; ``key`` names it there, and said again it takes the place of what was said before.

    A customer may speak for herself; for others one needs «voices.analyse». The worker has it coded like any other.
    Errors: LifeworldError 403, 404; InputRefused for words that are none or too many.
    """
    row, who = _whose(caller, study, customer)
    text = "".join(char for char in unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
                   if char == "\n" or unicodedata.category(char) not in {"Cc", "Cs"}).strip()
    if not 1 <= len(text) <= WORDS_CHARS_MAX:
        raise InputRefused("bad_words", f"The words have {len(text)} characters.", f"Write 1 to {WORDS_CHARS_MAX:,}.")
    _remove(row, who, key)
    first = not Statement.objects.filter(study=row, customer=who).exists()
    made = Statement.objects.create(study=row, customer=who, key=key, text=text, context=context, at=at, facts=dict(facts or {}))
    Study.objects.filter(pk=row.pk).update(n_statements=F("n_statements") + 1, n_customers=F("n_customers") + int(first))
    record(caller, "voices.statements_added", customer=who.key, data={"study": row.pk, "n": 1, "first": made.pk, "last": made.pk})


@transaction.atomic
def unsay(caller: Caller, study: str, customer: str, key: str) -> bool:
    """The statement goes, with every reading of it; whether it was there. Errors: LifeworldError 403, 404."""
    row, who = _whose(caller, study, customer)
    if not _remove(row, who, key):
        return False
    record(caller, "voices.settled", customer=who.key, data={"study": row.pk})
    return True


def _whose(caller: Caller, study: str, customer: str) -> tuple[Study, Customer]:
    if not caller.customer or caller.customer != customer:
        caller.require("voices.analyse")
    row = Study.objects.select_for_update().filter(place=caller.place_id, slug=study).first()
    who = Customer.objects.filter(place=caller.place_id, key=customer).first()
    if row is None or who is None:
        raise not_found("study" if row is None else "customer", study if row is None else customer)
    return row, who


def _remove(study: Study, who: Customer, key: str) -> bool:
    said = Statement.objects.filter(study=study, key=key).first()
    if said is None:
        return False
    if said.customer_id != who.pk:
        raise InputRefused("key_taken", "Another customer has a statement of this key.", "Use another key.")
    read = Counter(Reading.objects.filter(statement=said).values_list("coder", flat=True))
    said.delete()
    alone = not Statement.objects.filter(study=study, customer=who).exists()
    Study.objects.filter(pk=study.pk).update(n_statements=F("n_statements") - 1, n_customers=F("n_customers") - int(alone))
    for coder, n in read.items():
        Coder.objects.filter(pk=coder, n_readings__gte=n).update(n_readings=F("n_readings") - n)
    Kept.objects.filter(study=study).delete()
    return True
