"""The command line with its commands; `check`, where none is named, does without it."""

from __future__ import annotations

import click

from agentcore_lint import __version__

COMMANDS = {
    "check": ("agentcore_lint.cli.check", "Lint files and folders (the default command)."),
    "access": ("agentcore_lint.cli.access", "Show who gets in: ways in by callers."),
    "simulate": ("agentcore_lint.cli.simulate", "Decide on one request, or on a file of them."),
    "diff": ("agentcore_lint.cli.diff", "Show who newly gets in, and who no longer does."),
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
