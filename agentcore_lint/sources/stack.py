"""The policies of one stack or module that decide together: those of a runtime and of its endpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping, Sequence

    from agentcore_lint.sources.document import Document

T = TypeVar("T")
_ENDPOINT = "/runtime-endpoint/"


def joined(documents: Sequence[Document]) -> Iterator[Document]:
    """Yield the documents, each policy of a runtime with that of the endpoint which every call may take.

    A policy of an endpoint comes with that of its runtime. Where there are several for one ARN, which
    of them it is stays unknown.
    """
    by_target: dict[str, list[Document]] = {}
    for document in documents:
        if document.said.attached and document.said.target is not None:
            by_target.setdefault(document.said.target, []).append(document)
    for document in documents:
        target = document.said.target if document.said.attached else None
        if target is None:
            yield document
            continue
        runtime, _, endpoint = target.partition(_ENDPOINT)
        other = by_target.get(runtime if endpoint else f"{runtime}{_ENDPOINT}DEFAULT", [])
        if not other:
            yield document
            continue
        partner = other[0] if len(other) == 1 else other[0]._replace(root=document.holes.char("the other"))
        yield document._replace(said=document.said._replace(partner=partner))


class Attached(NamedTuple):
    """What a policy of a stack is attached to, None where not known; `always`: it is there in any case."""

    target: str | None
    always: bool


def beside(name: Hashable, policies: Mapping[Hashable, Attached]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the targets of those before one that are always there, and of all others, empty if not known."""
    names = list(policies)
    before = [policies[each] for each in names[: names.index(name)]] if policies[name].always else []
    surely = [each.target for each in before if each.always and each.target is not None]
    return tuple(surely), tuple(policies[each].target or "" for each in names if each != name)


def owner(target: str | None, owners: Mapping[str, T]) -> T | None:
    """Return the resource that an ARN names, of those by what ends theirs: the one of the longest end."""
    found = [tail for tail in owners if target is not None and tail in target]
    return owners[max(found, key=len)] if found else None
