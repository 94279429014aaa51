"""Three tables of egor and others, EgoWeb, folders and ZIPs that cannot be trusted, studies, and the command."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import networkx as nx
import polars as pl
import pytest
from click.testing import CliRunner

from lifeworld.constellations.commands.networks import networks
from lifeworld.constellations.core.drawn import drawn_ties
from lifeworld.constellations.core.ego import ego_measures
from lifeworld.constellations.core.exchange.egoweb import egoweb_networks
from lifeworld.constellations.core.exchange.from_study import study_networks
from lifeworld.constellations.files.drawn import read_drawn
from lifeworld.constellations.files.exchange import ReadChoices, bundle, read_networks, write_networks
from lifeworld.constellations.files.exchange.tables import text_table
from lifeworld.constellations.tests.exchange_material import canvas_folder, same
from lifeworld.constellations.tests.invented_study import invented_study
from lifeworld.constellations.tests.test_ego_networkx import shared
from lifeworld.kit.errors import InputRefused
from lifeworld.testing.demo import demo_command


def folder_of(place: Path, **files: str) -> Path:
    place.mkdir(exist_ok=True)
    for name, text in files.items():
        (place / f"{name}.csv").write_bytes(text.encode())
    return place


@pytest.mark.parametrize(("egos", "alters", "ties"), [
    ("ego_id,age\r\n1,30\r\n2,41\r\n", "ego_id,alter_id,name\r\n1,07,Bo\r\n1,8,Cy\r\n", "ego_id,source,target,weight\r\n1,07,8,2\r\n"),
    (".egoID;age\n1;30\n2;41\n", ".egoID;.altID;name\n1;07;Bo\n1;8;Cy\n", ".egoID;.srcID;.tgtID;weight\n1;07;8;2\n"),
    ("EgoID,age\n1,30\n2,41\n", "EgoID,Alter.Number,name\n1,07,Bo\n1,8,Cy\n", "EgoID,Alter.1.Number,Alter.2.Number,weight\n1,07,8,2\n"),
    ("puid,age\n1,30\n2,41\n", "puid,nameid,name\n1,07,Bo\n1,8,Cy\n", "puid,nameid,targetid,weight\n1,07,8,2\n"),
])
def test_three_tables_of_other_programs(egos: str, alters: str, ties: str, tmp_path: Path) -> None:
    found = read_networks(folder_of(tmp_path / "three", egos=egos, alters=alters, edges=ties), ReadChoices(program="three"))
    assert found.egos.rows() == [("1", 30), ("2", 41)]
    assert found.alters.select("ego", "alter", "name").rows() == [("1", "07", "Bo"), ("1", "8", "Cy")]
    assert found.ties.select("source", "target", "weight").rows() == [("07", "8", 2.0)]


def test_published_ego_networks_are_read_and_come_back(tmp_path: Path) -> None:
    data = shared("networks/vacca") / "Data" / "raw_data"
    tables = {"egos": "ego_data.csv", "alters": "alter_attributes.csv", "ties": "alter_ties.csv"}
    found = read_networks(data, ReadChoices(tables=tables))
    assert (found.egos.height, found.alters.height, found.ties.height) == tuple(
        pl.read_csv(data / name, infer_schema=False).height for name in tables.values())
    assert found.egos["ego.age"].dtype == pl.Int64 and found.alters["alter.fam"].dtype == pl.String
    for form in ("csv", "graphml"):
        write_networks(found, tmp_path / form, [form])
        assert same(read_networks(tmp_path / form), found)
    measures = ego_measures(found.egos["ego"], found.alters.select("ego", "alter", "category"), found.ties, 5)
    assert measures["density"].is_between(0, 1).all()
    with pytest.raises(InputRefused, match="several tables of alters"):
        read_networks(data)


EGOWEB = ("Interview ID,EgoID,Age,Alter Number,Alter Name,Density,Components,Close,category\n"
          "9,ana,30,1,Bo,0.5,1,3,kin\n9,ana,30,2,Cy,0.5,1,,club\n10,ben,41,,,0,0,,\n")
PAIRS = "Interview ID,EgoID,Alter 1 Number,Alter 1 Name,Alter 2 Number,Alter 2 Name,Know\n9,ana,1,Bo,2,Cy,{}\n"


def test_egoweb_is_read_with_its_egos_without_alters(tmp_path: Path) -> None:
    found = read_networks(folder_of(tmp_path, egoalter=EGOWEB, pairs=PAIRS.format("2")))
    assert found.egos.select("ego", "Age", "Density").rows() == [("ana", 30, 0.5), ("ben", 41, 0.0)]
    assert found.alters.select("ego", "alter", "name", "Close", "category_given").rows() == [
        ("ana", "1", "Bo", 3, "kin"), ("ana", "2", "Cy", None, "club")]
    assert found.ties.select("source", "target", "type", "weight").rows() == [("1", "2", "Know", 2.0)]


@pytest.mark.parametrize(("answer", "tied", "n"), [("0", (), 0), ("", (), 0), ("yes", (), 1), ("often", ("Often", "daily"), 1),
                                                    ("rarely", ("often",), 0)])
def test_an_answer_ties_or_does_not(answer: str, tied: tuple[str, ...], n: int, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, egoalter=EGOWEB, pairs=PAIRS.format(answer))
    found = read_networks(folder, ReadChoices(tied=tied))
    assert found.ties.height == n
    assert any("without an answer" in note for note in found.notes) is (answer == "")


def test_an_answer_that_says_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="Answers to «Know» such as «often» do not say"):
        read_networks(folder_of(tmp_path, egoalter=EGOWEB, pairs=PAIRS.format("often")))
    twice = pl.DataFrame({"EgoID": ["a"], "Alter 1 Number": ["1"], "Alter 2 Number": ["2"], "A": ["1"], "B": ["1"]})
    alters = pl.DataFrame({"EgoID": ["a", "a"], "Alter Number": ["1", "2"]})
    with pytest.raises(InputRefused, match="several questions: «A», «B»"):
        egoweb_networks(alters, twice)
    with pytest.raises(InputRefused, match="no question «C»"):
        egoweb_networks(alters, twice, tie="C")
    with pytest.raises(InputRefused, match="needs EgoID, Alter 1 Number"):
        egoweb_networks(alters, twice.drop("EgoID"))
    assert egoweb_networks(alters, twice.drop("A", "B")).ties.height == 1


def test_several_interviews_of_one_ego_are_kept_apart() -> None:
    alters = pl.DataFrame({"Interview ID": ["1", "2"], "EgoID": ["ana", "ana"], "Alter Number": ["1", "1"], "Alter Name": ["Bo", "Bo"]})
    found = egoweb_networks(alters)
    assert found.egos["ego"].to_list() == ["1", "2"] and "several interviews" in found.notes[0]


@pytest.mark.parametrize(("content", "code", "words"), [
    (b"", "empty_file", "is empty"), (b"a,a\n1,2\n", "column_twice", "«a» more than once"),
    (b"a,b\n1,2\n3\n", "damaged_rows", "Row 2 of «t.csv» has 1 cells"), (b'a,b\n"1,2\n', "damaged_table", "no table"),
])
def test_tables_that_cannot_be_read_are_refused(content: bytes, code: str, words: str) -> None:
    with pytest.raises(InputRefused) as refusal:
        text_table(content, "t.csv")
    assert refusal.value.code == code and words in str(refusal.value)


def test_tables_in_other_encodings() -> None:
    for encoding in ("utf-8-sig", "utf-16", "cp1252"):
        assert text_table("name;x\r\nZoë;1\r\n".encode(encoding), "t.csv").rows() == [("Zoë", "1")]
    assert text_table(b'"a","b"\r\nNA,"NA"\r\n"x,NA,",1\r\n', "t.csv").rows() == [(None, "NA"), ("x,NA,", "1")]
    assert text_table(b"ego,alter\r\n", "t.csv").columns == ["ego", "alter"]


def zipped(path: Path, **parts: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/") + ".csv", content)
    return path


def test_zips_that_cannot_be_trusted_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputRefused, match=r"holds two files «egos\.csv»"):
        bundle.read_bundle(zipped(tmp_path / "a.zip", one__egos=b"x", two__egos=b"y"))
    with pytest.raises(InputRefused, match="unpacks to far more"):
        bundle.read_bundle(zipped(tmp_path / "b.zip", egos=b"0" * (8 << 20)))
    monkeypatch.setattr(bundle, "BYTES_MAX", 10)
    with pytest.raises(InputRefused, match="holds more than"):
        bundle.read_bundle(zipped(tmp_path / "c.zip", egos=b"12345678901"))
    monkeypatch.undo()
    whole = zipped(tmp_path / "d.zip", egos=b"ego\n" + bytes(range(65, 91)) * 40)
    bent = bytearray(whole.read_bytes())
    bent[45] ^= 0xFF
    (tmp_path / "e.zip").write_bytes(bytes(bent))
    with pytest.raises(InputRefused, match="damaged or encrypted"):
        bundle.read_bundle(tmp_path / "e.zip")
    with pytest.raises(InputRefused, match="no CSV and no GraphML"):
        bundle.read_bundle(zipped(tmp_path / "f.zip"))
    with pytest.raises(InputRefused, match="no file or folder"):
        bundle.read_bundle(tmp_path / "none")
    names = zipped(tmp_path / "g.zip", **{"..__..__up__egos": b"ego_id\n1\n"})
    assert list(bundle.read_bundle(names)) == ["egos.csv"] and not (tmp_path.parent.parent / "up").exists()


def test_a_study_becomes_networks_without_the_self_or_quotes() -> None:
    study = invented_study(12)
    found = study_networks(study.constellations, study.ties)
    assert found.egos["ego"].to_list() == sorted(study.constellations["customer"].to_list())
    others = study.ties.filter(pl.col("category") != "self")
    assert found.alters.height == others.height and "self" not in found.alters["category"].to_list()
    left, right = (frame.group_by("ego").agg(pl.col("relevance").sum()).sort("ego") for frame in (
        found.alters, others.rename({"customer": "ego"})))
    assert left["relevance"].to_list() == pytest.approx(right["relevance"].to_list())
    assert study_networks(study.constellations.reverse(), study.ties.reverse()).alters.equals(found.alters)
    nobody = study_networks(study.constellations, study.ties.clear())
    assert nobody.egos.height == 12 and nobody.alters.is_empty()


def test_the_command_brings_networks_in(tmp_path: Path) -> None:
    source = canvas_folder(tmp_path / "nc")
    (tmp_path / "map.csv").write_text("value,category\nPerson,peers\nApp,other providers\n")
    done = CliRunner().invoke(networks, [
        "import", str(source), "--rings", "3", "--even", "--ring-words", "inner; middle;outer", "--category", "node_type",
        "--map", str(tmp_path / "map.csv"), "--out", str(tmp_path / "out")], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    assert "2 egos, 4 alters, 2 ties among alters" in done.output and "taken as square" in done.output
    drawn = read_drawn(tmp_path / "out" / "drawn.csv")
    assert drawn["rings"].drop_nulls().unique().to_list() == [3]
    assert drawn["wording"].drop_nulls().unique().sort().to_list() == ["inner", "outer"]
    assert drawn_ties(drawn)["proximity"].drop_nulls().is_between(0, 1).all()
    more = CliRunner().invoke(networks, ["export", str(tmp_path / "out" / "drawn.csv"), "--to", "graphml", "--out", str(tmp_path / "g")],
                              catch_exceptions=False)
    assert more.exit_code == 0 and nx.read_graphml(tmp_path / "g" / "networks.graphml").number_of_nodes() == 5
    with pytest.raises(InputRefused, match="no equals sign"):
        CliRunner().invoke(networks, ["import", str(source), "--as", "Person"], catch_exceptions=False)
    with pytest.raises(InputRefused, match="«gefx» is no form"):
        CliRunner().invoke(networks, ["export", str(source), "--to", "gefx"], catch_exceptions=False)


def test_the_command_takes_a_study_out(tmp_path: Path) -> None:
    assert CliRunner().invoke(demo_command, ["--out", str(tmp_path / "study")], catch_exceptions=False).exit_code == 0
    done = CliRunner().invoke(networks, ["export", str(tmp_path / "study"), "--pseudonyms"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    out = tmp_path / "study-networks"
    assert {path.name for path in out.iterdir()} == {"egos.csv", "alters.csv", "aaties.csv", "networks.graphml", "networks.gexf",
                                                     "networks.kumu.json"}
    customers = set(pl.read_parquet(tmp_path / "study" / "constellations.parquet")["customer"].to_list())
    told = pl.read_csv(out / "egos.csv", infer_schema=False)
    assert told.height == len(customers) and not customers & set(told["ego_id"].to_list())
    assert same(read_networks(out, ReadChoices(program="three")), read_networks(out / "networks.graphml"))
    assert nx.read_gexf(io.BytesIO((out / "networks.gexf").read_bytes())).number_of_nodes() == len(
        json.loads((out / "networks.kumu.json").read_text())["elements"])
