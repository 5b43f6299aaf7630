"""Condition keys that go together: the value of one bounds that of another.

Source: IAM user guide, "AWS global condition context keys".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from agentcore_lint.policy.arn import arn_of
from agentcore_lint.values import has_hole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from agentcore_lint.access.cells import Values

CALLED_VIA = ("aws:calledvia", "aws:calledviafirst", "aws:calledvialast")


def _path_in_organisation(one: Values | None, other: Values | None) -> bool:
    if one is None or other is None:
        return one is other
    return all(path.startswith(f"{one[0]}/") or has_hole(one[0] + path) for path in other)


def _of_source(one: Values | None, other: Values | None) -> bool:
    """Compare the account with the one in the ARN, where it has one."""
    if one is None or other is None:
        return True
    account = arn_of(one[0]).account or ""
    return account in ("", other[0]) or has_hole(account + other[0])


def _called_via(one: Values | None, other: Values | None) -> bool:
    return (one == ("true",)) == (other is not None)


Fits: TypeAlias = "Callable[[Values | None, Values | None], bool]"
_COUPLES: tuple[tuple[str, tuple[str, ...], Fits], ...] = (
    ("aws:principalorgid", ("aws:principalorgpaths",), _path_in_organisation),
    ("aws:sourcearn", ("aws:sourceaccount",), _of_source),
    ("aws:viaawsservice", CALLED_VIA, _called_via),
)


PARTNERS: dict[str, tuple[str, Callable[[str], str]]] = {
    "aws:principalorgid": ("aws:principalorgpaths", lambda path: path.split("/", 1)[0]),
    "aws:principalorgpaths": ("aws:principalorgid", lambda organisation: f"{organisation}/r-ab12/"),
    "aws:sourceaccount": ("aws:sourcearn", lambda arn: arn_of(arn).account or ""),
}
"""For a key the one that it goes with, and the value that goes with a value of that one."""


Choices: TypeAlias = "dict[str, tuple[Values | None, ...]]"


def split(fixed: dict[str, Values], choices: Choices) -> Iterator[tuple[dict[str, Values], Choices]]:
    """Yield what is fixed and what can be chosen, until keys that go together are free of each other."""
    found = [(fixed, choices)]
    for key, others, fits in _COUPLES:
        found = [part for each in found for part in _apart(*each, key, others, fits)]
    yield from found


def _apart(
    fixed: dict[str, Values], choices: Choices, key: str, others: Iterable[str], fits: Fits
) -> list[tuple[dict[str, Values], Choices]]:
    """Return a part for each value of a key, with those values of others that go with it."""
    bound = [other for other in others if other in choices]
    if key not in choices or not bound:
        return [(fixed, choices)]
    out = []
    for value in choices[key]:
        rest = {name: each for name, each in choices.items() if name != key}
        for other in bound:
            rest[other] = tuple(each for each in rest[other] if fits(value, each))
        if all(rest.values()):
            out.append((fixed if value is None else {**fixed, key: value}, rest))
    return out
