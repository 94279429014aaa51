"""Where the journal is kept: events hold keys, never foreign keys."""

from __future__ import annotations

from django.db import models


class Event(models.Model):
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
    """How far a reader has read the journal of a place."""

    reader = models.CharField(max_length=100)
    place = models.CharField(max_length=255)
    position = models.BigIntegerField(default=0)

    class Meta:
        """A reader stands at one position in a place."""

        constraints = (models.UniqueConstraint(fields=["reader", "place"], name="one_cursor_a_reader"),)
