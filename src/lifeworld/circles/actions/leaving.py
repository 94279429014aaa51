"""What becomes of clubs whose members leave: the longest member leads where no lead is left, and a club of nobody is erased."""

from __future__ import annotations

from lifeworld.circles.models import Club, Member


def left_clubs(customer: int, club: int | None = None) -> None:
    """A customer is in none of her clubs any more, or not in one of them."""
    rows = Member.objects.filter(customer=customer)
    rows = rows if club is None else rows.filter(club=club)
    clubs = list(rows.values_list("club", flat=True))
    rows.delete()
    for pk in clubs:
        inside = Member.objects.filter(club=pk, state="in").order_by("at", "id")
        if not inside.exists():
            Club.objects.filter(pk=pk).delete()
        elif not inside.filter(role="lead").exists():
            Member.objects.filter(pk__in=list(inside.values_list("pk", flat=True)[:1])).update(role="lead")
