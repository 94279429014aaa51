"""Factor 3: does the secret sauce transform what customers can do?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from lifeworld.kit.figure import Figure
from lifeworld.scorecard.core.effects.intervals import printed
from lifeworld.scorecard.core.frames import Frames
from lifeworld.scorecard.core.sauce.by_segment import segments_findings, segments_table
from lifeworld.scorecard.core.sauce.frontier import REFERENCE, Frontier, frontier, gain_of
from lifeworld.scorecard.core.sauce.trials import OUTCOMES, Offered, offered
from lifeworld.scorecard.core.values import FACTOR, Asked, Chart, Factor, FactorScore, Finding, Series, Table

__all__ = ["sauce"]

AXIS = "axis: sauce"
OTHER = ("Too few designs of both sides are known for a share, so the axis shows how often customers do better where chance offered it: "
         "another quantity than the share of what only the sauce reaches, and not to be read beside it in a history.")
OFFERED = replace(
    FACTOR["sauce"], axis="how much more often customers do better, or are done sooner, where chance offered it than where it did not",
    none="customers do no better where it is offered", full="customers always do better where it is offered")
"""What lies on the axis where too few designs of both sides are known."""
PAGED = replace(
    FACTOR["sauce"], axis="of what customers can reach with it, the share that a first page of the market does not show them",
    none="the first page shows all of it", full="the first page shows nothing of it")
"""What lies on the axis where the market's designs are a page of the candidates from which the sauce chooses too."""
PAGE = ("The market's designs are a page of the candidates from which the sauce chooses too: another quantity than what the market does "
        "not offer at all, and not to be read beside it in a history.")
_SPECS_MAX = 20


def sauce(frames: Frames, asked: Asked) -> FactorScore:
    """The score of the secret sauce: what customers reach with it, and what chance shows of it in their attempts.

    Reads ``trials`` and ``designs``, and of ``customers`` household, before and segment.
    """
    customers = frames["customers"]
    reached, shown = frontier(frames["designs"], customers, asked), offered(frames["trials"], customers, asked)
    figures = (*((reached.gain, reached.more) if reached else ()), *(shown.figures if shown else ()))
    unique = {one.name: one for one in figures}
    drawn = axis(reached, shown, asked)
    warnings = (*drawn.warnings, *(reached.warnings if reached else ()), *(shown.warnings if shown else ()))
    if not figures:
        warnings = ("Neither designs nor attempts are known, so nothing is known of the sauce: record what customers try or reach.",)
    return FactorScore("sauce", drawn, tuple(unique.values()), _findings(reached, shown), _tables(reached, shown, asked),
                       _charts(reached, shown), tuple(dict.fromkeys(warnings)), _other(drawn))


def _other(drawn: Figure) -> Factor | None:
    """What lies on the axis, where it is not what the factor says."""
    if OTHER in drawn.warnings:
        return OFFERED
    return PAGED if PAGE in drawn.warnings else None


def axis(reached: Frontier | None, shown: Offered | None, asked: Asked) -> Figure:
    """What only the sauce reaches, from 0 to 1; without designs 2 P - 1, P how often it is better (or done sooner) where it was offered.

    The second is another quantity: its method and a warning say so, so that nobody reads the two beside each other in a history.
    """
    if reached is not None and reached.gain.enough:
        drawn = _clipped(reached.gain, 1.0, 0.0, "1 - hypervolume of the market's designs / of the sauce's")
        return drawn.warned(PAGE) if reached.paged else drawn
    for found in (shown.better, shown.days.sooner) if shown is not None else ():
        if found.enough:
            return _clipped(found, 2.0, -1.0, f"2 P - 1 of «{found.name}»").warned(OTHER)
    return printed(AXIS, np.nan, np.nan, np.nan, asked=asked, query="designs and attempts", method="", n=0)


def _clipped(found: Figure, times: float, more: float, how: str) -> Figure:
    value, low, high = (float(np.clip(times * (end or 0.0) + more, 0.0, 1.0)) for end in (found.value, found.low, found.high))
    return replace(found, name=AXIS, unit="", value=value, low=low, high=high, method=f"{how}, from 0 to 1; {found.method}")


def _findings(reached: Frontier | None, shown: Offered | None) -> tuple[Finding, ...]:
    found = []
    if reached is not None and reached.gain.low is not None and reached.gain.high is not None:
        if reached.gain.low > 0 and not reached.paged:
            found.append(Finding("frontier", "sauce", "good", "With the sauce customers reach what the market does not offer.",
                                 (reached.gain.name,)))
        elif reached.gain.high <= 0:
            found.append(Finding("no_frontier", "sauce", "act", "What customers reach with the sauce they could have had elsewhere.",
                                 (reached.gain.name,), next_step="Look at the specifications for which the market reaches more."))
    if shown is None:
        found.append(Finding("no_chance", "sauce", "watch", "Chance offered the sauce to nobody, so nobody can say what customers do "
                             "because of it.", (), next_step="Offer it by chance to some customers, and to the others later."))
        return tuple(found)
    return (*found, *_shown(shown))


def _shown(shown: Offered) -> list[Finding]:
    """What chance shows of attempts."""
    found = []
    days, surely = shown.days.difference, shown.days.verdict == "found"
    if surely and (days.value or 0.0) < 0:
        found.append(Finding("sooner", "sauce", "good", "Customers are done sooner because the sauce is offered to them.", (days.name,)))
    elif surely:
        found.append(Finding("later", "sauce", "act", "Customers are done later because the sauce is offered to them.", (days.name,),
                             next_step="Watch some customers use it, and take out what takes them long."))
    for key, one in shown.effects.items():
        name, value = one.best.name, one.best.value or 0.0
        if one.verdict == "found" and key in shown.later:
            words = f"The {name} is of what came of some attempts only: it goes with the sauce, and may be of which these are."
            found.append(Finding(f"sauce_{key}_later", "sauce", "watch", words, (name,)))
        elif one.verdict == "found":
            helps = (value > 0) != (key == "attempts")
            words = f"The {name}: {one.words[0].lower()}{one.words[1:]}"
            found.append(Finding(f"sauce_{key}", "sauce", "good" if helps else "act", words, (name,),
                                 next_step="" if helps else "Find out why before more customers are offered it."))
    found += [*_nothing(shown, any(one.kind == "good" for one in found)), *segments_findings(shown.segments)]
    if shown.days.complier is not None and shown.days.complier.weak and shown.days.complier.f is not None:
        found.append(Finding("hardly_taken", "sauce", "watch", "Hardly more customers use the sauce where it is offered, so the effect of "
                             "using it is not known.", (shown.days.complier.first_stage.name,),
                             next_step="Make the offer easier to take up."))
    if shown.days.unlike or any(one.unlike for one in shown.effects.values()):
        found.append(Finding("sauce_unlike", "sauce", "watch", "Some effects of the sauce cannot be told: of what came of attempts more is "
                             "known with the sauce offered than without, or less.",
                             tuple(one.best.name for one in shown.effects.values() if one.unlike) or (days.name,),
                             next_step="Find out why less is known of one side, and ask as many of both."))
    if not found:
        found.append(Finding("sauce_silent", "sauce", "watch", "Whether customers do better because of the sauce is not known yet.",
                             (days.name,), next_step="Go on offering it by chance until as many as are needed were compared."))
    return found


def _nothing(shown: Offered, helps: bool) -> list[Finding]:
    """What offering it is shown not to change, in one finding. ``helps``: whether it surely helps elsewhere, so that it is not to stop."""
    nil = [key for key, one in shown.effects.items() if one.verdict == "nil"]
    if not nil:
        return []
    where = [one.words for one in OUTCOMES if one.column in nil]
    listed = " and ".join([", ".join(where[:-1]), where[-1]]) if len(where) > 1 else where[0]
    return [Finding("sauce_nil", "sauce", "watch" if helps else "act",
                    f"Offering the sauce changes nothing that is worth its while in {listed}.",
                    tuple(shown.effects[key].best.name for key in nil),
                    next_step="Say what it is for, and what it is not." if helps else "Change it, or stop and save the cost.")]


def _tables(reached: Frontier | None, shown: Offered | None, asked: Asked) -> tuple[Table, ...]:
    """Specifications for which the sauce adds least and most, and what it does in each segment."""
    segments = segments_table(shown.segments) if shown is not None else ()
    return (*_specs(reached, asked), *segments) if reached is not None else segments


def _specs(reached: Frontier, asked: Asked) -> tuple[Table, ...]:
    """Specifications for which the sauce adds least and most."""
    known = reached.specs.filter(reached.specs["gain"].is_not_null()).sort(["gain", "spec"])
    rows = known if known.height <= _SPECS_MAX else known.head(_SPECS_MAX // 2).vstack(known.tail(_SPECS_MAX // 2))
    cells = tuple((str(row["spec"]), str(row["measures"]), gain_of(row, asked)) for row in rows.iter_rows(named=True))
    some = " Shown are those for which it adds least and most." if len(cells) < known.height else ""
    note = ("What is reached is the volume from the designs of a side to the reference point: the declared one, or, where none is, "
            f"{REFERENCE:g} where 0 is the best and 1 the worst on the fronts of both sides. Below 0 the market reaches more.{some}")
    heads = ("specification", "measures", "what only the sauce reaches")
    return (Table("specs", "What is reached for each specification", heads, cells, note),) if cells else ()


def _charts(reached: Frontier | None, shown: Offered | None) -> tuple[Chart, ...]:
    found = []
    if reached is not None:
        known = reached.specs.filter(reached.specs["gain"].is_not_null())
        step = max(1, known.height // 200)
        part = known.gather_every(step)
        points = Series("specifications", tuple(part["market"].to_list()), tuple(part["sauce"].to_list()))
        found.append(Chart("frontier", "What is reached with the sauce and in the market", "points", "in the market", "with the sauce",
                           (points,), "Above the diagonal the sauce reaches more."))
    if shown is not None:
        shares = [one for one in (shown.days.sooner, shown.better) if one.enough]
        if shares:
            found.append(Chart("better", "How often it is better where the sauce was offered", "bars", "", "probability", (Series(
                "probability", tuple(one.name for one in shares), tuple(one.value for one in shares), tuple(one.low for one in shares),
                tuple(one.high for one in shares)),), "A half is no difference."))
    return tuple(found)
