"""The carrier shell: calls of the AWS CLI."""

from __future__ import annotations

import os
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from agentcore_lint.sources.broken import whole_of
from agentcore_lint.sources.constructs import CLIENT
from agentcore_lint.sources.document import File, Said, Span
from agentcore_lint.sources.found import documents_of, read_beside
from agentcore_lint.sources.literal import opaque
from agentcore_lint.sources.shell_values import Script, parse_shell
from agentcore_lint.sources.syntax import comments_of, walk
from agentcore_lint.sources.unread import mentions, naming, unread, unread_document
from agentcore_lint.values import Holes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agentcore_lint.sources.document import Document
    from agentcore_lint.sources.literal import Text
    from agentcore_lint.sources.unread import Whole
    from agentcore_lint.values import Kind

_UNITS = frozenset(("command", "redirected_statement", "variable_assignment"))
"""The commands in which a policy stands whole."""
_FILE = "file://"
_OTHERS: dict[tuple[str, str], tuple[str, Kind]] = {
    **{
        ("iam", operation): ("--policy-document", "identity-policy")
        for operation in (
            "create-policy",
            "create-policy-version",
            "put-role-policy",
            "put-user-policy",
            "put-group-policy",
        )
    },
    ("ec2", "create-vpc-endpoint"): ("--policy-document", "vpc-endpoint-policy"),
    ("ec2", "modify-vpc-endpoint"): ("--policy-document", "vpc-endpoint-policy"),
    ("organizations", "create-policy"): ("--content", "scp"),
    ("organizations", "update-policy"): ("--content", "scp"),
}
"""The operations of the AWS CLI that take another policy than AgentCore's: its option, and its kind."""
_ORGANIZATION: dict[str, Kind] = {"SERVICE_CONTROL_POLICY": "scp", "RESOURCE_CONTROL_POLICY": "rcp"}
"""The types of an organisation's policies that are IAM policies (botocore, organizations)."""


class _Call(NamedTuple):
    """A call of the AWS CLI that takes a policy."""

    file: File
    script: Script
    policy: Text
    said: Said
    span: Span


def read(path: str, text: str) -> Iterator[Document]:
    """Yield the policies that a script hands to the AWS CLI, or writes into files."""
    holes = Holes()
    script = Script(parse_shell(path, text), holes)
    file = File(path, text)
    used: set[str] = set()
    for node in walk(script.file.root):
        if node.type != "command":
            continue
        call = _call(file, script, [script.word(each) for each in node.named_children])
        if call is not None:
            yield from _given(call, holes, used)
    for name in script.written:
        content = script.content(name) if name not in used else None
        if content is not None:
            yield from documents_of(file, content, holes, Said())
    for name, here in script.printed.items():
        if name not in script.used:
            yield from documents_of(file, script.word(here), holes, Said())


def _given(call: _Call, holes: Holes, used: set[str]) -> Iterator[Document]:
    """Yield the policies that a call is given: in its words, in a here-document, or in a file beside."""
    policy, said = call.policy, call.said._replace(around=(call.span.start,))
    if policy.value.startswith(_FILE):
        name = os.path.normpath(policy.value.removeprefix(_FILE))
        here = call.script.content(name)
        if here is not None:
            used.add(name)
            yield from _whole(call.file, here, holes, said)
        else:
            beside = os.path.normpath(os.path.join(os.path.dirname(call.file.path), name))
            yield from read_beside(beside, said._replace(home=call.file.path, around=()), holes)
    else:
        yield from _whole(call.file, policy, holes, said)


def _whole(file: File, policy: Text, holes: Holes, said: Said) -> Iterator[Document]:
    """Yield the policies of what a call is given; that it is put together from more than that is said."""
    found = list(documents_of(file, policy, holes, said))
    yield from found
    if not found and not opaque(policy):
        place = next(mentions(policy.value), None)
        if place is not None:
            at = policy.places[place.start].start if policy.places is not None else policy.span.start
            flaw = unread("text that is no JSON by itself", at, file.text)
            yield unread_document(file, naming(file, flaw))


def _call(file: File, script: Script, words: list[Text]) -> _Call | None:
    """Return the call of the AWS CLI that a command is, if it takes a policy."""
    called = [each.value for each in words]
    for operation in pairwise(called):
        if operation == (CLIENT, "put-resource-policy"):
            policy, arn = _option(words, "--policy"), _option(words, "--resource-arn")
            place = arn.span if arn is not None else None
            said = Said(attached=True, target=arn.value if arn is not None else None, place=place)
            if policy is None:
                policy, said = _option(words, "--cli-input-json"), Said()
        elif operation in _OTHERS:
            option, kind = _OTHERS[operation]
            policy = _option(words, option)
            wanted = _option(words, "--type")
            said = Said(_ORGANIZATION.get(wanted.value) if wanted is not None else kind)
            if said.kind is None:
                return None
        else:
            continue
        return _Call(file, script, policy, said, words[0].span) if policy is not None else None
    return None


def _option(words: list[Text], name: str) -> Text | None:
    """Return the value of an option, which follows it or an equals sign."""
    for word, after in zip(words, [*words[1:], None], strict=True):
        if word.value == name:
            return after
        if word.value.startswith(f"{name}="):
            size = len(name) + 1
            places = word.places[size:] if word.places is not None else None
            return word._replace(value=word.value[size:], places=places)
    return None


def whole(path: str, text: str, documents: Sequence[Document]) -> Whole:
    """Leave out the policies that a syntax error runs through."""
    return whole_of(parse_shell(path, text), documents, _UNITS, "shell")


def comments(path: str, text: str) -> Iterator[Span]:
    """Yield the spans of the comments."""
    yield from comments_of(parse_shell(path, text))
