"""What a board reads in the report: signs, points, short changes, whole numbers, places in transcripts, and no empty pictures."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeworld.constellations.core import study as keys
from lifeworld.constellations.core.comparison.values import Comparison
from lifeworld.constellations.core.comparison.words import difference_text
from lifeworld.constellations.core.protection.values import Policy, Protection
from lifeworld.constellations.files.report import render_report
from lifeworld.constellations.files.report.changes import LINE, changed
from lifeworld.constellations.files.report.comparing import comparisons
from lifeworld.constellations.files.report.differences import difference_words
from lifeworld.constellations.files.report.material import gather
from lifeworld.constellations.files.report.matters import matters
from lifeworld.constellations.files.report.method import method
from lifeworld.constellations.files.report.safeguards import protection_view
from lifeworld.constellations.files.report.sentences import lead_and_rest, sentences
from lifeworld.constellations.files.report.trends import OPEN_MAX
from lifeworld.constellations.tests import invented_findings as findings
from lifeworld.constellations.tests.invented_study import invented_study
from lifeworld.kit.figure import NOT_SHOWN

STUDY = findings.with_findings(invented_study())


@cache
def words() -> str:
    return re.sub(r"\s+", " ", re.sub(r"<style>.*?</style>|<script.*?</script>|<[^>]+>", " ", render_report(STUDY), flags=re.DOTALL))


def waves(*, hidden: bool = False) -> Comparison:
    """Waves where the last two differ in one measure that holds, told in the sentence of the comparison."""
    made = findings.comparison("wave", "Waves", ("spring", "autumn"))
    key, difference = keys.customers_who_say_key("peers"), findings.figure("compare/wave/spring|autumn/peers", 0.24, 0.1)
    values = {(key, "spring"): findings.figure("a", 0.41, 0.1), (key, "autumn"): findings.figure("b", 0.65, 0.1), **made.values}
    contrast = replace(made.contrasts[0], key=key, difference=difference, clear=True, holds=True)
    told = (f"The share of customers who speak of peers went from {values[key, 'spring'].text()} to {values[key, 'autumn'].text()}: "
            f"{difference_text(difference)}.")
    if hidden:
        contrast = replace(contrast, difference=replace(difference, value=None, low=None, high=None), clear=False, holds=False)
    return replace(made, values=values, contrasts=(contrast, *(replace(c, holds=False) for c in made.contrasts)), changed=(told,))


def test_a_change_on_page_one_is_one_short_line_with_its_sign() -> None:
    found = changed((waves(),))
    assert found is not None
    assert found.sentences == ("Customers who speak of peers: 41 % to 65 %, +24 points (+14 to +34).",)
    assert len(found.sentences[0]) <= LINE


def test_a_change_whose_figures_are_hidden_is_not_told_from_them() -> None:
    secret = waves(hidden=True)
    gone = replace(secret, changed=("What changed is not told in sentences, because it rests on fewer than 5 customers.",))
    found = changed((gone,))
    assert found is not None and found.sentences == gone.changed


def test_that_nothing_changed_is_said_without_what_looked_clear_alone() -> None:
    said = ("Nothing changed clearly between spring and autumn; 7 differences of 47 would look clear when looked at alone. A typical "
            "share of customers would have had to change by about 15 points to be seen four times in five.")
    found = changed((replace(waves(), changed=(said,)),))
    assert found is not None and found.sentences[0].startswith("Nothing changed clearly between spring and autumn. A typical share")


@given(st.floats(-1, 1), st.floats(0, 0.5), st.sampled_from(["share", "", "actors"]))
def test_a_difference_always_has_its_sign_unless_it_rounds_to_nothing(value: float, half: float, unit: str) -> None:
    said = difference_words(findings.figure("compare/wave/a|b/x", value, half, unit))
    first, low, _, high = (said.value.split()[0], *said.interval.partition(" to "))
    for number in (first, low, high):
        assert number[0] in "+−" or float(number) == 0
    assert "%" not in said.value + said.interval and (unit != "share" or "point" in said.value)


def test_differences_on_the_page_are_points_with_a_sign() -> None:
    shown = re.findall(r"(?:city|hills|spring|summer|autumn|winter) against \w+: (.{0,220}?)n =", words())
    assert shown and not any(re.search(r"(?<![+−\d])\d+ %", part.split("points")[0]) for part in shown if "points" in part)
    assert "+30 points" in words()


@given(st.lists(st.sampled_from(["Six hold.", "At «St. Pauli» two do.", "4 are hidden (see p. 2).", "Is it so?"]), max_size=6))
def test_a_note_is_its_sentences_and_nothing_is_lost(parts: list[str]) -> None:
    assert list(sentences(" ".join(parts))) == parts
    lead, rest = lead_and_rest(" ".join(parts))
    kept = re.sub(r"\W", "", " ".join((lead, *rest))).casefold()
    assert sorted(kept) == sorted(re.sub(r"\W", "", " ".join(parts)).casefold())


def test_a_trend_without_points_is_counted_and_not_drawn() -> None:
    made = findings.comparison("wave", "Waves", ("spring", "summer", "autumn", "winter"))
    empty = tuple(replace(p, value=None, low=None, high=None) for p in made.trends[0].points)
    none = replace(made.trends[0], points=empty, centre=None, low=(None,) * 4, high=(None,) * 4, outside=(False,) * 4)
    many = replace(made, trends=(none, none, *made.trends[1:], *made.trends * 3))
    shown = comparisons((many,))[0].trends
    assert len(shown.first) == OPEN_MAX and len(shown.first) + len(shown.more) == 19
    assert shown.left.startswith("2 measures are not drawn")
    assert [any(w.outside for w in chart.waves) for chart in shown.first][:3] == [True, True, True]
    assert all(chart.line for chart in (*shown.first, *shown.more))


def test_where_nothing_can_be_compared_there_is_one_sentence_and_no_picture() -> None:
    made = findings.comparison("group", "Clubs", ("city", "hills"))
    gone = {key: replace(f, value=None, low=None, high=None) for key, f in made.values.items()}
    contrasts = tuple(replace(c, difference=replace(c.difference, value=None, low=None, high=None)) for c in made.contrasts)
    shown = comparisons((replace(made, values=gone, contrasts=contrasts),))[0]
    assert shown.headline.startswith("There is nothing to compare") and not (shown.first or shown.more or shown.lead or shown.left)


def test_hidden_differences_are_counted_beside_the_headline() -> None:
    made = findings.comparison("group", "Clubs", ("city", "hills"))
    hidden = replace(made.contrasts[-1], difference=replace(
        made.contrasts[-1].difference, value=None, low=None, high=None, warnings=(f"fewer than 5 customers{NOT_SHOWN}",)))
    shown = comparisons((replace(made, contrasts=(*made.contrasts[:-1], hidden)),))[0]
    assert shown.headline.startswith("Of 11 differences shown, 2 are clear") and "1 further difference is not shown" in shown.basis


def test_impact_without_a_finding_is_one_sentence_and_the_rest_behind_it() -> None:
    impact = findings.impact()
    none = replace(impact, factors=tuple(replace(f, above_noise=False) for f in impact.factors))
    section = render_report(replace(STUDY, impact=none)).split('<section id="impact"')[1].split("</section>")[0]
    before = section.split("<details", 1)[0]
    assert "more clearly than chance alone" in before and "factors" not in before.split("</p>")[1]
    assert 'class="factor ' in section


@pytest.mark.parametrize(("start_s", "line", "where"), [(751.2, 42, "00:12:31"), (None, 42, "line 42"), (None, None, "")])
def test_a_quote_says_where_in_its_transcript_it_stands(start_s: float | None, line: int | None, where: str) -> None:
    statements = STUDY.statements.with_columns(start_s=pl.lit(start_s, pl.Float64), line=pl.lit(line, pl.Int64), source=pl.lit("interview"))
    material = gather(replace(STUDY, statements=statements))
    places = [quote.where for quote in material.quotes(material.by_code)]
    assert places and all(place.startswith("interview") and place.endswith(where) for place in places)


def test_six_customers_are_counted_in_words_and_four_are_not() -> None:
    small = replace(invented_study(6), figures=())
    small = replace(small, pooled=small.pooled.clear())
    said = matters(small)
    assert said.startswith("Too few for shares, but counted: most of them speak of") and not re.search(r"\d", said)
    assert matters(replace(small, n_customers=4)) == "What matters to them cannot be told from what there is."


def test_a_small_study_says_once_that_there_are_no_shares() -> None:
    small = invented_study(6)
    few = tuple(replace(f, value=None, low=None, high=None, n=6, n_needed=68) if f.kind == "estimate" else f for f in small.figures)
    page = render_report(replace(small, figures=few))
    assert "Means are shown" in page or "means are shown from ten customers" in page
    assert "Statements are counted; shares and means need at least ten customers" in page


def test_small_groups_are_explained_in_plain_words() -> None:
    told = dict(protection_view(Protection(Policy(), n_suppressed=3)).did)
    assert told["Small groups"].startswith("3 numbers are not shown, because fewer than 5 customers")
    assert told["Consent"].startswith("nobody refused")
    notes = ("2 statements hold words about health; their quotes are flagged.", "Read it.")
    noted = protection_view(Protection(Policy(), n_health=2, notes=notes))
    assert noted is not None and noted.notes == ("Read it.",)


def test_the_method_says_what_a_range_claims_and_what_not() -> None:
    said = method(gather(STUDY)).claims
    assert "does not claim to hold the truth" in said and said in words()


def test_page_one_has_no_words_of_the_workshop() -> None:
    front = words().split("The types of ecosystem, one by one")[0].split("Skip to the report")[1]
    visible = re.sub(r"In words.*?Evidence is", "", front)
    assert not re.search(r"posterior|bootstrap|Dirichlet|re-draws|\bdraws\b", visible.split("No row was left out")[0].split("Method")[0])
