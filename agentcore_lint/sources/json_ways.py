"""The policies of a template of JSON, once for each way in which its directives make them differ."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from agentcore_lint.sources.choices import Choices, in_each_way
from agentcore_lint.sources.json_file import documents_in
from agentcore_lint.sources.json_templates import chosen, with_single_quotes
from agentcore_lint.sources.json_text import Parsed, UnreadableError, parse
from agentcore_lint.sources.unread import mentions, naming, unread, unread_document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentcore_lint.sources.document import Document, File, Flaw, Locator, Span
    from agentcore_lint.values import Holes, Json


def read_each_way(file: File, holes: Holes) -> Iterator[Document]:
    """Yield the policies of a template; that it is no JSON in some way is said where it speaks of some."""
    choices = Choices()
    yield from in_each_way(choices, partial(_read, file, holes, choices))


def _read(file: File, holes: Holes, choices: Choices) -> Iterator[Document]:
    text = chosen(file.text, choices)
    try:
        if text is None:
            yield from not_json(file, unread("", 0, file.text))
            return
        parsed = _parsed(text)
    except UnreadableError as error:
        yield from not_json(file, error.flaw)
        return
    for document in documents_in(file, parsed, holes):
        locator = _Unchanged(document.locator, file.text, parsed.text)
        yield document._replace(locator=locator)


def _parsed(text: str) -> Parsed:
    try:
        return parse(text)
    except UnreadableError:
        return parse(with_single_quotes(text))


def not_json(file: File, flaw: Flaw) -> Iterator[Document]:
    """Yield what stands for the policies of a template that is no JSON, if it speaks of any."""
    if any(mentions(file.text)):
        label = "a template that gives no JSON"
        yield unread_document(file, naming(file, unread(label, flaw.span.start, file.text)))


class _Unchanged:
    """Finds values in a template; only what the template writes as it is can be replaced."""

    __slots__ = ("_inner", "_read", "_text")

    def __init__(self, inner: Locator, text: str, read: str) -> None:
        self._inner = inner
        self._text = text
        self._read = read

    def span(self, pointer: str, *, key: bool) -> Span:
        """Return the span of a value of the policy, or of its key."""
        return self._inner.span(pointer, key=key)

    def replacement(self, pointer: str, *, key: bool, value: Json) -> tuple[Span, str] | None:
        """Return the edit of the file that puts `value` there; None where a directive would be lost."""
        start, end = self._inner.span(pointer, key=key)
        if self._text[start:end] != self._read[start:end]:
            return None
        return self._inner.replacement(pointer, key=key, value=value)
