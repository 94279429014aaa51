"""Where indicators and their values are kept. Values can be made again from the events at any time."""

from __future__ import annotations

from django.db import models

from lifeworld.places.models import Place


class Indicator(models.Model):
    """What is measured; ``body`` is the definition (``core.values.Indicator`` as JSON), ``version`` counts its changes.

    ``building``: while its days are made again, the number of the subject up to which that is done; null: it is done. ``as_of``: the day
    with which the windows of its standings end; ``rolled``: while they are moved to it, the customer up to whom that is done.
    """

    place = models.ForeignKey(Place, models.CASCADE, related_name="indicators")
    slug = models.SlugField(max_length=80)
    body = models.JSONField()
    version = models.PositiveIntegerField(default=1)
    building = models.BigIntegerField(null=True, default=0)
    as_of = models.IntegerField(null=True)
    rolled = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        """A slug names one indicator of a place."""

        constraints = (models.UniqueConstraint(fields=["place", "slug"], name="one_indicator_a_slug"),)


class DayValue(models.Model):
    """A day of one subject of events by one indicator: enough to answer any window that it is part of. Days count from 1970.

    ``total``, ``low``, ``high`` and ``last`` are whole millionths of the indicator's unit, so that sums are exact in any order; the last
    three are null where nothing was read (``n`` = 0: known to be nothing), ``last`` also where the indicator does not ask for it.
    """

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="+", db_constraint=False, db_index=False)
    subject = models.BigIntegerField()
    day = models.IntegerField()
    n = models.PositiveIntegerField()
    total = models.BigIntegerField()
    low = models.BigIntegerField(null=True)
    high = models.BigIntegerField(null=True)
    last = models.BigIntegerField(null=True)
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
        indexes = (models.Index(fields=["indicator", "value", "customer"], name="standing_value"),)


class Known(models.Model):
    """Which customer a subject was when standings were last worked out; where ``customers`` says otherwise by now, they are due again."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="+", db_index=False)
    subject = models.BigIntegerField(unique=True)
    customer = models.BigIntegerField()

    class Meta:
        """Asked by customer."""

        indexes = (models.Index(fields=["place", "customer"], name="known_customer"),)


class Pulse(models.Model):
    """How the customers of a place are by an indicator, week by week and now (``core.pulse``), kept because it takes long to reckon.

    ``position``: of the events that were read; ``version``: of the indicator's definition; ``took_s``: how long it took.
    """

    indicator = models.OneToOneField(Indicator, models.CASCADE, related_name="pulse")
    body = models.JSONField()
    position = models.BigIntegerField()
    version = models.PositiveIntegerField()
    took_s = models.FloatField(default=0)
    made_at = models.DateTimeField()
