"""What the user decides of a run, and what becomes of one file in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from agentcore_lint.files import MAX_SIZE
from agentcore_lint.load import Given

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from agentcore_lint.config.model import Config, FailOn
    from agentcore_lint.config.patterns import Patterns
    from agentcore_lint.diagnostic import Diagnostic
    from agentcore_lint.finding import Severity
    from agentcore_lint.sources.document import Auth
    from agentcore_lint.values import Kind


class Settings(NamedTuple):
    """What the user decides: the rules that run, and what the files do not say of their policies.

    `rules`: ids, None for all. `notes`: all notes, and not only those of a statement with an error.
    `skip_unrelated`: a file that was named but does not mention AgentCore is passed over even if it is
    broken. `config`: returns the configuration for a file's path. `chosen`: the command line says which
    rules run, whatever a configuration says. `severity`: of rules that have another than their own.
    `exclude`: files that are passed over. `max_size`: bytes of a file, or of a line of JSON Lines, up to
    which it is read.
    """

    rules: frozenset[str] | None = None
    auth: Auth | None = None
    kind: Kind | None = None
    resource_arn: str | None = None
    skip_unrelated: bool = False
    notes: bool = True
    config: Callable[[str], Config | None] | None = None
    chosen: bool = False
    severity: Mapping[str, Severity] = {}
    exclude: Patterns | None = None
    max_size: int = MAX_SIZE

    @property
    def given(self) -> Given:
        """What the user says of the policies."""
        return Given(self.auth, self.kind, self.resource_arn)

    def under(self, config: Config, path: str) -> Settings:
        """Return the settings for a file: a configuration says what the command line does not."""
        told = config.told_of(path)
        rules = self.rules
        if not self.chosen and (config.select is not None or config.ignore):
            from agentcore_lint.rule import rules as all_rules

            rules = (config.select if config.select is not None else frozenset(all_rules())) - config.ignore
        auth = None if config.auth == "auto" else config.auth
        return self._replace(
            rules=rules,
            auth=self.auth or (told.auth if told is not None else None) or auth,
            kind=self.kind or (told.kind if told is not None else None),
            resource_arn=self.resource_arn or (told.resource_arn if told is not None else None),
            notes=self.notes or bool(config.show_notes),
            severity=config.severity,
        )


class FileResult(NamedTuple):
    """What became of one file: its diagnostics, and how many policies it holds.

    `hidden_notes`: notes that were left out. `errors`: why it was not read, and what else went wrong;
    what was found all the same is among the diagnostics. `suppressed`: the diagnostics that something
    hides. `fail_on`: the least severity that fails the run, by the file's configuration.
    """

    path: str
    diagnostics: tuple[Diagnostic, ...]
    policies: int
    hidden_notes: int = 0
    errors: tuple[str, ...] = ()
    suppressed: tuple[Diagnostic, ...] = ()
    fail_on: FailOn | None = None

    @property
    def error(self) -> str | None:
        """The first of the errors, if there is one."""
        return self.errors[0] if self.errors else None


def joined(one: FileResult, other: FileResult) -> FileResult:
    """Return two results of one file as one."""
    return one._replace(
        diagnostics=tuple(sorted((*one.diagnostics, *other.diagnostics), key=_by_place)),
        policies=one.policies + other.policies,
        hidden_notes=one.hidden_notes + other.hidden_notes,
        errors=tuple(dict.fromkeys((*one.errors, *other.errors))),
        suppressed=(*one.suppressed, *other.suppressed),
    )


def _by_place(diagnostic: Diagnostic) -> tuple[int, str]:
    return diagnostic.span.start.offset, diagnostic.rule
