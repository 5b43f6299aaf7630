"""The carrier YAML: CloudFormation templates, and policies that stand in other documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from agentcore_lint.sources.cloudformation import read_template, templates_in
from agentcore_lint.sources.document import File, Span
from agentcore_lint.sources.found import policies_in
from agentcore_lint.sources.unread import Whole, unread
from agentcore_lint.sources.yaml_values import UnreadableYamlError, yaml_values

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agentcore_lint.sources.document import Document


def read(path: str, text: str) -> Iterator[Document]:
    """Yield the policies in a YAML text; none where it is not YAML, which is not ours to report."""
    file = File(path, text)
    try:
        values = list(yaml_values(text))
    except UnreadableYamlError:
        return
    for value in values:
        templates = list(templates_in(value))
        for template in templates:
            yield from read_template(file, template)
        if not templates:
            yield from policies_in(file, value)


def whole(_: str, text: str, documents: Sequence[Document]) -> Whole:
    """Say where a text ends to be YAML, if nothing was found in it for that reason."""
    if documents:
        return Whole(documents)
    try:
        for _value in yaml_values(text):
            pass
    except UnreadableYamlError as error:
        return Whole((), unread(f"broken YAML: {error}", error.at, text))
    return Whole(())


def comments(_: str, text: str) -> Iterator[Span]:
    """Yield the spans of the comments: what begins with # outside of every token, to the end of its line."""
    try:
        taken = [(token.start_mark.index, token.end_mark.index) for token in yaml.scan(text)]
    except yaml.YAMLError:
        return
    filled = [(start, end) for start, end in taken if end > start]
    at = 0
    for start, end in [*filled, (len(text), len(text))]:
        yield from _hashes(text, at, start)
        at = max(at, end)


def _hashes(text: str, start: int, end: int) -> Iterator[Span]:
    at = text.find("#", start, end)
    while at >= 0:
        stop = text.find("\n", at)
        stop = len(text) if stop < 0 else stop
        yield Span(at, stop)
        at = text.find("#", stop, end)
