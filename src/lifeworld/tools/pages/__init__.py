"""The people's door of tools: its addresses inside a place. Desks that are open to everybody are in ``open_doors``."""

from __future__ import annotations

from django.urls import URLPattern, path

from lifeworld.tools.pages import team as own
from lifeworld.tools.pages.addresses import below
from lifeworld.tools.pages.bases import team

HERE = "-/tools/<slug:tool>/"

urls: list[URLPattern] = [
    path("-/tools/", own.tools, name="tools"),
    *below(HERE, "tool", team),
    path(HERE + "designs/", team(own.designs), name="tool_designs"),
    path(HERE + "desks/", team(own.desks), name="tool_desks"),
    path(HERE + "desks/<int:open_desk>/close/", team(own.close), name="tool_close_desk"),
    path(HERE + "jobs/", team(own.jobs), name="tool_jobs"),
    path(HERE + "jobs/<int:design_job>/", team(own.job), name="tool_job"),
    path(HERE + "jobs/<int:design_job>/cancel/", team(own.cancel), name="tool_cancel_job"),
]
