"""Counts and pictures as pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from lifeworld.audiences.core.conditions import Condition
from lifeworld.audiences.core.expression import words
from lifeworld.audiences.core.values import AudienceValue, DayOfMembers, Size
from lifeworld.audiences.queries.audiences import size
from lifeworld.kit.caller import Caller
from lifeworld.kit.figure import Evidence, count

WIDTH, HEIGHT, FOOT = 640.0, 150.0, 22.0


@dataclass(frozen=True)
class Sized:
    """A size with its numbers in words."""

    value: Size
    n_text: str
    unknown_text: str
    all_text: str


def sized(caller: Caller, expression: Condition) -> Sized:
    """How many customers an expression holds now."""
    found = size(caller, expression)
    evidence = Evidence(words(expression), found.n)
    return Sized(found, count("members", found.n, evidence=evidence).text(), count("unknown", found.n_unknown, evidence=evidence).text(),
                 count("customers", found.n_customers, evidence=evidence).text())


def said_count(audience: AudienceValue) -> str:
    """The members of an audience as it was last worked out, in words; "" before that."""
    return "" if audience.n is None else count("members", audience.n, unit="customers", evidence=Evidence(audience.slug, audience.n)).text()


def days_chart(days: Sequence[DayOfMembers]) -> SafeString:
    """Members at the end of each day as steps, from zero; "" for fewer than two days. The table beside it says the same."""
    if len(days) < 2:
        return SafeString("")
    top = max(1, *(day.n for day in days))
    step = WIDTH / (len(days) - 1)
    points = [(round(at * step, 1), round((HEIGHT - FOOT) * (1 - day.n / top) + 4, 1)) for at, day in enumerate(days)]
    line = "M" + " ".join(f"{x} {y}" if not at else f"H{x} V{y}" for at, (x, y) in enumerate(points))
    ends = format_html_join("", '<text x="{}" y="{}" text-anchor="{}" class="tick">{}</text>', [
        (0, HEIGHT - 2, "start", days[0].day), (WIDTH, HEIGHT - 2, "end", days[-1].day)])
    return format_html('<svg class="chart" viewBox="-4 -4 {} {}" role="img" aria-label="Members from {} to {}: first {}, last {}, most {}">'
                       '<path class="line" d="{}"/><text x="0" y="8" class="tick">{}</text>{}</svg>', WIDTH + 8, HEIGHT + 8, days[0].day,
                       days[-1].day, days[0].n, days[-1].n, top, line, top, ends)
