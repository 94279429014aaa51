"""How far constellations have read the journal, and what of it is theirs to follow."""

from __future__ import annotations

from django.db.models import Min, Q

from lifeworld.constellations.models import Reckoned
from lifeworld.events.models import JournalLine
from lifeworld.events.queries import read_to
from lifeworld.kit.caller import Caller
from lifeworld.voices.core.site_studies import StudyValue

READER = "constellations"
OF_CUSTOMERS = ("voices.coded", "voices.settled", "constellations.drawn", "customers.changed", "customers.merged", "events.withdrawn")
"""Lines that name the customer whose constellation they change."""
OF_STUDIES = ("voices.statements_added", "voices.model_coded", "voices.imported", "voices.study_changed", "voices.settings_changed")
"""Lines that change constellations of a study without naming a customer."""
OF_DEEDS = ("constellations.mapping_changed", "events.expired")
"""Lines after which other events count: in the study that the line names, or in every study of the place."""
COUNTED_IN = "constellations.deeds_taken"
"""New events were counted in. Nobody needs to follow it: whoever wrote it made the customers due."""
FOLLOWED = (*OF_CUSTOMERS, *OF_STUDIES, *OF_DEEDS)


def newest(place: str) -> int:
    """The position of the newest line of a place; 0 where there is none."""
    return JournalLine.objects.filter(place=place).order_by("-id").values_list("id", flat=True).first() or 0


def changed_since(place: str, study: int, position: int) -> bool:
    """Whether constellations of the study changed after this position: lines that were taken in, or are not yet."""
    if Reckoned.objects.filter(study=study, changed__gt=position).exists():
        return True
    lines = JournalLine.objects.filter(place=place, id__gt=max(position, read_to(READER, place)), type__in=FOLLOWED)
    here = Q(data__study=study) | Q(type__startswith="customers.") | Q(type__in=("events.expired", "events.withdrawn"))
    return lines.filter(here).exists()


def is_behind(caller: Caller, customer: str, position: int) -> bool:
    """Whether lines after this position name the customer, or lines of studies are not read yet."""
    if JournalLine.objects.filter(place=caller.place, customer=customer, id__gt=position, type__in=OF_CUSTOMERS).exists():
        return True
    unread = max(position, read_to(READER, caller.place))
    return JournalLine.objects.filter(place=caller.place, id__gt=unread, type__in=(*OF_STUDIES, *OF_DEEDS)).exists()


def forgotten_since(place: str, position: int) -> bool:
    """Whether a customer of the place was forgotten after this position."""
    return JournalLine.objects.filter(place=place, id__gt=position, type="customers.forgotten").exists()


def what_happened(caller: Caller, study: StudyValue, customer: str, after: int, until: int, *, did: bool = False) -> list[str]:
    """The types of the lines about a customer in a study, and about the whole study, between two positions; ``did``: of deeds, too."""
    here = Q(data__study=study.pk) | Q(data__study=study.slug) | Q(type__startswith="customers.")
    lines = JournalLine.objects.filter(here, place=caller.place, id__gt=after, id__lte=until)
    own = lines.filter(customer=customer, type__in=OF_CUSTOMERS).order_by("id").values_list("type", flat=True)[:200]
    followed = (*OF_STUDIES, *OF_DEEDS, COUNTED_IN) if did else OF_STUDIES
    whole = lines.filter(type__in=followed).order_by().values_list("type").annotate(first=Min("id"))
    return [*own, *(type_ for type_, _ in sorted(whole, key=lambda found: found[1]))]


