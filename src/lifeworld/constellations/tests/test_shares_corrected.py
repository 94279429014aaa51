"""Corrected shares of a mapped study: what is printed, why, and what is left unsaid."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner

from lifeworld.constellations.commands.map import map_command
from lifeworld.constellations.commands.sample import sample_command
from lifeworld.constellations.core.shares.corrected import shares_of, with_shares
from lifeworld.constellations.core.shares.elsewhere import Calibration
from lifeworld.constellations.core.shares.read import Taught
from lifeworld.constellations.core.shares.sheet import sample_sheet
from lifeworld.constellations.core.shares.values import Shares
from lifeworld.constellations.core.study import MappedStudy
from lifeworld.constellations.tests.invented_study import invented_study
from lifeworld.kit.errors import InputRefused
from lifeworld.kit.figure import Evidence, Versions, estimate
from lifeworld.kit.ids import hash64
from lifeworld.kit.records import plain, rebuilt
from lifeworld.voices.core.coder_codings import CODER_CODINGS

CODES = ("mood", "peers")
N, TALK = 400, 4


@pytest.fixture(scope="module")
def study() -> MappedStudy:
    """A hundred customers with four statements each; the model finds mood in a third and peers in almost none."""
    ids = [f"s{i:03d}" for i in range(N)]
    statements = pl.DataFrame({
        "id": ids, "customer": [f"c{i // TALK:02d}" for i in range(N)], "text": [f"Invented words, number {i}." for i in range(N)],
        "outcome": [float(i % 3 == 0) + (i * 7 % 5) / 5 for i in range(N)], "n_segments": [1 + i % 3 for i in range(N)],
    })
    found = [("mood", i) for i in range(0, N, 3)] + [("peers", i) for i in range(0, N, 50)]
    codings = pl.DataFrame({"statement": [ids[i] for _, i in found], "code": [code for code, _ in found], "present": [True] * len(found)})
    figures = [
        estimate(f"{key}/{code}", 0.3, 0.2, 0.4, unit="share", n=100, method="for tests", evidence=Evidence("all", 1))
        for key in ("share_of_statements", "customers_who_say") for code in CODES
    ]
    return replace(invented_study(), statements=statements, codings=codings, figures=tuple(figures), versions=Versions("book 1", "model 1"))


def right(i: int, code: str) -> bool:
    """What people find: mood where the model does and in some more, peers almost nowhere."""
    return (i % 3 == 0 or i % 10 == 1) if code == "mood" else i % 100 == 0


def filled(study: MappedStudy, n: int = 150, *, coder: str = "Kim", queue: str | None = "random", **options: bool) -> pl.DataFrame:
    """The codings of a person who read the sheet."""
    sheet = sample_sheet(study.statements, study.codings, n, codes=CODES, **options)
    rows = [
        (identity, coder, code, right(int(identity[1:]), code), None, None, None, queue, chance if queue == "random" else None)
        for identity, chance in sheet.select("id", "inclusion").iter_rows() for code in CODES
    ]
    return pl.DataFrame(rows, schema=CODER_CODINGS, orient="row")


@pytest.fixture(scope="module")
def shares(study: MappedStudy) -> Shares:
    return shares_of(study, filled(study), codes=CODES)


def test_a_share_is_corrected_and_says_how_and_why(shares: Shares) -> None:
    mood = shares.of_statements[0]
    truth = np.mean([right(i, "mood") for i in range(N)])
    assert mood.code == "mood" and mood.method == "predictive values"
    assert mood.corrected.name == "corrected_share_of_statements/mood"
    assert mood.corrected.low < truth < mood.corrected.high
    assert "drawn at random" in mood.reason
    assert mood.uncorrected.value == 0.3
    assert mood.corrected.evidence.n == len(np.unique(mood.corrected.n)) * mood.corrected.n
    assert all(right(int(example.statement[1:]), "mood") for example in mood.corrected.evidence.examples)


def test_customers_who_say_it_are_another_figure(shares: Shares) -> None:
    mood = shares.of_customers[0]
    truth = np.mean([any(right(i, "mood") for i in range(c * TALK, c * TALK + TALK)) for c in range(N // TALK)])
    assert mood.corrected.name == "corrected_customers_who_say/mood"
    assert mood.corrected.value > 2 * shares.of_statements[0].corrected.value
    assert mood.corrected.low < truth


def test_a_rare_code_is_not_enough_but_has_a_bound(shares: Shares) -> None:
    for share in (shares.of_statements[1], shares.of_customers[1]):
        assert share.method == "not enough" and share.corrected.value is None
        assert 0.01 < share.bound < 0.35
        assert share.corrected.n_needed > shares.n_coded
        assert any(warning.startswith("At most") for warning in share.corrected.warnings)


def test_the_model_is_held_against_people(shares: Shares) -> None:
    mood = shares.model[0]
    assert mood.found_right.value == 1.0
    assert 0.05 < mood.missed.value < 0.2
    assert 0.6 < mood.agreement.value < 0.95


def test_what_goes_with_the_outcome_is_there_three_times(shares: Shares) -> None:
    assert shares.drivers is not None
    assert [factor.code for factor in shares.drivers.factors] == ["mood"]
    assert shares.drivers.r2_corrected.value > 0
    assert any("association" in note for note in shares.drivers.notes)


def test_shares_survive_a_file(shares: Shares) -> None:
    assert rebuilt(Shares | None, json.loads(json.dumps(plain(shares)))) == shares
    names = [figure.name for figure in shares.figures()]
    assert len(names) == len(set(names))


def test_the_order_of_rows_does_not_matter(study: MappedStudy, shares: Shares) -> None:
    mixed = replace(study, statements=study.statements.sample(fraction=1, shuffle=True, seed=3), codings=study.codings.reverse())
    again = shares_of(mixed, filled(study).sample(fraction=1, shuffle=True, seed=4), codes=CODES)
    for one, other in zip(shares.of_statements + shares.of_customers, again.of_statements + again.of_customers, strict=True):
        assert one.corrected.value == pytest.approx(other.corrected.value) if one.corrected.enough else not other.corrected.enough
        assert one.corrected.high == pytest.approx(other.corrected.high) if one.corrected.enough else True


def test_statements_of_the_active_queue_correct_nothing(study: MappedStudy, shares: Shares) -> None:
    active = filled(study, coder="Ana", queue="active").filter(~pl.col("statement").is_in(filled(study)["statement"].to_list()))
    both = shares_of(study, pl.concat([filled(study), active]), codes=CODES)
    assert both.of_statements == shares.of_statements
    alone = shares_of(study, filled(study, queue="active"), codes=CODES)
    assert {share.method for share in alone.of_statements} == {"uncorrected"}
    assert not any(share.corrected.enough for share in alone.of_statements)
    assert any("no recorded probability" in note for note in alone.notes)


def test_errors_from_elsewhere_correct_by_rogan_gladen(study: MappedStudy) -> None:
    known = {"mood": Calibration(200, 160, 400, 20, "an earlier study of ours")}
    found = shares_of(study, filled(study, queue="active"), calibration=known, codes=CODES).of_statements[0]
    assert found.method == "Rogan-Gladen" and "an earlier study of ours" in found.reason
    assert found.corrected.value == pytest.approx((134 / 400 - 0.05) / 0.75, abs=0.01)


def test_whole_customers_are_counted_as_they_were_read(study: MappedStudy) -> None:
    found = shares_of(study, filled(study, whole_customers=True), codes=CODES).of_customers[0]
    truth = np.mean([any(right(i, "mood") for i in range(c * TALK, c * TALK + TALK)) for c in range(N // TALK)])
    assert found.method == "whole customers"
    assert found.corrected.low <= truth <= found.corrected.high


def test_where_people_read_everything_no_model_counts(study: MappedStudy) -> None:
    found = shares_of(study, filled(study, N), codes=CODES)
    assert {share.method for share in found.of_statements} == {"people only"}
    assert found.of_statements[1].corrected.value == pytest.approx(4 / N)


def test_several_people_are_taken_by_majority(study: MappedStudy) -> None:
    kim = filled(study)
    against = kim.with_columns(coder=pl.lit("Ana"), present=~pl.col("present"))
    third = kim.with_columns(coder=pl.lit("Ben"))
    assert shares_of(study, pl.concat([kim, against, third]), codes=CODES).of_statements == shares_of(study, kim, codes=CODES).of_statements


def test_models_are_no_people(study: MappedStudy) -> None:
    with pytest.raises(InputRefused, match="No coder in the codings is a person"):
        with_shares(study, filled(study, coder="llm small 1a2b run 1"))


def test_a_study_without_customers_has_no_share_of_customers(study: MappedStudy) -> None:
    nobody = replace(study, statements=study.statements.with_columns(customer=pl.lit(None, pl.String)))
    found = shares_of(nobody, filled(nobody), codes=CODES)
    assert found.of_customers == () and found.of_statements[0].corrected.enough and found.n_customers == 0


def ran(command, *arguments: object) -> str:
    done = CliRunner().invoke(command, [str(one) for one in arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_a_sheet_goes_out_and_its_codings_come_back(tmp_path: Path) -> None:
    said = ("My sister Lena runs with me.", "I felt proud after the race.", "The app lost my run again.", "The club pushes me on.")
    texts = pl.DataFrame({"id": [f"s{i}" for i in range(80)], "customer": [f"c{i // 4}" for i in range(80)],
                          "text": [f"{said[i * 3 % 4]} That was day {i}." for i in range(80)]})
    texts.write_csv(tmp_path / "texts.csv")
    ran(map_command, tmp_path / "texts.csv", "--out", tmp_path / "study")
    told = ran(sample_command, tmp_path / "study", "--n", "40", "--out", tmp_path / "sheet.csv")
    assert "40 statements of" in told and "--codings" in told
    with pytest.raises(InputRefused, match="exists already"):
        ran(sample_command, tmp_path / "study", "--out", tmp_path / "sheet.csv")
    sheet = pl.read_csv(tmp_path / "sheet.csv", infer_schema=False)
    sheet.with_columns(
        coder=pl.lit("Kim"), done=pl.lit("x"), family_friends=pl.when(pl.col("text").str.contains("Lena")).then(pl.lit("1")),
    ).write_csv(tmp_path / "filled.csv")
    ran(map_command, tmp_path / "texts.csv", "--codings", tmp_path / "filled.csv", "--out", tmp_path / "again")
    figures = {one["name"]: one for one in json.loads((tmp_path / "again" / "figures.json").read_text(encoding="utf-8"))}
    family = figures["corrected_share_of_statements/family_friends"]
    assert family["low"] < 0.25 < family["high"]
    assert figures["corrected_share_of_statements/status"]["value"] is None


def test_a_sample_that_taught_the_model_is_no_witness_of_its_labels(study: MappedStudy) -> None:
    read = filled(study)
    ids = read["statement"].unique()
    taught = Taught(("mood",), np.unique(hash64(ids)))
    # A model that learned these statements by heart is right on them, and wrong elsewhere as before.
    heart = pl.DataFrame([(one, "mood", True) for one in ids if right(int(one[1:]), "mood")], schema=study.codings.schema, orient="row")
    others = study.codings.filter(~pl.col("statement").is_in(ids.to_list()) & (pl.col("code") == "mood"))
    learned = replace(study, codings=pl.concat([heart, others]))
    truth = np.mean([right(i, "mood") for i in range(N)])
    fooled = shares_of(learned, read, codes=CODES).of_statements[0]
    assert fooled.corrected.high < truth, "without that knowledge its errors elsewhere are taken to be none"
    found = shares_of(learned, read, codes=CODES, taught=taught)
    mood = found.of_statements[0]
    assert mood.method == "people only" and "learned" in mood.reason and mood.beside == ()
    assert mood.corrected.low < truth < mood.corrected.high
    assert [one.code for one in found.model] == ["peers"]
    assert found.drivers is None
    assert any("fresh sample" in note for note in found.notes)


def test_heads_that_learned_from_other_statements_are_held_against_people(study: MappedStudy, shares: Shares) -> None:
    elsewhere = Taught(("mood",), np.unique(hash64(pl.Series(["t1", "t2"]))))
    assert shares_of(study, filled(study), codes=CODES, taught=elsewhere) == shares
