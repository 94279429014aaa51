"""What a partner brought: designs that began on its pages, designs that its offers serve, registrations by state; each as a count."""

from __future__ import annotations

from django.db.models import Count
from django.utils import timezone

from lifeworld.kit.caller import Caller
from lifeworld.kit.figure import Evidence, Figure, count
from lifeworld.partners.core.registering import STATES
from lifeworld.partners.core.shown import AttributionValue, Report
from lifeworld.partners.models import Attribution, DesignRegistration
from lifeworld.partners.queries.whose import seen
from lifeworld.places.queries import as_text

PAGE_MAX = 1000
STARTED, SERVED = "started", "offer"


def report_of(caller: Caller, partner: str) -> Report:
    """The counts of a partner, as of now. Errors: 403; 404."""
    row = seen(caller, partner)
    rows = Attribution.objects.filter(partner=row)
    n = dict(rows.values_list("what").annotate(n=Count("design", distinct=True)))
    items = rows.filter(what=SERVED).values("item").distinct().count()
    states = dict(DesignRegistration.objects.filter(partner=row).order_by("state").values_list("state").annotate(n=Count("id")))
    return Report(n.get(STARTED, 0), n.get(SERVED, 0), items, {state: states[state] for state in STATES if state in states},
                  as_text(timezone.now()))


def figures_of(caller: Caller, partner: str) -> list[Figure]:
    """The same as figures that may be printed. Errors: 403; 404."""
    report = report_of(caller, partner)
    said = [("Designs begun on its pages", report.n_started, "designs", "designs whose first page was one of the partner's origins"),
            ("Designs that take its offers", report.n_served, "designs", "saved designs with a line whose offer is the partner's"),
            ("Items it serves in them", report.n_items, "items", "different items among those lines"),
            *((f"Registered designs, {state}", n, "registrations", f"registrations of the partner in the state «{state}»")
              for state, n in report.registrations.items())]
    return [count(title, n, unit=unit, evidence=Evidence(query, n), as_of=report.as_of) for title, n, unit, query in said]


def attributed(caller: Caller, partner: str, *, what: str = "", before: int | None = None,
               limit: int = 50) -> list[tuple[int, AttributionValue]]:
    """What is attributed to a partner, the newest first, each with the number after which to go on. Errors: 403; 404."""
    rows = Attribution.objects.filter(partner=seen(caller, partner)).select_related("place")
    rows = rows.filter(what=what) if what else rows
    rows = rows.filter(pk__lt=before) if before is not None else rows
    return [(row.pk, AttributionValue(row.what, row.design, row.tool, row.seller, row.item, row.origin, row.section, row.n,
                                      as_text(row.first_at), as_text(row.last_at), row.place.path))
            for row in rows.order_by("-pk")[:min(limit, PAGE_MAX)]]
