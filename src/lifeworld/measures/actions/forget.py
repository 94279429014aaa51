"""Forgetting a customer: her days and standings."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, OuterRef

from lifeworld.customers.models import Identity
from lifeworld.customers.queries.knowing import names_of
from lifeworld.events.actions import move_on
from lifeworld.events.actions.remembering import epoch
from lifeworld.events.models import Subject
from lifeworld.events.queries import read_to
from lifeworld.events.queries.rows import subject_keys
from lifeworld.kit.caller import Caller
from lifeworld.measures.models import DayValue, Known, Standing, Touched

SWEPT, MANY = "measures/forgotten", 500


@transaction.atomic
def forget(place_id: int, customer_pk: int) -> None:
    """Nothing here names the customer any more; runs before the room of customers forgets which subjects she was."""
    subjects = {*Identity.objects.filter(place=place_id, customer=customer_pk).values_list("subject", flat=True),
                *Known.objects.filter(place=place_id, customer=customer_pk).values_list("subject", flat=True),
                *subject_keys(place_id, names_of(place_id, customer_pk)).values()}
    mine = {"indicator__place": place_id, "subject__in": subjects}
    DayValue.objects.filter(**mine).delete()
    Touched.objects.filter(**mine).delete()
    Standing.objects.filter(indicator__place=place_id, customer=customer_pk).delete()
    Known.objects.filter(place=place_id, subject__in=subjects).delete()


def sweep(caller: Caller) -> bool:
    """Days of subjects that were forgotten after they were made go; whether subjects were forgotten since it was last looked.

    An event that comes for somebody who was erased is made into a day where measures read it before the room of customers does.
    """
    now = epoch(caller.place_id)
    if now == read_to(SWEPT, caller.place):
        return False
    days = DayValue.objects.filter(~Exists(Subject.objects.filter(pk=OuterRef("subject"))), indicator__place=caller.place_id)
    gone = sorted(set(days.order_by().values_list("subject", flat=True).distinct()))
    with transaction.atomic():
        for start in range(0, len(gone), MANY):
            some = gone[start:start + MANY]
            DayValue.objects.filter(indicator__place=caller.place_id, subject__in=some).delete()
            Known.objects.filter(place=caller.place_id, subject__in=some).delete()
        move_on(SWEPT, caller.place, now)
    return True
