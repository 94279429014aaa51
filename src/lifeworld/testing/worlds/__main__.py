"""`python -m lifeworld.testing.worlds NAME FOLDER`: write the package of a new world."""

from __future__ import annotations

import sys
from pathlib import Path

from lifeworld.kit.errors import LifeworldError
from lifeworld.testing.worlds.scaffold import new_world

if __name__ == "__main__":
    try:
        made = new_world(sys.argv[1] if len(sys.argv) > 1 else "", Path(sys.argv[2] if len(sys.argv) > 2 else "worlds"))
    except LifeworldError as error:
        sys.exit(f"{error.message} {error.next_step}")
    sys.stdout.write(f"{made} is a world. Install it (pip install --editable {made}), run its tests (pytest {made}), "
                     "and make it your own.\n")
