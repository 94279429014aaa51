"""Where the journal and the events are kept: keys, never foreign keys, so that nothing is checked row by row while events pour in."""

from __future__ import annotations

from django.db import models


class JournalLine(models.Model):
    """A line of the journal; its ``id`` is its position. ``data`` never holds personal text."""

    place = models.CharField(max_length=255)
    type = models.CharField(max_length=100)
    customer = models.CharField(max_length=200, blank=True)
    who = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    source = models.CharField(max_length=100, null=True)
    data = models.JSONField(default=dict)

    class Meta:
        """A source's line is kept once; readers go by place and position."""

        constraints = (models.UniqueConstraint(fields=["place", "source"], name="a_source_once"),)
        indexes = (models.Index(fields=["place", "id"], name="journal_place"),
                   models.Index(fields=["place", "customer", "id"], name="journal_customer"),
                   models.Index(fields=["place", "type", "id"], name="journal_type"))


class Cursor(models.Model):
    """How far a reader has read the journal of a place, or its events (then the reader's name begins with "events/")."""

    reader = models.CharField(max_length=100)
    place = models.CharField(max_length=255)
    position = models.BigIntegerField(default=0)

    class Meta:
        """A reader stands at one position in a place."""

        constraints = (models.UniqueConstraint(fields=["reader", "place"], name="one_cursor_a_reader"),)


class Source(models.Model):
    """Where events come from: the ``source`` of CloudEvents, "segment/<library>", a file, a device."""

    place = models.BigIntegerField()
    uri = models.CharField(max_length=400)

    class Meta:
        """One row a source of a place."""

        constraints = (models.UniqueConstraint(fields=["place", "uri"], name="one_source"),)


class Subject(models.Model):
    """Whom events name: the key under which a sender knows somebody. Which customer that is, the room of customers knows."""

    place = models.BigIntegerField()
    key = models.CharField(max_length=200)
    anonymous = models.BooleanField(default=False)
    """Only a device's own number so far (Segment's anonymousId)."""

    class Meta:
        """One row a key of a place."""

        constraints = (models.UniqueConstraint(fields=["place", "key"], name="one_subject"),)


class EventType(models.Model):
    """A type of events of a place. ``schema``: JSON Schema (2020-12) of its data, null: anything. Unknown types come in undeclared."""

    place = models.BigIntegerField()
    name = models.CharField(max_length=200)
    title = models.CharField(max_length=200, blank=True)
    schema = models.JSONField(null=True)
    declared = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)
    """Grows with every change of the schema, so that processes know when to read it again."""
    keep_days = models.PositiveIntegerField(null=True)
    """How long events of this type are kept after they happened; null: for good."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """One row a type of a place."""

        constraints = (models.UniqueConstraint(fields=["place", "name"], name="one_event_type"),)


class Event(models.Model):
    """What happened to a customer, once for each (source, key); its ``id`` is its position among the events of its place.

    ``at_us`` and ``received_us`` are microseconds since 1970 in UTC; ``day`` counts days since 1970 by the clock of the place;
    ``flags`` adds the numbers of ``core.FLAGS``.
    """

    place = models.BigIntegerField()
    source = models.BigIntegerField()
    key = models.CharField(max_length=200)
    type = models.BigIntegerField()
    subject = models.BigIntegerField(null=True)
    at_us = models.BigIntegerField()
    received_us = models.BigIntegerField()
    day = models.IntegerField()
    flags = models.SmallIntegerField(default=0)
    data = models.JSONField()

    class Meta:
        """An event is kept once; readers go by position, rooms above by subject."""

        constraints = (models.UniqueConstraint(fields=["source", "key"], name="an_event_once"),)
        indexes = (models.Index(fields=["place", "id"], name="event_place"),
                   models.Index(fields=["subject", "type", "day"], name="event_subject"))


class DayCount(models.Model):
    """How many events of a type a day had: ``n`` ever taken in, ``n_gone`` of them erased or past their keeping. Names nobody."""

    place = models.BigIntegerField()
    type = models.BigIntegerField()
    day = models.IntegerField()
    n = models.BigIntegerField(default=0)
    n_gone = models.BigIntegerField(default=0)

    class Meta:
        """One row a day and type."""

        constraints = (models.UniqueConstraint(fields=["place", "type", "day"], name="one_day_count"),)


class Spent(models.Model):
    """The (source, key) of an event that was erased, as a digest that names nobody: sent again, it does not come back."""

    source = models.BigIntegerField()
    digest = models.CharField(max_length=32)

    class Meta:
        """Spent once."""

        constraints = (models.UniqueConstraint(fields=["source", "digest"], name="spent_once"),)


class Refused(models.Model):
    """An event that was not taken in, as it came, so that it can be looked at and sent again once the reason is mended."""

    place = models.BigIntegerField()
    customer = models.CharField(max_length=200, blank=True)
    code = models.CharField(max_length=60)
    message = models.CharField(max_length=500)
    body = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Looked at newest first; found by customer for erasure."""

        indexes = (models.Index(fields=["place", "id"], name="refused_place"),
                   models.Index(fields=["place", "customer"], name="refused_customer"))


class Webhook(models.Model):
    """An address that is told of events, signed with its secret. ``types`` empty: all."""

    place = models.BigIntegerField()
    url = models.CharField(max_length=500)
    secret = models.CharField(max_length=100)
    types = models.JSONField(default=list)
    after = models.BigIntegerField(default=0)
    """The events up to this position were put into deliveries."""
    created_at = models.DateTimeField(auto_now_add=True)
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        """Asked by place."""

        indexes = (models.Index(fields=["place"], name="webhook_place"),)


class Delivery(models.Model):
    """Some events on their way to a webhook: those with positions from ``first`` to ``last``. Dead after the last try."""

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    n = models.PositiveIntegerField()
    tries = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="waiting")
    """waiting, sent or dead."""
    said = models.CharField(max_length=300, blank=True)
    """What the address answered last, in our words."""

    class Meta:
        """Asked for what is due."""

        indexes = (models.Index(fields=["state", "due_at"], name="delivery_due"),)
