"""Agreement of two simulated coders: intervals with customers as clusters hold the population's coefficient."""

from __future__ import annotations

import pytest

from lifeworld.constellations.core.simulation.agreeing import JUDGED, add_agreement, whole_agreement
from lifeworld.constellations.core.simulation.coders import coder_named
from lifeworld.constellations.core.simulation.coverage import CLAIMED, pooled_cell, tallied
from lifeworld.constellations.core.simulation.world import World

PAIR = (coder_named("interviews"), coder_named("dev"))


@pytest.mark.once
def test_every_coefficient_holds_what_it_claims_in_200_studies() -> None:
    whole = whole_agreement(World(), PAIR, 0, 10_000)
    tally = tallied(range(200), lambda study, t: add_agreement(t, World(), PAIR, 5, study, 60, whole))
    for name in JUDGED:
        figures = [figure for figure in tally.figures if figure.endswith("/" + name)]
        assert len(figures) == 12
        assert not pooled_cell(tally, figures, name, CLAIMED).refuted


def test_a_code_with_few_expected_positives_is_not_judged() -> None:
    whole = whole_agreement(World(), PAIR, 0, 500)
    tally = tallied(range(1), lambda study, t: add_agreement(t, World(statements=3), PAIR, 5, study, 12, whole))
    judged = {figure.split("/")[1] for figure in tally.figures}
    assert "strangers" not in judged
    assert "self" in judged
