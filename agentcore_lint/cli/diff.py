"""The command `diff`."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING, Literal

import click

from agentcore_lint.access.diff import diff
from agentcore_lint.cli.reading import AUTH, RESOURCE_ARN, given_of, read_policies
from agentcore_lint.load import Given, load, prepare, with_holes_of
from agentcore_lint.report.difference import Compared, as_json, as_markdown, as_text
from agentcore_lint.sources import read

if TYPE_CHECKING:
    from agentcore_lint.load import Loaded

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
    new = _resource_policies(read_policies(paths[-1], given), paths[-1])
    if revision is None:
        old = _resource_policies(read_policies(paths[0], given), paths[0])
    else:
        old = _read_revision(revision, paths[0], given)
    compared = [_compare(one, other, paths[-1], given) for one, other in _pairs(old, new)]
    click.echo(_FORMATS[output_format](compared))
    gained = any(each.difference.let_in for each in compared)
    return int(gained and not allow_new_access)


def _resource_policies(found: list[Loaded], path: str) -> list[Loaded]:
    kept = [each for each in found if each.policy.kind == "resource-policy"]
    if not kept:
        raise click.ClickException(f"{path}: no resource-based policy in it")
    return kept


def _read_revision(revision: str, path: str, given: Given) -> list[Loaded]:
    """Return the policies of a file as git knows it; none where the file was not there yet."""
    folder, name = os.path.split(path)
    if _git(folder, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}") is None:
        raise click.ClickException(f"git knows no revision {revision!r} here")
    data = _git(folder, "show", f"{revision}:./{name}")
    if data is None:
        return []
    try:
        found = load(path, read(path, data), given)
    except ValueError as error:
        raise click.ClickException(f"{revision}: {error}") from None
    return [each for each in found if each.policy.kind == "resource-policy"]


def _git(folder: str, *args: str) -> bytes | None:
    """Return what git prints, None where it fails."""
    command = ["git", "-C", folder or ".", *args]
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603  git, without a shell
    return done.stdout if done.returncode == 0 else None


def _pairs(old: list[Loaded], new: list[Loaded]) -> list[tuple[Loaded | None, Loaded | None]]:
    """Put policies of one resource together; where each file has one, those."""
    if len(old) == len(new) == 1:
        return [(old[0], new[0])]
    before = {each.context.resource or number: each for number, each in enumerate(old)}
    after = {each.context.resource or number: each for number, each in enumerate(new)}
    return [(before.get(key), after.get(key)) for key in dict.fromkeys([*before, *after])]


def _compare(old: Loaded | None, new: Loaded | None, path: str, given: Given) -> Compared:
    if old is not None and new is not None:
        again = prepare(with_holes_of(old.context.document, new.context.document), given)
        old = again or old
    there = new or old
    assert there is not None  # noqa: S101  a pair has one at least
    context = there.context
    found = diff(
        old.policy if old is not None else None,
        new.policy if new is not None else None,
        context.resource or "",
        context.auth,
        holes=context.has_holes,
    )
    return Compared(path, context, found)
