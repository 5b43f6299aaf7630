"""The entries of the configurations that a run meets: which of them were about anything, or hid something."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from agentcore_lint.config.model import Claimed, Suppress, Told, folder_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from agentcore_lint.config.model import Config

Entry: TypeAlias = "Suppress | Told | Claimed"


class Met(NamedTuple):
    """An entry, and the configuration of the first file that met it, with that file's path."""

    entry: Entry
    config: Config
    path: str


class Entries:
    """The entries met so far. One run owns it.

    What a run says of an entry that it did not use is true only where it has seen every file that the entry
    could be about: where a folder at or above its configuration was linted.
    """

    def __init__(self) -> None:
        self._met: dict[int, Met] = {}
        self._about: set[int] = set()
        self._used: set[int] = set()

    def meet(self, config: Config, path: str) -> None:
        """Note the entries of the configuration of a file, and which are about the file."""
        entries: list[Entry] = [*config.suppress, *config.policies, *config.claims]
        for each in entries:
            if id(each) not in self._met:
                self._met[id(each)] = Met(each, config, path)
            if id(each) not in self._about and each.paths is not None and each.paths.match(path):
                self._about.add(id(each))

    def use(self, entry: Entry) -> None:
        """Note that an entry has hidden a finding, or is about a policy that was found."""
        self._used.add(id(entry))

    def suppressions(self) -> Iterator[tuple[Suppress, Met, bool]]:
        """Yield each `[[suppress]]` that hid nothing, and whether it is about a file that was met."""
        for number, met in self._met.items():
            if isinstance(met.entry, Suppress) and number not in self._used:
                yield met.entry, met, met.entry.paths is None or number in self._about

    def idle(self, folders: Iterable[str]) -> Iterator[str]:
        """Say which claims and `[[policies]]` are about nothing below the folders that were linted."""
        covered = tuple(folders)
        for number, (entry, _, _) in self._met.items():
            if isinstance(entry, Suppress) or not covers(covered, entry):
                continue
            if isinstance(entry, Told) and number not in self._about:
                yield f"{entry.origin}: [[policies]] matches no file: {', '.join(entry.paths.patterns)}"
            elif isinstance(entry, Claimed) and (entry.paths or entry.arns) and number not in self._used:
                patterns = (*(entry.paths.patterns if entry.paths else ()), *entry.arns)
                yield f'{entry.origin}: claim "{entry.claim.name}" is about no policy: {", ".join(patterns)}'


def covers(folders: Iterable[str], entry: Entry) -> bool:
    """Tell whether every file that an entry can be about is below one of the folders."""
    own = os.path.join(folder_of(entry.origin.source.path), "")
    return any(own.startswith(os.path.join(os.path.abspath(each), "")) for each in folders)
