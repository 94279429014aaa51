"""Which sections a report has, in the order of reading: the rail of links, and the list on the first page of a print."""

from __future__ import annotations

from lifeworld.constellations.core.study import MappedStudy
from lifeworld.constellations.files.report.material import Material


def contents(material: Material) -> tuple[tuple[str, str], ...]:
    """(anchor, name) of every section that the study fills."""
    study = material.study
    typed = not material.constellations.is_empty()
    sections = (
        ("types", "The types", typed), ("population", "Between types", typed),
        ("comparison", "Comparison", bool(study.comparisons)),
        ("drivers", "Drivers", True), ("impact", "Impact", study.impact is not None), ("actors", "Actors", True),
        ("constellations", "Customers", typed), ("quotes", "Quotes", True), ("pooled", "Pooled", not study.pooled.is_empty()),
        ("undetermined", "Undetermined", True), ("coding", "Coding", True), ("safeguards", "Safeguards", has_safeguards(study)),
        ("method", "Method", True),
    )
    return tuple((anchor, name) for anchor, name, there in sections if there)


def has_safeguards(study: MappedStudy) -> bool:
    """Whether there is anything to tell of saturation, corrections or protection."""
    return bool(study.saturation or study.corrections or study.protection is not None)
