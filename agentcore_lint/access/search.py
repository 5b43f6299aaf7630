"""Search for a request: over callers, network paths and the cells of each condition key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from agentcore_lint.access.request import Request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from agentcore_lint.access.callers import Situation

MAX_STEPS = 20_000
"""Requests that are tried for one question, one of many keys counting more; past it the answer is unknown."""


class Answer(NamedTuple):
    """A request for which the question's test holds, or why there is none to show."""

    request: Request | None
    verdict: Literal["found", "nobody", "unknown"]


def search(
    situations: Iterable[Situation],
    action: str,
    resource: str,
    test: Callable[[Request], bool | None],
) -> Answer:
    """Return a request for which `test` is certainly true.

    `test` is asked first with keys left unknown, so that it can rule out many values at once.
    """
    steps = 0
    unsure = False
    for situation in situations:
        open_keys = tuple(situation.choices)
        first = _settle(Request(action, resource, situation.caller, situation.fixed), situation, open_keys)
        if open_keys and test(first):
            return Answer(first, "found")
        weight = 1 + len(open_keys) // 10
        todo = [(0, dict(situation.fixed))]
        while todo:
            steps += weight
            if steps > MAX_STEPS:
                return Answer(None, "unknown")
            depth, context = todo.pop()
            rest = frozenset(open_keys[depth:])
            request = Request(action, resource, situation.caller, context, situation.unknown | rest)
            result = test(request)
            if result:
                return Answer(_settle(request, situation, rest), "found")
            if result is None and depth < len(open_keys):
                key = open_keys[depth]
                todo.extend(
                    (depth + 1, context if values is None else {**context, key: values})
                    for values in reversed(situation.choices[key])
                )
            elif result is None:
                unsure = True
    return Answer(None, "unknown" if unsure else "nobody")


def _settle(request: Request, situation: Situation, rest: Iterable[str]) -> Request:
    """Give the keys that made no difference their first value."""
    context = dict(request.context)
    for key in rest:
        first = situation.choices[key][0]
        if first is not None:
            context[key] = first
    return request._replace(context=context, unknown=situation.unknown)
