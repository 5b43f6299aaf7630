"""The command `check`."""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Literal

import click

from agentcore_lint.cli.output import opened, wants_color
from agentcore_lint.cli.streams import standard_input
from agentcore_lint.config.nearest import Configurations
from agentcore_lint.failure import InputError
from agentcore_lint.finding import SEVERITIES
from agentcore_lint.lint import FileResult, Session, Settings, joined, lint_input, lint_session
from agentcore_lint.report import FOR_PEOPLE, FORMATS, Report
from agentcore_lint.report.text import plural, visible
from agentcore_lint.values import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Protocol, TextIO

    from agentcore_lint.config.model import Config, FailOn
    from agentcore_lint.config.patterns import Patterns
    from agentcore_lint.sources.document import Auth
    from agentcore_lint.triage.baseline import Baseline
    from agentcore_lint.values import Kind

    class Write(Protocol):
        """What each module of a format offers."""

        def __call__(self, report: Report, stream: TextIO, *, color: bool) -> None:
            """Write the report."""


_ARN = "arn:"


@click.command("check")
@click.argument("paths", nargs=-1, metavar="PATH...")
@click.option("--stdin-filename", metavar="NAME", help="The name of what - reads from standard input.")
@click.option(
    "--select",
    metavar="RULES",
    multiple=True,
    help="Run only these rules: ids, starts of ids (AC1), or names.",
)
@click.option("--ignore", metavar="RULES", multiple=True, help="Leave these rules out.")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "never"]),
    help="The least severity that fails the run.  [default: warning]",
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
@click.option(
    "--exclude", metavar="PATTERN", multiple=True, help="Pass over files that match, as .gitignore has it."
)
@click.option("--baseline", metavar="FILE", help="Leave out what is on this list of known findings.")
@click.option("--write-baseline", metavar="FILE", help="Write the list of all findings, and end with 0.")
@click.option("--show-suppressed", is_flag=True, help="Show what is hidden, and by what.")
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
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    fail_on: FailOn | None,
    *,
    show_notes: bool,
    auth: Literal["auto", "sigv4", "oauth"],
    kind: Kind | None,
    resource_arn: str | None,
    exclude: tuple[str, ...],
    baseline: str | None,
    write_baseline: str | None,
    show_suppressed: bool,
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
    """Lint files, folders (. where none is named), or - for standard input.

    Exit status: 0 nothing found, 1 findings, 2 wrong use or a file that could not be read.
    """
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
        bool(select or ignore),
        exclude=_excluded(exclude),
        max_size=max_file_size,
    )
    session = Session(settings, None if write_baseline else _baseline(baseline, settings))
    report = _collect(_results(paths or (".",), stdin_filename, session))
    if write_baseline is not None:
        return _write_baseline(report, write_baseline)
    _write(report._replace(show_suppressed=show_suppressed), output_format, output_file, color)
    if not quiet:
        _say(report, verbose=verbose)
        _say_stale(session)
        _say_idle(session)
    return _status(report, fail_on)


def _size(text: str) -> int:
    """Return a number of bytes, written with or without a unit."""
    number, unit = (text[:-1], text[-1:].upper()) if text[-1:].isalpha() else (text, "")
    units = {"": 1, "K": 2**10, "M": 2**20, "G": 2**30}
    if not (number.isascii() and number.isdigit()) or unit not in units or not int(number):
        raise click.BadParameter(f"{text!r} is not a number of bytes, or one with K, M or G")
    return int(number) * units[unit]


def _excluded(patterns: tuple[str, ...]) -> Patterns | None:
    if not patterns:
        return None
    from agentcore_lint.config.patterns import Patterns

    try:
        return Patterns(patterns, ".")
    except ValueError as error:
        raise click.BadParameter(f"not a pattern of paths: {error}", param_hint="--exclude") from None


def _baseline(path: str | None, settings: Settings) -> Baseline | None:
    """Return the baseline that the command line names, or else the configuration of the working directory."""
    if path is None and settings.config is not None:
        try:
            found = settings.config(os.path.join(os.curdir, "policy.json"))
        except InputError:
            return None  # said of each file that it is for
        path = found.baseline_path if found is not None else None
    if path is None:
        return None
    from agentcore_lint.triage.baseline import BaselineError, read_baseline

    try:
        return read_baseline(path)
    except BaselineError as error:
        raise click.ClickException(str(error)) from None


def _write_baseline(report: Report, path: str) -> int:
    from agentcore_lint.triage.baseline import baseline_text

    grave = [each for each in report.diagnostics if each.severity != "note"]
    with opened(path) as stream:
        stream.write(baseline_text(grave))
    click.echo(f"{plural(len(grave), 'finding')} written to {visible(path)}.", err=True)
    return 2 if any(result.errors for result in report.results) else 0


def _say_stale(session: Session) -> None:
    stale = session.baseline.stale() if session.baseline is not None else []
    if stale:
        shown = "; ".join(map(visible, stale[:3]))
        more = f"; and {len(stale) - 3} more" if len(stale) > 3 else ""
        click.echo(f"No longer found, take off the baseline: {shown}{more}.", err=True)


def _say_idle(session: Session) -> None:
    """Say which claims and `[[policies]]` are about nothing that was linted."""
    if session.has_entries:
        for each in session.entries.idle(session.folders):
            click.echo(f"{visible(each)}", err=True)


def _config(path: str | None, *, isolated: bool) -> Callable[[str], Config | None] | None:
    """Return what finds the configuration of a file, None where none is to be read."""
    if path is None:
        return None if isolated else Configurations().nearest
    if isolated:
        raise click.UsageError("--config and --isolated exclude one another")
    from agentcore_lint.config.error import ConfigError
    from agentcore_lint.config.load import load_config

    try:
        found = load_config(path)
    except ConfigError as error:
        raise click.ClickException(error.frame) from None
    return lambda _: found


def _results(paths: tuple[str, ...], name: str | None, session: Session) -> Iterator[FileResult]:
    files = [path for path in paths if path != "-"]
    if "-" in paths:
        yield lint_input(lambda: standard_input(session.settings.max_size), name or "<stdin>", session)
    yield from lint_session(files, session)


def _collect(results: Iterable[FileResult]) -> Report:
    """Keep the files in which there is something, and count the others."""
    kept: dict[str, FileResult] = {}
    read = 0
    for result in results:
        before = kept.get(result.path)
        read += before is None
        if before is not None:
            kept[result.path] = joined(before, result)
        elif result.policies or result.diagnostics or result.suppressed or result.errors:
            kept[result.path] = result
    return Report(tuple(kept.values()), read)


def _write(report: Report, name: str, path: str | None, color: str) -> None:
    if not report.shown and name in FOR_PEOPLE and path is None:
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
    if report.shown or any(result.errors for result in report.results):
        return
    if report.policies:
        checked = f"{plural(report.policies, 'policy', 'policies')} checked, no findings."
        click.echo(f"{checked} {report.left_out}".rstrip(), err=True)
    else:
        click.echo(f"No AgentCore policy found in {plural(report.read, 'file')}.", err=True)


def _status(report: Report, fail_on: FailOn | None) -> int:
    if any(result.errors for result in report.results):
        return 2
    return int(any(_fails(result, fail_on or result.fail_on or "warning") for result in report.results))


def _fails(result: FileResult, fail_on: FailOn) -> bool:
    if fail_on == "never":
        return False
    least = SEVERITIES.index(fail_on)
    return any(SEVERITIES.index(each.severity) >= least for each in result.diagnostics)


def _selected(select: tuple[str, ...], ignore: tuple[str, ...]) -> frozenset[str] | None:
    """Return the ids that run, None for all; unknown names are wrong use."""
    if not select and not ignore:
        return None
    from agentcore_lint.rule import rules

    chosen = _named(select, "--select") if select else frozenset(rules())
    return chosen - _named(ignore, "--ignore")


def _named(texts: tuple[str, ...], option: str) -> frozenset[str]:
    from agentcore_lint.rule import selected

    try:
        return frozenset().union(*(selected(part.strip()) for text in texts for part in text.split(",")))
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint=option) from None
