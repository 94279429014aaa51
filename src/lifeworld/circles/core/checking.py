"""What customers may write and send: plain text of some length, numbers of some size. Nothing else is kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from lifeworld.circles.core.values import SEEN_BY, SEXES, Fact, ProfilePlan, SharePlan
from lifeworld.goals.core.checking import checked_text, one_of
from lifeworld.kit.errors import InputRefused

NAME_MAX, ABOUT_MAX, TITLE_MAX, COMMENT_MAX, BODY_MAX = 60, 300, 200, 1000, 2000
CLUB_ABOUT_MAX, CHALLENGE_TITLE_MAX = 500, 120
FACTS_MAX, FACT_MAX = 12, 60
LINK = re.compile(r"(?:[a-z0-9][a-z0-9_-]*/)+", re.ASCII)
SLUG = re.compile(r"[a-z0-9][a-z0-9_.-]{0,39}", re.ASCII)
YEARS = range(1900, 2100)


def checked_profile(plan: ProfilePlan, year: int) -> ProfilePlan:
    """The profile as it is kept; ``year`` is this one. Errors: InputRefused."""
    born = plan.birth_year
    if born is not None and (isinstance(born, bool) or not year - 120 <= born <= year - 5):
        raise InputRefused("birth_year", "The year of birth cannot be.", f"Give one from {year - 120} to {year - 5}, or leave it out.")
    return replace(plan, name=checked_text(plan.name, "name", NAME_MAX), about=checked_text(plan.about, "about", ABOUT_MAX, empty=True),
                   seen_by=one_of(plan.seen_by, SEEN_BY, "seen_by"), sex=one_of(plan.sex, SEXES, "sex"),
                   follows_need_yes=bool(plan.follows_need_yes))


def checked_share(plan: SharePlan) -> SharePlan:
    """The post as it is kept. Errors: InputRefused."""
    for name, value in (("source", plan.source), ("kind", plan.kind)):
        if not SLUG.fullmatch(value):
            raise InputRefused("bad_share", f"The {name} of what is shared is «{value[:40]}».", "Give small letters, digits, - and _.")
    if plan.link and (not LINK.fullmatch(plan.link) or len(plan.link) > TITLE_MAX):
        raise InputRefused("bad_link", f"The link «{plan.link[:80]}» is no address below the reader's own.",
                           "Give one as running/activities/5/, without dots, host or question mark.")
    if plan.trust is not None and not 0 <= plan.trust <= 1:
        raise InputRefused("bad_trust", f"A trust of {plan.trust:g} cannot be.", "Give a number from 0 to 1, or none.")
    return replace(plan, key=checked_text(plan.key, "key", TITLE_MAX), title=checked_text(plan.title, "title", TITLE_MAX),
                   body=checked_text(plan.body, "body", BODY_MAX, empty=True), seen_by=one_of(plan.seen_by, SEEN_BY, "seen_by"),
                   facts=checked_facts(plan.facts))


def checked_facts(facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """The numbers of a post. Errors: InputRefused where there are too many, or one has no label or value."""
    if len(facts) > FACTS_MAX:
        raise InputRefused("many_facts", f"A post has {len(facts)} numbers.", f"Send at most {FACTS_MAX}.")
    return tuple(Fact(checked_text(each.label, "label of a number", FACT_MAX), checked_text(each.value, "number", FACT_MAX),
                      checked_text(each.unit, "unit", 20, empty=True)) for each in facts)


def facts_from_json(facts: Any) -> tuple[Fact, ...]:
    """Numbers of a post from plain values. Errors: InputRefused."""
    if not isinstance(facts, list) or any(not isinstance(each, dict) for each in facts):
        raise InputRefused("bad_facts", "The numbers of a post are no list of objects.", "Send label, value and unit of each.")
    return checked_facts([Fact(str(each.get("label", "")), str(each.get("value", "")), str(each.get("unit", ""))) for each in facts])
