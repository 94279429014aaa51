"""Which events were erased: known by a digest that only this site can make, so that nobody reads a key from it."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from django.utils.crypto import salted_hmac

from lifeworld.events.models import Spent

DIGEST_BYTES = 16
MANY = 500


def spent_digests(source: int, keys: Iterable[str]) -> list[str]:
    """The digests of (source, key) in the order of the keys: 32 hexadecimal digits each."""
    secret = salted_hmac("lifeworld.events.spent", str(source)).digest()
    return [blake2b(key.encode("utf-8", "surrogatepass"), digest_size=DIGEST_BYTES, key=secret).hexdigest() for key in keys]


def has_spent(source: int) -> bool:
    """Whether any event of this source was erased, so that most sources are spared the rest."""
    return Spent.objects.filter(source=source).exists()


def spent_keys(source: int, keys: Iterable[str]) -> set[str]:
    """Those of the keys whose event of this source was erased: sent again, it does not come back."""
    wanted = list(dict.fromkeys(keys))
    found: set[str] = set()
    for start in range(0, len(wanted), MANY):
        part = wanted[start:start + MANY]
        by_digest = dict(zip(spent_digests(source, part), part, strict=True))
        there = Spent.objects.filter(source=source, digest__in=list(by_digest)).values_list("digest", flat=True)
        found.update(by_digest[digest] for digest in there)
    return found
