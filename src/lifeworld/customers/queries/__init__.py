"""What is asked of customers: who there is, what is known of one, whose key this is, which subjects of events she is."""

from lifeworld.customers.queries.identities import all_identities, customers_of, subjects_of
from lifeworld.customers.queries.known import (
    SEARCH_CHARS_MAX,
    consents_holding,
    customer_of,
    export_of,
    key_of,
    listing,
    pk_of,
    resolved,
    trait_names,
    traits_of,
)

__all__ = [
    "SEARCH_CHARS_MAX", "all_identities", "consents_holding", "customer_of", "customers_of", "export_of", "key_of", "listing", "pk_of",
    "resolved", "subjects_of", "trait_names", "traits_of",
]
