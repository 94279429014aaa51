"""Forgetting a customer: drawings, ecosystems, links and whatever rests on them."""

from __future__ import annotations

from django.db import transaction

from lifeworld.constellations.models import Board, Drawing, DrawLink, Due, Moment, Reckoned
from lifeworld.constellations.queries.journal import newest
from lifeworld.places.models import Place


@transaction.atomic
def forget(place_id: int, customer_pk: int) -> None:
    """Nothing here names the customer any more; boards of the studies go, too, because they point to words, and are reckoned again.

    A board that is being reckoned meanwhile is one of before, and is not kept.
    """
    mine = {"customer": customer_pk, "study__place": place_id}
    studies = set(Moment.objects.filter(**mine).values_list("study", flat=True)) | set(
        Drawing.objects.filter(**mine).values_list("study", flat=True))
    for table in (Moment, Drawing, DrawLink, Due):
        table._default_manager.filter(**mine).delete()
    Board.objects.filter(study__in=studies).delete()
    at = newest(Place.objects.values_list("path", flat=True).get(pk=place_id)) + 1  # where the line of the erasure will stand, or later
    Reckoned.objects.filter(study__in=studies).update(position=0, changed=at)
