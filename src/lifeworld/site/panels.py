"""What several rooms know together, for the pages that the hall lays out: where one customer speaks, draws, and how she is typed."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from lifeworld.constellations.models import Drawing, Moment
from lifeworld.kit.caller import Caller
from lifeworld.voices.models import Statement, Study


@dataclass(frozen=True)
class StudyOfCustomer:
    """What one study has of a customer; None where the caller may not see it. ``type`` is "" where no constellation was made yet."""

    slug: str
    title: str
    n_statements: int | None
    n_drawings: int | None
    type: str


def studies_of_customer(caller: Caller, customer: int) -> list[StudyOfCustomer]:
    """The studies of the place that have something of a customer, by title: four queries, however many there are."""
    said = _counts(Statement, caller, customer) if caller.may("voices.see") else {}
    drew = _counts(Drawing, caller, customer) if caller.may("constellations.see") else {}
    moments = Moment.objects.filter(customer=customer, latest=True, study__place=caller.place_id)
    types = dict(moments.values_list("study", "type")) if caller.may("constellations.see") else {}
    studies = Study.objects.filter(place=caller.place_id, pk__in={*said, *drew, *types}).order_by("title", "pk")
    return [StudyOfCustomer(slug, title, said.get(pk, 0) if caller.may("voices.see") else None,
                            drew.get(pk, 0) if caller.may("constellations.see") else None, types.get(pk, ""))
            for pk, slug, title in studies.values_list("pk", "slug", "title")]


def _counts(table: type[Statement] | type[Drawing], caller: Caller, customer: int) -> dict[int, int]:
    rows = table._default_manager.filter(customer=customer, study__place=caller.place_id)
    return dict(rows.order_by().values_list("study").annotate(n=Count("pk")))
