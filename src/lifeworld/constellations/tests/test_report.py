"""The report as text: what it holds, what it refuses to hold, and what stays the same."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise

import polars as pl
import pytest

from lifeworld.constellations.core import study as keys
from lifeworld.constellations.core.study import MappedStudy
from lifeworld.constellations.files.report import render_report
from lifeworld.constellations.files.report.assets import assets, digest
from lifeworld.constellations.files.report.choose import EMBEDDED_MAX
from lifeworld.constellations.files.report.page import safe_json
from lifeworld.constellations.tests.invented_findings import with_findings
from lifeworld.constellations.tests.invented_study import invented_study

HOSTILE = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>\u2028\u202e{{ 7 * 7 }}"
VOID = {"meta", "link", "input", "br", "img"}


class Page(HTMLParser):
    """Tags with attributes, ids and headings of a page; fails where tags are not closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes something else"


@cache
def study() -> MappedStudy:
    return invented_study()


@cache
def html() -> str:
    return render_report(study())


def test_the_page_is_well_formed_with_unique_ids_and_headings_in_order() -> None:
    page = Page(html())
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    links = {attrs["href"] for tag, attrs in page.tags if tag == "a"}
    assert {href.removeprefix("#") for href in links if href} <= set(ids)


def test_a_strict_policy_holds_inline_style_and_script_by_their_hashes() -> None:
    page = Page(html())
    policy = next(a["content"] for t, a in page.tags if t == "meta" and a.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None and policy.startswith("default-src 'none'") and "unsafe" not in policy
    [style] = re.findall(r"<style>(.*?)</style>", html(), re.DOTALL)
    [script] = re.findall(r"<script>(.*?)</script>", html(), re.DOTALL)
    assert digest(style) in policy and digest(script) in policy
    assert not [a for _, a in page.tags if "style" in a or any(name.startswith("on") for name in a)]


def test_nothing_is_fetched() -> None:
    for tag, attrs in Page(html()).tags:
        assert tag not in {"iframe", "object", "embed", "img"}
        for name in ("src", "href", "action", "srcset"):
            target = attrs.get(name) or "#"
            assert target.startswith(("#", "data:")), f"<{tag} {name}={target}>"
    assert not re.findall(r"@import|url\(|fetch\(|XMLHttp|WebSocket", assets().style + assets().script)


def test_hostile_names_and_texts_stay_text() -> None:
    hostile = invented_study(12, names=(HOSTILE, "<b>Bo</b>", "O'Neil & \"Co\""), extra=HOSTILE)
    hostile = replace(hostile, title=HOSTILE, label=HOSTILE, notes=(HOSTILE,), skipped={HOSTILE: 2},
                      settings={HOSTILE: HOSTILE}, ties=hostile.ties.with_columns(name=pl.lit(HOSTILE)),
                      pooled=hostile.pooled.with_columns(pool=pl.lit(HOSTILE)), playbook={"brand-driven": (HOSTILE,)})
    page = render_report(with_findings(hostile, HOSTILE))
    tags = Page(page).tags
    assert not [tag for tag, attrs in tags if tag in {"img", "b"} and "src" in attrs]
    assert sum(tag == "script" for tag, _ in tags) == 2
    assert not [a for _, a in tags if any(name.startswith("on") for name in a)]
    assert "{{ 7 * 7 }}" in page and "49" not in re.findall(r"<h1>(.*?)</h1>", page, re.DOTALL)[0]


def test_json_in_the_page_cannot_end_its_script() -> None:
    text = str(safe_json([HOSTILE, "\u2029", "\ud800"]))
    assert "<" not in text and "&" not in text and "\u2028" not in text and text.isascii()


def test_control_characters_and_lone_surrogates_are_replaced() -> None:
    page = render_report(replace(study(), title="a\x00b\x1bc\ud800d"))
    assert "a\ufffdb\ufffdc?d" in page
    page.encode("utf-8")


def test_fictional_studies_say_so_wherever_they_are_shown() -> None:
    assert html().count("fictional") > EMBEDDED_MAX / 2
    assert "<title>Runners and their watches (fictional)" in html()
    real = render_report(replace(study(), fictional=False, label="Diaries of spring"))
    assert "fictional" not in real.lower().replace(assets().style.lower(), "") and "Diaries of spring" in real


def test_every_share_stands_with_its_interval() -> None:
    for key in (*map(keys.type_share_key, keys.TYPE_NAMES), keys.customers_who_say_key("mood")):
        figure = study().figure(key)
        assert figure is not None
        value, interval = figure.text().split(" (")[0], figure.text().split("(")[1].split(",")[0]
        assert re.search(rf'fig__value">{re.escape(value)}</span>\s*<span class="fig__interval">{re.escape(interval)}', html())


def test_missing_figures_are_said_not_guessed() -> None:
    page = render_report(replace(study(), figures=()))
    assert page.count("not computed") >= 4 + 12
    assert "40 customers" in page  # counts are exact and can be counted from the frames


def test_the_same_page_for_any_order_of_rows() -> None:
    mixed = {name: getattr(study(), name).sample(fraction=1.0, shuffle=True, seed=3)
             for name in ("statements", "codings", "actors", "ties", "constellations", "pooled")}
    assert render_report(replace(study(), **mixed)) == html()


def test_at_most_sixty_customers_are_drawn_from_all_types_and_the_page_says_so() -> None:
    page = render_report(invented_study(150))
    cards = re.findall(r'<li class="card (t-\w+)" data-type', page)
    assert len(cards) == EMBEDDED_MAX
    assert set(cards) == {"t-individual", "t-brand", "t-social", "t-undetermined"}
    assert "60 of 150 customers: those with most evidence" in page
    assert len(page.encode()) < 5_000_000


@pytest.mark.parametrize("part", ["no_customers", "nothing", "no_codings"])
def test_thin_studies_still_read_well(part: str) -> None:
    thin = study()
    none = {name: getattr(thin, name).clear() for name in ("ties", "constellations")}
    thin = replace(thin, n_customers=0, **none)
    nobody = pl.lit(None, dtype=pl.String)
    if part == "no_customers":
        thin = replace(thin, statements=thin.statements.with_columns(customer=nobody),
                       codings=thin.codings.with_columns(customer=nobody), actors=thin.actors.with_columns(customer=nobody))
    if part in {"nothing", "no_codings"}:
        thin = replace(thin, codings=thin.codings.clear(), actors=thin.actors.clear(), figures=())
    if part == "nothing":
        thin = replace(thin, statements=thin.statements.clear(), pooled=thin.pooled.clear())
    page = render_report(thin)
    Page(page)
    assert "name no customer" in page or part == "nothing"
    assert 'id="population"' not in page
    assert ('id="pooled"' in page) == (part != "nothing")
    assert "nan" not in re.sub(r"<style>.*?</style>|<script>.*?</script>|<[^>]+>", " ", page, flags=re.DOTALL).lower().split()


def test_reasons_and_counts_of_draws_stand_with_every_customer() -> None:
    row = study().constellations.row(0, named=True)
    for reason in row["reasons"]:
        assert reason in html()
    assert f"individual-driven in {round(64 * row['p_individual'])}, brand-driven in" in html()


def test_unknown_proximity_is_said_and_dashed() -> None:
    unknown = study().ties.filter(pl.col("category") != "self", pl.col("proximity").is_null()).height
    assert f"The proximity of {unknown} of" in html()
    assert 'class="rings__dashed"' in html() and "not known" in html()


def test_common_warnings_are_stated_once_in_the_head() -> None:
    warned = tuple(figure.warned("Read with care: few customers.") for figure in study().figures)
    page = render_report(replace(study(), figures=warned))
    assert '<p class="note">Read with care: few customers.</p>' in page
    assert 'class="fig__caution"' not in page
