"""What the reading of one file may cost: a count of values made and characters joined, never a time."""

from __future__ import annotations

from typing import TypeVar

from agentcore_lint.sources.limits import TooMuchWorkError
from agentcore_lint.sources.literal import Items, Mapping, Scalar, Text, Value

_LEAST = 3_000_000
_FOR_EACH_CHARACTER = 100
_FOR_A_VALUE = 40
"""What making a value costs, in characters that are joined: about the time that each takes."""


V = TypeVar("V", Text, Scalar, Mapping, Items, Value)


class Work:
    """Counts what is made of one text; names that stand for each other twice over double it each time."""

    __slots__ = ("_left",)

    def __init__(self, size: int) -> None:
        """`size`: characters of the text."""
        self._left = _LEAST + size * _FOR_EACH_CHARACTER

    def made(self, value: V, path: str) -> V:
        """Count a value that was made, and return it. Raises TooMuchWorkError past the limit."""
        self._left -= _FOR_A_VALUE + _size(value)
        if self._left < 0:
            raise TooMuchWorkError(path, value.span)
        return value


def _size(value: Value) -> int:
    if isinstance(value, Text):
        return len(value.value)
    return (
        len(value.items)
        if isinstance(value, Items)
        else len(value.pairs)
        if isinstance(value, Mapping)
        else 0
    )
