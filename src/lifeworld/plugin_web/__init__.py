"""The second door for worlds: what a world's pages, routes and tables may use of the engine, where Django is.

Beside it stands ``lifeworld.plugin``, which needs no web framework. Whatever is named in neither is the engine's own and may change.
"""

from lifeworld.circles.actions.posts import share, unshare, unshare_of
from lifeworld.circles.core.leaderboard import Entry, ranked
from lifeworld.circles.core.values import Fact, PostValue, SharePlan
from lifeworld.circles.core.zones import Part, Shown, Zone, published, segment_hidden
from lifeworld.circles.queries.people import joined
from lifeworld.circles.queries.posts import seen_post, seen_posts, shared
from lifeworld.circles.queries.zones import zones_for_rendering, zones_of
from lifeworld.customers.queries import customer_of, key_of, pk_of, resolved
from lifeworld.events.actions import record
from lifeworld.events.actions.taking import take
from lifeworld.events.actions.withdrawing import withdraw
from lifeworld.events.core.values import Answer
from lifeworld.goals.pages.everything import as_json, as_zip
from lifeworld.goals.pages.open_doors import opened, quietly
from lifeworld.goals.queries.links import OpenDoor
from lifeworld.goals.queries.whose import reader, today_of
from lifeworld.kit.caller import OWN, SCOPES, Caller, conflict, not_found
from lifeworld.kit.figure_html import figure_html
from lifeworld.kit.web import Asked, etag, fresh, page_data, tagged
from lifeworld.measures.queries.values import value_of, values_of_many
from lifeworld.places.actions.working import step_in_places
from lifeworld.places.queries import workers_with, worlds_of
from lifeworld.plugin_web.own import take_own
from lifeworld.plugin_web.taking_up import take_up
from lifeworld.plugin_web.web import WebWorld, WorldPanel, web_of, web_worlds
from lifeworld.voices.actions.saying import say, unsay
from lifeworld.voices.queries.said import said

__all__ = [
    "OWN", "SCOPES", "Answer", "Asked", "Caller", "Entry", "Fact", "OpenDoor", "Part", "PostValue", "SharePlan", "Shown", "WebWorld",
    "WorldPanel", "Zone", "as_json", "as_zip", "conflict", "customer_of", "etag", "figure_html", "fresh", "joined", "key_of", "not_found",
    "opened", "page_data", "pk_of", "published", "quietly", "ranked", "reader", "record", "resolved", "said", "say", "seen_post",
    "seen_posts", "segment_hidden", "share", "shared", "step_in_places", "tagged", "take", "take_own", "take_up", "today_of", "unsay",
    "unshare", "unshare_of", "value_of", "values_of_many", "web_of", "web_worlds", "withdraw", "workers_with", "worlds_of",
    "zones_for_rendering", "zones_of",
]
