"""The report: one file that says first what is weakest, shows every figure with its evidence, and lets no text leave its place."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import escape

from lifeworld.constellations.files.report.assets import digest
from lifeworld.scorecard.core.values import FACTORS, T_MEANS, Chart, Scorecard, Series
from lifeworld.scorecard.files.report import report_html, words
from lifeworld.scorecard.files.report.charts import picture
from lifeworld.scorecard.files.report.hexagon import hexagon
from lifeworld.scorecard.tests.cards import HOSTILE, figure, hostile_card, made_card, unknown_card

MADE = {"made": made_card, "hostile": hostile_card, "unknown": unknown_card}
Row = tuple[float | str, float | None, float | None, float | None]
_VALUE = st.one_of(st.none(), st.floats(-1e9, 1e9), st.sampled_from([math.nan, math.inf, 0.0]))


@pytest.mark.parametrize("card", MADE.values(), ids=MADE)
def test_it_holds_everything_and_asks_for_nothing(card: Callable[[], Scorecard]) -> None:
    html = report_html(card(), "Kestrel")
    assert html == report_html(card(), "Kestrel")
    bare = re.sub(r"xmlns='http://www\.w3\.org/2000/svg'", "", html)
    assert not re.findall(r"(?:https?:)?//[\w.-]+\.\w|@import|url\(", bare)
    assert not re.findall(r"<[^>]+\s(?:style|on\w+)=", html), "no inline style or handler: the policy forbids them"
    style, script = re.findall(r"(?s)<style>(.*?)</style>", html), re.findall(r"(?s)<script>(.*?)</script>", html)
    policy = unescape(re.findall(r'Content-Security-Policy" content="([^"]+)"', html)[0])
    assert len(style) == len(script) == 1 and f"style-src '{digest(style[0])}'" in policy and f"script-src '{digest(script[0])}'" in policy
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids)


def test_no_text_leaves_its_place() -> None:
    html = report_html(hostile_card())
    assert HOSTILE not in html and "</script><i>" not in html and "&lt;/script&gt;&lt;i&gt;" in html
    assert html.count("</script>") == 1


def test_the_weakest_link_is_said_first_and_how_sure_that_is() -> None:
    html = report_html(made_card())
    assert re.search(r"<h1>The weakest link is «Aligned with success».</h1>", html)
    assert words.overlap_words(made_card()).startswith("That is not settled: the interval of «Secret sauce» overlaps")
    assert "0.00, is the lowest of the five factors" in words.lowest_words(made_card())
    score = made_card().score("alignment")
    alone = made_card(scores=tuple(replace(score, axis=figure("axis: alignment", 0.1, 0.05, 0.15)) if one.factor == "alignment" else one
                                   for one in made_card().scores))
    assert words.overlap_words(alone) == "The intervals of all other factors that are known lie above its own."
    assert words.weakest_words(unknown_card()) == words.NONE_WEAKEST and words.overlap_words(unknown_card()) == ""


def test_what_is_not_known_has_no_mark_and_says_what_is_needed() -> None:
    html = report_html(made_card())
    lanes = re.findall(r'(?s)<li class="lane[^"]*">.*?</li>', html)
    assert len(lanes) == 6
    unknown = [lane for lane in lanes if "lane--unknown" in lane]
    assert len(unknown) == 1 and "There when needed" in unknown[0] and "circle" not in unknown[0] and "not known" in unknown[0]
    assert "about 68 needed. About 68 journeys with a known start are needed" in html.replace("\N{NO-BREAK SPACE}", " ")
    shown = hexagon(made_card())
    assert [spoke.dot is None for spoke in shown.spokes] == [False] * 5 + [True]
    empty = report_html(unknown_card())
    assert "reach__dot\"" not in empty.split("</style>")[1] and "hexagon__dot\"" not in empty.split("</style>")[1]


def test_every_figure_opens_its_evidence_and_every_finding_stands_in_its_order() -> None:
    card = made_card()
    html = report_html(card)
    for score in card.scores:
        for one in score.figures:
            assert f'data-opens="{one.name}"' in html.replace("&#39;", "'"), one.name
    assert html.count("kestrel: goals where state is reached") > 10
    kinds = [said.finding.kind for said in words.steps(card)]
    assert kinds == sorted(kinds, key=("act", "watch", "good").index)
    assert all(said.figures for said in words.steps(card))
    assert html.count("Goes well") == 2, "once among the steps, once in its factor"


def test_weights_stand_beside_one_another_and_make_no_average() -> None:
    html = report_html(made_card())
    assert "By the owner&#39;s weights most is missing at «Aligned with success»; by the customers&#39; own weights" in html
    assert html.count('class="weights__customers" cx=') == 6 and html.count('<rect class="weights__owner"') == 12
    assert 'id="weights"' not in report_html(made_card(weighed={}, weakest_for={}))
    same = made_card(weakest_for={"owner": "sauce", "customers": "sauce"})
    assert words.weights_words(same) == "By the owner's weights and by the customers' own, most is missing at «Secret sauce»."


def test_simulated_is_said_wherever_one_looks() -> None:
    html = report_html(made_card(simulated=True))
    assert "(simulated) · scorecard</title>" in html and html.count(words.SIMULATED) == 2 and '<span class="tag">simulated</span>' in html
    assert "imulated" not in report_html(made_card()).split("</style>")[1]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["steps", "bars", "lines", "points"]),
       st.lists(st.tuples(st.one_of(st.floats(-1e9, 1e9), st.sampled_from(["a", "b", "c"])), _VALUE, _VALUE, _VALUE), max_size=12))
def test_pictures_stay_inside_and_unknown_leaves_a_gap(kind: str, rows: list[Row]) -> None:
    x, y = tuple(row[0] for row in rows), tuple(row[1] for row in rows)
    low, high = tuple(row[2] for row in rows), tuple(row[3] for row in rows)
    made = picture(Chart("k", "t", kind, "x", "y", (Series("s", x, y, low, high),)))
    known = sum(one is not None and math.isfinite(one) for one in y)
    if kind == "bars":
        assert sum(bar.start is not None for bar in made.bars) == known
        assert all((bar.start or 0) >= -0.01 and (bar.start or 0) + bar.length <= 100.01 for bar in made.bars)
    else:
        drawn = made.drawn[0]
        points = re.findall(r"M|L|H", drawn.line) if kind != "points" else drawn.dots
        assert len(points) == known
        places = [float(one) for one in re.findall(r"-?\d+(?:\.\d+)?", drawn.line + drawn.band)]
        places += [one for dot in drawn.dots for one in dot]
        assert all(-0.01 <= place <= 100.01 for place in places)
    assert len({tick.label for tick in made.x_ticks}) == len(made.x_ticks)


def test_texts_along_an_axis_stand_at_one_place_in_every_series() -> None:
    made = picture(Chart("k", "t", "points", "x", "y", (Series("s", ("a", "b"), (0.0, 1.0)), Series("r", ("b", "c"), (1.0, 0.0)))))
    (_, b), (same, c) = ([x for x, _ in each.dots] for each in made.drawn)
    assert b == same < c
    assert [tick.label for tick in made.x_ticks] == ["a", "b", "c"]


def test_ticks_say_where_they_stand() -> None:
    made = picture(Chart("k", "t", "lines", "x", "y", (Series("s", (0.0, 1.0), (0.0, 1.0)),)))
    assert [(tick.at, tick.label) for tick in made.y_ticks] == [(0, "0"), (25, "0.25"), (50, "0.5"), (75, "0.75"), (100, "1")]


def test_a_point_for_each_of_many_partners_is_drawn_and_none_is_lost() -> None:
    def chart(kind: str, n: int) -> Chart:
        series = tuple(Series(f"Partner {i}", (float(i),), (float(i % 9),)) for i in range(n))
        return Chart("k", "t", kind, "x", "y", series)

    points = picture(chart("points", 200))
    assert sum(len(each.dots) for each in points.drawn) == 200 and not points.named and points.undrawn == 0
    assert len({each.css for each in points.drawn}) == 1
    assert picture(chart("points", 5)).named and len({each.css for each in picture(chart("points", 5)).drawn}) == 5
    lines, bars = picture(chart("lines", 9)), picture(chart("bars", 70))
    assert (len(lines.drawn), lines.undrawn) == (6, 3) and (len(bars.bars), bars.undrawn) == (40, 30)
    card = made_card()
    scores = tuple(replace(one, charts=(chart("lines", 9),)) if one.factor == "sauce" else one for one in card.scores)
    assert "3 more are in the JSON of the card." in report_html(made_card(scores=scores))


def test_long_series_and_tables_are_bounded_and_say_so() -> None:
    card = made_card()
    x = tuple(float(i) for i in range(5000))
    long = Chart("long", "Long", "lines", "x", "y", (Series("s", x, tuple(one % 7 for one in x)),))
    table = replace(card.score("alignment").tables[0], rows=card.score("alignment").tables[0].rows * 20)
    scores = tuple(replace(one, charts=(long,), tables=(table,)) if one.factor == "alignment" else one for one in card.scores)
    html = report_html(made_card(scores=scores))
    assert "380 more rows are not shown here" in html and len(html) < 300_000
    assert "values, evenly over all of them" in html


def test_every_factor_has_its_section_with_both_ends_of_its_axis() -> None:
    html = report_html(made_card()).replace("&#39;", "'")
    for factor in FACTORS:
        section = html.split(f'<section id="{factor.key}"')[1].split("</section>")[0]
        assert all(text in section for text in (factor.asks, factor.axis, factor.none, factor.full)), factor.key


def test_what_is_not_measured_is_said_with_its_reason_here_and_in_the_guide() -> None:
    page = report_html(made_card())
    guide = (Path(__file__).parents[4] / "docs" / "how-to" / "scorecard.md").read_text(encoding="utf-8")
    for what, why in words.NOT_MEASURED:
        assert escape(what) in page and escape(why) in page
        assert f"| {what} | {why} |" in guide


def test_it_says_what_t_is_where_points_of_it_are_shown() -> None:
    page = report_html(made_card())
    said = [part.partition('"')[0] for part in page.split('<section id="')[1:] if escape(T_MEANS) in part]
    assert "success" in said and "method" in said and "presence" not in said
