"""Who a customer is: names a key, an alias and a trait may have; which keys name the same customer; what events say of one."""

from lifeworld.customers.core.said import Told, folded, plain_traits
from lifeworld.customers.core.same import Same, groups, roots
from lifeworld.customers.core.values import (
    KEY_CHARS_MAX,
    NO_TEXT,
    TRAIT_CHARS_MAX,
    VALUE_CHARS_MAX,
    ConsentValue,
    CustomerCard,
    CustomerLine,
    checked_key,
    checked_traits,
    newest_of_each,
)

__all__ = [
    "KEY_CHARS_MAX", "NO_TEXT", "TRAIT_CHARS_MAX", "VALUE_CHARS_MAX", "ConsentValue", "CustomerCard", "CustomerLine", "Same", "Told",
    "checked_key", "checked_traits", "folded", "groups", "newest_of_each", "plain_traits", "roots",
]
