"""What a list of designs has to say of some of them: it is not sure that they stay cool, or what their output is set by is not stated."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from lifeworld.plugin import Candidates, Group
from lifeworld_power.core import assembly
from lifeworld_power.core.rules import T_MAX
from lifeworld_power.core.values import Catalogue

HEAT, REFERENCE = "heat", "reference"
HEAT_LABELS = (f"under {T_MAX:g} °C", f"not sure: the warmer end passes {T_MAX:g} °C")
REFERENCE_LABELS = ("stated, or fixed output", "taken from the lowest output", "not known")
BINDING, ADDED = f"not sure: its warmer end passes {T_MAX:g} °C", f", may pass {T_MAX:g} °C"


def unsure(candidates: Candidates) -> NDArray[np.bool_]:
    """bool[n]: which designs have bounds of the hottest part whose warmer end breaks the limit."""
    return np.asarray(candidates.high["temperature"] > T_MAX) if "temperature" in candidates.high else np.zeros(len(candidates), np.bool_)


def warned(candidates: Candidates, catalogue: Catalogue) -> Candidates:
    """The same designs, each with what is to be said of it. They stay: no rule is known to be broken."""
    return _warned_of_reference(_warned_of_heat(candidates), catalogue)


def _warned_of_heat(candidates: Candidates) -> Candidates:
    """Marked where it is not sure that a design stays cool: a quality to filter by, what binds it, the margin of the warmer end, a note."""
    which = unsure(candidates)
    groups = (*candidates.groups, Group(HEAT, "Heat", HEAT_LABELS, which.astype(np.int32)))
    if not which.any():
        return replace(candidates, groups=groups)
    margin = 1.0 - np.where(which, candidates.high["temperature"], 0.0) / T_MAX
    values = {**candidates.values, "margin": np.where(which, np.fmin(candidates.values["margin"], margin), candidates.values["margin"])}
    binding = np.where(which, len(candidates.bindings), candidates.binding).astype(np.int16)
    it, its, stays, does, are = ("it", "its", "stays", "does", "is") if which.sum() == 1 else ("they", "their", "stay", "do", "are")
    said = (f"{_of(candidates, which)} it is not sure that {it} {stays} under {T_MAX:g} °C: {its} parts leave losses open, and with much "
            f"loss {it} {does} not. {it.capitalize()} {are} marked.")
    return replace(candidates, values=values, groups=groups, binding=binding, bindings=(*candidates.bindings, BINDING),
                   notes=(*candidates.notes, said))


def _warned_of_reference(candidates: Candidates, catalogue: Catalogue) -> Candidates:
    """A quality to filter by: how it is known what R1 and R2 are made for; and a note where it is not."""
    outside = next((one.codes == 1 for one in candidates.groups if one.key == "controller"), np.zeros(len(candidates), np.bool_))
    codes = np.zeros(len(candidates), np.int32)
    for kind, here in (("regulator", ~outside), ("controller", outside)):
        codes[here] = _known_by(catalogue, kind)[candidates.parts["U1"][here]] if here.any() else 0
    groups = (*candidates.groups, Group(REFERENCE, "Reference", REFERENCE_LABELS, codes))
    which = codes == 2
    said = (f"{_of(candidates, which)} the reference is not known: R1 and R2 are left open, and a check says so.",) if which.any() else ()
    return replace(candidates, groups=groups, notes=(*candidates.notes, *said))


def _known_by(catalogue: Catalogue, kind: str) -> NDArray[np.int32]:
    """By part, how its reference is known: numbers of ``REFERENCE_LABELS``."""
    those = catalogue.kinds[kind]
    found = assembly.references(those)
    unknown = np.isnan(found.vref) & (those.columns["fixed"] != 1)
    return np.where(unknown, 2, np.where(found.derived == 1, 1, 0)).astype(np.int32)


def _of(candidates: Candidates, which: NDArray[np.bool_]) -> str:
    """How a note about some designs begins."""
    front = int((which & candidates.front).sum())
    return f"Of {int(which.sum()):,} of the designs, {f'{front:,}' if front else 'none'} on the front,"
