"""A tool is run on the offers of now: candidates of a specification, one design in full, names of some candidates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import InputRefused
from lifeworld.partners.core.supply import Supply
from lifeworld.partners.queries.live import supply_of
from lifeworld.partners.queries.partners import names_of
from lifeworld.tools.actions.overtaken import Sittings, stopping
from lifeworld.tools.actions.remembered import Remembered, in_turn, stays
from lifeworld.tools.core.canonical import canonical
from lifeworld.tools.core.fronts import noted, ordered
from lifeworld.tools.core.records import Record, record
from lifeworld.tools.core.schema import fitted
from lifeworld.tools.core.values import Candidates, Repriced, Told, Tool, silent
from lifeworld.tools.core.wanted import ROWS_MAX, SPEC_BYTES_MAX, Pointed, Wanted
from lifeworld.tools.core.wire import measure_json, one_row, preset_json, wired
from lifeworld.tools.queries.installed import tool_called

FRESH_US = 30_000_000
"""An answer is told again for at most so many microseconds, and not once an offer changed: prices age."""
BEST = 50
"""So many of the best candidates by each preset are named at once."""


@dataclass(frozen=True, eq=False)
class Configured:
    """What a tool made of a specification; ``best``: rows by preset, best first; ``titles`` by row, of those. ``partial``: designs that
    were found before, at the prices of now.
    """

    tool: Tool
    spec: dict[str, Any]
    candidates: Candidates
    supply: Supply
    best: Mapping[str, list[int]]
    titles: Mapping[int, str]
    partial: bool = False


_ANSWERS: Remembered[Configured] = Remembered()
"""They hold the tool and the offers that their questions name, so that neither's number is another one's meanwhile."""
_LAST: Remembered[Configured] = Remembered()
"""The last whole answers, whatever was offered then."""
_SITTINGS = Sittings()


def configure(caller: Caller, tool: str, wanted: Wanted, told: Told = silent) -> Configured:
    """Every complete design that can be made on the offers of now. Nothing is written. Where ``wanted.whole`` is not asked for and offers
    changed since the same was asked, a tool that can tells the designs of then at the prices of now, within a moment.

    Errors: LifeworldError 403, 404; 409 once a later question of the same sitting came; InputRefused names the field.
    """
    gone = _SITTINGS.asks(wanted.sitting) if wanted.sitting else stays
    found = tool_called(caller, tool)
    spec, supply = spec_for(found, wanted.spec), supply_for(caller, tool, wanted)
    said = supply.recorded() | {"at_us": supply.at_us // FRESH_US, "place": caller.place, "offers": id(supply.snapshot), "tool": id(found)}
    question, lasting = canonical([said, spec]), canonical([{**said, "at_us": 0, "offers": 0, "version": 0}, spec])
    with in_turn(not caller.may("tools.see")):
        if not wanted.whole and _ANSWERS.get(question) is None and (last := _LAST.get(lasting)) is not None and isinstance(found, Repriced):
            return _told(found, spec, found.repriced(last.candidates, supply), supply, partial=True)
        tells = stopping(told, lambda: _ANSWERS.nobody_waits(question))
        answer = _ANSWERS.answer(question, lambda: _told(found, spec, found.configure(spec, supply, tells), supply), gone)
    _LAST.hold(lasting, answer)
    return answer


def _told(found: Tool, spec: dict[str, Any], candidates: Candidates, supply: Supply, *, partial: bool = False) -> Configured:
    candidates = noted(candidates, found.presets, found.measures)
    best = {one.name: ordered(candidates, one.weights, found.measures)[:BEST].tolist() for one in found.presets} if len(candidates) else {}
    rows = sorted({row for rows in best.values() for row in rows})
    return Configured(found, spec, candidates, supply, best, dict(zip(rows, found.titles(candidates, rows), strict=True)), partial)


def design(caller: Caller, tool: str, wanted: Wanted, pointed: Pointed) -> Record:
    """One design in full, with what its lines cost now. Nothing is written. Errors: as ``configure``; InputRefused for unfit parts."""
    return reckoned(caller, tool_called(caller, tool), wanted, pointed)


def reckoned(caller: Caller, tool: Tool, wanted: Wanted, pointed: Pointed) -> Record:
    """The record of one design of a tool at hand."""
    spec, supply = spec_for(tool, wanted.spec), supply_for(caller, tool.name, wanted)
    parts, turned = pointed.parts, pointed.turned
    if pointed.row is not None:
        parts, turned = named_row(tool, pointed.row)
    visitor = not caller.may("tools.see")
    with in_turn(visitor):
        return record(tool, tool.design(spec, parts, turned, supply), supply, names_of(caller), openly=visitor)


def named(caller: Caller, tool: str, rows: Sequence[object]) -> list[dict[str, Any]]:
    """Title, parts and settings of some candidates, each by its columns. Errors: InputRefused; 403; 404."""
    found = tool_called(caller, tool)
    if len(rows) > ROWS_MAX:
        raise InputRefused("too_many_rows", f"{len(rows)} candidates are to be named at once.", f"Ask for at most {ROWS_MAX}.")
    return [_named(found, row) for row in rows]


def named_row(tool: Tool, row: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, float]]:
    """Parts and settings of a candidate by its columns. Errors: InputRefused for a row that the catalogue has not."""
    try:
        return tool.named(one_row(row), 0)
    except (IndexError, KeyError, OverflowError, ValueError) as error:
        raise InputRefused("bad_row", "The catalogue has no such candidate.", "Ask for the candidates again; the catalogue may be another "
                           "one now.") from error


def spec_for(tool: Tool, spec: Mapping[str, Any]) -> dict[str, Any]:
    """The specification as the tool takes it. Errors: InputRefused names the field."""
    if len(canonical(dict(spec)).encode("utf-8", "surrogatepass")) > SPEC_BYTES_MAX:
        raise InputRefused("spec_too_large", f"The specification is larger than {SPEC_BYTES_MAX // 1024} KiB.",
                           "Send the fields of the form.")
    return tool.checked(fitted(tool.schema, spec))


def supply_for(caller: Caller, tool: str, wanted: Wanted) -> Supply:
    """The market as the asker may use it; the job of the choice of suppliers is the tool."""
    return supply_of(caller, quantity=wanted.quantity, currency=wanted.currency, job=tool, choice=wanted.choice, region=wanted.region)


def wired_all(found: Configured) -> dict[str, Any]:
    """Candidates as they go to a desk."""
    tool = found.tool
    return {"tool": tool.name, "version": tool.version, "catalogue": tool.catalogue, "spec": found.spec, "quantity": found.supply.quantity,
            "currency": found.supply.currency, "at_us": found.supply.at_us, "partial": found.partial,
            "regions": regions_of(found.supply),
            "measures": [measure_json(one, found.supply.currency) for one in tool.measures],
            "presets": [preset_json(one) for one in tool.presets], **wired(found.candidates, tool.measures),
            "best": [{"preset": name, "rows": rows} for name, rows in found.best.items()],
            "titles": {str(row): title for row, title in found.titles.items()}}


def regions_of(supply: Supply) -> list[str]:
    """Countries that offers name as theirs, by code."""
    named = {region for part in supply.snapshot.parts for label in part.segment.region.labels for region in label.split()}
    return sorted(named)


def _named(tool: Tool, row: object) -> dict[str, Any]:
    if not isinstance(row, Mapping):
        raise InputRefused("bad_row", "A candidate is not said as the columns say it.", "Send its parts, settings and groups.")
    parts, turned = named_row(tool, row)
    return {"title": tool.titles(one_row(row), [0])[0], "parts": parts, "turned": turned}
