"""What sums, joins and corrections would tell of people: it is hidden as well."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from lifeworld.constellations.core.corrections.values import Applied, Correction
from lifeworld.constellations.core.protection.cells import TYPE_KEYS, hidden_cells
from lifeworld.constellations.core.protection.protect import protect
from lifeworld.constellations.core.protection.told import Sum, reckoned
from lifeworld.constellations.core.protection.values import Policy
from lifeworld.constellations.core.protection.withheld import NO_CONSENT
from lifeworld.constellations.core.study import MappedStudy
from lifeworld.constellations.files.stored import read_mapped
from lifeworld.constellations.tests.told_study import SILENT, share, told_study
from lifeworld.kit.errors import InputRefused
from lifeworld.voices.files.privacy import default_rules


def corrected(*lines: Applied) -> tuple[Applied, ...]:
    study: MappedStudy = replace(told_study(), corrections=lines)
    return protect(study, Policy(pseudonyms=True), ("Project Heron",), rules=default_rules()).corrections


def test_a_small_group_between_large_ones_cannot_be_reckoned() -> None:
    """64 % and 36 % of 25 leave nobody for the two hidden cells beside them, so the small group's would be the total."""
    table = {"big": (16, 9, 0, 0), "mid": (13, 7, 0, 0), "tiny": (1, 0, 2, 0)}
    values = {(key, level): share(key, k, sum(counts)) for level, counts in table.items() for key, k in zip(TYPE_KEYS, counts, strict=True)}
    sums = {key: sum(counts[i] for counts in table.values()) for i, key in enumerate(TYPE_KEYS)}
    gone = hidden_cells(values, tuple(table), TYPE_KEYS, lambda key: share(key, sums[key], 48), 5)
    rows = [*([(key, level) for key in TYPE_KEYS] for level in table), *([(key, level) for level in table] for key in TYPE_KEYS)]
    counts = {(key, level): k for level, row in table.items() for key, k in zip(TYPE_KEYS, row, strict=True)}
    known = [Sum(tuple(c for c in row if c in gone), sum(counts[c] for c in row if c in gone)) for row in rows]
    bounds = reckoned([one for one in known if one.cells], {c: sum(table[c[1]]) for c in gone})
    assert all(low < high for cell, (low, high) in bounds.items() if cell[1] == "tiny" and counts[cell])
    assert len(gone) < len(values)


def test_a_column_that_would_undo_a_hidden_cell_is_left_out_of_statements() -> None:
    study = told_study()
    assert study.statements["group"].null_count() < study.statements.height
    safe = protect(study, Policy(), rules=default_rules())
    assert safe.statements["group"].null_count() == safe.statements.height
    assert safe.protection
    assert any("do not say their" in note for note in safe.protection.notes)
    whole = protect(study, Policy(cell_min=1), rules=default_rules())
    assert whole.statements["group"].null_count() == study.statements["group"].null_count()


def test_who_corrected_keeps_a_name_and_loses_contact_data_ids_and_redacted_words() -> None:
    whos = ("EB", "Nomvula Adler", "ana@example.org", "Ada", "of Project Heron")
    lines = [Applied(Correction(i, "ignore", actor="club", who=who, why="so"), "", 1) for i, who in enumerate(whos)]
    new = [one.correction.who for one in corrected(*lines)]
    assert new[:3] == ["EB", "Nomvula Adler", "[e-mail]"]
    assert new[3].startswith("Customer ")
    assert new[4] == "of [redacted]"


def test_a_correction_of_someone_without_consent_repeats_no_word() -> None:
    line = Correction(2, "split", SILENT[0], "sister", where="what she said", to="aunt", who="EB", why="she said the secret")
    (one,) = corrected(Applied(line, "«family_friends:sister» became «family_friends:aunt» in 1 statement.", 1))
    assert one.correction.why == NO_CONSENT
    assert (one.correction.where, one.correction.actor, one.correction.to) == ("", "", "")
    assert one.says == "«...» became «...» in 1 statement."


def test_a_person_in_the_key_of_an_actor_is_found() -> None:
    line = Correction(2, "merge", "", "family_friends:okwudili", to="family_friends:wife", who="EB", why="same")
    (one,) = corrected(Applied(line, "«family_friends:okwudili» became «family_friends:wife» in 1 statement.", 1))
    assert "okwudili" not in one.says.casefold()


@pytest.mark.parametrize("content", [
    {"title": 1, "notes": 5}, {"versions": {"x": 1}}, {"settings": [1], "playbook": [1]}, {"n_customers": "many"}, {"skipped": {"a": "b"}},
])
def test_a_damaged_study_file_is_refused_in_words(content: Mapping[str, object], tmp_path: Path) -> None:
    for name in ("statements", "codings", "actors", "ties", "constellations", "pooled"):
        pl.DataFrame({"nothing": pl.Series([], dtype=pl.String)}).write_parquet(tmp_path / f"{name}.parquet")
    (tmp_path / "figures.json").write_text("[]", encoding="utf-8")
    (tmp_path / "study.json").write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(InputRefused, match=r"study\.json"):
        read_mapped(tmp_path)
