"""What designs are called in lists: short, and told apart where they would be called the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lifeworld.plugin import Candidates
from lifeworld_power.core.values import Catalogue
from lifeworld_power.core.writing.values import engineered

KINDS = {"Q1": "mosfet", "Q2": "mosfet", "D1": "diode", "L1": "inductor", "Cin": "capacitor", "Cout": "capacitor"}
PIECES = {"Cin": "n_in", "Cout": "n_out"}


def titled(catalogue: Catalogue, candidates: Candidates, rows: Sequence[int], kinds: Sequence[str]) -> list[str]:
    """Titles of some candidates, no two alike unless they have parts of the same names: where titles would be, the parts in which
    their designs differ follow. ``kinds``: of the part in U1 of each.
    """
    short = [_short(catalogue, candidates, row, kind) for row, kind in zip(rows, kinds, strict=True)]
    alike: dict[str, list[int]] = {}
    for place, title in enumerate(short):
        alike.setdefault(title, []).append(place)
    made = list(short)
    for places in alike.values():
        if len(places) > 1:
            parts = [dict(_parts(catalogue, candidates, rows[place])) for place in places]
            for place, own in zip(places, parts, strict=True):
                made[place] = ", ".join([short[place], *_own(own, parts)])
    return made


def _short(catalogue: Catalogue, candidates: Candidates, row: int, kind: str) -> str:
    """The regulator or controller, the inductor, the output capacitors and the frequency."""
    u1 = catalogue.kinds[kind].texts["mpn"][candidates.parts["U1"][row]]
    inductor = float(catalogue.kinds["inductor"].columns["l"][candidates.parts["L1"][row]])
    output = float(catalogue.kinds["capacitor"].columns["c"][candidates.parts["Cout"][row]])
    n, f = int(candidates.settings["n_out"][row]), float(candidates.settings["f"][row])
    held = f"{n} × {engineered(output, 'F')}" if n > 1 else engineered(output, "F")
    return f"{u1}, {engineered(inductor, 'H')}, {held}, {engineered(f, 'Hz')}"


def _parts(catalogue: Catalogue, candidates: Candidates, row: int) -> Iterator[tuple[str, tuple[str, str]]]:
    """By slot, the part's name, and its key with the pieces: what is the same in both is the same choice."""
    for slot, kind in KINDS.items():
        at = int(candidates.parts[slot][row])
        if at >= 0:
            n = int(candidates.settings[PIECES[slot]][row]) if slot in PIECES else 1
            name = catalogue.kinds[kind].texts["mpn"][at]
            yield slot, (f"{slot} {n} × {name}" if n > 1 else f"{slot} {name}", f"{catalogue.kinds[kind].keys[at]} {n}")


def _own(parts: Mapping[str, tuple[str, str]], of_all: Sequence[Mapping[str, tuple[str, str]]]) -> Iterator[str]:
    """Names of the parts of one design that are not the same in all."""
    for slot, (name, key) in parts.items():
        if any(slot not in other or other[slot][1] != key for other in of_all):
            yield name


__all__ = ["titled"]
