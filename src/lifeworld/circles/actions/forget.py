"""Forgetting a customer: all that she is to others, shared, wrote, declared and hid."""

from __future__ import annotations

from django.db import transaction

from lifeworld.circles import models as m
from lifeworld.circles.actions.leaving import left_clubs


@transaction.atomic
def forget(place_id: int, customer_pk: int) -> None:
    """Nothing here names the customer any more, and no words of hers stay. Clubs of others stay; challenges that she declared go."""
    left_clubs(customer_pk)
    for tie in (m.Follow, m.Block):
        tie.objects.filter(place=place_id, other=customer_pk).delete()
    for table in (m.Report, m.Follow, m.Block, m.Post, m.Challenge, m.Zone, m.ZoneSecret, m.Profile):
        table.objects.filter(place=place_id, customer=customer_pk).delete()
    m.Kudos.objects.filter(post__place=place_id, customer=customer_pk).delete()
    m.Comment.objects.filter(post__place=place_id, customer=customer_pk).delete()
    m.Invited.objects.filter(challenge__place=place_id, customer=customer_pk).delete()
    m.Entrant.objects.filter(challenge__place=place_id, customer=customer_pk).delete()
