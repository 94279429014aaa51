"""Forgetting a customer, and giving out all that is kept about one: every room does its part, in one transaction."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

import polars as pl
from django.db import transaction
from django.utils.crypto import salted_hmac

from lifeworld import __version__
from lifeworld.constellations.actions.forget import forget as forget_drawn
from lifeworld.constellations.queries.exported import export_of as drawn_of
from lifeworld.customers import actions as customers
from lifeworld.customers import queries as known
from lifeworld.events import actions as journal
from lifeworld.events import queries as lines
from lifeworld.kit.caller import Caller, conflict
from lifeworld.kit.frames.writing import flat_cells, guarded
from lifeworld.voices.actions.forget import forget as forget_said
from lifeworld.voices.queries.exported import export_of as said_of
from lifeworld.voices.queries.uploads import is_reading

ROOMS_THAT_FORGET = (forget_drawn, forget_said, customers.forget)
"""From the top of the house down: what stands on a customer goes before the customer."""

READING = conflict("upload_running", "A file is being read into a study of this place, and it may hold this customer.",
                   "Wait until it was read, then erase her: nothing was erased yet.")

Tables = dict[str, list[dict[str, Any]]]
ZIP_DATE = (1980, 1, 1, 0, 0, 0)


@transaction.atomic
def erase(caller: Caller, customer: int) -> None:
    """Nothing of the customer is left in any room; one line of the journal says that somebody was erased, not who.

    ``customer`` is the number in addresses. Errors: 403; 404 for one who is not there, not in this place, or erased already; 409 while
    a file is being read, because its next rows could bring her in again.
    """
    caller.require("customers.change")
    card = known.customer_of(caller, customer)
    if is_reading(caller):
        raise READING
    for forget in ROOMS_THAT_FORGET:
        forget(caller.place_id, customer)
    for key in (card.key, *card.aliases):
        journal.forget(caller.place, key)
    journal.record(caller, "customers.forgotten", data={"customer": unnamed(caller.place, card.key)})


def unnamed(place: str, key: str) -> str:
    """A customer's key as 16 digits that only this site can make: whoever has the key can tell that it was erased, nobody else can."""
    return salted_hmac("lifeworld.forgotten", f"{place}/{key}").hexdigest()[:16]


def everything_about(caller: Caller, customer: int) -> dict[str, Tables]:
    """All that is kept about a customer: by room, then by table. Errors: 403; 404."""
    caller.require("customers.change")
    card = known.customer_of(caller, customer)
    happened: list[dict[str, Any]] = []
    for key in (card.key, *card.aliases):
        happened += lines.export_of(caller, key)["events"]
    return {"customers": known.export_of(caller, customer), "voices": dict(said_of(caller, customer)),
            "constellations": dict(drawn_of(caller, customer)), "events": {"events": sorted(happened, key=lambda line: line["position"])}}


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
