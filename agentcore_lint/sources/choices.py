"""The branches of expressions: a policy is read once for each way in which they may go.

A reader evaluates a value again and again; whatever has branches asks which of them to take. The same
question has the same answer within one evaluation.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from agentcore_lint.sources.literal import Items, Scalar, Text, opaque, plain
from agentcore_lint.values import has_hole

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator

    from agentcore_lint.sources.document import Document
    from agentcore_lint.sources.literal import Value
    from agentcore_lint.values import Json

MAX_EVALUATIONS = 16
"""Ways that are looked at: first each branch by itself, then what they make together."""

MAX_ITEMS = 200
"""Items of a list up to which the body of a loop over it is read for each of them."""


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


def in_each_way(choices: Choices, read: Callable[[], Iterator[Document]]) -> Iterator[Document]:
    """Yield the documents that are read, once for each way in which their branches make them differ."""
    yield from different(read() for _ in choices.evaluations())


def different(ways: Iterable[Iterable[Document]]) -> Iterator[Document]:
    """Yield the documents of each way in which the branches of a text may go, each once.

    One in which branches leave lists empty that others fill is left out: together they may never be taken.
    """
    seen: list[tuple[object, ...]] = []
    fewest: dict[int, int] = {}
    waiting: list[tuple[int, int, int, Document]] = []
    shown = False
    for number, documents in enumerate(ways):
        for place, document in enumerate(documents):
            unread = document.root is None and any(flaw.rule == "AC007" for flaw in document.flaws)
            flaws = tuple(document.flaws) if document.root is None else ()
            what = document.path, document.root, document.said.target, document.said.auth, flaws
            if number and (what in seen or unread):
                continue
            empty = _empty_lists(document.root)
            fewest[place] = min(empty, fewest.get(place, empty))
            if empty:
                waiting.append((number, place, empty, document))
            else:
                yield document._replace(again=shown and number > 0)
                shown = True
            seen.append(what)
    for number, place, empty, document in waiting:
        if empty == fewest[place]:
            yield document._replace(again=shown and number > 0)
            shown = True


def _empty_lists(value: Json) -> int:
    """Return how many lists in a policy are empty."""
    if isinstance(value, list):
        return sum(map(_empty_lists, value)) if value else 1
    return sum(map(_empty_lists, value.values())) if isinstance(value, dict) else 0


def takes_first(choices: Choices, first: Value, question: Hashable, *, falsy: bool) -> bool | None:
    """Tell whether a default such as `first ?? second` gives the first; None outside of an evaluation.

    `falsy`: what is false or empty makes room for the second as well.
    """
    if isinstance(first, Scalar):
        return bool(first.value) or (first.value is not None and not falsy)
    if isinstance(first, Text) and has_hole(first.value):
        chosen = choices.choose(("given", question), 2) if opaque(first) else 0
        return None if chosen is None else chosen == 0
    empty = (isinstance(first, Text) and not first.value) or (isinstance(first, Items) and not first.items)
    return not (falsy and empty)


def equals(choices: Choices, one: Value, other: Value, *written: str) -> bool | None:
    """Tell whether two values are equal, which may be a question; None outside of an evaluation."""
    if opaque(other):
        one, other, written = other, one, written[::-1]
    if opaque(one) and isinstance(other, (Text, Scalar)) and not opaque(other):
        return choices.equal(written[0], other.value)
    if any(not isinstance(each, (Text, Scalar)) or has_hole(str(each.value)) for each in (one, other)):
        return choices.asked(" == ".join(written))
    return bool(plain(one) == plain(other))
