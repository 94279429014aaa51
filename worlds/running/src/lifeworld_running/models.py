"""Where runners' files, activities, routes and segments are kept."""

from __future__ import annotations

from django.db import models


class File(models.Model):
    """A file as a customer gave it. Its bytes stay under ``settings.UPLOAD_DIR`` until she takes them back or is forgotten.

    ``state``: waiting, reading, read, partial or refused. ``cursor``: how many of its parts were taken in.
    """

    place = models.ForeignKey("places.Place", models.CASCADE, related_name="+")
    customer = models.ForeignKey("customers.Customer", models.CASCADE, related_name="+")
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    path = models.CharField(max_length=400)
    state = models.CharField(max_length=10, default="waiting")
    code = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=1000, blank=True)
    notices = models.JSONField(default=list)
    parts = models.JSONField(default=list)
    """Of an archive: {name, verdict, code, reason} of the parts that were not read whole, at most some hundred."""
    n_parts = models.PositiveIntegerField(default=0)
    n_recordings = models.PositiveIntegerField(default=0)
    cursor = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """The same bytes are kept once for each customer."""

        constraints = (models.UniqueConstraint(fields=["customer", "sha256"], name="running_one_file_a_digest"),)
        indexes = (models.Index(fields=["state", "id"], name="running_file_state"),
                   models.Index(fields=["place", "customer", "id"], name="running_file_customer"))


class Route(models.Model):
    """A way that a customer ran, as often as she ran it; ``number`` counts within the customer. ``signature``: what it is matched by."""

    place = models.ForeignKey("places.Place", models.CASCADE, related_name="+")
    customer = models.ForeignKey("customers.Customer", models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200, blank=True)
    signature = models.BinaryField()
    length_m = models.FloatField()
    n = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Routes of a customer are counted from 1."""

        constraints = (models.UniqueConstraint(fields=["customer", "number"], name="running_one_route_a_number"),)
        indexes = (models.Index(fields=["place", "customer", "n"], name="running_route_n"),)


class Activity(models.Model):
    """One recording of a customer and what it says. Numbers that lists and figures ask for stand in columns, null where unknown.

    ``key`` is the recording's (its file's digest and part), or that of a run told by hand. ``day`` counts from 1970 by the place's clock.
    ``seen_by``: me, followers or place. ``duplicate_of``: the recording of the same run that counts; ``said_same``: "distinct" or
    "duplicate", where she said so, "" where it is judged. ``planned``: a route that somebody means to run, which counts
    nowhere. ``felt``: where her words about it stand ("study/statement").
    ``event_source``: of the event that stands for it, "" where none does; ``event_digest``: of what that event says; ``with_digest``: the
    same of the event that says with whom it was.
    """

    place = models.ForeignKey("places.Place", models.CASCADE, related_name="+")
    customer = models.ForeignKey("customers.Customer", models.CASCADE, related_name="+")
    key = models.CharField(max_length=80)
    file = models.ForeignKey(File, models.CASCADE, null=True, related_name="activities")
    part = models.PositiveIntegerField(default=0)
    path = models.CharField(max_length=400, blank=True)
    """Its name inside the archive that it came in."""
    sport = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=200, blank=True)
    started_us = models.BigIntegerField(null=True)
    day = models.IntegerField(null=True)
    seen_by = models.CharField(max_length=10, default="me")
    summary = models.JSONField(default=dict)
    """``core.said.Analysis`` with null for unknown."""
    trust = models.FloatField(null=True)
    distance_m = models.FloatField(null=True)
    elapsed_s = models.FloatField(null=True)
    moving_s = models.FloatField(null=True)
    ascent_m = models.FloatField(null=True)
    pace_s_km = models.FloatField(null=True)
    gap_pace_s_km = models.FloatField(null=True)
    heart_rate = models.FloatField(null=True)
    pace_at_heart_rate_s_km = models.FloatField(null=True)
    load = models.FloatField(null=True)
    bests = models.JSONField(default=dict)
    """Seconds of its best efforts by name."""
    device = models.CharField(max_length=200, blank=True)
    app = models.CharField(max_length=200, blank=True)
    manual = models.BooleanField(default=False)
    planned = models.BooleanField(default=False)
    edited = models.BooleanField(default=False)
    duplicate_of = models.ForeignKey("self", models.SET_NULL, null=True, related_name="duplicates")
    said_same = models.CharField(max_length=10, blank=True)
    felt = models.CharField(max_length=300, blank=True)
    with_whom = models.CharField(max_length=120, blank=True)
    with_family = models.BooleanField(default=False)
    route = models.ForeignKey(Route, models.SET_NULL, null=True, related_name="activities")
    reversed = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)
    by_settings = models.PositiveIntegerField(default=0)
    """The versions of the analysis and of the runner's settings that it was made by; with other ones it is analysed again."""
    event_source = models.CharField(max_length=40, blank=True)
    event_digest = models.CharField(max_length=64, blank=True)
    with_digest = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """A recording is kept once for each customer; asked for newest first, by route, and by version of the analysis."""

        constraints = (models.UniqueConstraint(fields=["customer", "key"], name="running_one_activity_a_key"),)
        indexes = (models.Index(fields=["place", "customer", "-started_us", "-id"], name="running_activity_newest"),
                   models.Index(fields=["route", "started_us"], name="running_activity_route"),
                   models.Index(fields=["place", "seen_by", "id"], name="running_activity_seen"),
                   models.Index(fields=["version", "id"], name="running_activity_version"))


class Streams(models.Model):
    """The points of an activity, packed (``files.streams``); apart, so that lists do not carry them."""

    activity = models.OneToOneField(Activity, models.CASCADE, primary_key=True, related_name="streams")
    n = models.PositiveIntegerField()
    body = models.BinaryField()
    signature = models.BinaryField(null=True)
    """What routes are matched by; null where there is no way."""


class Segment(models.Model):
    """A stretch of a customer's own activity that all her runs are timed on. ``line``: float64 pairs of latitude and longitude, packed."""

    place = models.ForeignKey("places.Place", models.CASCADE, related_name="+")
    customer = models.ForeignKey("customers.Customer", models.CASCADE, related_name="+")
    title = models.CharField(max_length=200)
    length_m = models.FloatField()
    line = models.BinaryField()
    activity = models.ForeignKey(Activity, models.SET_NULL, null=True, related_name="+")
    from_m = models.FloatField()
    to_m = models.FloatField()
    looked = models.BigIntegerField(default=0)
    """Up to which activity efforts were looked for."""
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Asked by customer."""

        indexes = (models.Index(fields=["place", "customer", "id"], name="running_segment_customer"),)


class SegmentEffort(models.Model):
    """The fastest time of one activity over a segment. ``error_s``: how far the times between points may be off."""

    segment = models.ForeignKey(Segment, models.CASCADE, related_name="efforts")
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="segment_efforts")
    seconds = models.FloatField()
    from_s = models.FloatField()
    error_s = models.FloatField(null=True)

    class Meta:
        """One row an activity."""

        constraints = (models.UniqueConstraint(fields=["segment", "activity"], name="running_one_effort_an_activity"),)


class RunnerSettings(models.Model):
    """What a runner said of herself (``core.said.Runner``), and how she likes to see it; null: not said."""

    place = models.ForeignKey("places.Place", models.CASCADE, related_name="+")
    customer = models.OneToOneField("customers.Customer", models.CASCADE, related_name="running_settings")
    heart_rate_max = models.FloatField(null=True)
    heart_rate_rest = models.FloatField(null=True)
    threshold_pace_s_km = models.FloatField(null=True)
    sex = models.CharField(max_length=1, blank=True)
    born_year = models.PositiveSmallIntegerField(null=True)
    gap_factors = models.JSONField(default=list)
    unit = models.CharField(max_length=4, default="km")
    seen_by = models.CharField(max_length=10, default="me")
    """Who sees new activities."""
    version = models.PositiveIntegerField(default=1)
    """Grows where what was said changes an analysis; activities of an older one are analysed again."""
    due = models.BooleanField(default=False, db_index=True)
    """There may be such activities."""
