"""Tables of one coder's codings: codes together, codes by a variable; from what is kept or reckoned now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lifeworld.kit.caller import Caller, not_found
from lifeworld.voices.actions.kept import told
from lifeworld.voices.core.cooccurrence import Together
from lifeworld.voices.core.site_studies import CoderValue, StudyValue
from lifeworld.voices.core.site_tables import CrossTable, Variable, cross_of, together_of


@dataclass(frozen=True)
class TogetherTold:
    """Codes that stand together in the ``n`` statements that a coder judged; ``n_present`` counts each of ``codes``.

    ``pairs`` None: not reckoned yet; ``updating``: a newer table is due.
    """

    coder: CoderValue
    n: int
    codes: tuple[str, ...]
    n_present: tuple[int, ...]
    pairs: tuple[Together, ...] | None
    position: int
    at: datetime | None
    updating: bool


@dataclass(frozen=True)
class CrossTold:
    """Codes by a variable; None: not reckoned yet."""

    coder: CoderValue
    table: CrossTable | None
    position: int
    at: datetime | None
    updating: bool


def codes_together(caller: Caller, study: StudyValue, coder: CoderValue) -> TogetherTold:
    """Codes that stand in the same statements, by one coder. Errors: LifeworldError 403."""
    found = told(caller, study, {"what": "together", "coder": coder.pk, "coders": [coder.pk]})
    said = found.body or {"n": 0, "codes": (), "n_present": (), "together": ()}
    pairs = together_of(said["together"]) if found.body is not None else None
    return TogetherTold(coder, said["n"], tuple(said["codes"]), tuple(said["n_present"]), pairs, found.position, found.at, found.updating)


def codes_by(caller: Caller, study: StudyValue, coder: CoderValue, variable: str) -> CrossTold:
    """Codes by a variable, by one coder. Errors: LifeworldError 403; 404 for a variable that the study has not."""
    if variable not in {one.key for one in study_variables(caller, study)}:
        raise not_found("variable", variable)
    found = told(caller, study, {"what": "by", "coder": coder.pk, "coders": [coder.pk], "variable": variable})
    return CrossTold(coder, cross_of(found.body) if found.body is not None else None, found.position, found.at, found.updating)


def study_variables(caller: Caller, study: StudyValue) -> tuple[Variable, ...]:
    """What codes of the study can be held against; nothing before it was reckoned. Errors: LifeworldError 403."""
    found = told(caller, study, {"what": "variables", "coders": []})
    return tuple(Variable(**one) for one in found.body["variables"]) if found.body is not None else ()
