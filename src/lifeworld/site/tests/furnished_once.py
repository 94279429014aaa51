"""A database that is furnished once for all tests of a file: each finds it as it was, because what a test changes is taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import transaction

Made = TypeVar("Made")


@contextmanager
def furnished_once(blocker: Any, make: Callable[[], Made]) -> Iterator[Made]:
    """What ``make`` writes and returns, for as long as the block lasts; for a fixture of a module whose tests are all in transactions.

    ``blocker`` is pytest-django's ``django_db_blocker``; the fixture asks for ``django_db_setup`` too. Tests get copies of what was made.
    """
    with blocker.unblock():
        around = transaction.atomic()
        around._from_testcase = True  # as Django's own tests do: what is durable may lie inside
        around.__enter__()
    try:
        with blocker.unblock():
            made = make()
        yield made
    finally:
        with blocker.unblock():
            transaction.set_rollback(True)
            around.__exit__(None, None, None)
