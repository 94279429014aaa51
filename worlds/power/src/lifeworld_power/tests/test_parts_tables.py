"""Tables that people make are read with clear refusals; our own file opens to the same catalogue; the fictional one is complete."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from lifeworld.plugin import InputRefused
from lifeworld_power.core.catalogue import COLUMNS, KINDS, complete
from lifeworld_power.core.values import Catalogue
from lifeworld_power.files.catalogue import read_catalogue, write_catalogue
from lifeworld_power.files.fictional import FOLDER, fictional_files, fictional_offers, fictional_rates
from lifeworld_power.files.tables import read_tables
from lifeworld_power.tests.made_shards import TRANSISTORS, write_folder

NOW_US = 1_800_000_000_000_000


def same(one: Catalogue, other: Catalogue) -> None:
    """Asserts that two catalogues hold the same parts."""
    for kind in KINDS:
        a, b = one.kinds[kind], other.kinds[kind]
        assert (a.keys, a.texts) == (b.keys, b.texts)
        for name in COLUMNS[kind]:
            np.testing.assert_array_equal(a.columns[name], b.columns[name], err_msg=name)


def test_our_own_file_opens_to_the_same_catalogue(tmp_path: Path) -> None:
    for number, catalogue in enumerate((read_catalogue(), read_catalogue(write_folder(tmp_path / "folder", {"MOSFETs": TRANSISTORS})))):
        path = tmp_path / f"{number}.parquet"
        write_catalogue(catalogue, path)
        again = read_catalogue(path)
        same(catalogue, again)
        assert (again.source, again.date, again.fictional, again.read, again.refused) == (
            catalogue.source, catalogue.date, catalogue.fictional, catalogue.read, catalogue.refused)


def test_cells_may_be_in_si_or_with_units_and_words(tmp_path: Path) -> None:
    (tmp_path / "inductors.csv").write_text("mpn,maker,l,dcr,irms,isat,tol\nA1,Alder,4.7 µH,0.012,3 A,4500mA,±20%\n")
    (tmp_path / "more.csv").write_text(
        "kind,mpn,maker,c,v,dielectric,class,vds\ncapacitor,C1,Hazel,10u,25,X7R,ceramic,\nmosfet,M1,Birch,,,,,30 V\n")
    read = read_tables(tmp_path)
    inductor, capacitor = read.catalogue.kinds["inductor"].columns, read.catalogue.kinds["capacitor"].columns
    assert [inductor[name][0] for name in ("l", "dcr", "irms", "isat", "tol")] == [4.7e-6, 0.012, 3, 4.5, 0.2]
    assert [capacitor[name][0] for name in ("c", "v", "dielectric", "class", "bias_how")] == [1e-5, 25, 3, 0, 3]
    assert read.catalogue.kinds["mosfet"].columns["vds"].tolist() == [30]
    assert read.refusals.is_empty()


def test_a_parquet_table_with_numbers_is_read_as_it_is(tmp_path: Path) -> None:
    pl.DataFrame({"kind": ["diode", "diode"], "mpn": ["D1", "D2"], "vf": [0.4, None], "vr": [40, 60]}).write_parquet(tmp_path / "d.parquet")
    columns = read_catalogue(tmp_path / "d.parquet").kinds["diode"].columns
    np.testing.assert_array_equal(columns["vf"], [0.4, np.nan])
    assert columns["vr"].tolist() == [40, 60]


def test_what_cannot_be_used_is_named_by_row_and_column(tmp_path: Path) -> None:
    path = tmp_path / "parts.csv"
    path.write_text(
        "kind,mpn,l,colour\ninductor,A1,four,red\nresistor,R1,,\ninductor,,1u,\ninductor,A2,3 A,\ninductor,A3,1e9,\ninductor,A4,1u,\n")
    read = read_tables(path)
    assert read.catalogue.kinds["inductor"].texts["mpn"] == ("A1", "A2", "A3", "A4")
    assert np.isnan(read.catalogue.kinds["inductor"].columns["l"]).tolist() == [True, True, True, False]
    assert read.refusals.sort("row").select("row", "column", "reason").rows() == [
        (2, "l", "inductor.l: unreadable"), (3, "", "kind is not known"), (4, "", "no part number"), (5, "l", "inductor.l: unreadable")]
    assert "Row 2 of «parts.csv»: «four» is no inductance in H." in read.refusals["message"].to_list()
    assert read.catalogue.refused["parts.csv: the column «colour» is not known"] == 1
    assert read.catalogue.refused["inductor.l: not between 1e-10 and 10 H"] == 1


@pytest.mark.parametrize(("name", "text", "said"), [
    ("parts.csv", "kind,number\ninductor,A1\n", "has no column «mpn»"), ("parts.csv", "kind,mpn\nresistor,R1\n", "No row of"),
    ("parts.parquet", "kind,mpn\n", "no Parquet file"), ("parts.csv", "", "no table"),
])
def test_a_file_without_parts_is_refused(tmp_path: Path, name: str, text: str, said: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(InputRefused, match=said):
        read_catalogue(tmp_path / name)


def test_the_fictional_catalogue_is_made_again_to_the_same_bytes() -> None:
    for name, text in fictional_files().items():
        assert (FOLDER / name).read_bytes() == text.encode(), f"run python -m lifeworld_power.files.fictional: «{name}» differs"
    assert {path.name for path in FOLDER.iterdir()} == set(fictional_files())


def test_the_fictional_catalogue_tells_everything_but_of_the_parts_that_should_not() -> None:
    read = read_catalogue()
    assert read.fictional
    assert not read.refused
    assert 200 <= sum(len(those) for those in read.kinds.values()) <= 400
    for those in read.kinds.values():
        assert complete(those).all()
    regulators = read.kinds["regulator"]
    unsaid = np.isnan(regulators.columns["rs"])
    assert {maker for maker, silent in zip(regulators.texts["maker"], unsaid, strict=True) if silent} == {"Larch Silicon"}
    both = regulators.columns["synchronous"] == 1
    assert (np.isnan(regulators.columns["rd"]) == (unsaid | ~both)).all()
    for kind, names in (("inductor", ("core_k", "core_a", "core_b", "theta", "height")),
                        ("mosfet", ("qgd", "qgs2", "qrr", "coss", "v_body")),
                        ("diode", ("qrr", "cj", "theta")), ("controller", ("v_drive", "r_gate", "iq"))):
        assert not any(np.isnan(read.kinds[kind].columns[name]).any() for name in names)


def test_invented_offers_are_of_invented_parts_and_keep_their_age() -> None:
    read, sold = read_catalogue(), fictional_offers(NOW_US).frame
    keys = {key for those in read.kinds.values() for key in those.keys}
    assert set(sold["item"]) == keys
    ages = sold.group_by("seller").agg(((NOW_US - pl.col("observed_us")) / 1e6 > pl.col("ttl_s")).all().alias("stale"),
                                       pl.col("stock").max())
    assert ages.filter("stale")["seller"].to_list() == ["oldforge"]
    assert ages.filter(pl.col("stock") < 100)["seller"].to_list() == ["cornershelf"]
    falls = sold.select(pl.col("price_micros").list.diff().list.drop_nulls().list.max() < 0).to_series()
    assert falls.all()
    assert set(sold["currency"]) == {"USD", "EUR"}
    assert fictional_rates().factor("EUR", "USD") > 1
