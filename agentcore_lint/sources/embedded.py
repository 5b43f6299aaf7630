"""A document of a text that stands inside of a file: a fence of Markdown, the cells of a notebook."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from agentcore_lint.sources.document import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from agentcore_lint.sources.document import Document, File, Locator
    from agentcore_lint.values import Json


class Place:
    """Where a text stands in a file: `places` has the span of each of its characters.

    `written`: how the file writes what is put into the text; None, as it is.
    """

    def __init__(
        self, file: File, places: Sequence[Span], written: Callable[[str], str] | None = None
    ) -> None:
        self.file = file
        self.written = written
        self._places = places

    def offset(self, at: int) -> int:
        """Map an offset in the text to the file."""
        if at < len(self._places):
            return self._places[at].start
        return self._places[-1].end if self._places else 0

    def outward(self, span: Span) -> Span:
        """Map a span of the text to the file."""
        start = self.offset(span.start)
        last = min(span.end, len(self._places)) - 1
        return Span(start, self._places[last].end if span.end > span.start and last >= 0 else start)

    def document(self, document: Document) -> Document:
        """Return a document of the text as one of the file."""
        said = document.said
        flaws = tuple(
            flaw._replace(
                span=self.outward(flaw.span),
                related=tuple((self.outward(span), label) for span, label in flaw.related),
            )
            for flaw in document.flaws
        )
        said = said._replace(
            around=tuple(map(self.offset, said.around)),
            place=self.outward(said.place) if said.place is not None else None,
            partner=self.document(said.partner) if said.partner is not None else None,
        )
        locator = _Inner(document.locator, self)
        path, text = self.file
        return document._replace(path=path, text=text, locator=locator, flaws=flaws, said=said)


class _Inner:
    """Finds values of a text's policy in the file around it."""

    __slots__ = ("_inner", "_place")

    def __init__(self, inner: Locator, place: Place) -> None:
        self._inner = inner
        self._place = place

    def span(self, pointer: str, *, key: bool) -> Span:
        """Return the span of a value of the policy, or of its key."""
        return self._place.outward(self._inner.span(pointer, key=key))

    def replacement(self, pointer: str, *, key: bool, value: Json) -> tuple[Span, str] | None:
        """Return the edit of the file that puts `value` there, in the manner of the text."""
        found = self._inner.replacement(pointer, key=key, value=value)
        if found is None:
            return None
        span, text = found
        if "\n" in text:
            text = json.dumps(value, ensure_ascii=False)
        return self._place.outward(span), self._place.written(text) if self._place.written else text
