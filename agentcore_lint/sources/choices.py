"""The branches of expressions: a policy is read once for each way in which they may go.

A reader evaluates a value again and again; whatever has branches asks which of them to take. The same
question has the same answer within one evaluation.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

MAX_EVALUATIONS = 64
"""Ways that are looked at: first each branch by itself, then what they make together."""


class Choices:
    """Which branch each question takes in the evaluation that is under way."""

    def __init__(self) -> None:
        self._taken: dict[Hashable, int] = {}
        self._counts: dict[Hashable, int] = {}
        self._equal: dict[str, Hashable] = {}
        self._open = False

    def evaluations(self) -> Iterator[int]:
        """Yield a number for each evaluation that is to be made; there is always one."""
        todo: deque[tuple[tuple[Hashable, int], ...]] = deque([()])
        for number in range(MAX_EVALUATIONS):
            if not todo:
                return
            fixed = todo.popleft()
            self._taken, self._equal, self._open = dict(fixed), {}, True
            try:
                yield number
            finally:
                self._open = False
            path = tuple(self._taken.items())
            for at in range(len(fixed), len(path)):
                key = path[at][0]
                todo.extend((*path[:at], (key, other)) for other in range(1, self._counts[key]))

    def choose(self, question: Hashable, count: int) -> int | None:
        """Return which of `count` branches to take; None outside of an evaluation."""
        if not self._open or count < 1:
            return None
        if count == 1:
            return 0
        self._counts[question] = count
        return min(self._taken.setdefault(question, 0), count - 1)

    def asked(self, condition: str) -> bool | None:
        """Return whether a condition is true; None outside of an evaluation."""
        chosen = self.choose(("true", condition), 2)
        return None if chosen is None else chosen == 0

    def equal(self, subject: str, value: Hashable) -> bool | None:
        """Return whether something unknown equals a value: it equals one alone; None outside of one."""
        if self._open and subject in self._equal:
            return self._equal[subject] == value
        chosen = self.choose(("equal", subject, value), 2)
        if chosen == 0:
            self._equal[subject] = value
        return None if chosen is None else chosen == 0
