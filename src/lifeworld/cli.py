"""The terminal: `lifeworld <room> <verb>` and the few everyday words `map` and `demo`.

Errors are rendered here and nowhere else: exit code 2 for input that is refused, 1 for work that could not be finished.
"""

from __future__ import annotations

import os
import sys

import click

from lifeworld import __version__
from lifeworld.constellations.commands import (
    compare_command,
    correct_command,
    export_command,
    map_command,
    sample_command,
    simulate_command,
)
from lifeworld.kit.errors import InputRefused, LifeworldError
from lifeworld.testing.demo import demo_command
from lifeworld.voices.commands import voices

REFUSED, FAILED = 2, 1


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="lifeworld")
def lifeworld() -> None:
    """See customer ecosystems: who and what makes a customer's experience what it is.

    Start with a file in which customers say something, one row an answer, review or diary entry:

    \b
      lifeworld map interviews.csv --text answer --customer person --focal Kestrel --out study
      open study/report.html

    Interview transcripts, slides for the board, corrections, what changed since last time:

    \b
      lifeworld map interviews/ --by group,wave --since last-study --out study
      lifeworld export study --to pptx,pdf,xlsx
      lifeworld correct study merge "my wife" Lena --who Ana --why "same person"

    Shares that carry the coding error, a coder that learns your own codebook, coders compared:

    \b
      lifeworld sample study --n 200 --out sheet.csv   (people fill it in; then: lifeworld map ... --codings sheet.csv)
      lifeworld voices learn study.toml --codings sheet.csv --out heads.npz
      lifeworld voices agree ana.csv ben.csv --out agreement

    `lifeworld demo` shows the same on forty fictional runners.
    """


lifeworld.add_command(map_command)
lifeworld.add_command(sample_command)
lifeworld.add_command(correct_command)
lifeworld.add_command(compare_command)
lifeworld.add_command(export_command)
lifeworld.add_command(simulate_command)
lifeworld.add_command(voices)
lifeworld.add_command(demo_command)


def _say(message: str, exit_code: int = FAILED) -> int:
    """One message on standard error; returns the exit code."""
    sys.stderr.write(f"lifeworld: {message}\n")
    return exit_code


def main(arguments: list[str] | None = None) -> int:
    """Run the terminal; returns the exit code. LIFEWORLD_DEBUG=1 shows where an unexpected error came from."""
    try:
        lifeworld.main(arguments, prog_name="lifeworld", standalone_mode=False)
    except Exception as error:
        if os.environ.get("LIFEWORLD_DEBUG") and not isinstance(error, click.ClickException | LifeworldError):
            raise
        return _ended(error)
    except KeyboardInterrupt as error:
        return _ended(error)
    return 0


def _ended(error: BaseException) -> int:
    """Say in words why the run ended early; returns the exit code."""
    code = FAILED
    match error:
        case click.exceptions.Exit():
            code = error.exit_code
        case click.Abort() | KeyboardInterrupt():
            _say("Stopped before the end. Nothing half-written was left; run the same command again.")
        case click.ClickException():
            error.show()
            code = REFUSED
        case LifeworldError():
            code = _say(str(error), REFUSED if isinstance(error, InputRefused) else FAILED)
        case BrokenPipeError():
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        case MemoryError():
            _say("There is not enough memory for this input. Map it in parts, or on a larger machine.")
        case OSError():
            _say(f"The system refused to go on: {error.strerror or error} ({error.filename or 'no file named'}). "
                 "Nothing half-written was left under a final name. Make room or check permissions, and run again.")
        case _:
            _say(f"Something went wrong that should not ({type(error).__name__}: {error}). Nothing half-written was left. "
                 "Set LIFEWORLD_DEBUG=1 to see where, and please report it.")
    return code


if __name__ == "__main__":
    sys.exit(main())
