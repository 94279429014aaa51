"""The second door for worlds: what a world's pages, routes and tables may use of the engine, where Django is.

Beside it stands ``lifeworld.plugin``, which needs no web framework. Whatever is named in neither is the engine's own and may change.
"""

from lifeworld.circles.actions.challenges import declare_challenge, join_challenge
from lifeworld.circles.actions.clubs import join_club, make_club
from lifeworld.circles.actions.following import follow
from lifeworld.circles.actions.joining import join
from lifeworld.circles.actions.posts import comment, give_kudos, share, unshare, unshare_of
from lifeworld.circles.actions.zones import add_zone
from lifeworld.circles.core.leaderboard import Entry, ranked
from lifeworld.circles.core.values import ChallengePlan, Fact, PostValue, ProfilePlan, SharePlan
from lifeworld.circles.core.zones import Part, Shown, Zone, published, segment_hidden
from lifeworld.circles.queries.people import joined
from lifeworld.circles.queries.posts import posts_to_tell_again, reach_of, seen_post, seen_posts, shared
from lifeworld.circles.queries.zones import zones_for_rendering, zones_of
from lifeworld.customers.actions import add_customer
from lifeworld.customers.queries import customer_of, key_of, pk_of, resolved
from lifeworld.events.actions import record
from lifeworld.events.actions.taking import take
from lifeworld.events.actions.withdrawing import withdraw
from lifeworld.events.core.values import Answer
from lifeworld.goals.actions.declaring import declare_goal
from lifeworld.goals.core.values import GoalPlan, ScalePlan
from lifeworld.goals.pages.everything import as_json, as_zip
from lifeworld.goals.pages.open_doors import opened, quietly
from lifeworld.goals.queries.links import OpenDoor
from lifeworld.goals.queries.whose import reader, today_of
from lifeworld.kit.caller import OWN, SCOPES, Caller, conflict, not_found
from lifeworld.kit.figure_html import figure_html
from lifeworld.kit.web import Asked, etag, fresh, page_data, tagged
from lifeworld.measures.queries.values import value_of, values_of_many
from lifeworld.partners.actions.choices import choose
from lifeworld.partners.actions.feeds import Ways, open_feed
from lifeworld.partners.actions.partners import invite_partner, step_partner
from lifeworld.partners.actions.rates import set_rates
from lifeworld.partners.actions.registrations import register
from lifeworld.partners.actions.runs import send_file
from lifeworld.partners.actions.work import work_once as offers_work
from lifeworld.places.actions.working import step_in_places
from lifeworld.places.queries import workers_with, worlds_of
from lifeworld.plugin_web.own import take_own
from lifeworld.plugin_web.taking_up import take_up
from lifeworld.plugin_web.web import WebWorld, WorldPanel, web_of, web_worlds
from lifeworld.tools.actions.desks import open_desk
from lifeworld.tools.actions.running import configure
from lifeworld.tools.actions.saving import save
from lifeworld.tools.core.wanted import Pointed, Wanted
from lifeworld.voices.actions.saying import say, unsay
from lifeworld.voices.queries.said import said

__all__ = [
    "OWN", "SCOPES", "Answer", "Asked", "Caller", "ChallengePlan", "Entry", "Fact", "GoalPlan", "OpenDoor", "Part", "Pointed",
    "PostValue", "ProfilePlan", "ScalePlan", "SharePlan", "Shown", "Wanted", "Ways", "WebWorld", "WorldPanel", "Zone", "add_customer",
    "add_zone", "as_json", "as_zip", "choose", "comment", "configure", "conflict", "customer_of", "declare_challenge", "declare_goal",
    "etag", "figure_html", "follow", "fresh", "give_kudos", "invite_partner", "join", "join_challenge", "join_club", "joined", "key_of",
    "make_club", "not_found", "offers_work", "open_desk", "open_feed", "opened", "page_data", "pk_of", "posts_to_tell_again",
    "published", "quietly", "ranked", "reach_of", "reader", "record", "register", "resolved", "said", "save", "say", "seen_post",
    "seen_posts", "segment_hidden", "send_file", "set_rates", "share", "shared", "step_in_places", "step_partner", "tagged", "take",
    "take_own", "take_up", "today_of", "unsay", "unshare", "unshare_of", "value_of", "values_of_many", "web_of", "web_worlds",
    "withdraw", "workers_with", "worlds_of", "zones_for_rendering", "zones_of",
]
