"""One line a finding, in the form of gcc, which editors read without set-up."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

import click

from agentcore_lint.report.text import visible

if TYPE_CHECKING:
    from agentcore_lint.diagnostic import Diagnostic
    from agentcore_lint.report import Report

COLORS = {"error": "red", "warning": "yellow", "note": "cyan"}


def write(report: Report, stream: TextIO, *, color: bool) -> None:
    """Write the report."""
    stream.writelines(_line(each, color=color) + "\n" for each in report.shown)


def _line(each: Diagnostic, *, color: bool) -> str:
    place = f"{visible(each.path)}:{each.span.start.line}:{each.span.start.column}:"
    severity = f"{each.severity}:"
    if color:
        place = click.style(place, bold=True)
        severity = click.style(severity, fg=COLORS[each.severity], bold=True)
    return f"{place} {severity} {visible(each.message)} [{each.rule}]{hidden_by(each)}"


def hidden_by(each: Diagnostic) -> str:
    """Return what a line adds for a finding that is hidden: by what, and why."""
    if each.hidden is None:
        return ""
    where = f" ({visible(each.hidden.where)})" if each.hidden.where else ""
    reason = f": {visible(each.hidden.reason)}" if each.hidden.reason else ""
    return f" hidden by {_HIDERS[each.hidden.by]}{where}{reason}"


_HIDERS = {"comment": "a comment", "config": "the configuration", "baseline": "the baseline"}
