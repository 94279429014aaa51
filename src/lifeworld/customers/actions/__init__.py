"""What changes customers: they come in, are named, known by more, agree to things, and are forgotten."""

from lifeworld.customers.actions.changes import (
    add_alias,
    add_customer,
    bring_in,
    change,
    forget,
    record_consent,
    remove_alias,
    rename,
    set_traits,
)

__all__ = [
    "add_alias", "add_customer", "bring_in", "change", "forget", "record_consent", "remove_alias", "rename", "set_traits",
]
