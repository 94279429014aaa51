"""The bill of materials as assembly houses and KiCad read it: one row for equal parts."""

from __future__ import annotations

import csv

from lifeworld_power.core.circuit import Circuit, Component
from lifeworld_power.core.writing.kicad import footprint
from lifeworld_power.core.writing.values import plain

HEAD = ("Reference", "Value", "Footprint", "MPN", "Manufacturer", "Qty", "DNP")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def bom_csv(circuit: Circuit) -> str:
    """Rows of Reference, Value, Footprint, MPN, Manufacturer, Qty, DNP; what a spreadsheet would take for a formula is quoted by «'»."""
    rows: dict[tuple[str, ...], list[Component]] = {}
    for one in circuit.each():
        rows.setdefault((one.kind, plain(one.kind, one.value), one.package, one.mpn, one.maker), []).append(one)
    out = _Text()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEAD)
    for (_, value, _, mpn, maker), same in rows.items():
        cells = [" ".join(one.ref for one in same), value or mpn, footprint(same[0]), mpn, maker, str(len(same)), ""]
        writer.writerow([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells])
    return "".join(out)


class _Text(list[str]):
    """What a writer of CSV writes to."""

    write = list.append
