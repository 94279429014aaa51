"""kill -9 in the middle of an upload loses nothing that was acknowledged and doubles nothing: 8 times in a row, or LIFEWORLD_KILLS."""

from __future__ import annotations

from pathlib import Path

from lifeworld.site.tests.killing_children import KILLS, MARKS, told_by
from lifeworld.voices.core.columns import Columns
from lifeworld.voices.files.statements import Options, read_statements
from lifeworld.voices.tests.killed_uploads import ROWS, table

HERE = Path(__file__).parent
pytestmark = MARKS


def test_an_upload_survives_being_killed(tmp_path: Path) -> None:
    told = told_by(HERE / "killed_uploads.py", tmp_path / "site", KILLS)
    file = tmp_path / "reviews.csv"
    file.write_bytes(table())
    expected = read_statements([file], Options(Columns(("text",), customer="customer"))).statements
    assert (told["status"], told["deaths"]) == (0, KILLS), "so few deaths: the upload is too short for this test"
    assert told["ids"] == sorted(expected["id"])
    assert told["upload"] == ["done", ROWS + 1, ROWS, 1]
    assert told["study"] == [ROWS, 23]
    assert (told["journal"], told["skipped"]) == (ROWS, 1)
