"""kill -9 of the site that answers loses nothing that it acknowledged: uploads and coding, over HTTP, from start to start."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from lifeworld.site.tests.killing import Survived, coding_survives, uploads_survive

KILLS = int(os.environ.get("LIFEWORLD_KILLS", "3"))
pytestmark = pytest.mark.slow


@pytest.mark.parametrize("happened", [uploads_survive, coding_survives])
def test_a_killed_site_keeps_what_it_acknowledged(tmp_path: Path, happened: Callable[[Path, int], Survived]) -> None:
    said = happened(tmp_path / "site", KILLS)
    assert said.kills == KILLS
    assert said.acknowledged >= KILLS
    assert (said.lost, said.twice) == (0, 0)
