"""Forgetting a customer: what she said goes, and with it every reading, mark, step and place in a queue."""

from __future__ import annotations

from collections import Counter

from django.db import transaction
from django.db.models import F

from lifeworld.voices.models import Coder, Kept, Reading, Statement, Study


@transaction.atomic
def forget(place_id: int, customer_pk: int) -> None:
    """Delete everything of a customer in the studies of a place; counts follow, and kept results, which may quote her, are reckoned anew.

    A file that was uploaded and not read yet is not looked into: take such an upload back, or read it and forget the customer again.
    """
    said = Statement.objects.filter(study__place=place_id, customer=customer_pk)
    by_study = Counter(said.values_list("study", flat=True))
    read = Counter(Reading.objects.filter(statement__in=said).values_list("coder", flat=True))
    said.delete()
    for study, n in by_study.items():
        Study.objects.filter(pk=study).update(n_statements=F("n_statements") - n, n_customers=F("n_customers") - 1)
    for coder, n in read.items():
        Coder.objects.filter(pk=coder, n_readings__gte=n).update(n_readings=F("n_readings") - n)
    Kept.objects.filter(study__in=by_study).delete()
