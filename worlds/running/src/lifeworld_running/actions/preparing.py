"""What is reckoned of a recording before anything is written: points, analysis, the way that routes are matched by. No table is touched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lifeworld_running.core.analysis import analysed
from lifeworld_running.core.cleaning import cleaned
from lifeworld_running.core.routes import signature
from lifeworld_running.core.said import ANALYSIS, Analysis, Runner, Track
from lifeworld_running.core.summaries import bests_of, known, summary_of
from lifeworld_running.core.values import PLANNED, Recording
from lifeworld_running.files.streams import packed

TEXT_CHARS = 200


@dataclass(frozen=True)
class Prepared:
    """A recording with everything that is written of it. ``columns``: those of ``models.Activity`` that follow from the analysis."""

    recording: Recording
    track: Track | None
    analysis: Analysis
    columns: Mapping[str, Any]
    body: bytes | None
    signature: bytes | None

    @property
    def key(self) -> str:
        """The recording's key."""
        return self.recording.key


def prepared(recording: Recording, runner: Runner) -> Prepared:
    """A recording cleaned, analysed and packed."""
    track = cleaned(recording)
    analysis = analysed(recording, track, runner)
    way = signature(track.lat, track.lon) if track is not None and len(track) > 1 else None
    told = {"sport": recording.sport[:40], "device": recording.provenance.device[:TEXT_CHARS], "app": recording.provenance.app[:TEXT_CHARS],
            "part": recording.provenance.part, "path": recording.provenance.path[-400:], "planned": recording.kind == PLANNED,
            "started_us": started_of(recording, track), "edited": analysis.reliability.edited}
    return Prepared(recording, track, analysis, {**columns_of(analysis), **told},
                    packed(track) if track is not None and len(track) else None, way.to_bytes() if way is not None else None)


def started_of(recording: Recording, track: Track | None) -> int | None:
    """When it began: by its first good point, else by what the file says."""
    return int(track.started_us) if track is not None and len(track) else recording.started_us


def columns_of(analysis: Analysis) -> dict[str, Any]:
    """The columns of ``models.Activity`` that hold the analysis."""
    return {
        "summary": summary_of(analysis), "trust": known(analysis.reliability.trust), "distance_m": known(analysis.distance_m),
        "elapsed_s": known(analysis.elapsed_s), "moving_s": known(analysis.moving_s), "ascent_m": known(analysis.ascent_m),
        "pace_s_km": known(analysis.pace_s_km), "gap_pace_s_km": known(analysis.gap_pace_s_km),
        "heart_rate": known(analysis.heart_rate_mean), "pace_at_heart_rate_s_km": known(analysis.pace_at_heart_rate_s_km),
        "load": known(analysis.load.score), "bests": bests_of(analysis), "version": ANALYSIS}
