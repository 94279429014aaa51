"""Where it is kept how a place is scored, what its scores were, what matters to its customers, and which files of earnings came."""

from __future__ import annotations

from django.db import models

from lifeworld.customers.models import Customer
from lifeworld.partners.models import Partner
from lifeworld.places.models import Place


class ScorecardPlan(models.Model):
    """How a place is scored: for whom it is made, who is held out, over how many days, and what matters to its owner."""

    place = models.OneToOneField(Place, models.CASCADE, related_name="scorecard_plan")
    target = models.ForeignKey("audiences.Audience", models.SET_NULL, null=True, related_name="+")
    holdout = models.ForeignKey("audiences.Holdout", models.SET_NULL, null=True, related_name="+")
    segmentation = models.ForeignKey("audiences.Segmentation", models.SET_NULL, null=True, related_name="+")
    window_days = models.PositiveIntegerField(default=90)
    harm_days = models.PositiveSmallIntegerField(default=30)
    currency = models.CharField(max_length=3, default="EUR")
    active_types = models.JSONField(default=list)
    """Types of events that make a customer active in the window; none: any event does."""
    weights = models.JSONField(default=dict)
    """How much each factor matters to the owner, 0 to 4, by its key; one that is missing was not said."""
    weekly = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    who = models.CharField(max_length=64)
    changed_at = models.DateTimeField()


class Score(models.Model):
    """One scorecard of a place, as of a day. ``card`` is all of it as JSON (``core.wire``), ``axes`` its six figures, for histories.

    ``state``: waiting, running, done or failed. A worker that dies leaves ``beat_at`` behind; another begins again, which is safe because
    scoring is pure. Nothing in it names a customer.
    """

    place = models.ForeignKey(Place, models.CASCADE, related_name="scores")
    state = models.CharField(max_length=10, default="waiting")
    asked = models.JSONField(default=dict)
    """The window and the settings, as ``core.values.Asked`` has them."""
    as_of = models.DateField()
    definitions = models.CharField(max_length=20, blank=True)
    inputs = models.CharField(max_length=64, blank=True)
    """A digest of everything that was read: the same digest is the same card."""
    simulated = models.BooleanField(default=False)
    axes = models.JSONField(default=dict)
    card = models.JSONField(null=True)
    share = models.FloatField(default=0.0)
    doing = models.CharField(max_length=200, blank=True)
    error = models.CharField(max_length=1000, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    who = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    beat_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        """One at a time in a place; the newest is looked at."""

        constraints = (models.UniqueConstraint(fields=["place"], condition=models.Q(state__in=("waiting", "running")),
                                               name="one_score_at_a_time"),)
        indexes = (models.Index(fields=["place", "state", "id"], name="score_state"),)


class PartnerSight(models.Model):
    """What one partner may see of a score: its own figures, each over ten customers at least (``core.partner_view``)."""

    score = models.ForeignKey(Score, models.CASCADE, related_name="sights")
    partner = models.ForeignKey(Partner, models.CASCADE, related_name="+")
    body = models.JSONField()
    enough = models.BooleanField(default=False)
    """Whether any of its figures may be shown."""

    class Meta:
        """One sight a partner."""

        constraints = (models.UniqueConstraint(fields=["score", "partner"], name="one_sight_a_partner"),)


class FactorWeight(models.Model):
    """How much one of the six factors matters to a customer: 0 not at all, 4 very much. She says it, changes it, takes it back."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="+")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+")
    factor = models.CharField(max_length=20)
    weight = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        """Said once a factor."""

        constraints = (models.UniqueConstraint(fields=["customer", "factor"], name="one_weight_a_factor"),)
        indexes = (models.Index(fields=["place", "factor"], name="factor_weight_place"),)


class EarningsImport(models.Model):
    """A file of earnings that came in: how many of its rows became events, were there already, or were refused."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="+")
    filename = models.CharField(max_length=255)
    state = models.CharField(max_length=10)
    """reading, done, or failed: then ``said`` says why. Who reads it holds it until ``busy_until``, and goes on holding it piece by piece;
    after that the work in the background takes it up where it stands, ``tries`` times at most.
    """
    file = models.CharField(max_length=60, blank=True)
    """Name of its bytes in the folder of uploads, until they are read; "" for a file at the terminal."""
    currency = models.CharField(max_length=3, blank=True)
    """Of rows that say none."""
    busy_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    n_read = models.PositiveBigIntegerField(default=0)
    n_taken = models.PositiveBigIntegerField(default=0)
    n_duplicate = models.PositiveBigIntegerField(default=0)
    n_refused = models.PositiveBigIntegerField(default=0)
    said = models.CharField(max_length=600, blank=True)
    who = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        """The newest first."""

        indexes = (models.Index(fields=["place", "id"], name="earnings_import_place"),
                   models.Index(fields=["id"], condition=models.Q(state="reading"), name="earnings_import_reading"))


class RefusedEarning(models.Model):
    """A row of a file of earnings that was not taken in, why, and what to do. Names no customer."""

    file = models.ForeignKey(EarningsImport, models.CASCADE, related_name="rows_refused")
    row = models.PositiveBigIntegerField()
    field = models.CharField(max_length=100, blank=True)
    code = models.CharField(max_length=60)
    reason = models.CharField(max_length=400)
    next_step = models.CharField(max_length=400)

    class Meta:
        """Shown in the order of the file."""

        indexes = (models.Index(fields=["file", "id"], name="refused_earning_file"),)
