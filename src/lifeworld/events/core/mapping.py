"""Which columns of a file say what of an event: named by whoever imports, or recognised by their names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from lifeworld.kit.errors import InputRefused, listed, nearest

NOBODY = "-"
"""In place of a column of customers: the events of the file are about nobody."""
KNOWN: Mapping[str, tuple[str, ...]] = {
    "customer": ("customer", "customerid", "userid", "subject", "person", "who", "clientid", "memberid"),
    "type": ("type", "event", "eventtype", "eventname", "action"),
    "time": ("time", "timestamp", "datetime", "date", "at", "when", "eventtime", "occurredat", "invoicedate", "createdat"),
    "id": ("id", "eventid", "messageid"),
}
"""Names by which columns are recognised, without case, spaces, hyphens and underscores; the first that a file has."""
FALLBACK = "happened"
"""The type of events of an events file (``lifeworld map --events``) whose own type is empty."""


@dataclass(frozen=True)
class EventColumns:
    """Where a file says what of an event.

    ``customer``, ``type``, ``time`` name columns ("": not named; customer "-": nobody); ``type_is`` is the type of rows that name none;
    ``id`` names the columns that tell rows apart, none: their content does; ``data`` names the columns that are kept (None: all others);
    ``text`` those whose cells stay text even where they look like numbers; ``timezone`` is the IANA name of the clock of times without a
    zone ("": the place's); ``time_format`` is how times are written where it is neither ISO 8601 nor seconds since 1970.
    """

    customer: str = ""
    type: str = ""
    type_is: str = ""
    time: str = ""
    id: tuple[str, ...] = ()
    data: tuple[str, ...] | None = None
    text: tuple[str, ...] = ()
    timezone: str = ""
    time_format: str = ""

    @property
    def roles(self) -> set[str]:
        """The columns that say who, what and when."""
        return {self.customer, self.type, self.time, *self.id} - {"", NOBODY}


def columns_of(named: EventColumns, names: Iterable[str], label: str) -> EventColumns:
    """The columns of a file that has these names: what is named stays, the rest is recognised.

    Errors: InputRefused for a column that is not there, and where nothing says what happened, when, or to whom.

    >>> found = columns_of(EventColumns(type_is="order"), ["CustomerID", "InvoiceDate", "Price"], "a.csv")
    >>> found.customer, found.time, found.type, found.data
    ('CustomerID', 'InvoiceDate', '', ('Price',))
    """
    have = list(names)
    wanted = [*named.roles, *(named.data or ()), *named.text]
    missing = sorted({name for name in wanted if name not in have})
    if missing:
        near = nearest(missing[0], have)
        raise InputRefused("no_such_column", f"«{label}» has no column {listed(missing)}; it has {listed(have, 30)}.",
                           f"Did you mean «{near}»?" if near else "Name a column that it has.")
    plain = {_plain(name): name for name in reversed(have)}
    is_events_file = {"customer", "category"} <= set(have)
    found = {role: next((plain[name] for name in some if name in plain), "") for role, some in KNOWN.items()}
    columns = replace(named, customer=named.customer or found["customer"],
                      type=named.type or ("" if named.type_is else found["type"]), time=named.time or found["time"],
                      type_is=named.type_is or (FALLBACK if is_events_file else ""),
                      id=named.id or ((found["id"],) if found["id"] and found["id"] != named.customer else ()))
    for role, said, option in (("customers", columns.customer, "--customer COLUMN (or --customer - for nobody)"),
                               ("types", columns.type or columns.type_is, "--type COLUMN or --type-is NAME"),
                               ("times", columns.time, "--time COLUMN")):
        if not said:
            raise InputRefused("columns_unknown", f"It is not clear which column of «{label}» holds the {role}; it has {listed(have, 30)}.",
                               f"Say so: {option}.")
    kept = columns.data if columns.data is not None else tuple(name for name in have if name not in columns.roles)
    return replace(columns, data=kept)


def columns_from(body: Mapping[str, Any], label: str) -> EventColumns:
    """The columns that a map (a TOML file) names; what is kept is called ``keep`` there.

    Errors: InputRefused for a word that is none of a map, or a value of another kind.

    >>> columns_from({"customer": "who", "type_is": "order", "time": "when", "id": ["no", "line"]}, "map.toml").id
    ('no', 'line')
    """
    lists, texts = {"id", "keep", "text"}, {"customer", "type", "type_is", "time", "timezone", "time_format"}
    found: dict[str, Any] = {}
    for name, value in body.items():
        if name in lists and isinstance(value, list) and all(isinstance(one, str) for one in value):
            found["data" if name == "keep" else name] = tuple(value)
        elif name in texts and isinstance(value, str):
            found[name] = value
        elif name in lists | texts:
            raise InputRefused("bad_map", f"«{name}» of the map «{label}» is not a {'list of names' if name in lists else 'text'}.",
                               'Write it like id = ["order", "line"] or time = "when".')
        else:
            near = nearest(name, lists | texts)
            raise InputRefused("bad_map", f"The map «{label}» has «{name}», which no map has.",
                               f"Did you mean «{near}»?" if near else f"A map has {listed(sorted(lists | texts))}.")
    return EventColumns(**found)


def _plain(name: str) -> str:
    return "".join(sign for sign in name.lower() if sign.isalnum())
