"""Parsing of JSON text, strictly first, then as JSON with comments or as a template.

Every repair keeps the length of the text, so that offsets stay those of the file.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from agentcore_lint.sources.document import Flaw, Span

if TYPE_CHECKING:
    from agentcore_lint.values import Json

STRING = r'"(?:[^"\\]|\\.)*"'

MAX_DEPTH = 200
"""Deeper nesting than any policy has; deeper documents are refused at the bracket that passes it."""


class Parsed(NamedTuple):
    """A parsed text: `text` is what was parsed, after repairs; `duplicates`: some key stands twice."""

    value: Json
    text: str
    duplicates: bool


class UnreadableError(Exception):
    """The text is not JSON; `flaw` says where and what was expected."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.label)
        self.flaw = flaw


def parse(text: str) -> Parsed:
    """Parse JSON, JSON with comments, or a template of JSON.

    Raises UnreadableError where the text is none of these.
    """
    try:
        return _parse(text)
    except UnreadableError as error:
        from agentcore_lint.sources.placeholders import quote_bare

        for repair in (_without_comments, quote_bare, lambda each: quote_bare(_without_comments(each))):
            repaired = repair(text)
            if repaired != text:
                try:
                    return _parse(repaired)
                except UnreadableError:
                    continue
        raise error from None


def _parse(text: str) -> Parsed:
    duplicates: list[str] = []

    def pairs(items: list[tuple[str, Json]]) -> dict[str, Json]:
        out = dict(items)
        if len(out) != len(items):
            duplicates.append("")
        return out

    try:
        value = json.loads(text, object_pairs_hook=pairs, parse_constant=_constant)
    except json.JSONDecodeError as error:
        raise UnreadableError(_flaw(text, error)) from None
    except RecursionError:
        raise UnreadableError(_too_deep(text)) from None
    except ValueError as error:
        raise UnreadableError(_bad_number(text, str(error))) from None
    if text.count("[") + text.count("{") > MAX_DEPTH and _depth(value) > MAX_DEPTH:
        raise UnreadableError(_too_deep(text))
    return Parsed(value, text, bool(duplicates))


def _constant(name: str) -> NoReturn:
    raise ValueError(name)


def _depth(value: Json) -> int:
    depth = 0
    level = [value]
    while level and depth <= MAX_DEPTH:
        level = [
            child
            for each in level
            if isinstance(each, (dict, list))
            for child in (each.values() if isinstance(each, dict) else each)
        ]
        depth += 1
    return depth


def _without_comments(text: str) -> str:
    """Blank out comments, and the commas that may stand before a closing bracket beside them."""
    if "//" not in text and "/*" not in text:
        return text
    from agentcore_lint.sources.json_spans import JsonSpans

    chars = list(text)
    for span in JsonSpans(text).comments():
        chars[span.start : span.end] = re.sub(r"[^\n]", " ", text[span.start : span.end])
    blanked = "".join(chars)
    if blanked == text:
        return text
    return re.sub(rf"({STRING})|,(?=\s*[}}\]])", lambda found: found[1] or " ", blanked, flags=re.DOTALL)


def _flaw(text: str, error: json.JSONDecodeError) -> Flaw:
    at = error.pos
    here = text[at : at + 1]
    before = text[:at].rstrip()
    message = error.msg.split(":")[0]
    if not text.strip():
        return Flaw("AC001", "the file is empty", Span(0, 0))
    if message.startswith("Illegal trailing comma") or (before.endswith(",") and here in ("}", "]", "")):
        comma = at if here == "," else len(before) - 1
        if text[comma + 1 :].lstrip()[:1] in ("}", "]"):
            return Flaw("AC001", "a comma stands before the closing bracket", Span(comma, comma + 1))
    if at >= len(text.rstrip()):
        end = len(text.rstrip())
        return Flaw("AC001", f"the document ends early, {_open(text)}", Span(max(end - 1, 0), end))
    words = {
        "Expecting property name enclosed in double quotes": "expected a key in double quotes",
        "Expecting ',' delimiter": "expected a comma or a closing bracket",
        "Expecting '": "expected a colon after the key",
        "Expecting value": "expected a value",
        "Unterminated string starting at": "this string has no closing quote",
        "Invalid control character at": "a control character stands in a string; write it as an escape",
        "Invalid \\escape": "no such escape in JSON",
        "Invalid \\uXXXX escape": "\\u takes four hexadecimal digits",
        "Extra data": "the document ends before this",
    }
    label = words.get(error.msg.split(": ")[0]) or words.get(message) or ""
    if error.msg.startswith("Expecting ':'"):
        label = words["Expecting '"]
    label = label or error.msg
    found = f", found {_shown(here)}" if label.startswith("expected") else ""
    return Flaw("AC001", label + found, Span(at, min(at + 1, len(text))))


def _shown(char: str) -> str:
    return "a single quote" if char == "'" else char if char.isprintable() else f"U+{ord(char):04X}"


def _open(text: str) -> str:
    """Say which bracket of a truncated text is still open."""
    stack: list[str] = []
    for found in re.finditer(r'"(?:[^"\\]|\\.)*"?|[\[{\]}]', text):
        if found[0] in "[{":
            stack.append(found[0])
        elif found[0] in "]}" and stack:
            stack.pop()
        elif found[0][0] == '"' and (len(found[0]) == 1 or not found[0].endswith('"')):
            return "a string has no closing quote"
    closing = {"[": "]", "{": "}"}
    return f"{closing[stack[-1]]} was expected" if stack else "a value was expected"


def _too_deep(text: str) -> Flaw:
    depth = 0
    for found in re.finditer(rf"{STRING}|[\[{{\]}}]", text):
        if found[0] in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                return Flaw("AC001", f"nested deeper than {MAX_DEPTH} levels", Span(*found.span()))
        elif found[0] in "]}":
            depth -= 1
    return Flaw("AC001", f"nested deeper than {MAX_DEPTH} levels", Span(0, 1))


def _bad_number(text: str, message: str) -> Flaw:
    """Find the constant or the number that no JSON parser has to take."""
    if message in ("NaN", "Infinity", "-Infinity"):
        label = f"{message} is no JSON value"
        wanted = rf"{STRING}|(?P<bad>{re.escape(message)})"
    else:
        label = "a number of more digits than can be read"
        wanted = rf"{STRING}|(?P<bad>-?\d{{1000,}})"
    for found in re.finditer(wanted, text):
        if found["bad"]:
            return Flaw("AC001", label, Span(*found.span("bad")))
    return Flaw("AC001", label, Span(0, 1))
