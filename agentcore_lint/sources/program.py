"""The policies of a program: those that it attaches, and those that stand in it as literals."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol

from agentcore_lint.sources.choices import in_each_way
from agentcore_lint.sources.constructs import put_of
from agentcore_lint.sources.document import Said
from agentcore_lint.sources.found import documents_of
from agentcore_lint.sources.literal import Items, Mapping, Text, Value, hole, opaque

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from agentcore_lint.sources.choices import Choices
    from agentcore_lint.sources.constructs import Attachment, Call
    from agentcore_lint.sources.document import Document, File, Span
    from agentcore_lint.sources.program_resources import Resources
    from agentcore_lint.values import Holes


class Program(Protocol):
    """A program that is parsed."""

    file: File
    holes: Holes
    resources: Resources
    choices: Choices

    def calls(self) -> Iterable[Callable[[], Attachment]]:
        """Yield what reads each call that may attach a policy."""

    def literals(self) -> Iterable[Callable[[], Value]]:
        """Yield what reads each object, construct and string that may be a policy, the outer ones alone."""


def read_program(program: Program) -> Iterator[Document]:
    """Yield the policies of a program; one that is attached somewhere is not yielded again by itself."""
    taken: list[Span] = []
    for call in program.calls():
        yield from in_each_way(program.choices, partial(_attached, program, call, taken))
    for literal in program.literals():
        value = literal()
        if opaque(value) or any(_covers(each, value.span) for each in taken):
            continue
        taken.append(value.span)
        yield from in_each_way(program.choices, partial(_loose, program, literal))


def _attached(program: Program, read: Callable[[], Attachment], taken: list[Span]) -> Iterator[Document]:
    """Yield the policies that a call attaches, and note what is thereby read."""
    call, service, overridden = read()
    put = put_of(call, service)
    if put is None:
        if service is not None:
            taken.append(call.span)
            taken += [each.span for each in _inside(call)]
        return
    target = put.target.value if isinstance(put.target, Text) else None
    place = put.target.span if put.target is not None else None
    auth, authorizer = program.resources.signing(target)
    said = Said(put.kind, put.certain, target, auth, place, authorizer, around=(call.span.start,))
    if opaque(put.policy):
        return
    taken += [each.span for each in _within(put.policy)]
    if not overridden:
        policy = _as_policy(put.policy, program.holes) if not put.certain else put.policy
        yield from documents_of(program.file, policy, program.holes, said)


def _loose(program: Program, read: Callable[[], Value]) -> Iterator[Document]:
    yield from documents_of(program.file, _as_policy(read(), program.holes), program.holes, Said())


def _covers(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _inside(call: Call) -> Iterator[Value]:
    for value in (*call.positional, *(each for _, each in call.named.pairs)):
        yield from _within(value)


def _within(value: Value) -> Iterator[Value]:
    """Yield a value's objects and lists, wherever they are written, and itself."""
    yield value
    inner: Iterable[Value] = ()
    if isinstance(value, Mapping):
        inner = [each for _, each in value.pairs]
    elif isinstance(value, Items):
        inner = value.items
    for each in inner:
        if isinstance(each, (Mapping, Items)):
            yield from _within(each)


def _as_policy(value: Value, holes: Holes) -> Value:
    """Return a statement that stands alone as one of a policy whose others are not known."""
    if isinstance(value, Mapping) and value.get("Statement") is None and value.get("Effect") is not None:
        version = (Text("Version", value.span), Text("2012-10-17", value.span))
        others = hole("other statements", value.span, holes)
        statements = Items((value, others), value.span)
        return Mapping((version, (Text("Statement", value.span), statements)), value.span)
    return value
