"""kill -9 in the middle of a feed: what is offered is the old file or the new one, nothing acknowledged is lost, nothing is done twice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
KILLS = int(os.environ.get("LIFEWORLD_KILLS", "8"))
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")]


def test_feeds_survive_being_killed(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    ran = subprocess.run([sys.executable, str(HERE / "killed_feeds.py"), str(tmp_path / "site"), str(KILLS)], capture_output=True,
                         text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-3000:]
    told = json.loads(ran.stdout.splitlines()[-1])
    assert (told["status"], told["deaths"]) == (0, KILLS), "so few deaths: there are too few files for this test"
    assert told["offered"] == told["files"] - 1
    assert told["runs"] == [told["files"], told["files"]], "every file came in once, with the row that was refused"
    assert told["journal"] == told["files"]
    assert told["compacted"] > 0
    assert told["left"] == 0, "no bytes stay behind"
