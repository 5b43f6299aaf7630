"""The command line: options in, a report and an exit status out."""

from __future__ import annotations

import os
import sys

import click

from agentcore_lint import __version__

COMMANDS = {
    "check": ("agentcore_lint.cli.check", "Lint files and folders (the default command)."),
    "rule": ("agentcore_lint.cli.rules", "Explain a rule."),
    "rules": ("agentcore_lint.cli.rules", "List the rules."),
}


class _Commands(click.Group):
    """A group that loads a command when it is called, and takes `check` where none is named."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        from importlib import import_module

        command: click.Command = getattr(import_module(COMMANDS[cmd_name][0]), f"{cmd_name}_command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", prog_name="agentcore-lint")
def cli() -> None:
    """Find the open doors in resource-based policies of Amazon Bedrock AgentCore.

    agentcore-lint PATH... is short for agentcore-lint check PATH...
    """


def run() -> None:
    """Run the command line; a closed pipe ends quietly, Ctrl-C with status 130."""
    try:
        status = _run(sys.argv[1:])
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
    sys.exit(status if isinstance(status, int) else 0)


def _run(args: list[str]) -> object:
    """Run the command that is named, or `check` where none is."""
    if not args or args[0] in COMMANDS or args[0] in ("--help", "-h", "--version", "-V"):
        return cli.main(args or ["--help"], prog_name="agentcore-lint", standalone_mode=False)
    from agentcore_lint.cli.check import check_command

    return check_command.main(args, prog_name="agentcore-lint", standalone_mode=False)
