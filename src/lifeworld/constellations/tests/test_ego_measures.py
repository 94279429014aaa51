"""Ego measures by hand: every number here was worked out on paper from the formulas of network-measures.md."""

from __future__ import annotations

import math
from typing import Any

import polars as pl
import pytest

from lifeworld.constellations.core.ego import MEASURES, alters_of, columns_of, ego_measures
from lifeworld.kit.errors import InputRefused

CATEGORIES = ["focal_provider", "other_providers", "peers", "family_friends", "strangers"]
NO_TIES = pl.DataFrame(schema={"ego": pl.String, "source": pl.String, "target": pl.String})


def alters(**columns: list[Any]) -> pl.DataFrame:
    """Alters of the ego «u», named a, b, c, ... unless the columns say otherwise."""
    n = len(next(iter(columns.values())))
    return pl.DataFrame({"ego": ["u"] * n, "alter": list("abcdefghij")[:n], "category": ["peers"] * n} | columns)


def ties(*pairs: str, **columns: list[Any]) -> pl.DataFrame:
    """Ties of the ego «u»: "ab" joins a and b."""
    return pl.DataFrame({"ego": ["u"] * len(pairs), "source": [p[0] for p in pairs], "target": [p[1] for p in pairs]}
                        | columns)


def of_one(frame: pl.DataFrame, joined: pl.DataFrame | None = NO_TIES, **ego: Any) -> dict[str, Any]:
    """Measures of the one ego «u»."""
    egos = pl.DataFrame({"ego": ["u"]} | {k: [v] for k, v in ego.items()})
    row: dict[str, Any] = ego_measures(egos, frame, joined, 6, categories=CATEGORIES).row(0, named=True)
    return row


def test_the_columns_are_the_documented_ones() -> None:
    frame = ego_measures(pl.Series(["u"]), alters(valence=[0.5]), None, 6, categories=CATEGORIES)
    assert frame.columns == ["ego", *(name for name, _ in columns_of(CATEGORIES))]
    assert all(m.formula and m.undefined and m.source for m in MEASURES)


def test_effective_size_of_five_alters_with_two_ties() -> None:
    row = of_one(alters(category=["peers"] * 5), ties("ab", "cd"))
    assert row["effective_size"] == pytest.approx(5 - 2 * 2 / 5) == pytest.approx(4.2)
    assert row["effective_size_weighted"] == pytest.approx(4.2)
    assert row["efficiency"] == pytest.approx(0.84)
    assert row["density"] == pytest.approx(0.2)
    assert row["mean_degree"] == pytest.approx(0.8)
    assert (row["n_components"], row["n_isolates"]) == (3, 1)
    assert row["fragmentation"] == pytest.approx(1 - 4 / 20)
    # p_ej = 1/5; an alter with one tie has strength 2, so its partner is also reached by 1/5 * 1/2
    assert row["constraint"] == pytest.approx(4 * 0.3**2 + 0.2**2)
    share = 0.4 / 5
    hierarchy = 4 * (0.09 / share) * math.log(0.09 / share) + (0.04 / share) * math.log(0.04 / share)
    assert row["hierarchy"] == pytest.approx(hierarchy / (5 * math.log(5)))


def test_constraint_of_the_reference_example() -> None:
    row = of_one(alters(category=["peers"] * 5), ties("ab", "bc"))
    # b has strength 3, a and c have 2, d and e have 1: each of a and c is also reached through b and b through both
    assert row["constraint"] == pytest.approx(2 * (1 / 5 + 1 / 15) ** 2 + (1 / 5 + 2 / 10) ** 2 + 2 / 25)
    assert row["constraint"] == pytest.approx(0.3822, abs=5e-5)
    assert row["effective_size"] == pytest.approx(4.2)


def test_burt_with_weights() -> None:
    row = of_one(alters(weight=[2.0, 1.0, 1.0]), ties("ab", weight=[4.0]))
    # p_e = 1/2, 1/4, 1/4; strengths 6, 5, 1; strongest ties 4, 4, 1
    constraint = (0.5 + 0.25 * 4 / 5) ** 2 + (0.25 + 0.5 * 4 / 6) ** 2 + 0.25**2
    assert row["constraint"] == pytest.approx(constraint)
    assert row["effective_size_weighted"] == pytest.approx((1 - 0.25) + (1 - 0.5) + 1)
    assert row["effective_size"] == pytest.approx(3 - 2 / 3)


def test_centralisation_of_star_ring_and_clique() -> None:
    star = of_one(alters(category=["peers"] * 4), ties("ab", "ac", "ad"))
    assert star["degree_centralisation"] == pytest.approx(1.0)
    assert star["betweenness_centralisation"] == pytest.approx(1.0)
    ring = of_one(alters(category=["peers"] * 5), ties("ab", "bc", "cd", "de", "ea"))
    assert ring["degree_centralisation"] == ring["betweenness_centralisation"] == 0
    clique = of_one(alters(category=["peers"] * 3), ties("ab", "bc", "ca"))
    assert clique["betweenness_centralisation"] == 0
    chain = of_one(alters(category=["peers"] * 3), ties("ab", "bc"))
    assert chain["betweenness_centralisation"] == pytest.approx(1.0)
    two = of_one(alters(category=["peers"] * 2), ties("ab"))
    assert two["degree_centralisation"] is None and two["betweenness_centralisation"] is None


def test_composition_and_diversity() -> None:
    row = of_one(alters(category=["peers", "peers", "family_friends", "focal_provider"],
                        relevance=[0.1, 0.2, 0.3, 0.4]))
    assert (row["n_peers"], row["n_strangers"], row["share_peers"]) == (2, 0, 0.5)
    assert row["relevance_peers"] == pytest.approx(0.3)
    assert row["diversity"] == pytest.approx(1 - (0.25 + 0.0625 * 2))
    assert row["iqv"] == pytest.approx(0.625 / (1 - 1 / 6))
    assert row["entropy"] == pytest.approx(1.5 / math.log2(6))
    assert row["concentration"] == pytest.approx(0.3)
    assert (row["brand_in_map"], row["brand_rank"]) == (True, 1)
    assert row["brand_place"] == pytest.approx(0.4)


def test_iqv_divides_by_the_codebook_and_not_by_what_is_present() -> None:
    assert of_one(alters(category=["peers", "strangers"]))["iqv"] == pytest.approx(0.5 / (5 / 6))
    assert of_one(alters(category=["peers", "peers"]))["iqv"] == 0


def test_the_brand_that_is_not_in_the_map_has_share_0_and_no_rank() -> None:
    row = of_one(alters(relevance=[0.5, 0.5]))
    assert (row["brand_in_map"], row["brand_place"], row["brand_rank"], row["brand_ring"]) == (False, 0.0, None, None)
    unknown = of_one(alters(category=["focal_provider"]))
    assert (unknown["brand_in_map"], unknown["brand_place"]) == (True, None)


def test_brand_rank_counts_those_above_and_takes_the_nearest_ring() -> None:
    row = of_one(alters(category=["peers", "focal_provider", "focal_provider", "strangers"],
                        relevance=[0.5, 0.2, 0.1, 0.2], ring=[1, 3, 2, None], rings=[3] * 4))
    assert (row["brand_rank"], row["brand_ring"], row["brand_place"]) == (2, 2, pytest.approx(0.3))
    assert row["brand_proximity"] == pytest.approx(0.5)


def test_rings_and_proximity() -> None:
    row = of_one(alters(ring=[1, 1, 3, None], rings=[3, 3, 3, 3]))
    assert row["n_per_ring"] == [2, 0, 1]
    assert (row["n_ring_unknown"], row["n_placed"]) == (1, 3)
    assert row["mean_proximity"] == pytest.approx((5 / 6 + 5 / 6 + 1 / 6) / 3)
    assert row["mean_ring"] == pytest.approx(5 / 3)
    exact = of_one(alters(ring=[1, None], rings=[3, None], proximity=[0.9, 0.2]))
    assert exact["mean_proximity"] == pytest.approx(0.55)
    assert of_one(alters(relevance=[1.0]))["n_per_ring"] is None


def test_balance_leaves_unknown_valence_out() -> None:
    row = of_one(alters(relevance=[0.2, 0.2, 0.6], valence=[1.0, -0.5, None]))
    assert row["balance"] == pytest.approx((0.2 - 0.1) / 0.4)
    assert row["negative_relevance"] == pytest.approx(0.5)
    assert of_one(alters(relevance=[0.2], valence=[None]).cast({"valence": pl.Float64}))["balance"] is None


def test_likeness_to_the_ego() -> None:
    frame = alters(group=["x", "x", "y", None], number=[3.0, 7.0, None, 5.0], n_roles=[1, 2, 3, None])
    row = of_one(frame, group="x", number=5.0, pool_same=4, pool_other=10)
    assert row["homophily"] == pytest.approx(2 / 3)
    assert row["ei_ego"] == pytest.approx(1 - 4 / 3)
    assert row["distance"] == pytest.approx(math.sqrt(8 / 3))
    assert row["multiplexity"] == pytest.approx(2.0)
    assert row["phi_ego"] == pytest.approx((2 * 9 - 2 * 1) / math.sqrt(4 * 10 * 3 * 11))
    nothing = of_one(frame)
    assert [nothing[k] for k in ("homophily", "ei_ego", "distance", "phi_ego")] == [None] * 4


def test_mixing_raw_and_rescaled() -> None:
    frame = alters(category=["peers", "peers", "peers", "strangers"])
    row = of_one(frame, ties("ab", "ad"))
    assert row["ei_ties"] == 0
    inside, outside = 1 / 3, 1 / 3
    assert row["ei_ties_rescaled"] == pytest.approx((outside - inside) / (outside + inside))
    skewed = of_one(frame, ties("ab", "bc", "ad"))
    assert skewed["ei_ties"] == pytest.approx(-1 / 3)
    assert skewed["ei_ties_rescaled"] == pytest.approx((1 / 3 - 2 / 3) / 1)
    assert skewed["phi_ties"] == pytest.approx((2 * 2 - 1 * 1) / math.sqrt(3 * 3 * 3 * 3))
    assert of_one(frame)["ei_ties"] is None
    assert of_one(alters(category=["peers", "peers"]), ties("ab"))["ei_ties_rescaled"] is None


def test_egos_without_alters_stay_in() -> None:
    frame = ego_measures(pl.Series(["v", "u"]), alters(relevance=[1.0]), NO_TIES, 6, categories=CATEGORIES)
    assert frame["ego"].to_list() == ["v", "u"]
    empty = frame.row(0, named=True)
    assert (empty["n_alters"], empty["n_components"], empty["brand_place"]) == (0, 0, 0.0)
    for name in ("density", "diversity", "iqv", "share_peers", "constraint", "effective_size", "mean_proximity",
                 "balance", "concentration", "homophily", "fragmentation", "hierarchy", "mean_degree"):
        assert empty[name] is None, name
    assert frame["n_alters"].mean() == 0.5


def test_a_map_without_actors_is_an_ego_without_alters() -> None:
    frame = pl.DataFrame({"ego": ["u", "v"], "alter": [None, ""], "category": [None, None]},
                         schema_overrides={"alter": pl.String, "category": pl.String})
    assert ego_measures(pl.Series(["u", "v"]), frame, None, 6)["n_alters"].to_list() == [0, 0]


def test_ties_that_were_not_asked_are_unknown_and_not_absent() -> None:
    frame = alters(category=["peers"] * 3)
    structural = ["density", "mean_degree", "n_components", "n_isolates", "fragmentation", "effective_size",
                  "constraint", "efficiency", "hierarchy", "ei_ties", "degree_centralisation"]
    assert [of_one(frame, None)[k] for k in structural] == [None] * len(structural)
    assert [of_one(frame, NO_TIES, n_asked=0)[k] for k in structural] == [None] * len(structural)
    assert (of_one(frame)["density"], of_one(frame)["n_isolates"]) == (0.0, 3)


def test_density_divides_by_the_alters_that_were_asked_about() -> None:
    row = of_one(alters(category=["peers"] * 5), ties("ab", "bc"), n_asked=3)
    assert row["density"] == pytest.approx(2 / 3)
    assert row["mean_degree"] == pytest.approx(4 / 3)
    assert row["constraint"] is None and row["n_components"] is None


def test_one_alter_has_no_density() -> None:
    row = of_one(alters(relevance=[1.0]))
    assert row["density"] is None and row["fragmentation"] is None and row["hierarchy"] is None
    assert (row["effective_size"], row["constraint"], row["concentration"]) == (1.0, 1.0, 1.0)


def test_both_directions_of_a_pair_are_one_tie_of_mean_weight() -> None:
    one = of_one(alters(weight=[1.0, 1.0]), ties("ab", weight=[2.0]))
    both = of_one(alters(weight=[1.0, 1.0]), ties("ab", "ba", weight=[1.0, 3.0]))
    assert one == both
    assert of_one(alters(weight=[1.0, 1.0]), ties("ab", weight=[0.0]))["density"] == 0


def test_alters_of_a_study_leave_the_self_out() -> None:
    study = pl.DataFrame({
        "customer": ["u", "u", "u", None], "actor": ["self", "peers:club", "focal_provider:Pulsa", "peers:x"],
        "category": ["self", "peers", "focal_provider", "peers"], "relevance": [0.5, 0.2, 0.3, 1.0],
    })
    drawn = pl.DataFrame({"customer": ["u", "w"], "actor": ["peers:club", None], "ring": [2, None], "rings": [3, None]})
    row = ego_measures(pl.Series(["u"]), alters_of(study, drawn), None, 6).row(0, named=True)
    assert (row["n_alters"], row["n_per_ring"], row["n_ring_unknown"]) == (2, [0, 1, 0], 1)
    assert row["brand_place"] == pytest.approx(0.6)


@pytest.mark.parametrize(("code", "egos", "frame", "joined"), [
    ("missing_column", ["u"], pl.DataFrame({"ego": ["u"], "alter": ["a"], "categry": ["peers"]}), None),
    ("unknown_ego", ["v"], alters(relevance=[1.0]), None),
    ("duplicate_ego", ["u", "u"], alters(relevance=[1.0]), None),
    ("duplicate_alter", ["u"], alters(alter=["a", "a"]), None),
    ("self_as_alter", ["u"], alters(category=["self"]), None),
    ("number_out_of_range", ["u"], alters(relevance=[-0.1]), None),
    ("number_out_of_range", ["u"], alters(weight=[0.0]), None),
    ("missing_weight", ["u"], alters(weight=[1.0, None]), None),
    ("ring_out_of_range", ["u"], alters(ring=[4], rings=[3]), None),
    ("ring_out_of_range", ["u"], alters(ring=[1]), None),
    ("rings_differ", ["u"], alters(ring=[1, 1], rings=[3, 4]), None),
    ("too_few_categories", ["u"], alters(category=list("abcdefg")), None),
    ("self_tie", ["u"], alters(relevance=[1.0]), ties("aa")),
    ("unknown_alter", ["u"], alters(relevance=[1.0]), ties("ab")),
    ("weight_of_tie", ["u"], alters(relevance=[1.0, 1.0]), ties("ab", weight=[-1.0])),
    ("key_types_differ", ["u"], alters(relevance=[1.0]).with_columns(ego=pl.lit(1)), None),
])
def test_what_cannot_be_a_network_is_refused(
    code: str, egos: list[str], frame: pl.DataFrame, joined: pl.DataFrame | None
) -> None:
    with pytest.raises(InputRefused) as refusal:
        ego_measures(pl.Series(egos), frame, joined, 6)
    assert refusal.value.code == code
    assert str(refusal.value).endswith((".", "?"))


def test_unknown_categories_name_the_nearest() -> None:
    with pytest.raises(InputRefused, match="peers"):
        ego_measures(pl.Series(["u"]), alters(category=["peerz"]), None, 6, categories=CATEGORIES)


def test_more_ties_than_asked_and_small_pools_are_refused() -> None:
    with pytest.raises(InputRefused, match="asked about"):
        of_one(alters(category=["peers"] * 3), ties("ab", "bc"), n_asked=2)
    with pytest.raises(InputRefused, match="pool"):
        of_one(alters(group=["x", "x"]), group="x", pool_same=1, pool_other=3)
