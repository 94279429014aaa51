"""Comparison, trends, impact, saturation, corrections, protection, torn customers and COREQ, as the report shows them."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeworld.constellations.core.protection.values import Policy, Protection
from lifeworld.constellations.core.protection.withheld import NO_CONSENT
from lifeworld.constellations.files.report import render_report
from lifeworld.constellations.files.report.comparing import LEVELS_MAX, MEASURES_MAX, comparisons
from lifeworld.constellations.files.report.coreq import coding_tree, coreq
from lifeworld.constellations.files.report.front import front
from lifeworld.constellations.files.report.impact import impact_view
from lifeworld.constellations.files.report.material import gather
from lifeworld.constellations.files.report.profiles import profiles
from lifeworld.constellations.files.report.quotable import withheld
from lifeworld.constellations.files.report.safeguards import corrections_view, protection_view
from lifeworld.constellations.files.report.saturation import curves
from lifeworld.constellations.files.report.scales import Scale, scale_of
from lifeworld.constellations.files.report.torn import torn
from lifeworld.constellations.tests import invented_findings as findings
from lifeworld.constellations.tests.invented_study import invented_study

STUDY = findings.with_findings(invented_study())


@cache
def html() -> str:
    return render_report(STUDY)


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<style>.*?</style>|<script.*?</script>|<[^>]+>", " ", page, flags=re.DOTALL))


def test_clear_differences_come_first_and_say_whether_they_hold() -> None:
    compared = comparisons(STUDY.comparisons)[0]
    marks = [measure.mark for measure in (*compared.first, *compared.more)]
    assert marks[:2] == ["holds", "clear"] and not any(marks[2:])
    assert compared.headline == "Of 12 differences shown, 2 are clear and 1 holds after allowing for how many were looked at."
    assert compared.note in words(html()) and compared.note


def test_a_comparison_without_a_clear_difference_says_so() -> None:
    plain = replace(STUDY.comparisons[0], contrasts=tuple(
        replace(c, clear=False, holds=False) for c in STUDY.comparisons[0].contrasts))
    compared = comparisons((plain,))[0]
    assert compared.headline.startswith("No clear difference was found among 12") and len(compared.first) == 4
    assert comparisons((replace(plain, contrasts=()),))[0].headline.startswith("There is nothing to compare")


def test_differences_that_cannot_be_told_are_counted_not_listed() -> None:
    first = STUDY.comparisons[0].contrasts[0]
    thin = replace(first, difference=findings.figure("thin", 0.1, n=4), clear=False, holds=False)
    compared = comparisons((replace(STUDY.comparisons[0], contrasts=(first, thin)),))[0]
    measure = compared.first[0]
    assert len(measure.differences) == 1 and measure.unsaid == "For 1 difference there are not enough customers."


def test_many_levels_and_measures_stay_within_bounds() -> None:
    many = findings.comparison("brand", "Brands", tuple(f"brand {i}" for i in range(30)))
    compared = comparisons((many,))[0]
    assert all(len(m.levels) == LEVELS_MAX for m in compared.first) and len(compared.first) + len(compared.more) <= MEASURES_MAX
    assert "22 more levels are in the result files" in compared.basis
    assert len(render_report(replace(STUDY, comparisons=(many,) * 4)).encode()) < 5_000_000


def test_a_wave_outside_its_limits_has_another_shape_and_is_named() -> None:
    charts = comparisons(STUDY.comparisons)[1].trends.first
    assert [any(w.outside for w in chart.waves) for chart in charts] == [True, False, False, False, False]
    assert charts[0].outside == "Outside its limits: autumn." and charts[1].outside == "No wave lies outside its limits."
    assert charts[0].waves[-1].limits is None and charts[0].centre is not None
    assert html().count('class="trend__out"') == 1


def test_higher_values_stand_higher_and_intervals_hold_their_points() -> None:
    for chart in comparisons(STUDY.comparisons)[1].trends.first:
        heights = [w.y for w in chart.waves]
        assert heights == sorted(heights, key=lambda y: -(y or 0))
        assert all(w.high <= w.y <= w.low for w in chart.waves if w.y is not None)


@given(st.lists(st.tuples(st.floats(-5, 5), st.floats(0, 2)), min_size=1, max_size=8))
def test_a_scale_holds_every_interval_and_zero(spans: list[tuple[float, float]]) -> None:
    scale = scale_of([findings.figure(str(i), v, h, "") for i, (v, h) in enumerate(spans)])
    assert scale.lowest <= 0 <= scale.highest
    assert all(scale.lowest - 1e-9 <= v - h and v + h <= scale.highest + 1e-9 for v, h in spans)
    assert all(0 <= tick.at <= 100 for tick in scale.ticks())


def test_places_on_a_scale_are_in_order() -> None:
    scale = Scale(-1, 1)
    assert scale.at(-2) == 0 < scale.at(-0.5) < scale.at(0.5) < scale.at(2) == 100


def test_impact_is_ranked_beside_its_noise_and_never_called_a_cause() -> None:
    view = impact_view(STUDY.impact)
    assert view is not None and view.noise_x == 0 and view.noise_width > 0
    assert view.headline.startswith("Above the noise floor, reliability (with lower), co-customers and peers (with higher) and mood go")
    said = words(html())
    assert "within the noise" in said and "goes with lower recommendation" in said
    assert not re.search(r"\b(causes|caused by|leads to|drives)\b", said)


def test_impact_without_a_finding_or_without_enough_says_so() -> None:
    impact = findings.impact()
    none = replace(impact, factors=tuple(replace(f, above_noise=False) for f in impact.factors))
    view = impact_view(none)
    assert view is not None and view.headline.startswith("Nothing that was coded goes with recommendation")
    thin = replace(impact, factors=tuple(replace(f, share=findings.figure("x", 0.1, n=4), above_noise=False) for f in impact.factors))
    few = impact_view(thin)
    assert few is not None and few.headline.startswith("There are too few customers") and not few.rows
    assert len(few.without_share) == 6 and impact_view(None) is None
    assert "Without a share" in words(render_report(replace(STUDY, impact=thin)))


def test_one_curve_for_each_thing_counted_with_all_its_thresholds() -> None:
    strict = replace(STUDY.saturation[0], threshold=0.0, reached=findings.figure("never", 30, 1, n=4), sentence="It was not reached.")
    [curve] = curves((STUDY.saturation[0], strict))
    assert len(curve.thresholds) == 2 and curve.thresholds[0].x is not None and curve.thresholds[1].x is None
    assert "It was not reached." in curve.says and curve.line.startswith("M") and curve.band.endswith("Z")
    assert curves((replace(strict, curve=()),))[0].line == ""


def test_corrections_say_who_what_why_and_what_did_not_apply() -> None:
    view = corrections_view(STUDY.corrections)
    assert view is not None and view.rows[0].problem and not view.rows[1].problem
    assert "1 of them could not be applied" in view.headline and "7 statements or facts" in view.headline
    assert view.rows[1].who == "Ina" and view.rows[1].why == "The same club." and corrections_view(()) is None


def test_protection_says_what_was_and_what_was_not_done() -> None:
    view = protection_view(STUDY.protection)
    assert view is not None and dict(view.did)["Consent"].startswith("1 customer is never quoted")
    plain = protection_view(Protection(Policy()))
    assert plain is not None and dict(plain.did)["Words blacked out"] == "no redaction list was given"
    assert protection_view(None) is None


def test_health_words_are_flagged_where_they_are_quoted() -> None:
    every = frozenset(STUDY.statements["id"].to_list())
    protected = replace(STUDY, protection=Protection(Policy(), n_health=len(every), health_statements=every))
    assert '<span class="health">health words</span>' in render_report(protected) and 'class="health"' not in html()


@pytest.mark.parametrize("how", ["consent", "withheld"])
def test_who_did_not_consent_is_never_quoted_and_still_counts(how: str) -> None:
    secret, who = "Nobody was to read this sentence.", STUDY.constellations["customer"][0]
    own = pl.col("customer") == who
    text = pl.when(own).then(pl.lit(secret if how == "consent" else NO_CONSENT)).otherwise("text")
    consent = pl.when(own & (pl.int_range(pl.len()) == pl.col("customer").eq(who).arg_max())).then(pl.lit(False))
    statements = STUDY.statements.with_columns(text.alias("text"), consent=consent if how == "consent" else pl.lit(None, pl.Boolean))
    silent = replace(STUDY, statements=statements)
    page = render_report(silent)
    assert secret not in page and NO_CONSENT not in page and f">{who}<" in page
    assert withheld(statements) == set(statements.filter(own)["id"].to_list())


def test_torn_customers_are_told_between_what_and_what_would_settle_it() -> None:
    frame = STUDY.constellations.with_columns(
        type=pl.lit("undetermined"), p_individual=pl.lit(0.45), p_brand=pl.lit(0.4), p_social=pl.lit(0.1))
    rows = torn(gather(replace(STUDY, constellations=frame))).rows
    assert rows[0].settle.startswith("Between individual-driven and brand-driven. Ask whether their own body")
    assert rows[0].parts[-1][1] + rows[0].parts[-1][2] == pytest.approx(95) and "45 % individual-driven" in rows[0].says
    thin = next(row for row in torn(gather(STUDY)).rows if "1 piece" in row.why)
    assert thin.settle.startswith("At least 2 more pieces of evidence")


def test_the_types_sections_list_everyone_and_advise_with_sources() -> None:
    sections = profiles(gather(STUDY))
    assert [s.type.key for s in sections] == ["individual-driven", "brand-driven", "socially driven"]
    for section in sections:
        assert section.n == len(section.customers) + section.n_more and all(source for _, source in section.advice)
        assert all(sum(part.width for part in bar.parts) == pytest.approx(100, abs=0.1) for bar in section.conditions)
    own = profiles(gather(replace(STUDY, playbook={"brand-driven": ("Our own advice.",)})))
    assert [s.advice for s in own] == [(), (("Our own advice.", ""),), ()]


def test_page_one_tells_what_changed_and_at_most_three_of_it() -> None:
    changed = replace(STUDY.comparisons[1], changed=("One.", "Two.", "Three.", "Four."))
    told = front(gather(replace(STUDY, comparisons=(STUDY.comparisons[0], changed)))).changed
    assert told is not None and told.sentences == ("One.", "Two.", "Three.") and told.title == "Waves"
    assert front(gather(replace(STUDY, comparisons=()))).changed is None
    assert html().index("What changed since last time") < html().index('id="types"')


def test_coreq_answers_from_the_data_or_leaves_it_to_the_team() -> None:
    items = {item.number: item for item in coreq(STUDY)}
    assert sorted(items) == [12, 16, 22, 24, 25, 26, 27, 28, 29, 30]
    assert "40 customers with" in items[12].answer and "city 20" in items[16].answer and "22 customers" in items[22].answer
    assert "1 coder" in items[24].answer and "Ina" in items[24].answer and items[27].answer.startswith("lifeworld")
    assert items[28].to_fill == "The team must fill this in." and "Not known" in items[28].answer
    bare = {item.number: item for item in coreq(replace(STUDY, saturation=(), corrections=(), constellations=STUDY.constellations.clear(),
                                                        statements=STUDY.statements.clear(), codings=STUDY.codings.clear(),
                                                        n_customers=0))}
    assert bare[22].to_fill and bare[12].answer == "0 statements; rows name no customer." and "Ina" not in bare[24].answer


def test_the_coding_tree_defines_each_code_and_counts_its_statements() -> None:
    lines = {line.title: line for line in coding_tree(STUDY)}
    assert len(lines) == 12 and all(line.definition for line in lines.values())
    n = STUDY.codings.filter(pl.col("code") == "mood")["statement"].n_unique()
    assert lines["mood"].n == n
    own = replace(STUDY, codings=STUDY.codings.with_columns(code=pl.lit("own_code")))
    assert coding_tree(own)[-1].title == "own code"


def test_every_section_that_is_filled_is_in_the_contents_and_no_other() -> None:
    for page in (html(), render_report(invented_study())):
        sections = re.findall(r'<section id="([\w-]+)"', page)
        assert re.findall(r'<li><a href="#([\w-]+)">', page.split("</nav>")[0]) == sections
    assert "impact" not in re.findall(r'<section id="([\w-]+)"', render_report(invented_study()))
