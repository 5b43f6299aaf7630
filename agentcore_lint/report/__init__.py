"""Reports: one module per format, each from results to text on a stream."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from agentcore_lint.diagnostic import Diagnostic
    from agentcore_lint.run.settings import FileResult


class Report(NamedTuple):
    """All that was found; `read`: files that were looked at.

    `show_suppressed`: what is hidden is shown too, in reports for people.
    """

    results: tuple[FileResult, ...]
    read: int
    show_suppressed: bool = False

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """Everything to be shown, in the order of the files."""
        return [each for result in self.results for each in result.diagnostics]

    @property
    def suppressed(self) -> list[Diagnostic]:
        """Everything that something hides, in the order of the files."""
        return [each for result in self.results for each in result.suppressed]

    @property
    def shown(self) -> list[Diagnostic]:
        """What a report for people shows: the diagnostics, and what is hidden where that was asked for."""
        if not self.show_suppressed:
            return self.diagnostics
        everything = ((*result.diagnostics, *result.suppressed) for result in self.results)
        return [
            each for found in everything for each in sorted(found, key=lambda each: each.span.start.offset)
        ]

    @property
    def policies(self) -> int:
        """How many policies were found."""
        return sum(result.policies for result in self.results)

    @property
    def hidden_notes(self) -> int:
        """How many notes were left out."""
        return sum(result.hidden_notes for result in self.results)

    @property
    def left_out(self) -> str:
        """What is not shown, in a sentence; empty where nothing is left out."""
        from agentcore_lint.report.text import plural

        hidden = [] if self.show_suppressed else self.suppressed
        baseline = sum(each.hidden is not None and each.hidden.by == "baseline" for each in hidden)
        parts = [f"{plural(self.hidden_notes, 'note')} (--show-notes)"] if self.hidden_notes else []
        parts += [f"{len(hidden) - baseline:,} suppressed"] if len(hidden) > baseline else []
        parts += [f"{baseline:,} in the baseline"] if baseline else []
        return f"Not shown: {', '.join(parts)}." if parts else ""

    def count(self, severity: str) -> int:
        """Return how many findings have a severity."""
        return sum(each.severity == severity for each in self.diagnostics)


FORMATS = {
    "full": "agentcore_lint.report.full",
    "concise": "agentcore_lint.report.concise",
    "json": "agentcore_lint.report.json_report",
    "sarif": "agentcore_lint.report.sarif",
    "github": "agentcore_lint.report.github",
    "gitlab": "agentcore_lint.report.gitlab",
    "junit": "agentcore_lint.report.junit",
    "checkstyle": "agentcore_lint.report.checkstyle",
    "rdjson": "agentcore_lint.report.rdjson",
}
"""Each module has `write(report, stream, color)`; it is loaded when it is chosen."""

FOR_PEOPLE = frozenset(("full", "concise", "github"))
"""The formats that write nothing where nothing was found."""
