"""Comparing coders: disagreements first, the same for any order, nobody the truth; on five people's codings."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.kit.errors import InputRefused
from lifeworld.kit.frames import write_csv
from lifeworld.testing.terminal import shared_data
from lifeworld.voices.core.coder_codings import CODER_CODINGS
from lifeworld.voices.core.coder_comparison import (
    ADJUDICATION,
    CONFUSIONS,
    DISAGREEMENTS,
    CoderComparison,
    adjudication_sheet,
    code_table,
    compare_coders,
    pair_table_of,
)
from lifeworld.voices.files.coder_codings import read_codings, statements_in
from lifeworld.voices.tests.coded_by_people import EMOTIONS, emotion_sheets

Judgement = tuple[str, str, str, bool]


def codings(rows: list[Judgement]) -> pl.DataFrame:
    frame = pl.DataFrame(rows, schema=["statement", "coder", "code", "present"], orient="row")
    missing = {name: pl.lit(None, kind) for name, kind in CODER_CODINGS.items() if name not in frame.columns}
    return frame.with_columns(**missing).select(pl.col(name).cast(kind) for name, kind in CODER_CODINGS.items())


def study(n: int = 120) -> pl.DataFrame:
    rng = np.random.default_rng(4)
    rows: list[Judgement] = []
    for code, share, error in (("mood", 0.4, 0.05), ("peers", 0.2, 0.25)):
        truth = rng.random(n) < share
        for coder in ("Ana", "Ben", "Cleo"):
            given_ = truth ^ (rng.random(n) < error)
            rows += [(f"s{s:03}", coder, code, bool(given_[s])) for s in range(n) if not (coder == "Cleo" and s % 3)]
    return codings(rows)


TEXTS = pl.DataFrame({"id": [f"s{s:03}" for s in range(120)], "customer": [f"u{s // 4}" for s in range(120)],
                      "text": [f"Statement {s}." for s in range(120)]})


def seen(found: CoderComparison) -> tuple[object, ...]:
    return (code_table(found).rows(), pair_table_of(found).rows(), found.disagreements.rows(), found.confusions.rows(), found.mean_alpha)


def test_disagreements_come_first_and_worst_first() -> None:
    found = compare_coders(study(), TEXTS)
    assert dict(found.disagreements.schema) == dict(DISAGREEMENTS)
    assert dict(found.confusions.schema) == dict(CONFUSIONS)
    assert found.disagreements["code"][0] == "peers"
    assert found.disagreements["alpha"].is_sorted()
    assert found.disagreements.filter(code="mood")["split"].is_sorted(descending=True)
    one = found.disagreements.row(0, named=True)
    given_ = study().filter(statement=one["statement"], code=one["code"])
    assert set(given_.filter("present")["coder"]) == set(one["present"])
    assert set(given_.filter(~pl.col("present"))["coder"]) == set(one["absent"])
    assert one["text"] == TEXTS.filter(id=one["statement"])["text"][0]


def test_figures_have_intervals_of_customers_and_open_to_disagreements() -> None:
    found = compare_coders(study(), TEXTS)
    alpha = found.codes[1].figures["alpha"]
    assert (alpha.n, alpha.n_unit, alpha.n_customers) == (120, "statements", 30)
    assert alpha.low < alpha.value < alpha.high
    assert "resampling customers" in alpha.method
    assert alpha.evidence.n == found.disagreements.filter(code="peers").height
    assert alpha.evidence.examples[0].statement == found.disagreements["statement"][0]
    assert "kappa" not in found.codes[0].figures
    assert {pair.coders for pair in found.pairs} == {("Ana", "Ben"), ("Ana", "Cleo"), ("Ben", "Cleo")}
    assert all("kappa" in pair.figures for pair in found.pairs)
    assert found.codes[0].verdict != found.codes[1].verdict


def test_few_statements_are_not_enough() -> None:
    found = compare_coders(study(6), TEXTS)
    assert found.codes[0].verdict == "not enough"
    assert "not enough" in found.codes[0].figures["alpha"].text()
    assert found.disagreements.height >= 0


@settings(max_examples=4, deadline=None)
@given(st.randoms())
def test_order_of_rows_does_not_matter_and_names_do_not_either(random) -> None:
    rows = study(40)
    order = list(range(len(rows)))
    random.shuffle(order)
    assert seen(compare_coders(rows, TEXTS)) == seen(compare_coders(rows[order], TEXTS.sample(fraction=1, shuffle=True, seed=1)))
    swapped = rows.with_columns(pl.col("coder").replace({"Ana": "Ben", "Ben": "Ana"}))
    once, again = compare_coders(rows, TEXTS), compare_coders(swapped, TEXTS)
    assert [one.figures["alpha"].value for one in once.codes] == [one.figures["alpha"].value for one in again.codes]


def test_few_finds_are_said_to_be_few() -> None:
    rare = codings([(f"s{s:03}", coder, "status", s < 4 + (coder == "Ana")) for s in range(60) for coder in ("Ana", "Ben")])
    alpha = compare_coders(rare, TEXTS).codes[0].figures["alpha"]
    assert any("Only 5 of these statements" in warning for warning in alpha.warnings)


def test_what_one_coder_alone_judged_changes_no_coefficient() -> None:
    more = pl.concat([study(), codings([(f"t{s}", "Ana", "mood", True) for s in range(30)])])
    once, again = compare_coders(study(), TEXTS), compare_coders(more, TEXTS)
    assert once.codes[0].figures["alpha"].value == again.codes[0].figures["alpha"].value
    assert again.notes[0].startswith("30 statements")


def test_codes_in_each_others_place() -> None:
    rows = [(f"s{s}", coder, code, s < 12 and (code == "mood") == (coder == "Ana")) for s in range(24) for coder in ("Ana", "Ben")
            for code in ("mood", "performance")]
    found = compare_coders(codings(rows)).confusions
    assert found.select("code", "instead", "n", "expected").row(0) == ("mood", "performance", 12, 6.0)


def test_spans_are_compared_where_they_are_known() -> None:
    rows = []
    for s in range(80):
        for coder, end in (("Ana", 9), ("Ben", 9 if s % 2 else 7)):
            rows.append((f"s{s:03}", coder, "mood", True, 0, end, None, None, None))
    found = compare_coders(pl.DataFrame(rows, schema=CODER_CODINGS, orient="row"), TEXTS.with_columns(text=pl.lit("Statement and more.")))
    assert found.spans["mood/span_f1"].value == pytest.approx(0.5)
    assert 0 < found.spans["mood/u_alpha"].value < 1
    assert compare_coders(study(), TEXTS).spans == {}


def test_the_sheet_to_settle_in_comes_back(tmp_path: Path) -> None:
    sheet = adjudication_sheet(compare_coders(study(), TEXTS))
    assert dict(sheet.schema) == dict(ADJUDICATION)
    filled = sheet.head(4).with_columns(present=pl.Series(["yes", "no", "", "1"]))
    write_csv(filled, tmp_path / "adjudicate.csv")
    back = read_codings([tmp_path / "adjudicate.csv"], TEXTS)
    assert back["coder"].unique().to_list() == ["adjudicated"]
    assert back.height == 3
    assert back["present"].sum() == 2


def test_refusals() -> None:
    with pytest.raises(InputRefused, match="two coders"):
        compare_coders(study().filter(coder="Ana"))
    with pytest.raises(InputRefused, match="judged by two"):
        compare_coders(codings([("a", "Ana", "mood", True), ("b", "Ben", "mood", True)]))


FIVE_PEOPLE = {  # alpha (krippendorff 0.9.0), AC1 (irrCAC 0.4.4), kappa and F1 of the first two coders (scikit-learn)
    "Joy": (0.708587, 0.771604, 0.724424, 0.804469), "Trust": (0.604096, 0.862114, 0.632687, 0.695238),
    "Fear": (0.506907, 0.976658, 0.853821, 0.857143), "Surprise": (0.35355, 0.925346, 0.45032, 0.474576),
    "Sadness": (0.613649, 0.776984, 0.701161, 0.772881), "Disgust": (0.428316, 0.926773, 0.55793, 0.588235),
    "Anger": (0.419698, 0.963564, 0.622827, 0.636364), "Anticipation": (0.728306, 0.899245, 0.795273, 0.828283),
    "Neutral": (0.527934, 0.930462, 0.591079, 0.615385), "Reject": (0.71792, 0.988376, 0.814888, 0.818182),
}


def test_five_people_as_independent_implementations_count_them(tmp_path: Path) -> None:
    data = shared_data()
    if data is None:
        pytest.skip("the folder shared/data is not beside the repository")
    paths = emotion_sheets(data, tmp_path)
    found = compare_coders(read_codings(paths), statements_in(paths), EMOTIONS)
    assert found.coders == ("Ann_1", "Ann_2", "Ann_3", "Ann_4", "Ann_5")
    assert found.n_statements == 1408
    for one in found.codes:
        alpha, ac1, kappa, f1 = FIVE_PEOPLE[one.code]
        pair = next(pair for pair in found.pairs if pair.code == one.code and pair.coders == ("Ann_1", "Ann_2"))
        measured = [one.figures["alpha"].value, one.figures["ac1"].value, pair.figures["kappa"].value, pair.figures["f1"].value]
        assert measured == pytest.approx([alpha, ac1, kappa, f1], abs=1e-6)
        assert one.n_statements == 1408
        assert one.figures["alpha"].low < alpha < one.figures["alpha"].high
    assert found.mean_alpha.value == pytest.approx(np.mean([row[0] for row in FIVE_PEOPLE.values()]), abs=1e-6)
