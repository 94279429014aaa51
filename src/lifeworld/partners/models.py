"""Where partners, their feeds, what they offer, rates, choices of suppliers, registrations and attribution are kept.

Offers are no rows: a segment is a block of up to some ten thousand of them in columns, and a run puts its segments live all at once.
"""

from __future__ import annotations

from django.db import models

from lifeworld.customers.models import Customer
from lifeworld.places.models import Place


class Partner(models.Model):
    """A business that works with a place; ``key`` is the seller's name in its offers. Who it is to us: ``roles``; how far: ``state``."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="partners")
    key = models.SlugField(max_length=60)
    name = models.CharField(max_length=200)
    roles = models.JSONField(default=list)
    about = models.CharField(max_length=1000, blank=True)
    website = models.CharField(max_length=300, blank=True)
    contact = models.CharField(max_length=300, blank=True)
    """Whom to write to at the business; never a customer."""
    origins = models.JSONField(default=list)
    """Its own pages, as "https://shop.example": what people begin there is attributed to it."""
    shipping_micros = models.BigIntegerField(null=True)
    """What it asks for bringing an order, in millionths of ``shipping_currency``: 0 nothing, null not known."""
    shipping_currency = models.CharField(max_length=3, blank=True)
    state = models.CharField(max_length=10, default="invited")
    """invited, applied, verified, suspended, left, declined."""
    version = models.PositiveIntegerField(default=1)
    invitation = models.CharField(max_length=64, blank=True)
    """Digest of the open invitation, "" for none."""
    invited_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """A key names one partner of a place."""

        constraints = (models.UniqueConstraint(fields=["place", "key"], name="one_partner_a_key"),)
        indexes = (models.Index(fields=["invitation"], name="partner_invitation"),)


class PartnerStep(models.Model):
    """A change of a partner's state: who, when and why."""

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="steps")
    verb = models.CharField(max_length=12)
    before = models.CharField(max_length=10, blank=True)
    after = models.CharField(max_length=10)
    who = models.CharField(max_length=64)
    why = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField(auto_now_add=True)


class PartnerAccess(models.Model):
    """Somebody who acts for a partner and sees no other: ``who`` as in the journal, "key:8" or "user:3"."""

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="accesses")
    place = models.ForeignKey(Place, models.CASCADE, related_name="+")
    who = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Somebody acts for one partner of a place."""

        constraints = (models.UniqueConstraint(fields=["place", "who"], name="acts_for_one_partner"),)


class Feed(models.Model):
    """A way in which a partner's offers come. ``kind``: push, pull or webhook. Its seller is the partner, whatever a row says."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="feeds")
    partner = models.ForeignKey(Partner, models.CASCADE, related_name="feeds")
    key = models.SlugField(max_length=60)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=10)
    format = models.CharField(max_length=20, blank=True)
    """One of the formats of ``files.feeds``, "" where each file says it itself."""
    currency = models.CharField(max_length=3, blank=True)
    region = models.CharField(max_length=100, blank=True)
    ttl_s = models.PositiveIntegerField(default=86_400)
    """How long a quote is good that does not say it itself."""
    url = models.CharField(max_length=500, blank=True)
    every_s = models.PositiveIntegerField(default=3600)
    credential = models.CharField(max_length=80, blank=True)
    """Name of the variable of the environment whose value is sent as «Authorization» when the address is asked."""
    etag = models.CharField(max_length=300, blank=True)
    modified = models.CharField(max_length=100, blank=True)
    due_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    said = models.CharField(max_length=300, blank=True)
    """What became of the last asking, in our words."""
    door = models.CharField(max_length=32, unique=True)
    """The number of its door for signed notices."""
    salt = models.CharField(max_length=32)
    """What its secret is made of, with the site's own; the secret itself is not kept."""
    stopped_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """A key names one feed of a partner; the worker asks for what is due."""

        constraints = (models.UniqueConstraint(fields=["partner", "key"], name="one_feed_a_key"),)
        indexes = (models.Index(fields=["due_at"], name="feed_due"),)


class Run(models.Model):
    """One coming-in of offers: ``whole`` replaces what the feed offered, ``changes`` changes some of it. ``n_read`` is its cursor.

    ``state``: receiving, reading, waiting (for a person's yes), live, replaced, declined, failed.
    """

    feed = models.ForeignKey(Feed, models.CASCADE, related_name="runs")
    mark = models.CharField(max_length=16)
    """Drawn once, so that no other run is taken for this one."""
    kind = models.CharField(max_length=10)
    state = models.CharField(max_length=10)
    how = models.CharField(max_length=10)
    """push, pull, webhook, terminal or compacted."""
    filename = models.CharField(max_length=255, blank=True)
    file = models.CharField(max_length=64, blank=True)
    """Name of the bytes that came, in the folder of uploads; "" once they were read."""
    size = models.BigIntegerField(default=0)
    received = models.BigIntegerField(default=0)
    n_parts = models.PositiveIntegerField(default=0)
    """Segments that are kept already; where work was broken off, it goes on behind them."""
    tries = models.PositiveSmallIntegerField(default=0)
    """How often reading was begun since the last segment was kept."""
    busy_until = models.DateTimeField(null=True)
    """Somebody who waits reads it; the work in the background leaves it alone until then."""
    n_read = models.PositiveBigIntegerField(default=0)
    n_accepted = models.PositiveBigIntegerField(default=0)
    n_refused = models.PositiveBigIntegerField(default=0)
    n_gone = models.PositiveBigIntegerField(default=0)
    n_before = models.PositiveBigIntegerField(default=0)
    refusals = models.JSONField(default=dict)
    """How many rows each reason refused."""
    code = models.CharField(max_length=60, blank=True)
    said = models.CharField(max_length=600, blank=True)
    who = models.CharField(max_length=64)
    begun_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=64, blank=True)

    class Meta:
        """The worker asks for what is to be read, snapshots for what is live."""

        indexes = (models.Index(fields=["feed", "state", "id"], name="run_state"), models.Index(fields=["state", "id"], name="run_due"))


class Segment(models.Model):
    """A piece of the offers of a run, in columns (``files.segments``), of about 8 MiB at most."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="segments")
    number = models.PositiveIntegerField()
    body = models.BinaryField()

    class Meta:
        """In the order of their numbers."""

        constraints = (models.UniqueConstraint(fields=["run", "number"], name="one_segment_a_number"),)


class RefusedOffer(models.Model):
    """A row of a run that was not taken in, why, and what to do."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="rows_refused")
    row = models.PositiveBigIntegerField()
    field = models.CharField(max_length=100, blank=True)
    code = models.CharField(max_length=60)
    reason = models.CharField(max_length=400)
    next_step = models.CharField(max_length=400)

    class Meta:
        """Shown in the order of the file."""

        indexes = (models.Index(fields=["run", "id"], name="refused_offer_run"),)


class HeardNotice(models.Model):
    """The id of a signed notice that came, so that the same one is not heard twice. Goes after a day."""

    feed = models.ForeignKey(Feed, models.CASCADE, related_name="+")
    message = models.CharField(max_length=200)
    at = models.DateTimeField(db_index=True)

    class Meta:
        """Heard once."""

        constraints = (models.UniqueConstraint(fields=["feed", "message"], name="heard_once"),)


class Shelf(models.Model):
    """What a place offers now, as a number that grows with every change: the snapshot of an older number is read again.

    ``mark`` is drawn anew with every change, so that a number that comes again (a backup was restored) is not taken for the old one.
    """

    place = models.OneToOneField(Place, models.CASCADE, related_name="shelf")
    version = models.PositiveBigIntegerField(default=0)
    mark = models.CharField(max_length=16, blank=True)


class RateDay(models.Model):
    """Currency rates of one day: ``rates`` has how much of each currency one unit of ``base`` is worth."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="rate_days")
    base = models.CharField(max_length=3)
    day = models.DateField()
    rates = models.JSONField()
    source = models.CharField(max_length=200)
    who = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        """One set of rates a day and base."""

        constraints = (models.UniqueConstraint(fields=["place", "base", "day"], name="one_rate_day"),)


class SupplierChoice(models.Model):
    """Whether a seller is preferred, allowed or blocked: for the place, a job of it, a customer, or a customer's job.

    ``seller`` "" is everybody else.
    """

    place = models.ForeignKey(Place, models.CASCADE, related_name="supplier_choices")
    customer = models.ForeignKey(Customer, models.CASCADE, null=True, related_name="+")
    job = models.CharField(max_length=80, blank=True)
    seller = models.CharField(max_length=80, blank=True)
    standing = models.CharField(max_length=10)
    who = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        """One standing a seller, job and customer."""

        constraints = (
            models.UniqueConstraint(fields=["place", "customer", "job", "seller"], condition=models.Q(customer__isnull=False),
                                    name="one_standing_a_customer"),
            models.UniqueConstraint(fields=["place", "job", "seller"], condition=models.Q(customer=None), name="one_standing_a_place"))


class DesignRegistration(models.Model):
    """A partner says that it brought a design to a customer or a company; once accepted, it protects the partner until its last day.

    ``state``: asked, accepted, declined, expired, withdrawn.
    """

    place = models.ForeignKey(Place, models.CASCADE, related_name="design_registrations")
    partner = models.ForeignKey(Partner, models.CASCADE, related_name="registrations")
    customer = models.ForeignKey(Customer, models.CASCADE, null=True, related_name="+")
    company = models.CharField(max_length=200, blank=True)
    company_key = models.CharField(max_length=200, blank=True)
    """The company folded, by which two ways of writing it are one."""
    design = models.CharField(max_length=64)
    tool = models.CharField(max_length=80, blank=True)
    product = models.CharField(max_length=200)
    volume_a_year = models.PositiveBigIntegerField()
    valid_until = models.DateField()
    state = models.CharField(max_length=10, default="asked")
    asked_by = models.CharField(max_length=64)
    asked_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=400, blank=True)

    class Meta:
        """Found by design, by partner, and by the day on which they end."""

        indexes = (models.Index(fields=["place", "design"], name="registration_design"),
                   models.Index(fields=["state", "valid_until"], name="registration_until"))


class Attribution(models.Model):
    """What a partner did for a design, named by its hash: its page ``started`` it, its ``offer`` served it. Says nothing of customers."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="attributions")
    partner = models.ForeignKey(Partner, models.SET_NULL, null=True, related_name="attributions")
    what = models.CharField(max_length=10)
    design = models.CharField(max_length=64)
    tool = models.CharField(max_length=80)
    seller = models.CharField(max_length=80, blank=True)
    item = models.CharField(max_length=200, blank=True)
    origin = models.CharField(max_length=255, blank=True)
    section = models.CharField(max_length=100, blank=True)
    embed = models.CharField(max_length=32, blank=True)
    n = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField(auto_now_add=True)
    last_at = models.DateTimeField()

    class Meta:
        """One row a design, seller, item and page; counted by partner and by seller."""

        constraints = (models.UniqueConstraint(fields=["place", "tool", "design", "what", "seller", "item", "origin", "section", "embed"],
                                               name="one_attribution"),)
        indexes = (models.Index(fields=["partner", "what", "-last_at"], name="attribution_partner"),)
