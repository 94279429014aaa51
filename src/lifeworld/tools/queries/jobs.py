"""Long work: where it stands and what it found."""

from __future__ import annotations

from lifeworld.kit.caller import Caller, not_found
from lifeworld.places.queries import as_text
from lifeworld.tools.core.canonical import address_of
from lifeworld.tools.core.kept import JobValue
from lifeworld.tools.models import DesignJob, SavedDesign
from lifeworld.tools.queries.designs import row_of

JOBS_MAX = 100


def jobs_of(caller: Caller, tool: str) -> list[JobValue]:
    """Jobs of a tool, the newest first, without what they found. Errors: 403."""
    caller.require("tools.see")
    rows = DesignJob.objects.filter(place=caller.place_id, tool=tool).select_related("design").defer("result", "design__body")
    return [value_of(row, whole=False) for row in rows.order_by("-id")[:JOBS_MAX]]


def job_of(caller: Caller, tool: str, job: int) -> JobValue:
    """One job. Errors: 403; 404."""
    caller.require("tools.use")
    rows = DesignJob.objects.filter(place=caller.place_id, tool=tool, pk=job)
    if not caller.may("tools.see"):
        rows = rows.filter(visitor=True)
    row = rows.select_related("design").defer("design__body").first()
    if row is None:
        raise not_found("job", job)
    return value_of(row)


def study_of(caller: Caller, tool: str, address: str, study: str) -> JobValue:
    """The newest job of this study of a design. Errors: 403; 404 where none was started."""
    design, terms = studied_of(caller, tool, address)
    rows = DesignJob.objects.filter(design=design, terms=terms, study=study[:60]).select_related("design")
    row = rows.order_by("-id").first()
    if row is None:
        raise not_found("study", study)
    return value_of(row)


def studies_done(caller: Caller, tool: str, address: str) -> list[JobValue]:
    """The newest job of each study of a design. Errors: as ``row_of``."""
    design, terms = studied_of(caller, tool, address)
    rows = DesignJob.objects.filter(design=design, terms=terms).select_related("design").order_by("-id")[:JOBS_MAX]
    return [value_of(row) for row in {row.study: row for row in sorted(rows, key=lambda row: row.pk)}.values()]


def studied_of(caller: Caller, tool: str, address: str) -> tuple[SavedDesign, str]:
    """The design that an address names, and the terms of its studies: "" where they are the first. Errors: as ``row_of``."""
    design, terms = row_of(caller, tool, address), address_of(address)[1]
    return design, "" if terms == design.terms else terms


def value_of(row: DesignJob, *, whole: bool = True) -> JobValue:
    """The row as a value."""
    address = "" if row.design is None else f"{row.design.hash}-{row.terms}" if row.terms else row.design.hash
    return JobValue(row.pk, row.tool, address, row.study, row.state, row.share, row.doing,
                    as_text(row.made_at), as_text(row.done_at), row.error, row.result if whole else None, row.visitor)
