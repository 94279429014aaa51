"""What an export shows of much: pictures named by what they show, trends that matter, quotes that can be found again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from pptx import Presentation

from lifeworld.constellations.core.comparison.values import Comparison, Contrast, Level, Trend
from lifeworld.constellations.files.board.album import album
from lifeworld.constellations.files.board.deck import write_deck
from lifeworld.constellations.files.board.deck.evidence import evidence
from lifeworld.constellations.files.board.ink import ink
from lifeworld.constellations.files.board.paper.typeset import sources
from lifeworld.constellations.files.board.pictures import comparison_svg
from lifeworld.constellations.files.board.pictures.levels import level_tints
from lifeworld.constellations.files.board.pictures.ranked import difference_words, ranked, strongest
from lifeworld.constellations.files.board.story import Story, first_of_each
from lifeworld.constellations.files.board.trends import trends_left, trends_shown
from lifeworld.constellations.files.board.voice import place_of
from lifeworld.constellations.tests.board_material import comparison, full_study, saturation, waves
from lifeworld.constellations.tests.invented_study import invented_study
from lifeworld.kit.figure import Evidence, Figure, estimate


def figure(name: str, value: float, unit: str = "share") -> Figure:
    return estimate(name, value, value - 0.1, value + 0.1, unit=unit, method="invented", n=30, evidence=Evidence("q", 30))


def trend(key: str, *outside: bool, centre: float | None = 0.4) -> Trend:
    points = tuple(figure(key, 0.4) for _ in range(3))
    return Trend(key, points, centre, (0.2,) * 3, (0.6,) * 3, outside or (False, False, False))


def many_trends() -> Comparison:
    return replace(waves(), trends=(
        trend("types/brand-driven"), trend("relevance/peers"), trend("driver/mood", False, True, False),
        trend("size"), trend("valence/mood", centre=None)))


def test_trends_that_matter_are_shown_and_the_others_counted() -> None:
    found = many_trends()
    assert [one.key for one in trends_shown(found)] == ["driver/mood", "types/brand-driven", "size"]
    assert trends_left(found, 3) == ("1 more trend is in the workbook, none of them with a wave outside its limits. For 1 measure fewer "
                                     "than three waves have enough customers, so there are no limits.")
    assert "1 of them with a wave outside" in trends_left(found, 0)
    assert trends_left(replace(found, trends=found.trends[:1]), 1) == ""


def test_pictures_are_named_by_what_they_show_and_are_few() -> None:
    study = replace(full_study(), comparisons=(many_trends(), comparison()), saturation=(saturation(), saturation()))
    names = set(album(study))
    assert {"picture-trend-waves-types-brand-driven", "picture-trend-waves-driver-mood", "picture-comparison-club-members",
            "picture-saturation-codes"} <= names
    assert not any("relevance" in name or "valence" in name for name in names)
    assert sum("customer" in name for name in names) <= 4
    every = set(album(study, every=True))
    assert names < every and {"picture-trend-waves-relevance-peers", "picture-saturation-codes-2"} <= every
    assert sum("customer" in name for name in every) == 12


def test_measures_of_other_units_have_a_scale_of_their_own() -> None:
    levels = (Level("a", 30, 90), Level("b", 30, 90))
    values = {("types/brand-driven", "a"): figure("t", 0.2), ("types/brand-driven", "b"): figure("t", 0.3),
              ("size", "a"): figure("s", 2.0, "actors"), ("size", "b"): figure("s", 4.5, "actors"),
              ("valence/mood", "a"): figure("v", -0.4, "valence"), ("valence/mood", "b"): figure("v", 0.3, "valence"),
              ("relevance/peers", "a"): figure("r", 0.3)}
    own = (Contrast("size", "a", "b", figure("d", 2.5, "actors"), clear=True, holds=True),
           Contrast("valence/mood", "a", "b", figure("d", 0.7, "valence"), clear=True))
    found = Comparison("group", "Groups", levels, values, own, "A note.")
    shown = ranked(found, 14)
    assert [panel.unit for panel in shown.panels] == ["share", "actors", "valence"]
    assert (shown.n_left, shown.n_thin) == (0, 1)
    assert ranked(found, 1).panels[0].keys == ("size",) and ranked(found, 1).n_left == 2
    svg = comparison_svg(found)
    for words in ("Number of relevant actors", "Mean valence, from −1", "b against a", "holds", "clear", "1 have too few customers"):
        assert words in svg
    surest = strongest(found, "size")
    assert surest is not None and difference_words(surest)[:2] == ("holds", "b against a")
    assert difference_words(surest)[2].startswith(("+", "−"))
    assert strongest(found, "types/brand-driven") is None


def test_order_of_contrasts_does_not_matter() -> None:
    found = comparison()
    turned = replace(found, contrasts=found.contrasts[::-1])
    assert comparison_svg(found) == comparison_svg(turned)


def test_colours_of_levels_are_none_of_types_or_categories() -> None:
    taken = {colour for name, colour in ink().tokens.items() if name[:2] in {"t-", "c-"} and name != "c-none"}
    for found in (comparison(), waves()):
        tints = level_tints(found, ink())
        assert len(set(tints)) == len(tints) == len(found.levels)
        assert not taken & set(tints)


def test_a_slide_says_its_title_once() -> None:
    assert "Club members</text>" in comparison_svg(comparison()) and "Club members</text>" not in comparison_svg(comparison(), bare=True)


@pytest.fixture()
def recorded() -> object:
    study = invented_study(12)
    first = pl.int_range(pl.len()) == 0
    return replace(study, statements=study.statements.with_columns(
        start_s=pl.when(first).then(pl.lit(751.4)), line=pl.when(first).then(pl.lit(34, pl.Int64))))


def test_a_quote_says_where_in_the_recording_it_is(recorded: object) -> None:
    study = recorded
    ids = study.statements["id"]
    assert place_of(study, ids[0]) == "00:12:31, line 34"
    assert place_of(study, ids[1]) == "" and place_of(study, "nobody") == "" and place_of(study, None) == ""
    every = replace(study, statements=study.statements.with_columns(start_s=pl.lit(5.0), line=pl.lit(7, pl.Int64)))
    assert b"00:00:05, line 7" in sources(every)["board.json"]
    told = [figure for figure in every.figures if figure.evidence.examples]
    assert "00:00:05, line 7" in evidence(every, told)


def test_one_curve_for_each_thing_that_may_be_saturated() -> None:
    one, other = saturation(), replace(saturation(), what="kinds of actor")
    assert first_of_each((one, replace(one, sentence="Again."), other)) == (one, other)
    assert Story(full_study()).method.steps


def test_what_cannot_be_told_has_no_empty_slide_but_is_said(tmp_path: Path) -> None:
    study = full_study()
    silent = replace(comparison(), title="Regions", contrasts=tuple(
        replace(c, difference=replace(c.difference, value=None, low=None, high=None), clear=False, holds=False)
        for c in comparison().contrasts))
    assert study.impact is not None
    unknown = tuple(replace(f, share=replace(f.share, value=None, low=None, high=None)) for f in study.impact.factors)
    story = Story(replace(study, comparisons=(silent, comparison()), impact=replace(study.impact, factors=unknown)))
    assert [found.title for found, _ in story.told] == ["Club members"] and not story.shares_known
    assert [title for title, _ in story.untold] == ["Comparison: Regions", "What goes with Would recommend"]
    deck = titles_of(story, tmp_path)
    assert not any(title.startswith(("Regions", "What goes with")) for title in deck)
    assert any(title.startswith("Club members") for title in deck)


def titles_of(story: Story, folder: Path) -> list[str]:
    """The titles of a study's slides."""
    write_deck(story.study, folder / "board.pptx")
    return [slide.shapes.title.text_frame.text for slide in Presentation(str(folder / "board.pptx")).slides]
