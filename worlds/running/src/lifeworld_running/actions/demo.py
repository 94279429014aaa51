"""The simulated club fills a place: every file goes the way of a real one; what was planted stays in `core.club`, unseen by the site."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from uuid import NAMESPACE_URL, uuid5

from lifeworld.plugin_web import (
    OWN,
    Caller,
    ChallengePlan,
    GoalPlan,
    ProfilePlan,
    ScalePlan,
    add_customer,
    comment,
    declare_challenge,
    declare_goal,
    follow,
    give_kudos,
    join,
    join_challenge,
    join_club,
    make_club,
    seen_posts,
    today_of,
)
from lifeworld_running.actions.activities import change_activity
from lifeworld_running.actions.feeling import say_how_it_was
from lifeworld_running.actions.files import take_file
from lifeworld_running.actions.settings import set_runner
from lifeworld_running.actions.sharing import share_activity
from lifeworld_running.core.club.values import BRAND, INDIVIDUAL, SOCIAL, Club, ClubPlan, ClubRun, Member
from lifeworld_running.core.club.whole import recordings, simulated_club
from lifeworld_running.core.lines import RunnerLine
from lifeworld_running.files.fit.writing import write_fit
from lifeworld_running.models import Activity

PLAN = ClubPlan(runners=9, weeks=16, runs_a_week=1.6)
SHARED_OF_EACH = 6
"""So many of a sociable runner's last activities are shown to her followers."""
MEASURE = "running-distance"
WORDS = ("Well run!", "See you on Sunday?", "That hill again.")
DAY_US = 86_400_000_000
EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True)
class One:
    """A runner of the demo: her place in the club, her key in tables, and herself as who asks."""

    member: Member
    pk: int
    me: Caller


def fill_club(owner: Caller, plan: ClubPlan = PLAN) -> None:
    """Runners, their files and words, who follows whom, a club and a challenge. Simulated: nobody of it is real."""
    club = simulated_club(replace(plan, last_day=today_of(owner) - 1))
    runners = {who.key: _one(owner, who) for who in club.members}
    _befriend(club, runners)
    said = {each.run: each.text for each in club.said}
    for run in club.runs:
        one = runners[club.members[run.member].key]
        for recording in recordings(club, run):
            name = f"{run.route}-{run.day}{'-second' if recording.provenance.part else ''}.fit"
            take_file(owner, one.pk, name, [write_fit(recording)])
        _told(one, runners, run, said.get(run.key, ""))
    _share(club, runners)
    _challenge(owner, club, runners)
    for one in runners.values():
        _wants(one)


def _one(owner: Caller, who: Member) -> One:
    pk = add_customer(owner, who.key, f"{who.name} (invented)")
    me = Caller(owner.place, owner.place_id, OWN, "demo", None, "", who.key, owner.timezone)
    known = who.runner
    set_runner(me, RunnerLine(known.heart_rate_max, known.heart_rate_rest, known.threshold_pace_s_km, known.sex, known.born_year))
    return One(who, pk, me)


def _told(one: One, runners: dict[str, One], run: ClubRun, words: str) -> None:
    """What she says of a run: how it was, and with whom."""
    newest = Activity.objects.filter(customer=one.pk, duplicate_of=None, started_us__gte=run.started_us - 60_000_000,
                                     started_us__lt=run.started_us + DAY_US // 24).order_by("started_us").first()
    if newest is None:
        return
    if run.together:
        change_activity(one.me, newest.pk, with_whom=runners[run.together[0]].member.name)
    if words:
        say_how_it_was(one.me, newest.pk, words)


def _befriend(club: Club, runners: dict[str, One]) -> None:
    person = {key: join(one.me, ProfilePlan(one.member.name, seen_by="place", follows_need_yes=False)).person
              for key, one in runners.items()}
    for low, high in club.friends:
        follow(runners[low].me, person[high])
        follow(runners[high].me, person[low])
    first, *others = [one for one in runners.values() if one.member.type == SOCIAL] or list(runners.values())
    made = make_club(first.me, "Sunday runners", about="Once round the lake, and coffee.", entry="open")
    for one in others:
        join_club(one.me, made.pk)


def _share(club: Club, runners: dict[str, One]) -> None:
    """Sociable runners show their last activities, each as it is run; friends nod and write."""
    friends = {pair for low, high in club.friends for pair in ((low, high), (high, low))}
    shown = [(row.started_us or 0, row.pk, at, key) for key, one in runners.items() if any(key in pair for pair in friends)
             for at, row in enumerate(Activity.objects.filter(customer=one.pk, duplicate_of=None).order_by("-started_us")[:SHARED_OF_EACH])]
    for _, pk, at, key in sorted(shown):
        share_activity(runners[key].me, pk, "followers")
        for other in sorted(other for who, other in friends if who == key):
            post = seen_posts(runners[other].me, "running", [str(pk)]).get(str(pk))
            if post is not None and (pk + len(other)) % 2:
                give_kudos(runners[other].me, post.pk)
                if at == 0:
                    comment(runners[other].me, post.pk, WORDS[pk % len(WORDS)], client_id=_id(f"{other}/{pk}"))


def _challenge(owner: Caller, club: Club, runners: dict[str, One]) -> None:
    last = club.plan.last_day
    plan = ChallengePlan(_id("challenge"), "Farthest in four weeks", MEASURE, _day(last - 20), _day(last + 7), verified_only=True,
                         about="Only recordings that can be relied on count.")
    made = declare_challenge(owner, plan)
    entrants = set(club.challenges[-1].entrants) if club.challenges else set(runners)
    for key in sorted(entrants & set(runners)):
        join_challenge(runners[key].me, made.pk, agreed=True)


def _wants(one: One) -> None:
    """What each kind of runner wants, in a goal of her own."""
    plans = {
        INDIVIDUAL: ("Run five kilometres faster", "accomplish",
                     ScalePlan("Fastest five kilometres", "running-best-5-km", "s", levels=(1800.0, 1760.0, 1720.0, 1680.0, 1640.0))),
        BRAND: ("Run every week, and see it recorded", "manage", ScalePlan("Distance in a week", MEASURE, "km", low=10.0, high=45.0)),
        SOCIAL: ("Run with others more often", "accomplish",
                 ScalePlan("Runs with others", "running-together", "runs", levels=(0.0, 2.0, 4.0, 6.0, 8.0)))}
    title, kind, scale = plans[one.member.type]
    declare_goal(one.me, GoalPlan(_id(f"goal/{one.member.key}"), title, kind, (scale,), seen_by="team", importance=5, satisfaction=2))


def _day(day: int) -> str:
    return date.fromordinal(EPOCH + day).isoformat()


def _id(what: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"lifeworld running demo/{what}"))
