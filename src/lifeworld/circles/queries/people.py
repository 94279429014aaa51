"""Those who joined, as one of them sees the others: whom she may meet, her followers, whom she follows, who asks her."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac

from lifeworld.circles.core.values import ProfileValue
from lifeworld.circles.core.visibility import Eyes, Thing, may_see
from lifeworld.circles.models import Entrant, Follow, Member, Post, Profile
from lifeworld.circles.queries.whose import customer_asking, eyes_of
from lifeworld.kit.caller import Caller, not_found

PAGE_MAX = 100
SEARCH_CHARS_MAX = 60
CODE_CHARS = 12


def joined(caller: Caller) -> ProfileValue | None:
    """The caller's own profile; None where she did not join. Errors: LifeworldError 403, 404."""
    customer = customer_asking(caller)
    row = Profile.objects.filter(place=caller.place_id, customer=customer).first()
    return None if row is None else _values(Eyes(customer, True), [row])[0]


def person_of(caller: Caller, person: int) -> ProfileValue:
    """Somebody whom the caller may meet, or has blocked (then only the name). Errors: LifeworldError 403; 404 for everybody else."""
    eyes = eyes_of(caller)
    row = Profile.objects.filter(place=caller.place_id, pk=person).first()
    if row is None or (row.customer_id not in met(eyes, [row]) and row.customer_id not in _blocked_by(eyes.customer)):
        raise not_found("person", person)
    return _values(eyes, [row])[0]


def people(caller: Caller, *, search: str = "", after: str = "", limit: int = 30) -> list[ProfileValue]:
    """Those whom everybody who joined may find, in the order of their names, after a name. Errors: LifeworldError 403, 404."""
    eyes = eyes_of(caller)
    if not eyes.joined or len(search) > SEARCH_CHARS_MAX:
        return []
    rows = Profile.objects.filter(place=caller.place_id, seen_by="place").exclude(customer__in=eyes.apart | {eyes.customer})
    rows = rows.filter(name__icontains=search.strip()) if search.strip() else rows
    rows = rows.filter(name__gt=after) if after else rows
    return _values(eyes, rows.order_by("name", "id")[:min(max(limit, 1), PAGE_MAX)])


def following(caller: Caller) -> list[ProfileValue]:
    """Whom the caller follows, or asked to. Errors: LifeworldError 403, 404."""
    eyes = eyes_of(caller)
    return _listed(eyes, Follow.objects.filter(customer=eyes.customer).values_list("other", flat=True))


def followers(caller: Caller) -> list[ProfileValue]:
    """Who follows the caller. Errors: LifeworldError 403, 404."""
    eyes = eyes_of(caller)
    return _listed(eyes, Follow.objects.filter(other=eyes.customer, state="follows").values_list("customer", flat=True))


def asking(caller: Caller) -> list[ProfileValue]:
    """Who asks to follow the caller and has no answer yet. Errors: LifeworldError 403, 404."""
    eyes = eyes_of(caller)
    return _listed(eyes, Follow.objects.filter(other=eyes.customer, state="asked").values_list("customer", flat=True))


def blocked(caller: Caller) -> list[ProfileValue]:
    """Whom the caller blocked, of those who are there. Errors: LifeworldError 403, 404."""
    eyes = eyes_of(caller)
    return _values(eyes, Profile.objects.filter(customer__in=_blocked_by(eyes.customer)).order_by("name", "id"))


def code_of(person: int) -> str:
    """What a customer gives to whom she wants to be found by, whoever else may find her."""
    return f"{person}-{salted_hmac('lifeworld.circles.code', str(person)).hexdigest()[:CODE_CHARS]}"


def person_with_code(caller: Caller, code: str) -> int:
    """Whose code it is. Errors: LifeworldError 403; 404 for a code of nobody, or of whom the caller is apart from."""
    eyes = eyes_of(caller)
    number, _, rest = code.strip().partition("-")
    if number.isascii() and number.isdigit() and len(number) <= 18 and constant_time_compare(code_of(int(number)), f"{number}-{rest}"):
        row = Profile.objects.filter(place=caller.place_id, pk=int(number)).first()
        if row is not None and eyes.joined and row.customer_id not in eyes.apart:
            return row.pk
    raise not_found("code", code.strip()[:40])


def met(eyes: Eyes, rows: Iterable[Profile]) -> set[int]:
    """The customers among these profiles whom these eyes may meet: who is found by them, where one follows or asked the other, who wrote
    to the whole place, or is with them in a club or challenge; never whom they are apart from.
    """
    found = list(rows)
    wide = {row.customer_id for row in found if may_see(eyes, Thing(row.customer_id, row.seen_by))}
    narrow = [row.customer_id for row in found if row.customer_id not in wide and row.customer_id not in eyes.apart]
    if not narrow or not eyes.joined:
        return wide
    wide.update(Follow.objects.filter(customer__in=narrow, other=eyes.customer).values_list("customer", flat=True))
    wide.update(Follow.objects.filter(customer=eyes.customer, other__in=narrow).values_list("other", flat=True))
    wide.update(Member.objects.filter(customer__in=narrow, club__in=eyes.clubs).values_list("customer", flat=True))
    wide.update(Post.objects.filter(customer__in=narrow, seen_by="place", hidden_at=None).values_list("customer", flat=True))
    mine = Entrant.objects.filter(challenge=OuterRef("challenge"), customer=eyes.customer)
    wide.update(Entrant.objects.filter(Exists(mine), customer__in=narrow).values_list("customer", flat=True))
    return wide


def names_of(place_id: int, customers: Collection[int]) -> dict[int, tuple[int, str]]:
    """Numbers and names of those who joined among these customers."""
    rows = Profile.objects.filter(place=place_id, customer__in=customers).values_list("customer", "id", "name")
    return {customer: (pk, name) for customer, pk, name in rows}


def _listed(eyes: Eyes, customers: QuerySet[Follow, int]) -> list[ProfileValue]:
    rows = Profile.objects.filter(customer__in=customers).exclude(customer__in=eyes.apart).order_by("name", "id")
    return _values(eyes, rows[:2 * 10**3])


def _blocked_by(customer: int | None) -> set[int]:
    return set(Profile.objects.filter(customer__circle_blocked_by__customer=customer).values_list("customer", flat=True))


def _values(eyes: Eyes, rows: Iterable[Profile]) -> list[ProfileValue]:
    found = list(rows)
    customers = [row.customer_id for row in found]
    ties = Follow.objects.filter(Q(customer=eyes.customer, other__in=customers) | Q(other=eyes.customer, customer__in=customers))
    state = {(a, b): said for a, b, said in ties.values_list("customer", "other", "state")}
    away = _blocked_by(eyes.customer) if found else set()
    values = []
    for row in found:
        who, mine = row.customer_id, row.customer_id == eyes.customer
        open_ = may_see(eyes, Thing(who, row.seen_by))
        values.append(ProfileValue(
            row.pk, row.name, row.about if open_ else "", row.seen_by, row.follows_need_yes, mine,
            "" if eyes.customer is None else state.get((eyes.customer, who), ""),
            "" if eyes.customer is None else state.get((who, eyes.customer), ""), who in away,
            row.birth_year if mine else None, row.sex if mine else "", who if mine else None))
    return values
