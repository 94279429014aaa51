"""The terminal: `lifeworld <room> <verb>` and the few everyday words `map` and `demo`.

Errors are rendered here and nowhere else: exit code 2 for input that is refused, 1 for work that could not be finished.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module

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


SITE = {
    "serve": ("serve_command", "Open the site: pages, API, live news, and the work behind."),
    "user": ("user_commands", "Add people to the site."),
    "work": ("work_command", "Do the work behind the pages until stopped."),
    "backup": ("backup_command", "Write everything of the site into a ZIP file."),
    "restore": ("restore_command", "Read a backup into an empty site."),
    "upgrade": ("upgrade_command", "Change the site's database to this version."),
}
"""The words of the site: loaded when they are said, because the library and the terminal work without a web framework."""


class Words(click.Group):
    """The terminal's words; those of the site are found by name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All words."""
        return [*super().list_commands(ctx), *SITE]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The word, the site's loaded now. Errors: InputRefused where the site is not installed."""
        if cmd_name not in SITE:
            return super().get_command(ctx, cmd_name)
        try:
            commands = import_module("lifeworld.site.commands")
        except ModuleNotFoundError as error:
            if (error.name or "").startswith("lifeworld"):
                raise
            raise InputRefused("site_not_installed", f"«lifeworld {cmd_name}» needs the site, of which «{error.name}» is not installed.",
                               "Install it: pip install 'lifeworld[site]', or run make serve.") from None
        command: click.Command = getattr(commands, SITE[cmd_name][0])
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in `lifeworld --help`, without loading the site."""
        rows = [(name, command.get_short_help_str(80)) for name, command in sorted(self.commands.items())]
        with formatter.section("Commands"):
            formatter.write_dl(rows)
        with formatter.section("The site"):
            formatter.write_dl([(name, said) for name, (_, said) in SITE.items()])


@click.group(cls=Words, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
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
