"""Where jobs, goals and what customers say of them are kept."""

from __future__ import annotations

from django.db import models

from lifeworld.customers.models import Customer
from lifeworld.measures.models import Indicator
from lifeworld.places.models import Place


class Job(models.Model):
    """What the ecosystem helps to get done; ``body`` holds the outcome statement and the measures it suggests."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="jobs")
    slug = models.SlugField(max_length=80)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=10)
    """accomplish or manage."""
    body = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        """A slug names one job of a place."""

        constraints = (models.UniqueConstraint(fields=["place", "slug"], name="one_job_a_slug"),)


class Goal(models.Model):
    """What a customer wants to accomplish or manage, in her own words, or a job of the ecosystem that she took up."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="goals")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="goals")
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="goals")
    client_id = models.UUIDField()
    kind = models.CharField(max_length=10)
    title = models.CharField(max_length=200)
    body = models.JSONField(default=dict)
    """``outcome``: the parts of an outcome statement; ``reason``: why she abandoned it, in her own words, which nobody else reads."""
    sent = models.CharField(max_length=64, default="")
    """A digest of what was sent with ``client_id``: the same again is answered, another is refused."""
    state = models.CharField(max_length=10, default="active")
    """active, paused, reached or abandoned. Pauses begin and end with the days; the worker lets this follow, and whoever reads one goal
    looks at its pauses."""
    seen_by = models.CharField(max_length=10, default="me")
    """me, or team: people of the place may open it."""
    declared_at = models.DateTimeField()
    declared_day = models.IntegerField()
    """Days count from 1970 by the clock of the place, here and in ``ended_day`` and ``Check.day``."""
    due_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_day = models.IntegerField(null=True)
    reason = models.CharField(max_length=60, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """A goal that was sent twice is kept once."""

        constraints = (models.UniqueConstraint(fields=["place", "client_id"], name="one_goal_a_client_id"),)
        indexes = (models.Index(fields=["place", "customer", "id"], name="goal_customer"),
                   models.Index(fields=["place", "state", "id"], name="goal_state"))


class Scale(models.Model):
    """One measure of a goal, chosen by the customer: an indicator, or her own judgement. ``baseline`` is frozen when it is declared.

    ``levels``: the five values that count as -2, -1, 0, +1, +2; ``low`` and ``high`` bound the range of a goal to manage. Attainment is
    judged by ``judged_*``, which only become harder. ``over``: window, or since (the goal was declared).
    """

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="scales")
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=200)
    unit = models.CharField(max_length=40, blank=True)
    weight = models.FloatField(default=1)
    over = models.CharField(max_length=10, default="window")
    baseline = models.FloatField(null=True)
    baseline_level = models.SmallIntegerField(null=True)
    levels = models.JSONField(default=list)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    judged_levels = models.JSONField(default=list)
    judged_low = models.FloatField(null=True)
    judged_high = models.FloatField(null=True)
    judged_weight = models.FloatField(default=1)
    lowered = models.BooleanField(default=False)
    declared = models.BooleanField(default=True)
    """It was there when the goal was declared: scales that come later are no part of attainment."""
    frozen_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)


class Check(models.Model):
    """How the customer herself judges one measure at a time: a value or a level from -2 to +2. Never changed; the newest holds.

    A level of a target that was made easier is kept with the value with which that level begins.
    """

    scale = models.ForeignKey(Scale, models.CASCADE, related_name="checks")
    client_id = models.UUIDField()
    at = models.DateTimeField()
    day = models.IntegerField()
    value = models.FloatField(null=True)
    level = models.SmallIntegerField(null=True)

    class Meta:
        """Sent twice, kept once."""

        constraints = (models.UniqueConstraint(fields=["scale", "client_id"], name="one_check_a_client_id"),)
        indexes = (models.Index(fields=["scale", "day"], name="check_day"),)


class Pause(models.Model):
    """Days that count for nothing: illness, holiday, another reason."""

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="pauses")
    begins_on = models.DateField()
    ends_on = models.DateField(null=True)
    reason = models.CharField(max_length=10)


class Rating(models.Model):
    """How important an outcome is to the customer and how satisfied she is with it, from 1 to 5. The newest holds, earlier ones stay."""

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="ratings")
    at = models.DateTimeField()
    importance = models.PositiveSmallIntegerField()
    satisfaction = models.PositiveSmallIntegerField(null=True)


class Item(models.Model):
    """An activity or a resource of the customer's own list, in her own words and order."""

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="items")
    kind = models.CharField(max_length=10)
    """activity or resource."""
    text = models.CharField(max_length=200)
    supplier = models.CharField(max_length=200, blank=True)
    place_in_list = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)


class Change(models.Model):
    """What changed in a goal, from what to what: its history, and why lowering it is not attainment."""

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="changes")
    at = models.DateTimeField(auto_now_add=True)
    what = models.CharField(max_length=40)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    lowered = models.BooleanField(default=False)


class GoalLink(models.Model):
    """An address with which one customer sees and changes her own goals without an account; only a digest of its token is kept."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="+")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="goal_links")
    label = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, unique=True)
    who = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)


class Reckoned(models.Model):
    """Figures of a place that take long, as of a position of its journal, of its events, and of a day; made again by the worker."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="+")
    job = models.CharField(max_length=80, blank=True)
    mark = models.CharField(max_length=100)
    """The positions and the day: what has another mark is of before."""
    body = models.JSONField()
    made_at = models.DateTimeField()
    took_s = models.FloatField(default=0)

    class Meta:
        """One row a job, and one for all."""

        constraints = (models.UniqueConstraint(fields=["place", "job"], name="one_reckoning_a_job"),)
