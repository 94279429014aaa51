"""Where studies, statements, coders and what they found are kept."""

from __future__ import annotations

from typing import Any

from django.db import models

from lifeworld.customers.models import Customer
from lifeworld.places.models import Place, User
from lifeworld.voices.core.site_lots import lot


class LotField(models.BigIntegerField):  # type: ignore[type-arg]  # fields take no parameters when the site runs
    """The lot of a statement, drawn from the keys of the study and the statement whenever the row is written, also in bulk."""

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """The lot of this row."""
        drawn = lot(getattr(model_instance, "study_id"), getattr(model_instance, "key"))  # noqa: B009  (any table with both)
        setattr(model_instance, self.attname, drawn)
        return drawn


class Study(models.Model):
    """What is coded together. ``settings``: focal, aliases, others, language, blind, suggestions (off, on, after), rings, question."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="studies")
    slug = models.SlugField(max_length=80)
    title = models.CharField(max_length=200)
    settings = models.JSONField(default=dict)
    n_statements = models.BigIntegerField(default=0)
    n_customers = models.BigIntegerField(default=0)
    """Kept with every import and every customer who is forgotten, so that no page has to count."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """A slug names one study of a place."""

        constraints = (models.UniqueConstraint(fields=["place", "slug"], name="one_study_a_slug"),)

    def __str__(self) -> str:
        return self.title


class CodebookVersion(models.Model):
    """A version of a study's codebook, never changed. ``codes`` is a list of objects: the fields of a Code and its ``parent``."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="codebooks")
    number = models.PositiveIntegerField()
    codes = models.JSONField()
    note = models.CharField(max_length=400, blank=True)
    who = models.CharField(max_length=64)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Versions are counted from 1."""

        constraints = (models.UniqueConstraint(fields=["study", "number"], name="one_version_a_number"),)


class Upload(models.Model):
    """A file on its way into a study: bytes arrive from ``received`` on, rows are taken from ``n_rows`` on; both survive a crash."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="uploads")
    key = models.UUIDField(unique=True)
    filename = models.CharField(max_length=255)
    size = models.BigIntegerField()
    received = models.BigIntegerField(default=0)
    state = models.CharField(max_length=20, default="receiving")
    """receiving, received, importing, done, refused."""
    options = models.JSONField(default=dict)
    progress = models.JSONField(default=dict)
    n_rows = models.BigIntegerField(default=0)
    n_statements = models.BigIntegerField(default=0)
    n_skipped = models.BigIntegerField(default=0)
    message = models.TextField(blank=True)
    who = models.CharField(max_length=64)
    made_at = models.DateTimeField(auto_now_add=True)


class SkippedRow(models.Model):
    """A row that was left out, and why."""

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="skipped")
    row = models.BigIntegerField(null=True)
    field = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=60)
    detail = models.CharField(max_length=400)


class Statement(models.Model):
    """A whole answer, review, turn or post; LF line ends, code points."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="statements")
    customer = models.ForeignKey(Customer, models.CASCADE, null=True, related_name="statements")
    key = models.CharField(max_length=200)
    text = models.TextField()
    context = models.TextField(blank=True)
    at = models.DateTimeField(null=True)
    facts = models.JSONField(default=dict)
    """field, focal, source, group, wave, language, outcome, consent: what came with it; unknown is absent."""
    upload = models.ForeignKey(Upload, models.SET_NULL, null=True, related_name="+")
    lot = LotField(default=0, editable=False)
    """Its place in the study's random order, in which people read where no queue says otherwise."""

    class Meta:
        """A key names one statement of a study."""

        constraints = (models.UniqueConstraint(fields=["study", "key"], name="one_statement_a_key"),)
        indexes = (models.Index(fields=["study", "customer", "id"], name="statement_customer"),
                   models.Index(fields=["study", "lot"], name="statement_lot"))


class Coder(models.Model):
    """Whoever codes a study: a person (with a login), a model, an import, or "settled", what was decided after differences."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="coders")
    kind = models.CharField(max_length=10)
    """person, model, imported, settled."""
    name = models.CharField(max_length=200)
    user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    version = models.CharField(max_length=200, blank=True)
    n_readings = models.BigIntegerField(default=0)
    """Kept with every reading of a model, a person or a key; 0 for imports and what was settled means: count when it is asked."""
    cursor = models.BigIntegerField(default=0)
    """Up to which statement a model has coded the study."""
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """A name is one coder's of its kind; a login codes under one name."""

        constraints = (models.UniqueConstraint(fields=["study", "kind", "name"], name="one_coder_a_name"),
                       models.UniqueConstraint(fields=["study", "user"], name="one_coder_a_user"))


class Reading(models.Model):
    """What one coder found in one statement as a whole: the codes in ``judged`` were judged (null: every code of the version ``codebook``).

    ``codes``: {code: probability}, 1 for people; a model keeps what is at least .05 and counts as present from its thresholds on
    (``present`` lists them). ``inclusion``: the probability with which a random queue brought the statement, null: unknown.
    """

    study = models.ForeignKey(Study, models.CASCADE, related_name="+")
    statement = models.ForeignKey(Statement, models.CASCADE, related_name="readings")
    coder = models.ForeignKey(Coder, models.CASCADE, related_name="readings")
    codebook = models.PositiveIntegerField()
    codes = models.JSONField(default=dict)
    present = models.JSONField(default=list)
    judged = models.JSONField(null=True)
    valence = models.FloatField(null=True)
    memo = models.TextField(blank=True)
    queue = models.CharField(max_length=20, blank=True)
    inclusion = models.FloatField(null=True)
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField(auto_now=True)

    class Meta:
        """A coder reads a statement once, and may change what was found."""

        constraints = (models.UniqueConstraint(fields=["statement", "coder"], name="one_reading_a_coder"),)
        indexes = (models.Index(fields=["study", "coder", "statement"], name="reading_coder"),)


class Mark(models.Model):
    """A span that shows a code: code points, half-open; ``quote`` is the slice of the statement, held to its hash."""

    reading = models.ForeignKey(Reading, models.CASCADE, related_name="marks")
    code = models.CharField(max_length=100)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()
    quote_hash = models.CharField(max_length=32)
    memo = models.TextField(blank=True)
    interpretive = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)


class Draft(models.Model):
    """What a person has found so far in a statement that is not read to its end; it becomes a reading, and counts, when she says so."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="+")
    coder = models.ForeignKey(Coder, models.CASCADE, related_name="+")
    statement = models.ForeignKey(Statement, models.CASCADE, related_name="+")
    body = models.JSONField()
    version = models.PositiveIntegerField()
    made_at = models.DateTimeField(auto_now=True)

    class Meta:
        """A coder has one draft a statement."""

        constraints = (models.UniqueConstraint(fields=["coder", "statement"], name="one_draft_a_coder"),)


class Change(models.Model):
    """One step of a coder, so that it can be taken back: the reading before and after; null: there was or is none."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="+")
    coder = models.ForeignKey(Coder, models.CASCADE, related_name="+")
    statement = models.ForeignKey(Statement, models.CASCADE, related_name="+")
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    undone = models.BooleanField(default=False)
    client_id = models.CharField(max_length=64, null=True)
    """What the browser called this step: sent again, it is not taken a second time."""
    moved_id = models.CharField(max_length=64, blank=True)
    """What the browser called the last undo or redo of this step."""
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """A step that was sent twice is taken once; the newest of a coder is asked for."""

        constraints = (models.UniqueConstraint(fields=["coder", "client_id"], name="one_change_a_client_id"),)
        indexes = (models.Index(fields=["coder", "undone", "id"], name="change_coder"),)


class Queue(models.Model):
    """Statements to code next: random (with recorded probability), active (would teach most), disagreements (to settle)."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="queues")
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    coders = models.JSONField(default=list)
    """Keys of the users whom it is for; empty: all coders of the study."""
    seed = models.BigIntegerField(default=0)
    who = models.CharField(max_length=64)
    made_at = models.DateTimeField(auto_now_add=True)


class QueueItem(models.Model):
    """A statement of a queue, in its order."""

    queue = models.ForeignKey(Queue, models.CASCADE, related_name="items")
    statement = models.ForeignKey(Statement, models.CASCADE, related_name="+")
    rank = models.PositiveIntegerField()
    inclusion = models.FloatField(null=True)
    code = models.CharField(max_length=100, blank=True)

    class Meta:
        """A statement stands in a queue once for each code that it is there for."""

        constraints = (models.UniqueConstraint(fields=["queue", "statement", "code"], name="one_item_a_statement"),)
        indexes = (models.Index(fields=["queue", "rank"], name="queue_rank"),)


class Kept(models.Model):
    """A result that took long to reckon, as of a position of the journal; asked for again, it is told from here."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="kept")
    name = models.CharField(max_length=200)
    position = models.BigIntegerField()
    body = models.JSONField()
    made_at = models.DateTimeField(auto_now=True)

    class Meta:
        """The newest of a name is kept."""

        constraints = (models.UniqueConstraint(fields=["study", "name"], name="one_result_a_name"),)
