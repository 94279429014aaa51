"""The published exam of tools over the fictional catalogue and its invented market, by topology."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from lifeworld.plugin import Choice, Snapshot, Supply, Tool
from lifeworld.testing.worlds.tools import ToolConformance
from lifeworld_power.core.tool.power import PowerTool
from lifeworld_power.core.tool.schema import SCHEMA
from lifeworld_power.files.catalogue import read_catalogue
from lifeworld_power.files.fictional import fictional_offers, fictional_rates

NOW = 1_760_000_000_000_000


class Exam(ToolConformance):
    """Efficiency and ripple current of a design are the exact solver's, those of a candidate the equations'."""

    __test__ = False
    asked: Mapping[str, Any] = {}
    impossible: Mapping[str, Any] = {"iout": 90.0, "area": 2.0}
    looser: Mapping[str, float] = {"efficiency": 2e-3, "inductor_ripple": 2e-2}
    rows = 6

    @classmethod
    def made(cls) -> Tool:
        return PowerTool(read_catalogue(None))

    @classmethod
    def given(cls) -> Supply:
        return Supply(Snapshot.of([fictional_offers(NOW)], 1), fictional_rates(), Choice.default(), "USD", NOW, 100)

    @pytest.fixture(scope="class")
    @classmethod
    def spec(cls, it: Tool) -> dict[str, Any]:
        said = {name: one["default"] for name, one in SCHEMA["properties"].items() if "default" in one}
        return it.checked({**said, **cls.asked})


class TestBuck(Exam):
    __test__ = True


class TestBoost(Exam):
    __test__ = True
    asked: Mapping[str, Any] = {"vin_min": 4.5, "vin_max": 5.5, "vout": 12.0, "iout": 0.4}


class TestInverting(Exam):
    __test__ = True
    asked: Mapping[str, Any] = {"vin_min": 10.0, "vin_max": 14.0, "vout": -5.0, "iout": 0.8}
