"""An old design is reckoned again on the offers of now, and taken away as a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone

from lifeworld.events.actions import record as journal
from lifeworld.kit.caller import Caller, not_found
from lifeworld.kit.errors import InputRefused, listed
from lifeworld.tools.actions.remembered import in_turn
from lifeworld.tools.actions.running import configure, reckoned, spec_for, supply_for
from lifeworld.tools.actions.saving import is_visitor
from lifeworld.tools.core.kept import Attribution, Saved
from lifeworld.tools.core.records import Record
from lifeworld.tools.core.replay import Replayed, broken, replayed
from lifeworld.tools.core.reports import GENERAL, bom_csv, design_json, file_name
from lifeworld.tools.core.wanted import Pointed, Wanted, wanted_again
from lifeworld.tools.queries.designs import saved_design
from lifeworld.tools.queries.installed import tool_called

TABLES = {"csv": "text/csv; charset=utf-8", "parquet": "application/vnd.apache.parquet"}


@dataclass(frozen=True)
class Replay:
    """A design as it was saved, what changed since, and its record of now (None where it cannot be made any more)."""

    design: Saved
    found: Replayed
    now: Record | None


@dataclass(frozen=True)
class Taken:
    """A file of a design."""

    name: str
    mime: str
    body: bytes


def replay(caller: Caller, tool: str, address: str) -> Replay:
    """What changed since a design was saved. Nothing is written. Errors: LifeworldError 403, 404."""
    design, found = saved_design(caller, tool, address), tool_called(caller, tool)
    old = design.body or {}
    try:
        now = reckoned(caller, found, wanted_again(old), Pointed(old["parts"], old["turned"]))
    except InputRefused as refused:
        return Replay(design, broken(old, str(refused)), None)
    return Replay(design, replayed(old, now), now)


def take_away(caller: Caller, tool: str, address: str, export: str, attribution: Attribution) -> Taken:
    """A file of a saved design: one of the tool's own exports, or the bill of materials and the record as of saving.

    Errors: LifeworldError 403; 404 for an export that is not; InputRefused where the design cannot be made any more.
    """
    design, found = saved_design(caller, tool, address), tool_called(caller, tool)
    body = design.body or {}
    made: str | bytes
    if export in GENERAL:
        with in_turn(is_visitor(caller)):
            made, mime = general(export, body, found.schema)
        name = export
    else:
        kind = next((one for one in found.exports if one.key == export), None)
        if kind is None:
            raise not_found("export", export)
        wanted = wanted_again(body)
        with in_turn(is_visitor(caller)):
            whole = found.design(spec_for(found, wanted.spec), body["parts"], body["turned"], supply_for(caller, tool, wanted))
            made, mime, name = kind.make(whole), kind.mime, file_name(kind)
    note_attribution(caller, tool, design.hash, export, attribution)
    return Taken(f"{tool}-{address}-{name}", mime, made.encode("utf-8") if isinstance(made, str) else made)


def candidates_taken(caller: Caller, tool: str, wanted: Wanted, kind: str) -> Taken:
    """Every design that can be made as a file, a row each, with the columns that the terminal writes. Nothing is kept.

    Errors: as ``configure``; InputRefused for another ``kind`` than those of ``TABLES``.
    """
    if kind not in TABLES:
        raise InputRefused("unknown_format", f"Candidates are no file of the format «{kind[:40]}».", f"Choose {listed(TABLES)}.")
    from lifeworld.tools.files.written import candidates_file  # noqa: PLC0415  (it loads the typesetter)

    found = configure(caller, tool, replace(wanted, whole=True))
    with in_turn(is_visitor(caller)):
        return Taken(f"{tool}-candidates.{kind}", TABLES[kind], candidates_file(found.tool, found.candidates, kind))


def general(export: str, body: Mapping[str, Any], schema: Mapping[str, Any]) -> tuple[str | bytes, str]:
    """A file that every design can leave as, from its record, with its kind."""
    if export == "bom.csv":
        return bom_csv(body), "text/csv"
    if export == "design.json":
        return design_json(body), "application/json"
    from lifeworld.tools.files.report_pdf import report_pdf  # noqa: PLC0415  (it loads the typesetter)

    return report_pdf(body, schema), "application/pdf"


def note_attribution(caller: Caller, tool: str, address: str, deed: str, attribution: Attribution) -> None:
    """Write down that a design served somebody (a file was taken): once a day for each door and deed."""
    now = timezone.now()
    data = {"tool": tool, "design": address, "deed": deed, "desk": attribution.desk or 0, "embed": attribution.embed}
    source = f"tools/{now:%Y-%m-%d}/{tool}/{address}/{deed}/{attribution.embed or attribution.desk or 'team'}"
    journal(caller, "tools.taken_away", data=data, source=source)
