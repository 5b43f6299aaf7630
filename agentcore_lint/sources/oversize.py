"""Files and lines over the limit: not read, and said where they speak of AgentCore policies."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from agentcore_lint.files import shown
from agentcore_lint.sources.document import File, Flaw, Span
from agentcore_lint.sources.unread import mentions, unread_document

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Protocol

    from agentcore_lint.sources.document import Document

    class Readable(Protocol):
        """What bytes are read from."""

        def read(self, size: int, /) -> bytes | None:
            """Return up to so many bytes, none at the end."""

        def readline(self, size: int, /) -> bytes:
            """Return a line, or up to so many bytes of one."""


_CHUNK = 2**20
_OVERLAP = 200
"""Characters of one chunk that are looked at again with the next: more than any name that is sought."""
_SHOWN = 1000
_CONTINUING = [bytes([each]) for each in range(0x80, 0xC0)]
"""The bytes of UTF-8 that begin no character."""


def oversized(path: str, file: Readable, limit: int) -> Iterator[Document]:
    """Yield the flaw of a file that is larger than the limit, if it speaks of AgentCore policies."""
    head = file.read(_SHOWN) or b""
    search = _Search(head)
    while search.named is None and (chunk := file.read(_CHUNK)):
        search.go_on(chunk)
    if search.named is not None:
        yield _flawed(path, head, f"{search.named} is in a file of more than {shown(limit)}")


class Line(NamedTuple):
    """A line of a file, of one over the limit the beginning.

    `more`: how many characters are left out. `named`: what it says of AgentCore policies, sought in
    those that are not read.
    """

    data: bytes
    more: int = 0
    named: str | None = None


def bounded_lines(file: Readable, limit: int) -> Iterator[Line]:
    """Yield the lines of a file."""
    while data := file.readline(limit + 1):
        if len(data) <= limit or data.endswith(b"\n"):
            yield Line(data)
            continue
        search, more = _Search(data), 0
        while rest := file.readline(_CHUNK):
            search.go_on(rest)
            more += len(rest) - sum(map(rest.count, _CONTINUING))
            if rest.endswith(b"\n"):
                break
        yield Line(data, more, search.named or "")


def long_line(path: str, line: Line, limit: int) -> Iterator[Document]:
    """Yield the flaw of a line that is longer than the limit, if it speaks of AgentCore policies."""
    if line.named:
        yield _flawed(path, line.data[:_SHOWN], f"{line.named} is in a line of more than {shown(limit)}")


def _flawed(path: str, head: bytes, label: str) -> Document:
    return unread_document(File(path, head.decode("utf-8", "replace")), Flaw("AC007", label, Span(0, 1)))


class _Search:
    """Looks for the first place that speaks of AgentCore policies, in bytes that come in pieces."""

    def __init__(self, head: bytes) -> None:
        self.named: str | None = None
        self._before = ""
        self.go_on(head)

    def go_on(self, chunk: bytes) -> None:
        """Look at one more piece."""
        text = self._before + chunk.decode("latin-1")
        place = next(mentions(text), None) if self.named is None else None
        if place is not None:
            self.named = text[place.start : place.end]
        self._before = text[-_OVERLAP:]
