"""The one door for worlds: everything of the engine that a world may import where no web framework is.

A world's pages have a second door, ``lifeworld.plugin_web``. Whatever is not named here is the engine's own and may change. What reads
and writes files is loaded when it is first asked for, so that a world's cores need no more than the engine's.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from lifeworld.events.core.values import Incoming
from lifeworld.goals.core.in_range import wilson
from lifeworld.kit.errors import InputRefused, LifeworldError, RunFailed, listed, nearest
from lifeworld.kit.figure import Evidence, Example, Figure, Versions, count, estimate, n_needed, reading
from lifeworld.kit.quantiles import normal, normal_tail, student, student_tail
from lifeworld.kit.streams import gammas, poisson_weights, stream_keys, uniforms
from lifeworld.measures.core.values import Indicator
from lifeworld.partners.core.keys import item_key, item_keys
from lifeworld.partners.core.priced import Priced
from lifeworld.partners.core.segment import Segment
from lifeworld.partners.core.snapshot import Items, Snapshot
from lifeworld.partners.core.supply import Supply
from lifeworld.partners.core.values import Choice, Offer, PriceBreak, Rates
from lifeworld.plugin.installed import world_called, worlds
from lifeworld.plugin.manifest import read_world, world_of
from lifeworld.plugin.world import FileEvents, JobPlan, Reader, Simulated, StudyPlan, TypePlan, World
from lifeworld.scorecard.core.plays import PlayPlan
from lifeworld.tools.core.fronts import dominated, nondominated, nondominated_bounds, ordered
from lifeworld.tools.core.values import (
    Better,
    Candidates,
    Check,
    Design,
    Export,
    Group,
    Line,
    Measure,
    Panel,
    Preset,
    Rejected,
    Studied,
    Study,
    Told,
    Tool,
    ToolPlan,
    Value,
    silent,
)

if TYPE_CHECKING:
    from lifeworld.kit.folders import check_folder, whole_folder
    from lifeworld.kit.frames.writing import atomic_path, guarded, write_csv, write_json, write_parquet, write_text
    from lifeworld.kit.progress import progress
    from lifeworld.partners.files.feeds import read_feed
    from lifeworld.tools.commands.run import run_tool

__all__ = [
    "Better", "Candidates", "Check", "Choice", "Design", "Evidence", "Example", "Export", "Figure", "FileEvents", "Group", "Incoming",
    "Indicator", "InputRefused", "Items", "JobPlan", "LifeworldError", "Line", "Measure", "Offer", "Panel", "PlayPlan", "Preset",
    "PriceBreak", "Priced", "Rates", "Reader", "Rejected", "RunFailed", "Segment", "Simulated", "Snapshot", "Studied", "Study",
    "StudyPlan", "Supply", "Told", "Tool", "ToolPlan", "TypePlan", "Value", "Versions", "World", "atomic_path", "check_folder", "count",
    "dominated", "estimate", "gammas", "guarded", "item_key", "item_keys", "listed", "n_needed", "nearest", "nondominated",
    "nondominated_bounds", "normal", "normal_tail", "ordered", "poisson_weights", "progress", "read_feed", "read_world", "reading",
    "run_tool", "silent", "stream_keys", "student", "student_tail", "uniforms", "whole_folder", "wilson", "world_called", "world_of",
    "worlds", "write_csv", "write_json", "write_parquet", "write_text",
]

_LATER = {"progress": "kit.progress", "check_folder": "kit.folders", "whole_folder": "kit.folders", "read_feed": "partners.files.feeds",
          "run_tool": "tools.commands.run",
          **dict.fromkeys(("atomic_path", "guarded", "write_csv", "write_json", "write_parquet", "write_text"), "kit.frames.writing")}


def __getattr__(name: str) -> Any:
    """What reads and writes files, loaded now."""
    if name not in _LATER:
        raise AttributeError(f"lifeworld.plugin has no «{name}»: a world uses what the door names, and nothing else of the engine.")
    return getattr(import_module(f"lifeworld.{_LATER[name]}"), name)
