"""Where audiences, their members over time, segments and holdouts are kept."""

from __future__ import annotations

from django.db import models

from lifeworld.customers.models import Customer
from lifeworld.places.models import Place


class Audience(models.Model):
    """A saved selection; ``expression`` is the typed expression as JSON, ``n`` its size when it was last worked out."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="audiences")
    slug = models.SlugField(max_length=80)
    title = models.CharField(max_length=200)
    expression = models.JSONField()
    version = models.PositiveIntegerField(default=1)
    n = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    worked_out_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        """A slug names one audience of a place."""

        constraints = (models.UniqueConstraint(fields=["place", "slug"], name="one_audience_a_slug"),)


class Stay(models.Model):
    """From when to when a customer was in an audience; ``until`` null: still is."""

    audience = models.ForeignKey(Audience, models.CASCADE, related_name="stays")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        """One open stay a customer."""

        constraints = (models.UniqueConstraint(fields=["audience", "customer"], condition=models.Q(until=None), name="one_open_stay"),)
        indexes = (models.Index(fields=["audience", "until"], name="stay_until"),)


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

    segmentation = models.ForeignKey(Segmentation, models.CASCADE, related_name="members")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+")
    segment = models.PositiveSmallIntegerField()
    certainty = models.FloatField()

    class Meta:
        """One segment a customer."""

        constraints = (models.UniqueConstraint(fields=["segmentation", "customer"], name="one_segment"),)
        indexes = (models.Index(fields=["segmentation", "segment"], name="segment_members"),)


class Holdout(models.Model):
    """Customers who, by chance, are left out of what is done for an audience, so that its effect can be told."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="holdouts")
    slug = models.SlugField(max_length=80)
    title = models.CharField(max_length=200)
    audience = models.ForeignKey(Audience, models.PROTECT, null=True, related_name="holdouts")
    share = models.FloatField()
    strata = models.JSONField(default=list)
    salt = models.CharField(max_length=32)
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
