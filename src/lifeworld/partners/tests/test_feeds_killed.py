"""kill -9 in the middle of a feed: what is offered is the old file or the new one, nothing acknowledged is lost, nothing is done twice."""

from __future__ import annotations

from pathlib import Path

from lifeworld.site.tests.killing_children import KILLS, MARKS, told_by

HERE = Path(__file__).parent
pytestmark = MARKS


def test_feeds_survive_being_killed(tmp_path: Path) -> None:
    told = told_by(HERE / "killed_feeds.py", tmp_path / "site", KILLS)
    assert (told["status"], told["deaths"]) == (0, KILLS), "so few deaths: there are too few files for this test"
    assert told["offered"] == told["files"] - 1
    assert told["runs"] == [told["files"], told["files"]], "every file came in once, with the row that was refused"
    assert told["journal"] == told["files"]
    assert told["compacted"] > 0
    assert told["left"] == 0, "no bytes stay behind"


def test_a_file_that_ends_every_reader_is_given_up_and_can_be_sent_again(tmp_path: Path) -> None:
    told = told_by(HERE / "killed_reader.py", tmp_path / "site")
    assert (told["status"], told["deaths"]) == (0, 3)
    assert told["runs"] == [["", "replaced", "", 0], ["heavy.csv", "failed", "broke_off", 4], ["light.csv", "live", "", 0],
                            ["heavy.csv", "live", "", 0]]
    assert "broke off three times" in told["said"] and "once more" in told["said"]
    assert told["prices"] == [["before", "R0@acmeparts", "0.1"], ["before", "Q0@acmeparts", "0.3"], ["after", "R0@acmeparts", "0.2"]]
    assert (told["journal"], told["left"]) == (1, 0)
