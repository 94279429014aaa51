"""The shelf passes the exam that every tool passes; tools that cheat do not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from lifeworld.partners.core.supply import Supply
from lifeworld.testing.worlds.tools import ToolConformance
from lifeworld.tools.core.schema import defaults, fitted
from lifeworld.tools.core.values import Candidates, Design, Tool, silent
from lifeworld.tools.tests.shelf import ShelfTool


class TestShelf(ToolConformance):
    impossible: Mapping[str, Any] = {"width": 2900, "load": 500}

    @classmethod
    def made(cls) -> Tool:
        return ShelfTool()


class Optimist(ShelfTool):
    """Promises less weight than its designs have, and calls everything the best trade-off."""

    def configure(self, spec: Mapping[str, Any], supply: Supply, told: Any = silent) -> Candidates:
        found = super().configure(spec, supply, told)
        found.values["weight"][:] *= 0.9
        found.front[:] = True
        return found


class Forgetful(ShelfTool):
    """Names candidates by where they stand, which no wire keeps."""

    def titles(self, candidates: Candidates, rows: Sequence[int]) -> list[str]:
        return [f"number {row}" for row in rows]


class Careless(ShelfTool):
    """Takes any part for the first of its catalogue."""

    def design(self, spec: Mapping[str, Any], parts: Mapping[str, str], turned: Mapping[str, float], supply: Supply) -> Design:
        return super().design(spec, {"B1": "OAK-18@woodworks", "K1": "STEEL-S@ironworks"}, {"count": 3.0}, supply)


def looked_at(it: Tool) -> tuple[ToolConformance, dict[str, Any], Candidates, list[tuple[int, Design]]]:
    spec = it.checked(fitted(it.schema, defaults(it.schema)))
    found = it.configure(spec, Supply.none())
    rows = sorted({int(at) for at in np.linspace(0, len(found) - 1, 6)})
    return TestShelf(), spec, found, [(row, it.design(spec, *it.named(found, row), Supply.none())) for row in rows]


def test_who_promises_too_much_is_caught() -> None:
    it = Optimist()
    exam, _, found, designs = looked_at(it)
    with pytest.raises(AssertionError, match="weight"):
        exam.test_a_candidate_made_in_full_is_what_it_promised(it, found, designs)
    with pytest.raises(AssertionError):
        exam.test_nothing_in_the_front_is_beaten(it, found)


def test_who_forgets_is_caught() -> None:
    it = Forgetful()
    exam, _, found, _ = looked_at(it)
    with pytest.raises(AssertionError):
        exam.test_the_wire_keeps_parts_and_settings(it, found)


def test_who_takes_any_part_is_caught() -> None:
    it = Careless()
    exam, spec, _, designs = looked_at(it)
    with pytest.raises(pytest.fail.Exception):
        exam.test_what_is_none_of_its_parts_is_refused(it, spec, designs)
    with pytest.raises(AssertionError):
        exam.test_an_address_is_stable(it, designs)
