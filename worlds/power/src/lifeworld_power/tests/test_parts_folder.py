"""A folder of shards is read into columns: units, conditions, what only a description tells, what is refused and counted."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from lifeworld.plugin import InputRefused
from lifeworld_power.core.catalogue import COLUMNS
from lifeworld_power.core.values import BOOST, BUCK, INVERTING, Catalogue
from lifeworld_power.files.catalogue import read_catalogue
from lifeworld_power.tests.made_shards import TRANSISTORS, write_folder


def value(catalogue: Catalogue, kind: str, mpn: str, column: str) -> float:
    """One cell of the catalogue."""
    those = catalogue.kinds[kind]
    return float(those.columns[column][those.texts["mpn"].index(mpn)])


def test_a_transistor_tells_its_values_and_where_they_hold(tmp_path: Path) -> None:
    read = read_catalogue(write_folder(tmp_path, {"MOSFETs": TRANSISTORS}))
    told = {name: value(read, "mosfet", "Q-ONE", name) for name in COLUMNS["mosfet"]}
    expected = {"vds": 30, "id": 18, "rds": 0.008, "rds_vgs": 10, "rds_low": 0.012, "rds_low_vgs": 4.5, "qg": 21e-9, "qg_vgs": 10,
                "ciss": 1.1e-9, "c_vds": 15,
                "c_vds_known": 1, "polarity": 1, "channels": 1, "theta": 100, "theta_known": 1, "area_known": 1, "tech": 0}
    assert {name: told[name] for name in expected} == expected
    assert all(np.isnan(told[name]) for name in ("qgd", "coss", "qrr", "vth"))
    assert read.kinds["mosfet"].keys[0] == "Q-ONE@birchsemi"


def test_numbers_and_text_are_the_same_to_a_reader(tmp_path: Path) -> None:
    read = read_catalogue(write_folder(tmp_path, {"MOSFETs": TRANSISTORS}))
    assert [value(read, "mosfet", "Q-THREE", name) for name in ("polarity", "vds", "rds", "rds_vgs", "vth")] == [-1, 20, 0.076, 10, 1.4]
    assert value(read, "mosfet", "Q-THREE", "theta_known") == 0, "45 W are rated at the case"
    assert value(read, "mosfet", "Q-THREE", "c_vds") == 20
    assert value(read, "mosfet", "Q-THREE", "c_vds_known") == 0
    assert np.isnan(value(read, "mosfet", "Q-THREE", "qg")), "unknown is not zero"


def test_two_transistors_in_a_package_are_refused_and_counted(tmp_path: Path) -> None:
    read = read_catalogue(write_folder(tmp_path, {"MOSFETs": TRANSISTORS, "Zener Diodes": TRANSISTORS}))
    assert len(read.kinds["mosfet"]) == 2
    assert read.refused == {"mosfet: more than one transistor": 1, "on a shelf that no power stage is made of": 3}
    assert (read.read["rows in all"], read.read["mosfet"], read.date) == (6, 3, "2026-05-01")


def test_converters_are_sorted_by_topology_and_by_whose_switch_it_is(tmp_path: Path) -> None:
    def of(name: str, topology: str, switch: str, about: str = "", **more: str) -> tuple[str, str, str, dict[str, str]]:
        told = {"Topology": topology, "Switch tube (built-in/external)": switch, "Voltage - supply": "4.5V~18V",
                "Synchronous rectifier": "Yes"}
        return name, "Rowan", about, told | {key.replace("_", " "): text for key, text in more.items()}

    read = read_catalogue(write_folder(tmp_path, {"DC-DC Converters": [
        of("B1", "Buck", "Built-in", "4.5V~18V 600mV~12V 500kHz~1MHz DC-DC", Output_voltage="12V", Output_type="Adjustable",
           **{"Frequency - switching": "500kHz~1MHz"}),
        of("U1", "Boost、SEPIC", "External"), of("N1", "Inverting", "Built-in", Output_voltage="-5V", Output_type="Fixed"),
        of("P1", "Inverting", "Built-in", "10V Charge Pumps ROHS"), of("X1", "Buck-Boost", "Built-in"),
    ]}))
    assert [value(read, "regulator", name, "topology") for name in ("B1", "N1")] == [BUCK, INVERTING]
    assert value(read, "controller", "U1", "topology") == BOOST
    assert [value(read, "regulator", "B1", name) for name in ("vin_min", "vin_max", "vout_min", "vout_max", "f_min", "f_max",
                                                              "synchronous")] == [
        4.5, 18, 0.6, 12, 5e5, 1e6, 1]
    assert [value(read, "regulator", "N1", name) for name in ("vout_min", "vout_max", "fixed")] == [5, 5, 1]
    assert np.isnan(value(read, "regulator", "B1", "rs"))
    assert read.refused == {"converter: a charge pump": 1, "converter: neither a buck, a boost nor inverting": 1}


def test_capacitors_lose_what_their_class_loses(tmp_path: Path) -> None:
    ceramic = {"Capacitance": {"capacitance": (1e-5, "capacitance")}, "Allowable voltage": {"voltage": (25, "voltage")}, "Package": "0805"}
    read = read_catalogue(write_folder(tmp_path, {
        "Multilayer Ceramic Capacitors MLCC - SMD/SMT": [("C1", "Hazel", "",
                                                          ceramic | {"Temperature coefficient": "X5R", "Tolerance": "±10%"}),
                                                         ("C2", "Hazel", "",
                                                          ceramic | {"Temperature coefficient": "C0G", "Tolerance": "-20%~+80%"}),
                                                         ("C3", "Hazel", "", ceramic | {"Package": "-", "Temperature coefficient": "X7R"})],
        "Aluminum Electrolytic Capacitors - SMD": [("C4", "Cedar", "170mΩ@100kHz 240mA@120Hz 35V SMD,D8xL10.2mm ROHS",
                                                    {"Equivalent series resistance": {"esr": ("NaN", "resistance"),
                                                                                      "frequency": ("NaN", "frequency")},
                                                     "Package": "SMD,D8xL10.2mm", "Capacitance": "220uF", "Allowable voltage": "35V"})]}))
    assert [value(read, "capacitor", name, "bias_how") for name in ("C1", "C2", "C3", "C4")] == [2, 0, 3, 0]
    assert [value(read, "capacitor", name, "tol") for name in ("C1", "C2")] == [0.1, 0.8]
    assert [value(read, "capacitor", "C4", name) for name in ("esr", "esr_f", "esr_known", "irms", "irms_f", "height", "class")] == [
        0.17, 1e5, 1, 0.24, 120, pytest.approx(0.0102), 1]
    assert [value(read, "capacitor", "C1", name) for name in ("esr", "esr_known")] == [0.003, 0]


def test_the_same_part_twice_is_one_that_tells_most(tmp_path: Path) -> None:
    less = ("Q-ONE", "BIRCH SEMI", "", {"Number": "1 N-channel", "Drain to source voltage": "30V"})
    for order in ((less, *TRANSISTORS), (*TRANSISTORS, less)):
        read = read_catalogue(write_folder(tmp_path / str(len(order[0][2])), {"MOSFETs": order}))
        assert read.kinds["mosfet"].texts["mpn"].count("Q-ONE") == 1
        assert value(read, "mosfet", "Q-ONE", "rds") == 0.008
        assert read.refused["mosfet: listed more than once"] == 1


def test_broken_rows_and_shards_are_refused_by_themselves(tmp_path: Path) -> None:
    good = json.dumps(["C9", "Q-NINE", 3, "", "", [], None, None, [999_999], 5, 0]).encode()
    folder = write_folder(tmp_path, {"MOSFETs": TRANSISTORS}, {"MOSFETs": good + b'\n["C10","short"]\n'})
    (folder / "components-zzz-001.jsonl.gz").write_bytes(b"no gzip at all")
    (folder / "components-000-002.jsonl.gz").write_bytes(gzip.compress(b"{}\n{"))
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["categories"][0]["shards"] += ["components-zzz-001.jsonl.gz", "components-000-002.jsonl.gz"]
    (folder / "manifest.json").write_text(json.dumps(manifest))
    read = read_catalogue(folder)
    assert len(read.kinds["mosfet"]) == 3
    assert {reason: number for reason, number in read.refused.items() if "transistor" not in reason} == {
        "a row of another length": 1, "a shard that cannot be read": 2, "an attribute that the table has not": 1}


def test_implausible_values_are_unknown_and_counted(tmp_path: Path) -> None:
    wild = ("Q-WILD", "Birch", "", {"Number": "1 N-channel", "Drain to source voltage": "30V", "Rds(on)": "8MΩ@10V"})
    read = read_catalogue(write_folder(tmp_path, {"MOSFETs": [wild]}))
    assert np.isnan(value(read, "mosfet", "Q-WILD", "rds"))
    assert read.refused["mosfet.rds: not between 5e-05 and 2000 Ω"] == 1


def test_without_its_table_a_folder_is_refused(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, {"MOSFETs": TRANSISTORS})
    (folder / "attributes-lut.json.gz").write_bytes(b"broken")
    with pytest.raises(InputRefused, match=r"attributes-lut\.json\.gz"):
        read_catalogue(folder)
    with pytest.raises(InputRefused, match="There is no catalogue"):
        read_catalogue(folder / "nowhere")
