"""Policies from files, for the commands that are about single policies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import click

from agentcore_lint import files
from agentcore_lint.cli.streams import standard_input
from agentcore_lint.load import Given, load
from agentcore_lint.service.catalog import PREFIX, actions
from agentcore_lint.sources import read

if TYPE_CHECKING:
    from agentcore_lint.load import Loaded


AUTH = click.option(
    "--auth", type=click.Choice(["auto", "sigv4", "oauth"]), default="auto", show_default=True,
    help="How callers of the resource sign.",
)  # fmt: skip
RESOURCE_ARN = click.option(
    "--resource-arn", metavar="ARN", help="What the policy is attached to; by default what it names."
)


def given_of(auth: Literal["auto", "sigv4", "oauth"], resource_arn: str | None) -> Given:
    """Return what the options AUTH and RESOURCE_ARN say."""
    return Given(None if auth == "auto" else auth, resource_arn=resource_arn)


def read_bytes(path: str) -> bytes:
    """Return the content of a file, - for standard input. Raises click.ClickException."""
    try:
        return standard_input() if path == "-" else files.read_bytes(path)
    except OSError as error:
        raise click.ClickException(f"{path}: {error.strerror or error}") from None


def read_policies(path: str, given: Given) -> list[Loaded]:
    """Return the policies of a file, - for standard input. Raises click.ClickException."""
    name = "<stdin>" if path == "-" else path
    try:
        return load(name, read(name, read_bytes(path)), given)
    except ValueError as error:
        raise click.ClickException(str(error)) from None


def read_policy(path: str, given: Given) -> Loaded:
    """Return the one policy of a file. Raises click.ClickException, too where there are several."""
    found = read_policies(path, given)
    if len(found) > 1:
        raise click.ClickException(f"{path}: {len(found)} policies in it; name a file with one")
    return found[0]


def full_action(name: str) -> str:
    """Return an action with its prefix, in AWS's spelling. Raises click.ClickException."""
    if ":" in name and not name.lower().startswith(PREFIX):
        return name
    short = name.partition(":")[2] if ":" in name else name
    known = actions().get(short.lower())
    if known is None:
        from agentcore_lint.service.spelling import suggested_action

        near = suggested_action(PREFIX + short)
        hint = f", did you mean {near.removeprefix(PREFIX)}?" if near else ""
        raise click.ClickException(f"no action {short!r}{hint}")
    return PREFIX + known.name
