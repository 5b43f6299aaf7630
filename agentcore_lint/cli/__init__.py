"""The command line: options in, a report and an exit status out."""

from __future__ import annotations

import os
import sys

import click

from agentcore_lint.cli.streams import complain, stand_in
from agentcore_lint.failure import failure

NAMES = ("check", "access", "simulate", "diff", "rule", "rules")
"""The commands, as `group` has them."""


def run() -> int:
    """Run the command line and return the exit status; a closed pipe ends quietly, Ctrl-C with 130.

    What cannot be written, and what goes wrong in the program itself, is said and ends with 2.
    """
    stand_in()
    try:
        status = _run(sys.argv[1:])
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        status = 2
    except click.exceptions.Exit as stop:
        status = stop.exit_code
    except (click.Abort, KeyboardInterrupt):
        status = 130
    except SystemExit:  # click's answer to a closed pipe
        status = 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 2
    except OSError as error:
        complain(f"Error: {error.filename or 'output'}: {error.strerror or error}")
        status = 2
    except Exception as error:  # noqa: BLE001  a traceback helps nobody who uses the command
        complain(f"Error: {failure('the command', error)}")
        status = 2
    return status if isinstance(status, int) else 0


def _run(args: list[str]) -> object:
    """Run the command that is named, or `check` where none is."""
    if not args or args[0] in NAMES or args[0] in ("--help", "-h", "--version", "-V"):
        from agentcore_lint.cli.group import cli

        return cli.main(args or ["--help"], prog_name="agentcore-lint", standalone_mode=False)
    from agentcore_lint.cli.check import check_command

    return check_command.main(args, prog_name="agentcore-lint", standalone_mode=False)
