"""What members of a simulated club say after a run. Every sentence was written for this simulation; nobody in it exists."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from lifeworld.plugin import stream_keys, uniforms
from lifeworld_running.core.club.people import OLD_WATCH, WATCH, befriended, key_of, name_of
from lifeworld_running.core.club.values import BRAND, INDIVIDUAL, JUMP, SOCIAL, TRUNCATED, ClubPlan, ClubRun, Floats, Member, Said

DRIVERS: Mapping[str, tuple[str, str]] = MappingProxyType({
    INDIVIDUAL: ("mood", "performance"), BRAND: ("features", "reliability"), SOCIAL: ("belonging", "status")})
_SAID, _ABOUT_A_FAULT = 541, 0.35

SENTENCES: Mapping[str, tuple[tuple[int, str], ...]] = MappingProxyType({
    "mood": (
        (1, "I went out with a knot in my stomach and came home calm; my head was quiet for the first time today."),
        (1, "My shoulders dropped after the first kilometre and I felt happy all the way home."),
        (1, "I needed this hour for myself. I was sad when I left and I am all right now."),
        (-1, "I felt empty and heavy from the first step, and the run did not lift my mood."),
        (1, "Running slowly in the cold air makes me content with myself, more than sleep does."),
        (-1, "I was tired and cross with myself and wanted to stop at every corner."),
        (1, "I breathe, I sweat, I stop brooding: my own small holiday."),
        (1, "I enjoyed every minute of it; I feel light and awake now."),
    ),
    "performance": (
        (1, "I held my pace up the long hill and my legs were stronger than last month."),
        (1, "I ran the whole way without a walking break, and I am getting faster on it."),
        (-1, "My legs were slow today; I lost half a minute on every kilometre of the second half."),
        (1, "My breathing was easy at a pace that used to hurt; my body is getting fitter."),
        (-1, "I started too fast and paid for it, my own fault; the last climb was a walk."),
        (1, "My best time on this round so far, by almost a minute. I train for exactly this."),
        (-1, "My knee held me back, so I cut my run short and missed my own goal."),
        (1, "I wanted to run it evenly and I did: my strength lasted to the end."),
    ),
    "features": (
        (1, "The {device} shows my heart rate and my pace on one screen, and I love how well that works."),
        (1, "I tried the new interval screen of my {device}: big digits and a clear buzz at every turn."),
        (-1, "The {device} needs six taps to find last week's run; Kestrel has hidden the menu well."),
        (1, "Kestrel sent an update, and the map on the watch is much sharper than before."),
        (1, "I looked at the charts in the Kestrel app for longer than I was running, they are that good."),
        (-1, "The buttons of the {device} are too small for gloves, and the display is hard to read in the sun."),
        (1, "The split alarm of the {device} is the best feature I have ever had on a watch."),
        (0, "I set up the {device} to show ascent instead of calories; the settings of Kestrel allow nearly anything."),
    ),
    "reliability": (
        (-1, "The {device} lost the satellites again and cut the corner of the park off."),
        (-1, "The {device} stopped in the middle of the run. If it is not recorded, it did not happen."),
        (1, "The {device} measured the round to within ten metres of last time; I can rely on Kestrel."),
        (-1, "The battery of my {device} died and the run was gone; Kestrel support has not answered."),
        (1, "Not one dropout today, the {device} worked without a fault from start to finish."),
        (-1, "Kestrel's sync failed twice before the run showed up, and the distance is wrong."),
        (1, "After the repair the {device} has never failed me; I trust what Kestrel records."),
        (-1, "The heart rate of the {device} froze for ten minutes, so the numbers are useless."),
    ),
    "belonging": (
        (1, "I ran with {friend} and {other}, and we talked the whole way round."),
        (1, "{friend} waited for me at the bridge; nobody in our club runs alone."),
        (1, "The club sang for {friend}'s birthday after the run, and I felt part of it."),
        (1, "{friend} and I have run together for years, and it holds our friendship together."),
        (-1, "Nobody from the club came today; without {friend} and {other} it was a lonely round."),
        (1, "{friend} wrote a kind comment under my last run, and {other} too; that is why I share them with the club."),
        (1, "My sister and {friend} came along, and we laughed more than we ran."),
        (1, "We waited for the slowest, as the club always does; {other} made tea for all of us."),
    ),
    "status": (
        (1, "I am in front of {friend} in the club's table now, and everybody has seen it."),
        (1, "{friend} and {other} congratulated me on the challenge in front of the whole club."),
        (-1, "{friend} passed me in the club challenge, and I do not like being third."),
        (1, "The others in the club ask me for advice now; they look up to me a little."),
        (1, "I beat {other} on the hill, and the group will hear of it on Saturday."),
        (1, "{friend} gave me kudos before I was home; being seen by the club spurs me on."),
        (-1, "{other} has more followers than I have, and the club notices such things."),
        (1, "First of the club this week, ahead of {friend}; I showed everyone the ranking."),
    ),
})
"""By driver: valence and sentence. ``{device}``, ``{friend}``, ``{other}`` are filled in."""

FAULTY: Mapping[str, str] = MappingProxyType({
    JUMP: "The {device} put me on the other side of the town for a moment; I cannot trust that track.",
    TRUNCATED: "The {device} broke off before the end and half of my run is missing.",
})


def _driver(who: Member, draws: Floats) -> str:
    """Her own type's drivers four times out of five; else any."""
    pair = DRIVERS[who.type] if draws[1] < 0.8 else DRIVERS[(INDIVIDUAL, BRAND, SOCIAL)[int(3 * draws[2])]]
    return pair[int(draws[3] < 0.4)]


def after(plan: ClubPlan, who: Member, run: ClubRun) -> Said | None:
    """What she says an hour after a run, if anything; a fault of the device is spoken of more than others are.

    >>> from lifeworld_running.core.club.people import member
    >>> said = after(ClubPlan(speaks=1.0), member(ClubPlan(), 1), ClubRun("x", 1, 0, "r", 0, 1.0, False))
    >>> said.customer, len(said.text) > 20, said.driver in SENTENCES
    ('club-0002', True, True)
    """
    draws = uniforms(stream_keys(plan.seed, _SAID, who.number, int(run.day)), 10)[0]
    if draws[0] >= plan.speaks:
        return None
    friends = run.together or tuple(key_of(other) for other in befriended(plan, who.number)) or (key_of(who.number + 3),)
    names = [name_of(int(key.split("-")[1]) - 1) for key in friends]
    first = int(draws[4] * len(names))
    fill = {"device": who.device if who.device in (WATCH, OLD_WATCH) else "Kestrel app", "friend": names[first],
            "other": names[(first + 1 + int(draws[5] * (len(names) - 1))) % len(names)] if len(names) > 1 else "the coach"}
    fault = next((fault for fault in run.faults if fault in FAULTY), None)
    if fault and draws[6] < _ABOUT_A_FAULT:
        driver, valence, text = "reliability", -1, FAULTY[fault]
    else:
        driver = _driver(who, draws)
        valence, text = SENTENCES[driver][int(draws[7] * len(SENTENCES[driver]))]
    return Said(f"{run.key}-said", who.key, run.key, run.started_us + 3_600_000_000, text.format(**fill), driver, valence)
