"""Shapes of names: a language of strings, tested also against texts that have holes."""

import re
from functools import cached_property
from typing import NamedTuple

from agentcore_lint.values import has_hole


class Run(NamedTuple):
    """Between `least` and `most` characters out of `allowed`."""

    allowed: str
    least: int
    most: int


class Shape:
    """A sequence of literal texts and runs of characters."""

    def __init__(self, *parts: str | Run) -> None:
        self._parts = parts

    def fits(self, text: str) -> bool:
        """Tell whether `text` has this shape, or could have it for some filling of its holes."""
        if not has_hole(text):
            return self._regex.fullmatch(text) is not None
        reached = self._skip({0})
        steps = self._steps
        for char in text:
            if has_hole(char):
                reached = set(range(min(reached), len(steps) + 1))
            else:
                reached = self._skip({at + 1 for at in reached if at < len(steps) and char in steps[at][0]})
            if not reached:
                return False
        return len(steps) in reached

    def _skip(self, reached: set[int]) -> set[int]:
        out = set(reached)
        for at in reached:
            here = at
            while here < len(self._steps) and self._steps[here][1]:
                here += 1
                out.add(here)
        return out

    @cached_property
    def _regex(self) -> re.Pattern[str]:
        return re.compile(
            "".join(
                re.escape(part)
                if isinstance(part, str)
                else f"[{re.escape(part.allowed)}]{{{part.least},{part.most}}}"
                for part in self._parts
            )
        )

    @cached_property
    def _steps(self) -> list[tuple[str, bool]]:
        """Each step is one character, out of those allowed, and whether it may be left out."""
        steps: list[tuple[str, bool]] = []
        for part in self._parts:
            if isinstance(part, str):
                steps.extend((char, False) for char in part)
            else:
                steps.extend((part.allowed, False) for _ in range(part.least))
                steps.extend((part.allowed, True) for _ in range(part.most - part.least))
        return steps


LOWER = "abcdefghijklmnopqrstuvwxyz"
DIGITS = "0123456789"
LETTERS = LOWER + LOWER.upper()
ALPHANUMERIC = LETTERS + DIGITS
PARTITION: tuple[str | Run, ...] = ("aws", Run(LOWER + "-", 0, 20))
ACCOUNT = Run(DIGITS, 12, 12)
