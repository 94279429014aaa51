"""What every column of ``ego_measures`` is: formula, when it is undefined, source. Docs come from this table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["count", "number", "flag", "counts"]

PERRY = "Perry, Pescosolido & Borgatti 2018, Egocentric Network Analysis"
BURT = "Burt 1992, Structural Holes"
LIPKIN = "after Lipkin & Heinonen 2022, doi 10.1108/JSM-03-2021-0080"


@dataclass(frozen=True)
class Measure:
    """One output column. ``name`` may hold ``<category>``: then there is one column for each category.

    ``undefined`` says when the value is null. Undefined is never written as 0.
    """

    name: str
    kind: Kind
    formula: str
    undefined: str
    source: str


_UNASKED = "the ties among the alters were not all asked"

MEASURES: tuple[Measure, ...] = (
    Measure("n_alters", "count", "n, the alters of the ego; egos without alters stay in with 0", "never", PERRY),
    Measure("n_per_ring", "counts", "n_r for r = 1 (inner) .. rings", "the ego drew no rings", PERRY),
    Measure("n_ring_unknown", "count", "alters without a ring", "never", PERRY),
    Measure("n_<category>", "count", "n_k, alters of the category", "never", "egor, composition"),
    Measure("share_<category>", "number", "p_k = n_k / sum n_k over alters of known category",
            "no alter has a known category", "egor, composition"),
    Measure("relevance_<category>", "number", "sum of w_i in the category / sum of all w_i, both over alters of known "
            "category and relevance", "that sum is 0 or nothing is known", "egor, composition; weights ours"),
    Measure("diversity", "number", "Blau's H = 1 - sum p_k^2", "no alter has a known category", "Blau 1977"),
    Measure("iqv", "number", "H / (1 - 1/K), K = categories of the codebook, not those present",
            "as diversity, or K = 1", "Agresti & Agresti 1978"),
    Measure("entropy", "number", "-sum p_k log2 p_k / log2 K", "as iqv", "Shannon; egor"),
    Measure("homophily", "number", "share of alters of known group that have the ego's group",
            "the ego's group or every alter's group is unknown", PERRY),
    Measure("ei_ego", "number", "(E - I) / (E + I) = 1 - 2 homophily", "as homophily", "Krackhardt & Stern 1988"),
    Measure("phi_ego", "number", "phi of the 2x2 table same/other group x tied/untied over the pool of possible alters",
            "pool_same or pool_other is not given, or a margin is 0", "Pearson; ideanet"),
    Measure("distance", "number", "sqrt(mean (x_e - x_i)^2) over alters of known number",
            "the ego's number or every alter's is unknown", PERRY),
    Measure("multiplexity", "number", "mean number of roles over alters of known n_roles", "none is known", PERRY),
    Measure("density", "number", "2 t / (m (m - 1)), m = min(n, alters asked about), without the ego",
            "m < 2 or ties not asked", "egor"),
    Measure("mean_degree", "number", "2 t / m", "m < 1 or ties not asked", "ideanet"),
    Measure("n_components", "count", "connected components of the alters, without the ego", _UNASKED, "ideanet"),
    Measure("n_isolates", "count", "alters without a tie to another alter", _UNASKED, "EgoWeb"),
    Measure("fragmentation", "number", "1 - sum s (s - 1) / (n (n - 1)), s = sizes of the components",
            f"n < 2 or {_UNASKED}", "Borgatti 2006"),
    Measure("degree_centralisation", "number", "sum (max d - d_i) / ((n - 1) (n - 2)), d = degree among the alters",
            f"n < 3 or {_UNASKED}", "Freeman 1979"),
    Measure("betweenness_centralisation", "number", "sum (max b - b_i) / ((n - 1)^2 (n - 2) / 2), b = betweenness "
            "among the alters, unordered pairs", f"n < 3 or {_UNASKED}", "Freeman 1979"),
    Measure("ei_ties", "number", "(E - I) / (E + I), E and I = ties between and within categories",
            f"no tie joins two alters of known category, or {_UNASKED}", "Krackhardt & Stern 1988"),
    Measure("ei_ties_rescaled", "number", "the same on densities between and within categories instead of counts",
            f"as ei_ties, or no pair could lie between or none within, or {_UNASKED}", "Everett & Borgatti 2012; egor"),
    Measure("phi_ties", "number", "phi of the 2x2 table same/other category x tied/untied over all pairs of alters",
            f"a margin is 0, or {_UNASKED}", "Pearson"),
    Measure("effective_size", "number", "n - 2 t / n", f"n < 1 or {_UNASKED}", "Borgatti 1997"),
    Measure("effective_size_weighted", "number", "sum_j (1 - sum_q p_eq m_jq), m_jq = a_jq / max_k a_jk, k may be e",
            f"n < 1 or {_UNASKED}", BURT),
    Measure("efficiency", "number", "effective_size / n", f"n < 1 or {_UNASKED}", BURT),
    Measure("constraint", "number", "sum_j c_ej, c_ej = (p_ej + sum_q p_eq p_qj)^2, p_ij = a_ij / sum_k a_ik; small n "
            "makes it large, so show it with n", f"n < 1 or {_UNASKED}", "Burt 2004"),
    Measure("hierarchy", "number", "sum_j (c_ej / (C/n)) ln(c_ej / (C/n)) / (n ln n), C = constraint",
            f"n < 2 or {_UNASKED}", BURT),
    Measure("n_placed", "count", "alters whose proximity is known", "never", "ours"),
    Measure("mean_proximity", "number", "mean of p_i; from a ring p = 1 - (r - .5) / rings", "none is known",
            "method.md 5"),
    Measure("mean_ring", "number", "mean of r_i over alters with a ring", "none has one", PERRY),
    Measure("concentration", "number", "sum (w_i / sum w)^2, from 1/n to 1", "sum of w is 0 or unknown", "Herfindahl"),
    Measure("brand_in_map", "flag", "whether the focal provider is one of the alters", "never", LIPKIN),
    Measure("brand_place", "number", "the focal provider's relevance / sum w over alters; 0 where it is absent",
            "it is there, but its relevance is unknown or sum of w is 0", LIPKIN),
    Measure("brand_rank", "count", "1 + alters with larger relevance", "it is absent or its relevance unknown", LIPKIN),
    Measure("brand_ring", "count", "its ring, the innermost where there are several", "it has no ring", LIPKIN),
    Measure("brand_proximity", "number", "its proximity, the closest where there are several", "unknown", LIPKIN),
    Measure("balance", "number", "sum w_i v_i / sum w_i over alters of known valence and relevance",
            "none is known or sum of w is 0", LIPKIN),
    Measure("negative_relevance", "number", "share of that relevance with v < 0", "as balance", LIPKIN),
)
"""Every output column in its order. n alters; t undirected alter-alter ties; w relevance; v valence; a tie weight."""


def columns_of(categories: Sequence[str]) -> list[tuple[str, Measure]]:
    """The output columns for these categories, each with its measure.

    >>> [name for name, _ in columns_of(["peers"])][:5]
    ['n_alters', 'n_per_ring', 'n_ring_unknown', 'n_peers', 'share_peers']
    """
    columns: list[tuple[str, Measure]] = []
    for measure in MEASURES:
        names = [measure.name.replace("<category>", c) for c in categories] if "<" in measure.name else [measure.name]
        columns += [(name, measure) for name in names]
    return columns
