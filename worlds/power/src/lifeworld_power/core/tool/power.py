"""The tool itself: power supplies of the parts of one catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lifeworld.plugin import Candidates, Design, Export, InputRefused, Measure, Preset, Study, Supply, Told, silent
from lifeworld_power.core.checks import checks, heat_check, reference_check
from lifeworld_power.core.search import search
from lifeworld_power.core.search.measures import MEASURES, PRESETS
from lifeworld_power.core.search.repricing import recosted
from lifeworld_power.core.tool.cornered import corner_panels
from lifeworld_power.core.tool.limited import dip_flag, limit_panel
from lifeworld_power.core.tool.lines import circuit, lines
from lifeworld_power.core.tool.looped import DECLARED, loop_values, looped
from lifeworld_power.core.tool.panels import doubt, panels
from lifeworld_power.core.tool.placed import Placed, placed
from lifeworld_power.core.tool.realised import Realised, realised
from lifeworld_power.core.tool.schema import SCHEMA, spec_of
from lifeworld_power.core.tool.titled import titled
from lifeworld_power.core.tool.tolerated import tolerated, yield_panel, yield_values
from lifeworld_power.core.tool.valued import values
from lifeworld_power.core.tool.warned import ADDED, unsure, warned
from lifeworld_power.core.tool.writing import exports
from lifeworld_power.core.values import TOPOLOGIES, Catalogue

KINDS_OF_U1 = ("regulator", "controller")


class PowerTool:
    """Specifications in, complete designs of real parts out. ``studies``: long work that needs another program, set by whoever has one."""

    name = "power-supply"
    title = "Power supply"
    about = "Say what a supply must do, and see every complete design that parts in stock can make, with what each costs, loses and takes."
    version = "1"
    schema: Mapping[str, Any] = SCHEMA
    measures: tuple[Measure, ...] = MEASURES
    presets: tuple[Preset, ...] = PRESETS

    studies: tuple[Study, ...] = ()

    def __init__(self, catalogue: Catalogue) -> None:
        self.parts = catalogue
        self.catalogue = f"{catalogue.source}, {catalogue.date}" if catalogue.date else catalogue.source
        self.exports: tuple[Export, ...] = exports(self.again)

    def checked(self, spec: Mapping[str, Any]) -> dict[str, Any]:
        """A specification whose fields go together. Errors: InputRefused names the field."""
        spec_of(spec)
        return dict(spec)

    def configure(self, spec: Mapping[str, Any], supply: Supply, told: Told = silent) -> Candidates:
        """Every complete design that the catalogue's parts in stock can make."""
        return warned(search(spec_of(spec), self.parts, supply, told=told), self.parts)

    def repriced(self, candidates: Candidates, supply: Supply) -> Candidates:
        """The same designs at the prices and stocks of now; whether other parts would be chosen is for a new search to say."""
        return recosted(candidates, self.parts, supply)

    def named(self, candidates: Candidates, row: int) -> tuple[dict[str, str], dict[str, float]]:
        """Parts by slot and settings of one candidate."""
        kind = KINDS_OF_U1[self._switches(candidates, row)]
        kinds = {"U1": kind, "Q1": "mosfet", "Q2": "mosfet", "D1": "diode", "L1": "inductor", "Cin": "capacitor", "Cout": "capacitor"}
        chosen = {slot: self.parts.kinds[kinds[slot]].keys[rows[row]] for slot, rows in candidates.parts.items() if rows[row] >= 0}
        return chosen, {name: float(values[row]) for name, values in candidates.settings.items()}

    def titles(self, candidates: Candidates, rows: Sequence[int]) -> list[str]:
        """The regulator or controller, the inductor, the output capacitors and the frequency of each; and, where that is the same in
        several, the parts in which they differ.
        """
        said = titled(self.parts, candidates, rows, [KINDS_OF_U1[self._switches(candidates, row)] for row in rows])
        hot = unsure(candidates)
        return [f"{one}{ADDED}" if hot[row] else one for one, row in zip(said, rows, strict=True)]

    def design(self, spec: Mapping[str, Any], parts: Mapping[str, str], turned: Mapping[str, float], supply: Supply) -> Design:
        """One design in full, with its checks, verified by the exact solver. Errors: InputRefused."""
        where = placed(spec_of(spec), self.parts, parts, turned)
        real = realised(where)
        loop = looped(real)
        whole = circuit(where, self._title(where), loop.feedback)
        built, limits = tolerated(real, loop)
        return Design(
            spec=dict(spec), parts=dict(parts), turned={name: float(value) for name, value in turned.items()}, title=whole.title,
            values=(*values(real, supply), *loop_values(real, loop), *yield_values(built)),
            checks=(*checks(where, supply), *reference_check(where), *heat_check(real)),
            lines=tuple(lines(where, whole, self.parts, supply)),
            panels=(*panels(real, whole, loop), yield_panel(real, built, limits), *corner_panels(real, loop),
                    *filter(None, [limit_panel(where.spec)])),
            flags=(*filter(None, [dip_flag(real, loop)]), *where.flags, DECLARED if loop.loop else loop.why, *filter(None, [doubt(real)])))

    def again(self, design: Design) -> Realised:
        """A design reckoned again from what it says of itself, for exports and studies."""
        return realised(placed(spec_of(design.spec), self.parts, design.parts, design.turned))

    def _switches(self, candidates: Candidates, row: int) -> int:
        group = next((one for one in candidates.groups if one.key == "controller"), None)
        if group is None:
            raise InputRefused("no_group", "These candidates do not say where their switches are.", "Configure again.")
        return int(group.codes[row])

    @staticmethod
    def _title(where: Placed) -> str:
        sign = "-" if where.spec.inverting else ""
        kind = "synchronous" if where.synchronous else "diode"
        return f"{where.text('U1', 'mpn')}: {kind} {TOPOLOGIES[where.topology]} to {sign}{where.spec.vout:g} V, {where.spec.iout:g} A"
