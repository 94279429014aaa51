"""Types on simulated customers, null worlds, the coder's counts, and the command."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from lifeworld.constellations.commands.simulate import simulate_command
from lifeworld.constellations.core.simulation.coders import coder_named
from lifeworld.constellations.core.simulation.confusion import COUNTS
from lifeworld.constellations.core.simulation.coverage import CLAIMED, Tally
from lifeworld.constellations.core.simulation.labels import mixed_by_margin, true_grades, typing_of
from lifeworld.constellations.core.simulation.shuffled import CLEAR, add_differences
from lifeworld.constellations.core.simulation.study import Simulated, simulated_study
from lifeworld.constellations.core.simulation.truth import truth_of
from lifeworld.constellations.core.simulation.world import EVEN_WORLD, MIXED, World
from lifeworld.voices.core.codebook import CODES

PAGE = Path(__file__).resolve().parents[4] / "docs" / "coder.md"


@pytest.fixture(scope="module")
def study() -> Simulated:
    return simulated_study(World(), coder_named("perfect"), 1, 0, 2000)


def test_pure_customers_with_eight_statements_get_their_type_without_coder_errors(study: Simulated) -> None:
    found = typing_of(study.mapped.label, study.mapped.stability, study.crowd.stratum, study.crowd.n_statements >= 8)
    for row in found[:MIXED]:
        assert row.right.value[0] >= 0.9
        assert row.determined.value[0] >= 0.8


def test_pure_customers_have_their_type_in_endless_words(study: Simulated) -> None:
    grades = true_grades(truth_of(World(), study.crowd))
    pure = study.crowd.stratum < MIXED
    assert (grades.argmax(axis=1) == study.crowd.stratum)[pure].mean() > 0.99


def test_mixed_customers_get_stable_types_less_often_the_more_mixed_they_are(study: Simulated) -> None:
    parts = mixed_by_margin(study, truth_of(World(), study.crowd))
    assert sum(float(of.value[0]) for of, _ in parts) == pytest.approx(1)
    stable = [float(stable.value[0]) for _, stable in parts]
    assert stable[0] < stable[-1]
    pure = typing_of(study.mapped.label, study.mapped.stability, study.crowd.stratum)
    assert float(pure[MIXED].stable.value[0]) < min(float(row.stable.value[0]) for row in pure[:MIXED]) / 2


def test_a_world_without_types_covers_a_sixth_and_leaves_many_undetermined() -> None:
    held, labels = [], []
    for number in range(30):
        found = simulated_study(EVEN_WORLD, coder_named("perfect"), 2, number, 60).mapped
        held.append(((found.drivers_low <= 1 / 6) & (found.drivers_high >= 1 / 6)).mean())
        labels.append(found.label)
    assert 0.87 <= np.mean(held) <= 0.94
    label = np.concatenate(labels)
    assert (label == -1).mean() > 0.15
    assert max((label == t).mean() for t in range(3)) < 0.5


def test_shuffled_codes_differ_by_chance_only() -> None:
    clear = {}
    for shuffle in (True, False):
        tally = Tally()
        for number in range(40):
            add_differences(tally, simulated_study(World(), coder_named("perfect"), 6, number, 120), 6, shuffle=shuffle)
        clear[shuffle] = tally.cell(CLEAR, CLAIMED).coverage
    assert clear[True] <= 0.10
    assert clear[False] > 0.5


def test_the_counts_are_those_of_the_coders_page() -> None:
    """Where this fails after the coder has learned anew: python -m benchmarks.confusion"""
    page = PAGE.read_text(encoding="utf-8")
    for c, code in enumerate(CODES):
        rows = re.findall(rf"^\| {code} \| (\d+) \| (\d+) \| [\d.]+ \| (\d+) \| ([\d.]+) \|", page, re.MULTILINE)
        assert [(int(n), int(p), int(k), float(f1)) for n, p, k, f1 in rows] == [COUNTS["dev"][c], COUNTS["interviews"][c]]


def test_the_command_prints_and_writes_what_is_simulated(tmp_path: Path) -> None:
    out = tmp_path / "plan.md"
    arguments = ["--customers", "20", "--statements", "6", "--studies", "5", "--coder", "dev", "--out", str(out)]
    result = CliRunner().invoke(simulate_command, arguments)
    assert result.exit_code == 0, result.output
    text = out.read_text(encoding="utf-8")
    for heading in ("right type", "how wide", "hold what they claim"):
        assert re.search(f"^## Simulated: .*{heading}", text, re.MULTILINE)
    assert "5 studies of 20 customers with 6 statements each" in text
    assert "Simulated" in result.output
    again = tmp_path / "again.md"
    CliRunner().invoke(simulate_command, [*arguments[:-1], str(again)])
    assert again.read_text(encoding="utf-8") == text


def test_a_size_that_cannot_be_simulated_is_refused() -> None:
    result = CliRunner().invoke(simulate_command, ["--customers", "2"])
    assert result.exit_code == 2
    assert "--customers" in result.output
