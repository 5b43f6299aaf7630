"""The carrier shell: calls of the AWS CLI."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from agentcore_lint.sources.broken import whole_of
from agentcore_lint.sources.constructs import CLIENT
from agentcore_lint.sources.document import File, Said
from agentcore_lint.sources.found import documents_of, read_beside
from agentcore_lint.sources.shell_values import Script, parse_shell
from agentcore_lint.sources.syntax import comments_of, walk
from agentcore_lint.values import Holes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agentcore_lint.sources.document import Document, Span
    from agentcore_lint.sources.literal import Text
    from agentcore_lint.sources.unread import Whole
    from agentcore_lint.values import Kind

_UNITS = frozenset(("command", "redirected_statement", "variable_assignment"))
"""The commands in which a policy stands whole."""
_FILE = "file://"
_KINDS: dict[str, Kind] = {"iam": "identity-policy", "ec2": "vpc-endpoint-policy"}
"""What the parameter --policy-document is, by command: of ec2 only VPC endpoints take one."""


def read(path: str, text: str) -> Iterator[Document]:
    """Yield the policies that a script hands to the AWS CLI, or writes into files."""
    holes = Holes()
    script = Script(parse_shell(path, text), holes)
    file = File(path, text)
    used: set[str] = set()
    for node in walk(script.file.root):
        if node.type != "command":
            continue
        words = [script.word(each) for each in node.named_children]
        called = [each.value for each in words]
        if "put-resource-policy" in called and CLIENT in called:
            for document in _attached(file, script, words, holes, used):
                around = (words[0].span.start,)
                yield document._replace(said=document.said._replace(around=around))
        elif called[:1] == ["aws"]:
            yield from _other(file, called, words, holes)
    for name, here in script.written.items():
        if name not in used:
            yield from documents_of(file, script.word(here), holes, Said())


def _attached(
    file: File, script: Script, words: list[Text], holes: Holes, used: set[str]
) -> Iterator[Document]:
    policy, arn = _option(words, "--policy"), _option(words, "--resource-arn")
    said = Said(
        attached=True,
        target=arn.value if arn is not None else None,
        place=arn.span if arn is not None else None,
    )
    if policy is None:
        request = _option(words, "--cli-input-json")
        if request is not None:
            yield from documents_of(file, request, holes, Said())
    elif policy.value.startswith(_FILE):
        name = policy.value.removeprefix(_FILE)
        here = script.written.get(name)
        if here is not None:
            used.add(name)
            yield from documents_of(file, script.word(here), holes, said)
        else:
            beside = os.path.normpath(os.path.join(os.path.dirname(file.path), name))
            yield from read_beside(beside, said._replace(home=file.path), holes)
    else:
        yield from documents_of(file, policy, holes, said)


def _other(file: File, called: list[str], words: list[Text], holes: Holes) -> Iterator[Document]:
    """Yield the policies that a script gives to IAM or to a VPC endpoint."""
    document = _option(words, "--policy-document")
    kind = _KINDS.get(called[1]) if len(called) > 1 else None
    if document is not None and kind is not None and not document.value.startswith(_FILE):
        yield from documents_of(file, document, holes, Said(kind, around=(words[0].span.start,)))


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
