"""Placeholders in JSON text: what a template or an example leaves to be filled in.

Known are `<region>`, `${name}`, `{{ name }}`, `%{ directive }`, `{% directive %}`, and in an ARN words
in capitals such as ACCOUNT_ID. `${aws:username}` and `${*}` are policy variables, not placeholders.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agentcore_lint.values import Holes, Json

_VARIABLE = r"\$\{(?:[*?$]|[A-Za-z][A-Za-z0-9-]*:(?!:)[^{}$\"()]*)\}"
_EXPRESSION = r"\$\{(?:[^{}]|\{[^{}]*\})*\}|\{\{.*?\}\}|%\{[^{}]*\}|\{%.*?%\}"
_ANGLE = r"<[A-Za-z][^<>\"\n]{0,80}>"
_IN_STRING = re.compile(rf"(?P<variable>{_VARIABLE})|{_EXPRESSION}|{_ANGLE}", re.DOTALL)
_DIRECTIVE = r"%\{[^{}]*\}|\{%.*?%\}"
_STRING = r"\"(?:[^\"\\\n]|\\.)*\""
_BARE = re.compile(rf"(?P<string>{_STRING})|(?P<directive>{_DIRECTIVE})|{_EXPRESSION}|{_ANGLE}", re.DOTALL)
_CAPITALS = re.compile(r"[A-Z][A-Z0-9]*(?:[_-][A-Z0-9]+)*|[xX]{3,}")
_SNAKE = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
_ACCOUNT = re.compile(r"(?:[A-Z]+[_-])?ACCOUNT(?:[_-]?(?:ID|NUMBER|[A-Z0-9]))?")
_BARE_MARK = "\ue000"


def fill(value: Json, holes: Holes) -> Json:
    """Return `value` with holes in place of the placeholders in its strings and keys."""
    if isinstance(value, str):
        return _fill_text(value, holes)
    if isinstance(value, list):
        return [fill(item, holes) for item in value]
    if isinstance(value, dict):
        return {_fill_text(key, holes): fill(item, holes) for key, item in value.items()}
    return value


def _fill_text(text: str, holes: Holes) -> str:
    if text.startswith(_BARE_MARK):
        return holes.char(f"<{text[1:].strip()}>")
    if "<" in text or "{" in text:
        text = _IN_STRING.sub(lambda found: found[0] if found["variable"] else holes.char(found[0]), text)
    if text.startswith("arn:"):
        return _fill_arn(text, holes)
    if _SNAKE.fullmatch(text) or _ACCOUNT.fullmatch(text):
        return holes.char(text)
    return text


def _fill_arn(text: str, holes: Holes) -> str:
    parts = text.split(":", 5)
    for index in (1, 3, 4):
        if index < len(parts) and _CAPITALS.fullmatch(parts[index]):
            parts[index] = holes.char(parts[index])
    if len(parts) == 6:
        ours = parts[2] == "bedrock-agentcore"
        parts[5] = "".join(
            holes.char(part) if _is_placeholder(part, ours=ours) else part
            for part in re.split(r"([/:])", parts[5])
        )
    return ":".join(parts)


def _is_placeholder(part: str, *, ours: bool) -> bool:
    """Tell whether a part of an ARN's resource is a word in capitals; DEFAULT is an endpoint's name."""
    return bool(_SNAKE.fullmatch(part) or (ours and part != "DEFAULT" and _CAPITALS.fullmatch(part)))


def quote_bare(text: str) -> str:
    """Return the text with each placeholder outside strings as a string of the same length."""

    def quoted(found: re.Match[str]) -> str:
        if found["string"]:
            return found[0]
        if found["directive"]:
            return re.sub(r"\S", " ", found[0])
        inner = re.sub(r"[\"\\\x00-\x1f]", "_", found[0].strip("${}<> "))
        size = len(found[0]) - 3
        return f'"{_BARE_MARK}{inner[:size]:<{size}}"'

    return _BARE.sub(quoted, text)
