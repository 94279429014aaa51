"""Where drawn maps and customers' constellations are kept."""

from __future__ import annotations

from django.db import models

from lifeworld.customers.models import Customer
from lifeworld.voices.models import Study


class DrawLink(models.Model):
    """A link or QR code with which a customer draws without an account; only a digest of its token is kept."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="draw_links")
    customer = models.ForeignKey(Customer, models.CASCADE, null=True, related_name="+")
    """Null: whoever opens it draws as a new customer."""
    label = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, unique=True)
    draws_max = models.PositiveIntegerField(null=True)
    n_drawn = models.PositiveIntegerField(default=0)
    who = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)


class Drawing(models.Model):
    """A map as a customer drew it: rings with their wording, actors with raw x and y. ``body`` is never changed."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="drawings")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="drawings")
    link = models.ForeignKey(DrawLink, models.SET_NULL, null=True, related_name="+")
    client_id = models.UUIDField()
    body = models.JSONField()
    position = models.BigIntegerField()
    drawn_at = models.DateTimeField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """A drawing that was sent twice is kept once."""

        constraints = (models.UniqueConstraint(fields=["study", "client_id"], name="one_drawing_a_client_id"),)
        indexes = (models.Index(fields=["study", "customer", "id"], name="drawing_customer"),)


class Moment(models.Model):
    """One customer's constellation as of a position of the journal. ``body`` is the picture's data; ``latest`` marks the newest.

    Earlier ones stay where the type or the actors changed. ``body`` holds keys and places of what was said, never the words.
    """

    made_again = True
    """Made from what else is kept: a row says nothing of the customer that is not known elsewhere."""
    study = models.ForeignKey(Study, models.CASCADE, related_name="moments")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="moments")
    position = models.BigIntegerField()
    latest = models.BooleanField(default=True)
    type = models.CharField(max_length=20)
    size = models.PositiveIntegerField()
    n_statements = models.PositiveIntegerField()
    body = models.JSONField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """One constellation a customer and position; pages ask for the newest of a study, by type, or for those after a position."""

        constraints = (models.UniqueConstraint(fields=["study", "customer", "position"], name="one_moment_a_position"),)
        indexes = (models.Index(fields=["study", "latest", "type", "customer"], name="moment_latest"),
                   models.Index(fields=["study", "latest", "position"], name="moment_newer"))


class Due(models.Model):
    """A customer whose constellation is to be made again, because something happened at this position of the journal."""

    made_again = True
    """Made from what else is kept: a row says nothing of the customer that is not known elsewhere."""
    study = models.ForeignKey(Study, models.CASCADE, related_name="+")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+")
    position = models.BigIntegerField()

    class Meta:
        """A customer is due once."""

        constraints = (models.UniqueConstraint(fields=["study", "customer"], name="due_once"),)


class Reckoned(models.Model):
    """What belongs to a study and goes into every constellation (``core.study_values``), reckoned as of a position of the journal.

    ``changed`` is the position of the newest line that was taken in and changes the study.
    """

    study = models.OneToOneField(Study, models.CASCADE, related_name="reckoned")
    values = models.JSONField(default=dict)
    position = models.BigIntegerField(default=0)
    changed = models.BigIntegerField(default=0)
    made_at = models.DateTimeField(auto_now=True)


class Board(models.Model):
    """The population of a study as of a position of the journal: figures and trends, kept because they take long to reckon."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="boards")
    position = models.BigIntegerField()
    body = models.JSONField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """One board a position."""

        constraints = (models.UniqueConstraint(fields=["study", "position"], name="one_board_a_position"),)


class DeedMapping(models.Model):
    """What counts as done in a study: ``rules`` as ``core.deed_rules`` writes them; ``version`` counts the times anything was changed."""

    study = models.OneToOneField(Study, models.CASCADE, related_name="deed_mapping")
    rules = models.JSONField(default=list)
    everybody = models.BooleanField(default=False)
    """Also deeds of customers who said and drew nothing in the study count."""
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(auto_now=True)
