"""What is reckoned of a study and kept: one function for each thing that can be asked, all from the matrix of readings."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from hashlib import blake2b
from typing import Any

from lifeworld.kit.caller import Caller
from lifeworld.voices.core.cooccurrence import cooccurrence
from lifeworld.voices.core.crosstab import N_MIN, crosstab, levels_of
from lifeworld.voices.core.judged_matrix import JudgedMatrix, clusters_of
from lifeworld.voices.core.site_comparison import code_pairs, comparison_json, pairs_json, site_comparison
from lifeworld.voices.core.site_studies import CoderValue, StudyValue
from lifeworld.voices.core.site_tables import CrossTable, cross_json, together_json
from lifeworld.voices.queries.comparing_matrix import spans_frame
from lifeworld.voices.queries.readings import coders_seen
from lifeworld.voices.queries.tables_variables import values_of, variables

Ask = Mapping[str, Any]


def name_of(ask: Ask) -> str:
    """The name under which the answer is kept.

    >>> name_of({"what": "pairs", "coders": [1, 2]}) == name_of({"coders": [1, 2], "what": "pairs"})
    True
    """
    said = json.dumps(ask, sort_keys=True, separators=(",", ":"))
    return f"{ask['what']}/{blake2b(said.encode(), digest_size=8).hexdigest()}"


def reckoned(caller: Caller, study: StudyValue, ask: Ask, matrix: JudgedMatrix) -> dict[str, Any]:
    """The answer to what is asked, as JSON. ``ask`` has ``what`` ("comparison", "pairs", "together", "by", "variables") and its details."""
    return _RECKON[ask["what"]](caller, study, ask, matrix)


def _coders(caller: Caller, study: StudyValue, ask: Ask, matrix: JudgedMatrix) -> list[CoderValue]:
    return [coder for coder in coders_seen(caller, study.pk, ask["coders"]) if coder.pk in matrix.coders]


def _comparison(caller: Caller, study: StudyValue, ask: Ask, matrix: JudgedMatrix) -> dict[str, Any]:
    who = _coders(caller, study, ask, matrix)
    spans, texts = spans_frame(study.pk, who) or (None, None)
    return comparison_json(site_comparison(matrix.only([coder.pk for coder in who]), who, spans, texts))


def _pairs(caller: Caller, study: StudyValue, ask: Ask, matrix: JudgedMatrix) -> dict[str, Any]:
    who = _coders(caller, study, ask, matrix)
    return {"pairs": pairs_json(code_pairs(matrix.only([coder.pk for coder in who]), who, ask["code"]))}


def _together(caller: Caller, study: StudyValue, ask: Ask, matrix: JudgedMatrix) -> dict[str, Any]:
    own = matrix.only([ask["coder"]]) if ask["coder"] in matrix.coders else matrix.only([])
    values = own.values[:, :, 0] if own.coders else own.values[:, :0].reshape(len(own.codes), 0)
    customers = clusters_of(own.customers) if len(own.customers) else None
    found = cooccurrence(values, own.codes, customers)
    return {"n": int(values.shape[1]), "codes": list(own.codes), "n_present": [int(one) for one in (values == 1).sum(axis=1)],
            "together": together_json(found)}


def _by(caller: Caller, study: StudyValue, ask: Ask, matrix: JudgedMatrix) -> dict[str, Any]:
    own = matrix.only([ask["coder"]]) if ask["coder"] in matrix.coders else matrix.only([])
    values = own.values[:, :, 0] if own.coders else own.values[:, :0].reshape(len(own.codes), 0)
    levels, level, left_out = levels_of(values_of(study, ask["variable"], own.statements))
    customers = clusters_of(own.customers) if len(own.customers) else None
    cells = crosstab(values, own.codes, levels, level, customers, n_min=max(N_MIN, study.settings.cell_min))
    return cross_json(CrossTable(ask["variable"], own.codes, levels, left_out, cells))


def _variables(caller: Caller, study: StudyValue, ask: Ask, matrix: JudgedMatrix) -> dict[str, Any]:
    return {"variables": [asdict(one) for one in variables(study)]}


_RECKON: Mapping[str, Callable[[Caller, StudyValue, Ask, JudgedMatrix], dict[str, Any]]] = {
    "comparison": _comparison, "pairs": _pairs, "together": _together, "by": _by, "variables": _variables,
}
