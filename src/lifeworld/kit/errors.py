"""One base for every error a person may meet: what happened, where, and what to do next."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class LifeworldError(Exception):
    """A refusal in whole sentences.

    ``status`` is the HTTP status that doors of the site answer with (422 malformed input, 409 conflict, 404, 403, 500);
    ``code`` is a stable snake_case name; ``message`` says what happened and where; ``next_step`` says what to do.

    >>> print(LifeworldError(422, "empty_file", "The file «a.csv» is empty.", "Give a file with a header and rows."))
    The file «a.csv» is empty. Give a file with a header and rows.
    """

    def __init__(self, status: int, code: str, message: str, next_step: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.next_step = next_step

    def __str__(self) -> str:
        return f"{self.message} {self.next_step}".strip()


class InputRefused(LifeworldError):
    """The whole input is refused and nothing was written; the terminal's exit code is 2."""

    def __init__(self, code: str, message: str, next_step: str) -> None:
        super().__init__(422, code, message, next_step)


class RunFailed(LifeworldError):
    """The work could not be finished (disk full, interrupted); nothing half-written stays; exit code 1."""

    def __init__(self, code: str, message: str, next_step: str) -> None:
        super().__init__(500, code, message, next_step)


def listed(names: Iterable[str], limit: int = 12) -> str:
    """Names as readers want them in a sentence: quoted, at most ``limit``, the rest counted.

    >>> listed(["id", "text"])
    '«id», «text»'
    """
    names = list(names)
    shown = ", ".join(f"«{name}»" for name in names[:limit])
    return shown + (f" and {len(names) - limit} more" if len(names) > limit else "")


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known name that looks most like ``word`` (case ignored), or None when none is near.

    >>> nearest("custmer", ["customer", "text"])
    'customer'
    """
    by_folded = {name.casefold(): name for name in known}
    found = difflib.get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.6)
    return by_folded[found[0]] if found else None
