"""The figures of a study from the partial result of everybody."""

from __future__ import annotations

from collections.abc import Mapping

from lifeworld.constellations.core import population
from lifeworld.constellations.core.partial.values import Partial
from lifeworld.constellations.core.quotes import Quotes, grouped, quotes_of
from lifeworld.kit.figure import Example, Figure, Versions
from lifeworld.voices.core.codebook import ACTORS, CODES


def study_quotes(partial: Partial) -> Quotes:
    """The best quotes of each code."""
    return quotes_of(partial.top("quotes"))


def study_figures(partial: Partial, versions: Versions) -> tuple[Figure, ...]:
    """Shares of customers and statements, types, sizes, means over customers, and counts."""
    quotes = study_quotes(partial)
    n_customers = partial.count("customers")
    figures = population.said_figures(partial, quotes, versions, nobody=not partial.count("named"))
    if n_customers:
        figures += [
            *population.type_share_figures(partial, versions, _type_examples(partial)),
            population.size_of_customers(partial, quotes, versions),
            *population.means_of_customers(partial, _behind(partial), quotes, versions),
        ]
    n_codings = sum(partial.count("given", code) for code in CODES)
    of_nobody = partial.actors_of_nobody
    n_actors = partial.count("actors") + (0 if of_nobody is None else len(of_nobody))
    return (*figures, *population.count_figures(n_customers, partial.count("statements"), n_codings, n_actors, versions))


def _behind(partial: Partial) -> Mapping[str, int]:
    """What the evidence of means finds: ties of each category, codings of each driver."""
    return {code: partial.count("ties" if code in ACTORS else "given", code) for code in CODES}


def _type_examples(partial: Partial) -> Quotes:
    """For each label some customers with their strongest words and the verdict."""
    return grouped(partial.top("types"), "type", Example, "verdict")
