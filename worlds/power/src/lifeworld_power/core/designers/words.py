"""What simulated designers say after a design. Every sentence was written for this simulation; nobody in it exists."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from lifeworld.plugin import stream_keys, uniforms
from lifeworld_power.core.designers.values import BRAND, DESK, INDIVIDUAL, SOCIAL, TYPES, Designed, Designer, DesignersPlan, Said

DRIVERS: Mapping[str, tuple[str, str]] = MappingProxyType({
    INDIVIDUAL: ("mood", "performance"), BRAND: ("features", "reliability"), SOCIAL: ("belonging", "status")})
_SAID = 611

SENTENCES: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "mood": (
        "I was tense before the review, and when my supply held its voltage I felt calm and happy.",
        "I enjoy these quiet hours with my own calculations; they clear my head.",
        "I was tired and cross with myself, and nothing I drew today pleased me.",
        "I went home content; a loop that settles at the first try makes me glad for days.",
        "I felt empty after the third attempt, and my mood was gone for the evening.",
    ),
    "performance": (
        "I finished my design in half the time of last year; I am getting faster and surer at it.",
        "I reached my own goal of ninety-four percent, and I trained for exactly this.",
        "I am better at choosing inductors than I was; my first choice held today.",
        "I chose too small a capacitor, my own mistake, and I lost the whole morning.",
        "I managed it alone from start to finish, and my skills were enough for once.",
    ),
    "features": (
        "{desk} shows losses and price on one screen, and that filter is the best feature I have had in a tool.",
        "The new chart of {desk} is clear and easy to read; I love how well it works.",
        "{desk} has hidden the export three menus deep, and the display is hard to read.",
        "The settings of {desk} let me turn every part, and the update made the search much quicker.",
        "The schematic that {desk} draws is good, but its buttons are too small for my screen.",
    ),
    "reliability": (
        "{desk} was right to the tenth of a percent; I can rely on what it says.",
        "{desk} crashed and my work was gone, and its support has not answered yet.",
        "The figures of {desk} agreed with the bench again. I trust the app by now.",
        "{desk} lost the connection twice today, and the export was broken afterwards.",
        "Not one failure all month: {desk} works without a fault from start to finish.",
    ),
    "belonging": (
        "My colleague {colleague} and I worked it out together, and we laughed a lot on the way.",
        "{colleague} sat with me at the bench until it ran; nobody in our group is left alone with a problem.",
        "My colleagues {colleague} and {other} came along to the test, and I felt part of the team.",
        "My colleague {colleague} was away, and without my group it was a lonely day.",
        "I shared the layout with the designers in our circle, and {colleague} and {other} helped me kindly.",
    ),
    "status": (
        "My colleagues {colleague} and {other} praised my design in front of everybody.",
        "The others in the group ask me for advice now; {colleague} says they look up to me.",
        "My colleague {colleague} beat my efficiency, and I do not like to be second in our ranking.",
        "My supply came first in the group's comparison, ahead of {other}, and all colleagues have seen it.",
        "My boss showed my design to the whole team, and {colleague} congratulated me.",
    ),
})
"""By driver. ``{desk}``, ``{colleague}``, ``{other}`` are filled in."""


def after(plan: DesignersPlan, who: Designer, one: Designed) -> Said | None:
    """What she says an hour after a design, if anything: of her own type's drivers four times out of five, else of any."""
    u = uniforms(stream_keys(plan.seed, _SAID, who.number, one.day), 6)[0]
    if u[0] >= plan.speaks:
        return None
    kind = who.type if u[1] < 0.8 else TYPES[int(3 * u[2])]
    driver = DRIVERS[kind][int(u[3] < 0.4)]
    colleague = one.colleague or who.colleagues[0]
    other = next(name for name in who.colleagues if name != colleague)
    text = SENTENCES[driver][int(u[4] * len(SENTENCES[driver]))].format(desk=DESK, colleague=colleague, other=other)
    return Said(who.key, one.at_us + 3_600_000_000, text, driver)
