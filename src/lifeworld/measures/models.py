"""Where indicators and their values are kept. Values can be made again from the events at any time."""

from __future__ import annotations

from django.db import models

from lifeworld.places.models import Place


class Indicator(models.Model):
    """What is measured; ``body`` is the definition (``core.values.Indicator`` as JSON), ``version`` counts its changes."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="indicators")
    slug = models.SlugField(max_length=80)
    body = models.JSONField()
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        """A slug names one indicator of a place."""

        constraints = (models.UniqueConstraint(fields=["place", "slug"], name="one_indicator_a_slug"),)


class DayValue(models.Model):
    """A day of one subject of events by one indicator: enough to answer any window that it is part of. Days count from 1970."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="+", db_constraint=False, db_index=False)
    subject = models.BigIntegerField()
    day = models.IntegerField()
    n = models.PositiveIntegerField()
    total = models.FloatField()
    low = models.FloatField()
    high = models.FloatField()
    last = models.FloatField()
    last_us = models.BigIntegerField()

    class Meta:
        """One row a day."""

        constraints = (models.UniqueConstraint(fields=["indicator", "subject", "day"], name="one_day_value"),)
        indexes = (models.Index(fields=["indicator", "day"], name="day_value_day"),)


class Touched(models.Model):
    """A day of a subject whose value is to be made again; it goes in the transaction that makes it."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="+", db_constraint=False, db_index=False)
    subject = models.BigIntegerField()
    day = models.IntegerField()

    class Meta:
        """Due once."""

        constraints = (models.UniqueConstraint(fields=["indicator", "subject", "day"], name="touched_once"),)


class Standing(models.Model):
    """Where a customer stands by an indicator now: the value over its window that ended with the day ``as_of``. No row: unknown."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="+", db_constraint=False, db_index=False)
    customer = models.BigIntegerField()
    value = models.FloatField()
    n = models.PositiveIntegerField()
    n_days = models.PositiveIntegerField()
    as_of = models.IntegerField()

    class Meta:
        """One row a customer; asked by value."""

        constraints = (models.UniqueConstraint(fields=["indicator", "customer"], name="one_standing"),)
        indexes = (models.Index(fields=["indicator", "value"], name="standing_value"),)
