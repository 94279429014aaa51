"""The one door for worlds: everything of the engine that a world may import where no web framework is.

A world's pages have a second door, ``lifeworld.plugin_web``. Whatever is not named here is the engine's own and may change. What reads
and writes files is loaded when it is first asked for, so that a world's cores need no more than the engine's.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from lifeworld.events.core.values import Incoming
from lifeworld.kit.errors import InputRefused, LifeworldError, RunFailed, listed, nearest
from lifeworld.kit.figure import Evidence, Example, Figure, Versions, count, estimate, n_needed, reading
from lifeworld.kit.quantiles import normal, normal_tail, student, student_tail
from lifeworld.kit.streams import gammas, poisson_weights, stream_keys, uniforms
from lifeworld.measures.core.values import Indicator
from lifeworld.plugin.installed import world_called, worlds
from lifeworld.plugin.manifest import read_world, world_of
from lifeworld.plugin.world import FileEvents, JobPlan, Reader, Simulated, StudyPlan, TypePlan, World

if TYPE_CHECKING:
    from lifeworld.kit.folders import check_folder, whole_folder
    from lifeworld.kit.frames.writing import atomic_path, guarded, write_csv, write_json, write_parquet, write_text
    from lifeworld.kit.progress import progress

__all__ = [
    "Evidence", "Example", "Figure", "FileEvents", "Incoming", "Indicator", "InputRefused", "JobPlan", "LifeworldError", "Reader",
    "RunFailed", "Simulated", "StudyPlan", "TypePlan", "Versions", "World", "atomic_path", "check_folder", "count", "estimate", "gammas",
    "guarded", "listed", "n_needed", "nearest", "normal", "normal_tail", "poisson_weights", "progress", "read_world", "reading",
    "stream_keys", "student", "student_tail", "uniforms", "whole_folder", "world_called", "world_of", "worlds", "write_csv", "write_json",
    "write_parquet", "write_text",
]

_LATER = {"progress": "progress", "check_folder": "folders", "whole_folder": "folders",
          **dict.fromkeys(("atomic_path", "guarded", "write_csv", "write_json", "write_parquet", "write_text"), "frames.writing")}


def __getattr__(name: str) -> Any:
    """What reads and writes files, loaded now."""
    if name not in _LATER:
        raise AttributeError(f"lifeworld.plugin has no «{name}»: a world uses what the door names, and nothing else of the engine.")
    return getattr(import_module(f"lifeworld.kit.{_LATER[name]}"), name)
