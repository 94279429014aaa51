"""Indicators as pages show them: figures with their words, and pictures whose words say the same."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from lifeworld.kit.caller import Caller
from lifeworld.kit.figure import Evidence, Figure, count, reading
from lifeworld.measures.core import pictures
from lifeworld.measures.core.form import TRUST_WORDS
from lifeworld.measures.core.pulse import QUANTILES, figure_of
from lifeworld.measures.core.values import Value
from lifeworld.measures.queries.dates import date_of
from lifeworld.measures.queries.pulses import OfCustomer, Shown, figures_of, panel


def drawn_card(found: Shown) -> dict[str, Any]:
    """An indicator in a list: its sentence, its mean, its line over the weeks."""
    one = found.indicator
    card: dict[str, Any] = {"one": one, "says": one.definition.words(), "pulse": found.pulse, "known": count(
        f"{one.slug}/known", one.n_customers, unit="customers", evidence=Evidence(f"indicator={one.slug}", one.n_customers)).text()}
    if found.pulse is None:
        return card
    mean, weeks = figures_of(found)
    return card | {"mean": whole_n(mean.text()), "line": _line(weeks, small=True), "line_says": line_words(weeks), "to": date_of(
        found.pulse.body["to_day"])}


def whole_n(text: str) -> str:
    """The text of a figure whose «n = 134» stays in one line, however narrow the card.

    >>> whole_n("4.2 km (n = 134 customers)").count(chr(160))
    2
    """
    return text.replace("n = ", "n\u00a0=\u00a0")


def drawn_pulse(found: Shown) -> dict[str, Any] | None:
    """The pulse of one indicator: mean, spread, weeks, sources, days that are known; None where it is not reckoned yet."""
    if found.pulse is None:
        return None
    body, one = found.pulse.body, found.indicator
    mean, weeks = figures_of(found)
    spread = pictures.histogram(body["spread"]) if mean.enough else None
    known = count(f"{one.slug}/known", body["now"]["n"], unit="customers", evidence=Evidence(f"indicator={one.slug}", body["now"]["n"]))
    n = sum(each["n"] for each in body["sources"])
    return {
        "mean": mean, "behind": found.pulse.behind, "made_at": found.pulse.made_at, "from": date_of(body["from_day"]),
        "to": date_of(body["to_day"]), "line": _line(weeks), "line_says": line_words(weeks), "known": known.text(),
        "n_customers": body["n_customers"], "n_unknown": max(body["n_customers"] - body["now"]["n"], 0),
        "weeks": [{"first": date_of(week["first"]), "last": date_of(week["last"]), "text": figure.text()}
                  for week, figure in zip(body["weeks"], weeks, strict=True)],
        "spread": spread, "quantiles": _quantiles(body["spread"]["quantiles"]) if mean.enough else "",
        "days": figure_of(f"{one.slug}/days", body["days"], one.definition, f"indicator={one.slug}", share=True).text(),
        "sources": [each | {"trust": TRUST_WORDS[each["trust"]], "share": round(100 * each["n"] / n) if n else 0}
                    for each in body["sources"]], "n_events": n,
    }


def _line(weeks: list[Figure], *, small: bool = False) -> pictures.Line:
    return pictures.line([one.value for one in weeks], [one.low for one in weeks], [one.high for one in weeks], small=small)


def line_words(weeks: list[Figure]) -> str:
    """A line in a sentence, for those who do not see it."""
    known = [one for one in weeks if one.enough]
    if not known:
        return f"No week of the last {len(weeks)} has enough customers for a mean."
    unknown = f" {len(weeks) - len(known)} weeks have too few customers." if len(known) < len(weeks) else ""
    return f"Mean by week, {len(known)} weeks: first {known[0].text()}, last {known[-1].text()}.{unknown}"


def _quantiles(found: list[float]) -> str:
    """The spread in a sentence; it describes these customers and estimates nothing."""
    if len(found) != len(QUANTILES):
        return ""
    low, first, middle, third, high = (f"{x:.4g}" for x in found)
    return (f"Half of these customers are between {first} and {third}, the middle one is at {middle}; "
            f"the lowest twentieth ends at {low}, the highest begins at {high}.")


def drawn_customer(found: OfCustomer) -> dict[str, Any]:
    """A customer by one indicator: her value as a reading with its source and age, her days, and which sources count."""
    one, value = found.indicator, found.value
    days = pictures.bars(found.days)
    dates = [date_of(value.from_day + at) for at in range(len(found.days))]
    unit = f" {one.definition.unit}" if one.definition.unit else ""
    rows = [{"date": day, "text": "not known" if x is None else f"{x:.4g}{unit}"} for day, x in zip(dates, found.days, strict=True)]
    return {
        "one": one, "says": one.definition.words(), "text": value_words(value), "value": value, "bars": days, "rows": rows[::-1],
        "from": dates[0], "to": dates[-1], "n_unknown": value.days_of - value.n_days,
        "bars_say": f"Day by day from {dates[0]:%-d %B} to {dates[-1]:%-d %B %Y}: {value.n_days} of {value.days_of} days are known.",
        "sources": [{"source": each.source, "trust": TRUST_WORDS[each.trust], "n": each.n, "n_suppressed": each.n_suppressed}
                    for each in value.sources],
        "readings": [{"at": datetime.fromtimestamp(each.at_us / 1e6, UTC), "reading": each, "trust": TRUST_WORDS[each.trust],
                      "text": "" if each.value is None else f"{each.value:.6g}{unit}"} for each in found.readings],
    }


def value_words(value: Value) -> str:
    """A customer's value as a reading: number, unit, sources and the time of the newest; "not known" is never 0."""
    if value.value is None or value.last_us is None:
        return "not known" if value.value is None else f"{value.value:.6g} {value.unit}".strip()
    names = [each.source for each in value.sources if each.n]
    source = names[0] if len(names) == 1 else f"{len(names)} sources" if names else "events"
    figure = reading("value", float(f"{value.value:.6g}"), unit=value.unit, source=source,
                     observed_at=datetime.fromtimestamp(value.last_us / 1e6, UTC), evidence=Evidence("readings", value.n))
    return figure.text().replace("  ", " ")


def panel_of_customer(caller: Caller, customer: int) -> list[dict[str, Any]]:
    """What a customer's page shows of her indicators. Errors: 403; 404."""
    return [drawn_customer(one) for one in panel(caller, customer)]
