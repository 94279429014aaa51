"""Where customers are kept: keys, aliases, traits, consent."""

from __future__ import annotations

from django.db import models

from lifeworld.places.models import Place


class Customer(models.Model):
    """The one at the centre. ``key`` is the key under which files and events name the customer."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="customers")
    key = models.CharField(max_length=200)
    label = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """A key names one customer of a place."""

        constraints = (models.UniqueConstraint(fields=["place", "key"], name="one_customer_a_key"),)

    def __str__(self) -> str:
        return self.label or self.key


class Alias(models.Model):
    """Another key of the same customer, as in another system."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="+")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="aliases")
    alias = models.CharField(max_length=200)

    class Meta:
        """An alias names one customer of a place."""

        constraints = (models.UniqueConstraint(fields=["place", "alias"], name="one_customer_an_alias"),)


class Trait(models.Model):
    """Something known about a customer, as a segment or a city; ``name`` is the column that it came from."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="traits")
    name = models.CharField(max_length=100)
    value = models.CharField(max_length=400)

    class Meta:
        """One value a trait."""

        constraints = (models.UniqueConstraint(fields=["customer", "name"], name="one_value_a_trait"),)
        indexes = (models.Index(fields=["name", "value", "customer"], name="trait_value"),)


class Consent(models.Model):
    """What a customer agreed to or refused, and when; the newest of a purpose holds, older ones stay."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=100)
    given = models.BooleanField()
    source = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()


class Identity(models.Model):
    """Which customer a subject of the events is: by her key, an alias, or a device that was identified as hers."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="+")
    subject = models.BigIntegerField(unique=True)
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="identities")


class SameAs(models.Model):
    """What events said: ``key`` is the customer who is known as ``known_as``; ``at_us`` is the earliest time at which one said so.

    Kept so that who is who follows from all that was said, in whatever order it came.
    """

    place = models.ForeignKey(Place, models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    known_as = models.CharField(max_length=200)
    at_us = models.BigIntegerField()
    as_alias = models.BooleanField(default=False)
    """Said of a key that files and people use too; else only of a device."""

    class Meta:
        """Said once; asked from both sides."""

        constraints = (models.UniqueConstraint(fields=["place", "key", "known_as"], name="said_once"),)
        indexes = (models.Index(fields=["place", "known_as"], name="same_known_as"),)
