"""A simulated running club whose truth is known."""

from lifeworld_running.core.club.values import Club, ClubChallenge, ClubPlan, ClubRoute, ClubRun, Member, Said
from lifeworld_running.core.club.whole import recordings, route_of, simulated_club

__all__ = ["Club", "ClubChallenge", "ClubPlan", "ClubRoute", "ClubRun", "Member", "Said", "recordings", "route_of", "simulated_club"]
