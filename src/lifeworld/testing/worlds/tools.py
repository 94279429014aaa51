"""The exam of tools: what holds of every tool, whatever it is about. A world's test subclasses it:

`class TestShelf(ToolConformance)` with `impossible = {"width": 2900, "load": 500}` and a class method `made` that gives `ShelfTool()`.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from lifeworld.kit.errors import InputRefused
from lifeworld.partners.core.segment import Segment
from lifeworld.partners.core.snapshot import Snapshot
from lifeworld.partners.core.supply import Supply
from lifeworld.partners.core.values import Choice, Offer, PriceBreak, Rates
from lifeworld.tools.core.canonical import content_hash
from lifeworld.tools.core.drawings import safe_svg
from lifeworld.tools.core.fronts import nondominated_bounds, oriented
from lifeworld.tools.core.records import record
from lifeworld.tools.core.reports import bom_csv, design_json
from lifeworld.tools.core.schema import defaults, faults, fitted
from lifeworld.tools.core.values import Candidates, Design, Tool
from lifeworld.tools.core.wire import one_row, row_of, unwired, wired

SLUG = re.compile(r"[a-z][a-z0-9-]{0,58}")
NOW = 1_700_000_000_000_000


class ToolConformance:
    """Subclass it, give ``made`` and ``impossible``. ``near``: how far a design's figures may be from its candidate's, as a share;
    ``looser``: the same by measure; ``rows``: how many candidates are looked at.
    """

    impossible: Mapping[str, Any] = {}
    near: float = 1e-6
    looser: Mapping[str, float] = {}
    rows: int = 12

    @classmethod
    def made(cls) -> Tool:
        """The tool, as its plan loads it."""
        raise NotImplementedError

    @classmethod
    def given(cls) -> Supply:
        """The market in which it is examined; none unless a tool cannot do without."""
        return Supply.none()

    @pytest.fixture(scope="class")
    @classmethod
    def it(cls) -> Tool:
        """The tool."""
        return cls.made()

    @pytest.fixture(scope="class")
    @classmethod
    def spec(cls, it: Tool) -> dict[str, Any]:
        """What its form begins with, checked."""
        return it.checked(fitted(it.schema, defaults(it.schema)))

    @pytest.fixture(scope="class")
    @classmethod
    def found(cls, it: Tool, spec: dict[str, Any]) -> Candidates:
        """What can be made of that."""
        return it.configure(spec, cls.given())

    @pytest.fixture(scope="class")
    @classmethod
    def designs(cls, it: Tool, spec: dict[str, Any], found: Candidates) -> list[tuple[int, Design]]:
        """Some of its candidates in full, evenly chosen."""
        rows = sorted({int(at) for at in np.linspace(0, len(found) - 1, cls.rows)})
        return [(row, it.design(spec, *it.named(found, row), cls.given())) for row in rows]

    def test_it_says_what_it_is(self, it: Tool) -> None:
        """Its schema is understood, its names stand in addresses, its presets weigh what it measures."""
        assert faults(it.schema) == []
        assert SLUG.fullmatch(it.name) and it.title.strip() and it.about.strip().endswith(".") and it.version and it.catalogue.strip()
        keys = [one.key for one in it.measures]
        assert len(set(keys)) == len(keys) > 0
        assert all(one.better for one in it.measures if one.in_front) and any(one.in_front for one in it.measures)
        assert all(set(one.weights) <= set(keys) for one in it.presets)
        for many in ([one.key for one in it.exports], [one.key for one in it.studies]):
            assert len(set(many)) == len(many) and all(re.fullmatch(r"[\w.-]{1,60}", one) for one in many)

    def test_columns_are_of_one_length(self, it: Tool, found: Candidates) -> None:
        """Its defaults can be made, and every column speaks of the same candidates."""
        n = len(found)
        assert n > 0, "the form begins with something that can be made"
        columns: list[Any] = [
            *found.values.values(), *found.low.values(), *found.high.values(), *found.parts.values(), *found.settings.values(), found.front,
            found.binding, *(one.codes for one in found.groups)]
        assert {len(one) for one in columns} == {n}
        assert set(found.values) <= {one.key for one in it.measures} and set(found.low) == set(found.high) <= set(found.values)
        for key, low in found.low.items():
            assert not (low > found.high[key]).any(), f"bounds of {key} are the wrong way round"
        for one in found.groups:
            assert ((one.codes >= 0) & (one.codes < len(one.labels))).all()
        assert ((found.binding >= -1) & (found.binding < len(found.bindings))).all()
        assert found.considered >= n and all(one.count > 0 for one in found.rejected)

    def test_nothing_in_the_front_is_beaten(self, it: Tool, found: Candidates) -> None:
        """Neither by what is known, nor by the worse end of what is not."""
        measures = [one for one in it.measures if one.in_front and one.key in found.values
                    and not np.isnan([found.values[one.key], _bound(found, one.key, high=True)]).all()]
        better = [one.better for one in measures]

        def ends(towards: str) -> list[Any]:
            return [np.where(np.isnan(found.values[one.key]), _bound(found, one.key, (one.better == "more") == (towards == "best")),
                             found.values[one.key]) for one in measures]

        may = nondominated_bounds(oriented(ends("best"), better), oriented(ends("worst"), better))
        assert found.front.any() and not (found.front & ~may).any()

    def test_the_same_question_has_the_same_answer(self, it: Tool, spec: dict[str, Any], found: Candidates) -> None:
        """To the last digit."""
        assert wired(it.configure(spec, self.given()), it.measures) == wired(found, it.measures)

    def test_the_wire_keeps_parts_and_settings(self, it: Tool, found: Candidates) -> None:
        """What a desk was sent names the same designs."""
        came = unwired(json.loads(json.dumps(wired(found, it.measures), allow_nan=False)))
        for row in (0, len(found) - 1):
            assert it.named(came, row) == it.named(found, row)
            alone = one_row(json.loads(json.dumps(row_of(found, row))))
            assert it.named(alone, 0) == it.named(found, row), "a name rests on parts, settings and groups of its row alone"
            assert it.titles(alone, [0]) == it.titles(found, [row])

    def test_a_candidate_made_in_full_is_what_it_promised(self, it: Tool, found: Candidates, designs: list[tuple[int, Design]]) -> None:
        """Every figure that is known of both is the same; a figure that is not known is given with bounds, or with why."""
        for row, design in designs:
            values = {one.key: one for one in design.values}
            for measure in it.measures:
                value = float(found.values[measure.key][row]) if measure.key in found.values else math.nan
                one = values.get(measure.key)
                if one is not None and one.value is not None and math.isfinite(value):
                    near = self.looser.get(measure.key, self.near)
                    assert one.value == pytest.approx(value, rel=near, abs=1e-12), f"{measure.key} of {design.title}"
            for one in design.values:
                assert one.value is not None or one.unknown or (one.low is not None and one.high is not None), one.key

    def test_an_address_is_stable(self, it: Tool, designs: list[tuple[int, Design]]) -> None:
        """Through JSON and back, the same design has the same address and makes itself again."""
        for _, design in designs[:3]:
            said = json.loads(json.dumps([dict(design.spec), dict(design.parts), dict(design.turned)], allow_nan=False))
            assert content_hash(it.name, *said) == content_hash(it.name, design.spec, design.parts, design.turned)
            again = it.design(it.checked(fitted(it.schema, said[0])), said[1], said[2], self.given())
            assert record(it, again, self.given()) == record(it, design, self.given())
        assert len({content_hash(it.name, one.spec, one.parts, one.turned) for _, one in designs}) == len(designs)

    def test_a_design_leaves_as_files_and_draws_itself(self, it: Tool, designs: list[tuple[int, Design]]) -> None:
        """Its record is JSON without NaN, its drawings are shapes and texts, its exports hold something."""
        for _, design in designs[:3]:
            body = record(it, design, self.given())
            assert json.loads(design_json(json.loads(json.dumps(body, allow_nan=False))))
            assert len(bom_csv(body).splitlines()) > len(design.lines)
            assert all(one.make(design) for one in it.exports)
            for panel in design.panels:
                assert panel.kind in {"lines", "shares", "drawing", "table"} and panel.title
                if panel.kind == "drawing":
                    assert safe_svg(str(panel.data["svg"])).count("<") > 2 and str(panel.data["said"]).strip()
            fails = [check for check in design.checks if check.margin < 0]
            assert all(check.change for check in fails), "what fails says what would help"
            assert design.title and design.lines and design.checks

    def test_what_is_impossible_says_part_value_limit_and_margin(self, it: Tool) -> None:
        """And what would change it."""
        assert self.impossible, "say which specification cannot be met"
        spec = it.checked(fitted(it.schema, {**defaults(it.schema), **self.impossible}))
        none = it.configure(spec, self.given())
        assert len(none) == 0 and none.rejected
        nearest = [one.nearest for one in none.rejected if one.nearest is not None]
        assert nearest, "no rule says what came nearest"
        assert all(one.part.strip() and math.isfinite(one.value) and math.isfinite(one.limit) and one.margin < 0 for one in nearest)
        assert any(one.change.strip().endswith(".") for one in nearest)

    def test_what_is_none_of_its_parts_is_refused(self, it: Tool, spec: dict[str, Any], designs: list[tuple[int, Design]]) -> None:
        """In a sentence, whatever it is."""
        design = designs[0][1]
        slot = next(iter(design.parts))
        for parts, turned in (({}, {}), ({**design.parts, slot: "no such part"}, design.turned), (design.parts, {"nothing": 1.0}),
                              ({**design.parts, slot: ""}, design.turned), ({"nowhere": "x"}, design.turned)):
            with pytest.raises(InputRefused):
                it.design(spec, parts, turned, self.given())
        with pytest.raises(InputRefused):
            fitted(it.schema, {**spec, "no such field": 1})

    def test_a_part_can_be_turned(self, it: Tool, spec: dict[str, Any], designs: list[tuple[int, Design]]) -> None:
        """Every alternate of a line makes a design, or says why it does not."""
        for _, design in designs[:3]:
            for line in design.lines:
                for item in line.alternates[:3] if line.slot in design.parts else ():
                    assert item != line.item
                    try:
                        other = it.design(spec, {**design.parts, line.slot: item}, design.turned, self.given())
                    except InputRefused as refused:
                        assert refused.message
                    else:
                        assert other.parts[line.slot] == item

    def test_prices_are_those_of_the_offers(self, it: Tool, spec: dict[str, Any], designs: list[tuple[int, Design]]) -> None:
        """Every line that names an item finds the offer of it, and a blocked seller is never taken."""
        design = designs[0][1]
        items = sorted({line.item for line in design.lines if line.item})
        assert items, "a bill of materials names items"
        offers = [Offer(item, "shop", f"s{at}", (PriceBreak(1, 1_000_000 + at),), "EUR", NOW, 3600, stock=10**9)
                  for at, item in enumerate(items)]
        supply = Supply(Snapshot.of([Segment.of(offers)], 1), Rates.none("EUR"), Choice.default(), "EUR", NOW, 1)
        body = record(it, it.design(spec, design.parts, design.turned, supply), supply)
        assert body["unpriced"] == 0 and body["cost"] == pytest.approx(
            sum(line["quantity"] * (1 + items.index(line["item"]) / 1e6) for line in body["lines"] if line["item"]))
        blocked = replace(supply, choice=Choice({"shop": "blocked"}))
        body = record(it, it.design(spec, design.parts, design.turned, blocked), blocked)
        assert body["cost"] is None and body["unpriced"] == sum(1 for line in design.lines if line.item)

    def test_studies_tell_how_far_they_are(self, it: Tool, designs: list[tuple[int, Design]]) -> None:
        """And find something."""
        for study in it.studies:
            shares: list[float] = []

            def told(share: float, doing: str, into: list[float] = shares) -> None:
                assert doing
                into.append(share)

            found = study.run(designs[0][1], told)
            assert found.panels or found.values or found.notes
            assert shares == sorted(shares) and all(0 <= one <= 1 for one in shares)


def _bound(found: Candidates, key: str, high: bool) -> Any:
    """The end of what is not known; nothing known at all may be anything."""
    bounds = (found.high if high else found.low).get(key)
    return bounds if bounds is not None else np.full(len(found), np.nan)
