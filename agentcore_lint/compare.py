"""The policies of two texts, side by side: which of them are one policy, and what each change lets in."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from agentcore_lint.access.diff import diff
from agentcore_lint.load import prepare, with_holes_of
from agentcore_lint.values import Holes, has_hole, surely_differ

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from agentcore_lint.access.diff import Difference
    from agentcore_lint.checks.context import Context
    from agentcore_lint.load import Given, Loaded


class Compared(NamedTuple):
    """What two policies of one resource differ in. `context`: that of the one that is there."""

    path: str
    context: Context
    difference: Difference


class Pair(NamedTuple):
    """A policy before and after; None where it was not there yet, or is gone."""

    old: Loaded | None
    new: Loaded | None


def compare(old: Sequence[Loaded], new: Sequence[Loaded], path: str, given: Given) -> list[Compared]:
    """Compare the resource policies of two texts; what did not change is left out.

    `path`: the file that is spoken of. `given`: what the user says of both.
    """
    found = (_compared(pair, path, given) for pair in paired(_kept(old), _kept(new)))
    return [each for each in found if each is not None]


def _kept(found: Sequence[Loaded]) -> list[Loaded]:
    return [each for each in found if each.policy.kind == "resource-policy"]


def paired(old: Sequence[Loaded], new: Sequence[Loaded]) -> list[Pair]:
    """Put the policies together that are one policy, in the order of the new ones, then those gone.

    They are one where they are attached to the same resource; else where they stand in the same place
    (a resource or a call by its first line), or are all that is left; but never where their targets
    are surely two.
    """
    partners: dict[int, Loaded] = {}
    left, right = list(old), list(new)
    for key in (_target_and_place, _target, _place, _none):
        groups: dict[Hashable, list[Loaded]] = {}
        for each in left:
            groups.setdefault(key(each), []).append(each)
        if key is _none and not len(left) == len(right) == 1:
            break
        for each in right:
            candidates = groups.get(key(each), []) if key(each) is not None else []
            partner = next((other for other in candidates if _may_be_one(other, each)), None)
            if partner is not None:
                candidates.remove(partner)
                partners[id(each)] = partner
        taken = set(map(id, partners.values()))
        left = [each for each in left if id(each) not in taken]
        right = [each for each in right if id(each) not in partners]
    return [Pair(partners.get(id(each)), each) for each in new] + [Pair(each, None) for each in left]


def _target(loaded: Loaded) -> str | None:
    """Return what a policy is attached to, as its file writes it; None: it does not say."""
    context = loaded.context
    return context.show(context.resource) if context.resource is not None else None


def _place(loaded: Loaded) -> str:
    """Return the line with which begins what holds a policy, or the policy's Id."""
    document = loaded.context.document
    if not document.said.around:
        return loaded.policy.id or ""
    start = document.said.around[0]
    return document.text[start:].partition("\n")[0].strip()


def _target_and_place(loaded: Loaded) -> tuple[str, str] | None:
    target = _target(loaded)
    return (target, _place(loaded)) if target is not None else None


def _none(_: Loaded) -> str:
    return ""


def _may_be_one(one: Loaded, other: Loaded) -> bool:
    """Tell whether the targets of two policies may be the same, whatever their holes stand for."""
    holes = Holes()
    first, second = (
        _renamed(each.context.resource, each.context.document.holes, holes) for each in (one, other)
    )
    return first is None or second is None or not surely_differ(first, second)


def _renamed(text: str | None, holes: Holes, others: Holes) -> str | None:
    if text is None:
        return None
    return "".join(others.char(holes.show(char)) if has_hole(char) else char for char in text)


def _compared(pair: Pair, path: str, given: Given) -> Compared | None:
    old, new = pair
    if old is not None and new is not None:
        document = with_holes_of(old.context.document, new.context.document)
        if document.root == new.context.document.root and old.context.auth == new.context.auth:
            return None
        old = prepare(document, given) or old
    there = new or old
    assert there is not None  # noqa: S101  a pair has one at least
    context = there.context
    found = diff(
        old.policy if old is not None else None,
        new.policy if new is not None else None,
        context.resource or "",
        context.auth,
        holes=context.has_holes,
    )
    return Compared(path, context, found)
