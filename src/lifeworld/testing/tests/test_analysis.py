"""The analysis library: the same results from files and frames, and what a notebook shows, writes and refuses."""

from __future__ import annotations

import csv
from importlib.resources import files
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import lifeworld as lw
from lifeworld.analysis import Mapped
from lifeworld.analysis.sources import frame_of
from lifeworld.constellations.core.protection.values import Policy
from lifeworld.kit.errors import InputRefused

RUNNERS = Path(str(files("lifeworld.testing") / "runners"))
CYCLISTS = Path(str(files("lifeworld.testing") / "interviews"))
SAID = pl.DataFrame({
    "who": ["Ana", "Ana", "Ana", "Ben"],
    "answer": ["My wife runs with me on Sundays.", "I feel strong and happy.", "Write to ana@example.org, she knows.", "The app crashes."],
    "when": ["2026-01-05", "2026-01-06", "2026-04-07", "2026-04-08"],
    "channel": ["diary", "diary", "post", "post"],
    "ok": ["yes", "yes", "yes", "no"],
})
ROLES: dict[str, Any] = {"text": "answer", "customer": "who", "time": "when", "source": "channel", "consent": "ok"}


@pytest.fixture(scope="module")
def small() -> Mapped:
    return lw.map(SAID, **ROLES)


def test_a_path_a_polars_frame_and_a_lazy_frame_give_the_same_statements(tmp_path: Path) -> None:
    SAID.write_csv(tmp_path / "said.csv")
    kinds = [lw.read(one, **ROLES).frame.drop("file") for one in (tmp_path / "said.csv", [str(tmp_path / "said.csv")], SAID, SAID.lazy())]
    assert all(one.equals(kinds[0]) for one in kinds)
    assert sorted(kinds[0]["source"]) == ["diary", "diary", "post", "post"]


def test_a_pandas_frame_is_read_like_a_file() -> None:
    pd = pytest.importorskip("pandas", reason="pandas is not installed, so its frames cannot be tried")
    pandas = pd.DataFrame(SAID.to_dict(as_series=False), index=[7, 7, 8, 9])
    assert lw.read(pandas, **ROLES).frame.equals(lw.read(SAID, **ROLES).frame)


def test_pandas_types_and_missing_values_become_those_of_polars() -> None:
    pd = pytest.importorskip("pandas", reason="pandas is not installed, so its frames cannot be tried")
    frame = frame_of(pd.DataFrame({
        "id": [1, None, 3], "stars": pd.array([5, None, 3], dtype="Int64"), "score": [1.5, float("nan"), 2.0],
        "when": pd.to_datetime(["2026-01-02", None, "2026-04-05"]), "kind": pd.Categorical(["a", "b", None]),
        "month": pd.period_range("2026-01", periods=3, freq="M"), "mixed": [1, "x", None], "yes": [True, None, False], 4: ["a", "b", "c"],
    }))
    assert frame.select("id", "stars", "score").rows() == [(1, 5, 1.5), (None, None, None), (3, 3, 2.0)]
    assert frame["when"].is_null().to_list() == [False, True, False]
    assert frame.select("kind", "month", "mixed", "yes", "4").row(1) == ("b", "2026-02", "x", None, "b")


@pytest.mark.parametrize("given", [3, None, {"a": 1}, [1, 2]])
def test_what_is_no_path_and_no_frame_is_refused_with_a_sentence(given: Any) -> None:
    with pytest.raises(InputRefused, match=r"neither|holds neither"):
        lw.read(given)


def test_a_series_and_two_columns_of_one_name_are_refused() -> None:
    pd = pytest.importorskip("pandas", reason="pandas is not installed, so its frames cannot be tried")
    with pytest.raises(InputRefused, match="Series"):
        lw.read(pd.Series(["a"]))
    with pytest.raises(InputRefused, match="Two columns"):
        lw.read(pd.DataFrame([["x", "y"]], columns=["a", "a"]))


def test_a_misspelled_role_and_an_option_that_comes_too_late_are_refused() -> None:
    with pytest.raises(TypeError, match="«custmer»"):
        lw.read(SAID, text="answer", custmer="who")
    said = lw.read(SAID, **ROLES)
    for late in (lw.code, lw.map):
        with pytest.raises(InputRefused, match="read already"):
            late(said, text="answer")
    with pytest.raises(InputRefused, match="read already"):
        lw.map(lw.code(said), focal="Kestrel")


def test_coding_first_or_mapping_at_once_is_the_same(small: Mapped) -> None:
    coded = lw.code(SAID, **ROLES)
    assert len(coded) == coded.frame.height == 4
    again = lw.map(coded)
    assert again.codings.equals(small.codings)
    assert again.ties.equals(small.ties)


def test_a_notebook_shows_a_study_and_its_parts_without_scripts(small: Mapped) -> None:
    shown = [small._repr_html_(), lw.read(SAID, **ROLES)._repr_html_(), lw.code(SAID, **ROLES)._repr_html_()]
    assert all("<table" in one and "<script" not in one for one in shown)
    assert "not enough" in shown[0]
    assert len(repr(small)) < 300
    strange = lw.map(SAID.rename({"answer": "<b>answer"}), **{**ROLES, "text": "<b>answer"})
    assert "<b>" not in strange._repr_html_()


def test_pictures_show_and_save_themselves(small: Mapped, tmp_path: Path) -> None:
    for what in ("types", "drivers", "triangle", "customers", "Ana"):
        assert lw.picture(small, what)._repr_svg_().startswith("<svg")
    assert lw.picture(small, "Ana").save(tmp_path / "ana.png").read_bytes().startswith(b"\x89PNG")
    assert lw.picture(small, "Ana").save(tmp_path / "ana.svg").read_text(encoding="utf-8").startswith("<svg")
    for what, says in (("tipes", "Did you mean «types»"), ("impact", "no outcome"), ("pooled", "no pool")):
        with pytest.raises(InputRefused, match=says):
            lw.picture(small, what)
    with pytest.raises(InputRefused, match="neither in"):
        lw.picture(small).save(tmp_path / "ana.bmp")


def test_a_report_is_protected_and_tables_are_not(small: Mapped, tmp_path: Path) -> None:
    report = lw.report(small, pseudonyms=True, redact=["happy"])
    assert "ana@example.org" not in report.html
    assert "The app crashes" not in report.html  # Ben did not consent
    assert "happy" not in "".join(report.study.statements["text"])
    assert "Ana" not in report.study.constellations["customer"].to_list()
    assert 'sandbox="allow-scripts"' in report._repr_html_()
    assert report.notes
    assert any("ana@example.org" in text for text in small.statements["text"])
    report.save(tmp_path / "report.html", to="kumu")
    assert {path.name for path in tmp_path.iterdir()} == {"report.html", "report"}
    with pytest.raises(InputRefused, match="form of export"):
        report.save(tmp_path / "second.html", to=["ptx"])
    assert not (tmp_path / "second.html").exists()


def test_what_the_study_file_says_of_privacy_holds_in_a_report(tmp_path: Path) -> None:
    (tmp_path / "redact.txt").write_text("Sundays\n", encoding="utf-8")
    (tmp_path / "study.toml").write_text('redact = "redact.txt"\n[privacy]\npseudonyms = true\ncell_min = 7\n', encoding="utf-8")
    mapped = lw.map(SAID, **ROLES, study=tmp_path / "study.toml")
    assert mapped.policy == Policy(pseudonyms=True, redact=("Sundays",), cell_min=7)
    safe = lw.report(mapped, cell_min=3).study
    assert safe.protection is not None
    assert (safe.protection.policy.pseudonyms, safe.protection.policy.cell_min) == (True, 3)
    assert not any("sundays" in text.casefold() for text in safe.statements["text"])


def test_a_saved_study_is_what_the_terminal_writes_and_can_be_compared(small: Mapped, tmp_path: Path) -> None:
    folder = small.save(tmp_path / "study")
    assert {"statements.parquet", "study.json", "figures.json", "report.html"} <= {path.name for path in folder.iterdir()}
    assert "ana@example.org" not in (folder / "report.html").read_text(encoding="utf-8")
    same = lw.compare(before=folder, after=small)
    assert same.comparison.by == "study"
    assert same.frame.height > 0
    assert "<ul>" in same._repr_html_()


def test_studies_to_compare_need_names_and_company(small: Mapped) -> None:
    with pytest.raises(InputRefused, match="at least two"):
        lw.compare(small)
    for names in (("a", "a"), ("a", "b", "c")):
        with pytest.raises(InputRefused, match="name of its own"):
            lw.compare(small, small, names=names)


def test_transcripts_are_mapped_compared_and_corrected(tmp_path: Path) -> None:
    said = lw.read(CYCLISTS, study=CYCLISTS / "study.toml")
    assert said.frame["context"].is_not_null().any()
    assert len(said.notes) > 1
    path = tmp_path / "corrections.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([["action", "statement", "code", "to", "who", "why"],
                                      ["code", "wilma-0010", "family_friends", "absent", "Ana", "he was unknown to her"]])
    mapped = lw.map(said, by="group", corrections=path)
    assert [one.n_changed for one in mapped.corrections] == [1]
    decided = mapped.codings.filter(pl.col("coder") == "human:Ana")
    assert decided.select("statement", "code", "probability").rows() == [("wilma-0010", "family_friends", 0.0)]
    group = mapped.compared["group"]
    assert "ewer than ten" in group.note
    assert lw.picture(group)._repr_svg_().startswith("<svg")
    assert "Fictional" in group._repr_html_()


def test_the_words_of_the_library_are_found_by_completion() -> None:
    assert {"code", "compare", "map", "picture", "read", "report"} <= set(dir(lw))
    with pytest.raises(AttributeError, match="mapp"):
        lw.mapp  # noqa: B018
