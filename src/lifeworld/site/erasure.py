"""Forgetting a customer, and giving out all that is kept about one: every room does its part, in one transaction."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

import polars as pl
from django.db import transaction

from lifeworld import __version__
from lifeworld.audiences.actions.forget import forget as forget_chosen
from lifeworld.audiences.queries.exported import export_of as chosen_of
from lifeworld.circles.actions.forget import forget as forget_circles
from lifeworld.circles.queries.exported import export_of as circles_of
from lifeworld.constellations.actions.forget import forget as forget_drawn
from lifeworld.constellations.queries.exported import export_of as drawn_of
from lifeworld.customers import actions as customers
from lifeworld.customers import queries as known
from lifeworld.customers.actions.following import hear_ahead
from lifeworld.customers.queries.forgotten import FORGOTTEN, unnamed
from lifeworld.customers.queries.knowing import names_of
from lifeworld.events.actions.journal import forget as forget_lines
from lifeworld.events.actions.journal import record
from lifeworld.events.queries.exported import done_of
from lifeworld.events.queries.journal import export_of as lines_of
from lifeworld.events.queries.rows import subject_keys
from lifeworld.goals.actions.forget import forget as forget_wanted
from lifeworld.goals.queries.exported import export_of as wanted_of
from lifeworld.kit.caller import Caller, conflict
from lifeworld.kit.frames.writing import flat_cells, guarded
from lifeworld.measures.actions.forget import forget as forget_measured
from lifeworld.measures.queries.exported import export_of as measured_of
from lifeworld.partners.actions.forget import forget as forget_chosen_suppliers
from lifeworld.partners.queries.exported import export_of as suppliers_of
from lifeworld.plugin_web import web_worlds
from lifeworld.scorecard.actions.forget import forget as forget_weighed
from lifeworld.scorecard.actions.plays_forget import forget as forget_offered
from lifeworld.scorecard.queries.earned import is_reading_earnings
from lifeworld.scorecard.queries.exported import export_of as weighed_of
from lifeworld.scorecard.queries.plays_exported import export_of as offered_of
from lifeworld.voices.actions.forget import forget as forget_said
from lifeworld.voices.queries.exported import export_of as said_of
from lifeworld.voices.queries.uploads import is_reading

ROOMS_THAT_FORGET = (
    *(web.forget for _, web in web_worlds() if web.forget is not None), forget_weighed, forget_offered,
    forget_chosen_suppliers, forget_chosen, forget_circles,
    forget_wanted, forget_measured, forget_drawn, forget_said, customers.forget)
"""From the top of the house down: what stands on a customer goes before the customer."""

READING = conflict("upload_running", "A file is being read in this place, and it may hold this customer.",
                   "Wait until it was read, then erase her: nothing was erased yet.")

Tables = dict[str, list[dict[str, Any]]]
ZIP_DATE = (1980, 1, 1, 0, 0, 0)


@transaction.atomic
def erase(caller: Caller, customer: int) -> None:
    """Nothing of the customer is left in any room; one line of the journal says that somebody was erased, not who.

    Her events go by every key under which she was known, and if more come they go too, until somebody adds her again by hand or file.
    What stays is how many events a day had.

    ``customer`` is the number in addresses. Errors: 403; 404 for one who is not there, not in this place, or erased already; 409 while
    a file is being read, because its next rows could bring her in again.
    """
    caller.require("customers.change")
    card = known.customer_of(caller, customer)
    if is_reading(caller) or is_reading_earnings(caller):
        raise READING
    hear_ahead(caller)
    others = names_of(caller.place_id, customer) - {card.key}
    for forget in ROOMS_THAT_FORGET:
        forget(caller.place_id, customer)
    for key in (card.key, *others):
        forget_lines(caller.place, key)
    also = sorted(unnamed(caller.place, key) for key in others)
    record(caller, FORGOTTEN, data={"customer": unnamed(caller.place, card.key), **({"also": also} if also else {})})


def everything_about(caller: Caller, customer: int) -> dict[str, Tables]:
    """All that is kept about a customer: by room, then by table. Errors: 403; 404."""
    caller.require("customers.change")
    known.customer_of(caller, customer)
    happened: list[dict[str, Any]] = []
    names = names_of(caller.place_id, customer)
    subjects = {*known.subjects_of(caller, customer), *subject_keys(caller.place_id, names).values()}
    for key in sorted(names):
        happened += lines_of(caller, key)["events"]
    return {"customers": known.export_of(caller, customer), "voices": dict(said_of(caller, customer)),
            "constellations": dict(drawn_of(caller, customer)), "measures": dict(measured_of(caller, customer)),
            "goals": dict(wanted_of(caller, customer)), "circles": dict(circles_of(caller, customer)),
            "partners": dict(suppliers_of(caller, customer)),
            "audiences": dict(chosen_of(caller, customer)),
            "scorecard": {**weighed_of(caller, customer), **offered_of(caller, customer)},
            **{world.name: dict(web.export_of(caller, customer)) for world, web in web_worlds() if web.export_of is not None},
            "events": {"events": sorted(happened, key=lambda line: line["position"]), **done_of(caller, subjects, names)}}


def as_json(rooms: Mapping[str, Tables]) -> bytes:
    """The tables as one JSON document in UTF-8."""
    return json.dumps({"lifeworld": __version__, **rooms}, ensure_ascii=False, indent=2, default=str).encode() + b"\n"


def as_zip(rooms: Mapping[str, Tables]) -> bytes:
    """The tables as CSV files in a ZIP, one a table that has rows, and the JSON document beside them; no cell runs as a formula."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as folder:
        for room, tables in rooms.items():
            for name, rows in tables.items():
                if rows:
                    folder.writestr(zipfile.ZipInfo(f"{room}/{name}.csv", ZIP_DATE), _csv(rows))
        folder.writestr(zipfile.ZipInfo("everything.json", ZIP_DATE), as_json(rooms))
    return out.getvalue()


def _csv(rows: list[dict[str, Any]]) -> bytes:
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns = {name: [_cell(row.get(name)) for row in rows] for name in names}
    return flat_cells(guarded(pl.DataFrame(columns, schema=dict.fromkeys(names, pl.String)))).write_csv().encode()


def _cell(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, dict | list | tuple) else str(value)
