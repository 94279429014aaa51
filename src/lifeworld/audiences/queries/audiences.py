"""What is asked of audiences: which there are, how large an expression is, who is in, who was in when, what two of them share."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count

from lifeworld.audiences.core import expression as e
from lifeworld.audiences.core.values import AudienceValue, DayOfMembers, Member, Overlap, Size
from lifeworld.audiences.models import Audience, Segmentation, Stay
from lifeworld.audiences.queries.compiling import compiled, rows_of
from lifeworld.goals.models import Job
from lifeworld.kit.caller import Caller, not_found
from lifeworld.measures.models import Indicator
from lifeworld.voices.models import Study

PREVIEW = 20
PAGE_MAX = 1000
DAYS_MAX = 400


def audiences(caller: Caller, *, retired: bool = False) -> list[AudienceValue]:
    """The audiences of the place in the order of their slugs; those that were retired only where asked."""
    caller.require("audiences.see")
    rows = Audience.objects.filter(place=caller.place_id)
    return [value_of(row) for row in (rows if retired else rows.filter(retired_at=None)).order_by("slug")]


def audience_of(caller: Caller, slug: str) -> AudienceValue:
    """An audience of the place. Errors: 404."""
    caller.require("audiences.see")
    row = Audience.objects.filter(place=caller.place_id, slug=slug).first()
    if row is None:
        raise not_found("audience", slug)
    return value_of(row)


def words_of(caller: Caller, condition: e.Condition) -> str:
    """The sentence of an expression, with the titles that the place gave to what it names."""
    caller.require("audiences.see")
    titled = {name for leaf in e.leaves_of(condition) for name in vars(leaf).values() if isinstance(name, str)}
    names: dict[tuple[str, str], str] = {}
    for what, model in (("study", Study), ("segmentation", Segmentation), ("job", Job), ("audience", Audience)):
        found = model.objects.filter(place=caller.place_id, slug__in=titled).values_list("slug", "title")
        names |= {(what, slug): title for slug, title in found}
    measured = Indicator.objects.filter(place=caller.place_id, slug__in=titled).values_list("slug", "body")
    names |= {("indicator", slug): str(body["title"]) for slug, body in measured if body.get("title")}
    return e.words(condition, names)


def size(caller: Caller, condition: e.Condition, *, preview: int = PREVIEW) -> Size:
    """How many customers the expression holds certainly, how many are unknown, and the first of the members. Errors: InputRefused."""
    caller.require("audiences.see")
    ready = compiled(caller, e.checked(condition))
    n, possible, n_customers = rows_of(ready.counts())[0]
    first = rows_of(ready.page(0, min(preview, PAGE_MAX))) if preview and n else []
    return Size(n, possible - n, n_customers, tuple(_member(row) for row in first))


def members(caller: Caller, expression: e.Condition | str, *, after: int = 0, limit: int = 50) -> list[Member]:
    """Members of an audience (by its slug) or of an expression as they are now, in the order of their keys, those after ``after``.

    To look at. Whoever does something for customers asks ``queries.targetable``. Errors: 404; InputRefused.
    """
    caller.require("audiences.see")
    condition = audience_of(caller, expression).expression if isinstance(expression, str) else e.checked(expression)
    return [_member(row) for row in rows_of(compiled(caller, condition).page(after, min(limit, PAGE_MAX)))]


def membership_over_time(caller: Caller, slug: str, *, days: int = 90) -> list[DayOfMembers]:
    """The last ``days`` days of an audience, by the clock of the place: who came, who left, and the number at the end of each. Errors: 404.

    As it was worked out then; a customer who was forgotten counts on no day.
    """
    caller.require("audiences.see")
    audience = Audience.objects.filter(place=caller.place_id, slug=slug).first()
    if audience is None:
        raise not_found("audience", slug)
    zone = ZoneInfo(caller.timezone)
    stays = Stay.objects.filter(audience=audience)
    came, went = Counter[str](), Counter[str]()
    for at, n in stays.order_by("since").values_list("since").annotate(n=Count("id")):
        came[_day(at, zone)] += n
    for at, n in stays.exclude(until=None).order_by("until").values_list("until").annotate(n=Count("id")):
        went[_day(at, zone)] += n
    today = datetime.now(zone).date()
    shown = [(today - timedelta(days=back)).isoformat() for back in range(min(days, DAYS_MAX) - 1, -1, -1)]
    n = sum(count for day, count in came.items() if day < shown[0]) - sum(count for day, count in went.items() if day < shown[0])
    found = []
    for day in shown:
        n += came[day] - went[day]
        found.append(DayOfMembers(day, came[day], went[day], n))
    return found


def overlap(caller: Caller, first: str, second: str) -> Overlap:
    """What two audiences share, as they are now, in customers. Errors: 404."""
    caller.require("audiences.see")
    a, b = (audience_of(caller, slug).expression for slug in (first, second))
    counts = [rows_of(compiled(caller, asked).customers(compiled(caller, asked).truth.true, "count(*)"))[0][0]
              for asked in (a, b, e.All((a, b)))]
    return Overlap(*counts)


def value_of(row: Audience) -> AudienceValue:
    """The row as a value."""
    return AudienceValue(row.pk, row.slug, row.title, e.from_json(row.expression), row.version, row.n, as_text(row.worked_out_at),
                         row.retired_at is not None)


def as_text(at: datetime | None) -> str:
    """ISO 8601 in UTC; "" for never."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else ""


def _day(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).date().isoformat()


def _member(row: tuple[int, str, str]) -> Member:
    return Member(row[0], row[1], row[2] or row[1])
