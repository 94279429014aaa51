"""How long a place is scored from its own tables: `python -m benchmarks.scorecard_site [CUSTOMERS] [sqlite | postgresql]` prints a table.

Customers, consents, goals that customers judge themselves, a holdout's worth of events: ten an active customer, all written by SQL. What
is timed is one score as the worker makes it: reading the place, the six factors, what each partner may see, and keeping the card.
"""

from __future__ import annotations

import sys
import time
from datetime import date

from benchmarks.audience_seed import database, drawn
from benchmarks.measure import peak_mib, table

CUSTOMERS, PARTNERS, WINDOW = 100_000, 1000, 90
USED, EARNED, STARTED, TRIED = range(4)
EACH = {USED: 4, EARNED: 2, STARTED: 2, TRIED: 2}
"""Events of each type a customer."""


def fill(place: int, n: int, today: int) -> int:
    """The rows of a place, by SQL alone; returns the number of events."""
    from django.db import connection

    from lifeworld.events.models import DayCount, EventType
    from lifeworld.goals.core.values import FIGURES
    from lifeworld.partners.models import Partner
    from lifeworld.scorecard.core import deeds

    types = {kind: EventType.objects.create(place=place, name=name).pk for kind, name in (
        (USED, deeds.USED), (EARNED, deeds.EARNED), (STARTED, deeds.STARTED), (TRIED, deeds.TRIED))}
    Partner.objects.bulk_create([Partner(place_id=place, key=f"p{i}", name=f"Partner {i}") for i in range(PARTNERS)])
    since, when = today - WINDOW, "'2026-01-01 00:00:00'"
    postgres = connection.vendor == "postgresql"

    def truth(sql: str) -> str:
        return f"CASE WHEN {sql} THEN 'true' ELSE 'false' END"

    uuid = ("lpad(to_hex(n), 32, '0')::uuid" if postgres else "printf('%032x', n)")
    as_json = "::jsonb" if postgres else ""
    data = {
        USED: lambda each: f"'{{\"partner\":\"p' || {drawn(f'n * 5 + {each}', 0, PARTNERS)} || '\",\"role\":\"shop\",\"job\":\"run\"}}'",
        EARNED: lambda each: f"'{{\"partner\":\"p' || {drawn(f'n * 5 + {each}', 0, PARTNERS)} || '\",\"currency\":\"EUR\",\"amount\":' || "
                             f"{drawn('n', 1, 90)} || ',\"outcome\":\"attained\"}}'",
        STARTED: lambda each: f"'{{\"journey\":\"' || n || '-{each}\",\"surface\":\"s' || {drawn(f'n + {each}', 2, 12)} || '\"}}'",
        TRIED: lambda each: f"'{{\"offered\":' || {truth(drawn('n', 3, 2) + ' = 0')} || ',\"used\":' || {truth(drawn('n', 4, 2) + ' = 0')} "
                            f"|| ',\"done\":true,\"days\":' || {drawn(f'n + {each}', 5, 60)} || '}}'",
    }
    day = {each: f"{since} + {drawn(f'n * 7 + {each}', 2, WINDOW)}" for each in range(max(EACH.values()))}
    goal = (f"{place}, n, {uuid}, 'accomplish', '', '{{}}'{as_json}, '', 'active', 'me', {when}, {since - 30}, '', 1")
    rows = [
        ("customers_customer (id, place_id, key, label, created_at)", f"n, {place}, 'c' || n, '', {when}"),
        ("customers_identity (place_id, subject, customer_id)", f"{place}, n, n"),
        ("customers_consent (customer_id, purpose, given, source, at)", f"n, '{FIGURES}', 1 = 1, '', {when}"),
        ("goals_goal (id, place_id, customer_id, client_id, kind, title, body, sent, state, seen_by, declared_at, declared_day, reason, "
         "version)", f"n, {goal}"),
        ("goals_scale (id, goal_id, title, unit, weight, over, levels, judged_levels, judged_weight, lowered, declared, frozen_at)",
         f"n, n, '', '', 1, 'window', '[]'{as_json}, '[]'{as_json}, 1, 1 = 0, 1 = 1, {when}"),
        ("goals_check (scale_id, client_id, at, day, level)", f"n, {uuid}, {when}, {since + 5}, {drawn('n', 6, 5)} - 2"),
        *(("events_event (place, source, key, type, subject, at_us, received_us, day, flags, data)",
           f"{place}, {place}, '{kind}-{each}-' || n, {types[kind]}, n, ({day[each]}) * 86400000000, 0, {day[each]}, 0, "
           f"({data[kind](each)}){as_json}") for kind, times in EACH.items() for each in range(times))]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE nums (n bigint)")
        cursor.execute("INSERT INTO nums WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < %s) SELECT n FROM c", [n])
        for into, values in rows:
            cursor.execute(f"INSERT INTO {into} SELECT {values} FROM nums")  # noqa: S608 (ours)
        cursor.execute("ANALYZE")
    DayCount.objects.bulk_create([DayCount(place=place, type=pk, day=since + day, n=1) for pk in types.values() for day in range(WINDOW)])
    return n * sum(EACH.values())


def report(n: int, kind: str) -> str:
    """The section."""
    with database(kind):
        from django.utils import timezone

        from lifeworld.kit.caller import SCOPES, Caller
        from lifeworld.places.models import Place
        from lifeworld.scorecard.actions.plans import set_plan
        from lifeworld.scorecard.actions.scoring import score, work_once
        from lifeworld.scorecard.core.plans import PlanValue
        from lifeworld.scorecard.core.wire import card_of
        from lifeworld.scorecard.models import PartnerSight, Score
        from lifeworld.scorecard.queries import frames as reading

        place = Place.objects.create(path="acme", name="Acme")
        today = (timezone.now().date() - date(1970, 1, 1)).days
        events = fill(place.pk, n, today)
        caller = Caller("acme", place.pk, frozenset(SCOPES))
        set_plan(caller, PlanValue(window_days=WINDOW))
        score(caller)
        seeded, begun, read = peak_mib(), time.perf_counter(), 0.0
        whole = reading.frames_and_warnings

        def timed(*given: object) -> object:
            nonlocal read
            found = whole(*given)  # type: ignore[arg-type]
            read = time.perf_counter() - begun
            return found

        from lifeworld.scorecard.actions import scoring

        scoring.frames_and_warnings = timed  # type: ignore[assignment]
        work_once()
        seconds = time.perf_counter() - begun
        card = card_of(Score.objects.get().card)
        return table(["database", "customers", "events", "read", "all", "peak (before: seeded)", "factors known", "partners' views"], [[
            kind, f"{n:,}", f"{events:,}", f"{read:.0f} s", f"{seconds:.0f} s", f"{peak_mib():,} ({seeded:,}) MiB",
            f"{6 - len(card.unknown)} of 6", f"{PartnerSight.objects.count():,}"]])


if __name__ == "__main__":
    print(report(int(sys.argv[1]) if len(sys.argv) > 1 else CUSTOMERS, sys.argv[2] if len(sys.argv) > 2 else "sqlite"))
