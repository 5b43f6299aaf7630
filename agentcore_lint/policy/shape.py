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
        masks, end = self._masks, self._end
        reached = self._skip(1)
        for char in text:
            if has_hole(char):
                reached = (2 * end - 1) & -(reached & -reached)
            else:
                reached = self._skip((reached & masks.get(char, 0)) << 1)
            if not reached:
                return False
        return bool(reached & end)

    def _skip(self, reached: int) -> int:
        """Add the steps that are reached by leaving steps out: 1, 2, 4 … of them in a row at a time."""
        for size, skippable in self._skippable:
            reached |= (reached & skippable) << size
        return reached

    @cached_property
    def _end(self) -> int:
        return 1 << len(self._steps)

    @cached_property
    def _masks(self) -> dict[str, int]:
        """For each character the steps, as bits, that allow it."""
        masks: dict[str, int] = {}
        for at, (allowed, _) in enumerate(self._steps):
            for char in allowed:
                masks[char] = masks.get(char, 0) | 1 << at
        return masks

    @cached_property
    def _skippable(self) -> list[tuple[int, int]]:
        """For 1, 2, 4 … the steps, as bits, from which that many may be left out in a row."""
        steps = sum(1 << at for at, (_, optional) in enumerate(self._steps) if optional)
        out: list[tuple[int, int]] = []
        size = 1
        while steps:
            out.append((size, steps))
            steps &= steps >> size
            size *= 2
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
