"""A customer's own list of activities and resources: added, ticked, moved, removed."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from lifeworld.goals.actions.held import held, told
from lifeworld.goals.core.checking import checked_text, one_of
from lifeworld.goals.core.values import ITEMS, ItemValue
from lifeworld.goals.models import Goal, Item
from lifeworld.kit.caller import Caller, conflict, not_found

ITEMS_MAX = 100


@transaction.atomic
def add_item(caller: Caller, goal: int, kind: str, text: str, supplier: str = "") -> ItemValue:
    """A new last thing of the list; ``supplier``: from whom it comes, in her words. Errors: LifeworldError 403, 404, 409; InputRefused."""
    row = held(caller, goal)
    there = list(Item.objects.filter(goal=row).values_list("place_in_list", flat=True))
    if len(there) >= ITEMS_MAX:
        raise conflict("many_items", f"There are {ITEMS_MAX} things on this list already.", "Take some away first.")
    made = Item.objects.create(goal=row, kind=one_of(kind, ITEMS, "kind"), text=checked_text(text, "text"),
                               supplier=checked_text(supplier, "supplier", empty=True), place_in_list=max(there, default=-1) + 1)
    told(caller, row, "goals.changed")
    return _value(made)


@transaction.atomic
def tick_item(caller: Caller, goal: int, item: int, done: bool) -> ItemValue:
    """Done, or not done after all. Errors: LifeworldError 403, 404."""
    row = held(caller, goal)
    found = _item(row, item)
    found.done_at = timezone.now() if done else None
    found.save(update_fields=["done_at"])
    told(caller, row, "goals.changed")
    return _value(found)


@transaction.atomic
def move_item(caller: Caller, goal: int, item: int, by: int) -> list[ItemValue]:
    """The list with one thing moved up (below 0) or down so many places, as far as there are any. Errors: LifeworldError 403, 404."""
    row = held(caller, goal)
    moved = _item(row, item)
    order = list(Item.objects.filter(goal=row).order_by("place_in_list", "id"))
    at = next(place for place, each in enumerate(order) if each.pk == moved.pk)
    order.insert(min(max(at + by, 0), len(order) - 1), order.pop(at))
    for place, each in enumerate(order):
        each.place_in_list = place
    Item.objects.bulk_update(order, ["place_in_list"])
    told(caller, row, "goals.changed")
    return [_value(each) for each in order]


@transaction.atomic
def remove_item(caller: Caller, goal: int, item: int) -> None:
    """The thing is on the list no more. Errors: LifeworldError 403, 404."""
    row = held(caller, goal)
    _item(row, item).delete()
    told(caller, row, "goals.changed")


def _item(row: Goal, item: int) -> Item:
    found = Item.objects.filter(goal=row, pk=item).first()
    if found is None:
        raise not_found("thing on the list", item)
    return found


def _value(row: Item) -> ItemValue:
    return ItemValue(row.pk, row.kind, row.text, row.supplier, row.done_at is not None)
