"""A customer says how much each of six sentences matters to her, says something else, or takes it all back."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from lifeworld.customers.queries import key_of
from lifeworld.events.actions import record
from lifeworld.goals.queries.whose import customer_asked
from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import InputRefused
from lifeworld.scorecard.core.plans import checked_weights
from lifeworld.scorecard.models import FactorWeight
from lifeworld.scorecard.queries.weights import Matters, matters_to


@transaction.atomic
def weigh(caller: Caller, weights: Mapping[str, int]) -> Matters:
    """Her answers, 0 to 4 by factor; those that are left out stay as they were. Errors: 403; InputRefused for none, or another number."""
    caller.require("goals.own")
    customer, said = customer_asked(caller, None), checked_weights(weights)
    if not said:
        raise InputRefused("no_answer", "Nothing was answered.", "Choose an answer to at least one of the six sentences.")
    now = timezone.now()
    rows = [FactorWeight(place_id=caller.place_id, customer_id=customer, factor=factor, weight=weight, at=now)
            for factor, weight in said.items()]
    FactorWeight.objects.bulk_create(rows, update_conflicts=True, unique_fields=["customer", "factor"], update_fields=["weight", "at"])
    record(caller, "scorecard.weighed", customer=key_of(caller, customer), data={"n": len(rows)})
    return matters_to(caller)


@transaction.atomic
def withdraw(caller: Caller) -> Matters:
    """All of her answers go. Errors: 403."""
    caller.require("goals.own")
    customer = customer_asked(caller, None)
    if FactorWeight.objects.filter(place=caller.place_id, customer=customer).delete()[0]:
        record(caller, "scorecard.weights_withdrawn", customer=key_of(caller, customer))
    return matters_to(caller)
