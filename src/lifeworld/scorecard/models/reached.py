"""What a tool reaches for what was wanted of saved designs, those of customers and also those of your own people: kept once, so that a
scorecard need not search again.
"""

from __future__ import annotations

from django.db import models

from lifeworld.places.models import Place
from lifeworld.tools.models import SavedDesign


class Reached(models.Model):
    """Both sides for the specification of a saved design: rows of the frame designs as lists, in the order of ``queries.reached.COLUMNS``.
    It goes with its design. Nothing here names a customer.
    """

    place = models.ForeignKey(Place, models.CASCADE, related_name="+")
    design = models.OneToOneField(SavedDesign, models.CASCADE, related_name="+")
    spec = models.CharField(max_length=16)
    """The same for designs of the same tool and specification on the same terms."""
    rows = models.JSONField()
    refused = models.CharField(max_length=300, blank=True)
    """Why there are no rows: the tool takes the specification no more, or failed at it."""
    at = models.DateTimeField()

    class Meta:
        """Found again by specification."""

        indexes = (models.Index(fields=["place", "spec", "id"], name="reached_spec"),)
