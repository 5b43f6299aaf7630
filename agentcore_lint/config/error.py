"""What is wrong with a configuration, and where."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from agentcore_lint.failure import InputError

Route: TypeAlias = tuple[str | int, ...]
"""The keys and numbers that lead to a value of a TOML document."""


class Where(NamedTuple):
    """A place of a configuration: line and column from 1, and the line's text."""

    path: str
    line: int
    column: int
    text: str = ""
    size: int = 1

    def __str__(self) -> str:
        """Return the place as compilers write it."""
        return f"{self.path}:{self.line}:{self.column}"


class Source(NamedTuple):
    """The text of a configuration. `above`: the keys of the table that is ours."""

    path: str
    data: bytes
    above: tuple[str, ...] = ()

    def where(self, route: Route, *, key: bool = False) -> Where:
        """Return where a value stands, or its key."""
        from agentcore_lint.config.toml import place

        return place(self.data, self.path, (*self.above, *route), key=key)


class Origin(NamedTuple):
    """Where a value was set; the place is worked out when it is asked for."""

    source: Source
    route: Route

    @property
    def where(self) -> Where:
        """The place."""
        return self.source.where(self.route)

    def __str__(self) -> str:
        """Return file, relative to the working directory where it is below it, and line."""
        from agentcore_lint.paths import below

        return f"{below(self.source.path)}:{self.where.line}"


class WrongValueError(ValueError):
    """A value of a configuration that is not what its key takes; `key`: it is the key that is wrong."""

    def __init__(self, message: str, route: Route = (), *, key: bool = False) -> None:
        super().__init__(message)
        self.route = route
        self.key = key

    def under(self, *above: str | int) -> WrongValueError:
        """Return the error as one of a value that stands under `above`."""
        return WrongValueError(str(self), (*above, *self.route), key=self.key)


class ConfigError(InputError):
    """A configuration that cannot be used. `where` is None where the file itself cannot be read."""

    def __init__(self, message: str, path: str, where: Where | None = None) -> None:
        super().__init__(f"{where or path}: {message}")
        self.where = where

    @property
    def frame(self) -> str:
        """The message with the line and a caret below it."""
        if self.where is None or not self.where.text:
            return str(self)
        gutter = " " * len(str(self.where.line))
        line = self.where.text.replace("\t", " ")
        caret = " " * (self.where.column - 1) + "^" * self.where.size
        return f"{self}\n{gutter} |\n{self.where.line} | {line}\n{gutter} | {caret}"


def near(name: str, names: object) -> str:
    """Return what a message adds for a name that is nearly one of some others; empty where none is."""
    import difflib

    known = [str(each) for each in names] if isinstance(names, (set, frozenset, dict, list, tuple)) else []
    close = difflib.get_close_matches(name, known, n=1)
    return f", did you mean {close[0]}?" if close else ""
