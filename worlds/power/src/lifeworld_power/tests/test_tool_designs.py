"""One design in full: of every topology, rectifier and place of the switches, of the fictional catalogue."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from lifeworld.plugin import Choice, InputRefused, Items, Rates, Snapshot, Supply
from lifeworld_power.core.defaults import with_defaults
from lifeworld_power.core.tool.lines import alternates, circuit, lines
from lifeworld_power.core.tool.looped import divided, loop_values, looped
from lifeworld_power.core.tool.panels import PARTS_OF_LOSS, doubt, panels
from lifeworld_power.core.tool.placed import Placed, placed
from lifeworld_power.core.tool.realised import realised
from lifeworld_power.core.tool.schema import SCHEMA, spec_of
from lifeworld_power.core.tool.tolerated import tolerated, yield_panel, yield_values
from lifeworld_power.core.tool.valued import values
from lifeworld_power.core.values import Parts
from lifeworld_power.files.fictional import fictional_offers, fictional_rates
from lifeworld_power.tests.designs import SAID, TURNED, VARIANTS, chosen, example, fictional, reckoned

NOW = 1_760_000_000_000_000


def without(where: Placed, slot: str, *columns: str) -> Placed:
    """The same design with parameters that nobody states."""
    those = where.parts[slot]
    unsaid = Parts(those.kind, those.keys, {**those.columns, **{name: np.full(1, np.nan) for name in columns}}, those.texts)
    return replace(where, parts={**where.parts, slot: unsaid})


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_exact_solver_confirms_every_kind_of_design(variant: tuple[int, bool, bool]) -> None:
    real = reckoned(*variant)
    assert real.verified and doubt(real) == ""
    assert real.point.p_in - real.point.p_out == pytest.approx(real.point.loss, rel=1e-9)
    assert sum(getattr(real.point, name) for name, _ in PARTS_OF_LOSS) == pytest.approx(real.point.loss, rel=1e-9)


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_figure_lies_between_its_bounds(variant: tuple[int, bool, bool]) -> None:
    for one in (*values(reckoned(*variant), Supply.none()), *loop_values(reckoned(*variant), looped(reckoned(*variant)))):
        if one.low is not None and one.high is not None:
            assert one.low <= one.high
            assert one.value is None or one.low - 1e-3 * abs(one.low) <= one.value <= one.high + 1e-3 * abs(one.high), one.key
        assert one.value is not None or one.unknown


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_divider_sets_the_output(variant: tuple[int, bool, bool]) -> None:
    where = example(*variant)
    feedback, vref, made = divided(where)
    assert vref * (1 + feedback.r_top / feedback.r_bottom) == pytest.approx(made)
    assert made == pytest.approx(where.spec.vout, rel=0.006)


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_panel_has_its_data(variant: tuple[int, bool, bool]) -> None:
    real = reckoned(*variant)
    found = looped(real)
    shown = {one.key: one for one in panels(real, circuit(real.placed, "x", found.feedback), found)}
    assert {"schematic", "losses", "efficiency", "temperature", "waveforms", "ripple", "proof"} <= set(shown)
    for one in shown.values():
        for series in one.data.get("series", ()):
            assert len(series["x"]) == len(series["y"]) > 2 and all(value is None or math.isfinite(value) for value in series["y"])
    wave = shown["waveforms"].data["series"][0]["y"]
    assert max(wave) - min(wave) == pytest.approx(real.solved.di, rel=0.02)


def test_what_a_regulator_does_not_state_has_bounds_and_no_figure() -> None:
    real = realised(without(example(0, True, True), "U1", "rs", "rd", "iq", "t_sw"))
    assert not real.placed.full and real.ends.open
    shown = {one.key: one for one in values(real, Supply.none())}
    for key in ("efficiency", "loss", "t_u1"):
        assert shown[key].value is None and shown[key].unknown and shown[key].low is not None and shown[key].high is not None
    assert shown["efficiency"].low < reckoned(0, True, True).point.efficiency < shown["efficiency"].high
    assert any("bounds" in said for said in real.placed.flags)
    shown_panels = {one.key: one for one in panels(real, circuit(real.placed, "x", looped(real).feedback), looped(real))}
    assert all(one["dashed"] for one in shown_panels["efficiency"].data["series"]), "no figure, so no solid line"


def test_unknown_core_loss_is_never_zero() -> None:
    for integrated in (True, False):
        real = realised(without(example(0, True, integrated), "L1", "core_k", "core_a", "core_b"))
        assert real.ends.open and 0 < real.low.p_core < real.high.p_core
        assert real.low.loss < real.point.loss < real.high.loss
        assert any("core loss is not known" in said for said in real.placed.flags)


@pytest.mark.parametrize(("column", "plausible"), [("qg_vgs", (4.5, 5.0, 10.0)), ("c_vds", (0.25, 0.5, 0.8, 1.0))])
def test_not_to_know_where_a_value_holds_improves_no_figure(column: str, plausible: tuple[float, ...]) -> None:
    """A gate charge at which gate voltage (V), capacitances at which share of the rated voltage."""
    where = example(0, True, False)

    def at(value: float) -> float:
        parts = dict(where.parts)
        for slot in ("Q1", "Q2"):
            those = parts[slot]
            columns = {**those.columns, column: np.full(1, value) * (those.columns["vds"] if column == "c_vds" else 1.0)}
            columns["qgd"] = columns["qgs2"] = np.full(1, np.nan)
            parts[slot] = with_defaults(replace(those, columns=columns))
        return realised(replace(where, parts=parts)).point.efficiency

    assert at(math.nan) <= min(map(at, plausible))
    assert at(math.nan) < at(plausible[-2])


@pytest.mark.parametrize(("slot", "column"), [("Q1", "qg"), ("Q1", "rds"), ("L1", "dcr"), ("Cout", "esr")])
def test_an_unknown_parameter_leaves_figures_open(slot: str, column: str) -> None:
    columns = (column, "rds_low") if column == "rds" else (column,)
    real = realised(without(example(0, True, False), slot, *columns))
    shown = {one.key: one for one in values(real, Supply.none())}
    assert shown["efficiency"].value is None and shown["efficiency"].unknown
    assert shown["loss"].value is None
    assert doubt(real).endswith(".")
    built, limits = tolerated(real, looped(real))
    assert list(yield_values(built)) and yield_panel(real, built, limits).data["rows"]
    shown_panels = {one.key: one for one in panels(real, circuit(real.placed, "x", looped(real).feedback), looped(real))}
    assert not any("nan" in cell for row in shown_panels["proof"].data["rows"] for cell in row)


def test_a_lightly_loaded_diode_stage_conducts_discontinuously() -> None:
    spec = spec_of({**SAID[0], "iout": 0.1})
    real = realised(placed(spec, fictional(), chosen(0, False, False), TURNED))
    assert real.point.mode == 1 and real.solved.dcm and real.verified
    found = looped(real)
    assert found.loop is None and "continuous" in found.why
    assert next(one for one in loop_values(real, found) if one.key == "crossover").unknown == found.why
    whole = circuit(real.placed, "x", found.feedback)
    assert not any(one.ref == "R3" for one in whole.components) and "COMP" not in whole.nets


def test_what_cannot_be_delivered_says_how_much_can() -> None:
    spec = replace(spec_of(SAID[1]), iout=60.0)
    real = realised(replace(example(1, True, False), spec=spec))
    assert real.point.status != 0 and "at most" in doubt(real)
    assert next(values(real, Supply.none())).value is None


def test_a_fixed_regulator_has_no_divider() -> None:
    where = example(0, True, True)
    u1 = where.parts["U1"]
    columns = {**u1.columns, "fixed": np.ones(1), "vout_min": np.array([3.3]), "vout_max": np.array([3.3]), "vref": np.full(1, np.nan)}
    where = replace(where, parts={**where.parts, "U1": Parts(u1.kind, u1.keys, columns, u1.texts)})
    found = looped(realised(where))
    whole = circuit(where, "x", found.feedback)
    assert found.set_v == 3.3 and whole.components[0].pins["FB"] == "VOUT"
    assert not any(one.ref in ("R1", "R2") for one in whole.components)
    assert not any("reference" in said for said in where.flags)


def test_pieces_in_parallel_share() -> None:
    one, three = (placed(spec_of(SAID[0]), fictional(), chosen(0, True, False), {**TURNED, "n_out": n}) for n in (1.0, 3.0))
    assert three.stage_at(18.0).middle.cout == pytest.approx(3 * one.stage_at(18.0).middle.cout)
    assert three.stage_at(18.0).middle.esr_out == pytest.approx(one.stage_at(18.0).middle.esr_out / 3)
    assert realised(three).solved.vout_pp < realised(one).solved.vout_pp


def test_efficiency_is_told_at_the_input_that_is_mostly_there() -> None:
    def at(vin: float) -> float:
        return realised(placed(spec_of({**SAID[0], "vin_nom": vin}), fictional(), chosen(0, True, False), TURNED)).point.duty

    assert at(14.0) > at(18.0) > at(22.0)


def test_temperatures_rise_with_the_air() -> None:
    where = example(0, True, False)
    cool, warm = (realised(replace(where, spec=replace(where.spec, ambient=t))).point for t in (20.0, 60.0))
    for name in ("t_1", "t_2", "t_l", "t_ic"):
        assert getattr(warm, name) > getattr(cool, name) + 39


@pytest.mark.parametrize("variant", VARIANTS)
def test_lines_name_every_part_and_their_alternates_fit(variant: tuple[int, bool, bool]) -> None:
    where = example(*variant)
    made = list(lines(where, circuit(where, "x", looped(reckoned(*variant)).feedback), fictional(), Supply.none()))
    assert {one.slot for one in made if one.item} == set(where.parts)
    for one in made:
        for key in one.alternates:
            other = placed(where.spec, fictional(), {**{slot: those.keys[0] for slot, those in where.parts.items()}, one.slot: key}, TURNED)
            assert other.parts[one.slot].kind == where.parts[one.slot].kind


def test_an_alternate_of_a_part_nobody_knows_is_none() -> None:
    assert alternates(fictional().kinds["inductor"], "nothing", 0.0, Supply.none()) == []


def test_an_alternate_is_bought_from_whom_the_customer_buys() -> None:
    those = example(0, True, False).parts["L1"]
    kind, key = fictional().kinds["inductor"], those.keys[0]
    market = Supply(Snapshot.of([fictional_offers(NOW)], 1), fictional_rates(), Supply.none().choice, "USD", NOW, 1)
    found = alternates(kind, key, 0.0, market)
    assert found and not np.isnan(market.priced(Items.of(found)).cost).any()
    assert alternates(kind, key, 0.0, replace(market, choice=Choice(others="blocked"))) == []


def test_costs_are_those_of_the_offers() -> None:
    supply = Supply(Snapshot.of([fictional_offers(NOW)], 1), fictional_rates(), Supply.none().choice, "USD", NOW, 100)
    shown = {one.key: one for one in values(reckoned(0, True, True), supply)}
    assert shown["cost"].value is not None or "no offer" in shown["cost"].unknown
    empty = Supply(Snapshot.empty(), Rates.none("USD"), supply.choice, "USD", NOW, 1)
    assert "no offer can be used for U1" in {one.key: one for one in values(reckoned(0, True, True), empty)}["cost"].unknown


@pytest.mark.parametrize(("more", "word"), [
    ({"Q1": "nothing"}, "Q1"), ({"Z9": "x"}, "Z9"), ({"L1": ""}, "L1"), ({"U1": "no such part"}, "no such part")])
def test_what_is_no_part_is_refused(more: dict[str, str], word: str) -> None:
    with pytest.raises(InputRefused, match=word):
        placed(spec_of(SAID[0]), fictional(), {**chosen(0, True, True), **more}, TURNED)


@pytest.mark.parametrize("turned", [
    {}, {"f": 1.0}, {"f": 5e5, "n_in": 0.0}, {"f": 5e5, "n_out": 2.5}, {"f": math.nan}, {**TURNED, "nothing": 1.0}])
def test_a_setting_that_is_none_is_refused(turned: dict[str, float]) -> None:
    with pytest.raises(InputRefused):
        placed(spec_of(SAID[0]), fictional(), chosen(0, True, True), turned)


@pytest.mark.parametrize("both", [True, False])
def test_parts_that_make_no_supply_are_refused(both: bool) -> None:
    integrated, outside = chosen(0, True, True), chosen(0, True, False)
    wrong = {**integrated, "Q1": outside["Q1"]} if both else {slot: key for slot, key in outside.items() if slot != "Q1"}
    with pytest.raises(InputRefused, match="switches"):
        placed(spec_of(SAID[0]), fictional(), wrong, TURNED)


@pytest.mark.parametrize(("more", "field"), [
    ({"vin_min": 30.0}, "vin_max"), ({"vout": 0.1}, "vout"), ({"vin_nom": 50.0}, "vin_nom"), ({"topology": "boost"}, "topology"),
    ({"topology": "inverting"}, "topology"), ({"vout": 18.0}, "vout"), ({"vout": 30.0, "topology": "buck"}, "topology"),
    ({"vout": -5.0, "topology": "buck"}, "topology"), ({"transient_step": 1.0}, "transient_dip"),
    ({"transient_step": 3.0, "transient_dip": 0.1}, "transient_step"), ({"frequency_min": 2e6, "frequency_max": 1e6}, "frequency_max")])
def test_fields_that_do_not_go_together_are_named(more: dict[str, object], field: str) -> None:
    with pytest.raises(InputRefused) as refused:
        spec_of({**SAID[0], **more})
    assert refused.value.code == f"spec_{field}" and SCHEMA["properties"][field]["title"] in refused.value.message


def test_lengths_are_said_in_millimetres() -> None:
    spec = spec_of({**SAID[0], "area": 150, "height": 2})
    assert spec.area == pytest.approx(150e-6) and spec.height == pytest.approx(2e-3)
    assert spec_of({**SAID[0], "ripple": None}).ripple != 0 and math.isnan(spec_of({**SAID[0], "ripple": None}).ripple)
