"""Figures that say whose codes they rest on: a model's alone, people's, or both, in numbers of statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lifeworld.constellations.core.comparison.values import Comparison
from lifeworld.constellations.core.population import UNCORRECTED
from lifeworld.constellations.core.standing import MODEL, NOBODY, PEOPLE, SETTLED
from lifeworld.constellations.core.study import MappedStudy
from lifeworld.kit.figure import Figure, noun

Stood = Sequence[tuple[str, int]]
"""Numbers of statements by whose codes stand, as ``standing.counted_stood`` counts them."""


IN_PART = "Model-coded, uncorrected, in "
"""How the sentence begins where people read a part of the statements."""


def whose_codes(stood: Stood) -> str:
    """What a reader of any share must know, as a sentence.

    >>> whose_codes([("nobody", 0), ("the model", 9), ("people", 0), ("settled", 0)]) == UNCORRECTED
    True
    >>> whose_codes([("nobody", 0), ("the model", 9), ("people", 2), ("settled", 1)])
    'Model-coded, uncorrected, in 9 of 12 statements, while 2 stand as people read them and 1 as it was settled.'
    >>> whose_codes([("nobody", 1), ("the model", 0), ("people", 4), ("settled", 0)])
    'Coded by people: of 5 statements, 4 stand as people read them and 1 was read by nobody.'
    """
    numbers = [n for _, n in stood]
    nobody, model, people, settled = (numbers[one] for one in (NOBODY, MODEL, PEOPLE, SETTLED))
    if not people and not settled:
        return UNCORRECTED
    of_people = f"{people:,} {'stands as people read it' if people == 1 else 'stand as people read them'}"
    of_settled = f"{settled:,} {'as it was settled' if settled == 1 else 'as they were settled'}"
    parts = [of_people] * (people > 0) + [of_settled if people else f"{settled:,} stand as settled"] * (settled > 0)
    parts += [f"{nobody:,} {'was' if nobody == 1 else 'were'} read by nobody"] * (nobody > 0)
    rest = _listed(parts)
    total = f"{sum(numbers):,} {noun(sum(numbers), 'statements')}"
    return f"{IN_PART}{model:,} of {total}, while {rest}." if model else f"Coded by people: of {total}, {rest}."


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def saying_whose(study: MappedStudy, stood: Stood) -> MappedStudy:
    """The study whose figures say whose codes stand, where they say that a model coded."""
    said = whose_codes(stood)
    if said == UNCORRECTED:
        return study
    return replace(study, figures=tuple(_said(figure, said) for figure in study.figures),
                   comparisons=tuple(_compared(one, said) for one in study.comparisons))


def _said(figure: Figure, said: str) -> Figure:
    return replace(figure, warnings=tuple(said if one == UNCORRECTED else one for one in figure.warnings))


def _compared(one: Comparison, said: str) -> Comparison:
    return replace(
        one, values={key: _said(figure, said) for key, figure in one.values.items()},
        contrasts=tuple(replace(contrast, difference=_said(contrast.difference, said)) for contrast in one.contrasts),
        trends=tuple(replace(trend, points=tuple(_said(figure, said) for figure in trend.points)) for trend in one.trends))
