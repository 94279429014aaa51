"""A Figure as HTML: value, interval, what it was counted over, cautions, and a <details> that opens its evidence.

Class names start with ``fig``; no inline style is used, so that a strict Content-Security-Policy holds. Every text is
escaped. Bars are SVG whose lengths are per cent, so they stretch without distortion.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from lifeworld.kit.figure import NOT_SHOWN, Example, Figure

ROOM = 110
"""Characters of context on each side of a quoted span."""

_MINUS = re.compile(r"(?<!\w)-(?=\d)")

NOT_ENOUGH = "not enough: "
"""How the text of a figure begins that rests on too few."""

NO_TEXTS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class QuoteParts:
    """A quoted span with some of its text before and after it; long context is cut at a space and marked by "…"."""

    before: str
    span: str
    after: str


def quote_parts(text: str, start: int, end: int, room: int = ROOM) -> QuoteParts:
    """Split a text around the half-open span [start, end) in code points; offsets outside the text are clipped.

    >>> quote_parts("I run. My wife runs too. We like it.", 7, 24)
    QuoteParts(before='I run. ', span='My wife runs too.', after=' We like it.')
    """
    start = min(max(start, 0), len(text))
    end = min(max(end, start), len(text))
    before, after = text[:start], text[end:]
    if len(before) > room:
        before = before[-room:]
        before = "… " + before[before.find(" ") + 1 :]
    if len(after) > room:
        after = after[:room]
        after = after[: after.rfind(" ")] + " …" if " " in after else after + "…"
    return QuoteParts(before, clipped(text[start:end], 4 * room), after)


def clipped(text: str, limit: int) -> str:
    """A text of at most ``limit`` characters; a longer one ends in "…", cut at a space where one is near.

    >>> clipped("the running club of Berlin", 18)
    'the running club…'
    """
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > limit // 2 else cut).rstrip() + "…"


def interval_bar(value: float | None, low: float | None, high: float | None, *, lowest: float = 0.0,
                 highest: float = 1.0, colour: str = "") -> Markup:
    """An SVG line with the interval and a dot at the value on a scale from ``lowest`` to ``highest``.

    ``colour`` is a class name. Decorative: the words beside it say the same, so it is hidden from screen readers.
    Unknown (None or NaN) gives an empty dotted track, never a dot at zero.
    """
    def at(x: float | None) -> float | None:
        if x is None or math.isnan(x):
            return None
        return round(100 * (min(max(x, lowest), highest) - lowest) / (highest - lowest), 2)

    zero = at(0.0) if lowest < 0 < highest else None
    return Markup(_template(_BAR).render(value=at(value), low=at(low), high=at(high), zero=zero, colour=colour))  # noqa: S704


def figure_html(figure: Figure, *, title: str = "", show_title: bool = False, texts: Mapping[str, str] = NO_TEXTS,
                examples: int = 20, said_elsewhere: Collection[str] = (), words: FigureWords | None = None) -> Markup:
    """The figure as <details>: its summary is the figure in words, its body the evidence.

    ``title`` names the figure for people (its key otherwise) and is read out where ``show_title`` is off. ``texts`` maps
    statement ids to their texts: an example whose span still matches is then shown inside its statement. Warnings that the
    page states for all figures (``said_elsewhere``) stand in the body only; others are announced in the summary, except one
    that is itself the reason why nothing is shown. ``words`` says the figure in other words than its own, such as a difference
    with its sign.
    """
    shown = figure.evidence.examples[:examples]
    return Markup(_template(_FIGURE).render(  # noqa: S704  (the template escapes)
        figure=figure, title=title or figure.name, show_title=show_title, words=words or figure_words(figure),
        quotes=[(example, _parts(example, texts)) for example in shown],
        cautions=sum(1 for warning in figure.warnings if warning not in said_elsewhere and not warning.endswith(NOT_SHOWN)),
        left=max(figure.evidence.n - len(shown), 0), unread=_unread(figure, words),
    ))


@dataclass(frozen=True)
class FigureWords:
    """The parts of a figure's text: the value, its interval, and what it was counted over; "" where there is none."""

    value: str
    interval: str = ""
    basis: str = ""


def figure_words(figure: Figure) -> FigureWords:
    """The figure's text in three parts, so that a page may set them apart; how much would be enough is the last of them.

    >>> from lifeworld.kit.figure import Evidence, estimate
    >>> figure_words(estimate("x", 0.4, 0.3, 0.5, unit="share", n=60, method="Jeffreys", evidence=Evidence("q", 24)))
    FigureWords(value='40 %', interval='30 to 50 %', basis='n = 60 customers')
    """
    text = _MINUS.sub("−", figure.text())
    if figure.value is None and text.startswith(NOT_ENOUGH):
        value, _, needed = text.partition(", ")
        return FigureWords(value, basis=needed)
    if figure.value is None or figure.kind == "count" or not text.endswith(")") or " (" not in text:
        return FigureWords(text)
    value, _, rest = text[:-1].partition(" (")
    if figure.kind == "reading":
        return FigureWords(value, basis=rest)
    interval, _, basis = rest.partition(", ")
    return FigureWords(value, interval, basis)


def _parts(example: Example, texts: Mapping[str, str]) -> QuoteParts:
    """The example's quote inside its statement where the span still matches, else the quote alone."""
    text = texts.get(example.statement or "")
    if text is None or example.start is None or example.end is None or text[example.start : example.end] != example.quote:
        return QuoteParts("", clipped(example.quote, 4 * ROOM), "")
    return quote_parts(text, example.start, example.end)


def _unread(figure: Figure, words: FigureWords | None) -> list[tuple[str, str]]:
    """The terms under the evidence: how the figure was made."""
    said = ", ".join(part for part in (words.value, words.interval, words.basis) if part) if words and figure.enough else figure.text()
    level = f"{figure.level:.0%} interval".replace("%", " %") if figure.kind == "estimate" else ""
    terms = [
        ("In words", said),
        ("Method", ", ".join(part for part in (figure.method, level) if part)),
        ("As of", figure.as_of),
        ("Codebook", figure.versions.codebook), ("Coder", figure.versions.coder), ("Code", figure.versions.code),
        ("Evidence is", figure.evidence.query),
    ]
    return [term for term in terms if term[1]]


@cache
def _template(source: str) -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(source)


_BAR = """
<svg class="bar {{ colour }}" width="100%" height="16" aria-hidden="true" focusable="false">
<line class="bar__track{{ ' bar__track--unknown' if value is none }}" x1="0" x2="100%" y1="8" y2="8"/>
{% if zero is not none %}<line class="bar__zero" x1="{{ zero }}%" x2="{{ zero }}%" y1="2" y2="14"/>{% endif %}
{% if low is not none and high is not none %}
<line class="bar__range" x1="{{ low }}%" x2="{{ high }}%" y1="8" y2="8"/>
{% endif %}
{% if value is not none %}<circle class="bar__dot" cx="{{ value }}%" cy="8" r="5"/>{% endif %}
</svg>
""".strip()

_FIGURE = """
<details class="fig fig--{{ figure.kind }}{{ ' fig--short' if figure.value is none }}" data-opens="{{ title }}">
<summary><span class="fig__title{{ ' unseen' if not show_title }}">{{ title }}{{ ':' if not show_title }} </span>
<span class="fig__value">{{ words.value }}</span>
{% if words.interval %}<span class="fig__interval">{{ words.interval }}</span>{% endif %}
{% if words.basis %}<span class="fig__basis">{{ words.basis }}</span>{% endif %}
{% if cautions %}<span class="fig__caution">{{ 'caution' if cautions == 1 else 'cautions' }}</span>{% endif %}
</summary>
<div class="fig__body opens">
<p class="fig__name">{{ title }}</p>
<p class="fig__said"><span class="fig__value">{{ words.value }}</span>
{% if words.interval %}<span class="fig__interval">{{ words.interval }}</span>{% endif %}
{% if words.basis %}<span class="fig__basis">{{ words.basis }}</span>{% endif %}</p>
{% for warning in figure.warnings %}<p class="fig__warning">{{ warning }}</p>{% endfor %}
{% if quotes %}
<ul class="quotes quotes--evidence">
{% for example, parts in quotes %}
<li class="quote"><blockquote dir="auto">
{%- if example.start is none %}<span class="quote__words">{{ parts.span }}</span>
{%- else %}{{ parts.before }}<mark>{{ parts.span }}</mark>{{ parts.after }}{% endif %}</blockquote>
<p class="quote__by">{% if example.customer %}<bdi>{{ example.customer }}</bdi>{% endif %}
{% if example.note %}<span>{{ example.note }}</span>{% endif %}</p></li>
{% endfor %}
</ul>
{% if left %}<p class="fig__left">{{ '{:,}'.format(left) }} more of the same kind in the result files.</p>{% endif %}
{% else %}<p class="fig__left">No examples are attached to this figure.</p>{% endif %}
<dl class="terms">
{% for term, words in unread %}<div><dt>{{ term }}</dt><dd>{{ words }}</dd></div>{% endfor %}
</dl>
</div>
</details>
""".strip()
