"""The carrier Markdown: fenced blocks of all the other carriers' languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentcore_lint.sources import gate
from agentcore_lint.sources.document import File, Span
from agentcore_lint.sources.embedded import Place
from agentcore_lint.sources.json_text import UnreadableError, parse
from agentcore_lint.sources.lines import lines_of, starts_of
from agentcore_lint.sources.markdown_blocks import language_of, tokens
from agentcore_lint.sources.unread import mentions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from markdown_it.token import Token

    from agentcore_lint.sources.document import Document, Locator
    from agentcore_lint.values import Json, Kind

_JSON = frozenset(("json", "jsonc", "json5", "policy", "iam"))
_NAMES = {
    "yaml": "yaml",
    "yml": "yaml",
    "cloudformation": "yaml",
    "hcl": "tf",
    "terraform": "tf",
    "tf": "tf",
    "opentofu": "tf",
    "python": "py",
    "py": "py",
    "python3": "py",
    "ipython": "py",
    "ipython3": "py",
    "typescript": "ts",
    "ts": "ts",
    "tsx": "tsx",
    "javascript": "js",
    "js": "js",
    "jsx": "jsx",
    "bash": "sh",
    "sh": "sh",
    "shell": "sh",
    "zsh": "sh",
    "console": "sh",
    "shell-session": "sh",
    "sh-session": "sh",
}
"""The suffix of the carrier that reads a fence, by the fence's language."""
_KNOWN = _JSON | _NAMES.keys()


def read(path: str, text: str) -> Iterator[Document]:
    """Yield the policies in a Markdown text's fenced and indented blocks of code."""
    lines, starts = lines_of(text), starts_of(text)
    words = _Words()
    for token in tokens(text):
        words.read(token)
        if token.type not in ("fence", "code_block") or token.map is None:
            continue
        if not gate.passes(token.content.encode("utf-8", "surrogatepass")):
            continue
        first = token.map[0] + (token.type == "fence")
        place = Place(File(path, text), _places(token.content, lines, starts, first))
        language = language_of(token.info, _KNOWN)
        for document in _documents(path, token.content, language):
            if document.path == path:
                found = place.document(document)
                around = (*found.said.around, starts[token.map[0]])
                named = found.said.named or words.kind()
                yield found._replace(said=found.said._replace(around=around, named=named))


class _Words:
    """The headings above a block of code, and the paragraph before it: what they say of the policy's kind."""

    def __init__(self) -> None:
        self._headings: dict[int, str] = {}
        self._paragraph = ""
        self._level = 0

    def read(self, token: Token) -> None:
        """Take in the next token of the text."""
        if token.type == "heading_open":
            self._level = int(token.tag[1])
            self._headings = {level: each for level, each in self._headings.items() if level < self._level}
            self._paragraph = ""
        elif token.type == "inline" and self._level:
            self._headings[self._level] = token.content
            self._level = 0
        elif token.type == "inline":
            self._paragraph = token.content

    def kind(self) -> Kind | None:
        """Return the kind of policy that the nearest words speak of, if some do."""
        from agentcore_lint.sources.named_kind import kind_named, policy_named

        found = (kind_named(self._headings[level]) for level in sorted(self._headings, reverse=True))
        return policy_named(self._paragraph) or next((kind for kind in found if kind is not None), None)


def comments(_: str, text: str) -> Iterator[Span]:
    """Yield the spans of the comments in HTML."""
    starts = starts_of(text)
    for token in tokens(text):
        if token.map is None or token.type not in ("html_block", "inline"):
            continue
        start, end = starts[token.map[0]], starts[min(token.map[1], len(starts) - 1)]
        if token.type == "inline" and not any(each.type == "html_inline" for each in token.children or ()):
            continue
        at = text.find("<!--", start, end)
        while at >= 0:
            stop = text.find("-->", at, end)
            stop = end if stop < 0 else stop + 3
            yield Span(at, stop)
            at = text.find("<!--", stop, end)


def _places(content: str, lines: list[str], starts: list[int], first: int) -> list[Span]:
    """Return the span in the file of each character of a block's content."""
    places: list[Span] = []
    for number, line in enumerate(lines_of(content), first):
        written = lines[number] if number < len(lines) else ""
        body = line.rstrip("\r\n")
        at = written.rstrip("\r\n").rfind(body) if body else len(written.rstrip("\r\n"))
        begin = starts[min(number, len(starts) - 1)] + max(at, 0)
        places.extend(Span(at, at + 1) for at in range(begin, begin + len(line)))
    return places


def _documents(path: str, content: str, language: str) -> Iterator[Document]:
    from agentcore_lint.sources import carrier
    from agentcore_lint.sources.json_file import read as read_json

    if language in _JSON or (not language and content.lstrip()[:1] in ("{", "[")):
        yield from _json(path, content, read_json, labelled=bool(language))
    elif language in _NAMES:
        for document in carrier(f"fence.{_NAMES[language]}").read("", content):
            yield _whole(document._replace(path=path if document.path == "" else document.path))


def _json(
    path: str, content: str, read: Callable[[str, str], Iterator[Document]], *, labelled: bool
) -> Iterator[Document]:
    """Yield the policies of a block of JSON: a whole one, or a statement or a list of them."""
    if content.lstrip().startswith('"'):
        yield from _members(path, content, read)
        return
    try:
        parse(content)
    except UnreadableError:
        if labelled and _is_meant_whole(content):
            yield from read(path, content)
        return
    yield from map(_whole, read(path, content))


def _is_meant_whole(content: str) -> bool:
    """Tell whether a block that is no JSON was meant to be a policy of ours that lacks nothing."""
    elided = "..." in content or "\N{HORIZONTAL ELLIPSIS}" in content
    return '"Statement"' in content and not elided and any(mentions(content))


def _whole(document: Document) -> Document:
    """Return a policy of which a block has only a statement, or a list of them, as a whole one."""
    value = document.root
    if _is_statement(value) or (isinstance(value, list) and value and all(map(_is_statement, value))):
        root = {"Version": "2012-10-17", "Statement": value}
        return document._replace(root=root, locator=_Fragment(document.locator))
    return document


def _members(path: str, content: str, read: Callable[[str, str], Iterator[Document]]) -> Iterator[Document]:
    """Yield the policy or the statement of which a block has the elements without the braces around."""
    text = f"{{{content}}}"
    try:
        value = parse(text).value
    except UnreadableError:
        return
    if "Statement" in value or ("Effect" in value and "Principal" in value):
        within = [Span(at, at + 1) for at in range(len(content))]
        place = Place(File(path, content), [Span(0, 0), *within, Span(len(content), len(content))])
        for document in _json(path, text, read, labelled=False):
            yield place.document(document)._replace(flaws=())


def _is_statement(value: Json) -> bool:
    return isinstance(value, dict) and "Effect" in value


class _Fragment:
    """Finds values of a policy of which the file has only the statements."""

    __slots__ = ("_inner",)

    def __init__(self, inner: Locator) -> None:
        self._inner = inner

    def span(self, pointer: str, *, key: bool) -> Span:
        """Return the span of a value of the policy, or of its key."""
        return self._inner.span(pointer.removeprefix("/Statement"), key=key)

    def replacement(self, pointer: str, *, key: bool, value: Json) -> tuple[Span, str] | None:
        """Return the edit of the file that puts `value` there."""
        inner = pointer.removeprefix("/Statement")
        return self._inner.replacement(inner, key=key, value=value) if inner != pointer and inner else None
