"""kill -9 in the middle of an upload loses nothing that was acknowledged and doubles nothing: 8 times in a row, or LIFEWORLD_KILLS."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lifeworld.voices.core.columns import Columns
from lifeworld.voices.files.statements import Options, read_statements
from lifeworld.voices.tests.killed_uploads import ROWS, table

HERE = Path(__file__).parent
KILLS = int(os.environ.get("LIFEWORLD_KILLS", "8"))
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")]


def test_an_upload_survives_being_killed(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    ran = subprocess.run([sys.executable, str(HERE / "killed_uploads.py"), str(tmp_path / "site"), str(KILLS)], capture_output=True,
                         text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-3000:]
    told = json.loads(ran.stdout.splitlines()[-1])
    file = tmp_path / "reviews.csv"
    file.write_bytes(table())
    expected = read_statements([file], Options(Columns(("text",), customer="customer"))).statements
    assert (told["status"], told["deaths"]) == (0, KILLS), "so few deaths: the upload is too short for this test"
    assert told["ids"] == sorted(expected["id"])
    assert told["upload"] == ["done", ROWS + 1, ROWS, 1]
    assert told["study"] == [ROWS, 23]
    assert (told["journal"], told["skipped"]) == (ROWS, 1)
