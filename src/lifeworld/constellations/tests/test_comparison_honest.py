"""What a hostile reader asks of a comparison: trends without false alarms, page one, odd levels, unequal studies."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import as_file, files
from io import StringIO
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from rich.console import Console
from scipy import stats

from lifeworld.constellations.commands.compare import print_comparison
from lifeworld.constellations.commands.request import MapRequest, map_files
from lifeworld.constellations.core.comparison.bands import bands
from lifeworld.constellations.core.comparison.compare import compare_studies, comparison
from lifeworld.constellations.core.comparison.contrasts import Held
from lifeworld.constellations.core.comparison.joint import differences, drawn
from lifeworld.constellations.core.comparison.measures import measures
from lifeworld.constellations.core.comparison.question import Question
from lifeworld.constellations.core.comparison.sample import Sample
from lifeworld.constellations.core.comparison.trends import _spread, trend
from lifeworld.constellations.core.comparison.values import Contrast
from lifeworld.constellations.core.comparison.words import changed
from lifeworld.constellations.core.corrections.values import Applied, Correction
from lifeworld.constellations.core.settings import Settings
from lifeworld.constellations.core.study import MappedStudy
from lifeworld.constellations.tests.invented_said import SETTINGS, invented, two_groups
from lifeworld.kit.figure import Evidence, Figure, Versions, estimate
from lifeworld.kit.streams import stream_keys

WORLDS = 200


def point(value: float, n: int) -> Figure:
    return estimate("p", value, 0.0, 1.0, unit="share", method="m", n=n, evidence=Evidence("q", 1))


def waves(n: int, p: float, again: float | None, prior: float, kind: str) -> int:
    """Points beyond their limits in worlds of four waves where nothing changes; ``again`` is how alike the same customers stay."""
    rng = np.random.default_rng(n)
    own = rng.normal(size=(n, WORLDS))
    likeness = again or 0.0
    parts = [own * likeness**0.5 + rng.normal(size=own.shape) * (1 - likeness) ** 0.5 for _ in range(4)]
    says = [(part < stats.norm.ppf(p)).astype(float) for part in parts]
    found = []
    for wave, columns in enumerate(says):
        who = np.arange(n) + (0 if again is not None else wave * n)
        one, shape = np.ones_like(columns), np.full(WORLDS, prior)
        found.append(drawn(Sample(who, stream_keys(3, who.astype(np.uint64)), columns, one, shape, shape, np.zeros(WORLDS), wave), 0))
    beyond = 0
    for j in range(WORLDS):
        points = tuple(point(float(columns[:, j].mean()), n) for columns in says)
        own_spread, kept = _spread(points, np.stack([one.draws[j] for one in found]), again is not None)
        beyond += sum(trend("k", kind, points, own_spread, (0.0, 1.0), kept).outside)
    return beyond


@pytest.mark.parametrize("again", [None, 0.9])
@pytest.mark.parametrize(("n", "p"), [(30, 0.05), (60, 0.3)])
@pytest.mark.parametrize(("prior", "kind"), [(0.5, "share"), (0.0, "mean")])
def test_where_nothing_changes_hardly_any_wave_is_outside(n: int, p: float, again: float | None, prior: float, kind: str) -> None:
    # Of 800 points about two lie beyond three standard errors by chance; with each wave's own spread 150 and more did.
    assert waves(n, p, again, prior, kind) <= 8


def test_limits_are_nearer_where_the_same_customers_come_again() -> None:
    points = (point(0.5, 100), point(0.5, 100), point(0.5, 100))
    rng = np.random.default_rng(2)
    common = rng.normal(0.5, 0.05, 400)
    draws = np.stack([common + rng.normal(0, 0.005, 400) for _ in range(3)])
    (same, near), (other, far) = _spread(points, draws, True), _spread(points, draws, False)
    assert (same < 0.2 * other).all()
    assert (far == 1).all()
    one, two = (trend("k", "share", points, own, (0.0, 1.0), kept) for own, kept in ((same, near), (other, far)))
    assert one.high[0] is not None
    assert two.high[0] is not None
    assert one.high[0] - 0.5 < 0.3 * (two.high[0] - 0.5)


def test_page_one_tells_only_what_holds_among_the_last_two_waves() -> None:
    asked = Question("wave", measures(False), Settings(), Versions())
    keys = [measure.key for measure in asked.measures]
    figure = estimate("d", 0.2, 0.1, 0.3, unit="share", method="m", n=50, evidence=Evidence("q", 1))

    def held(first: str, second: str, key: str, p: float) -> Held:
        return Held(Contrast(key, first, second, figure, clear=p < 0.1, holds=p < 0.05), p)

    before = [held("1", "2", key, 1e-6) for key in keys]
    last = [held("2", "3", key, 0.04 if key == keys[0] else 0.5) for key in keys]
    values = {(key, level): point(0.2, 50) for key in keys for level in "123"}
    assert "Nothing changed clearly between 2 and 3; 1 difference of 30" in changed([*before, *last], values, "123", asked)[0]
    surer = [held("2", "3", key, 0.0001 if key == keys[0] else 0.5) for key in keys]
    told = changed([*before, *surer], values, "123", asked, "Statements are longer at «3».")
    assert "went from" in told[0]
    assert told[1] == "Statements are longer at «3»."


def test_customers_who_are_all_the_same_show_no_spread_and_nothing_is_said() -> None:
    who, none = np.arange(12), np.zeros(1)
    keys = stream_keys(3, who.astype(np.uint64))
    one, two = (drawn(Sample(who, keys, np.full((12, 1), x), np.ones((12, 1)), none, none, none, int(x)), 0) for x in (3.0, 4.0))
    found = differences(one, two, (np.full(1, -9.0), np.full(1, 9.0)))
    assert np.isnan(found.value[0])
    assert np.isnan(found.p[0])


def test_levels_may_be_called_anything() -> None:
    names = ["the others", 'a "b"/c', "[red]x[/y]", "d", "e"]
    found = invented([f"c{i:03d}" for i in range(75)], [names[i % 5] for i in range(75)]).compared()
    assert {c.first for c in found.contrasts} == {"all the others"}
    assert {c.second for c in found.contrasts} == set(names)
    queries = [c.difference.evidence.query for c in found.contrasts]
    assert any(r'group = "a \"b\"/c"' in query for query in queries)
    two = two_groups(60, 6, lift=0.5)
    odd = two.compared(level=two.level.replace({"a": "[red]x[/y]", "b": "[/z]"}))
    out = StringIO()
    print_comparison(Console(width=200, file=out), odd, {})
    assert out.getvalue().count("[red]x[/y]") > 1


def test_statements_at_no_level_and_the_outcome_are_told() -> None:
    study = two_groups(24, 4)
    some = pl.Series([None if i < 3 else level for i, level in enumerate(study.level)])
    assert "3 of 192 statements are at none of the segments and are left out." in study.compared(level=some).note
    level, order, title = bands(pl.Series([float(i % 11) for i in range(192)]), study.said.statements["customer"], "nps")
    found = comparison(study.said, level, "outcome", title, study.codings, SETTINGS, Versions(), order=order)
    assert found is not None
    assert "what goes with it, not what changes it" in found.note


def test_a_pooled_share_of_hardly_any_statement_is_unknown() -> None:
    study = invented([None] * 80, ["Arc"] * 40 + ["Bow"] * 40, chance=0.0, lift={"Bow": 0.5})
    found = study.compared("brand")
    assert not found.values["pooled_relevance/peers", "Arc"].enough
    assert found.values["pooled_relevance/peers", "Bow"].enough
    assert found.values["share_of_statements/peers", "Arc"].value == 0


@pytest.fixture(scope="module")
def runners() -> MappedStudy:
    """The fictional runners, without drawings and events."""
    with as_file(files("lifeworld.testing") / "runners") as folder:
        return map_files(MapRequest((str(Path(folder) / "statements.csv"),), study=folder / "study.toml"))[0]


def first_of_each(study: MappedStudy, n: int) -> MappedStudy:
    """The study with the first ``n`` statements of each customer only."""
    kept = study.statements.group_by("customer", maintain_order=True).head(n)
    return replace(study, statements=kept, codings=study.codings.join(kept.select(statement="id"), on="statement", how="semi"))


def test_studies_in_which_customers_said_more_are_not_judged_by_what_grows_with_that(runners: MappedStudy) -> None:
    found = compare_studies({"then": first_of_each(runners, 3), "now": runners})
    assert "from 3.0 at «then» (120 by 40)" in found.note
    assert "cannot be made again from fewer statements" in found.note
    assert "40 customers have the same id in both and are taken for the same people." in found.note
    assert "120 of the 366 statements of the later one are the earlier one's, too" in found.note
    grown = [c for c in found.contrasts if c.key.startswith(("types/", "size", "relevance/"))]
    assert not any(c.clear or c.holds for c in grown)
    assert all(any("Customers said more" in warning for warning in c.difference.warnings) for c in grown)
    says = [c for c in found.contrasts if c.key.startswith("customers_who_say/")]
    assert all("expected at equal numbers" in found.values[c.key, "now"].method for c in says)
    assert sum(c.clear for c in says) <= 4


def test_a_study_without_customers_says_nothing_of_customers(runners: MappedStudy) -> None:
    nobody = pl.lit(None, dtype=pl.String).alias("customer")
    bare = replace(
        runners, statements=runners.statements.with_columns(nobody), codings=runners.codings.with_columns(nobody),
        ties=runners.ties.clear(), constellations=runners.constellations.clear(), n_customers=0,
    )
    found = compare_studies({"then": bare, "now": runners})
    assert not any(found.values[key, "then"].enough for key in found.keys if key.startswith(("customers_who_say/", "types/")))
    assert not any(c.difference.enough for c in found.contrasts if c.key.startswith("customers_who_say/"))
    assert found.values["share_of_statements/mood", "then"].enough
    assert "Only some of the studies name customers" in found.note


def test_studies_that_were_not_corrected_alike_say_so(runners: MappedStudy) -> None:
    line = Correction(2, "ignore", actor="strangers:people", who="Kim", why="a figure of speech")
    other = replace(runners, corrections=(Applied(line, "It was left out.", 2),))
    assert "not corrected alike (corrections: «a» 0, «b» 1)" in compare_studies({"a": runners, "b": other}).note
    assert "not corrected alike" not in compare_studies({"a": other, "b": other}).note


def test_studies_of_which_one_has_drawn_maps_say_so(runners: MappedStudy) -> None:
    other = replace(runners, ties=runners.ties.with_columns(drawn=pl.lit(1).cast(runners.ties["drawn"].dtype),
                                                            relevance=pl.col("relevance") * 0.9))
    found = compare_studies({"a": runners, "b": other})
    assert "Only some of the studies have drawn maps" in found.note
    assert "Only some" not in compare_studies({"a": other, "b": other}).note
    assert " 0 points" not in " ".join(found.changed)
