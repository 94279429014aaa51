"""Where it is kept which desks are open, which designs were saved, and what long work on them does. Nothing here names a customer."""

from __future__ import annotations

from django.db import models

from lifeworld.places.models import Place


class OpenDesk(models.Model):
    """A tool that a place lets everybody use, without an account. ``key`` stands in its address."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="+")
    tool = models.CharField(max_length=60)
    key = models.CharField(max_length=32, unique=True)
    title = models.CharField(max_length=120)
    opened_at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    who = models.CharField(max_length=64)

    class Meta:
        """Listed by tool."""

        indexes = (models.Index(fields=["place", "tool", "id"], name="desk_tool"),)


class SavedDesign(models.Model):
    """A design under its content hash. ``body`` is the record as of saving (`core.records`) on the first ``terms``, with its offers;
    content and address never change. ``visitor``: saved through an open door; what people of the place save stands beside it, seen by them
    alone.
    """

    place = models.ForeignKey(Place, models.CASCADE, related_name="+")
    tool = models.CharField(max_length=60)
    hash = models.CharField(max_length=16)
    visitor = models.BooleanField(default=False)
    title = models.CharField(max_length=300)
    holds = models.BooleanField()
    body = models.JSONField()
    terms = models.CharField(max_length=16)
    note = models.CharField(max_length=1000, blank=True)
    number = models.PositiveIntegerField(default=1)
    """Which version of the first of its line it is."""
    previous = models.ForeignKey("self", models.SET_NULL, null=True, related_name="next_versions")
    desk = models.ForeignKey(OpenDesk, models.SET_NULL, null=True, related_name="designs")
    embed = models.CharField(max_length=32, blank=True)
    """Key of the partner's page on which it was made, with its ``placement`` and ``origin``; "" elsewhere."""
    placement = models.CharField(max_length=100, blank=True)
    origin = models.CharField(max_length=300, blank=True)
    who = models.CharField(max_length=64)
    saved_at = models.DateTimeField()

    class Meta:
        """Same content, same address."""

        constraints = (models.UniqueConstraint(fields=["place", "tool", "hash", "visitor"], name="one_design_a_hash"),)
        indexes = (models.Index(fields=["place", "tool", "id"], name="design_tool"),
                   models.Index(fields=["place", "visitor", "saved_at"], name="design_visitor"))


class DesignTerms(models.Model):
    """A saved design on other terms than the first: for another quantity, in another currency, by another choice of suppliers, on other
    offers. ``key`` is the hash of the terms; ``body`` the whole record as of saving.
    """

    design = models.ForeignKey(SavedDesign, models.CASCADE, related_name="others")
    key = models.CharField(max_length=16)
    body = models.JSONField()
    desk = models.ForeignKey(OpenDesk, models.SET_NULL, null=True, related_name="+")
    embed = models.CharField(max_length=32, blank=True)
    placement = models.CharField(max_length=100, blank=True)
    origin = models.CharField(max_length=300, blank=True)
    who = models.CharField(max_length=64)
    saved_at = models.DateTimeField()

    class Meta:
        """The same terms are kept once; those of visitors are counted by the hour."""

        constraints = (models.UniqueConstraint(fields=["design", "key"], name="one_record_a_terms"),)
        indexes = (models.Index(fields=["saved_at"], name="terms_saved"),)


class DesignJob(models.Model):
    """Long work: a study of a saved design, or candidates of a specification (``design`` null). ``terms``: those on which the design is
    studied, "" the first.

    ``state``: waiting, running, done, failed or cancelled. A worker that dies leaves ``beat_at`` behind; another takes the job up from
    its beginning, which is safe because tools are pure. ``version``: the tool's, so that a newer one asks again.
    """

    place = models.ForeignKey(Place, models.CASCADE, related_name="+")
    tool = models.CharField(max_length=60)
    version = models.CharField(max_length=60)
    design = models.ForeignKey(SavedDesign, models.CASCADE, null=True, related_name="jobs")
    terms = models.CharField(max_length=16, blank=True)
    study = models.CharField(max_length=60, blank=True)
    asked = models.JSONField(default=dict)
    """Of candidates: the specification, quantity, currency, country, and the choice of suppliers as it was when they were asked for."""
    visitor = models.BooleanField(default=False)
    state = models.CharField(max_length=10, default="waiting")
    share = models.FloatField(default=0.0)
    doing = models.CharField(max_length=200, blank=True)
    result = models.JSONField(null=True)
    error = models.CharField(max_length=1000, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    who = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    beat_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        """Oldest first; a study of a design is looked up by its name."""

        indexes = (models.Index(fields=["state", "id"], name="job_state"), models.Index(fields=["design", "study", "id"], name="job_study"),
                   models.Index(fields=["place", "tool", "id"], name="job_tool"))
