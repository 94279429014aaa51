"""The terminal: `lifeworld <room> <verb>` and the few everyday words `map` and `demo`.

Errors are rendered here and nowhere else: exit code 2 for input that is refused, 1 for work that could not be finished.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module

import click

from lifeworld import __version__
from lifeworld.kit.errors import InputRefused, LifeworldError
from lifeworld.kit.plugins import named

REFUSED, FAILED = 2, 1
WORLDS = "lifeworld.worlds"
"""Where installed worlds say their names, which are words of the terminal."""


WORDS = {
    "map": ("constellations.commands.map:map_command", "Map every customer's ecosystem from what they said."),
    "sample": ("constellations.commands.sample:sample_command", "Draw statements for people to read: shares then carry the coding error."),
    "correct": ("constellations.commands.correct:correct_command", "Correct actors and codes of a mapped study, with who and why."),
    "compare": ("constellations.commands.compare:compare_command", "Say what changed from one mapped study to another."),
    "export": ("constellations.commands.export:export_command", "Write the results of a study in the forms that boards and teams use."),
    "networks": ("constellations.commands.networks:networks", "Bring ego networks in from other programs, and take them out for others."),
    "simulate": ("constellations.commands.simulate:simulate_command", "Plan a study: try its size on simulated customers."),
    "voices": ("voices.commands:voices", "Code what customers say, teach a coder a codebook, compare coders, exchange projects."),
    "goals": ("goals.commands:goals", "Say how far customers come with their goals, how long it takes, which needs are not met."),
    "tools": ("tools.commands:tools", "Run a tool: a specification in, designs with their trade-offs out."),
    "scorecard": ("site.commands.scorecard:scorecard_commands", "Score an ecosystem from files, simulate one, bring earnings in."),
    "demo": ("testing.demo:demo_command", "Map forty fictional runners and print what their writers intended against what is found."),
}
"""The everyday words, each loaded when it is said: a word's own libraries are nobody else's wait."""
SITE = {
    "serve": ("site.commands:serve_command", "Open the site: pages, API, live news, and the work behind."),
    "user": ("site.commands:user_commands", "Add people to the site."),
    "events": ("site.commands.events:events_commands", "Bring in what customers did, count it again, read it again, simulate it."),
    "audiences": ("site.commands.audiences:audiences_commands", "Say how large a selection of customers is, who is in it or held out."),
    "measures": ("measures.commands:measures", "Define what is measured of customers, ask for values, make them again."),
    "partners": ("site.commands.partners:partners_commands", "Add partners, take their offers in, ask what something costs."),
    "worlds": ("site.commands.worlds:worlds_commands", "Say which worlds are installed, and take one up in a place."),
    "work": ("site.commands:work_command", "Do the work behind the pages until stopped."),
    "backup": ("site.commands:backup_command", "Write everything of the site into a ZIP file."),
    "restore": ("site.commands:restore_command", "Read a backup into an empty site."),
    "upgrade": ("site.commands:upgrade_command", "Change the site's database to this version."),
}
"""The words of the site, which is an extra: the library and the terminal work without a web framework."""


def _of_world(name: str) -> str:
    """Where the word of an installed world is, "" for none."""
    if name not in named(WORLDS):
        return ""
    from lifeworld.plugin import world_called  # noqa: PLC0415  (a world is loaded when its word is said)

    world = world_called(name)
    return world.words if world is not None else ""


class Words(click.Group):
    """The terminal's words, found by name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All words."""
        return [*WORDS, *SITE, *named(WORLDS)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The word, loaded now. Errors: InputRefused where the site is not installed."""
        own = {name: (f"lifeworld.{where}", said) for name, (where, said) in {**WORDS, **SITE}.items()}
        where = own[cmd_name][0] if cmd_name in own else _of_world(cmd_name)
        if not where:
            return None
        module, name = where.split(":")
        try:
            command: click.Command = getattr(import_module(module), name)
        except ModuleNotFoundError as error:
            if cmd_name not in SITE or (error.name or "").startswith("lifeworld"):
                raise
            raise InputRefused("site_not_installed", f"«lifeworld {cmd_name}» needs the site, of which «{error.name}» is not installed.",
                               "Install it: pip install 'lifeworld[site]', or run make serve.") from None
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in `lifeworld --help`, without loading any of them."""
        sections = {"Commands": {name: said for name, (_, said) in WORDS.items()},
                    "The site": {name: said for name, (_, said) in SITE.items()}, "Worlds": named(WORLDS)}
        for title, words in sections.items():
            if words:
                with formatter.section(title):
                    formatter.write_dl(list(words.items()))


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


def _say(message: str, exit_code: int = FAILED) -> int:
    """One message on standard error; returns the exit code."""
    sys.stderr.write(f"lifeworld: {message}\n")
    return exit_code


def main(arguments: list[str] | None = None) -> int:
    """Run the terminal; returns the exit code. LIFEWORLD_DEBUG=1 shows where an unexpected error came from."""
    try:
        code = lifeworld.main(arguments, prog_name="lifeworld", standalone_mode=False)
    except Exception as error:
        if os.environ.get("LIFEWORLD_DEBUG") and not isinstance(error, click.ClickException | LifeworldError):
            raise
        return _ended(error)
    except KeyboardInterrupt as error:
        return _ended(error)
    return code if type(code) is int else 0  # what a command gives to `click.exceptions.Exit` comes back as a value


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
