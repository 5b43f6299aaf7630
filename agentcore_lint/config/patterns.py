"""Patterns of paths, in the form of `.gitignore`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Patterns:
    """Some patterns, relative to a folder. Raises ValueError where one is malformed."""

    def __init__(self, patterns: Iterable[str], folder: str) -> None:
        from pathspec import GitIgnoreSpec

        self.patterns = tuple(patterns)
        self._folder = os.path.join(os.path.abspath(folder), "")
        self._spec = GitIgnoreSpec.from_lines(self.patterns)

    def match(self, path: str) -> bool:
        """Tell whether a file is matched; one that is not below the folder never is."""
        whole = os.path.abspath(path)
        if not whole.startswith(self._folder):
            return False
        return self._spec.match_file(whole.removeprefix(self._folder).replace(os.sep, "/"))

    def __eq__(self, other: object) -> bool:
        """Two are the same if they match the same paths by the same patterns."""
        return (
            isinstance(other, Patterns) and self.patterns == other.patterns and self._folder == other._folder
        )

    def __hash__(self) -> int:
        return hash((self.patterns, self._folder))
