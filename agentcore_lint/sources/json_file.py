"""The carrier JSON: a file, standard input, or the lines of a JSON Lines file."""

from __future__ import annotations

import contextlib
import json
import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from agentcore_lint.sources import gate
from agentcore_lint.sources.document import NOTHING_SAID, Document, File, Span, doubled
from agentcore_lint.sources.json_text import Parsed, UnreadableError, parse
from agentcore_lint.sources.lines import lines_of
from agentcore_lint.sources.unwrap import Found, is_template, is_terraform, policies
from agentcore_lint.values import Holes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from agentcore_lint.sources.document import Flaw, Said
    from agentcore_lint.sources.json_spans import JsonSpans
    from agentcore_lint.values import Json

TEMPLATE_SUFFIXES = (".tftpl", ".tpl", ".j2", ".tmpl")
_MARKS = ("<", "$", "%", "{{", "__", "&lt;", "...")
_CAPITALS = re.compile(r"_[A-Z]")
_WORD = re.compile(
    r"\"(?:[A-Z][A-Z0-9]*-[A-Z]|[yY](?:our|OUR)|\d*[xX]{3}|[A-Za-z][\w-]*(?:[aA]rn|ARN|REGION|[_-][iI][dD]|[a-z]Id)\""
    r"|ARN|[A-Z]*ACCOUNT|T[OB]D|FIXME|CHANGEME|RE?PLACE)"
)
_ARN = re.compile(r"arn:[^\"\\]*")
_PLAIN_HEAD = re.compile(
    r"arn:(?:aws[a-z-]*|\*):[a-z0-9-]*:(?:[a-z]+-[a-z-]+-\d+|\*?):(?:\d{12}|aws|cloudfront|\*?):"
)
_WORD_IN_TAIL = re.compile(
    r"[xX]{3}|[{\[]|(?i:your)|(?:\b|[_-])(?i:id|name)\b|[a-z]Id\b|-[A-Z]+\Z|[/:](?!DEFAULT\Z)[A-Z][A-Z0-9-]*(?:[/:]|\Z)"
)
"""What the words have that may be placeholders, in a string of their own or in an ARN."""
_SPECIAL = frozenset("{}$`'\\")
"""Characters that may mean something else in the string that holds the JSON."""
_WORDS = re.compile(
    r"[\ue000-\ue2ff]|[A-Z0-9][_-][A-Z]|[xX]{3}|[yY](?:our|OUR)|(?:[_-]i|[a-z]I)d\b|[_-]name\b|[/:]i?[dD]\""
    r"|:\s*\"[\w-]*(?:ARN|[aA]rn|ME|HOLDER|REGION)\"|[a-z]-(?!DEFAULT)[A-Z]+\""
    r"|arn:(?!aws[a-z-]*:[\w-]*:(?:[a-z]+-[a-z-]+-\d+|\*?):(?:\d{12}|aws|cloudfront|\*?):)|arn:[^\"\s]*[{\[]"
    r"|:[^\"\s:]+/(?!DEFAULT)[A-Z]+[\"/]"
)
"""What words that are placeholders have, and plain ARNs have not."""


def read(path: str, text: str) -> Iterator[Document]:
    """Yield the policies in a JSON text; one document with a flaw where it is not JSON."""
    yield from read_with(File(path, text), None)


def read_with(file: File, holes: Holes | None) -> Iterator[Document]:
    """Yield the policies in a JSON text, with holes that they share; None: each has its own."""
    if "%" in file.text or "{{" in file.text or "{#" in file.text:
        from agentcore_lint.sources.json_templates import has_directives

        if has_directives(file.text):
            from agentcore_lint.sources.json_ways import read_each_way

            yield from read_each_way(file, holes or Holes())
            return
    try:
        parsed = parse(file.text)
    except UnreadableError as error:
        lines = _lines(file)
        if lines is None:
            yield from _broken_template(file, error.flaw) or [_broken(file, error.flaw, holes)]
        else:
            for start, line in lines:
                if isinstance(line, Parsed):
                    yield from documents_in(file, line, holes, start)
                else:
                    yield _broken(file, line, holes)
        return
    yield from documents_in(file, parsed, holes)


def _broken(file: File, flaw: Flaw, holes: Holes | None) -> Document:
    locator = JsonLocator(file.text, ("",))
    return Document(file.path, file.text, None, locator, holes or Holes(), flaws=(flaw,))


def _broken_template(file: File, flaw: Flaw) -> list[Document]:
    """Return what stands for a template that is no JSON, where values that are put in may make it some."""
    from agentcore_lint.sources.json_templates import has_expressions

    if not file.path.lower().endswith(TEMPLATE_SUFFIXES) or not has_expressions(file.text):
        return []
    from agentcore_lint.sources.json_ways import not_json

    return list(not_json(file, flaw))


def _lines(file: File) -> list[tuple[int, Parsed | Flaw]] | None:
    """Read the text as JSON Lines: each line with its offset, or None when it is no such thing.

    The first line must be JSON, unless the file's name says so; of the others one that is broken, and
    mentions AgentCore, is a flaw.
    """
    from agentcore_lint.sources import LINE_SUFFIXES

    said = file.path.lower().endswith(LINE_SUFFIXES)
    out: list[tuple[int, Parsed | Flaw]] = []
    start = 0
    for line in lines_of(file.text):
        if line.strip():
            if not said and line.lstrip()[0] not in "[{":
                return None
            try:
                out.append((start, parse(line)))
            except UnreadableError as error:
                if not out and not said:
                    return None
                if gate.passes(line.encode("utf-8", "surrogatepass")):
                    at, end = error.flaw.span
                    out.append((start, error.flaw._replace(span=Span(at + start, end + start))))
        start += len(line)
    return out if len(out) > said else None


class Setting(NamedTuple):
    """Where a JSON text stands, and what is known of it.

    `holes`: those that it already has, None for none. `outer`: maps spans of the JSON text to the
    file. `said`: what the carrier says of the policy; an attached one is the text itself.
    """

    file: File
    holes: Holes | None = None
    outer: Callable[[Span], Span] | None = None
    said: Said = NOTHING_SAID


def documents_in(file: File, parsed: Parsed, holes: Holes | None, start: int = 0) -> Iterator[Document]:
    """Yield the policies in a JSON value that stands in a file from an offset on."""
    if is_template(parsed.value) or is_terraform(parsed.value):
        yield from _infrastructure(file, parsed)
        return
    outer = None if start == 0 else lambda span: Span(span.start + start, span.end + start)
    yield from json_documents(parsed, Setting(file, holes, outer))


def _infrastructure(file: File, parsed: Parsed) -> Iterator[Document]:
    """Yield the policies of a template, or of a Terraform module or plan, whose values are not plain."""
    from agentcore_lint.sources.cloudformation import read_template
    from agentcore_lint.sources.json_spans import JsonSpans
    from agentcore_lint.sources.json_values import json_value
    from agentcore_lint.sources.literal import Mapping
    from agentcore_lint.sources.terraform_json import read_terraform_json

    root = json_value(JsonSpans(parsed.text))
    if isinstance(root, Mapping):
        yield from read_template(file, root) if is_template(parsed.value) else read_terraform_json(file, root)


def json_documents(parsed: Parsed, setting: Setting) -> Iterator[Document]:
    """Yield the policies in a JSON value that stands in a file's text."""
    if setting.said.attached:
        found: Iterable[Found] = [Found(parsed.value, ("",), None, None, parsed.duplicates)]
    else:
        found = policies(parsed.value, duplicates=parsed.duplicates)
    for each in found:
        yield _document(parsed, each, setting)


def _document(parsed: Parsed, found: Found, setting: Setting) -> Document:
    source = found.inner if found.inner is not None else parsed.text
    holes = Holes() if setting.holes is None else setting.holes
    root, target, said = found.root, found.target, setting.said
    if _may_have_placeholders(source):
        from agentcore_lint.sources.placeholders import fill

        root = fill(root, holes)
    locator = JsonLocator(parsed.text, found.layers, setting.outer)
    flaws = tuple(_flaws(found, locator))
    size = len(found.inner) if found.inner is not None else _compact_size(source, root)
    if target is not None and said.target is None:
        said = said._replace(target=target)
    path, text = setting.file
    return Document(path, text, root, locator, holes, size, flaws, said=said)


def _may_have_placeholders(text: str) -> bool:
    """Rule out quickly that a text has any placeholder: fixed text is found fastest."""
    return (
        not text.isascii()
        or any(mark in text for mark in _MARKS)
        or _CAPITALS.search(text) is not None
        or _WORD.search(text) is not None
        or any(map(_has_word, _ARN.findall(text)))
    )


@lru_cache(maxsize=1000)
def _has_word(arn: str) -> bool:
    head = _PLAIN_HEAD.match(arn)
    return head is None or _WORD_IN_TAIL.search(arn, head.end() - 1) is not None


def _compact_size(source: str, root: Json) -> int:
    """Return the length of the policy without white space: the least that AWS can get."""
    if len(source) < 20_000:
        return len(source)
    return len(json.dumps(root, separators=(",", ":"), ensure_ascii=False))


def _flaws(found: Found, locator: JsonLocator) -> Iterator[Flaw]:
    if found.flaw is not None:
        yield found.flaw._replace(span=locator.outward(found.flaw.span))
    if found.duplicates:
        for name, first, again in locator.inmost.duplicates(locator.pointer):
            yield doubled(name, locator.outward(first), locator.outward(again))


class JsonLocator:
    """Finds values in JSON text, through strings that hold JSON themselves."""

    __slots__ = ("_layers", "_maps", "_outer", "_spans", "_text")

    def __init__(
        self, text: str, layers: tuple[str, ...], outer: Callable[[Span], Span] | None = None
    ) -> None:
        self._text = text
        self._layers = layers
        self._outer = outer
        self._spans: JsonSpans | None = None
        self._maps: list[list[int]] = []

    @property
    def pointer(self) -> str:
        """The pointer of the policy in the innermost text."""
        return self._layers[-1]

    @property
    def inmost(self) -> JsonSpans:
        """The syntax tree of the innermost text."""
        if self._spans is None:
            self._load()
        assert self._spans is not None  # noqa: S101  set by _load
        return self._spans

    def span(self, pointer: str, *, key: bool) -> Span:
        """Return the span of a value of the policy, or of its key."""
        return self.outward(self.inmost.span(self.pointer + pointer, key=key))

    def replacement(self, pointer: str, *, key: bool, value: Json) -> tuple[Span, str] | None:
        """Return the edit of the file that puts `value` there, in the manner of the file."""
        inner = self.inmost.span(self.pointer + pointer, key=key)
        if self._outer is not None:
            place = self.outward(inner)
            literal = place.end - place.start == inner.end - inner.start and len(self._layers) == 1
            written = json.dumps(value, ensure_ascii=False)
            return (place, written) if literal and _SPECIAL.isdisjoint(written) else None
        text = _format(value, self.inmost.text, inner)
        for _ in self._layers[1:]:
            text = json.dumps(text, ensure_ascii=False)[1:-1]
        return self.outward(inner), text

    def outward(self, span: Span) -> Span:
        """Map a span of the innermost text to the file."""
        _ = self.inmost
        start, end = span
        for offsets in reversed(self._maps):
            end = offsets[min(end, len(offsets) - 1)]
            start = offsets[min(start, len(offsets) - 1)]
        found = Span(start, end)
        return found if self._outer is None else self._outer(found)

    def _load(self) -> None:
        from agentcore_lint.sources.json_spans import JsonSpans, inner_offsets

        spans = JsonSpans(self._text)
        for pointer in self._layers[:-1]:
            place = spans.span(pointer)
            literal = spans.text[place.start : place.end]
            self._maps.append([place.start + offset for offset in inner_offsets(literal)])
            inner = json.loads(literal)
            with contextlib.suppress(UnreadableError):
                inner = parse(inner).text
            spans = JsonSpans(inner)
        self._spans = spans


def _format(value: Json, text: str, place: Span) -> str:
    """Write a value as the file would: a list line by line where its key begins a line."""
    line_start = text.rfind("\n", 0, place.start) + 1
    before = text[line_start : place.start]
    indent = before[: len(before) - len(before.lstrip())]
    if not isinstance(value, list) or not indent or "{" in before:
        return json.dumps(value, ensure_ascii=False)
    unit = "\t" if indent.startswith("\t") else "  "
    items = ",\n".join(f"{indent}{unit}{json.dumps(item, ensure_ascii=False)}" for item in value)
    return f"[\n{items}\n{indent}]"


def comments(_: str, text: str) -> Iterator[Span]:
    """Yield the spans of the comments."""
    from agentcore_lint.sources.json_spans import JsonSpans

    yield from JsonSpans(text).comments()
