"""Pictures as standalone SVG and PNG: well-formed, self-contained, labelled, and safe with any text."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from defusedxml import ElementTree
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.constellations.files.board import pictures, png
from lifeworld.constellations.files.board.album import album, file_name
from lifeworld.constellations.files.board.clean import visible
from lifeworld.constellations.files.board.ink import ink
from lifeworld.constellations.files.board.measure import fitted, width, wrapped
from lifeworld.constellations.files.board.pictures.circles import RING_NAMES
from lifeworld.constellations.files.board.pictures.scale import Scale, scale_of
from lifeworld.constellations.tests.board_material import comparison, full_study, waves
from lifeworld.constellations.tests.invented_study import invented_study
from lifeworld.kit.errors import InputRefused
from lifeworld.kit.figure import Evidence, estimate

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = ("<b>&amp;\"'</b>", "=1+1", "#set page()", "\x00\x0bctrl", "\u202eabc", "عربي", "👩🏽‍🚀", "Å" * 200, "]]>", "$x$ *y* @z")


@pytest.fixture(scope="module")
def found() -> dict[str, str]:
    return album(full_study())


def texts_of(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_every_picture_is_there_and_stands_alone(found: dict[str, str]) -> None:
    kinds = {re.match(r"picture-(small-multiples|[a-z]+)", name)[1] for name in found}
    assert kinds == {"types", "triangle", "small-multiples", "customer", "pooled", "drivers", "comparison", "trend", "impact", "saturation"}
    for name, svg in found.items():
        root = ElementTree.fromstring(svg)
        assert root.find(f"{SVG}title").text and root.find(f"{SVG}desc").text, name
        for element in root.iter():
            assert not {"class", "style", "href"} & set(element.attrib), name
            assert not any("var(" in value or "light-dark" in value or "url(" in value for value in element.attrib.values())
        assert not [element for element in root.iter() if element.tag.removeprefix(SVG) in {"script", "style", "image", "foreignObject"}]


def test_every_picture_says_what_the_study_is(found: dict[str, str]) -> None:
    for name, svg in found.items():
        assert any("fictional" in text.casefold() for text in texts_of(svg)), name


def test_no_text_leaves_its_picture(found: dict[str, str]) -> None:
    for name, svg in found.items():
        root = ElementTree.fromstring(svg)
        right, bottom = (float(value) for value in root.get("viewBox").split()[2:])
        for element in root.findall(f"{SVG}text"):  # those outside groups stand in the coordinates of the picture
            x, y, size = (float(element.get(key)) for key in ("x", "y", "font-size"))
            long = width(element.text or "", size, bold=element.get("font-weight") == "700")
            start = x - long if element.get("text-anchor") == "end" else x - long / 2 if element.get("text-anchor") == "middle" else x
            assert start >= 0, (name, element.text)
            assert start + long <= right + 1, (name, element.text)
            assert size * 0.7 <= y <= bottom, (name, element.text)


def test_themes_have_literal_colours_of_the_report() -> None:
    study = invented_study(12)
    light, dark = pictures.types_svg(study), pictures.types_svg(study, "dark")
    assert ink("light").tint("t-brand") in light
    assert ink("dark").tint("t-brand") in dark
    assert ink("dark").ground in dark and ink("dark").ground not in light
    for css in ("t-individual", "t-brand", "t-social", "t-undetermined", "c-self", "c-focal", "c-other", "c-peers", "c-family",
                "c-strangers", "c-none", "surface", "ink", "soft", "line", "edge", "sunken", "caution", "marker"):
        assert ink("light").tokens[css].startswith("#"), css


def test_figures_stand_in_pictures_in_their_own_words() -> None:
    study = full_study()
    shown = " ".join(texts_of(pictures.types_svg(study)))
    for label in ("individual-driven", "brand-driven", "socially driven", "undetermined"):
        words = study.figure(f"types/{label}").text()
        for part in re.split(r" \(|, |\)", words):
            assert part in shown


def test_names_of_rings_are_printed_where_proximity_is_known() -> None:
    study = invented_study(12)
    drawn = [pictures.constellation_svg(study, name) for name in study.constellations["customer"]]
    with_rings = [svg for svg in drawn if set(RING_NAMES) <= set(texts_of(svg))]
    without = [svg for svg in drawn if not set(RING_NAMES) & set(texts_of(svg))]
    assert with_rings and len(with_rings) + len(without) == len(drawn)


def test_what_is_not_known_is_said() -> None:
    study = replace(invented_study(12), figures=())
    assert texts_of(pictures.types_svg(study)).count("not known") == 4
    nobody = replace(study, constellations=study.constellations.clear(), ties=study.ties.clear(), n_customers=0)
    assert "nothing to place" in pictures.triangle_svg(nobody)
    assert "picture-types" not in album(nobody)
    few = pictures.comparison_svg(comparison())
    assert "not enough: n = 6" in few


def test_a_trend_marks_waves_outside_by_shape() -> None:
    found = waves()
    inside = replace(found.trends[0], outside=(False,) * 4)
    marked, plain = pictures.trend_svg(found, found.trends[0]), pictures.trend_svg(found, inside)
    assert marked.count("<circle") == plain.count("<circle") + 1
    assert "2026 Q4" in marked and "no wave lies outside" in plain


def test_unknown_names_are_refused_with_the_nearest() -> None:
    study = invented_study(12)
    with pytest.raises(InputRefused, match="no customer «Adda»"):
        pictures.constellation_svg(study, "Adda")
    with pytest.raises(InputRefused, match="no pool"):
        pictures.pooled_svg(study, "everybody")


def test_hostile_texts_stay_texts() -> None:
    study = full_study(12, names=HOSTILE, extra=" </svg><script>alert(1)</script>")
    for svg in album(study).values():
        root = ElementTree.fromstring(svg)
        assert not list(root.iter(f"{SVG}script"))
        assert "\u202e" not in svg and "\x00" not in svg


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.floats(20, 400), st.floats(6, 30))
def test_fitted_texts_fit_and_wrapped_texts_lose_nothing_but_their_end(text: str, room: float, size: float) -> None:
    line = fitted(text, room, size)
    assert width(line, size) <= room or line == "…"
    lines = wrapped(text, room, size, most=2)
    assert len(lines) <= 2
    if not any("…" in line for line in lines):
        assert " ".join(lines) == " ".join(visible(text).split())


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(-3, 3), st.floats(0, 2)), min_size=1, max_size=5))
def test_a_scale_holds_every_interval(values: list[tuple[float, float]]) -> None:
    figures = [estimate("x", v, v - h, v + h, method="m", n=20, evidence=Evidence("q", 1)) for v, h in values]
    scale = scale_of(figures, 0, 100, share=False)
    for figure in figures:
        assert scale.low <= figure.low + 1e-9 and figure.high <= scale.high + 1e-9
    assert 2 <= len(scale.ticks()) <= 7
    assert all(0 <= scale.at(tick) <= 100 for tick in scale.ticks())


def test_ticks_are_round() -> None:
    assert Scale(0, 0.6, 0, 1).ticks() == (0.0, 0.2, 0.4, 0.6)
    assert [Scale(-1, 1, 0, 1, share=False).words(t) for t in (-0.5, 0)] == ["−0.5", "0"]


def test_png_has_the_resolution_that_slides_need() -> None:
    svg = pictures.types_svg(invented_study(12))
    picture = png(svg, 200)
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert abs(int.from_bytes(picture[16:20], "big") - 760 / 72 * 200) <= 1
    assert picture == png(svg, 200)


def test_file_names_are_plain() -> None:
    assert file_name("../../etc/passwd") == "etc-passwd"
    assert file_name("Ελένη") == "other"
    assert len(file_name("a" * 300)) == 60
