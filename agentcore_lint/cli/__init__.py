"""The command line: options in, a report and an exit status out."""

from __future__ import annotations

import os
import sys

import click

NAMES = ("check", "access", "simulate", "diff", "rule", "rules")
"""The commands, as `group` has them."""


def run() -> int:
    """Run the command line and return the exit status; a closed pipe ends quietly, Ctrl-C with 130."""
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
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 2
    return status if isinstance(status, int) else 0


def _run(args: list[str]) -> object:
    """Run the command that is named, or `check` where none is."""
    if not args or args[0] in NAMES or args[0] in ("--help", "-h", "--version", "-V"):
        from agentcore_lint.cli.group import cli

        return cli.main(args or ["--help"], prog_name="agentcore-lint", standalone_mode=False)
    from agentcore_lint.cli.check import check_command

    return check_command.main(args, prog_name="agentcore-lint", standalone_mode=False)
