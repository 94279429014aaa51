"""Whatever a file of parts or offers holds, its reader answers; `benchmarks.power_fuzz` does the same for minutes."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld_power.tests.fuzzed import KINDS, REFUSED, answered


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=20)
@given(seed=st.integers(0, 10**9))
def test_changed_files_are_read_or_refused(kind: str, seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert answered(kind, seed, Path(folder))


@pytest.mark.parametrize("kind", KINDS)
def test_fuzzing_meets_files_that_are_read_and_such_as_are_refused(kind: str, tmp_path: Path) -> None:
    said = set()
    for seed in range(40):
        (folder := tmp_path / str(seed)).mkdir()
        said.add(answered(kind, seed, folder))
        if REFUSED in said and len(said) > 1:
            return
    pytest.fail(f"of 40 files all were {said}")
