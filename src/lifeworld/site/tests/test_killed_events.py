"""kill -9 of the site while events come in: every acknowledged event is there, once, and the counts of days agree."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from lifeworld.site.tests.killing_events import events_survive

KILLS = int(os.environ.get("LIFEWORLD_KILLS", "10"))
pytestmark = pytest.mark.slow


def test_a_killed_site_keeps_every_acknowledged_event_once(tmp_path: Path) -> None:
    said = events_survive(tmp_path / "site", KILLS)
    assert said.kills == KILLS
    assert said.acknowledged >= KILLS
    assert (said.lost, said.twice) == (0, 0)
