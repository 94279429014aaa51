"""What is asked of results that took long to reckon: what is kept, and whether anything has changed since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lifeworld.events.queries import lines_after
from lifeworld.kit.caller import Caller
from lifeworld.voices.core.site_studies import StudyValue
from lifeworld.voices.models import Kept, Reading

SMALL_READINGS_MAX = 3_000
"""A study with no more readings is reckoned while somebody waits; of others the newest kept result is told."""
LINES_LOOKED_AT = 200


@dataclass(frozen=True)
class KeptValue:
    """A result as of a position of the journal."""

    position: int
    body: Mapping[str, Any]
    at: datetime


def kept(study_pk: int, name: str) -> KeptValue | None:
    """The newest result of that name, None where there is none."""
    row = Kept.objects.filter(study=study_pk, name=name).values_list("position", "body", "made_at").first()
    return KeptValue(*row) if row else None


def n_readings(study_pk: int) -> int:
    """Readings of a study, counted up to one more than what makes it small."""
    return len(Reading.objects.filter(study=study_pk).order_by().values_list("pk", flat=True)[:SMALL_READINGS_MAX + 1])


def is_small(study_pk: int) -> bool:
    """Whether a study is reckoned while somebody waits."""
    return n_readings(study_pk) <= SMALL_READINGS_MAX


def changed_since(caller: Caller, study: StudyValue, position: int) -> bool:
    """Whether the journal tells after a position of anything that results of a study rest on; many lines mean yes."""
    lines = lines_after(caller.place, position, limit=LINES_LOOKED_AT)
    return len(lines) == LINES_LOOKED_AT or any(_concerns(line.type, line.data, study) for line in lines)


def _concerns(type: str, data: Mapping[str, Any], study: StudyValue) -> bool:
    """Lines on other studies and other rooms change nothing; a line that names no study may."""
    return type.startswith(("voices.", "customers.")) and data.get("study", study.pk) in (study.pk, study.slug)
