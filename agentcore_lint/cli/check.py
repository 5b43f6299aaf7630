"""The command `check`."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Literal

import click

from agentcore_lint.cli.output import opened, wants_color
from agentcore_lint.cli.streams import standard_input
from agentcore_lint.config.error import ConfigError
from agentcore_lint.config.load import Configurations, load_config
from agentcore_lint.finding import SEVERITIES
from agentcore_lint.lint import FileResult, Settings, guarded, lint_paths, lint_text
from agentcore_lint.report import FOR_PEOPLE, FORMATS, Report
from agentcore_lint.report.text import plural, visible
from agentcore_lint.values import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Protocol, TextIO

    from agentcore_lint.config.model import Config
    from agentcore_lint.sources.document import Auth
    from agentcore_lint.values import Kind

    class Write(Protocol):
        """What each module of a format offers."""

        def __call__(self, report: Report, stream: TextIO, *, color: bool) -> None:
            """Write the report."""


_ARN = "arn:"


@click.command("check")
@click.argument("paths", nargs=-1, metavar="PATH...")
@click.option("--stdin-filename", metavar="NAME", help="The name of what - reads from standard input.")
@click.option("--select", metavar="RULES", help="Run only these rules: ids, starts of ids (AC1), or names.")
@click.option("--ignore", metavar="RULES", help="Leave these rules out.")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning"]),
    default="warning",
    show_default=True,
    help="The least severity that fails the run.",
)
@click.option("--show-notes", is_flag=True, help="Show notes, which otherwise stand only beside errors.")
@click.option(
    "--auth",
    type=click.Choice(["auto", "sigv4", "oauth"]),
    default="auto",
    show_default=True,
    help="How callers of the resources sign, where the files do not say.",
)
@click.option(
    "--kind", type=click.Choice(KINDS), help="The kind of the policies, where the files do not say."
)
@click.option(
    "--resource-arn", metavar="ARN", help="What the policies are attached to, where the files do not say."
)
@click.option("--config", metavar="FILE", help="The configuration; by default the nearest above each file.")
@click.option("--isolated", is_flag=True, help="Read no configuration.")
@click.option(
    "--skip-unrelated",
    is_flag=True,
    help="Pass over files that do not mention AgentCore, even if they are broken (for hooks).",
)
@click.option(
    "--max-file-size",
    metavar="SIZE",
    default="16M",
    show_default=True,
    callback=lambda _context, _option, value: _size(value),
    help="Files, and lines of JSON Lines, up to which are read: bytes, or a number with K, M or G.",
)
@click.option(
    "--output-format",
    "--format",
    "-f",
    "output_format",
    type=click.Choice(list(FORMATS)),
    default="full",
    show_default=True,
    help="The form of the report.",
)
@click.option("--output-file", "-o", type=click.Path(dir_okay=False), help="Write the report there.")
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Colour the report. NO_COLOR and FORCE_COLOR are heeded.",
)
@click.option("--quiet", "-q", is_flag=True, help="Print nothing but findings.")
@click.option("--verbose", "-v", is_flag=True, help="Say of each file what was found in it.")
def check_command(
    paths: tuple[str, ...],
    stdin_filename: str | None,
    select: str | None,
    ignore: str | None,
    fail_on: str,
    *,
    show_notes: bool,
    auth: Literal["auto", "sigv4", "oauth"],
    kind: Kind | None,
    resource_arn: str | None,
    config: str | None,
    isolated: bool,
    skip_unrelated: bool,
    max_file_size: int,
    output_format: str,
    output_file: str | None,
    color: str,
    quiet: bool,
    verbose: bool,
) -> int:
    """Lint files, folders, or - for standard input.

    Exit status: 0 nothing found, 1 findings, 2 wrong use or a file that could not be read.
    """
    if not paths:
        raise click.UsageError("name a file or a folder, or - for standard input")
    if resource_arn is not None and not resource_arn.startswith(_ARN):
        raise click.BadParameter("an ARN begins with arn:", param_hint="--resource-arn")
    known: Auth | None = None if auth == "auto" else auth
    settings = Settings(
        _selected(select, ignore),
        known,
        kind,
        resource_arn,
        skip_unrelated,
        show_notes,
        _config(config, isolated=isolated),
        max_file_size,
    )
    report = _collect(_results(paths, stdin_filename, settings))
    _write(report, output_format, output_file, color)
    if not quiet:
        _say(report, verbose=verbose)
    return _status(report, fail_on)


def _size(text: str) -> int:
    """Return a number of bytes, written with or without a unit."""
    number, unit = (text[:-1], text[-1:].upper()) if text[-1:].isalpha() else (text, "")
    units = {"": 1, "K": 2**10, "M": 2**20, "G": 2**30}
    if not (number.isascii() and number.isdigit()) or unit not in units or not int(number):
        raise click.BadParameter(f"{text!r} is not a number of bytes, or one with K, M or G")
    return int(number) * units[unit]


def _config(path: str | None, *, isolated: bool) -> Callable[[str], Config] | None:
    """Return what finds the configuration of a file, None where none is to be read."""
    if path is None:
        return None if isolated else Configurations().nearest
    if isolated:
        raise click.UsageError("--config and --isolated exclude one another")
    try:
        found = load_config(path)
    except ConfigError as error:
        raise click.ClickException(error.frame) from None
    return lambda _: found


def _results(paths: tuple[str, ...], name: str | None, settings: Settings) -> Iterator[FileResult]:
    files = [path for path in paths if path != "-"]
    if "-" in paths:
        path = name or "<stdin>"
        yield guarded(path, _standard_input, path, settings)
    yield from lint_paths(files, settings)


def _standard_input(path: str, settings: Settings) -> FileResult:
    return lint_text(standard_input(settings.max_size), path, settings)


def _collect(results: Iterable[FileResult]) -> Report:
    """Keep the files in which there is something, and count the others."""
    kept = []
    read = 0
    for result in results:
        read += 1
        if result.policies or result.diagnostics or result.errors:
            kept.append(result)
    return Report(tuple(kept), read)


def _write(report: Report, name: str, path: str | None, color: str) -> None:
    if not report.diagnostics and name in FOR_PEOPLE and path is None:
        return
    write: Write = import_module(FORMATS[name]).write
    with opened(path) as stream:
        write(report, stream, color=wants_color(color, stream) if path is None else color == "always")


def _say(report: Report, *, verbose: bool) -> None:
    """Say on standard error what the report itself does not."""
    for result in report.results:
        for error in result.errors:
            click.echo(f"{visible(result.path)}: {visible(error)}", err=True)
        if verbose and not result.errors:
            found = plural(result.policies, "policy", "policies")
            click.echo(f"{visible(result.path)}: {found}", err=True)
    if report.diagnostics or any(result.errors for result in report.results):
        return
    if report.policies:
        hidden = (
            f" Not shown: {plural(report.hidden_notes, 'note')} (--show-notes)."
            if report.hidden_notes
            else ""
        )
        click.echo(f"{plural(report.policies, 'policy', 'policies')} checked, no findings.{hidden}", err=True)
    else:
        click.echo(f"No AgentCore policy found in {plural(report.read, 'file')}.", err=True)


def _status(report: Report, fail_on: str) -> int:
    if any(result.errors for result in report.results):
        return 2
    least = SEVERITIES.index("error" if fail_on == "error" else "warning")
    return int(any(SEVERITIES.index(each.severity) >= least for each in report.diagnostics))


def _selected(select: str | None, ignore: str | None) -> frozenset[str] | None:
    """Return the ids that run, None for all; unknown names are wrong use."""
    if select is None and ignore is None:
        return None
    from agentcore_lint.rule import rules

    chosen = _named(select, "--select") if select is not None else frozenset(rules())
    return chosen - (_named(ignore, "--ignore") if ignore is not None else frozenset())


def _named(text: str, option: str) -> frozenset[str]:
    from agentcore_lint.rule import selected

    try:
        return frozenset().union(*(selected(part.strip()) for part in text.split(",")))
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint=option) from None
