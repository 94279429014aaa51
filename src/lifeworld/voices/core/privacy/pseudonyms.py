"""Pseudonyms of customers: a code made from a key and the customer's own id and nothing else.

A number by rank would change its owner when customers come or go, and two runs would then pair the wrong people. A code
that depends on the id and the key alone stays with its customer over waves, and its order tells nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

import polars as pl

LETTERS = "23456789BCDFGHJKMNPQRSTVWXYZ"
"""No vowels and no signs that look alike, so that no code is a word or is misread."""

CODE_LENGTH, CODE_LENGTH_MAX = 5, 12


def pseudonyms(customers: Iterable[str], key: bytes) -> dict[str, str]:
    """The pseudonym of each customer under a secret key, "Customer K4M7T", by customer in sorted order.

    Customers whose codes would be the same get longer ones, so no two share a pseudonym.

    >>> sorted(pseudonyms(["ana", "ben"], b"a key that nobody knows").values())
    ['Customer VPWKJ', 'Customer XY4S2']
    """
    whole = {customer: _code(customer, key) for customer in sorted(set(customers))}
    length = dict.fromkeys(whole, CODE_LENGTH)
    while True:
        owners: dict[str, list[str]] = {}
        for customer, code in whole.items():
            owners.setdefault(code[: length[customer]], []).append(customer)
        shared = [customer for group in owners.values() if len(group) > 1 for customer in group if length[customer] < CODE_LENGTH_MAX]
        if not shared:
            return {customer: f"Customer {code[: length[customer]]}" for customer, code in whole.items()}
        for customer in shared:
            length[customer] = CODE_LENGTH_MAX


def _code(customer: str, key: bytes) -> str:
    secret = blake2b(key).digest()
    digest = blake2b(customer.encode("utf-8", "surrogatepass"), key=secret, digest_size=16, person=b"lw-pseudonym")
    number = int.from_bytes(digest.digest(), "big")
    letters = []
    for _ in range(CODE_LENGTH_MAX):
        number, at = divmod(number, len(LETTERS))
        letters.append(LETTERS[at])
    return "".join(letters)


def content_key(*columns: pl.Series) -> bytes:
    """A key from the content of a study, for runs without a secret: the same content gives the same key.

    Whoever holds the study's files can make it again, so it hides customers from readers of a report only.

    >>> content_key(pl.Series(["a", "b"])) == content_key(pl.Series(["b", "a"]))
    True
    """
    digest = blake2b(digest_size=32)
    for column in columns:
        for cell in column.cast(pl.String).fill_null("").sort():
            digest.update(len(cell).to_bytes(8, "big"))
            digest.update(cell.encode("utf-8", "surrogatepass"))
    return digest.digest()
