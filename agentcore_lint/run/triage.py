"""From the findings of one policy to diagnostics: each located once, and marked with what hides it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from agentcore_lint.checks.causes import said_once
from agentcore_lint.checks.context import by_pointer, statement_of
from agentcore_lint.failure import failure
from agentcore_lint.locate import locating

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from agentcore_lint.config.model import Config
    from agentcore_lint.diagnostic import Diagnostic
    from agentcore_lint.finding import Finding
    from agentcore_lint.load import Loaded
    from agentcore_lint.run.rules import Ranked
    from agentcore_lint.run.session import Session


class Triage(NamedTuple):
    """What decides on the findings of one policy."""

    loaded: Loaded
    session: Session
    config: Config | None
    errors: dict[str, None]

    def marked(self, found: list[Ranked], *, notes: bool) -> tuple[list[Diagnostic], int]:
        """Return the diagnostics, and how many notes are left out.

        `notes`: all of them are shown; else only those beside an error of their statement that is shown.
        """
        grave = [each for each in found if each[1] != "note"]
        located = list(self._located(said_once(grave)))
        out = [diagnostic for _, diagnostic in located]
        if len(grave) == len(found):
            return out, 0
        slight = [each for each in found if each[1] == "note"]
        number = self._numbering()
        failing = {
            number(finding)
            for finding, diagnostic in located
            if diagnostic.severity == "error" and diagnostic.hidden is None
        }
        shown = said_once(slight if notes else [each for each in slight if number(each[0]) in failing])
        out += [diagnostic for _, diagnostic in self._located(shown)]
        return out, len(said_once(slight)) - len(shown)

    def _numbering(self) -> Callable[[Finding], int | None]:
        statements = by_pointer(self.loaded.policy)

        def number(finding: Finding) -> int | None:
            statement = statement_of(finding, statements)
            return statement.number if statement is not None else None

        return number

    def _located(self, found: Iterable[Ranked]) -> Iterator[tuple[Finding, Diagnostic]]:
        document = self.loaded.context.document
        locate = locating(self.loaded.policy, self.loaded.context)
        for finding, severity in found:
            try:
                located = locate(finding)._replace(severity=severity)
                yield finding, located._replace(hidden=self.session.hidden(located, document, self.config))
            except Exception as error:  # noqa: BLE001  one place must not cost the others theirs
                self.errors[failure(finding.rule, error)] = None
