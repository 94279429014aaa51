"""Which tools there are. The hall registers what worlds bring; a place has the tools of the worlds that it took up."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock

from lifeworld.kit.caller import Caller, not_found
from lifeworld.kit.errors import RunFailed
from lifeworld.places.queries import worlds_of
from lifeworld.tools.core.values import Tool, ToolPlan

_PLANS: dict[str, tuple[str, ToolPlan]] = {}
_LOADED: dict[str, Tool] = {}
_LOCK = Lock()


@dataclass(frozen=True)
class ToolHere:
    """A tool of a place, as its list shows it; nothing of it is loaded for that."""

    name: str
    title: str
    world: str


def register(world: str, plan: ToolPlan) -> None:
    """A world brings this tool. Registered again, the newer plan counts. Errors: RunFailed where another world has a tool of this name."""
    with _LOCK:
        if (known := _PLANS.get(plan.name)) is not None and known[0] != world:
            raise RunFailed("tool_twice", f"The worlds «{known[0]}» and «{world}» both bring a tool «{plan.name}».", "Rename one of them.")
        if known is None or known[1] is not plan:
            _PLANS[plan.name] = (world, plan)
            _LOADED.pop(plan.name, None)


def unregister(name: str) -> None:
    """The tool is there no more; for tests."""
    with _LOCK:
        _PLANS.pop(name, None)
        _LOADED.pop(name, None)


def tools_of(caller: Caller) -> list[ToolHere]:
    """The tools of the place, by title. Errors: 403."""
    caller.require("tools.use")
    taken = worlds_of(caller.place_id)
    return sorted((ToolHere(plan.name, plan.title, world) for world, plan in list(_PLANS.values()) if world in taken),
                  key=lambda one: one.title)


def tool_called(caller: Caller, name: str) -> Tool:
    """A tool of the place, with its catalogues read once in this process. Errors: 403; 404 where the place has none of this name."""
    caller.require("tools.use")
    known = _PLANS.get(name)
    if known is None or known[0] not in worlds_of(caller.place_id):
        raise not_found("tool", name)
    return loaded(name)


def plans() -> list[ToolPlan]:
    """Every registered tool, by name: for the terminal, which has no place."""
    return [_PLANS[name][1] for name in sorted(_PLANS)]


def loaded(name: str) -> Tool:
    """The tool, read the first time it is asked for; whoever asks meanwhile waits. Errors: KeyError."""
    found = _LOADED.get(name)
    if found is None:
        with _LOCK:
            found = _LOADED.get(name)
            if found is None:
                found = _LOADED[name] = _PLANS[name][1].load()
    return found
