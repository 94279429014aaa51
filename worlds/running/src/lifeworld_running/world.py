"""The world as its package offers it."""

from __future__ import annotations

from lifeworld.plugin import World, read_world

WORLD: World = read_world("lifeworld_running", app="lifeworld_running", words="lifeworld_running.commands:running")
