"""The policies of a document or a file, with what is known of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from agentcore_lint.checks.context import Context, guarded_arn
from agentcore_lint.policy.build import build_policy
from agentcore_lint.service.classify import is_agentcore, kind_of
from agentcore_lint.service.kinds import SERVICE
from agentcore_lint.sources import JSON_SUFFIXES
from agentcore_lint.values import has_hole

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agentcore_lint.policy.model import Policy
    from agentcore_lint.sources.document import Auth, Document
    from agentcore_lint.values import Json, Kind


class Loaded(NamedTuple):
    """A policy, and what is known of it."""

    policy: Policy
    context: Context


class Given(NamedTuple):
    """What the user says of policies whose files do not."""

    auth: Auth | None = None
    kind: Kind | None = None
    resource_arn: str | None = None


def prepare(document: Document, given: Given) -> Loaded | None:
    """Build the policy of a document, if it is one of ours."""
    told, given_arn = document.said, given.resource_arn
    if told.target is not None or given_arn is not None:
        from agentcore_lint.sources.placeholders import fill_arn, targets_filled

        told = targets_filled(told, document.holes)
        given_arn = fill_arn(given_arn, document.holes) if given_arn is not None else None
        document = document._replace(said=told)
    target = told.target or given_arn
    attached = told.attached or (target is not None and f":{SERVICE}:" in target)
    unreadable = document.root is None and bool(document.flaws)
    if not (unreadable or attached or is_agentcore(document.root)):
        return None
    kind = told.kind or given.kind or ("resource-policy" if attached else None)
    guess = False
    if kind is None:
        kind, guess = kind_of(document.root, told.named or _named_by_path(document.path))
    policy = build_policy(document.root, kind)
    if kind != "resource-policy":
        from agentcore_lint.service.scope import bearing

        policy = bearing(policy)
    auth = given.auth or told.auth
    context = Context(document, auth, target, guarded_arn(policy, target), {}, policy, kind_is_guess=guess)
    return Loaded(policy, context)


def _named_by_path(path: str) -> Kind | None:
    """Return the kind of policy that a file's path speaks of; most speak of none, and cost nothing.

    A program or a module is named for what it makes, and not for one of its policies.
    """
    lower = path.lower()
    if not lower.endswith(_NAMED_FOR_THEIR_POLICY) or not any(hint in lower for hint in _HINTS):
        return None
    from agentcore_lint.sources.named_kind import kind_by_path

    return kind_by_path(path)


_NAMED_FOR_THEIR_POLICY = (*JSON_SUFFIXES, ".md", ".mdx", ".markdown")
_HINTS = ("endpoint", "vpce", "link", "scp", "rcp", "control", "resource")


def load(path: str, documents: Iterable[Document], given: Given) -> list[Loaded]:
    """Return the policies of a file. Raises ValueError where there is none, or one cannot be read."""
    found = policies_of(path, documents, given)
    if not found:
        raise ValueError(f"{path}: no AgentCore policy in it")
    return found


def policies_of(path: str, documents: Iterable[Document], given: Given) -> list[Loaded]:
    """Return the policies of a file, if any. Raises ValueError, with the place, where one cannot be read."""
    found: list[Loaded] = []
    for document in documents:
        for flaw in document.flaws:
            if document.root is None:
                line = document.text.count("\n", 0, flaw.span.start) + 1 + document.origin[0]
                raise ValueError(f"{path}:{line}: {flaw.label}")
        loaded = prepare(document, given)
        if loaded is not None:
            found.append(loaded)
    return found


def with_holes_of(document: Document, other: Document) -> Document:
    """Return a document whose holes are those of another one where they were written alike."""
    if document.holes is other.holes:
        return document
    told = document.said
    said = told._replace(
        target=_renamed(told.target, document, other),
        before=_renamed(told.before, document, other),
        after=_renamed(told.after, document, other),
    )
    return document._replace(root=_renamed(document.root, document, other), holes=other.holes, said=said)


def _renamed(value: Json, document: Document, other: Document) -> Json:
    if isinstance(value, dict):
        return {
            _renamed(key, document, other): _renamed(each, document, other) for key, each in value.items()
        }
    if isinstance(value, list):
        return [_renamed(each, document, other) for each in value]
    if isinstance(value, tuple):
        return tuple(_renamed(each, document, other) for each in value)
    if isinstance(value, str) and has_hole(value):
        return "".join(
            other.holes.char(document.holes.show(char)) if has_hole(char) else char for char in value
        )
    return value
