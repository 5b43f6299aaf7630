"""Reports: one module per format, each from results to text on a stream."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from agentcore_lint.diagnostic import Diagnostic
    from agentcore_lint.lint import FileResult


class Report(NamedTuple):
    """All that was found; `read`: files that were looked at."""

    results: tuple[FileResult, ...]
    read: int

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """Everything to be shown, in the order of the files."""
        return [each for result in self.results for each in result.diagnostics]

    @property
    def policies(self) -> int:
        """How many policies were found."""
        return sum(result.policies for result in self.results)

    @property
    def hidden_notes(self) -> int:
        """How many notes were left out."""
        return sum(result.hidden_notes for result in self.results)

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
