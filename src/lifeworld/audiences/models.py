"""Where audiences, their members over time, segments and holdouts are kept."""

from __future__ import annotations

from django.db import models

from lifeworld.customers.models import Customer
from lifeworld.places.models import Place


class Audience(models.Model):
    """A saved selection; ``expression`` is the typed expression as JSON, ``n`` its size when it was last worked out.

    ``mark`` says what there was to rest on then (``queries.marks``), ``took_ms`` how long it took.
    """

    place = models.ForeignKey(Place, models.CASCADE, related_name="audiences")
    slug = models.SlugField(max_length=80)
    title = models.CharField(max_length=200)
    expression = models.JSONField()
    version = models.PositiveIntegerField(default=1)
    n = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    worked_out_at = models.DateTimeField(null=True)
    mark = models.CharField(max_length=200, blank=True)
    took_ms = models.PositiveIntegerField(default=0)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        """A slug names one audience of a place."""

        constraints = (models.UniqueConstraint(fields=["place", "slug"], name="one_audience_a_slug"),)


class Stay(models.Model):
    """From when to when a customer was in an audience; ``until`` null: still is."""

    made_again = True
    """Made from what else is kept: a row says nothing of the customer that is not known elsewhere."""
    audience = models.ForeignKey(Audience, models.CASCADE, related_name="stays")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        """One open stay a customer."""

        constraints = (models.UniqueConstraint(fields=["audience", "customer"], condition=models.Q(until=None), name="one_open_stay"),)
        indexes = (models.Index(fields=["audience", "until", "customer"], name="stay_until"),
                   models.Index(fields=["audience", "since"], name="stay_since"))


class Segmentation(models.Model):
    """Needs-based segments: how they were found and how stable they are (``body``), as of when."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="segmentations")
    slug = models.SlugField(max_length=80)
    title = models.CharField(max_length=200)
    body = models.JSONField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """A slug names one segmentation of a place."""

        constraints = (models.UniqueConstraint(fields=["place", "slug"], name="one_segmentation_a_slug"),)


class SegmentMember(models.Model):
    """The segment that a customer belongs to, and how surely."""

    made_again = True
    """Made from what else is kept: a row says nothing of the customer that is not known elsewhere."""
    segmentation = models.ForeignKey(Segmentation, models.CASCADE, related_name="members")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+")
    segment = models.PositiveSmallIntegerField()
    certainty = models.FloatField()

    class Meta:
        """One segment a customer."""

        constraints = (models.UniqueConstraint(fields=["segmentation", "customer"], name="one_segment"),)
        indexes = (models.Index(fields=["segmentation", "segment"], name="segment_members"),)


class Holdout(models.Model):
    """Customers who, by chance, are left out of what is done for an audience, so that its effect can be told.

    ``withheld`` says what they do not get: a feature, never care. ``audience`` null: the whole place.
    """

    place = models.ForeignKey(Place, models.CASCADE, related_name="holdouts")
    slug = models.SlugField(max_length=80)
    title = models.CharField(max_length=200)
    audience = models.ForeignKey(Audience, models.PROTECT, null=True, related_name="holdouts")
    withheld = models.CharField(max_length=400)
    share = models.FloatField()
    strata = models.JSONField(default=list)
    salt = models.CharField(max_length=32)
    mark = models.CharField(max_length=200, blank=True)
    """What there was to rest on when newcomers were last assigned (``queries.marks``)."""
    assigned_at = models.DateTimeField(null=True)
    begins_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """A slug names one holdout of a place."""

        constraints = (models.UniqueConstraint(fields=["place", "slug"], name="one_holdout_a_slug"),)


class Assignment(models.Model):
    """The arm of a customer in a holdout, for good: "held" or "served"."""

    holdout = models.ForeignKey(Holdout, models.CASCADE, related_name="assignments")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+")
    arm = models.CharField(max_length=10)
    stratum = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Assigned once."""

        constraints = (models.UniqueConstraint(fields=["holdout", "customer"], name="one_arm"),)
        indexes = (models.Index(fields=["holdout", "arm"], name="assignment_arm"),)
