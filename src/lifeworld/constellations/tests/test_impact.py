"""Impact as a reader gets it: figures, what is refused or not enough, whole sentences, no order of the input."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from lifeworld.constellations.core.impact.outcome import frozen_hash, impact
from lifeworld.constellations.core.impact.rows import outcome_rows
from lifeworld.constellations.core.impact.values import Impact
from lifeworld.kit.errors import InputRefused
from lifeworld.kit.figure import Example, Versions
from lifeworld.voices.core.codebook import CODES, DRIVERS

VERSIONS = Versions("default 1", "offline 1", "0.1")
Study = tuple[pl.DataFrame, pl.DataFrame]


def study(n: int, seed: int = 0, *, named: bool = True, effect: float = 1.0) -> Study:
    """n customers with three to eight statements; mood goes with a good outcome, features with a bad one."""
    rng = np.random.default_rng(seed)
    who = np.repeat(np.arange(n), rng.integers(3, 9, n))
    lean = 1 / (1 + np.exp(-rng.normal(size=(n, 12)) + 1))
    says = rng.random((len(who), 12)) < lean[who]
    mood, features = CODES.index("mood"), CODES.index("features")
    outcome = 5 + effect * (4 * lean[:, mood] - 3 * lean[:, features]) + 0.6 * rng.normal(size=n)
    ids = np.array([f"s{i:05d}" for i in range(len(who))])
    names = np.array([f"customer {i:04d}" for i in range(n)])[who]
    statements = pl.DataFrame({
        "id": ids, "customer": pl.Series(names if named else [None] * len(who), dtype=pl.String), "outcome": outcome[who],
        "n_segments": rng.integers(1, 5, len(who)),
    })
    row, code = np.nonzero(says)
    return statements, pl.DataFrame({"statement": ids[row], "code": np.array(CODES)[code], "present": True})


def impact_of(data: Study, **options: object) -> Impact:
    found = impact(*data, outcome="recommend", versions=VERSIONS, **options)
    assert found is not None
    return found


def by_key(found: Impact) -> dict[str, tuple[float | None, int, float | None, bool]]:
    return {f.key: (f.share.value, f.sign, f.leave_out.value, f.above_noise) for f in found.factors}


def test_what_goes_with_the_outcome_comes_first_with_its_sign_and_difference() -> None:
    quote = Example("It lifts me.", "customer 0001", "s00001", 0, 12)
    found = impact_of(study(150), quotes={"mood": (quote,)})
    assert {f.key for f in found.factors[:2]} == {"mood", "features"}
    told = {f.key: f for f in found.factors}
    assert told["mood"].sign == 1
    assert told["features"].sign == -1
    assert told["mood"].above_noise
    assert told["mood"].share.evidence.examples == (quote,)
    assert told["mood"].leave_out.low is not None
    assert told["mood"].leave_out.low > 0
    assert not told["strangers"].above_noise
    above = [f"«{f.key}»" for f in sorted(found.factors, key=lambda f: CODES.index(f.key)) if f.above_noise]
    assert f"Above the noise floor: {', '.join(above)}." in found.notes
    shares = [f.share.value for f in found.factors]
    assert shares == sorted(shares, reverse=True, key=lambda value: value or 0.0)
    assert found.r2.value is not None
    assert sum(value or 0.0 for value in shares) >= found.r2.value - 1e-6
    assert found.noise.high is not None
    assert len({figure.name for figure in found.figures()}) == 38


def test_flipping_the_outcome_flips_signs_and_differences_only() -> None:
    statements, codings = study(90)
    one = by_key(impact_of((statements, codings)))
    other = by_key(impact_of((statements.with_columns(outcome=-2 * pl.col("outcome")), codings)))
    for key, (share, sign, difference, above) in one.items():
        assert other[key][0] == pytest.approx(share, abs=1e-6)
        assert other[key][1] == -sign
        assert other[key][2] == (None if difference is None else pytest.approx(-2 * difference, abs=1e-6))
        assert other[key][3] == above


def test_order_of_rows_and_codings_given_twice_do_not_matter() -> None:
    statements, codings = study(80)
    moved = impact_of((statements.sample(fraction=1, shuffle=True, seed=3), pl.concat([codings.reverse(), codings.head(50)])))
    assert moved == impact_of((statements, codings))


def test_a_row_holds_shares_of_statements_and_the_mean_of_known_outcomes() -> None:
    statements = pl.DataFrame({
        "id": ["a", "b", "c", "d", "e"], "customer": ["ada", "ada", "bo", "bo", None], "outcome": [1.0, 4.0, None, 7.0, 9.0],
    })
    codings = pl.DataFrame({
        "statement": ["a", "b", "a", "c", "d", "e"], "code": ["mood", "mood", "peers", "mood", "self", "mood"],
        "present": [True, True, True, True, False, True],
    })
    rows = outcome_rows(statements, codings, ("mood", "peers", "self"), pl.DataFrame({"customer": ["bo"], "weight": [2.5]}))
    assert rows.carried.tolist() == [[1.0, 0.5, 0.0], [0.5, 0.0, 0.0]]
    assert rows.outcome.tolist() == [2.5, 7.0]
    assert rows.weight.tolist() == [1.0, 2.5]
    assert rows.n_statements.tolist() == [3, 1, 0]
    assert (rows.unit, rows.said) == ("customers", "sentences")


@pytest.mark.parametrize("weight", [0.0, -1.0, float("nan")])
def test_a_weight_that_is_none_is_refused(weight: float) -> None:
    weights = pl.DataFrame({"customer": ["customer 0003"], "weight": [weight]})
    with pytest.raises(InputRefused, match="not a number above 0"):
        impact_of(study(20), weights=weights)


def test_leave_out_is_the_mean_less_the_mean_without() -> None:
    n = 40
    statements = pl.DataFrame({"id": [f"s{i}" for i in range(n)], "customer": [f"c{i:02d}" for i in range(n)],
                               "outcome": [float(i) for i in range(n)]})
    codings = pl.DataFrame({"statement": [f"s{i}" for i in range(n) if i >= 25], "code": "mood", "present": True})
    mood = next(f for f in impact_of((statements, codings)).factors if f.key == "mood")
    assert mood.leave_out.value == pytest.approx(19.5 - 12.0)
    rare = next(f for f in impact_of((statements, codings.head(9))).factors if f.key == "mood")
    assert rare.leave_out.text() == "not enough: n = 9, about 10 needed"
    assert rare.leave_out.n_unit == "customers mentioning it"


def test_too_few_customers_for_all_factors_weigh_the_drivers_or_none() -> None:
    forty = impact_of(study(40, effect=2.0))
    weighed = {f.key for f in forty.factors if f.share.enough}
    assert weighed
    assert weighed <= set(DRIVERS)
    assert any("suffice to weigh the drivers" in note for note in forty.notes)
    few = impact_of(study(22))
    assert not any(f.share.enough for f in few.factors)
    assert not few.r2.enough
    assert not few.noise.enough
    assert few.r2.n == 22
    assert few.r2.n_needed is not None
    assert few.r2.n_needed > 22
    assert any(f.leave_out.enough for f in few.factors)
    assert any("too few" in note for note in few.notes)


def test_a_factor_that_hardly_anybody_differs_in_is_left_out_and_named() -> None:
    statements, codings = study(100)
    codings = codings.filter(pl.col("code") != "status")
    found = impact_of((statements, codings))
    status = next(f for f in found.factors if f.key == "status")
    assert (status.share.value, status.sign, status.leave_out.value) == (None, 0, None)
    assert any("«status»" in note for note in found.notes)
    assert next(f for f in found.factors if f.key == "mood").share.enough


def test_where_nobody_is_named_statements_are_rows() -> None:
    found = impact_of(study(80, named=False))
    assert found.unit == "statements"
    assert found.r2.n_unit == "statements"
    assert found.r2.n_customers is None
    assert any("number of sentences" in note for note in found.notes)


def test_two_values_are_a_linear_probability_and_one_value_goes_with_nothing() -> None:
    statements, codings = study(100)
    binary = impact_of((statements.with_columns((pl.col("outcome") > 5).cast(pl.Float64).alias("outcome")), codings))
    assert any("linear probability" in note for note in binary.notes)
    assert binary.r2.enough
    constant = impact_of((statements.with_columns(outcome=pl.lit(3.0)), codings))
    assert not constant.r2.enough
    assert any("same everywhere" in note for note in constant.notes)


def test_no_outcome_is_no_impact_and_thirteen_factors_are_refused() -> None:
    statements, codings = study(30)
    for empty in (statements.drop("outcome"), statements.with_columns(outcome=pl.lit(None, pl.Float64)), statements.clear()):
        assert impact(empty, codings, outcome="recommend", versions=VERSIONS) is None
    with pytest.raises(InputRefused, match=r"13 factors.*«recommend»"):
        impact(statements, codings, outcome="recommend", versions=VERSIONS, factors=[*CODES, "club"])


def test_frozen_is_of_codebook_and_coder_and_not_of_the_code() -> None:
    assert impact_of(study(20)).frozen == frozen_hash(VERSIONS) == frozen_hash(replace(VERSIONS, code="9"))
    assert frozen_hash(VERSIONS) != frozen_hash(replace(VERSIONS, coder="offline 2"))
    assert impact_of(study(20), frozen="before").frozen == "before"


def test_words_claim_association_and_no_cause() -> None:
    found = impact_of(study(100))
    text = " ".join(found.notes).lower()
    assert "association" in text
    assert not any(word in text for word in ("causes", "drives", "raises", "leads to"))
    assert all(note.endswith(".") for note in found.notes)


def test_a_direction_is_said_with_its_interval_and_not_inside_the_noise() -> None:
    found = impact_of(study(60))
    for factor in found.factors:
        assert not (factor.sign and not factor.above_noise)
        if factor.coefficient is not None:
            assert factor.coefficient.name == f"impact/{factor.key}/coefficient"
            assert factor.coefficient.low is not None
            assert factor.coefficient.high is not None
            assert factor.sign in (0, int(factor.coefficient.low > 0) - int(factor.coefficient.high < 0))
    assert any("said only where the factor stands above the noise" in note for note in found.notes)
    assert any("would look clear by chance alone" in note for note in found.notes)
