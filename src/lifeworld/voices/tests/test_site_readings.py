"""The bridge from the tables to the cores: long codings, the matrix, and that nobody blind sees anybody else."""

from __future__ import annotations

import json

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeworld.testing.cast import Cast, cast
from lifeworld.voices.actions.readings import read_statement
from lifeworld.voices.core.agreement import MISSING
from lifeworld.voices.core.codebook import CODES
from lifeworld.voices.core.coder_codings import CODER_CODINGS, judged
from lifeworld.voices.core.coder_comparison.compare import compare_coders
from lifeworld.voices.core.site_readings import MARKS, READINGS, long_codings, readings_array
from lifeworld.voices.core.site_studies import CoderValue
from lifeworld.voices.models import CodebookVersion, Coder, Reading, Statement
from lifeworld.voices.queries.readings import codings_frame, readings_matrix
from lifeworld.voices.queries.statements import statements_frame
from lifeworld.voices.tests.site_coded import EMOJI, make_study, mark, model_reads, statement

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


def test_codings_have_a_row_for_what_was_judged_and_one_for_each_mark(people: Cast) -> None:
    study, ben = make_study(people), people.caller(people.ben)
    marks = [mark(EMOJI, "club", "peers"), mark(EMOJI, "waits", "peers")]
    read_statement(ben, study, statement(study, "s0"), ["self"], marks, version=0)
    frame = codings_frame(ben, study.pk)
    assert dict(frame.schema) == CODER_CODINGS and frame.height == 13
    assert frame.filter(pl.col("present")).select("code", "start", "quote").rows() == [
        ("peers", EMOJI.index("club"), "club"), ("peers", EMOJI.index("waits"), "waits"), ("self", None, None)]
    assert judged(frame).height == 12 and frame["coder"].unique().to_list() == ["Ben"]


def test_the_matrix_says_what_the_long_frame_says(people: Cast) -> None:
    study, ben = make_study(people), people.caller(people.ben)
    model_reads(study, {"s0": {"mood": 0.9}, "s1": {}})
    for user, codes in ((people.eva, ["mood", "self"]), (people.finn, [])):
        read_statement(people.caller(user), study, statement(study, "s1"), codes, [], version=0)
    matrix, frame = readings_matrix(ben, study.pk), codings_frame(ben, study.pk)
    assert matrix.codes == CODES and [coder.name for coder in matrix.coders] == ["fast", "Eva", "Finn"]
    assert matrix.ids.to_list() == ["s0", "s1"] and (matrix.customers > 0).all()
    for key, coder, code, present in judged(frame).select("statement", "coder", "code", "present").iter_rows():
        at = [coder_.name for coder_ in matrix.coders].index(coder)
        assert matrix.values[matrix.ids.to_list().index(key), at, CODES.index(code)] == present
    assert (matrix.values == MISSING).sum() == 24, "Eva and Finn did not read s0"
    comparison = compare_coders(frame.filter(pl.col("coder") != "fast"), statements_frame(ben, study.pk))
    assert comparison.n_statements == 1 and comparison.disagreements.height == 2


def test_whoever_may_not_analyse_gets_her_own_whatever_is_asked(people: Cast) -> None:
    study = make_study(people)
    for user in (people.eva, people.finn):
        read_statement(people.caller(user), study, statement(study, "s1"), ["mood"], [], version=0)
    finn = Coder.objects.get(name="Finn").pk
    eva = people.caller(people.eva)
    assert codings_frame(eva, study.pk)["coder"].unique().to_list() == ["Eva"]
    assert codings_frame(eva, study.pk, [finn]).height == 0 and readings_matrix(eva, study.pk, [finn]).values.size == 0
    assert codings_frame(people.caller(people.vic), study.pk).height == 0
    assert codings_frame(people.caller(people.dev, people.other), study.pk).height == 0


def test_what_a_reader_did_not_judge_is_missing(people: Cast) -> None:
    study, ben = make_study(people), people.caller(people.ben)
    codes = CodebookVersion.objects.get(study=study.pk).codes
    luck = {**codes[0], "name": "luck", "title": "luck", "group": "other", "type": ""}
    CodebookVersion.objects.create(study_id=study.pk, number=2, codes=[*codes, luck], who="user:1")
    model_reads(study, {"s0": {"mood": 0.9}})
    Reading.objects.update(codebook=2)
    other = Coder.objects.create(study_id=study.pk, kind="imported", name="fast")
    one = statement(study, "s0")
    Reading.objects.create(study_id=study.pk, statement_id=one, coder=other, codebook=2, codes={"luck": 1}, present=["luck"],
                           judged=["luck", "self"])
    read_statement(people.caller(people.eva), study, one, ["mood"], [], version=0)  # by version 1, which she has on her page
    said = judged(codings_frame(ben, study.pk)).group_by("coder").len().sort("coder")
    assert said.rows() == [("Eva", 12), ("fast (imported)", 2), ("fast (model)", 12)]


def test_the_own_drafts_and_other_studies_are_not_in_the_frames(people: Cast) -> None:
    study, ben = make_study(people), people.caller(people.ben)
    read_statement(ben, study, statement(study, "s0"), ["mood"], [], version=0, done=False)
    assert codings_frame(ben, study.pk).height == 0 and readings_matrix(ben, study.pk).values.shape == (0, 2, 12)
    assert codings_frame(ben, study.pk, statements=[statement(study, "s0")]).height == 0


CODERS = (CoderValue(1, "person", "Eva"), CoderValue(2, "person", "Finn"), CoderValue(3, "model", "fast"))
READ = st.lists(st.tuples(st.integers(1, 6), st.integers(1, 3), st.sets(st.sampled_from(CODES[:3]))), unique_by=lambda r: r[:2],
                max_size=18)


def rows(read: list[tuple[int, int, set[str]]]) -> pl.DataFrame:
    said = [(n, one, coder, 1, None, json.dumps(sorted(codes)), "", None) for n, (one, coder, codes) in enumerate(read)]
    return pl.DataFrame(said, schema=READINGS, orient="row")


@given(READ, st.randoms(use_true_random=False))
def test_the_order_of_readings_does_not_matter(read: list[tuple[int, int, set[str]]], chance: object) -> None:
    known = pl.DataFrame({"statement": range(1, 7), "id": [f"s{n}" for n in range(1, 7)], "customer": [5, 5, None, 7, 8, 9]})
    mixed = list(read)
    chance.shuffle(mixed)
    a, b = (readings_array(rows(some), known, CODERS, {1: CODES}, CODES) for some in (read, mixed))
    assert np.array_equal(a.values, b.values) and a.ids.equals(b.ids) and np.array_equal(a.customers, b.customers)
    long = [long_codings(rows(some), pl.DataFrame(schema=MARKS), known, CODERS, {1: CODES}) for some in (read, mixed)]
    assert long[0].equals(long[1]) and (a.values == 1).sum() == long[0]["present"].sum()
    assert (a.values != MISSING).sum() == long[0].height == 12 * len(read)


def test_statements_have_lots_however_they_are_written(people: Cast) -> None:
    study = make_study(people)
    one = Statement.objects.create(study_id=study.pk, key="alone", text="x")
    again = Statement.objects.get(pk=one.pk)
    assert again.lot == one.lot > 0 and len(set(Statement.objects.values_list("lot", flat=True))) == 6
