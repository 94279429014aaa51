"""Counts, figures and pictures as pages show them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from lifeworld.audiences.core.conditions import Condition
from lifeworld.audiences.core.expression import words
from lifeworld.audiences.core.values import AudienceValue, DayOfMembers, Size
from lifeworld.audiences.queries.audiences import size
from lifeworld.audiences.queries.by_group import ByGroup
from lifeworld.kit.caller import Caller
from lifeworld.kit.figure import Evidence, Figure, count

WIDTH, HEIGHT, FOOT, HEAD = 640.0, 170.0, 24.0, 20.0
NEED_MAX, WORTH, EXTREME = 20.0, 10.0, 15.0
NEED_WIDTH, NEED_MIDDLE = 160.0, 10.0
_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")


@dataclass(frozen=True)
class Sized:
    """A size with its numbers in words."""

    value: Size
    n_text: str
    unknown_text: str
    all_text: str


@dataclass(frozen=True)
class Said:
    """A figure in two parts, the number and what it rests on, and what may be read about it."""

    number: str
    rest: str
    method: str
    query: str
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Need:
    """An outcome of a group as a row: figures, the class of its opportunity, and where it lies between 0 and 20."""

    outcome: str
    opportunity: Said
    importance: Said
    satisfaction: Said
    zone: str
    picture: SafeString


@dataclass(frozen=True)
class Groups:
    """What groups come to and miss: attainment (group, now, change) and needs by group."""

    attained: tuple[tuple[str, Said, Said], ...]
    needs: tuple[tuple[str, tuple[Need, ...]], ...]
    warnings: tuple[str, ...]
    days: int


def sized(caller: Caller, expression: Condition) -> Sized:
    """How many customers an expression holds now."""
    found = size(caller, expression)
    evidence = Evidence(words(expression), found.n)
    return Sized(found, count("members", found.n, evidence=evidence).text(), count("unknown", found.n_unknown, evidence=evidence).text(),
                 count("customers", found.n_customers, evidence=evidence).text())


def said_count(audience: AudienceValue) -> str:
    """The members of an audience as it was last worked out, in words; "" before that."""
    return "" if audience.n is None else count("members", audience.n, evidence=Evidence(audience.slug, audience.n)).text()


def said(figure: Figure) -> Said:
    """The number of a figure apart from its interval and n."""
    number, at, rest = figure.text().partition(" (")
    return Said(number, f"({rest}" if at else "", figure.method, figure.evidence.query, figure.warnings)


def minute_text(caller: Caller, iso: str) -> str:
    """A time of ISO 8601 by the clock of the caller's place; "" for none."""
    return datetime.fromisoformat(iso).astimezone(ZoneInfo(caller.timezone)).strftime("%Y-%m-%d %H:%M") if iso else ""


def titled(titles: Mapping[str, str]) -> Callable[[str], str]:
    """Puts titles where a name holds slugs.

    >>> titled({"stay-unhurt": "Stay unhurt"})("2: stay-unhurt and belong")
    '2: «Stay unhurt» and belong'
    """
    return lambda name: _SLUG.sub(lambda found: f"«{titles[found[0]]}»" if found[0] in titles else found[0], name)


def groups(found: ByGroup, name: Callable[[str], str] = str) -> Groups:
    """The figures of groups as their table shows them; ``name`` says what a group is called."""
    attained = tuple((name(group), said(one.t), said(one.change)) for group, one in found.attained.items())
    needs = tuple((name(group), tuple(Need(one.outcome, said(one.opportunity), said(one.importance), said(one.satisfaction), one.zone,
                                           need_picture(one.opportunity)) for one in some)) for group, some in found.needs.items())
    return Groups(attained, needs, found.warnings, found.days)


def need_picture(figure: Figure) -> SafeString:
    """Where an opportunity lies between 0 and 20, with its interval; "" where it is not known. The numbers stand beside it."""
    if figure.value is None or figure.low is None or figure.high is None:
        return SafeString("")
    low, value, high, worth, extreme = (round(NEED_WIDTH * min(max(each, 0.0), NEED_MAX) / NEED_MAX, 1)
                                        for each in (figure.low, figure.value, figure.high, WORTH, EXTREME))
    return format_html(
        '<svg class="need{}" viewBox="0 0 {} {}" aria-hidden="true"><path class="track" d="M0 {m}H{w}"/>'
        '<path class="mark" d="M{} 3V17M{} 3V17"/><path class="reach" d="M{} {m}H{}"/><circle class="at" cx="{}" cy="{m}" r="4.5"/></svg>',
        " high" if figure.value > WORTH else "", int(NEED_WIDTH), int(2 * NEED_MIDDLE), worth, extreme, low, high, value,
        m=NEED_MIDDLE, w=NEED_WIDTH)


def since_somebody(days: Sequence[DayOfMembers]) -> Sequence[DayOfMembers]:
    """The days from the first on which somebody was in the audience or came; all where nobody ever was."""
    first = next((at for at, day in enumerate(days) if day.n or day.joined), 0)
    return days[first:]


def days_chart(days: Sequence[DayOfMembers]) -> SafeString:
    """Members at the end of each day as steps, from zero; "" for fewer than two days. The table beside it says the same."""
    if len(days) < 2:
        return SafeString("")
    top, floor = max(1, *(day.n for day in days)), HEIGHT - FOOT
    step = WIDTH / (len(days) - 1)
    points = [(round(at * step, 1), round(HEAD + (floor - HEAD) * (1 - day.n / top), 1)) for at, day in enumerate(days)]
    line = "M" + " ".join(f"{x} {y}" if not at else f"H{x} V{y}" for at, (x, y) in enumerate(points))
    ticks = format_html_join("", '<text x="{}" y="{}" text-anchor="{}" class="tick">{}</text>', [
        (0, HEIGHT - 4, "start", days[0].day), (WIDTH, HEIGHT - 4, "end", days[-1].day),
        (WIDTH, max(points[-1][1] - 7, 12), "end", f"{days[-1].n:,}")])
    return format_html('<svg class="chart" viewBox="-2 0 {} {}" role="img" aria-label="Members from {} to {}: first {}, last {}, most {}">'
                       '<path class="area" d="{} V{f} H0 Z"/><path class="base" d="M0 {f}H{w}"/><path class="line" d="{}"/>{}</svg>',
                       WIDTH + 4, HEIGHT, days[0].day, days[-1].day, days[0].n, days[-1].n, top, line, line, ticks, f=floor, w=WIDTH)
