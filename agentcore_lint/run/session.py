"""What a run has read and met so far. Nothing of it outlives the run, and no other run sees it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from agentcore_lint.config.model import Config, Suppress
    from agentcore_lint.diagnostic import Diagnostic, Hidden
    from agentcore_lint.finding import Finding
    from agentcore_lint.run.settings import Settings
    from agentcore_lint.sources.document import Document
    from agentcore_lint.triage.baseline import Baseline
    from agentcore_lint.triage.comments import Comments
    from agentcore_lint.values import Kind

MARK = "agentcore-lint"


class Session:
    """One run: its settings, the configurations and comments it has read, the findings it has shown."""

    def __init__(self, settings: Settings, baseline: Baseline | None = None) -> None:
        self.settings = settings
        self.baseline = baseline
        self.errors: dict[str, None] = {}
        self._comments: dict[tuple[str, int], Comments | None] = {}
        self._commented: dict[tuple[str, int], tuple[Document, Settings]] = {}
        self._seen: set[tuple[object, ...]] = set()
        self._used: set[int] = set()
        self._suppress: dict[int, Suppress] = {}
        self._today: date | None = None
        self._kinds: dict[str, Kind] = {}

    def config(self, path: str) -> Config | None:
        """Return the configuration of a file. Raises ConfigError."""
        if self.settings.config is None:
            return None
        found = self.settings.config(path)
        for each in found.suppress:
            self._suppress.setdefault(id(each), each)
        return found

    def met(self, document: Document, settings: Settings) -> None:
        """Note a document, so that its file's comments are judged even where nothing is found."""
        key = _key(document)
        if key not in self._comments and self._comments_of(document) is not None:
            self._commented[key] = (document, settings)

    def read_elsewhere(self, path: str, kind: Kind) -> None:
        """Note of which kind a policy is, as a file says that reads the policy's own."""
        self._kinds[os.path.normpath(path)] = kind

    def kind_of(self, path: str) -> Kind | None:
        """Return of which kind the policy of a file is, as another one that reads it says."""
        return self._kinds.get(os.path.normpath(path)) if self._kinds else None

    def hidden(self, diagnostic: Diagnostic, document: Document, config: Config | None) -> Hidden | None:
        """Return what hides a finding: a comment, the configuration, or the baseline, in this order."""
        comments = self._comments_of(document)
        found = comments.hides(diagnostic, document) if comments is not None else None
        if found is None and config is not None and config.suppress:
            found = self._hidden_by(config, diagnostic)
        if found is None and self.baseline is not None:
            found = self.baseline.hides(diagnostic)
        return found

    def _hidden_by(self, config: Config, diagnostic: Diagnostic) -> Hidden | None:
        from datetime import UTC, datetime

        from agentcore_lint.triage.configured import hides

        self._today = self._today or datetime.now(UTC).date()
        for each in config.suppress:
            found = hides(each, diagnostic, self._today)
            if found is not None:
                self._used.add(id(each))
                return found
        return None

    def is_new(self, diagnostic: Diagnostic) -> bool:
        """Tell whether a finding was not met before: a policy may be read for its own sake and by others."""
        key = (os.path.normpath(diagnostic.path), diagnostic.rule, diagnostic.span, diagnostic.message)
        if key in self._seen:
            return False
        self._seen.add(key)
        return True

    def unused_comments(self) -> Iterator[tuple[Finding, Document]]:
        """Yield AC901 for the comments met so far that have hidden nothing, and forget them."""
        from agentcore_lint.triage.comments import UNUSED

        for key, (document, settings) in self._commented.items():
            comments = self._comments[key]
            if comments is not None and (settings.rules is None or UNUSED in settings.rules):
                for finding in comments.unused(settings.rules, notes=settings.notes):
                    yield finding, document
        self._commented.clear()

    def _comments_of(self, document: Document) -> Comments | None:
        key = _key(document)
        if key not in self._comments:
            if MARK not in document.text:
                self._comments[key] = None
            else:
                from agentcore_lint.triage.comments import comments_of

                self._comments[key] = comments_of(document.path, document.text, self.errors)
        return self._comments[key]


def _key(document: Document) -> tuple[str, int]:
    return document.path, document.origin[0]
