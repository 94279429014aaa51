"""Tokens and money before anything is sent, and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lifeworld.voices.core.llm.prompts import message
from lifeworld.voices.core.llm.values import Prompt, Question, Usage

BYTES_PER_TOKEN = 3.6
"""English comes to about four bytes of UTF-8 a token with current vocabularies; less here, so that the estimate errs upward."""
ANSWER_TOKENS = 250
"""Tokens of an answer, assumed until the run's own answers tell."""
OVERHEAD_TOKENS = 16
"""What the frame of two messages adds."""
MILLION = 1_000_000


@dataclass(frozen=True)
class Prices:
    """Price of a million tokens read and written, in the currency of whoever gave them; None = not known."""

    read: float | None = None
    written: float | None = None

    def cost(self, usage: Usage) -> float | None:
        """What so many tokens cost; None without both prices.

        >>> Prices(2.0, 8.0).cost(Usage(500_000, 100_000)), Prices().cost(Usage(1, 1))
        (1.8, None)
        """
        if self.read is None or self.written is None:
            return None
        return (usage.tokens_in * self.read + usage.tokens_out * self.written) / MILLION


def tokens(text: str) -> int:
    """About how many tokens a text has: its bytes in UTF-8 by 3.6, rounded up.

    >>> tokens("My wife gave me the watch."), tokens("")
    (8, 0)
    """
    return -int(-len(text.encode("utf-8", "replace")) // BYTES_PER_TOKEN)


def estimated(asks: Sequence[tuple[Prompt, Question]], answered: Usage = Usage(), n_answered: int = 0) -> Usage:  # noqa: B008
    """Tokens that these questions will take, about; answers are as long as the ``n_answered`` before, or 250 tokens."""
    system = {prompt.hash: tokens(prompt.system) for prompt, _ in asks}
    read = sum(system[prompt.hash] + tokens(message(question)) + OVERHEAD_TOKENS for prompt, question in asks)
    each = answered.tokens_out / n_answered if n_answered and answered.tokens_out else ANSWER_TOKENS
    return Usage(read, round(each * len(asks)))
