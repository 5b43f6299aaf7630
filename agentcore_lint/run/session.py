"""What a run has read and met so far. Nothing of it outlives the run, and no other run sees it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from agentcore_lint.triage import MARK

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from agentcore_lint.config.model import Config
    from agentcore_lint.diagnostic import Diagnostic, Hidden
    from agentcore_lint.run.entries import Entries
    from agentcore_lint.run.settings import Settings
    from agentcore_lint.sources.document import Document
    from agentcore_lint.triage.baseline import Baseline
    from agentcore_lint.triage.comments import Comments
    from agentcore_lint.values import Kind


class Session:
    """One run: its settings, the configurations and comments it has read, the findings it has shown.

    `folders`: those of which every file was linted; the end of a run says so.
    """

    def __init__(self, settings: Settings, baseline: Baseline | None = None) -> None:
        self.settings = settings
        self.baseline = baseline
        self.errors: dict[str, None] = {}
        self._comments: dict[tuple[str, int], Comments | None] = {}
        self._commented: dict[tuple[str, int], tuple[Document, Settings, Config | None]] = {}
        self._seen: set[tuple[object, ...]] = set()
        self.folders: tuple[str, ...] = ()
        self._entries: Entries | None = None
        self._today: date | None = None
        self._kinds: dict[str, Kind] = {}

    def config(self, path: str) -> Config | None:
        """Return the configuration of a file. Raises ConfigError."""
        if self.settings.config is None:
            return None
        found = self.settings.config(path)
        if found is not None:
            self.entries.meet(found, path)
        return found

    def excludes(self, path: str) -> bool:
        """Tell whether the configuration of a file leaves it out. Raises ConfigError."""
        config = self.config(path)
        return config is not None and config.exclude is not None and config.exclude.match(path)

    @property
    def entries(self) -> Entries:
        """The entries of the configurations met so far."""
        if self._entries is None:
            from agentcore_lint.run.entries import Entries

            self._entries = Entries()
        return self._entries

    @property
    def has_entries(self) -> bool:
        """Whether some configuration was met."""
        return self._entries is not None

    @property
    def has_comments(self) -> bool:
        """Whether there are comments to be judged."""
        return bool(self._commented)

    @property
    def today(self) -> date:
        """The day of the run."""
        if self._today is None:
            from datetime import UTC, datetime

            self._today = datetime.now(UTC).date()
        return self._today

    def met(self, document: Document, settings: Settings, config: Config | None) -> None:
        """Note a document, so that its file's comments are judged even where nothing is found."""
        key = _key(document)
        if key not in self._comments and self._comments_of(document) is not None:
            self._commented[key] = (document, settings, config)

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
        return found or self.hidden_apart(diagnostic, config)

    def hidden_apart(self, diagnostic: Diagnostic, config: Config | None) -> Hidden | None:
        """Return what hides a finding besides comments: the configuration, or the baseline."""
        found = None
        if config is not None and config.suppress:
            found = self._hidden_by(config, diagnostic)
        if found is None and self.baseline is not None:
            found = self.baseline.hides(diagnostic)
        return found

    def _hidden_by(self, config: Config, diagnostic: Diagnostic) -> Hidden | None:
        from agentcore_lint.triage.configured import hides

        for each in config.suppress:
            found = hides(each, diagnostic, self.today)
            if found is not None:
                self.entries.use(each)
                return found
        return None

    def is_new(self, diagnostic: Diagnostic) -> bool:
        """Tell whether a finding was not met before: a policy may be read for its own sake and by others."""
        key = (os.path.normpath(diagnostic.path), diagnostic.rule, diagnostic.span, diagnostic.message)
        if key in self._seen:
            return False
        self._seen.add(key)
        return True

    def take_comments(self) -> Iterator[tuple[Comments, Document, Settings, Config | None]]:
        """Yield the comments met so far, each file's with a document of it, and forget them."""
        for key, (document, settings, config) in self._commented.items():
            comments = self._comments[key]
            if comments is not None:
                yield comments, document, settings, config
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
