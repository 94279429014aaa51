"""What this world brings for the site."""

from __future__ import annotations

from lifeworld.plugin_web import WebWorld
from lifeworld_running.actions.demo import fill_club
from lifeworld_running.actions.forget import forget
from lifeworld_running.actions.work import work_once
from lifeworld_running.api import router
from lifeworld_running.pages import own_urls, urls
from lifeworld_running.queries.exported import export_of

WEB = WebWorld(urls=urls, own_urls=own_urls, router=router, start="running_team", own_start="running_own", own_title="Runs",
               work_once=work_once, forget=forget, export_of=export_of,
               demo=fill_club, costly=frozenset({"running_everything"}), demo_customer="club-0005")
