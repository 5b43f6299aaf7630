"""What a pattern of the Action element that covers no action was meant to be."""

from __future__ import annotations

import difflib
import re
from functools import cache

from agentcore_lint.service.catalog import PREFIX, actions
from agentcore_lint.values import fixed_parts, has_hole

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+")
_NEAR = 0.75
_VERY_NEAR = 0.9
_MOST_LEFT_OUT = 2
"""Words that a name may lack and still mean the same."""


def suggested_action(pattern: str) -> str | None:
    """Return the action, or the wildcard, that is near to a pattern in letters and in meaning."""
    name = pattern.rpartition(":")[2].strip()
    if "*" in name or "?" in name:
        near = nearest_action(pattern)
        return (
            near
            if near and near_in_meaning(name.rstrip("*"), near[len(PREFIX) : -1], open_end=True)
            else None
        )
    if not fixed_parts(name) or has_hole(name):
        return None
    if name.lower() in actions():
        return PREFIX + actions()[name.lower()].name
    for found in difflib.get_close_matches(name.lower(), actions(), n=5, cutoff=_NEAR):
        if near_in_meaning(name, actions()[found].name):
            return PREFIX + actions()[found].name
    return None


def near_in_meaning(written: str, known: str, *, open_end: bool = False) -> bool:
    """Tell whether a name says what a known one says, but for typos and words that are left out.

    A word that AgentCore's actions have means itself: CreateTokenVault is no GetTokenVault misspelt. What
    follows the verb says on what it acts, and is not left out, but for "Agent".
    `open_end`: the last word of each may have been cut off.
    """
    own, other = _words(written), _words(known)
    if open_end:
        own, other = own[:-1], other[:-1]
    if len(own) == 1:
        return difflib.SequenceMatcher(None, written.lower(), known.lower()).ratio() >= _VERY_NEAR
    if len(other) > len(own) + _MOST_LEFT_OUT:
        return False
    steps = difflib.SequenceMatcher(None, own, other, autojunk=False).get_opcodes()
    return all(
        step == "equal"
        or (step == "insert" and (i > 1 or other[k:end] == ["agent"]))
        or (step == "replace" and _misspelt(own[i:j], other[k:end]))
        for step, i, j, k, end in steps
    )


def _misspelt(own: list[str], other: list[str]) -> bool:
    ratio = difflib.SequenceMatcher(None, "".join(own), "".join(other)).ratio()
    return ratio >= _NEAR and _vocabulary().isdisjoint(own)


def _words(name: str) -> list[str]:
    """Return the words of a name in camel case, singular, in lower case."""
    words = (word.lower() for word in _WORD.findall(name))
    return [re.sub(r"ies$", "y", word) if word.endswith("ies") else word.removesuffix("s") for word in words]


@cache
def _vocabulary() -> frozenset[str]:
    return frozenset(word for action in actions().values() for word in _words(action.name))


def nearest_action(pattern: str) -> str | None:
    """Return the action, or the wildcard, that is nearest in letters to a pattern without any match."""
    service, colon, name = pattern.partition(":")
    tail = (name if colon else service).strip().lower()
    if not fixed_parts(tail) or has_hole(tail):
        return None
    if "*" in tail or "?" in tail:
        stem = tail.split("*")[0].split("?")[0]
        return nearest_wildcard(stem) if tail == f"{stem}*" else None
    if tail in actions():
        return PREFIX + actions()[tail].name
    near = difflib.get_close_matches(tail, actions(), n=1, cutoff=_NEAR)
    return PREFIX + actions()[near[0]].name if near else None


def nearest_wildcard(stem: str) -> str | None:
    """Return `PREFIX*` where PREFIX is a start of some action and near to `stem`."""
    starts = {
        name[:size]: action.name[:size]
        for name, action in actions().items()
        for size in range(max(len(stem) - 2, 3), min(len(stem) + 3, len(name) + 1))
    }
    near = difflib.get_close_matches(stem, starts, n=1, cutoff=0.85)
    return f"{PREFIX}{starts[near[0]]}*" if near else None
