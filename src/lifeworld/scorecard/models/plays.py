"""Where plays are kept: what was declared, to whom it was offered when, what came of it."""

from __future__ import annotations

from django.db import models

from lifeworld.customers.models import Customer
from lifeworld.places.models import Place

__all__ = ["Offered", "Play", "PlayDay", "PlayOutcome", "TypeDenied"]


class Play(models.Model):
    """One version of a play in a place; ``body`` is its declaration (``core.plays``) and never changes.

    ``state``: ready (declared, not begun), running, or retired. ``ended``: why it was retired (a word of ``core.plays.ENDED``), "" before;
    ``why``: the same as a sentence. Its audience and its holdout bear one slug, ``chosen``, which is "" until it is begun.
    """

    place = models.ForeignKey(Place, models.CASCADE, related_name="plays")
    key = models.SlugField(max_length=60)
    version = models.PositiveIntegerField()
    body = models.JSONField()
    world = models.CharField(max_length=30, blank=True)
    study = models.SlugField(max_length=80, blank=True)
    state = models.CharField(max_length=10, default="ready")
    ended = models.CharField(max_length=10, blank=True)
    why = models.CharField(max_length=400, blank=True)
    chosen = models.SlugField(max_length=80, blank=True)
    for_all = models.BooleanField(default=False)
    """It was shown to work and its holdout ended: everybody whom it is for is offered it."""
    declared_at = models.DateTimeField(auto_now_add=True)
    begun_at = models.DateTimeField(null=True)
    begun_day = models.IntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    offered_mark = models.CharField(max_length=200, blank=True)
    """What there was to rest on when everybody was last looked at (``audiences.queries.marks``)."""
    offered_from = models.CharField(max_length=200, blank=True)
    """The same when the looking through that goes on began: what changed since is looked at again."""
    offered_after = models.BigIntegerField(default=0)
    offered_at = models.DateTimeField(null=True)
    reckoned_day = models.IntegerField(null=True)

    class Meta:
        """A version is declared once; one of them runs at a time."""

        constraints = (models.UniqueConstraint(fields=["place", "key", "version"], name="one_play_a_version"),
                       models.UniqueConstraint(fields=["place", "key"], condition=models.Q(state="running"), name="one_running_play"))
        indexes = (models.Index(fields=["state", "place"], name="play_state"),)


class Offered(models.Model):
    """A play that was offered to a customer: when, and what she did with it. ``state``: open, taken, dismissed, or wrong (the type was)."""

    play = models.ForeignKey(Play, models.CASCADE, related_name="offers")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, default="open")
    at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        """Offered once; a customer's open offers are found at once."""

        constraints = (models.UniqueConstraint(fields=["play", "customer"], name="offered_once"),)
        indexes = (models.Index(fields=["customer", "state"], name="offered_open"),)


class PlayOutcome(models.Model):
    """What a play's measure said of a customer of either arm, once, when her days were over; null: not known.

    ``before``: the same measure on the day on which she was assigned; ``day``: the day as of which ``value`` is, from 1970.
    """

    play = models.ForeignKey(Play, models.CASCADE, related_name="outcomes")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+")
    arm = models.CharField(max_length=10)
    household = models.CharField(max_length=200, blank=True)
    value = models.FloatField(null=True)
    before = models.FloatField(null=True)
    day = models.IntegerField()

    class Meta:
        """Reckoned once, so that later looks never change what an earlier one counted."""

        constraints = (models.UniqueConstraint(fields=["play", "customer"], name="one_outcome"),)


class PlayDay(models.Model):
    """What was known of a play's effect on a day, as plain values; nobody is named."""

    play = models.ForeignKey(Play, models.CASCADE, related_name="days")
    day = models.IntegerField()
    body = models.JSONField()

    class Meta:
        """Reckoned once a day."""

        constraints = (models.UniqueConstraint(fields=["play", "day"], name="one_play_day"),)


class TypeDenied(models.Model):
    """A customer said that the type which a study gave her is wrong: nothing is offered to her for that reason any more."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="+")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+")
    study = models.SlugField(max_length=80)
    type = models.CharField(max_length=20)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Said once."""

        constraints = (models.UniqueConstraint(fields=["place", "customer", "study", "type"], name="denied_once"),)
