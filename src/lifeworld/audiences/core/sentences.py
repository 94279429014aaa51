"""The sentence in which people read an expression."""

from __future__ import annotations

from collections.abc import Mapping

from lifeworld.audiences.core.conditions import (
    All,
    Any,
    Condition,
    Consent,
    Did,
    Driver,
    Everyone,
    Goal,
    InAudience,
    Known,
    Measure,
    Not,
    Segment,
    Trait,
    Type,
)
from lifeworld.kit.errors import listed

MEASURED = {"<": "is below", "<=": "is at most", ">=": "is at least", ">": "is above"}
NAMED = ("indicator", "study", "segmentation", "job", "audience")
"""What an expression names by a slug; one slug may name one of each."""
VALUES_SHOWN = 5
Names = Mapping[tuple[str, str], str]


def words(condition: Condition, names: Names | None = None) -> str:
    """The expression as one sentence; ``names`` has the title of what a slug names, by (a word of NAMED, slug).

    >>> words(All((Trait("city", "is", ("Berlin",)), Not(Did("order.placed", last_days=30)))))
    'Customers whose city is «Berlin» and who had no «order.placed» in the last 30 days.'
    """
    if isinstance(condition, Everyone):
        return "Every customer."
    return f"Customers {_said(condition, names or {}, False)}."


def _said(condition: Condition, names: Names, inside: bool) -> str:
    match condition:
        case All(of) | Any(of):
            joined = (" and " if isinstance(condition, All) else " or ").join(_said(part, names, True) for part in of)
            return f"({joined})" if inside and len(of) > 1 else joined
        case Not(part) if opposite := _opposite(part, names):
            return opposite
        case Not(part):
            return f"of whom it is not so that they {_bare(_said(part, names, True))}"
        case Known(part):
            return f"of whom it is known whether they {_bare(_said(part, names, True))}"
    return _leaf(condition, names)


TURNED = {"<": ">=", "<=": ">", ">=": "<", ">": "<="}


def _opposite(part: Condition, names: Names) -> str:
    """The clause of what a plain condition is not, where a plain clause says it; else ""."""
    match part:
        case Trait(name, "is" | "is_not" as op, value):
            return _leaf(Trait(name, "is_not" if op == "is" else "is", value), names)
        case Did(type_, least, None):
            return f"who had {f'fewer than {least}' if least > 1 else 'no'} «{type_}»{_when(part)}"
        case Measure(indicator, op, value, None):
            return _leaf(Measure(indicator, TURNED[op], value), names)
        case Goal(level_at_least=None):
            return _leaf(part, names).replace("who show", "who do not show", 1)
        case Type() | Segment() | InAudience():
            return _leaf(part, names).replace("who are", "who are not", 1)
    return ""


def _bare(said: str) -> str:
    """A clause that follows «that they»."""
    return f"are among those {said}" if not said.startswith("who ") else said.removeprefix("who ")


def _leaf(condition: Condition, names: Names) -> str:  # noqa: PLR0911  (one return a kind)
    def called(what: str, slug: str) -> str:
        return f"«{names.get((what, slug), slug)}»"

    match condition:
        case Trait(name, op, value):
            return f"whose {name} {({'is': 'is', 'is_not': 'is not', 'begins': 'begins with'})[op]} {_either(value)}"
        case Did():
            return f"who had {_times(condition)} «{condition.type}»{_when(condition)}"
        case Measure(indicator, op, value, to):
            measured = f"is from {value:g} to {to:g}" if to is not None else f"{MEASURED[op]} {value:g}"
            return f"whose {called('indicator', indicator)} {measured}"
        case Goal(job, kind, state, level):
            kinds = " ".join(one for one in ("a goal", f"to {kind}" if kind else "", f"for {called('job', job)}" if job else "",
                                             f"that is {state}" if state else "") if one)
            judged = f" and judge one of its measures at {_signed(level)} or better" if level is not None else ""
            return f"who show the team {kinds}{judged}"
        case Type(study, type_):
            return f"who are {type_} in {called('study', study)}"
        case Driver(study, code, share):
            return f"whose experience in {called('study', study)} has a share of at least {share:g} of {code}"
        case Segment(segmentation, segment):
            return f"who are in segment {segment} of {called('segmentation', segmentation)}"
        case Consent(purpose, given):
            return f"who said {'yes' if given else 'no'} to «{purpose}»"
        case InAudience(slug):
            return f"who are in {called('audience', slug)}"
    return "who are in the place"


def _signed(level: int) -> str:
    return f"{level:+d}" if level else "0"


def _either(values: tuple[str, ...]) -> str:
    if len(values) > VALUES_SHOWN:
        return f"one of {listed(values, VALUES_SHOWN)}"
    return " or ".join(f"«{value}»" for value in values)


def _times(did: Did) -> str:
    if did.at_most is None:
        return f"at least {did.at_least}"
    if did.at_least == did.at_most:
        return f"exactly {did.at_least}" if did.at_least else "no"
    return f"at most {did.at_most}" if did.at_least == 0 else f"{did.at_least} to {did.at_most}"


def _when(did: Did) -> str:
    if did.last_days is not None:
        return f" in the last {did.last_days} days" if did.last_days > 1 else " today"
    if did.from_day and did.to_day:
        return f" from {did.from_day} to {did.to_day}"
    return f" since {did.from_day}" if did.from_day else f" until {did.to_day}" if did.to_day else ""
