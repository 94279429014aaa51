"""What matters to a customer, as she said it herself."""

from __future__ import annotations

from dataclasses import dataclass

from lifeworld.goals.queries.whose import customer_asked
from lifeworld.kit.caller import Caller
from lifeworld.places.queries import as_text
from lifeworld.scorecard.core.plans import SENTENCES
from lifeworld.scorecard.core.values import FACTORS, Factor
from lifeworld.scorecard.models import FactorWeight


@dataclass(frozen=True)
class Question:
    """One of six sentences, and how much it matters to her: 0 to 4; None: she did not say."""

    factor: Factor
    sentence: str
    weight: int | None


@dataclass(frozen=True)
class Matters:
    """The six, and when she last said something ("" for never)."""

    questions: tuple[Question, ...]
    since: str


def matters_to(caller: Caller) -> Matters:
    """What matters to the customer who asks. Errors: 403 for anybody else."""
    caller.require("goals.own")
    rows = list(FactorWeight.objects.filter(place=caller.place_id, customer=customer_asked(caller, None)))
    said = {row.factor: row.weight for row in rows}
    last = max((row.at for row in rows), default=None)
    return Matters(tuple(Question(factor, SENTENCES[factor.key], said.get(factor.key)) for factor in FACTORS), as_text(last))
