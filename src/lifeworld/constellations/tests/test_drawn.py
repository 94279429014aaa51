"""Drawn maps: what is read, what is refused and with which words, rings from coordinates, proximity of a ring."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import polars.testing as plt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeworld.constellations.core.drawn import DRAWN_COLUMNS, DRAWN_SCHEMA, alter_tie_keys, drawn_ties, ring_of
from lifeworld.constellations.core.ego import alters_of, ego_measures
from lifeworld.constellations.files.drawn import read_alter_ties, read_drawn
from lifeworld.kit.errors import InputRefused

MAPS = """customer,actor,category,ring,rings,size,wording,completeness
ana,Running Club,peers,1,3,2.5,goes along with me,0.8
ana,my sister,family_friends,2,3,1,knows about it,0.8
ben,Pulsa,Focal provider,1,4,,,
ben,Strava,other providers,3,4,,,
dev,,,,,,,
eli,me,self,,3,,,0.5
"""


def written(folder: Path, text: str, name: str = "maps.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_maps_are_read(tmp_path: Path) -> None:
    frame = read_drawn(written(tmp_path, MAPS))
    assert dict(frame.schema) == dict(DRAWN_SCHEMA)
    assert frame["customer"].to_list() == ["ana", "ana", "ben", "ben", "dev", "eli"]
    assert frame["actor"].to_list() == ["Running Club", "my sister", "Pulsa", "Strava", None, None]
    assert frame["category"].to_list() == ["peers", "family_friends", "focal_provider", "other_providers", None, None]
    assert frame["size"].to_list() == [2.5, 1.0, 1.0, 1.0, None, None]
    assert frame["completeness"].to_list() == [0.8, 0.8, 1.0, 1.0, 1.0, 0.5]
    assert frame["wording"][0] == "goes along with me"


def test_proximity_is_the_middle_of_the_ring_and_the_interval_its_borders(tmp_path: Path) -> None:
    ties = drawn_ties(read_drawn(written(tmp_path, MAPS)))
    strava = ties.row(by_predicate=pl.col("name") == "Strava", named=True)
    assert strava["proximity"] == pytest.approx(1 - 2.5 / 4)
    assert (strava["proximity_low"], strava["proximity_high"]) == (pytest.approx(0.25), pytest.approx(0.5))
    assert ties.columns == ["customer", "category", "name", "ring", "rings", "x", "y", "size", "wording",
                            "completeness", "proximity", "proximity_low", "proximity_high"]
    empty = ties.filter(pl.col("name").is_null())
    assert empty["customer"].to_list() == ["dev", "eli"] and empty["proximity"].null_count() == 2


def test_the_focal_provider_may_be_given_by_name(tmp_path: Path) -> None:
    text = "customer,actor,category,ring,rings\na,PULSA watch,,1,3\nb,the watch,Pulsa,2,3\nc,pulsa,focal_provider,2,3\n"
    frame = read_drawn(written(tmp_path, text), focal={"pulsa watch": "Pulsa"})
    assert frame["category"].to_list() == ["focal_provider"] * 3
    assert frame["actor"].to_list() == ["Pulsa", "the watch", "Pulsa"]
    assert read_drawn(written(tmp_path, text.replace("PULSA watch", "Pulsa")), focal=["Pulsa"])["actor"][0] == "Pulsa"
    with pytest.raises(InputRefused, match="no category"):
        read_drawn(written(tmp_path, text.replace("Pulsa", "peers")))


def test_rings_come_from_coordinates_and_these_are_kept(tmp_path: Path) -> None:
    text = ("customer,actor,category,rings,x,y,skewed,width,height,ring\n"
            "a,club,peers,4,0.5,0.7,,,,\n"
            "a,coach,peers,4,0.5,0.7,no,,,\n"
            "a,rival,peers,4,0.6,0.5,no,1600,800,\n"
            "a,mate,peers,4,0.5,0.5,no,,,3\n")
    frame = read_drawn(written(tmp_path, text))
    assert dict(frame.select("actor", "ring").rows()) == {"club": 1, "coach": 2, "rival": 2, "mate": 3}
    assert frame.filter(pl.col("actor") == "club").select("x", "y").row(0) == (0.5, 0.7)


@pytest.mark.parametrize("rings", [1, 3, 4, 7])
@pytest.mark.parametrize("skewed", [True, False])
def test_rings_agree_with_the_published_radii(rings: int, skewed: bool) -> None:
    k = np.arange(1, rings + 1)
    radius = (3 * 50 * np.sqrt(k / rings) + 50 * k / rings) / 4 if skewed else 50 * k / rings
    assert ring_of(0.5 + radius / 100, 0.5, rings, skewed=skewed).tolist() == k.tolist()
    assert ring_of(0.5, 0.5 - radius / 100 - 1e-6, rings, skewed=skewed).tolist() == [*k[1:].tolist(), rings]


@given(st.floats(0, 1), st.floats(0, 1), st.integers(1, 9), st.booleans())
def test_a_ring_is_one_of_the_map_and_symmetric(x: float, y: float, rings: int, skewed: bool) -> None:
    found = int(ring_of(x, y, rings, skewed=skewed))
    assert 1 <= found <= rings
    if abs(abs(x - 0.5) - abs((1 - x) - 0.5)) < 1e-15:
        assert found == int(ring_of(1 - x, y, rings, skewed=skewed))
    further = int(ring_of(0.5 + (x - 0.5) * 1.01, 0.5 + (y - 0.5) * 1.01, rings, skewed=skewed))
    assert further >= found


def test_order_of_rows_and_format_do_not_matter(tmp_path: Path) -> None:
    first = read_drawn(written(tmp_path, MAPS))
    header, *rows = MAPS.strip().split("\n")
    turned = "\n".join([header, *reversed(rows)]).replace(",", ";")
    plt.assert_frame_equal(first, read_drawn(written(tmp_path, "\ufeff" + turned, "turned.csv")))
    pl.read_csv(tmp_path / "maps.csv").write_parquet(tmp_path / "maps.parquet")
    plt.assert_frame_equal(first, read_drawn(tmp_path / "maps.parquet"))


ROW = "a,club,peers,1,3,,,\n"


@pytest.mark.parametrize(("code", "rows", "words"), [
    ("unknown_category", "a,club,pears,1,3,,,\n", "Row 1 of «maps.csv» has the unknown category «pears». "
                                                  "Did you mean «peers»?"),
    ("ring_outside_map", ROW + "a,coach,peers,4,3,,,\n", "Row 2 of «maps.csv» has the ring 4, but fewer rings."),
    ("number_out_of_range", "a,club,peers,0,3,,,\n", "Row 1 of «maps.csv» has «0» in «ring». Write a whole"),
    ("number_out_of_range", "a,club,peers,1,3,0,,\n", "«size». Write a size of more than 0"),
    ("number_out_of_range", "a,club,peers,1,3,-2,,\n", "«size»"),
    ("not_a_number", "a,club,peers,1,3,big,,\n", "«big» in «size», which is not a number"),
    ("not_a_number", 'a,club,peers,1,3,"0,5",,\n', "with a point before decimals"),
    ("not_a_number", "a,club,peers,1,3,nan,,\n", "not a number"),
    ("not_whole", "a,club,peers,1.5,3,,,\n", "not a whole number"),
    ("actor_twice", ROW + "a,Club,peers,2,3,,,\n", "which the same map shows twice. 1 more row has the same trouble."),
    ("actor_twice", ROW + "a,club,strangers,2,3,,,\n", "Keep one row"),
    ("size_missing", ROW + "a,coach,peers,1,3,2,,\n", "«club» no size"),
    ("rings_differ", ROW + "a,coach,peers,1,4,,,\n", "different numbers of rings"),
    ("completeness_differs", "a,club,peers,1,3,,,0.5\na,coach,peers,1,3,,,0.6\n", "different completeness"),
    ("number_out_of_range", "a,club,peers,1,3,,,1.5\n", "a share from 0 to 1"),
    ("no_customer", ",club,peers,1,3,,,\n", "does not say who drew"),
    ("no_actor", "a,,peers,1,3,,,\n", "places an actor without a name"),
    ("no_ring", "a,club,peers,,3,,,\n", "gives «club» neither a ring nor both x and y"),
    ("no_rings", "a,club,peers,1,,,,\n", "how many rings the map has"),
])
def test_what_is_not_clear_is_refused_with_its_row(code: str, rows: str, words: str, tmp_path: Path,
                                                   monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, MAPS.split("\n", 1)[0] + "\n" + rows)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputRefused) as refusal:
        read_drawn("maps.csv")
    assert refusal.value.code == code
    assert words in str(refusal.value)


def test_missing_columns_name_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="«custmer» to «customer»"):
        read_drawn(written(tmp_path, "custmer,actor,category,ring,rings\na,club,peers,1,3\n"))
    with pytest.raises(InputRefused, match="no column «ring»"):
        read_drawn(written(tmp_path, "customer,actor,category,rings,x\na,club,peers,3,0.5\n"))


def test_only_one_of_width_and_height_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="width and height"):
        read_drawn(written(tmp_path, "customer,actor,category,rings,x,y,width\na,club,peers,3,0.5,0.5,800\n"))
    with pytest.raises(InputRefused, match="true or false"):
        read_drawn(written(tmp_path, "customer,actor,category,rings,x,y,skewed\na,club,peers,3,0.5,0.5,maybe\n"))


def test_every_column_is_documented() -> None:
    assert set(DRAWN_SCHEMA) <= set(DRAWN_COLUMNS)


def test_ties_among_actors_reach_the_measures(tmp_path: Path) -> None:
    drawn = drawn_ties(read_drawn(written(tmp_path, MAPS)))
    ties = drawn.drop_nulls("name").with_columns(
        actor=pl.concat_str("category", pl.lit(":"), "name"), relevance=pl.lit(0.2)
    ).select("customer", "actor", "name", "category", "relevance")
    between = read_alter_ties(written(tmp_path, "customer,source,target,weight\nana,running club,My Sister,1\n"
                                                "ben,focal_provider:Pulsa,Strava,0\n", "ties.csv"))
    keyed = alter_tie_keys(between, ties)
    assert keyed.rows() == [("ana", "peers:Running Club", "family_friends:my sister", 1.0),
                            ("ben", "focal_provider:Pulsa", "other_providers:Strava", 0.0)]
    egos = drawn["customer"].unique().sort().rename("ego")
    measures = ego_measures(egos, alters_of(ties), keyed, 6)
    assert measures["density"].to_list() == [1.0, 0.0, None, None]


@pytest.mark.parametrize(("code", "text"), [
    ("self_tie", "customer,source,target\na,Club,club\n"),
    ("tie_twice", "customer,source,target\na,club,coach\na,Club,coach\n"),
    ("empty_cell", "customer,source,target\na,club,\n"),
    ("empty_cell", "customer,source,target,weight\na,club,coach,\n"),
    ("number_out_of_range", "customer,source,target,weight\na,club,coach,-1\n"),
    ("missing_column", "customer,sorce,target\na,club,coach\n"),
])
def test_unclear_ties_among_actors_are_refused(code: str, text: str, tmp_path: Path) -> None:
    with pytest.raises(InputRefused) as refusal:
        read_alter_ties(written(tmp_path, text))
    assert refusal.value.code == code


def test_names_that_nobody_or_several_have_are_refused() -> None:
    ties = pl.DataFrame({"customer": ["a", "a", "a"], "actor": ["peers:Kim", "family_friends:Kim", "peers:club"],
                         "name": ["Kim", "Kim", "club"], "category": ["peers", "family_friends", "peers"]})
    for source, words in (("Kim", "several actors"), ("Pat", "no actor")):
        between = pl.DataFrame({"customer": ["a"], "source": [source], "target": ["club"], "weight": [1.0]})
        with pytest.raises(InputRefused, match=words):
            alter_tie_keys(between, ties)
