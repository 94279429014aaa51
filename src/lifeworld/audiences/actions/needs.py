"""What changes segments: they are found in what customers find important, found again, and taken away."""

from __future__ import annotations

import math

import numpy as np
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from lifeworld.audiences.core.needs import Segments, needs_segments, segment_name
from lifeworld.audiences.models import Segmentation, SegmentMember
from lifeworld.audiences.queries.needs import SegmentationValue, answers, segmentation_of
from lifeworld.customers.core import checked_key
from lifeworld.customers.queries import resolved
from lifeworld.events.actions import record
from lifeworld.kit.caller import Caller, conflict, not_found
from lifeworld.kit.errors import InputRefused

ROWS = 1000
SEGMENTS_MAX = 6


def make_segments(caller: Caller, title: str, *, k: int | None = None) -> SegmentationValue:
    """Segments of the customers of the place by what they find important; ``k`` None: as many as the answers show.

    Customers who did not say yes to being counted are in none. A title that is there already is found again from today's answers.
    Errors: LifeworldError 403; InputRefused where too few customers answered, for a title that names nothing, or a number outside 2 to 6.
    """
    caller.require("audiences.manage")
    title = checked_key(title, "title")
    slug = slugify(title)[:80]
    if not slug:
        raise InputRefused("no_slug", f"The title «{title[:40]}» holds no letter or digit.", "Give a title with letters.")
    if k is not None and not 2 <= k <= SEGMENTS_MAX:
        raise InputRefused("segments_number", f"{k} segments cannot be made.", f"Ask for 2 to {SEGMENTS_MAX}, or leave it to the answers.")
    asked = answers(caller)
    found = needs_segments(asked.select("customer", "outcome", "importance"), k=k)
    return _keep(caller, slug, title, found)


@transaction.atomic
def _keep(caller: Caller, slug: str, title: str, found: Segments) -> SegmentationValue:
    sizes = np.bincount(found.members["segment"].to_numpy(), minlength=found.k + 1)
    segments = [{
        "number": number, "name": segment_name(found, number), "n": int(sizes[number]), "share": float(found.shares[number - 1]),
        "stability": float(found.stability[number - 1]), "stable": bool(found.is_stable()[number - 1]),
        "importance": {outcome: [int(n), _known(mean), _known(deviation)] for outcome, n, mean, deviation in zip(
            found.outcomes, found.answered[number - 1], found.importance[number - 1], found.deviation[number - 1], strict=True)},
    } for number in range(1, found.k + 1)]
    body = {"n_customers": found.members.height, "outcomes": list(found.outcomes), "segments": segments, "bic": found.bic}
    try:
        with transaction.atomic():
            row, _ = Segmentation.objects.update_or_create(
                place_id=caller.place_id, slug=slug, defaults={"title": title, "body": body, "made_at": timezone.now()})
    except IntegrityError as error:
        raise conflict("changed_meanwhile", "Somebody made these segments at the same moment.",
                       "Look at them, and make them again if needed.") from error
    SegmentMember.objects.filter(segmentation=row).delete()
    known = resolved(caller, found.members["customer"].to_list())
    rows = [SegmentMember(segmentation=row, customer_id=known[key], segment=segment, certainty=certainty)
            for key, segment, certainty in found.members.iter_rows() if key in known]
    SegmentMember.objects.bulk_create(rows, batch_size=ROWS)
    record(caller, "audiences.segments_made", data={"segmentation": row.pk, "n": len(rows)})
    return segmentation_of(caller, slug)


def _known(number: float) -> float | None:
    return None if math.isnan(number) else float(number)


@transaction.atomic
def remove_segments(caller: Caller, slug: str) -> None:
    """The segmentation is gone; audiences that name it hold nobody by it. Errors: LifeworldError 403, 404."""
    caller.require("audiences.manage")
    row = Segmentation.objects.filter(place=caller.place_id, slug=slug).first()
    if row is None:
        raise not_found("segmentation", slug)
    pk = row.pk
    row.delete()
    record(caller, "audiences.segments_removed", data={"segmentation": pk})
