"""The section on the coding: corrected beside uncorrected shares, who agrees with whom, and what is said where nobody checked."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import numpy as np
import polars as pl

from lifeworld.constellations.core.coders import UNEVEN, model_among, with_coders
from lifeworld.constellations.core.shares.corrected import with_shares
from lifeworld.constellations.core.shares.read import Taught
from lifeworld.constellations.core.study import MappedStudy
from lifeworld.constellations.files.report import render_report
from lifeworld.constellations.files.report.coders import coders_view
from lifeworld.constellations.files.report.coding import MOVED_MIN, NOBODY, coding_view
from lifeworld.constellations.tests.invented_study import invented_study
from lifeworld.constellations.tests.told_study import read_by_people
from lifeworld.kit.ids import hash64
from lifeworld.voices.core.codebook import CODES


@cache
def read_study() -> MappedStudy:
    study = invented_study(60)
    codings = read_by_people(study)
    return with_coders(with_shares(study, codings), codings)


def section(study: MappedStudy) -> str:
    found = re.search(r'<section id="coding".*?</section>', render_report(study), re.DOTALL)
    assert found is not None
    return found.group()


def test_where_nobody_checked_the_section_says_so_and_how_to_draw_a_sample() -> None:
    study = invented_study(12)
    assert coding_view(study).lede == NOBODY
    assert "lifeworld sample" in section(study)
    assert coders_view(study.coders) is None


def test_every_corrected_share_stands_beside_what_the_model_counted() -> None:
    study = read_study()
    view = coding_view(study)
    assert [len(of.rows) for of in view.shares] == [len(CODES), len(CODES)]
    html = section(study)
    assert study.shares is not None
    for share in study.shares.of_statements:
        for figure in (share.uncorrected, share.corrected):
            if figure.value is not None:
                assert f"{100 * figure.value:.0f} %" in html or f"{100 * figure.value:.1f} %" in html


def test_a_row_says_that_the_count_is_outside_only_where_it_is() -> None:
    for of in coding_view(read_study()).shares:
        for row in of.rows:
            own, right = row.uncorrected.value, row.corrected
            outside = right.low is not None and right.high is not None and own is not None and not right.low <= own <= right.high
            assert row.moved == (outside and abs(own - (right.value or 0)) >= MOVED_MIN)
    assert any(row.moved for row in coding_view(read_study()).shares[0].rows)


def test_disagreements_come_before_coefficients_and_name_the_coders() -> None:
    html = section(read_study())
    assert html.index("Where they differ") < html.index("How far they agree, code by code")
    assert "Rita" in html
    view = coders_view(read_study().coders)
    assert view is not None
    alphas = [row.alpha.value for row in view.rows if row.alpha.value is not None]
    assert alphas == sorted(alphas)


def test_the_model_is_one_more_coder_on_what_people_judged_and_on_nothing_else() -> None:
    study = invented_study(20)
    codings = read_by_people(study).filter(pl.col("code") != "mood")
    own = model_among(study, codings)
    assert own.select("statement", "code").unique().sort("statement", "code").equals(
        codings.select("statement", "code").unique().sort("statement", "code"))
    present = own.filter("present").select("statement", "code")
    there = study.codings.filter("present").select("statement", "code").unique()
    assert present.join(there, on=["statement", "code"], how="anti").is_empty()
    strange = codings.with_columns(statement=pl.lit("elsewhere"))
    assert with_coders(study, strange) is study


def test_the_first_page_says_that_people_read_some_of_it() -> None:
    html = render_report(replace(read_study(), notes=()))
    assert "which corrects the shares under Coding, not the types" in html


def test_the_models_agreement_on_a_sample_is_not_called_its_agreement_everywhere() -> None:
    study = invented_study(20)
    codings = read_by_people(study)
    coded = codings["statement"].unique()
    even = with_coders(study, codings.with_columns(queue=pl.lit("random"), inclusion=pl.lit(0.4))).coders
    uneven = with_coders(study, codings.with_columns(
        queue=pl.lit("random"), inclusion=pl.when(pl.col("statement") == coded[0]).then(1.0).otherwise(0.4))).coders
    assert even is not None and UNEVEN not in even.notes
    assert uneven is not None and UNEVEN in uneven.notes
    taught = with_coders(study, codings, taught=Taught(("mood",), np.unique(hash64(coded)))).coders
    assert taught is not None and any("learned" in note and "mood" in note for note in taught.notes)
