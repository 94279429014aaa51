"""What a customer says to the purposes for which her goals may be used."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from lifeworld.customers.actions import record_consent
from lifeworld.goals.core.checking import checked_consent
from lifeworld.goals.queries.whose import customer_asked
from lifeworld.kit.caller import Caller

SOURCE = "said with her goals"


@transaction.atomic
def say(caller: Caller, purpose: str, given: bool, *, customer: int | None = None) -> None:
    """Yes or no to a purpose; what was said before stays in the record. People of the place need the right to change customers.

    Errors: LifeworldError 403, 404; InputRefused for a purpose that nobody asks for.
    """
    say_each(caller, customer_asked(caller, customer, manage=True), checked_consent({purpose: given}))


def say_each(caller: Caller, customer: int, consent: Mapping[str, bool]) -> None:
    """The answers, in the transaction that runs."""
    for purpose, given in consent.items():
        record_consent(caller, customer, purpose, given=given, source=SOURCE)
