"""What is to be known and done about customers' success, as sentences tied to figures."""

from __future__ import annotations

from collections.abc import Mapping

from lifeworld.kit.figure import Figure
from lifeworld.scorecard.core.success.attained import REGRET, STATE_NAMES
from lifeworld.scorecard.core.success.by_type import ByType, types_findings
from lifeworld.scorecard.core.success.lift import Lift
from lifeworld.scorecard.core.success.values import HEADLINE, HOPED, JOINED
from lifeworld.scorecard.core.values import Finding

GIVEN_UP_MUCH, REGRET_MUCH, UNKNOWN_WIDE = 0.25, 0.1, 0.2


def findings(figures: Mapping[str, Figure], lift: Lift | None, types: ByType) -> tuple[Finding, ...]:
    """Findings by figures by name: how far customers come, what is given up, what goes with a type, and what chance says beside what
    it does not.
    """
    found = [*_attained(figures.get(HEADLINE)), *_open(figures), *_shown(lift), *types_findings(types)]
    if lift is None:
        found.append(Finding("no_holdout", "success", "watch", "Nobody is held out by chance, so nobody can say what customers attain "
                             "because of you and what they would have attained anyway.", (HEADLINE,),
                             next_step="Hold a feature out for a small share of customers, drawn by chance when they enrol."))
    elif misled(lift):
        found.append(Finding("naive_misleads", "success", "act", _misleading(lift), (JOINED, lift.effect.best.name),
                             next_step="Tell the difference that chance shows, and not the other one."))
    return tuple(found)


def misled(lift: Lift) -> bool:
    """Whether the naive number says that there is something, and the holdout excludes as much as that."""
    if lift.joined is None:
        return False
    told, best = lift.joined[0], lift.effect.best
    if told.value is None or best.value is None or told.low is None or told.high is None or best.low is None or best.high is None:
        return False
    return (told.low > 0 or told.high < 0) and not best.low <= told.value <= best.high and lift.effect.verdict != "unknown"


def _misleading(lift: Lift) -> str:
    """What the plain comparison says beside what chance shows. Only where the effect is shown to be nil do those held out come as far."""
    joined, best = lift.joined[0] if lift.joined else lift.effect.best, lift.effect.best
    way = "further" if (joined.value or 0.0) > 0 else "less far"
    if lift.effect.verdict == "nil":
        rest = "those of them whom chance held out come as far"
    elif ((joined.value or 0.0) > (best.value or 0.0)) == ((joined.value or 0.0) > 0):
        rest = "by more than being served explains"
    else:
        rest = "being served does more than that"
    return f"Those who joined come {way} than those who did not, but {rest}: the plain comparison would mislead."


def _attained(headline: Figure | None) -> list[Finding]:
    if headline is None or headline.low is None or headline.high is None:
        return [Finding("few_goals", "success", "act", "Too few customers have declared what they want to say whether they attain it.",
                        (HEADLINE,), next_step="Ask customers for a goal when they enrol, with levels of their own.")]
    if headline.low > HOPED:
        return [Finding("attained", "success", "good", "Customers come further than they had hoped.", (HEADLINE,))]
    if headline.high < HOPED:
        return [Finding("short", "success", "act", "Customers fall short of what they had hoped.", (HEADLINE,),
                        next_step="Look at the job with the lowest attainment first, and at why its goals are given up.")]
    return []


def _open(figures: Mapping[str, Figure]) -> list[Finding]:
    """Goals that are given up, made easier, or of which little is known."""
    gone, regret = figures.get(STATE_NAMES["abandoned"]), figures.get(REGRET)
    worst, best = figures.get("time in range at worst"), figures.get("time in range at best")
    found = []
    if gone is not None and (gone.low or 0.0) > GIVEN_UP_MUCH:
        found.append(Finding("given_up", "success", "act", "Many goals are given up.", (gone.name,),
                             next_step="Read the reasons that customers gave, and take away the most frequent one."))
    if regret is not None and (regret.low or 0.0) > REGRET_MUCH:
        found.append(Finding("regret", "success", "watch", "Many goals were made easier and still fall short: lowering a goal is not "
                             "attaining it.", (regret.name,), next_step="Offer help when a customer is about to make a goal easier."))
    if worst is not None and best is not None and best.value is not None and best.value - (worst.value or 0.0) > UNKNOWN_WIDE:
        found.append(Finding("days_unknown", "success", "watch", "So many days are not known that the time in range could be much lower or "
                             "much higher than it seems.", (worst.name, best.name), next_step="Make it easier to record a day."))
    return found


def _shown(lift: Lift | None) -> list[Finding]:
    """What chance shows of being served."""
    if lift is None:
        return []
    said, name = lift.effect.verdict, lift.effect.best.name
    if lift.effect.unlike:
        return [Finding("lift_unlike", "success", "watch", "Whether customers attain more because they are served cannot be told: more is "
                        "known of one arm than of the other.", (name,),
                        next_step="Find out why less is known of one arm, and ask as many of both.")]
    if said == "found":
        helps = (lift.effect.best.value or 0.0) > 0
        words = "Customers attain more because they are served." if helps else "Customers attain less because they are served."
        return [Finding("lift", "success", "good" if helps else "act", words, (name,),
                        next_step="" if helps else "Stop serving it until it is known why it does harm.")]
    if said == "nil":
        return [Finding("lift_nil", "success", "act", "Being served makes no difference to attainment that would be worth its while.",
                        (name,), next_step="Change what is served, or stop and save the cost.")]
    return [Finding("lift_silent", "success", "watch", "Whether customers attain more because they are served is not known yet.", (name,),
                    next_step="Go on holding customers out until as many as are needed were compared.")]
