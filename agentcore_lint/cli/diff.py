"""The command `diff`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Literal

import click

from agentcore_lint.cli.reading import AUTH, RESOURCE_ARN, given_of, read_bytes
from agentcore_lint.compare import compare
from agentcore_lint.load import policies_of
from agentcore_lint.report.difference import as_json, as_markdown, as_text
from agentcore_lint.revision import read_revision
from agentcore_lint.sources import read

if TYPE_CHECKING:
    from agentcore_lint.load import Given, Loaded

_FORMATS = {"text": as_text, "json": as_json, "markdown": as_markdown}


@click.command("diff")
@click.argument("paths", nargs=-1, metavar="OLD NEW | --git REV PATH")
@click.option("--git", "revision", metavar="REV", help="Compare a file with what it was in this revision.")
@AUTH
@RESOURCE_ARN
@click.option("--allow-new-access", is_flag=True, help="Succeed even if somebody is newly let in.")
@click.option(
    "--output-format", "--format", "-f", "output_format", type=click.Choice(list(_FORMATS)), default="text",
    show_default=True, help="The form of the output.",
)  # fmt: skip
def diff_command(
    paths: tuple[str, ...],
    *,
    revision: str | None,
    auth: Literal["auto", "sigv4", "oauth"],
    resource_arn: str | None,
    allow_new_access: bool,
    output_format: str,
) -> int:
    """Show who newly gets in, and who no longer does, each with a request that shows it.

    Exit status: 1 when somebody is newly let in.
    """
    if len(paths) != (1 if revision is not None else 2):
        raise click.UsageError("name two files, or --git REV and one file")
    given = given_of(auth, resource_arn)
    before = read_bytes(paths[0]) if revision is None else _read_revision(revision, paths[0])
    gone = revision is not None and before is not None and not os.path.lexists(paths[0])
    after = None if gone else read_bytes(paths[-1])
    old, new = _load(paths[0], before, given), _load(paths[-1], after, given)
    if not any(each.policy.kind == "resource-policy" for each in (*old, *new)):
        raise click.ClickException(f"{paths[-1]}: no resource-based policy in it")
    compared = compare(old, new, paths[-1], given)
    click.echo(_FORMATS[output_format](compared))
    gained = any(each.difference.let_in for each in compared)
    return int(gained and not allow_new_access)


def _read_revision(revision: str, path: str) -> bytes | None:
    try:
        return read_revision(revision, path)
    except ValueError as error:
        raise click.ClickException(str(error)) from None


def _load(path: str, data: bytes | None, given: Given) -> list[Loaded]:
    """Return the policies of a file, none where the file is not there. Raises click.ClickException."""
    if not data:
        return []
    try:
        return policies_of(path, read(path, data), given)
    except ValueError as error:
        raise click.ClickException(str(error)) from None
