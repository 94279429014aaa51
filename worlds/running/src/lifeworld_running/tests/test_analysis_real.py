"""Distance, ascent and time against what Strava computed from the same files (shared/data/running/robustness/SOURCE.md)."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from lifeworld_running.core.altitude import climbs
from lifeworld_running.core.analysis import analysed
from lifeworld_running.core.cleaning import cleaned
from lifeworld_running.core.moving import moving

FIXTURES = "running/robustness/sports-lib/integrationTests/fixtures"
PAIRS = (("COROS_export/OutdoorRun20200314145229.fit", "COROS_export/strava_3183465494.json"),
         ("suunto_export/5e5fde38c2de24635a30d383.fit", "suunto_export/strava_3156040843.json"),
         ("suunto_export/5e5fde38c2de24635a30d383-2.fit", "suunto_export/strava_3182900697.json"))


def fixtures() -> Path:
    for parent in Path(__file__).resolve().parents:
        if (found := parent / "shared" / "data" / FIXTURES).is_dir():
            return found
    pytest.skip(f"The data folder shared/data/{FIXTURES} is not beside the repository.")


@pytest.mark.parametrize(("file", "streams"), PAIRS)
def test_against_stravas_streams(file: str, streams: str) -> None:
    reading = pytest.importorskip("lifeworld_running.files.reading")
    folder = fixtures() / "strava-streams-compliance"
    theirs = json.loads((folder / streams).read_text())
    (read,) = reading.read_file(Path(file).name, (folder / file).read_bytes())
    (recording,) = read.recordings
    track = cleaned(recording)
    assert track is not None
    ours = analysed(recording, track)
    assert ours.distance_m == pytest.approx(theirs["distance"][-1], rel=0.005)
    assert np.interp(theirs["time"], track.time_s, track.distance_m) == pytest.approx(theirs["distance"], abs=10)
    their_ascent = climbs(np.array(theirs["altitude"], np.float64), track.hysteresis_m)[0][-1]
    assert ours.ascent_m == pytest.approx(their_ascent, rel=0.1)
    assert ours.heart_rate_mean == pytest.approx(np.mean(theirs["heartrate"]), abs=1)
    assert ours.reliability.verified


def test_resting_where_strava_says_so() -> None:
    theirs = json.loads((fixtures() / "movingTimeAnalysis" / "move_running_strava_stream.json").read_text())
    speed, resting = np.array(theirs["velocity_smooth"]), np.array(theirs["resting"])
    ours = ~moving(speed, np.ones(len(speed)))
    assert (ours == resting).mean() > 0.95
    assert abs(ours.mean() - resting.mean()) < 0.02
