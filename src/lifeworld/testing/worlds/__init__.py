"""The exam of worlds: every package that brings one runs it, and so does whoever writes the first line of a new one.

A world's test is three lines:

    from lifeworld.testing.worlds import Conformance

    class TestCycling(Conformance):
        world = "cycling"
"""

import pytest

pytest.register_assert_rewrite("lifeworld.testing.worlds.suite", "lifeworld.testing.worlds.sited")

from lifeworld.testing.worlds.suite import Conformance  # noqa: E402  (its assertions say more once they are registered)

__all__ = ["Conformance"]
