"""kill -9 of the site that answers loses nothing that it acknowledged: uploads, coding and events, over HTTP, from start to start.

Twice here, each time after other acknowledgements; LIFEWORLD_KILLS=100 kills at every one of them.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from lifeworld.site.tests.killing import Survived, coding_survives, uploads_survive
from lifeworld.site.tests.killing_events import events_survive

KILLS = int(os.environ.get("LIFEWORLD_KILLS", "2"))
pytestmark = pytest.mark.slow


@pytest.mark.parametrize("happened", [uploads_survive, coding_survives, events_survive])
def test_a_killed_site_keeps_what_it_acknowledged(tmp_path: Path, happened: Callable[[Path, int], Survived]) -> None:
    said = happened(tmp_path / "site", KILLS)
    assert said.kills == KILLS
    assert said.acknowledged >= KILLS
    assert (said.lost, said.twice) == (0, 0)
