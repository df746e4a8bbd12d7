"""The command ``microcred``: finds the command asked for, and turns errors into messages and exit codes.

A command's module is imported when it is called, so that help and checks do not wait for numba and pandas.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from microcred.base.errors import BadInput, MicrocredError, printable
from microcred.execution.stopping import Terminated

DONE = 0
FAILED = 1
BAD_INPUT = 2
INTERRUPTED = 130
TERMINATED = 143

#: Each command with the line that help shows; it is the function of its name in the module of its name.
COMMANDS = {
    "run": "Run scenarios, show which targets they meet, and keep everything in a new folder.",
    "compare": "Compare scenarios run by run under the same luck: effects, costs, winners and losers.",
    "validate": "Compare predictions with facts that no parameter was fitted to.",
    "plot": "Draw outcomes, regions, money or gaps of scenarios or result folders; or a study.",
    "check": "Check scenario files without running them.",
    "sweep": "Carry out an experiment, or what is missing of it.",
    "study": "Show how far a study is and what failed; export its tables; repeat a run.",
    "verify": "Check a result or study, and make a sample of its runs again.",
    "levers": "List the levers: type, bounds, payer and meaning.",
    "parameters": "List the parameters of the model, with a system's numbers if it is named.",
    "schedule": "Print the stages of a month in their order.",
}


class LazyGroup(TyperGroup):
    """A group of commands that imports only the one that is called."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names in the order in which help shows them."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return what help needs to know of a command."""
        if cmd_name not in COMMANDS:
            return None
        return TyperCommand(cmd_name, help=COMMANDS[cmd_name], short_help=COMMANDS[cmd_name])

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Import the command that is called."""
        if args and args[0] in COMMANDS:
            return args[0], load_command(args[0]), args[1:]
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run the command; a user who stops it gets the usual exit code, not a trace."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            sys.stderr.write("stopped\n")
            raise SystemExit(INTERRUPTED) from None
        except Terminated:
            sys.stderr.write("stopped on request\n")
            raise SystemExit(TERMINATED) from None


def load_command(name: str) -> Any:
    """Import a command and make it callable from the command line."""
    function: Callable[..., None] = getattr(import_module(f"microcred.cli.{name}"), name)
    single = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    single.command(name, help=COMMANDS[name])(function)
    return typer.main.get_command(single)


def _version(wanted: bool) -> None:
    if wanted:
        from microcred import __version__

        typer.echo(f"microcred {__version__}")
        raise typer.Exit


application = typer.Typer(cls=LazyGroup, add_completion=False, pretty_exceptions_enable=False, no_args_is_help=True)


@application.callback()
def _microcred(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Print the version and stop."
    ),
) -> None:
    """Simulate how a country takes up micro-credentials under dated policy."""


def _find_drawing_folder() -> None:
    """Give matplotlib a folder of its own where it cannot use the user's, about which it would warn at length."""
    if "MPLCONFIGDIR" in os.environ:
        return
    given = {"XDG_CONFIG_HOME": ".config", "XDG_CACHE_HOME": ".cache"}
    homes = [
        Path(os.environ.get(name) or os.path.expanduser(f"~/{usual}"), "matplotlib") for name, usual in given.items()
    ]
    if all(map(_may_be_made, homes)):
        return
    spare = Path(tempfile.gettempdir(), f"microcred-{os.getuid()}", "matplotlib")
    with suppress(OSError):
        spare.mkdir(parents=True, exist_ok=True)
        # Somebody else may have taken the name.
        if spare.stat().st_uid == os.getuid():
            os.environ["MPLCONFIGDIR"] = str(spare)


def _may_be_made(folder: Path) -> bool:
    """Whether a folder is there to write to, or can be made."""
    there = next(one for one in (folder.absolute(), *folder.absolute().parents) if os.path.lexists(one))
    return os.path.isdir(there) and os.access(there, os.W_OK | os.X_OK)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and end the process.

    Parameters
    ----------
    arguments
        The words after ``microcred``; those of the process if None.

    Raises
    ------
    SystemExit
        With 0 if done, 1 if a run failed, 2 for bad input; errors are one readable block on stderr.
    """
    _find_drawing_folder()
    try:
        application(args=None if arguments is None else list(arguments), prog_name="microcred")
    except BadInput as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(BAD_INPUT) from None
    except MicrocredError as error:
        sys.stderr.write(f"{printable(str(error))}\n")
        raise SystemExit(FAILED) from None
