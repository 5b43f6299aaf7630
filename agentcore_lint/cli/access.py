"""The command `access`."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Literal

import click

from agentcore_lint.access.table import access_table
from agentcore_lint.cli.output import opened, wants_color
from agentcore_lint.cli.reading import AUTH, RESOURCE_ARN, given_of, read_policies
from agentcore_lint.report.access import ACCESS_FORMATS, View, view

if TYPE_CHECKING:
    from agentcore_lint.load import Loaded
    from agentcore_lint.sources.document import Auth


@click.command("access")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@AUTH
@RESOURCE_ARN
@click.option(
    "--output-format", "--format", "-f", "output_format", type=click.Choice(list(ACCESS_FORMATS)),
    default="text", show_default=True, help="The form of the tables.",
)  # fmt: skip
@click.option("--output-file", "-o", type=click.Path(dir_okay=False), help="Write the tables there.")
@click.option(
    "--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True,
    help="Colour the tables. NO_COLOR and FORCE_COLOR are heeded.",
)  # fmt: skip
def access_command(
    paths: tuple[str, ...],
    *,
    auth: Literal["auto", "sigv4", "oauth"],
    resource_arn: str | None,
    output_format: str,
    output_file: str | None,
    color: str,
) -> int:
    """Show who gets in: ways in by callers, and how IAM and the resource policy decide together."""
    given = given_of(auth, resource_arn)
    policies = [loaded for path in paths for loaded in read_policies(path, given)]
    views = [_view(loaded) for loaded in policies if loaded.policy.kind == "resource-policy"]
    if not views:
        raise click.ClickException(f"{', '.join(paths)}: no resource-based policy in it")
    with opened(output_file) as stream:
        wants = wants_color(color, stream) if output_file is None else color == "always"
        import_module(ACCESS_FORMATS[output_format]).write(views, stream, color=wants)
    return 0


def _view(loaded: Loaded) -> View:
    context = loaded.context
    known: Auth | None = context.auth
    table = access_table(loaded.policy, context.resource or "", known, holes=context.has_holes)
    return view(loaded, table)
