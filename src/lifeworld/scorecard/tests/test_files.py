"""Frames as files: read back as they were written, refused with file, row, column and remedy, and harmless in a spreadsheet."""

from __future__ import annotations

import gzip
import json
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.kit.errors import InputRefused
from lifeworld.scorecard.core.frames import FRAMES, Frames, checked
from lifeworld.scorecard.files.reading import count_files, read_folder, read_table_of
from lifeworld.scorecard.files.window import day, within
from lifeworld.scorecard.files.writing import write_frames, write_world

CUSTOMERS = "customer,household,target\nana,h1,true\nben,h1,no\ncleo,,\n"
_TEXTS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=12).map(str.strip).filter(bool)
_NUMBERS = st.lists(st.one_of(st.none(), st.floats(0, 100)), min_size=6, max_size=6)
_ODD = st.sampled_from(["=1+1", "'=1+1", "-5", "+x", "@home", '"', "a,b", "a;b", "'", "null", "true", "1.0", "zwei\nZeilen", "0012"])


def folder(home: Path, **files: str) -> Path:
    """A folder of CSV files; the customers are there unless given."""
    for name, text in {"customers": CUSTOMERS, **files}.items():
        (home / f"{name}.csv").write_text(text, encoding="utf-8")
    return home


def refusal(home: Path) -> str:
    with pytest.raises(InputRefused) as caught:
        read_folder(home)
    return str(caught.value)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.one_of(_TEXTS, _ODD), min_size=1, max_size=6, unique=True), _NUMBERS, st.sampled_from(["csv", "parquet"]))
def test_what_is_written_is_read_back(keys: list[str], numbers: list[float | None], form: str) -> None:
    n = len(keys)
    times = [datetime(2026, 5, 1, 12, 30, 15, 123456, tzinfo=UTC)] * n
    customers = pl.DataFrame({"customer": keys, "before": numbers[:n], "joined_at": times}, schema_overrides={"before": pl.Float64})
    weights = pl.DataFrame({"who": ["owner"] * 2, "factor": ["success", "sauce"], "weight": [1.5, 4.0]})
    frames = Frames({"customers": checked("customers", customers), "weights": checked("weights", weights)})
    with tempfile.TemporaryDirectory() as made:
        home = Path(made) / "tables"
        write_frames(frames, home, "csv" if form == "csv" else "parquet")
        back = read_folder(home).frames
        raw = "".join(path.read_text(encoding="utf-8") for path in home.glob("*.csv"))
    for name in FRAMES:
        assert back[name].equals(frames[name]), name
    cells = [cell for line in raw.splitlines() for cell in line.split(",")]
    assert not [cell for cell in cells if cell.lstrip('"')[:1] in "=@" and cell.lstrip('"')]
    assert not back.simulated


@pytest.mark.parametrize(("name", "text", "said"), [
    ("goals", "customer,goal,kind,state\nana,g,achieve,reached\n", ("goals.csv", "no column «lowered»", "whether it was made easier")),
    ("goals", "customer,goal,kind,state,lowered\nana,g,achieve,reached,0\nben,g,achieve,won,0\n",
     ("Row 2 of «goals.csv»", "«won» in «state»", "«reached»")),
    ("goals", "customer,goal,kind,state,lowered,t\nana,g,achieve,reached,no,\"51,5\"\n",
     ("Row 1 of «goals.csv»", "«51,5» in «t»", "a point before decimals")),
    ("goals", "customer,goal,kind,state,lowered,n_days,n_known\nana,g,manage,active,no,5,9\n",
     ("Row 1", "9 in «n_known», which is more than its «n_days»")),
    ("goals", "customer,goal,kind,state,lowered,n_days\nana,g,manage,active,no,5.5\n", ("«5.5» in «n_days»", "a whole number")),
    ("goals", "customer,goal,kind,state,lowered\nana,g,achieve,reached,maybe\n", ("«maybe» in «lowered»", "true or false")),
    ("goals", "customer,goal,kind,state,lowered\n,g,achieve,reached,0\n",
     ("Row 1 of «goals.csv» has nothing in «customer»", "key of the customer")),
    ("answers", "customer,outcome,importance\nana,o,7\n", ("«answers.csv»", "from 1 to 5")),
    ("answers", "customer,outcome,importance\nana,o,inf\n", ("«inf» in «importance»", "a number")),
    ("earnings", "earning,partner,at,amount\ne,p,soon,1\n", ("«soon» in «at»", "2026-05-01")),
    ("earnings", "earning,partner,at,amount\ne,p,2026-05-01,1\ne,q,2026-05-02,2\n",
     ("Row 1 of «earnings.csv»", "the same as another row", "«earning»")),
    ("earnings", "earning,partner,at,amount\ne,p,2026-05-01\nf,p,2026-05-01,1\ng,p,2026-05-01,1\n",
     ("Row 1 of «earnings.csv» does not fit",)),
    ("weights", "who,factor,weight\nowner,success,3\nowner,sucess,2\n", ("Row 2 of «weights.csv»", "«sucess» in «factor»", "«success»")),
    ("starts", "journey,at,surface,embedded,embedded \nj,2026-05-01,home,0,0\n", ("«embedded»",)),
])
def test_a_refusal_names_file_row_column_and_remedy(tmp_path: Path, name: str, text: str, said: tuple[str, ...]) -> None:
    message = refusal(folder(tmp_path, **{name: text}))
    assert all(part in message for part in said), message
    assert message.endswith(".")


def test_more_rows_with_the_same_trouble_are_counted(tmp_path: Path) -> None:
    rows = "".join(f"ana,g{i},achieve,{'lost' if i % 2 else 'reached'},no\n" for i in range(10))
    assert "4 more rows have the same trouble." in refusal(folder(tmp_path, goals=f"customer,goal,kind,state,lowered\n\n{rows}"))


def test_rows_are_counted_as_in_the_file(tmp_path: Path) -> None:
    home = folder(tmp_path, answers="customer,outcome,importance\nana,one,1\nana,two,2\nana,three,x\n")
    assert "Row 3 of «answers.csv»" in refusal(home)


def test_a_folder_that_cannot_be_scored_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    assert "There is no folder" in refusal(tmp_path / "nowhere")
    (tmp_path / "customer.csv").write_text(CUSTOMERS)
    assert "Is it «customer.csv»? Then rename it." in refusal(tmp_path)
    folder(tmp_path)
    (tmp_path / "customers.csv.gz").write_bytes(gzip.compress(CUSTOMERS.encode()))
    assert "holds «customers» twice" in refusal(tmp_path)
    assert "is a file" in refusal(tmp_path / "customers.csv")


def test_what_nobody_reads_is_named(tmp_path: Path) -> None:
    home = folder(tmp_path, goal="customer,goal\na,b\n", answers="customer,outcome,importanc,colour\nana,o,3,red\nzoe,o,3,red\n")
    (home / ".hidden").write_text("x")
    notes = " ".join(read_folder(home).notes)
    assert "«goal.csv» looks like the frame «goals»" in notes
    assert "«importanc», «colour»" in notes and "«importanc» looks like «importance»" in notes
    assert "1 customer of «answers.csv» is not in «customers.csv»" in notes
    assert "hidden" not in notes


def test_an_export_without_rows_says_that_nothing_is_known(tmp_path: Path) -> None:
    read = read_folder(folder(tmp_path, goals="customer,goal,kind,state,lowered\n"))
    assert read.frames["goals"].is_empty() and "«goals.csv» has no rows" in " ".join(read.notes)


@pytest.mark.parametrize("made", [
    lambda text: text.encode(), lambda text: text.replace(",", ";").encode("utf-8-sig"),
    lambda text: text.replace(",", "\t").encode("utf-16"), lambda text: text.replace("\n", "\r\n").encode("cp1252"),
])
def test_dialects_and_encodings_mean_the_same(tmp_path: Path, made: Callable[[str], bytes]) -> None:
    text = "Customer,House hold,Household,TARGET\nJürgen,x,h1,yes\nana,y,,\n"
    (tmp_path / "Customers.csv").write_bytes(made(text))
    packed = tmp_path / "packed"
    packed.mkdir()
    (packed / "customers.csv.gz").write_bytes(gzip.compress(made(text)))
    for home in (tmp_path, packed):
        table = read_folder(home).frames["customers"]
        assert table.select("customer", "household", "target").rows() == [("Jürgen", "h1", True), ("ana", None, None)]


def test_parquet_of_other_types_is_understood_or_refused(tmp_path: Path) -> None:
    table = pl.DataFrame({"earning": [1, 2], "partner": pl.Series(["p", "q"], dtype=pl.Categorical),
                          "at": [datetime(2026, 5, 1, 12), None], "amount": [3, 4]})
    table.write_parquet(tmp_path / "earnings.parquet")
    with pytest.raises(InputRefused, match=r"Row 2 of «earnings\.parquet» has nothing in «at»"):
        read_table_of(tmp_path / "earnings.parquet", "earnings")
    table = table.with_columns(pl.col("at").fill_null(strategy="forward"), outcome=pl.lit("attained"))
    table.write_parquet(tmp_path / "earnings.parquet")
    read = read_table_of(tmp_path / "earnings.parquet", "earnings")
    assert read.schema == FRAMES["earnings"].schema
    assert read["earning"].to_list() == ["1", "2"] and str(read["at"][0]) == "2026-05-01 12:00:00+00:00"
    table.with_columns(amount=pl.lit(True)).write_parquet(tmp_path / "earnings.parquet")
    with pytest.raises(InputRefused, match="in «amount»"):
        read_table_of(tmp_path / "earnings.parquet", "earnings")
    table.with_columns(amount=pl.concat_list("amount")).write_parquet(tmp_path / "earnings.parquet")
    with pytest.raises(InputRefused, match="holds lists or bytes"):
        read_table_of(tmp_path / "earnings.parquet", "earnings")


def test_a_simulation_stays_labelled_and_nothing_foreign_is_overwritten(tmp_path: Path) -> None:
    frames = read_folder(folder(tmp_path)).frames
    home = tmp_path / "world"
    write_world(frames, {"world": "sound"}, home)
    assert json.loads((home / "truth.json").read_text())["simulated"] is True
    read = read_folder(home)
    assert read.frames.simulated and read.files["customers"]["rows"] == 3 and count_files(home) == 1
    write_world(frames, {}, home, "parquet")
    assert {path.name for path in home.iterdir()} == {"customers.parquet", "truth.json"}
    (home / "diary.txt").write_text("mine")
    with pytest.raises(InputRefused, match=r"diary\.txt"):
        write_world(frames, {}, home)
    assert (home / "customers.parquet").exists() and (home / "diary.txt").read_text() == "mine"


def test_days_that_are_not_asked_for_are_left_out_and_counted(tmp_path: Path) -> None:
    uses = "customer,partner,at\nana,p,2026-04-30T23:59:59Z\nana,p,2026-05-01\nben,p,\ncleo,p,2026-07-31T23:59:59Z\ncleo,q,2026-08-01\n"
    frames = read_folder(folder(tmp_path, uses=uses)).frames
    kept, notes = within(frames, "2026-05-01", "2026-07-31")
    assert kept["uses"]["customer"].to_list() == ["ana", "ben", "cleo"]
    assert notes == ("2 rows of «uses» happened on other days and were left out.", "1 row of «uses» has no time and counted.")
    assert within(frames, "", "")[0] is frames
    assert within(frames, "2026-08-01", "")[0]["uses"]["partner"].to_list() == ["p", "q"]
    with pytest.raises(InputRefused, match="before it begins"):
        within(frames, "2026-08-01", "2026-07-01")
    with pytest.raises(InputRefused, match="begins on 2027-05-01, after 2026-07-31"):
        within(frames, "2027-05-01", "", "2026-07-31")
    assert within(frames, "2026-07-31", "", "2026-07-31")[0]["uses"]["partner"].to_list() == ["p", "p", "q"]
    with pytest.raises(InputRefused, match="«1st May» after --since is no day"):
        day("1st May", "--since")


def test_goals_are_those_from_before_the_window_and_tables_without_a_time_are_named(tmp_path: Path) -> None:
    goals = ("customer,goal,kind,state,lowered,declared_at\nana,run,achieve,active,false,2026-04-30\n"
             "ben,run,achieve,active,false,2026-05-01\ncleo,run,achieve,active,false,\n")
    answers = "customer,outcome,importance,satisfaction\nana,to run,5,2\n"
    choices = "customer,partner,by\nana,p,customer\n"
    frames = read_folder(folder(tmp_path, goals=goals, answers=answers, choices=choices)).frames
    kept, notes = within(frames, "2026-05-01", "2026-07-31")
    assert kept["goals"]["customer"].to_list() == ["ana", "cleo"] and kept["answers"].height == 1
    assert notes == ("1 row of «goals» was declared in the window or after it and was left out.",
                     "1 row of «goals» has no time and counted.",
                     "«answers», «choices» have no time by which to cut: all rows counted, of whatever day.")
    assert within(frames, "", "2026-04-30")[0]["goals"]["customer"].to_list() == ["ana", "cleo"]
