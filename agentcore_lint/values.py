"""The values of a document: plain JSON values, whose text may have holes.

A hole is a part that the file does not say: `<region>`, `${var.account}`, `{{ x }}`, `!Ref X`.
In a value it stands as one private-use character, so that values stay plain `str` and a hole
equals itself alone. `Holes` knows what each of them was in the file.
"""

from __future__ import annotations

import re
from typing import Any, Literal, TypeAlias

Json: TypeAlias = Any
"""None, bool, int, float, str, a list of these, or a dict from str to these."""

Kind = Literal["resource-policy", "vpc-endpoint-policy", "identity-policy", "scp", "rcp"]
KINDS: tuple[Kind, ...] = ("resource-policy", "vpc-endpoint-policy", "identity-policy", "scp", "rcp")

_FIRST = 0xF0000
_LAST = 0xFFFFC
EXAMPLE_ACCOUNT = "111122223333"
"""The account that AWS's documentation uses; shown where the owner of a resource is not known."""
OWNER = chr(_LAST + 1)
"""The hole that stands for the account of a resource of whose ARN no part is known."""
HOLES = f"{chr(_FIRST)}-{OWNER}"
"""The characters that stand for holes, as a range of a regular expression's class."""
_HOLE = re.compile(f"[{HOLES}]")


class Holes:
    """The holes of one document, numbered in the order in which they are met."""

    __slots__ = ("_chars", "_sources")

    def __init__(self) -> None:
        self._chars: dict[tuple[str, str], str] = {}
        self._sources: list[str] = []

    def char(self, source: str, scope: str = "", written: str | None = None) -> str:
        """Return the character that stands for `source`; within a scope, the same text is the same hole.

        `written`: how it is written here, if otherwise; a person is shown what was met first.
        """
        known = self._chars.get((source, scope))
        if known is None:
            number = _FIRST + len(self._sources)
            if number > _LAST:
                return chr(_LAST)
            known = self._chars[source, scope] = chr(number)
            self._sources.append(written or source)
        return known

    @property
    def count(self) -> int:
        """How many different holes there are."""
        return len(self._sources)

    def mentioned(self, text: str) -> bool:
        """Tell whether some hole's source stands in a text."""
        return any(source in text for source in self._sources)

    def show(self, text: str) -> str:
        """Return `text` with each hole as it was written in the file."""
        return _HOLE.sub(self._source, text)

    def _source(self, match: re.Match[str]) -> str:
        if match[0] == OWNER:
            return EXAMPLE_ACCOUNT
        number = ord(match[0]) - _FIRST
        return self._sources[number] if number < len(self._sources) else "\N{REPLACEMENT CHARACTER}"


def has_hole(text: str) -> bool:
    """Tell whether some part of `text` is a hole."""
    return not text.isascii() and _HOLE.search(text) is not None


def is_hole(value: Json) -> bool:
    """Tell whether the whole of `value` is one hole: it may stand for a value of any type."""
    return isinstance(value, str) and len(value) == 1 and _FIRST <= ord(value) <= _LAST


def fixed_parts(text: str) -> list[str]:
    """Return what stands between the holes of `text`, the empty ends included."""
    return _HOLE.split(text)


def surely_differ(one: str, other: str) -> bool:
    """Tell whether two texts differ whatever their holes stand for: what they share is set aside first."""
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    one, other = one[start:], other[start:]
    end = 0
    while end < min(len(one), len(other)) and one[-end - 1] == other[-end - 1]:
        end += 1
    one, other = one[: len(one) - end], other[: len(other) - end]
    if not has_hole(one) and not has_hole(other):
        return one != other
    if one and other and any(not has_hole(one[at]) and not has_hole(other[at]) for at in (0, -1)):
        return True
    return any(not each and "".join(fixed_parts(rest)) != "" for each, rest in ((one, other), (other, one)))
